"""The rows a ranking is drawn up from, read from the records of a plan as they stand: a handful of statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import case, exists, func, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from portal import clock
from portal.domain.filings import CheckStatus, Decision, OrderStatus
from portal.domain.ranking_facts import CheckRow, FilingRow, LightRow, OrderRow, ProjectRow, RankingFacts
from portal.domain.roles import Level
from portal.models import (
    Attachment,
    Check,
    Filing,
    Light,
    Order,
    OrderReply,
    Plan,
    Project,
    Review,
    Round,
)
from portal.services import checks, lights, rules
from portal.services.orders import earlier_of_kind


def read(session: Session, plan: Plan, as_of: date) -> RankingFacts:
    """All rows of a plan; what lies after the day is left out. Projects of the region's own units count for no place."""
    return RankingFacts(
        as_of=as_of,
        projects=tuple(_projects(session, plan)),
        filings=tuple(_filings(session, plan, as_of)),
        lights=tuple(_lights(session, plan, as_of)),
        orders=tuple(_orders(session, plan, as_of)),
        checks=tuple(_checks(session, plan)),
    )


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else clock.official(moment).date()


def _projects(session: Session, plan: Plan) -> Iterator[ProjectRow]:
    rows = session.execute(
        select(Project.id, Project.code, Project.region_code)
        .where(Project.plan_id == plan.id, Project.owner_level != Level.REGION)
        .order_by(Project.id)
    )
    for project_id, code, region in rows:
        yield ProjectRow(project_id, code, region)


def _filings(session: Session, plan: Plan, as_of: date) -> Iterator[FilingRow]:
    returned = Counter(
        session.scalars(
            select(Review.filing_id)
            .join(Filing, Filing.id == Review.filing_id)
            .join(Project, Project.id == Filing.project_id)
            .where(
                Project.plan_id == plan.id, Review.decision == Decision.RETURNED, Review.withdrawn.is_(False)
            )
        )
    )
    rows = session.execute(
        select(
            Filing.id, Filing.project_id, Filing.stage, Round.code, Filing.status, Filing.due_on,
            Filing.first_submitted_at, Filing.approved_at,
        )
        .join(Round, Round.id == Filing.round_id)
        .join(Project, Project.id == Filing.project_id)
        .where(
            Project.plan_id == plan.id,
            Project.owner_level != Level.REGION,
            Filing.adjustment_no == 0,
            Round.opens_on <= as_of,
        )
        .order_by(Filing.id)
    )  # fmt: skip
    for identity, project_id, stage, code, status, due_on, submitted, approved in rows:
        yield FilingRow(
            identity, project_id, stage, code, status, due_on, _day(submitted), _day(approved), returned[identity]
        )  # fmt: skip


def _lights(session: Session, plan: Plan, as_of: date) -> Iterator[LightRow]:
    rows = session.execute(
        select(Light.id, Light.project_id, Light.rule, Light.colour, Light.lit_on, Light.out_on)
        .join(Project, Project.id == Light.project_id)
        .where(
            Project.plan_id == plan.id,
            Project.owner_level != Level.REGION,
            Light.lit_on <= as_of,
            lights.counted(),
        )
        .order_by(Light.id)
    )
    for identity, project_id, rule, colour, lit_on, out_on in rows:
        shining = out_on is None or out_on > as_of
        until = as_of if shining else out_on
        yield LightRow(identity, project_id, rule.value, colour, lit_on, until, shining)


def _orders(session: Session, plan: Plan, as_of: date) -> Iterator[OrderRow]:
    earlier = aliased(Order)
    repeated = case((exists().where(earlier_of_kind(earlier)), 1), else_=0)
    orders = session.execute(
        select(Order, repeated)
        .join(Project, Project.id == Order.project_id)
        .where(
            Project.plan_id == plan.id,
            Project.owner_level != Level.REGION,
            Order.issued_on <= as_of,
            Order.status != OrderStatus.WITHDRAWN,
        )
        .order_by(Order.id)
    ).all()
    replies = _last_replies(session, plan)
    proofs = _proofs(session, plan)
    for order, again in orders:
        reply = replies.get(order.id)
        yield OrderRow(
            id=order.id,
            project=order.project_id,
            number=order.number or "",
            due_on=order.due_on,
            replied_on=_day(reply.replied_at) if reply else None,
            closed_on=_day(order.closed_at),
            complete=_complete(order, reply, proofs),
            repeated=bool(again),
        )


def _last_replies(session: Session, plan: Plan) -> dict[int, OrderReply]:
    rows = session.scalars(
        select(OrderReply)
        .join(Order, Order.id == OrderReply.order_id)
        .join(Project, Project.id == Order.project_id)
        .where(Project.plan_id == plan.id)
        .order_by(OrderReply.id)
    )
    return {reply.order_id: reply for reply in rows}


def _proofs(session: Session, plan: Plan) -> Counter[str]:
    """Files by subject, such as "reply:7"."""
    rows = session.execute(
        select(Attachment.subject, func.count())
        .join(Project, Project.id == Attachment.project_id)
        .where(
            Project.plan_id == plan.id,
            Attachment.subject.startswith("reply:"),
            Attachment.removed_at.is_(None),
        )
        .group_by(Attachment.subject)
    )
    return Counter(dict(rows.tuples().all()))


def _complete(order: Order, reply: OrderReply | None, proofs: Counter[str]) -> bool:
    """What the ledger must show of an order: who answers for it and what is asked; once answered, measures and proof."""
    if not (order.person.strip() and order.requirement.strip()):
        return False
    if order.status not in (OrderStatus.REPLIED, OrderStatus.CLOSED):
        return True
    return reply is not None and bool(reply.measures.strip()) and proofs[f"reply:{reply.id}"] > 0


def _checks(session: Session, plan: Plan) -> Iterator[CheckRow]:
    scoring = rules.scoring_rules(plan)
    rows = session.scalars(
        select(Check)
        .join(Filing, Filing.id == Check.filing_id)
        .join(Project, Project.id == Filing.project_id)
        .where(
            Project.plan_id == plan.id,
            Project.owner_level != Level.REGION,
            Check.status == CheckStatus.CONCLUDED,
        )
        .options(
            selectinload(Check.rows),
            joinedload(Check.filing).selectinload(Filing.versions),
            joinedload(Check.filing).joinedload(Filing.project),
        )
        .order_by(Check.id)
    )
    for check in rows:
        sheet = checks.sheet(check, scoring)
        if sheet.declared_total is not None and sheet.checked_total is not None:
            yield CheckRow(
                check.id, check.filing.project_id, check.filing_id, sheet.declared_total, sheet.checked_total
            )
