"""A later day for one unit in one round (延期填报): asked with a reason, endorsed by the level between, granted or
refused by the center, which can also grant unasked, or withdrawn by those who asked before it is answered. A granted day becomes the due date of what the unit has not filed;
it ends by itself, because it is a date.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, update
from sqlalchemy.orm import Session, contains_eager, joinedload

from portal import clock
from portal.access import facts as facts_of
from portal.access.guards import NotAllowed
from portal.access.scope import fetch, visible, within
from portal.domain.filings import FilingStatus
from portal.domain.lifecycle import IllegalMove
from portal.domain.permissions import Ability, allows
from portal.domain.problems import Problem
from portal.domain.roles import Actor, Level, Role, UnitKind
from portal.domain.round_locks import exception_rule
from portal.models import Filing, Plan, PlanStatus, Project, Round, RoundException, Unit
from portal.models.exceptions import REQUEST_WAITS
from portal.services import history, notices
from portal.services.workflow import Refused

UNFILED = (FilingStatus.NOT_STARTED, FilingStatus.DRAFT)
"""States in which an exception's day becomes a filing's due date; what was sent back has its own day."""

STATES = ("waiting", "holding", "all")


def filled_by(unit: Unit) -> ColumnElement[bool]:
    """Condition on Project: the unit fills it in; a place's bureau all of its place (permissions.fills_for_owner)."""
    own = or_(Project.implementing_unit_id == unit.id, Project.competent_unit_id == unit.id)
    if unit.kind is UnitKind.FINANCE_BUREAU and unit.level is not Level.REGION:
        return own | ((Project.owner_level != Level.REGION) & (Project.region_code == unit.region_code))
    return own


def unfiled(plan_round: Round, unit: Unit) -> ColumnElement[bool]:
    """Condition on Filing: what the unit has still to file in a round."""
    mine = select(Project.id).where(filled_by(unit), Project.plan_id == plan_round.plan_id)
    return and_(
        Filing.round_id == plan_round.id,
        Filing.adjustment_no == 0,
        Filing.status.in_(UNFILED),
        Filing.project_id.in_(mine),
    )


def may_ask_for(actor: Actor, unit: Unit) -> bool:
    """Whether the actor asks for a unit: its own clerks, the clerks and reviewers of its place's bureau."""
    return allows(Ability.EXCEPTION_ASK, actor, facts_of.unit_facts(unit))


def units_to_ask_for(session: Session, actor: Actor) -> Sequence[Unit]:
    """Units that the actor may ask for, its own first."""
    query = visible(Unit, actor).where(_valid(), Unit.region_code == actor.region_code)
    found = [unit for unit in session.scalars(query.order_by(Unit.code)) if may_ask_for(actor, unit)]
    return sorted(found, key=lambda unit: (unit.id != actor.unit_id, unit.code))


def units_to_grant(session: Session, actor: Actor, unit_id: int) -> Sequence[Unit]:
    """The named unit and its place's bureau, for the center to choose between; nothing for an unknown one."""
    unit = session.scalars(visible(Unit, actor).where(Unit.id == unit_id)).one_or_none()
    if unit is None:
        return []
    bureau = notices.bureau_of(session, unit.region_code) if unit.level is not Level.REGION else None
    found = session.scalars(visible(Unit, actor).where(Unit.id.in_({unit.id, bureau or unit.id})))
    return sorted(found, key=lambda one: (one.id != unit.id, one.code))


def rounds_open_to_exceptions(session: Session, today: date) -> Sequence[Round]:
    """Rounds of plans in force that have opened."""
    return session.scalars(
        select(Round)
        .join(Plan, Plan.id == Round.plan_id)
        .where(Plan.status == PlanStatus.ACTIVE, Round.opens_on <= today)
        .options(contains_eager(Round.plan))
        .order_by(Plan.year.desc(), Round.position)
    ).all()


def round_of(session: Session, round_id: int) -> Round:
    """A round that exceptions can be made from. Raises Refused."""
    found = [r for r in rounds_open_to_exceptions(session, clock.today()) if r.id == round_id]
    if not found:
        raise Refused([Problem("round_id", "exception.round")])
    return found[0]


