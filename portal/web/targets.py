"""Entry of a target declaration: the form, live checks, copying, core indicators."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from portal import clock
from portal.access.actor import current_actor
from portal.access.guards import requires
from portal.access.scope import fetch
from portal.domain.indicators import Level1, Level2, compose_value
from portal.domain.permissions import Ability
from portal.domain.problems import Problem
from portal.domain.target_checks import TargetRow
from portal.extensions import db
from portal.models import Filing
from portal.services import library, reviews, rules, targets
from portal.services.locking import claim
from portal.services.targets import TargetEntry
from portal.web.forms.grids import read_points, read_rows
from portal.web.listing import whole
from portal.web.transaction import writes

bp = Blueprint("targets", __name__, url_prefix="/filings")

LEVELS = [(one, two) for one in Level1 for two in Level2 if two.level1 is one]


def _load(filing_id: int) -> Filing:
    filing = fetch(db.session, Filing, current_actor(), filing_id, joinedload(Filing.round))
    targets.editable(current_actor(), filing)
    return filing


def _entry(found: list[Problem]) -> TargetEntry:
    rows = []
    for n, typed in enumerate(read_rows(request.form, "rows")):
        level2 = typed.get("level", "").partition("/")[2]
        if level2 not in set(Level2):
            continue
        row = TargetRow(
            typed.get("key", "")[:12],
            Level2(level2).level1,
            Level2(level2),
            typed.get("name", "")[:200],
            typed.get("value", "")[:200],
            read_points(typed.get("weight", ""), f"rows.{n}.weight", found),
            typed.get("core") == "1",
            typed.get("remark", "")[:500],
        )
        if not row.blank:
            rows.append(row)
    return TargetEntry(request.form.get("goal", "")[:5000], tuple(rows))


def _page(filing: Filing, entry: TargetEntry | None, unread: list[Problem]) -> str:
    project = filing.project
    shown = entry or targets.read(db.session, filing)
    return render_template(
        "targets/edit.html",
        filing=filing,
        goal=shown.goal,
        rows=shown.rows,
        levels=LEVELS,
        problems=unread + targets.check(db.session, filing, shown),
        library=library.rows_for(db.session, project.type_code, clock.today()),
        weights=rules.weights(project.plan),
        comments=reviews.open_comments(filing),
        understood=lambda row: compose_value(row.understood(project.plan.year)),
    )


@bp.get("/<int:filing_id>/target")
@requires(Ability.FILING_EDIT)
def edit(filing_id: int) -> ResponseReturnValue:
    return _page(_load(filing_id), None, [])


@bp.post("/<int:filing_id>/target")
@requires(Ability.FILING_EDIT)
@writes
def save(filing_id: int) -> ResponseReturnValue:
    filing, unread = _load(filing_id), list[Problem]()
    entry = _entry(unread)
    claim(filing, request.form.get("version_id"))
    if "add_row" in request.form:
        row = TargetRow("", Level1.OUTPUT, Level2.QUANTITY, "", "")
        return _page(filing, TargetEntry(entry.goal, (*entry.rows, row)), unread)
    if unread:
        return _page(filing, entry, unread), 422
    targets.save(db.session, current_actor(), filing, entry)
    if request.form.get("action") == "submit":
        return redirect(url_for("filings.confirm_submit", filing_id=filing.id))
    flash(_("草稿已保存。"), "success")
    return redirect(url_for("targets.edit", filing_id=filing.id))


@bp.post("/<int:filing_id>/target/check")
@requires(Ability.FILING_EDIT)
def check(filing_id: int) -> ResponseReturnValue:
    filing, unread = _load(filing_id), list[Problem]()
    problems = unread + targets.check(db.session, filing, _entry(unread))
    return render_template("filings/_checks.html", filing=filing, problems=problems)


@bp.get("/<int:filing_id>/target/copy")
@requires(Ability.FILING_EDIT)
def copy(filing_id: int) -> ResponseReturnValue:
    filing = _load(filing_id)
    sources = db.session.scalars(targets.sources(current_actor(), filing).limit(50)).all()
    return render_template("targets/copy.html", filing=filing, sources=sources)


@bp.post("/<int:filing_id>/target/copy")
@requires(Ability.FILING_EDIT)
@writes
def do_copy(filing_id: int) -> ResponseReturnValue:
    filing, actor = _load(filing_id), current_actor()
    targets.copy_from(db.session, actor, filing, whole(request.form.get("source"), 0))
    flash(_("已复制,请按本项目的实际情况修改每个指标值。"), "success")
    return redirect(url_for("targets.edit", filing_id=filing.id))
