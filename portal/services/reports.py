"""Periodic reports: drawing one up from the frozen state of a day, editing its words, the second person, the signature,
the scan, and a later version. Source: opinion of 2020, parts 三 (二) and 五 (三). Nothing here commits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import BinaryIO

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.facts import report_facts
from portal.access.guards import NotAllowed
from portal.domain.deadlines import WorkCalendar
from portal.domain.facts import Facts
from portal.domain.flows.reports import REPORT_FLOW, ReportAction
from portal.domain.lifecycle import IllegalMove
from portal.domain.permissions import Ability, allows
from portal.domain.problems import Problem
from portal.domain.regions import REGION_ROOT
from portal.domain.report_facts import ReportFacts
from portal.domain.reports import (
    AUTHOR,
    REPORTED,
    UNFINISHED,
    Period,
    ReportKind,
    ReportStatus,
    SectionCode,
    as_of,
    due,
    filled,
    kinds_of,
    marks_in,
)
from portal.domain.roles import Actor, Level, Role
from portal.models import Plan, Report, ReportSection
from portal.services import attachments, calendars, history, issued_papers, notices, rules, workflow
from portal.services import report_facts as reading
from portal.services.history import canonical, sha256
from portal.services.locking import touch
from portal.services.orders import report_number
from portal.services.round_exceptions import centers
from portal.services.workflow import Refused

MOST_LETTERS = 4000
"""Letters of one part in one language."""

Texts = Mapping[SectionCode, tuple[str, str]]
"""Words of each part in Chinese and in Uyghur."""

Writer = Callable[[ReportKind, ReportFacts], Texts]
"""Writes the words of a report from its figures."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What the signed paper bears: who signed and on which day."""

    signer: str
    signed_on: date | None


def draw_up(
    session: Session, actor: Actor, plan: Plan, kind: ReportKind, period: Period, write: Writer
) -> Report:
    """Draw up a report from the records as they stand today, or stood when its period ended.

    Raises NotAllowed (a report that the unit does not write) or Refused: the period has not begun, or a version of it
    is not finished.
    """
    if kind not in drawn_by(actor):
        raise NotAllowed(Ability.REPORT_DRAFT)
    today = clock.today()
    if period.starts_on > today:
        raise Refused([Problem("period", "report.period.ahead", {"day": period.starts_on.isoformat()})])
    versions = _versions(session, plan, actor.unit_id, kind, period)
    if any(one.status in UNFINISHED for one in versions):
        raise Refused([Problem("period", "report.unfinished")])
    day = as_of(period, today)
    place = REGION_ROOT if AUTHOR[kind] is Level.REGION else actor.region_code
    facts = reading.read(session, plan, place, period, day)
    report = Report(
        plan=plan,
        kind=kind,
        first_month=period.first_month,
        last_month=period.last_month,
        version=max((one.version for one in versions), default=0) + 1,
        unit_id=actor.unit_id,
        region_code=place,
        as_of=day,
        status=ReportStatus.DRAFT,
        due_on=due_day(plan, kind, period, calendars.calendar(session)),
        drawn_by=actor.user_id,
        facts=reading.pack(facts),
        sections=_sections(write(kind, facts)),
    )
    session.add(report)
    session.flush()
    told = {
        "kind": kind.value,
        "month": period.last_month,
        "as_of": day.isoformat(),
        "version": report.version,
    }
    _record(session, actor, report, "report.draw_up", told)
    return report


def drawn_by(actor: Actor) -> tuple[ReportKind, ...]:
    """The kinds of report that an actor draws up."""
    return kinds_of(actor) if _may(actor, Facts(issuer_unit_id=actor.unit_id)) else ()


def _sections(texts: Texts) -> list[ReportSection]:
    return [ReportSection(code=code, text_zh=texts[code][0], text_ug=texts[code][1]) for code in SectionCode]


def _versions(session: Session, plan: Plan, unit_id: int, kind: ReportKind, period: Period) -> list[Report]:
    query = select(Report).where(
        Report.plan_id == plan.id,
        Report.unit_id == unit_id,
        Report.kind == kind,
        Report.last_month == period.last_month,
    )
    return list(session.scalars(query.order_by(Report.version)))


def versions(session: Session, report: Report) -> list[Report]:
    """All versions of a report, the first one first."""
    return _versions(session, report.plan, report.unit_id, report.kind, report.period)


def due_day(plan: Plan, kind: ReportKind, period: Period, calendar: WorkCalendar) -> date | None:
    """The day a report is due by the plan in force when its period ends, None where the plan sets none."""
    days = rules.report_days(plan, kind, period.ends_on)
    return due(period, days, calendar).date if days is not None else None


