"""Problems that a unit enters in its ledger by hand (手工登记): found at a visit or by telephone, without order or light.

Source: opinion of 2020, part 五(二): what is found and how it is mended is registered in the ledger in time. Each level
keeps its own; every step stands in the history of the unit that keeps it. Nothing here commits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from portal import clock
from portal.access.guards import NotAllowed
from portal.access.scope import fetch, visible
from portal.domain.deadlines import DueDate
from portal.domain.facts import Facts
from portal.domain.filings import ProblemCategory
from portal.domain.flows.entries import EntryAction
from portal.domain.ledgers import OPEN_ENTRIES, EntryStatus, Manner, completion_fits
from portal.domain.lifecycle import IllegalMove
from portal.domain.permissions import Ability, allows
from portal.domain.problems import Problem
from portal.domain.roles import Actor, Level
from portal.models import HistoryEntry, LedgerEntry, Plan, PlanStatus, Project, Region, Unit
from portal.services import history, notices, orders, rules, workflow
from portal.services.locking import touch
from portal.services.workflow import Refused

MOST_DAYS = 365
MOST_TEXT = 4000


@dataclass(frozen=True, slots=True)
class EntryContent:
    """Everything typed on an entry. project_code: empty for a problem of no single project; working_days: time given,
    counted from the day of finding; person: the office that answers at the responsible unit."""

    found_on: date | None
    level: Level
    manner: Manner
    category: ProblemCategory
    problem: str
    responsible_unit_id: int
    requirement: str
    working_days: int
    project_code: str = ""
    person: str = ""
    measures: str = ""
    completed_on: date | None = None
    proof: str = ""
    repeated: bool = False


def may_register(actor: Actor) -> bool:
    """True where the actor's unit keeps a ledger."""
    return allows(Ability.LEDGER_REGISTER, actor, Facts())


def places(session: Session, actor: Actor) -> Sequence[Region]:
    """Places with units that an entry can name, in the order of codes."""
    held = visible(Unit, actor).with_only_columns(Unit.region_code)
    return session.scalars(visible(Region, actor).where(Region.code.in_(held)).order_by(Region.code)).all()


def units(session: Session, actor: Actor, region_code: str) -> Sequence[Unit]:
    """Units of a place that can have to mend: those in the actor's scope that still exist."""
    today = clock.today()
    query = visible(Unit, actor).where(Unit.region_code == region_code).order_by(Unit.kind.desc(), Unit.id)
    return [unit for unit in session.scalars(query) if unit.valid_to is None or today < unit.valid_to]


def prefill(session: Session, actor: Actor, region_code: str) -> EntryContent:
    """An empty entry of today with the working days of the plan in force."""
    query = select(Plan).where(Plan.status == PlanStatus.ACTIVE).order_by(Plan.year.desc()).limit(1)
    plan = session.scalars(query).one_or_none()
    days = rules.int_parameter(plan, rules.RECTIFICATION_DAYS, rules.today_for(plan)) if plan else 0
    found = units(session, actor, region_code)
    return EntryContent(
        found_on=clock.today(),
        level=actor.unit_level,
        manner=Manner.VISIT,
        category=ProblemCategory.OTHER,
        problem="",
        responsible_unit_id=found[0].id if found else 0,
        requirement="",
        working_days=days,
    )


def due(session: Session, entry: EntryContent) -> DueDate | None:
    """The day the entry falls due; None while day or number of days cannot be used."""
    if entry.found_on is None or not 1 <= entry.working_days <= MOST_DAYS:
        return None
    return orders.due(session, entry.found_on, entry.working_days)


def project_of(session: Session, actor: Actor, region_code: str, code: str) -> Project | None:
    """The project with a code at a place, None where the actor has none such."""
    query = visible(Project, actor).where(Project.code == code.strip(), Project.region_code == region_code)
    return session.scalars(query).one_or_none()


def entry_problems(session: Session, actor: Actor, region_code: str, entry: EntryContent) -> list[Problem]:
    """What stands against an entry, field by field."""
    found = _text_problems(entry) + _day_problems(entry)
    if entry.responsible_unit_id not in {unit.id for unit in units(session, actor, region_code)}:
        found.append(Problem("responsible_unit_id", "entry.unit.wrong"))
    code = entry.project_code.strip()
    if code and project_of(session, actor, region_code, code) is None:
        found.append(Problem("project_code", "entry.project.unknown", {"code": code[:40]}))
    if not 1 <= entry.working_days <= MOST_DAYS:
        found.append(
            Problem("working_days", "order.days.range", {"days": entry.working_days, "most": MOST_DAYS})
        )
    return found


