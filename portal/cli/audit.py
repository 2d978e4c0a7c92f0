"""`flask audit verify` and `flask audit seal`."""

from __future__ import annotations

import sys
from datetime import datetime

import click
from flask.cli import AppGroup

from portal import clock
from portal.extensions import db
from portal.services import history

audit = AppGroup("audit", help="The append-only history.")


@audit.command("verify")
def verify() -> None:
    """Walk all chains and seals; exit 1 and name each place that does not hold."""
    faults = list(history.verify(db.session))
    for fault in faults:
        click.echo(f"{fault.kind}\t{fault.chain}\t{fault.seq}")
    click.echo("the history holds" if not faults else f"{len(faults)} faults")
    sys.exit(1 if faults else 0)


@audit.command("seal")
@click.option(
    "--on", "day", type=click.DateTime(["%Y-%m-%d"]), default=None, help="day to seal (default today)"
)
def seal(day: datetime | None) -> None:
    """Seal the heads of all chains for a day."""
    made = history.seal(db.session, day.date() if day else clock.today())
    db.session.commit()
    click.echo(f"{made.day.isoformat()} {made.digest}")
