"""Entry of a target declaration: the form with its checks, copying, the library, core indicators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import pgettext
from sqlalchemy.orm import joinedload, selectinload

from portal import clock
from portal.access.actor import current_actor
from portal.access.guards import requires
from portal.access.scope import NotVisible, fetch
from portal.domain.filings import Stage
from portal.domain.indicators import Level1, Level2
from portal.domain.permissions import Ability
from portal.domain.scoring import PART_OF, Part
from portal.domain.target_checks import missing_core
from portal.extensions import db
from portal.i18n import moment_text
from portal.messages import sentence
from portal.models import Filing, Project
from portal.services import filings, library, light_preview, reviews, rules, targets
from portal.services.locking import StaleRecord, claim
from portal.services.workflow import Refused
from portal.web.context import wants_fragment
from portal.web.filling import shut
from portal.web.forms import targets as form
from portal.web.forms.targets import TypedTarget
from portal.web.listing import whole
from portal.web.transaction import writes

bp = Blueprint("targets", __name__, url_prefix="/filings")

SOURCES_SHOWN = 50


@dataclass(frozen=True, slots=True)
class PartWeight:
    """Weights of a first level so far against what the plan fixes, in hundredths."""

    level1: Level1 | None
    held: int
    fixed: int


def _load(filing_id: int) -> Filing:
    filing = fetch(
        db.session, Filing, current_actor(), filing_id,
        joinedload(Filing.project).joinedload(Project.plan), joinedload(Filing.round),
        joinedload(Filing.project).selectinload(Project.funds), selectinload(Filing.answers),
    )  # fmt: skip
    if filing.stage is not Stage.TARGET:
        raise NotVisible(f"Filing {filing_id} is no target")
    targets.editable(current_actor(), filing)
    return filing


def _typed(filing: Filing) -> TypedTarget:
    return form.read_target(request.form, filing.project.plan.year)


def _stored(filing: Filing) -> TypedTarget:
    three = request.values.get("mode") == "three"
    return form.shown_target(targets.read(db.session, filing), filing.project.plan.year, three)


def _live(filing: Filing, typed: TypedTarget) -> dict[str, Any]:
    """What the narrow column says about a content: findings, reasons given, weights, core indicators."""
    found = [*typed.unread, *targets.check(db.session, filing, typed.entry)]
    given = {(a.field, a.code, a.fingerprint): a.reason for a in filing.answers}
    reasons = {
        f"{p.field}:{p.code}": request.form.get(
            f"reason-{p.field}-{p.code}", given.get((p.field, p.code, filings.fingerprint(p)), "")
        )
        for p in found
        if not p.hard
    }
    return {
        "filing": filing, "typed": typed, "problems": found, "reasons": reasons,
        "names": form.cell_names(typed), "weights": _weights(filing, typed),
        "missing": missing_core(typed.entry.rows, targets.core_indicators(db.session, filing)),
        "ahead": light_preview.of_target(db.session(), filing, typed.entry, found, clock.today()),
    }  # fmt: skip


def _weights(filing: Filing, typed: TypedTarget) -> list[PartWeight]:
    fixed = rules.weights(filing.project.plan)
    sums = {level: sum(t.row.weight or 0 for t in typed.rows if t.row.level1 is level) for level in PART_OF}
    held = [PartWeight(level, sums[level], fixed.get(part, 0)) for level, part in PART_OF.items()]
    return [*held, PartWeight(None, fixed.get(Part.EXECUTION, 0), fixed.get(Part.EXECUTION, 0))]


def _page(filing: Filing, typed: TypedTarget, **more: Any) -> str:
    project = filing.project
    rows = [t.row for t in typed.rows if not t.row.blank]
    offered = library.rows_for(db.session, project.type_code, clock.today())
    return render_template(
        "targets/edit.html",
        **_live(filing, typed),
        year=project.plan.year, levels=list(Level2), natures=form.NATURES,
        understood={t.row.key: form.understood_text(t.row.understood(project.plan.year)) for t in typed.rows},
        blank=form.TypedRow(form.empty_row("new__index__", Level2.QUANTITY)),
        library=offered, hints={one.name: one.hint for one in offered},
        core_names={one.name for one in offered if one.core}, peer_text=form.peer_text,
        peers=library.peer_values(db.session, project, rows),
        comments=reviews.open_comments(filing),
        version=filing.version_id, **more,
    )  # fmt: skip


@bp.get("/<int:filing_id>/target")
@requires(Ability.FILING_EDIT)
def edit(filing_id: int) -> ResponseReturnValue:
    filing = _load(filing_id)
    return shut(filing) or _page(filing, _stored(filing))


@bp.post("/<int:filing_id>/target")
@requires(Ability.FILING_EDIT)
@writes
def save(filing_id: int) -> ResponseReturnValue:
    filing = _load(filing_id)
    typed = _typed(filing)
    if command := request.form.get("grid") or ("add" if "add_row" in request.form else ""):
        return _page(filing, _commanded(filing, typed, command))
    if (refusal := _keep(filing, typed)) is not None:
        return refusal
    if wants_fragment():
        return jsonify(version_id=filing.version_id, saved=moment_text(clock.now()))
    if request.form.get("action") == "submit":
        return redirect(url_for("filings.confirm_submit", filing_id=filing.id))
    flash(_("草稿已保存。"), "success")
    return redirect(url_for("targets.edit", filing_id=filing.id, mode="three" if typed.three else None))


def _commanded(filing: Filing, typed: TypedTarget, command: str) -> TypedTarget:
    year = filing.project.plan.year
    if command != "library":
        return form.rearranged(typed, command, year)
    chosen = request.form.getlist("library")
    return form.completed(typed, targets.with_library(db.session, filing, typed.entry, chosen), year)


def _keep(filing: Filing, typed: TypedTarget) -> ResponseReturnValue | None:
    """Save what was typed; a page where that was refused, with everything typed still on it."""
    try:
        claim(filing, request.form.get("version_id"))
        if typed.unread:
            return _page(filing, typed), 422
        targets.save(db.session, current_actor(), filing, typed.entry)
    except StaleRecord:
        theirs = targets.read(db.session, filing)
        return _page(filing, typed, conflicts=_conflicts(filing, typed, theirs)), 409
    except Refused as refused:
        db.session.rollback()
        filing = _load(filing.id)
        return _page(filing, typed, refusals=[sentence(p) for p in refused.problems]), 422
    _answer(filing, typed)
    return None


def _answer(filing: Filing, typed: TypedTarget) -> None:
    """Keep the words of reason; a new row was typed under a passing key and now has its own."""
    stored = targets.read(db.session, filing).rows
    passing = {row.place: held.place for row, held in zip(typed.entry.rows, stored, strict=True)}
    back = {place: was for was, place in passing.items()}
    for problem, given in filings.outstanding(db.session, filing):
        place, _dot, cell = problem.field.rpartition(".")
        name = f"reason-{back.get(place, place)}{_dot}{cell}-{problem.code}"
        word = request.form.get(name)
        if not problem.hard and word is not None and word.strip() != (given or ""):
            filings.answer(db.session, filing, problem, word[:500])


def _conflicts(filing: Filing, typed: TypedTarget, theirs: targets.TargetEntry) -> list[tuple[str, str, str]]:
    """Cells in which what is typed differs from what is stored now: (words for the cell, typed, stored)."""
    found = (
        [(pgettext("word", "年度目标"), typed.goal, theirs.goal)]
        if typed.goal.strip() != theirs.goal.strip()
        else []
    )
    held = {row.key: row for row in theirs.rows}
    for number, row in enumerate(typed.entry.rows, start=1):
        mine, other = _line(row), _line(held.pop(row.key)) if row.key in held else ""
        if mine != other:
            found.append((_("第 %(row)s 行", row=number), mine, other))
    found.extend((pgettext("word", "另有一行"), "", _line(row)) for row in held.values())
    return found


def _line(row: targets.TargetRow) -> str:
    points = "" if row.weight is None else form.points_text(row.weight)
    parts = (row.name.strip(), row.value.strip(), points, row.remark.strip())
    return " · ".join(part for part in parts if part)


@bp.post("/<int:filing_id>/target/check")
@requires(Ability.FILING_EDIT)
def check(filing_id: int) -> ResponseReturnValue:
    filing = _load(filing_id)
    return render_template("targets/_checks.html", **_live(filing, _typed(filing)))


@bp.post("/<int:filing_id>/target/core")
@requires(Ability.FILING_EDIT)
@writes
def add_core(filing_id: int) -> ResponseReturnValue:
    filing = _load(filing_id)
    typed = _typed(filing)
    if not typed.rows and "goal" not in request.form:
        typed = _stored(filing)
    entry = targets.with_core(db.session, filing, typed.entry, request.form.get("core", ""))
    if (refusal := _keep(filing, form.completed(typed, entry, filing.project.plan.year))) is not None:
        return refusal
    flash(_("已加入核心指标,请填写指标值和分值。"), "success")
    return redirect(url_for("targets.edit", filing_id=filing.id, mode="three" if typed.three else None))


@bp.get("/<int:filing_id>/target/copy")
@requires(Ability.FILING_EDIT)
def copy(filing_id: int) -> ResponseReturnValue:
    filing, words = _load(filing_id), request.args.get("q", "")[:60]
    query = targets.sources(current_actor(), filing, words).limit(SOURCES_SHOWN)
    found: Sequence[Filing] = db.session.scalars(query).unique().all()
    return render_template("targets/copy.html", filing=filing, sources=found, words=words)


@bp.post("/<int:filing_id>/target/copy")
@requires(Ability.FILING_EDIT)
@writes
def do_copy(filing_id: int) -> ResponseReturnValue:
    filing = _load(filing_id)
    claim(filing, request.form.get("version_id"))
    try:
        added = targets.copy_from(db.session, current_actor(), filing, whole(request.form.get("source"), 0))
    except Refused as refused:
        for problem in refused.problems:
            flash(sentence(problem), "error")
        return redirect(url_for("targets.edit", filing_id=filing.id))
    flash(_("已复制 %(count)s 行,请按本项目的实际情况修改每个指标值。", count=added), "success")
    return redirect(url_for("targets.edit", filing_id=filing.id))