def facts_of(report: Report) -> ReportFacts:
    """The frozen rows of a report."""
    return reading.unpack(report.facts)


def refresh(session: Session, actor: Actor, report: Report, write: Writer) -> None:
    """Read the rows of a draft anew; words that nobody changed are written anew, the others keep with new figures.

    Raises IllegalMove or NotAllowed.
    """
    _demand_draft(actor, report)
    report.as_of, report.drawn_at = as_of(report.period, clock.today()), clock.now()
    facts = reading.read(session, report.plan, report.region_code, report.period, report.as_of)
    report.facts = reading.pack(facts)
    texts = write(report.kind, facts)
    for section in report.sections:
        zh, ug = texts[section.code]
        section.text_zh = section.text_zh if section.edited_zh else zh
        section.text_ug = section.text_ug if section.edited_ug else ug
    touch(report)
    session.flush()
    _record(session, actor, report, "report.refresh", {"as_of": report.as_of.isoformat()})


def edit(
    session: Session,
    actor: Actor,
    section: ReportSection,
    texts: tuple[str, str],
    known: tuple[set[str], set[str]],
) -> None:
    """Write the words of a part in both languages. known: names of figures in each, which its marks may call for.

    Raises IllegalMove, NotAllowed or Refused: empty, too long, a mark that names no figure.
    """
    report = section.report
    _demand_draft(actor, report)
    found = [
        problem
        for field, text, names in zip(("text_zh", "text_ug"), texts, known, strict=True)
        for problem in text_problems(field, text, names)
    ]
    if found:
        raise Refused(found)
    before = (section.text_zh, section.text_ug)
    after = (texts[0].strip(), texts[1].strip())
    if after == before:
        return
    section.edited_zh = section.edited_zh or after[0] != before[0]
    section.edited_ug = section.edited_ug or after[1] != before[1]
    section.text_zh, section.text_ug = after
    section.edited_by, section.edited_at = actor.user_id, clock.now()
    touch(report)
    session.flush()
    told = {"section": section.code.value, "digest": sha256(canonical(after))}
    _record(session, actor, report, "report.edit", told)


def text_problems(field: str, text: str, names: set[str]) -> list[Problem]:
    """What stands against a text of a part, by field."""
    if not text.strip():
        return [Problem(field, "report.text.empty")]
    if len(text) > MOST_LETTERS:
        return [Problem(field, "report.text.long", {"count": len(text), "most": MOST_LETTERS})]
    unknown = [name for name in dict.fromkeys(marks_in(text)) if name not in names]
    found = [Problem(field, "report.mark.unknown", {"word": name}) for name in unknown]
    rest = filled(text, lambda _name: "")
    if "【" in rest or "】" in rest:
        found.append(Problem(field, "report.mark.torn"))
    return found


def restore(session: Session, actor: Actor, section: ReportSection, write: Writer) -> None:
    """Take back what was edited of a part: the words that follow from the figures stand again. Raises as edit()."""
    report = section.report
    _demand_draft(actor, report)
    texts = write(report.kind, facts_of(report))
    section.text_zh, section.text_ug = texts[section.code]
    section.edited_zh = section.edited_ug = False
    section.edited_by = section.edited_at = None
    touch(report)
    session.flush()
    _record(session, actor, report, "report.restore", {"section": section.code.value})


def submit(session: Session, actor: Actor, report: Report) -> None:
    """Put a draft before the second person. Raises IllegalMove, NotAllowed or Refused: a part is empty, or was edited in
    one language alone."""
    workflow.perform(session, actor, report, ReportAction.SUBMIT)


def send_back(session: Session, actor: Actor, report: Report, reason: str) -> None:
    """The second person sends it back, with a reason. Raises IllegalMove, NotAllowed or Refused."""
    workflow.perform(session, actor, report, ReportAction.RETURN, reason=reason)


def approve(session: Session, actor: Actor, report: Report) -> None:
    """The second person has looked at it: it has its number, and may be printed and signed. Raises IllegalMove or NotAllowed."""
    workflow.perform(session, actor, report, ReportAction.APPROVE)
    if not report.number:
        report.number = report_number(session, report.unit, report.plan.year)
        session.flush()


def cancel(session: Session, actor: Actor, report: Report, reason: str) -> None:
    """Give a report up that has not been signed. Raises IllegalMove, NotAllowed or Refused."""
    issued_papers.hold(session, workflow.subject_of(report))
    workflow.perform(session, actor, report, ReportAction.CANCEL, reason=reason)
    issued_papers.take_back(session, actor, workflow.subject_of(report))


