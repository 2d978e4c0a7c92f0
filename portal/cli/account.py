"""`flask account create-admin`: the first administrator of a new installation."""

from __future__ import annotations

import click
from flask.cli import AppGroup
from sqlalchemy import select

from portal import clock
from portal.domain.roles import Level, Role, UnitKind
from portal.extensions import db
from portal.messages import sentence
from portal.models import Region, Unit
from portal.services import accounts

account = AppGroup("account", help="Accounts.")


@account.command("create-admin")
@click.argument("username")
@click.argument("full_name")
@click.password_option("--password")
def create_admin(username: str, full_name: str, password: str) -> None:
    """Make an administrator in the evaluation center, which is made too where it is missing."""
    root = db.session.scalars(select(Region).where(Region.level == Level.REGION)).first()
    if root is None:
        raise click.ClickException("run `flask reference load` first")
    center = db.session.scalars(select(Unit).where(Unit.kind == UnitKind.CENTER)).first()
    if center is None:
        center = Unit(
            kind=UnitKind.CENTER,
            level=Level.REGION,
            region_code=root.code,
            name_zh="财政厅财政绩效评价中心",
            name_ug="مالىيە نازارىتى مالىيە ئۈنۈمىنى باھالاش مەركىزى",
        )
        db.session.add(center)
        db.session.flush()
    try:
        user = accounts.create_user(
            db.session, None, username=username, full_name=full_name, password=password, must_change=False
        )
        accounts.assign(db.session, None, user, center, Role.ADMIN, clock.today())
    except accounts.AccountError as error:
        db.session.rollback()
        raise click.ClickException("\n".join(sentence(problem) for problem in error.problems)) from error
    db.session.commit()
    click.echo(f"{username}: administrator")
