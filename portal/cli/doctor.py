"""`flask doctor`: recompute each record's status from its history and report drift."""

from __future__ import annotations

import json
import sys

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from portal import clock
from portal.domain.flows import FLOWS
from portal.extensions import db
from portal.models import (
    Check,
    ConcentratedReview,
    Filing,
    HistoryEntry,
    LedgerEntry,
    Light,
    Order,
    Ranking,
    RankingObjection,
    Report,
)
from portal.services import owners

MODELS = {
    "filing": Filing,
    "check": Check,
    "order": Order,
    "light": Light,
    "concentrated": ConcentratedReview,
    "entry": LedgerEntry,
    "ranking": Ranking,
    "objection": RankingObjection,
    "report": Report,
}
"""Records with a status, by the name of their flow."""


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Exit 1 where a stored status is not the one its history leads to. Open items that stand on nobody's list are
    named too: they are a matter of staff, not of data, and change nothing of the exit."""
    derived: dict[str, str] = {}
    rows = db.session.execute(
        select(HistoryEntry.subject, HistoryEntry.action, HistoryEntry.params).order_by(
            HistoryEntry.chain, HistoryEntry.seq
        )
    )
    for subject, _action, params in rows:
        target = json.loads(params).get("to")
        if target:
            derived[subject] = target
    drift = 0
    for name, model in MODELS.items():
        initial = FLOWS[name].initial
        for identity, status in db.session.execute(select(model.id, model.status)):
            expected = derived.get(f"{name}:{identity}", initial)
            if status != expected:
                drift += 1
                click.echo(f"{name}:{identity} is {status}, its history says {expected}")
    click.echo("no drift" if not drift else f"{drift} records drifted")
    for need in owners.gaps(db.session(), clock.today()):
        click.echo(f"nobody for {need.count} {need.thing} of {need.region_code}, first due {need.due}")
    sys.exit(1 if drift else 0)
