"""`flask reference load`: regions, kinds of project, indicator library, work calendar, the plan of 2020."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from portal.extensions import db
from portal.services.reference import load_reference

reference = AppGroup("reference", help="Reference data.")


@reference.command("load")
def load() -> None:
    """Add the reference data that is missing. What has been edited stays as it is."""
    added = load_reference(db.session)
    db.session.commit()
    for kind, count in added.items():
        click.echo(f"{kind}: {count} added")