def _text_problems(entry: EntryContent) -> list[Problem]:
    found = []
    if not entry.problem.strip():
        found.append(Problem("problem", "order.problem.missing"))
    if not entry.requirement.strip():
        found.append(Problem("requirement", "order.requirement.missing"))
    for place in ("problem", "requirement", "measures", "proof"):
        if len(text := getattr(entry, place)) > MOST_TEXT:
            found.append(Problem(place, "entry.text.long", {"length": len(text), "limit": MOST_TEXT}))
    return found


def _day_problems(entry: EntryContent) -> list[Problem]:
    found, today = [], clock.today()
    if entry.found_on is None:
        found.append(Problem("found_on", "entry.found.missing"))
    elif entry.found_on > today:
        found.append(Problem("found_on", "entry.found.future", {"day": entry.found_on.isoformat()}))
    elif entry.completed_on is not None and not completion_fits(entry.found_on, entry.completed_on, today):
        params = {"day": entry.completed_on.isoformat(), "found": entry.found_on.isoformat()}
        found.append(Problem("completed_on", "entry.completed.range", params))
    return found


def _done_problems(entry: EntryContent) -> list[Problem]:
    """What is done says what was done and when."""
    found = [] if entry.measures.strip() else [Problem("measures", "entry.measures.missing")]
    return found if entry.completed_on else [*found, Problem("completed_on", "entry.completed.missing")]


def register(session: Session, actor: Actor, region_code: str, entry: EntryContent) -> LedgerEntry:
    """Enter a problem in the ledger of the actor's unit. The same entry sent twice is made once.

    Raises NotAllowed (keeps no ledger), NotVisible (another's place) or Refused (a field).
    """
    if not may_register(actor):
        raise NotAllowed(Ability.LEDGER_REGISTER)
    region = fetch(session, Region, actor, region_code)
    if found := entry_problems(session, actor, region.code, entry):
        raise Refused(found)
    if (twin := _twin(session, actor, region.code, entry)) is not None:
        return twin
    made = LedgerEntry(
        unit_id=actor.unit_id,
        region_code=region.code,
        status=EntryStatus.UNMENDED,
        created_by=actor.user_id,
    )
    _write(session, actor, made, entry)
    session.add(made)
    session.flush()
    _record(session, actor, made, "entry.register")
    _tell(session, made)
    return made


def _tell(session: Session, made: LedgerEntry) -> None:
    """Tell whoever has to mend: what is wrong, and by when."""
    session.flush()
    session.refresh(made, ["responsible", "unit", "project"])
    told = {"due": made.due_on.isoformat(), "reason": made.problem}
    notices.tell_of_entry(session, made, "entry.register", workflow.subject_of(made), told)


def _twin(session: Session, actor: Actor, region_code: str, entry: EntryContent) -> LedgerEntry | None:
    """The same entry, made by the same person a moment ago by a second press of the button."""
    query = select(LedgerEntry).where(
        LedgerEntry.created_by == actor.user_id,
        LedgerEntry.region_code == region_code,
        LedgerEntry.found_on == entry.found_on,
        LedgerEntry.problem == entry.problem.strip(),
        LedgerEntry.status == EntryStatus.UNMENDED,
    )
    return next((held for held in session.scalars(query) if form_of(held) == _trimmed(entry)), None)


def _record(session: Session, actor: Actor, made: LedgerEntry, action: str) -> None:
    params = {"region": made.region_code, "due_on": made.due_on.isoformat()}
    history.record(session, actor, workflow.chain_of(made), workflow.subject_of(made), action, params)


def _trimmed(entry: EntryContent) -> EntryContent:
    # Codes are strings too, of a type of their own.
    typed: dict[str, Any] = {n: v.strip() for n, v in asdict(entry).items() if type(v) is str}
    return replace(entry, **typed)


def _write(session: Session, actor: Actor, made: LedgerEntry, entry: EntryContent) -> None:
    entry = _trimmed(entry)
    deadline = due(session, entry)
    assert entry.found_on is not None  # noqa: S101 - entry_problems() has looked
    assert deadline is not None  # noqa: S101
    project = project_of(session, actor, made.region_code, entry.project_code) if entry.project_code else None
    made.project_id = project.id if project else None
    made.found_on, made.level, made.manner = entry.found_on, entry.level, entry.manner
    made.category, made.problem, made.requirement = entry.category, entry.problem, entry.requirement
    made.responsible_unit_id, made.person = entry.responsible_unit_id, entry.person
    made.measures, made.completed_on, made.proof = entry.measures, entry.completed_on, entry.proof
    made.repeated, made.working_days = entry.repeated, entry.working_days
    made.due_on, made.due_rule, made.due_certain = deadline.date, deadline.rule, deadline.certain


