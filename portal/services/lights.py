"""Lights (预警) kept in step with the records: lit, changed and put out by what the rules find on a day.

Nothing is switched on or off by hand (what people say of a light stands in services.light_moves): refresh() compares
what shines with what the rules find, so that it may run at any time and as often as one likes. Nothing here commits.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, event, select
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.orm.attributes import get_history

from portal.domain.alert_funds import fund_alerts_of
from portal.domain.alerts import Alert, Rule, alerts_of
from portal.domain.flows.lights import RESTING, LightAction, LightStatus
from portal.domain.problems import Problem
from portal.models import Filing, Fund, Light, Order, Payment, Plan, PlanStatus, Project, ProjectFund, Release
from portal.services import rules, target_prints, workflow
from portal.services.fund_facts import funds_seen
from portal.services.history import canonical
from portal.services.light_facts import seen
from portal.services.locking import insert_missing

BATCH = 200
_TOUCHED, _FUNDS, _RENAMED = "projects_touched", "funds_touched", "projects_renamed"
_WATCHED = (Release, Payment, ProjectFund, Filing, Order)


@dataclass(slots=True)
class Swept:
    """What a run did: projects and funds looked at, lights lit, changed in colour or kind, come back
    from a waiver, and gone out."""

    projects: int = 0
    funds: int = 0
    lit: int = 0
    changed: int = 0
    back: int = 0
    out: int = 0
    by_rule: Counter[Rule] = field(default_factory=Counter)

    def add(self, other: Swept) -> None:
        """Count another run with this one."""
        self.projects += other.projects
        self.funds += other.funds
        self.lit += other.lit
        self.changed += other.changed
        self.back += other.back
        self.out += other.out
        self.by_rule.update(other.by_rule)


def found(session: Session, plan: Plan, ids: Sequence[int], today: date) -> Iterator[tuple[int, list[Alert]]]:
    """What the rules find on projects of a plan, by project; writes nothing. Raises UnreadableParameter."""
    limits = rules.limits(plan, max(today, rules.first_day(plan)))
    for project in seen(session, plan, ids, today):
        yield project.id, alerts_of(project, limits, today)


def found_on_funds(
    session: Session, plan: Plan, ids: Sequence[int], today: date
) -> Iterator[tuple[int, list[Alert]]]:
    """The same on funds of a plan, by fund. Raises UnreadableParameter."""
    limits = rules.limits(plan, max(today, rules.first_day(plan)))
    for fund in funds_seen(session, ids):
        yield fund.id, fund_alerts_of(fund, limits, today)


Bearer = InstrumentedAttribute[int | None]


def refresh(session: Session, plan: Plan, ids: Sequence[int], today: date) -> Swept:
    """Bring the lights of projects of one plan in step with the rules and flush. Raises UnreadableParameter."""
    return _in_step(session, Light.project_id, ids, found(session, plan, ids, today), today)


def refresh_funds(session: Session, plan: Plan, ids: Sequence[int], today: date) -> Swept:
    """The same for funds of one plan. Raises UnreadableParameter."""
    return _in_step(session, Light.fund_id, ids, found_on_funds(session, plan, ids, today), today)


def _in_step(
    session: Session,
    bearer: Bearer,
    ids: Sequence[int],
    finds: Iterator[tuple[int, list[Alert]]],
    today: date,
) -> Swept:
    """Lights of the things that `bearer` names, against what the rules find on them."""
    shining: dict[int, dict[tuple[Rule, str], Light]] = {}
    query = select(Light).where(bearer.in_(ids), Light.out_on.is_(None))
    for light in session.scalars(query):
        shining.setdefault(getattr(light, bearer.key), {})[light.rule, light.place] = light
    done, new = Swept(), []
    for identity, alerts in finds:
        done.projects += bearer.key == "project_id"
        done.funds += bearer.key == "fund_id"
        held = shining.get(identity, {})
        for alert in alerts:
            done.by_rule[alert.rule] += 1
            key = alert.rule, alert.place
            if key in held:
                light = held.pop(key)
                done.changed += _keep(light, alert, today)
                done.back += _woken(session, light, alert, today)
            else:
                new.append(_lit({bearer.key: identity}, alert, today))
        for light in held.values():
            _put_out(session, light, today)
            done.out += 1
    session.flush()
    # Another transaction may have lit the same meanwhile: then its light stands.
    done.lit = insert_missing(session, Light, new)
    return done


def _lit(stands_on: dict[str, int], alert: Alert, today: date) -> dict[str, object]:
    return dict(
        **stands_on,
        rule=alert.rule,
        place=alert.place,
        colour=alert.colour,
        kind=alert.kind,
        params=_text(alert),
        lit_on=today,
        changed_on=today,
        status=LightStatus.LIT,
    )


def _text(alert: Alert) -> str:
    return json.dumps(alert.params, ensure_ascii=False, sort_keys=True)


def _keep(light: Light, alert: Alert, today: date) -> bool:
    """Give a light its present sentence; True where colour or kind are others than before."""
    changed = (light.colour, light.kind) != (alert.colour, alert.kind)
    if changed:
        light.colour, light.kind = alert.colour, alert.kind
        light.changed_on = max(today, light.changed_on)
    if light.params != (text := _text(alert)):
        light.params = text
    return changed


def counted() -> ColumnElement[bool]:
    """Condition on Light: it is held against its place. Not while it rests on a waiver, and not where it went out under
    one; one that came back counts again, whatever was said of it before."""
    return ~and_(Light.verdict == LightStatus.WAIVED.value, Light.status.in_(sorted(RESTING)))


def waived_value(light: Light) -> str:
    """What a light says now, as a waiver remembers it."""
    return canonical(Alert(light.rule, light.colour, light.kind, light.place, json.loads(light.params)).value)


def _woken(session: Session, light: Light, alert: Alert, today: date) -> bool:
    """A waiver is over when its day has passed or when it was given for another value."""
    if light.status is not LightStatus.WAIVED or light.waived_until is None:
        return False
    changed = light.waived_value != canonical(alert.value)
    if light.waived_until >= today and not changed:
        return False
    why = "value" if changed else "day"
    workflow.perform(session, None, light, LightAction.COME_BACK, params={"why": why})
    return True


def _put_out(session: Session, light: Light, today: date) -> None:
    """The day and the state go out together: the database refuses the one without the other."""
    with session.no_autoflush:
        light.out_on = max(today, light.lit_on)
        workflow.perform(session, None, light, LightAction.GO_OUT, params={"on": light.out_on.isoformat()})


def refresh_projects(session: Session, project_ids: Iterable[int], today: date) -> Swept:
    """The same for projects of any plans in force; closed years keep their lights as they were."""
    done, wanted = Swept(), sorted(set(project_ids))
    target_prints.keep(session, wanted)
    for plan, ids in _by_plan(session, Project, wanted):
        done.add(refresh(session, plan, ids, today))
    return done


def refresh_kept(session: Session, fund_ids: Iterable[int], today: date) -> Swept:
    """The same for funds of any plans in force."""
    done, wanted = Swept(), sorted(set(fund_ids))
    for plan, ids in _by_plan(session, Fund, wanted):
        done.add(refresh_funds(session, plan, ids, today))
    return done


def _by_plan(session: Session, model: type[Any], wanted: Sequence[int]) -> list[tuple[Plan, list[int]]]:
    """Ids of projects or funds by their plan, as far as it is in force."""
    if not wanted:
        return []
    rows = session.execute(
        select(Plan, model.id)
        .join(model, model.plan_id == Plan.id)
        .where(Plan.status == PlanStatus.ACTIVE, model.id.in_(wanted))
        .order_by(Plan.id, model.id)
    )
    found: dict[int, tuple[Plan, list[int]]] = {}
    for plan, identity in rows:
        found.setdefault(plan.id, (plan, []))[1].append(identity)
    return list(found.values())


def sweep(session: Session, today: date) -> Iterator[Swept]:
    """Refresh every project and fund of the plans in force, a batch at a time: the caller may commit after each.

    A run that was cut short is made up for by the next one, which finds the rest.
    """
    for _renewed in target_prints.renew(session):
        yield Swept()
    for plan, ids in batches(session):
        yield refresh(session, plan, ids, today)
    for plan, ids in batches(session, Fund):
        yield refresh_funds(session, plan, ids, today)


def batches(session: Session, model: type[Any] = Project) -> Iterator[tuple[Plan, list[int]]]:
    """Each plan in force with the ids of its projects (or funds), BATCH at a time, in order."""
    plans = session.scalars(select(Plan).where(Plan.status == PlanStatus.ACTIVE).order_by(Plan.id)).all()
    for plan in plans:
        last = 0
        while True:
            ids = session.scalars(
                select(model.id)
                .where(model.plan_id == plan.id, model.id > last)
                .order_by(model.id)
                .limit(BATCH)
            ).all()
            if not ids:
                break
            yield plan, list(ids)
            last = ids[-1]


@event.listens_for(Session, "after_flush")
def _note(session: Session, _context: object) -> None:
    """Remember the projects whose register, filings or orders a flush has written, and the funds they touch."""
    for record in (*session.new, *session.dirty, *session.deleted):
        if fund_ids := _funds_of(record):
            session.info.setdefault(_FUNDS, set()).update(fund_ids)
        if isinstance(record, Project):
            session.info.setdefault(_TOUCHED, set()).add(record.id)
            if any(get_history(record, name).has_changes() for name in target_prints.NAMED):
                session.info.setdefault(_RENAMED, set()).add(record.id)
        elif isinstance(record, _WATCHED) and _matters(record):
            session.info.setdefault(_TOUCHED, set()).add(record.project_id)


def _funds_of(record: object) -> set[int]:
    """The fund itself, or those that a release came out of before and comes out of now."""
    if isinstance(record, Fund):
        return {record.id}
    if not isinstance(record, Release):
        return set()
    return {i for i in (record.fund_id, *(get_history(record, "fund_id").deleted or ())) if i is not None}


def _matters(record: Release | Payment | ProjectFund | Filing | Order) -> bool:
    """A filing or an order counts when it moves: what is being typed lights nothing."""
    if not isinstance(record, Filing | Order):
        return True
    return bool(get_history(record, "status").has_changes())


def settle(session: Session, today: date) -> Swept:
    """Refresh the projects and funds written since the last call; the last step before a commit."""
    session.flush()
    # Its name, its place and its type are part of what a target is compared by.
    target_prints.keep(session, session.info.pop(_RENAMED, ()), anew=True)
    done = refresh_projects(session, session.info.pop(_TOUCHED, ()), today)
    done.add(refresh_kept(session, session.info.pop(_FUNDS, ()), today))
    return done


def problem_of(light: Light) -> Problem:
    """What a light says, for the sentence."""
    return Problem(light.place, f"alert.{light.rule}.{light.kind}", json.loads(light.params), hard=False)
