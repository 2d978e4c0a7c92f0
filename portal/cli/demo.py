"""`flask demo`: a believable world, the same each time; its accounts; and taking the accounts away again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select

from portal.cli.demo_people import ACCOUNTS, PASSWORD
from portal.cli.demo_world import build
from portal.extensions import db
from portal.labels import label
from portal.models import Project, User


@click.group("demo", invoke_without_command=True)
@click.option("--projects", default=600, show_default=True, help="how many projects")
@click.option(
    "--defects", is_flag=True, help="add projects with planted defects, and defects.json that names them"
)
@click.pass_context
@with_appcontext
def demo(context: click.Context, projects: int, defects: bool) -> None:
    """Build the demo world. Refused in production and where projects exist already."""
    if context.invoked_subcommand is not None:
        return
    if current_app.config["NAME"] == "production":
        raise click.ClickException("no demo world in production")
    if db.session.scalar(select(func.count(Project.id))):
        click.echo("the database holds projects already; nothing was added")
        return
    manifest: list[dict[str, Any]] | None = [] if defects else None
    counts = build(db.session(), projects, manifest)
    db.session.commit()
    if manifest is not None:
        path = Path(current_app.config["INSTANCE"]) / "defects.json"
        path.write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
        click.echo(f"planted: {len(manifest)}, named in {path.name}")
    for state, number in counts.items():
        click.echo(f"{state}: {number}")


@demo.command("accounts")
@with_appcontext
def accounts() -> None:
    """Print the demo accounts."""
    width = max(len(name) for name, _unit, _role in ACCOUNTS)
    click.echo(f"password of all: {PASSWORD}")
    for name, _unit, role in ACCOUNTS:
        click.echo(f"  {name:<{width}}  {label(role)}")


@demo.command("remove-accounts")
@with_appcontext
def remove_accounts() -> None:
    """Close all demo accounts so that production can start on this database."""
    users = db.session.scalars(select(User).where(User.demo)).all()
    for user in users:
        user.active, user.demo, user.password_hash = False, False, "closed"
        user.session_version += 1
    db.session.commit()
    click.echo(f"{len(users)} demo accounts closed")