def sign(session: Session, actor: Actor, report: Report, signature: Signature) -> None:
    """Enter who signed the paper and when: it has gone to its reader, and nothing of it changes any more. An earlier
    version is superseded. Raises IllegalMove, NotAllowed or Refused: no name, no day, a day that cannot be."""
    move = REPORT_FLOW.find(ReportAction.SIGN, report.status)
    said = report_facts(report, clock.today())
    given = signature.signed_on.isoformat() if signature.signed_on else ""
    known = replace(said, extra={**said.extra, "signer": signature.signer.strip(), "signed_on": given})
    if allows(move.ability, actor, known) and not REPORT_FLOW.refusals(move, known, None):
        report.signer, report.signed_on = signature.signer.strip(), signature.signed_on
        report.digest = digest(report)
    with session.no_autoflush:
        told = {"digest": report.digest, "number": report.number, "signer": report.signer}
        workflow.perform(session, actor, report, ReportAction.SIGN, known=known, params=told)
    session.flush()
    for earlier in versions(session, report):
        if earlier.version < report.version and earlier.status in REPORTED and earlier.superseded_at is None:
            earlier.superseded_at = report.reported_at
            issued_papers.outdate(session, workflow.subject_of(earlier))
    _tell_reader(session, report)


def file(
    session: Session, actor: Actor, report: Report, store: attachments.Store, name: str, stream: BinaryIO
) -> None:
    """File the scan of the signed paper with the report. Raises IllegalMove, NotAllowed or Refused (see
    attachments.receive)."""
    move = REPORT_FLOW.find(ReportAction.FILE, report.status)
    if not allows(move.ability, actor, report_facts(report, clock.today())):
        raise NotAllowed(move.ability)
    taken = attachments.receive(session, store, name, stream)
    with session.no_autoflush:
        report.scan_name, report.scan_type = taken.name, taken.media_type
        report.scan_size, report.scan_sha256 = taken.size, taken.sha256
        told = {"sha256": taken.sha256, "size": taken.size}
        workflow.perform(session, actor, report, ReportAction.FILE, params=told)
    session.flush()


def digest(report: Report) -> str:
    """SHA-256 in hex over what a report says and rests on: period, rows and words."""
    content = {
        "kind": report.kind.value,
        "period": [report.plan.year, report.first_month, report.last_month],
        "version": report.version,
        "facts": sha256(report.facts.hex()),
        "sections": [
            [s.code.value, s.text_zh, s.text_ug] for s in sorted(report.sections, key=lambda s: s.code.value)
        ],
    }
    return sha256(canonical(content))


def reported_days(session: Session, plan: Plan) -> Mapping[tuple[int, ReportKind, int], date]:
    """When each unit's report of a kind and last month first went to its reader. One statement."""
    rows = session.execute(
        select(Report.unit_id, Report.kind, Report.last_month, func.min(Report.reported_at))
        .where(Report.plan_id == plan.id, Report.status.in_(REPORTED))
        .group_by(Report.unit_id, Report.kind, Report.last_month)
    )
    return {(unit, kind, month): clock.official(moment).date() for unit, kind, month, moment in rows}


def _tell_reader(session: Session, report: Report) -> None:
    """The center hears of a prefecture's report; what the center itself writes goes up on paper."""
    if AUTHOR[report.kind] is Level.PREFECTURE:
        unit = report.unit
        said: dict[str, str | int] = {
            "unit_zh": unit.name_zh, "unit_ug": unit.name_ug, "report": report.kind.value,
            "year": report.plan.year, "month": report.last_month, "version": report.version,
        }  # fmt: skip
        subject = workflow.subject_of(report)
        notices.tell(session, centers(session), Role.CENTER, "report.sign", subject, said)


def _may(actor: Actor, facts: Facts) -> bool:
    return allows(Ability.REPORT_DRAFT, actor, facts)


def _demand_draft(actor: Actor, report: Report) -> None:
    if not _may(actor, report_facts(report, clock.today())):
        raise NotAllowed(Ability.REPORT_DRAFT)
    if report.status is not ReportStatus.DRAFT:
        raise IllegalMove(REPORT_FLOW.name, "edit", report.status)


def _record(
    session: Session, actor: Actor, report: Report, action: str, told: Mapping[str, str | int]
) -> None:
    history.record(session, actor, workflow.chain_of(report), workflow.subject_of(report), action, dict(told))
