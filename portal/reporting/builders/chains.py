"""The chain of a problem as 问题整改流程单."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from sqlalchemy.orm import Session

from portal import clock
from portal.domain.chains import Link
from portal.domain.filings import OrderStatus
from portal.domain.roles import Actor
from portal.models import Order
from portal.reporting.chain_papers import ChainPaper, ChainRow, ChainUnit, ProofRow
from portal.reporting.digest import canonical
from portal.reporting.papers import Bilingual, Receipt
from portal.services import chains
from portal.services.chains import Chain


def chain_paper(session: Session, actor: Actor, order: Order) -> ChainPaper:
    """The sheet of an order as it stands today, the same for every reader; its digest covers all that it says.

    The order must have been loaded through the scope.
    """
    found = chains.chain(session, actor, order, drafting=False)
    paper = _paper(found)
    return replace(paper, receipt=Receipt(paper.number, sha256(canonical(paper)).hexdigest()))


def _paper(found: Chain) -> ChainPaper:
    order, project = found.order, found.order.project
    return ChainPaper(
        year=project.plan.year,
        number=f"LC-{project.region_code}-{project.plan.year}-{order.id:06d}",
        draft=order.status is OrderStatus.DRAFT,
        day=clock.today(),
        project_name=Bilingual(project.name),
        project_code=project.code,
        order_number=order.number or "",
        category=order.category.value,
        manner=found.manner.value,
        problem=order.problem,
        requirement=order.requirement,
        responsible=Bilingual(order.unit.name_zh, order.unit.name_ug),
        person=order.person,
        issuer=Bilingual(order.issuer_unit.name_zh, order.issuer_unit.name_ug),
        issued_on=order.issued_on,
        deadline=order.due_on,
        first_deadline=order.first_due_on,
        working_days=order.working_days,
        status=order.status.value,
        standing=found.standing.code,
        days_left=found.standing.days_left,
        repeats=found.repeats,
        rows=tuple(_row(link) for link in found.links),
        proofs=_proofs(found),
    )


def _row(link: Link) -> ChainRow:
    units = tuple(ChainUnit(Bilingual(who.name_zh, who.name_ug), who.level.value) for who in link.who)
    if link.what is None:
        return ChainRow(link.action, link.state.value, units=units, days=link.days, late=link.late)
    what = link.what
    return ChainRow(
        link.action,
        link.state.value,
        what.on,
        units,
        what.person,
        what.said,
        what.detail,
        what.due,
        what.asked,
        link.days,
        link.late,
    )


def _proofs(found: Chain) -> tuple[ProofRow, ...]:
    return tuple(
        ProofRow(number, file.name, file.size, file.sha256, clock.official(file.uploaded_at).date())
        for number, reply in enumerate(found.order.replies, 1)
        for file in found.files[reply.id]
    )
