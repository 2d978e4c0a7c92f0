"""What the dossier of a project shows: its filings, orders, checks, files and history, as far as the reader may see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portal import clock
from portal.access.facts import project_facts, round_locked
from portal.access.scope import visible
from portal.domain.filings import EDITABLE, SEEN_ABOVE, FilingStatus, Stage
from portal.domain.permissions import Ability, allows
from portal.domain.roles import Actor
from portal.extensions import db
from portal.models import Check, Filing, Fund, HistoryEntry, Order, Project, Round
from portal.services import attachments, nudges, workflow
from portal.services.fund_facts import of_projects
from portal.web.chronicle import entry_rows
from portal.web.homes import editor_url
from portal.web.light_rows import shining_on

HISTORY_SHOWN = 60


def dossier_values(actor: Actor, project: Project) -> dict[str, Any]:
    """Values of the dossier page; the project must have been loaded through the scope."""
    facts = project_facts(project)
    fills = allows(Ability.FILING_EDIT, actor, facts)
    every = _filings(project)
    # That something is being drafted, a change of the target above all, is nobody's matter above.
    unsent = [f for f in every if not fills and not f.versions and f.status not in SEEN_ABOVE]
    held = [f for f in every if not f.adjustment_no or fills or f.status in SEEN_ABOVE]
    orders = db.session.scalars(
        visible(Order, actor)
        .where(Order.project_id == project.id)
        .options(selectinload(Order.extensions))
        .order_by(Order.id.desc())
    ).all()
    return {
        "project": project,
        "filings": [_line(f, fills) for f in held],
        "nudge_offers": {
            int(subject.partition(":")[2]): offer
            for subject, offer in nudges.offers(db.session(), actor, held).items()
        },
        "orders": orders,
        "checks": _checks(actor, held),
        "lights": shining_on(actor, project),
        "progress": of_projects(db.session(), [project], clock.today())[project.id],
        "out_of": _out_of(actor, project),
        "history": entry_rows(_history(project, unsent)),
        "facts": facts,
        "fills": fills,
        "can_adjust": allows(Ability.FILING_ADJUST, actor, facts) and _adjustable(held),
        "files": _files(actor, project, held, orders),
        "may_add_files": attachments.may_add(actor, project),
    }


def _filings(project: Project) -> Sequence[Filing]:
    return db.session.scalars(
        select(Filing)
        .where(Filing.project_id == project.id)
        .options(
            joinedload(Filing.round),
            selectinload(Filing.versions),
            selectinload(Filing.reviews),
            joinedload(Filing.recording),
        )
        .join(Round, Round.id == Filing.round_id)
        .order_by(Round.position, Filing.adjustment_no)
    ).all()


def _out_of(actor: Actor, project: Project) -> Sequence[Fund]:
    """The funds that its money comes out of, as far as the reader sees them."""
    ids = {release.fund_id for release in project.releases} - {None}
    query = visible(Fund, actor).where(Fund.id.in_(ids)).order_by(Fund.id)
    return db.session.scalars(query).all() if ids else []


def _checks(actor: Actor, held: Sequence[Filing]) -> Sequence[Check]:
    return db.session.scalars(
        visible(Check, actor)
        .where(Check.filing_id.in_([f.id for f in held]))
        .options(joinedload(Check.unit))
        .order_by(Check.id.desc())
    ).all()


def _history(project: Project, unsent: Sequence[Filing]) -> Sequence[HistoryEntry]:
    drafts = [workflow.subject_of(filing) for filing in unsent]
    return db.session.scalars(
        select(HistoryEntry)
        .where(HistoryEntry.chain == f"project:{project.id}", HistoryEntry.subject.not_in(drafts))
        .options(joinedload(HistoryEntry.user))
        .order_by(HistoryEntry.seq.desc())
        .limit(HISTORY_SHOWN)
    ).all()


def _files(
    actor: Actor, project: Project, held: Sequence[Filing], orders: Sequence[Order]
) -> list[dict[str, Any]]:
    """Groups of files with the record that they hang on; the project's own group always, others where not empty."""
    records = [project, *held, *orders]
    found = attachments.listed(db.session, actor, records)
    groups = [
        {
            "record": record,
            "subject": attachments.subject_of(record),
            "files": found[attachments.subject_of(record)],
        }
        for record in records
    ]
    return [group for group in groups if group["files"] or group["record"] is project]


def _adjustable(held: Any) -> bool:
    targets = [f for f in held if f.stage is Stage.TARGET]
    return bool(targets) and targets[-1].status is FilingStatus.APPROVED


def _line(filing: Filing, fills: bool) -> dict[str, Any]:
    """A filing as the dossier shows it: people above see a draft as not yet filed."""
    shown = filing.status if fills or filing.status in SEEN_ABOVE else FilingStatus.NOT_STARTED
    open_now = filing.round.opens_on <= clock.today()
    ready = filing.stage is Stage.TARGET or filing.project.target_id is not None
    done = shown is FilingStatus.APPROVED
    return {
        "filing": filing,
        "status": shown,
        "readable": fills or filing.status in SEEN_ABOVE,
        "edit_url": editor_url(filing)
        if fills and filing.status in EDITABLE and open_now and ready
        else None,
        "locked": round_locked(filing, clock.today()),
        "late": not done and shown in EDITABLE and filing.due_now < clock.today(),
        "state": "done"
        if done
        else "returned"
        if shown is FilingStatus.RETURNED
        else "current"
        if shown in (FilingStatus.SUBMITTED, FilingStatus.UNDER_REVIEW, FilingStatus.DRAFT)
        else "late"
        if filing.due_on < clock.today()
        else "todo",
    }