def ask(
    session: Session, actor: Actor, plan_round: Round, unit: Unit, wished_on: date | None, reason: str
) -> RoundException:
    """Ask for a later day for a unit. Raises NotAllowed or Refused."""
    if not may_ask_for(actor, unit):
        raise NotAllowed(Ability.EXCEPTION_ASK)
    found = _problems(session, plan_round, unit, wished_on, reason, "wished_on")
    if waiting_for(session, plan_round, unit) is not None:
        found.append(Problem("", "exception.waiting"))
    if found or wished_on is None:
        raise Refused(found)
    asked = _made(session, actor, plan_round, unit, wished_on, reason)
    _record(session, actor, asked, "exception.ask", {"wished": wished_on.isoformat(), "reason": asked.reason})
    between, role = between_of(session, unit)
    _tell(session, asked, between, role, "exception.ask")
    _tell(session, asked, centers(session), Role.CENTER, "exception.ask")
    return asked


def endorse(session: Session, actor: Actor, asked: RoundException, support: bool, opinion: str) -> None:
    """The level between says what it thinks of a request. Raises IllegalMove, NotAllowed or Refused."""
    _demand(actor, asked, Ability.EXCEPTION_ENDORSE, "endorse")
    if asked.endorsed is not None:
        raise IllegalMove("exception", "endorse", "endorsed")
    if not opinion.strip():
        raise Refused([Problem("opinion", "exception.opinion.missing")])
    asked.endorsed, asked.opinion = support, opinion.strip()
    asked.endorsed_by, asked.endorsed_unit_id, asked.endorsed_at = actor.user_id, actor.unit_id, clock.now()
    said = {"support": int(support), "reason": asked.opinion}
    _record(session, actor, asked, "exception.endorse", said)
    _tell(session, asked, centers(session), Role.CENTER, "exception.endorse")
    _tell(session, asked, {asked.asked_unit_id}, Role(asked.asked_role), "exception.endorse")


def answer(
    session: Session, actor: Actor, asked: RoundException, until: date | None, words: str, *, granted: bool
) -> None:
    """Grant a request until a day or refuse it, with a word. Raises IllegalMove, NotAllowed or Refused."""
    _demand(actor, asked, Ability.EXCEPTION_GRANT, "answer")
    found = [] if words.strip() else [Problem("answer", "exception.answer.missing")]
    if granted:
        found += _day_problems(asked.round, until, "until")
    if found:
        raise Refused(found)
    _answer(session, actor, asked, until if granted else None, words)


def withdraw(session: Session, actor: Actor, asked: RoundException) -> None:
    """The asking unit takes a request back that nobody has answered; whoever was asked hears of it.

    Raises IllegalMove or NotAllowed.
    """
    _demand(actor, asked, Ability.EXCEPTION_WITHDRAW, "withdraw")
    asked.withdrawn_by, asked.withdrawn_at = actor.user_id, clock.now()
    _record(session, actor, asked, "exception.withdraw", {})
    between, role = between_of(session, asked.unit)
    _tell(session, asked, between, role, "exception.withdraw")
    _tell(session, asked, centers(session), Role.CENTER, "exception.withdraw")


def grant(
    session: Session, actor: Actor, plan_round: Round, unit: Unit, until: date | None, reason: str
) -> RoundException:
    """Give a unit a later day unasked; a request that waits is answered by it. Raises NotAllowed or Refused."""
    if not allows(Ability.EXCEPTION_GRANT, actor, facts_of.unit_facts(unit)):
        raise NotAllowed(Ability.EXCEPTION_GRANT)
    found = _problems(session, plan_round, unit, until, reason, "wished_on")
    if found or until is None:
        raise Refused(found)
    asked = waiting_for(session, plan_round, unit)
    if asked is None:
        asked = _made(session, actor, plan_round, unit, until, reason)
    _answer(session, actor, asked, until, reason)
    return asked


def _answer(session: Session, actor: Actor, asked: RoundException, until: date | None, words: str) -> None:
    asked.granted, asked.until, asked.answer = until is not None, until, words.strip()
    asked.answered_by, asked.answered_at = actor.user_id, clock.now()
    session.flush()
    if until is not None:
        moved = update(Filing).where(unfiled(asked.round, asked.unit))
        session.execute(moved.values(due_on=until, due_rule=exception_rule(asked.id)))
    action = "exception.grant" if until is not None else "exception.refuse"
    said = {"until": until.isoformat() if until else "", "reason": asked.answer}
    _record(session, actor, asked, action, said)
    for unit_id, role in {(asked.unit_id, Role.ENTRY), (asked.asked_unit_id, Role(asked.asked_role))}:
        if role is not Role.CENTER:
            _tell(session, asked, {unit_id}, role, action)
    between, role = between_of(session, asked.unit)
    _tell(session, asked, between, role, action)


