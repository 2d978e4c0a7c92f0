"""Drafts of rectification orders (整改通知书): what they stand on, whom they can go to, what they must say.

An order stands on a project, a filing of any stage, a finding of a check, a problem of a concentrated review, or a
light. Only its own unit sees a draft.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access import facts as facts_of
from portal.access.guards import NotAllowed
from portal.access.scope import NotVisible, fetch
from portal.domain.alerts import CATEGORIES
from portal.domain.concentrated import ConcentratedStatus
from portal.domain.filings import CheckStatus, OrderStatus, ProblemCategory
from portal.domain.flows.orders import OrderAction
from portal.domain.permissions import Ability, allows
from portal.domain.problems import Problem
from portal.domain.roles import Actor
from portal.models import (
    Check,
    ConcentratedItem,
    ConcentratedProblem,
    Filing,
    Finding,
    Light,
    Order,
    Project,
    Unit,
)
from portal.services import filings, history, notices, rules, workflow
from portal.services.locking import touch
from portal.services.workflow import Refused

MOST_DAYS = 365
MOST_TEXT = 4000


@dataclass(frozen=True, slots=True)
class OrderEntry:
    """Everything typed on a draft. working_days: time given, counted from the day of issue."""

    category: ProblemCategory
    problem: str
    basis: str
    requirement: str
    evidence: str
    unit_id: int
    person: str
    working_days: int


def addressees(session: Session, project: Project, issuer_unit_id: int) -> list[Unit]:
    """Units an order can go to: implementing unit, competent department, the place's finance bureau."""
    bureau_id = notices.bureau_of(session, project.region_code) if project.division_id is None else None
    found = [project.implementing_unit, project.competent_unit]
    if bureau_id is not None:
        found.append(session.scalars(select(Unit).where(Unit.id == bureau_id)).one())
    unique = {unit.id: unit for unit in found if unit.id != issuer_unit_id}
    return list(unique.values())


def may_draft(actor: Actor, project: Project) -> bool:
    """True where the actor could draft an order about the project."""
    return allows(Ability.ORDER_DRAFT, actor, facts_of.project_facts(project))


def source_of(
    session: Session, actor: Actor, project: Project, filing_id: int | None, finding_id: int | None
) -> tuple[Filing | None, Finding | None]:
    """The filing and finding a new order stands on. Raises NotVisible where they are not this project's, not
    visible to the actor, or the finding's check was given up."""
    finding = None
    if finding_id is not None:
        finding = session.scalars(select(Finding).where(Finding.id == finding_id)).one_or_none()
        if finding is None or fetch(session, Check, actor, finding.check_id).status is CheckStatus.CANCELLED:
            raise NotVisible(f"Finding {finding_id}")
        filing_id = finding.check.filing_id
    filing = fetch(session, Filing, actor, filing_id) if filing_id is not None else None
    if filing is not None and filing.project_id != project.id:
        raise NotVisible(f"Filing {filing_id}")
    return filing, finding


def light_of(session: Session, actor: Actor, project: Project, light_id: int | None) -> Light | None:
    """The light a new order stands on. Raises NotVisible where it is not this project's."""
    light = fetch(session, Light, actor, light_id) if light_id is not None else None
    if light is not None and light.project_id != project.id:
        raise NotVisible(f"Light {light_id}")
    return light


def problem_of(
    session: Session, actor: Actor, project: Project, problem_id: int | None
) -> ConcentratedProblem | None:
    """The problem of a concentrated review that a new order stands on. Raises NotVisible where it is not this
    project's, not visible to the actor, or the review was given up."""
    if problem_id is None:
        return None
    query = select(ConcentratedProblem).where(ConcentratedProblem.id == problem_id)
    problem = session.scalars(query).one_or_none()
    if problem is None:
        raise NotVisible(f"ConcentratedProblem {problem_id}")
    item = fetch(session, ConcentratedItem, actor, problem.item_id)
    if item.review.status is ConcentratedStatus.CANCELLED or item.filing.project_id != project.id:
        raise NotVisible(f"ConcentratedProblem {problem_id}")
    return problem


def prefill(
    session: Session,
    actor: Actor,
    project: Project,
    filing: Filing | None,
    finding: Finding | None,
    light: Light | None = None,
    said: str = "",
    concentrated: ConcentratedProblem | None = None,
) -> OrderEntry:
    """A draft filled with what is known: the words of the finding or problem or what the light says (`said`), the
    basis of the round or of the rule's thresholds, the plan's working days."""
    units = addressees(session, project, actor.unit_id)
    plan = project.plan
    return OrderEntry(
        category=_category(finding or concentrated, light),
        problem=_finding_text(finding) if finding else concentrated.text if concentrated else said,
        basis=filing.round.basis if filing else rules.light_basis(plan, light.rule) if light else "",
        requirement="",
        evidence="",
        unit_id=units[0].id if units else 0,
        person=project.person_in_charge,
        working_days=rules.int_parameter(plan, rules.RECTIFICATION_DAYS, rules.today_for(plan)),
    )


def _category(ground: Finding | ConcentratedProblem | None, light: Light | None) -> ProblemCategory:
    if ground is not None:
        return ground.category
    return CATEGORIES[light.rule] if light is not None else ProblemCategory.OTHER


def _finding_text(finding: Finding) -> str:
    rows = filings.snapshot(finding.check.filing, finding.check.version_number)["rows"]
    name = next((row["name"] for row in rows if row["key"] == finding.indicator_key), "")
    return f"“{name}”:{finding.text}" if name else finding.text


