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

from sqlalchemy import event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import get_history

from portal.domain.alerts import Alert, Rule, alerts_of
from portal.domain.flows.lights import LightAction, LightStatus
from portal.domain.problems import Problem
from portal.models import Filing, Light, Order, Payment, Plan, PlanStatus, Project, ProjectFund, Release
from portal.services import rules, workflow
from portal.services.history import canonical
from portal.services.light_facts import seen

BATCH = 200
_TOUCHED = "projects_touched"
_WATCHED = (Release, Payment, ProjectFund, Filing, Order)


@dataclass(slots=True)
class Swept:
    """What a run did: projects looked at, lights lit, changed in colour or kind, come back
    from a waiver, and gone out."""

    projects: int = 0
    lit: int = 0
    changed: int = 0
    back: int = 0
    out: int = 0
    by_rule: Counter[Rule] = field(default_factory=Counter)

    def add(self, other: Swept) -> None:
        """Count another run with this one."""
        self.projects += other.projects
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


def refresh(session: Session, plan: Plan, ids: Sequence[int], today: date) -> Swept:
    """Bring the lights of projects of one plan in step with the rules and flush. Raises UnreadableParameter."""
    shining: dict[int, dict[tuple[Rule, str], Light]] = {}
    query = select(Light).where(Light.project_id.in_(ids), Light.out_on.is_(None))
    for light in session.scalars(query):
        shining.setdefault(light.project_id, {})[light.rule, light.place] = light
    done, new = Swept(), []
    for project_id, alerts in found(session, plan, ids, today):
        done.projects += 1
        held = shining.get(project_id, {})
        for alert in alerts:
            done.by_rule[alert.rule] += 1
            key = alert.rule, alert.place
            if key in held:
                light = held.pop(key)
                done.changed += _keep(light, alert, today)
                done.back += _woken(session, light, alert, today)
            else:
                new.append(_lit(project_id, alert, today))
        for light in held.values():
            _put_out(session, light, today)
            done.out += 1
    session.flush()
    done.lit = _add(session, new)
    return done


def _add(session: Session, rows: list[dict[str, object]]) -> int:
    """Light what is new. Another transaction may have lit the same meanwhile: then its light stands."""
    if rows:
        # Both dialects write it alike, and SQLAlchemy has no common word for it.
        dialect = session.get_bind().dialect.name
        if dialect == "postgresql":
            session.execute(postgresql.insert(Light).on_conflict_do_nothing(), rows)
        else:
            session.execute(sqlite.insert(Light).on_conflict_do_nothing(), rows)
    return len(rows)


def _lit(project_id: int, alert: Alert, today: date) -> dict[str, object]:
    return dict(
        project_id=project_id,
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
    if not wanted:
        return done
    plans = session.scalars(
        select(Plan)
        .where(
            Plan.status == PlanStatus.ACTIVE,
            Plan.id.in_(select(Project.plan_id).where(Project.id.in_(wanted))),
        )
        .order_by(Plan.id)
    ).all()
    for plan in plans:
        done.add(refresh(session, plan, wanted, today))
    return done


def sweep(session: Session, today: date) -> Iterator[Swept]:
    """Refresh every project of the plans in force, a batch at a time: the caller may commit after each.

    A run that was cut short is made up for by the next one, which finds the rest.
    """
    for plan, ids in batches(session):
        yield refresh(session, plan, ids, today)


def batches(session: Session) -> Iterator[tuple[Plan, list[int]]]:
    """Each plan in force with the ids of its projects, BATCH at a time, in order."""
    plans = session.scalars(select(Plan).where(Plan.status == PlanStatus.ACTIVE).order_by(Plan.id)).all()
    for plan in plans:
        last = 0
        while True:
            ids = session.scalars(
                select(Project.id)
                .where(Project.plan_id == plan.id, Project.id > last)
                .order_by(Project.id)
                .limit(BATCH)
            ).all()
            if not ids:
                break
            yield plan, list(ids)
            last = ids[-1]


@event.listens_for(Session, "after_flush")
def _note(session: Session, _context: object) -> None:
    """Remember the projects whose register, filings or orders a flush has written."""
    for record in (*session.new, *session.dirty, *session.deleted):
        if isinstance(record, Project):
            session.info.setdefault(_TOUCHED, set()).add(record.id)
        elif isinstance(record, _WATCHED) and _matters(record):
            session.info.setdefault(_TOUCHED, set()).add(record.project_id)


def _matters(record: Release | Payment | ProjectFund | Filing | Order) -> bool:
    """A filing or an order counts when it moves: what is being typed lights nothing."""
    if not isinstance(record, Filing | Order):
        return True
    return bool(get_history(record, "status").has_changes())


def settle(session: Session, today: date) -> Swept:
    """Refresh the projects written since the last call; the last step before a commit."""
    session.flush()
    return refresh_projects(session, session.info.pop(_TOUCHED, ()), today)


def problem_of(light: Light) -> Problem:
    """What a light says, for the sentence."""
    return Problem(light.place, f"alert.{light.rule}.{light.kind}", json.loads(light.params), hard=False)
