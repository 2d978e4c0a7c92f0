"""The problem ledger (工作台账): on screen with the columns one chooses, and as a workbook in the official layout."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, BinaryIO, cast

from flask import Blueprint, render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import pgettext
from sqlalchemy import Select, func, select

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
from portal.models import Plan
from portal.services import ledger
from portal.services.ledger import Problem, Wanted
from portal.web.filters import places
from portal.web.ledger_columns import COLUMNS, LedgerColumn, chosen, names
from portal.web.listing import Page, cut
from portal.web.years import YearFilter, year_filter

bp = Blueprint("ledgers", __name__, url_prefix="/ledgers")


def _years() -> YearFilter:
    return year_filter(db.session(), request.args.get("year", ""), clock.today())


def _wanted(years: YearFilter) -> Wanted:
    """What the query string asks for; other words narrow nothing."""

    def one(name: str, among: Any) -> str:
        given = request.args.get(name, "")
        return given if given in set(among) else ""

    code = request.args.get("region", "")
    held = select(Plan.id).where(Plan.year == years.chosen)
    return Wanted(
        state=one("state", ("open", "closed")),
        level=one("level", Level),
        manner=one("manner", Manner),
        category=one("category", ProblemCategory),
        region=code if REGION_CODE.match(code) else "",
        plans=held if years.chosen is not None else None,
    )


@bp.get("/problems")
@requires(Ability.ORDER_READ)
def problems() -> ResponseReturnValue:
    actor, years = current_actor(), _years()
    return render_template(
        "ledgers/problems.html",
        page=_page(ledger.query(actor, _wanted(years))),
        columns=chosen(request.args.getlist("col")),
        every=COLUMNS,
        names=names(),
        years=years,
        regions=places(actor),
        categories=list(ProblemCategory),
        levels=list(Level),
        manners=list(Manner),
    )


def _page(found: Select[Any]) -> Page[Problem]:
    """One page of the ledger, which is a select of columns and not of a model."""
    total = db.session.scalar(select(func.count()).select_from(found.order_by(None).subquery())) or 0
    size, number = cut(request.args, total)
    part = found.limit(size).offset((number - 1) * size)
    return Page(list(ledger.rows(db.session(), part, clock.today())), total, number, size, "found", "asc")


@bp.get("/problems.xlsx")
@requires(Ability.ORDER_READ)
def workbook() -> ResponseReturnValue:
    """The whole ledger as narrowed, with all columns or the chosen ones."""
    actor, today = current_actor(), clock.today()
    columns = chosen(request.args.getlist("col") or [column.name for column in COLUMNS])
    found = ledger.query(actor, _wanted(_years()))
    # The answer closes the file when it has been sent.
    file = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115
    write(file, _sheet(actor, columns, today), _lines(found, columns, today))
    file.seek(0)
    return send_file(
        file,
        mimetype=XLSX,
        as_attachment=True,
        download_name=f"ledger-{actor.region_code}-{today.isoformat()}.xlsx",
    )


def _lines(found: Select[Any], columns: Sequence[LedgerColumn], today: date) -> Iterator[list[Cell]]:
    held = names()
    for number, row in enumerate(ledger.rows(db.session(), found, today), 1):
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
        sign_off=(pgettext("word", "填表人："), pgettext("word", "审核人："), _("单位负责人：")),
        language=language(),
    )
