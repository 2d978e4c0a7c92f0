"""A rectification order as 整改通知书."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from portal import clock
from portal.domain.filings import OrderStatus, Stage
from portal.models import Order
from portal.reporting.digest import frozen
from portal.reporting.papers import Bilingual, Finding, OrderPaper, Receipt


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def order_paper(session: Session, order: Order) -> OrderPaper:
    """The paper of an order; one not yet issued is a draft with the deadline it would have from today."""
    issuer = Bilingual(order.issuer_unit.name_zh, order.issuer_unit.name_ug)
    stage = order.filing.stage if order.filing else Stage.TARGET
    paper = OrderPaper(
        year=order.project.plan.year,
        number=order.number or "",
        draft=order.status is OrderStatus.DRAFT,
        issuer=issuer,
        recipient=Bilingual(order.unit.name_zh, order.unit.name_ug),
        project_name=Bilingual(order.project.name),
        stage=stage.value,
        problems=(Finding(order.category.value, order.problem),),
        bases=_paragraphs(order.basis),
        requirements=_paragraphs(order.requirement),
        evidence=_paragraphs(order.evidence),
        deadline=order.first_due_on or clock.today(),
        working_days=order.working_days,
        responsible=order.person,
        phone=order.issuer_unit.phone,
        issued_on=order.issued_on,
        printed_by=issuer,
        printed_on=order.issued_on,
    )
    # One that was taken back is printed as it was, and not issued again.
    stands = order.issued_on is not None and order.status is not OrderStatus.WITHDRAWN
    return replace(paper, receipt=Receipt(paper.number, frozen(paper))) if stands else paper