def inherited(session: Session, project: Project, round_ids: Sequence[int]) -> dict[int, RoundException]:
    """By round, the exception that holds today for a project registered now: the latest of those who fill it in."""
    bureaus = and_(
        Unit.kind == UnitKind.FINANCE_BUREAU,
        Unit.level != Level.REGION,
        Unit.region_code == project.region_code,
    )
    own = Unit.id.in_((project.implementing_unit_id, project.competent_unit_id))
    fills = own if project.owner_level is Level.REGION else own | bureaus
    rows = session.scalars(
        select(RoundException)
        .join(Unit, Unit.id == RoundException.unit_id)
        .where(RoundException.round_id.in_(round_ids), RoundException.until >= clock.today(), fills)
        .order_by(RoundException.answered_at, RoundException.id)
    )
    return {row.round_id: row for row in rows}


def about(session: Session, actor: Actor, filing: Filing) -> Sequence[RoundException]:
    """Exceptions of the filing's round that cover it, as far as the actor reads them, the latest first."""
    project = filing.project
    mine: list[ColumnElement[bool]] = [Unit.id.in_((project.implementing_unit_id, project.competent_unit_id))]
    if project.owner_level is not Level.REGION:
        bureau = (Unit.kind == UnitKind.FINANCE_BUREAU) & (Unit.level != Level.REGION)
        mine.append(bureau & (Unit.region_code == project.region_code))
    return session.scalars(
        visible(RoundException, actor)
        .join(Unit, Unit.id == RoundException.unit_id)
        .where(RoundException.round_id == filing.round_id, or_(*mine))
        .options(joinedload(RoundException.unit))
        .order_by(RoundException.id.desc())
    ).all()


def waiting_for(session: Session, plan_round: Round, unit: Unit) -> RoundException | None:
    """The request of a unit that waits in a round."""
    return session.scalars(
        select(RoundException).where(
            RoundException.round_id == plan_round.id,
            RoundException.unit_id == unit.id,
            REQUEST_WAITS,
        )
    ).one_or_none()


def listing(actor: Actor, state: str, today: date) -> Select[tuple[RoundException]]:
    """Exceptions of the actor's scope: those that wait, those that hold, or all."""
    query = visible(RoundException, actor)
    if state == "waiting":
        return query.where(REQUEST_WAITS)
    return query.where(RoundException.until >= today) if state == "holding" else query


def opened(session: Session, actor: Actor, identity: int) -> RoundException:
    """One exception with all that its page says. Raises NotVisible."""
    loads = ("round", "unit", "asker", "asked_unit", "endorser", "endorsed_unit", "answerer", "withdrawer")
    options = [joinedload(getattr(RoundException, name)) for name in loads]
    return fetch(session, RoundException, actor, identity, *options)


def owed(session: Session, asked: RoundException) -> int:
    """How many filings the unit has still to file in the round."""
    return session.scalar(select(func.count(Filing.id)).where(unfiled(asked.round, asked.unit))) or 0


def may_endorse(actor: Actor, asked: RoundException) -> bool:
    """Whether the request waits for the actor's opinion."""
    return (
        asked.waits
        and asked.endorsed is None
        and allows(Ability.EXCEPTION_ENDORSE, actor, facts_of.unit_facts(asked.unit))
    )


def may_answer(actor: Actor, asked: RoundException) -> bool:
    """Whether the request waits for the actor's decision."""
    return asked.waits and allows(Ability.EXCEPTION_GRANT, actor, facts_of.exception_facts(asked))


def may_withdraw(actor: Actor, asked: RoundException) -> bool:
    """Whether the actor is of those who asked, and the request waits."""
    return asked.waits and allows(Ability.EXCEPTION_WITHDRAW, actor, facts_of.exception_facts(asked))


def to_do(actor: Actor) -> Select[tuple[RoundException]]:
    """Requests that wait for the actor, the oldest first: for an opinion of the level between, for the center."""
    return (
        visible(RoundException, actor)
        .join(Unit, Unit.id == RoundException.unit_id)
        .where(REQUEST_WAITS, _awaited_by(actor))
        .options(joinedload(RoundException.round), joinedload(RoundException.unit))
        .order_by(RoundException.asked_at, RoundException.id)
    )