def order_on(session: Session, ground: Finding | ConcentratedProblem) -> Order | None:
    """The order that stands on a finding or problem and was not withdrawn, None where there is none."""
    column = Order.finding_id if isinstance(ground, Finding) else Order.concentrated_problem_id
    return session.scalars(
        select(Order).where(column == ground.id, Order.status != OrderStatus.WITHDRAWN).limit(1)
    ).one_or_none()


def taken(held: Order) -> Problem:
    """That an order stands on a finding or problem already: by its number, or whose draft it still is."""
    if held.number:
        return Problem("", "order.finding.taken", {"number": held.number})
    unit = held.issuer_unit
    return Problem("", "order.finding.drafted", {"unit_zh": unit.name_zh, "unit_ug": unit.name_ug})


def entry_problems(
    session: Session, project: Project, issuer_unit_id: int, entry: OrderEntry
) -> list[Problem]:
    """What stands against a draft, field by field: empty or overlong texts, a wrong addressee, wrong days."""
    found: list[Problem] = []
    texts = {
        "problem": entry.problem,
        "basis": entry.basis,
        "requirement": entry.requirement,
        "evidence": entry.evidence,
    }
    for place, text in texts.items():
        if not text.strip() and place != "evidence":
            found.append(Problem(place, f"order.{place}.missing"))
        elif len(text) > MOST_TEXT:
            found.append(Problem(place, "order.text.long", {"length": len(text), "limit": MOST_TEXT}))
    offered = {unit.id for unit in addressees(session, project, issuer_unit_id)}
    if entry.unit_id not in offered:
        found.append(Problem("unit_id", "order.unit.wrong" if offered else "order.unit.none"))
    if not 1 <= entry.working_days <= MOST_DAYS:
        found.append(
            Problem("working_days", "order.days.range", {"days": entry.working_days, "most": MOST_DAYS})
        )
    return found


def draft(
    session: Session,
    actor: Actor,
    project: Project,
    entry: OrderEntry,
    filing: Filing | None = None,
    finding: Finding | None = None,
    light: Light | None = None,
    concentrated: ConcentratedProblem | None = None,
) -> Order:
    """Draft an order; nobody but the issuing unit sees it. The same draft sent twice is made once.

    Raises NotAllowed (not a level above) or Refused (a field, or an order already stands on the finding or problem).
    """
    if not may_draft(actor, project):
        raise NotAllowed(Ability.ORDER_DRAFT)
    found = entry_problems(session, project, actor.unit_id, entry)
    if (ground := finding or concentrated) is not None:
        # Two presses at once: the second waits for the first one's order.
        kind = type(ground)
        session.scalars(select(kind.id).where(kind.id == ground.id).with_for_update()).one()
        if (held := order_on(session, ground)) is not None:
            if _same(held, entry, actor):
                return held
            found.append(taken(held))
    if found:
        raise Refused(found)
    twins = session.scalars(
        select(Order).where(
            Order.project_id == project.id,
            Order.status == OrderStatus.DRAFT,
            Order.drafted_by == actor.user_id,
        )
    )
    free = (o for o in twins if o.finding_id is None and o.concentrated_problem_id is None)
    twin = next((o for o in free if _same(o, entry, actor)), None)
    if twin is not None and ground is None:
        return twin
    order = Order(
        project=project,
        filing=filing,
        finding=finding,
        light=light,
        concentrated_problem=concentrated,
        status=OrderStatus.DRAFT,
        issuer_unit_id=actor.unit_id,
        drafted_by=actor.user_id,
    )
    _write(order, entry)
    session.add(order)
    session.flush()
    # A draft is its unit's own matter, so its beginning stands in that unit's chain.
    history.record(
        session,
        actor,
        f"unit:{actor.unit_id}",
        workflow.subject_of(order),
        "order.draft",
        {"project": project.id},
    )
    return order


def _same(order: Order, entry: OrderEntry, actor: Actor) -> bool:
    return (
        order.status is OrderStatus.DRAFT and order.drafted_by == actor.user_id and entry_of(order) == entry
    )


def entry_of(order: Order) -> OrderEntry:
    """What stands in an order, as an entry."""
    return OrderEntry(
        category=order.category,
        problem=order.problem,
        basis=order.basis,
        requirement=order.requirement,
        evidence=order.evidence,
        unit_id=order.unit_id,
        person=order.person,
        working_days=order.working_days,
    )


def _write(order: Order, entry: OrderEntry) -> None:
    order.category, order.unit_id, order.working_days = entry.category, entry.unit_id, entry.working_days
    order.problem, order.basis = entry.problem.strip(), entry.basis.strip()
    order.requirement, order.evidence = entry.requirement.strip(), entry.evidence.strip()
    order.person = entry.person.strip()


def edit_allowed(actor: Actor, order: Order) -> None:
    """Raise IllegalMove (issued already) or NotAllowed (another unit's draft)."""
    demand(actor, order, OrderAction.ISSUE, Ability.ORDER_ISSUE)


def update(session: Session, actor: Actor, order: Order, entry: OrderEntry) -> None:
    """Change a draft. Raises IllegalMove (issued already), NotAllowed (another unit's) or Refused."""
    edit_allowed(actor, order)
    if found := entry_problems(session, order.project, order.issuer_unit_id, entry):
        raise Refused(found)
    _write(order, entry)
    touch(order)
    session.flush()


def demand(actor: Actor, order: Order, action: OrderAction, ability: Ability) -> None:
    """State first, then person: what the move itself asks, before anything is written for it."""
    workflow.flow_of(order).find(action, order.status)
    if not allows(ability, actor, workflow.facts(order)):
        raise NotAllowed(ability)