def form_of(made: LedgerEntry) -> EntryContent:
    """What stands in an entry, as typed."""
    return EntryContent(
        found_on=made.found_on,
        level=made.level,
        manner=made.manner,
        category=made.category,
        problem=made.problem,
        responsible_unit_id=made.responsible_unit_id,
        requirement=made.requirement,
        working_days=made.working_days,
        project_code=made.project.code if made.project else "",
        person=made.person,
        measures=made.measures,
        completed_on=made.completed_on,
        proof=made.proof,
        repeated=made.repeated,
    )


def opened(session: Session, actor: Actor, entry_id: int) -> LedgerEntry:
    """One entry with what its page shows. Raises NotVisible."""
    names = (LedgerEntry.unit, LedgerEntry.responsible, LedgerEntry.region, LedgerEntry.project)
    people = (LedgerEntry.author, LedgerEntry.verifier, LedgerEntry.finisher)
    return fetch(session, LedgerEntry, actor, entry_id, *map(joinedload, (*names, *people)))


def edit_allowed(actor: Actor, made: LedgerEntry) -> None:
    """Raise IllegalMove (struck off or void) or NotAllowed (another unit's ledger)."""
    if made.status not in OPEN_ENTRIES:
        raise IllegalMove("entry", "edit", made.status)
    if not allows(Ability.LEDGER_KEEP, actor, workflow.facts(made)):
        raise NotAllowed(Ability.LEDGER_KEEP)


def update(session: Session, actor: Actor, made: LedgerEntry, entry: EntryContent) -> None:
    """Change an entry. Raises IllegalMove (struck off or void), NotAllowed (another unit's) or Refused (a field; what
    waits for verification keeps its measures and its day)."""
    edit_allowed(actor, made)
    found = entry_problems(session, actor, made.region_code, entry)
    if made.status is EntryStatus.VERIFYING:
        found += _done_problems(entry)
    if found:
        raise Refused(found)
    before, reported = made.responsible_unit_id, form_of(made)
    _write(session, actor, made, entry)
    if made.status is EntryStatus.VERIFYING and _report(form_of(made)) != _report(reported):
        # Whoever changed the report answers for it: another person verifies it.
        made.finished_by, made.finished_for = actor.user_id, actor.lender_id
    touch(made)
    _record(session, actor, made, "entry.edit")
    if made.responsible_unit_id != before:
        _tell(session, made)


def _report(entry: EntryContent) -> tuple[str, date | None, str]:
    """What was said of the mending."""
    return entry.measures, entry.completed_on, entry.proof


def finish(
    session: Session, actor: Actor, made: LedgerEntry, measures: str, completed_on: date | None, proof: str
) -> None:
    """Report what is mended: measures, day and proof. Raises IllegalMove, NotAllowed or Refused."""
    _demand(actor, made, EntryAction.FINISH)
    said = replace(form_of(made), measures=measures, completed_on=completed_on, proof=proof)
    if found := _text_problems(said) + _day_problems(said) + _done_problems(said):
        raise Refused(found)
    made.measures, made.completed_on, made.proof = measures.strip(), completed_on, proof.strip()
    workflow.perform(session, actor, made, EntryAction.FINISH)


def move(session: Session, actor: Actor, made: LedgerEntry, action: EntryAction, reason: str = "") -> None:
    """Begin mending, send back or declare void. Raises IllegalMove, NotAllowed or Refused (no reason)."""
    workflow.perform(session, actor, made, action, reason=reason)


def close(session: Session, actor: Actor, made: LedgerEntry, opinion: str) -> None:
    """Strike off (销号) with a verification opinion. Raises IllegalMove, NotAllowed or Refused."""
    _demand(actor, made, EntryAction.CLOSE)
    if not opinion.strip():
        raise Refused([Problem("opinion", "order.opinion.missing")])
    made.opinion = opinion.strip()
    workflow.perform(session, actor, made, EntryAction.CLOSE, params={"opinion": opinion.strip()})


def _demand(actor: Actor, made: LedgerEntry, action: EntryAction) -> None:
    """State first, then person: what the move itself asks, before anything is written for it."""
    move = workflow.flow_of(made).find(action, made.status)
    if not allows(move.ability, actor, workflow.facts(made)):
        raise NotAllowed(move.ability)


def steps(actor: Actor, made: LedgerEntry) -> Select[tuple[HistoryEntry]]:
    """The history of an entry in order of time."""
    return (
        visible(HistoryEntry, actor)
        .where(HistoryEntry.subject == workflow.subject_of(made))
        .options(joinedload(HistoryEntry.user))
        .order_by(HistoryEntry.id)
    )