def answers_requests(actor: Actor) -> bool:
    """Whether requests can wait for the actor at all."""
    between = actor.role is Role.REVIEWER and actor.unit_level is Level.PREFECTURE
    return between or actor.role in (Role.CENTER, Role.DIVISION)


def _awaited_by(actor: Actor) -> ColumnElement[bool]:
    if actor.role is Role.CENTER:
        return RoundException.asked_at.is_not(None)
    unsaid = RoundException.endorsed.is_(None)
    if actor.role is Role.DIVISION:
        return unsaid & (Unit.division_id == actor.unit_id)
    if actor.role is Role.REVIEWER and actor.unit_level is Level.PREFECTURE:
        return unsaid & (Unit.level == Level.COUNTY) & within(Unit.region_code, actor.region_code)
    return false()


def between_of(session: Session, unit: Unit) -> tuple[set[int], Role]:
    """Who stands between a unit and the center: its division, a county's prefecture, nobody for a prefecture's own."""
    if unit.level is Level.REGION:
        return ({unit.division_id} if unit.division_id else set()), Role.DIVISION
    if unit.level is Level.PREFECTURE:
        return set(), Role.REVIEWER
    bureau = notices.bureau_of(session, unit.region_code[:4] + "00")
    return ({bureau} if bureau else set()), Role.REVIEWER


def subject_of(asked: RoundException) -> str:
    """The exception's name in history and notices."""
    return f"exception:{asked.id}"


def _made(
    session: Session, actor: Actor, plan_round: Round, unit: Unit, wished_on: date, reason: str
) -> RoundException:
    made = RoundException(
        round=plan_round,
        unit=unit,
        reason=reason.strip(),
        due_before=plan_round.due_on,
        wished_on=wished_on,
        asked_by=actor.user_id,
        asked_unit_id=actor.unit_id,
        asked_role=actor.role.value,
    )
    session.add(made)
    session.flush()
    return made


def _problems(
    session: Session, plan_round: Round, unit: Unit, day: date | None, reason: str, field: str
) -> list[Problem]:
    found = [] if reason.strip() else [Problem("reason", "exception.reason.missing")]
    found += _day_problems(plan_round, day, field)
    if session.scalars(select(Filing.id).where(unfiled(plan_round, unit)).limit(1)).one_or_none() is None:
        found.append(Problem("unit_id", "exception.nothing_owed", _names(plan_round, unit)))
    return found


def _day_problems(plan_round: Round, day: date | None, field: str) -> list[Problem]:
    """A day must be given, be still to come and lie after the round's own."""
    if day is None:
        return [Problem(field, "exception.day.missing")]
    first = max(clock.today(), plan_round.due_on + timedelta(days=1))
    if day < first:
        return [Problem(field, "exception.day.early", {"day": day.isoformat(), "first": first.isoformat()})]
    return []


def _demand(actor: Actor, asked: RoundException, ability: Ability, action: str) -> None:
    if asked.withdrawn_at is not None:
        raise IllegalMove("exception", action, "withdrawn")
    if asked.granted is not None:
        raise IllegalMove("exception", action, "granted" if asked.granted else "refused")
    if not allows(ability, actor, facts_of.exception_facts(asked)):
        raise NotAllowed(ability)


def _valid() -> ColumnElement[bool]:
    return or_(Unit.valid_to.is_(None), Unit.valid_to > clock.today())


def centers(session: Session) -> set[int]:
    """Units of the center that exist today."""
    return set(session.scalars(select(Unit.id).where(Unit.kind == UnitKind.CENTER, _valid())))


def _names(plan_round: Round, unit: Unit) -> dict[str, str]:
    return {
        "round_zh": plan_round.name_zh,
        "round_ug": plan_round.name_ug,
        "unit_zh": unit.name_zh,
        "unit_ug": unit.name_ug,
    }


def _record(session: Session, actor: Actor, asked: RoundException, action: str, said: dict[str, Any]) -> None:
    session.flush()
    details = {"round": asked.round.code, "unit": asked.unit_id, **said}
    history.record(session, actor, f"unit:{asked.unit_id}", subject_of(asked), action, details)


def _tell(session: Session, asked: RoundException, units: set[int], role: Role, code: str) -> None:
    told = {
        **_names(asked.round, asked.unit),
        "wished": asked.wished_on.isoformat(),
        "until": asked.until.isoformat() if asked.until else "",
        "reason": asked.answer or asked.opinion or asked.reason,
    }
    notices.tell(session, units, role, code, subject_of(asked), told)
