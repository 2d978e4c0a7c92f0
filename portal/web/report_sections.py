"""The parts of a report that people edit, and the records behind each of its figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.actor import current_actor
from portal.access.guards import requires
from portal.access.scope import NotVisible
from portal.domain.lifecycle import IllegalMove
from portal.domain.money import format_wan
from portal.domain.permissions import Ability
from portal.domain.report_facts import ProjectRow, ReportFacts
from portal.domain.report_figures import UNITS, Counted, FigureCode, FigureUnit, Key, Value, records, value
from portal.domain.reports import ReportStatus
from portal.extensions import db
from portal.i18n import language
from portal.labels import PROBLEM_CATEGORY, RULE
from portal.labels.announcements import KINDS
from portal.labels.reports import DEFINITION, FIGURE
from portal.models import ReportSection
from portal.reporting.report_parts import value_text
from portal.reporting.report_texts import mark_names, write
from portal.services import reports
from portal.services.locking import claim
from portal.services.workflow import Refused
from portal.web.forms.refusals import refuse
from portal.web.forms.reports import SectionForm
from portal.web.listing import Page, cut
from portal.web.notice_rows import page_of
from portal.web.reports import months, whole
from portal.web.transaction import writes

bp = Blueprint("report_sections", __name__, url_prefix="/reports")


def _section(report_id: int, code: str) -> ReportSection:
    report = whole(report_id)
    found = next((one for one in report.sections if one.code == code), None)
    if found is None:
        raise NotVisible(f"Report {report_id} has no part {code}")
    return found


@bp.get("/<int:report_id>/sections/<section>")
@requires(Ability.REPORT_DRAFT)
def edit(report_id: int, section: str) -> ResponseReturnValue:
    """The words of a part in both languages, with the marks they may hold."""
    part = _section(report_id, section)
    if part.report.status is not ReportStatus.DRAFT:
        raise IllegalMove("report", "edit", part.report.status)
    form = SectionForm(formdata=None)
    form.text_zh.data, form.text_ug.data = part.text_zh, part.text_ug
    return _page(part, form)


def _page(section: ReportSection, form: SectionForm) -> str:
    facts = reports.facts_of(section.report)
    return render_template(
        "reports/section.html",
        report=section.report,
        section=section,
        form=form,
        marks=_marks(facts),
        months=months,
    )


def _marks(facts: ReportFacts) -> Sequence[tuple[str, str, str]]:
    """Each mark in both languages, with what stands in its place now ("" for place, day and period)."""
    zh, ug = mark_names("zh"), mark_names("ug")
    names = {meant: name for name, meant in ug.items()}
    return [
        (
            name,
            names[meant],
            value_text(meant, value(facts, Key(meant))) if isinstance(meant, FigureCode) else "",
        )
        for name, meant in zh.items()
    ]


@bp.post("/<int:report_id>/sections/<section>")
@requires(Ability.REPORT_DRAFT)
@writes
def save(report_id: int, section: str) -> ResponseReturnValue:
    """Write the words of a part."""
    part, form = _section(report_id, section), SectionForm()
    known = (set(mark_names("zh")), set(mark_names("ug")))
    try:
        claim(part.report, request.form.get("version_id"))
        reports.edit(db.session(), current_actor(), part, form.typed(), known)
    except Refused as refused:
        refuse(form, refused.problems)
        return _page(part, form), 422
    flash(_("文字已保存。"), "success")
    return redirect(url_for("reports.show", report_id=report_id, _anchor=f"part-{section}"))


@bp.post("/<int:report_id>/sections/<section>/restore")
@requires(Ability.REPORT_DRAFT)
@writes
def restore(report_id: int, section: str) -> ResponseReturnValue:
    """Let the words that follow from the figures stand again."""
    part = _section(report_id, section)
    claim(part.report, request.form.get("version_id"))
    reports.restore(db.session(), current_actor(), part, write)
    flash(_("已恢复自动生成的文字。"), "success")
    return redirect(url_for("reports.show", report_id=report_id, _anchor=f"part-{section}"))


@bp.get("/<int:report_id>/figures/<figure>")
@requires(Ability.REPORT_READ)
def figure(report_id: int, figure: str) -> ResponseReturnValue:
    """What a figure counts: its definition, the day it was frozen, and every record behind it."""
    if figure not in set(FigureCode):
        abort(404)
    report = whole(report_id)
    key = Key(FigureCode(figure), request.args.get("place", ""), request.args.get("part", ""))
    behind = _Behind(reports.facts_of(report), key)
    return render_template("reports/figure.html", report=report, months=months, behind=behind)


class _Behind:
    """A figure of a report with the records behind it, as the page shows them."""

    def __init__(self, facts: ReportFacts, key: Key) -> None:
        self.facts, self.key = facts, key
        self.name, self.definition = FIGURE[key.code], DEFINITION[key.code]
        self.unit = UNITS[key.code]
        self.value = value(facts, key)
        self.total = value_text(key.code, self.value)
        self.shares = self._shares(self.value)
        self._owned: dict[str, Mapping[int, int]] = {}
        self._projects = {row.id: row for row in facts.projects}
        self._places = {row.code: row.in_language(language()) for row in facts.places}
        self.place = self._places.get(key.place, "")

    @property
    def part(self) -> str:
        """Word of the rule of lights or the kind of problem that is counted alone."""
        words = {**{rule.value: word for rule, word in RULE.items()}, **PROBLEM_CATEGORY}
        return str(words.get(self.key.part, ""))  # type: ignore[call-overload]

    @property
    def page(self) -> Page[dict[str, Any]]:
        """The records that the query string asks for."""
        found = records(self.facts, self.key)
        size, number = cut(request.args, len(found))
        shown = found[(number - 1) * size : number * size]
        return Page([self._row(one) for one in shown], len(found), number, size, "", "asc")

    def _shares(self, held: Value) -> tuple[str, str] | None:
        """Both parts of a rate: money in 万元 to the fen, else counts; None for what is no rate."""
        if self.unit is not FigureUnit.PERCENT:
            return None
        if self.key.code is FigureCode.PAYMENT_RATE:
            return format_wan(held.amount), format_wan(held.of)
        return str(held.amount), str(held.of)

    def _share(self, amount: int) -> str:
        """One record's part of what is no rate, to the last fen."""
        return format_wan(amount) if self.unit is FigureUnit.FEN else value_text(self.key.code, Value(amount))

    def _row(self, one: Counted) -> dict[str, Any]:
        """A record: its kind and name, its place, its share, and the page behind it."""
        kind, _sep, identity = one.subject.partition(":")
        project = self._project(kind, identity)
        place = self._places.get(one.place, "")
        return {
            "kind": KINDS.get(kind, ""),
            "name": f"{project.code} {project.name}" if project else place,
            "place": place,
            "shares": self._shares(Value(one.amount, one.of)) or (self._share(one.amount),),
            "url": page_of(one.subject),
        }

    def _project(self, kind: str, identity: str) -> ProjectRow | None:
        """The project of a record among the frozen rows, None where it has none."""
        if kind not in _TABLES:
            return None
        return self._projects[int(identity) if kind == "project" else self._owners(kind)[int(identity)]]

    def _owners(self, kind: str) -> Mapping[int, int]:
        """Projects of the records of a kind, by the records' ids; read once."""
        if kind not in self._owned:
            self._owned[kind] = {row.id: row.project for row in getattr(self.facts, _TABLES[kind])}
        return self._owned[kind]


_TABLES = {"project": "projects", "filing": "filings", "light": "lights", "order": "orders"}
