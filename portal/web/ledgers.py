"""The problem ledger (工作台账): on screen with the columns and the order one chooses, as a workbook and on paper in the
official layout.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO, cast

from flask import Blueprint, redirect, render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import pgettext
from sqlalchemy import Select

from portal import clock
from portal.access.actor import current_actor
from portal.access.guards import requires
from portal.domain.filings import ProblemCategory
from portal.domain.ledgers import Manner
from portal.domain.permissions import Ability
from portal.domain.regions import REGION_CODE
from portal.domain.roles import Actor, Level
from portal.exchange.ledger_book import XLSX, Cell, Column, Sheet, write
from portal.extensions import db
from portal.i18n import date_text, language
from portal.services import ledger, ledger_entries, saved_views
from portal.services.ledger import Problem
from portal.services.ledger_parts import STATES, Wanted
from portal.web.filters import places
from portal.web.ledger_columns import COLUMNS, LedgerColumn, chosen, names
from portal.web.ledger_print import count
from portal.web.listing import Page, cut
from portal.web.saved_views import opening, views_of
from portal.web.years import YearFilter, year_filter

PAGE = "ledgers.problems"

bp = Blueprint("ledgers", __name__, url_prefix="/ledgers")


def asked_years() -> YearFilter:
    """The years to choose from and the one that is asked for."""
    return year_filter(db.session(), request.args.get("year", ""), clock.today())


def asked(years: YearFilter, since: datetime | None) -> Wanted:
    """What the query string asks for; other words narrow nothing. since: the person's last look."""

    def one(name: str, among: Any) -> str:
        given = request.args.get(name, "")
        return given if given in set(among) else ""

    code = request.args.get("region", "")
    return Wanted(
        state=one("state", STATES),
        level=one("level", Level),
        manner=one("manner", Manner),
        category=one("category", ProblemCategory),
        region=code if REGION_CODE.match(code) else "",
        year=years.chosen,
        changed_since=since if request.args.get("changed") else None,
        today=clock.today(),
        sort=one("sort", ledger.SORTS),
        falling=request.args.get("order") == "desc",
    )


def last_look(actor: Actor) -> datetime | None:
    """When the person last said that the ledger is read."""
    return saved_views.looked_at(db.session(), actor, PAGE)


@bp.get("/problems")
@requires(Ability.ORDER_READ)
def problems() -> ResponseReturnValue:
    if (place := opening(PAGE)) is not None:
        return redirect(place)
    actor, years, views = current_actor(), asked_years(), views_of(PAGE)
    wanted = asked(years, views.looked_at)
    return render_template(
        "ledgers/problems.html",
        page=_page(actor, wanted, views.looked_at),
        columns=chosen(request.args.getlist("col")),
        every=COLUMNS,
        names=names(),
        years=years,
        views=views,
        wanted=wanted,
        regions=places(actor),
        categories=list(ProblemCategory),
        levels=list(Level),
        manners=list(Manner),
        may_register=ledger_entries.may_register(actor),
    )


def _page(actor: Actor, wanted: Wanted, since: datetime | None) -> Page[Problem]:
    """One page of the ledger, which is a select of columns and not of a model."""
    found = ledger.query(actor, wanted)
    total = count(found)
    size, number = cut(request.args, total)
    part = found.limit(size).offset((number - 1) * size)
    rows = list(ledger.rows(db.session(), part, clock.today(), since))
    return Page(rows, total, number, size, wanted.sort or "found", "desc" if wanted.falling else "asc")


@bp.get("/problems.xlsx")
@requires(Ability.ORDER_READ)
def workbook() -> ResponseReturnValue:
    """The whole ledger as narrowed, with all columns or the chosen ones."""
    actor, today = current_actor(), clock.today()
    columns = chosen(request.args.getlist("col") or [column.name for column in COLUMNS])
    since = last_look(actor)
    found = ledger.query(actor, asked(asked_years(), since))
    # The answer closes the file when it has been sent.
    file = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115
    write(file, _sheet(actor, columns, today), _lines(found, columns, today, since))
    file.seek(0)
    return send_file(
        file,
        mimetype=XLSX,
        as_attachment=True,
        download_name=f"ledger-{actor.region_code}-{today.isoformat()}.xlsx",
    )


def _lines(
    found: Select[Any], columns: Sequence[LedgerColumn], today: date, since: datetime | None = None
) -> Iterator[list[Cell]]:
    held = names()
    for number, row in enumerate(ledger.rows(db.session(), found, today, since), 1):
        yield [number, *(column.value(row, held) for column in columns)]


def _sheet(actor: Actor, columns: Sequence[LedgerColumn], today: date) -> Sheet:
    unit = actor.unit_name_ug if language() == "ug" and actor.unit_name_ug else actor.unit_name_zh
    return Sheet(
        title=_("扶贫项目资金绩效管理问题整改工作台账"),
        above=(_("填报单位：%(unit)s", unit=unit), _("截至：%(day)s", day=date_text(today))),
        columns=[
            Column("", pgettext("head", "序号"), 6),
            *(Column(str(c.group), str(c.head), c.width) for c in columns),
        ],
        sign_off=(
            _("填报单位（盖章）："),
            pgettext("word", "填报人："),
            pgettext("word", "审核人："),
            _("单位负责人："),
            _("填报日期："),
        ),
        language=language(),
    )
