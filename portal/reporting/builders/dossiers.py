"""The whole file of a project (全套档案) for one reader: every version of every form with the opinions on it, every order with
its chain, the files, the history."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal import clock
from portal.access.scope import visible
from portal.domain.roles import Actor
from portal.models import Filing, FilingVersion, HistoryEntry, Order, Project, Round
from portal.reporting.builders.chains import chain_paper
from portal.reporting.builders.filings import filing_paper
from portal.reporting.builders.orders import order_paper
from portal.reporting.builders.reviews import review_paper
from portal.reporting.dossiers import DossierEntry, DossierFile, DossierPaper, DossierStep
from portal.reporting.papers import AnyPaper, Bilingual, Receipt
from portal.services import attachments, filings

Part = tuple[DossierEntry, AnyPaper]


def dossier_paper(session: Session, actor: Actor, project: Project) -> DossierPaper:
    """The file as the reader may see it today; the project must have been loaded through the scope."""
    held = _filings(session, actor, project)
    orders = _orders(session, actor, project)
    parts = [*_forms(held), *_of_orders(session, actor, orders)]
    unit, department = project.implementing_unit, project.competent_unit
    return DossierPaper(
        year=project.plan.year,
        number=f"DA-{project.code}",
        day=clock.today(),
        project_name=Bilingual(project.name),
        project_code=project.code,
        unit=Bilingual(unit.name_zh, unit.name_ug),
        department=Bilingual(department.name_zh, department.name_ug),
        entries=tuple(entry for entry, _paper in parts),
        files=tuple(_files(session, actor, project, held, orders)),
        steps=tuple(_steps(session, actor, project, held)),
        papers=tuple(paper for _entry, paper in parts),
    )


def _day(moment: datetime) -> date:
    return clock.official(moment).date()


def _filings(session: Session, actor: Actor, project: Project) -> Sequence[Filing]:
    return session.scalars(
        visible(Filing, actor)
        .join(Round, Round.id == Filing.round_id)
        .where(Filing.project_id == project.id)
        .options(joinedload(Filing.round), selectinload(Filing.versions), selectinload(Filing.reviews))
        .order_by(Round.position, Filing.adjustment_no)
    ).all()


def _orders(session: Session, actor: Actor, project: Project) -> Sequence[Order]:
    return session.scalars(
        visible(Order, actor)
        .where(Order.project_id == project.id, Order.issued_on.is_not(None))
        .order_by(Order.issued_on, Order.id)
    ).all()


def _forms(held: Sequence[Filing]) -> Iterator[Part]:
    """Each version that was submitted, then the opinions on it."""
    for filing in held:
        name = Bilingual(filing.round.name_zh, filing.round.name_ug)
        for version in filing.versions:
            of: dict[str, Any] = {"stage": filing.stage.value, "round_name": name, "version": version.number}
            entry = DossierEntry("form", _day(version.submitted_at), version.receipt_no, **of)
            yield entry, _form(filing, version)
            for review in filing.reviews:
                if review.version_number == version.number and not review.withdrawn:
                    paper = review_paper(filing, review)
                    yield DossierEntry("review", _day(review.decided_at), paper.number, **of), paper


def _form(filing: Filing, version: FilingVersion) -> AnyPaper:
    """The paper of one version, with the receipt and the day of that version."""
    paper: Any = filing_paper(filing, filings.snapshot(filing, version.number))
    sign_off = replace(
        paper.sign_off, filled_by=version.submitter.full_name, filled_on=_day(version.submitted_at)
    )
    made: AnyPaper = replace(
        paper,
        draft=False,
        number=version.receipt_no,
        receipt=Receipt(version.receipt_no, version.digest),
        sign_off=sign_off,
    )
    return made


def _of_orders(session: Session, actor: Actor, orders: Sequence[Order]) -> Iterator[Part]:
    for order in orders:
        of: dict[str, Any] = {"number": order.number or "", "status": order.status.value}
        yield DossierEntry("order", order.issued_on, **of), order_paper(session, order)
        yield DossierEntry("chain", order.issued_on, **of), chain_paper(session, actor, order)


def _files(
    session: Session, actor: Actor, project: Project, held: Sequence[Filing], orders: Sequence[Order]
) -> Iterator[DossierFile]:
    listed = attachments.listed(session, actor, [project, *held, *orders])
    found = {file.id: file for files in listed.values() for file in files}
    for _identity, file in sorted(found.items()):
        yield DossierFile(file.name, file.size, file.sha256, _day(file.uploaded_at))


def _steps(session: Session, actor: Actor, project: Project, held: Sequence[Filing]) -> Iterator[DossierStep]:
    """The history of the project, from the first step on; what a draft is about stays with those who draft."""
    every = session.scalars(select(Filing.id).where(Filing.project_id == project.id))
    drafts = [f"filing:{identity}" for identity in set(every) - {filing.id for filing in held}]
    rows = session.scalars(
        visible(HistoryEntry, actor)
        .where(HistoryEntry.chain == f"project:{project.id}", HistoryEntry.subject.not_in(drafts))
        .options(joinedload(HistoryEntry.user))
        .order_by(HistoryEntry.seq)
    )
    for entry in rows:
        who = entry.user.full_name if entry.user else ""
        reason = str(json.loads(entry.params).get("reason", ""))
        yield DossierStep(_day(entry.at), entry.action, who, reason, entry.digest)
