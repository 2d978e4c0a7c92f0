"""`flask sweep`: the work of a day on lights, reminders and overdue orders, and the journal of what it did."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.extensions import db
from portal.jobs import run_sweep
from portal.models import Bulletin, Light, Reminder


@click.command("sweep")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="the day to stand on; today by default")
@click.option("--json", "as_json", is_flag=True, help="the journal of the day by name")
@with_appcontext
def sweep(on: datetime | None, as_json: bool) -> None:
    """Bring lights, reminders and overdue orders in step with a day. Run again on the same day it changes nothing."""
    day = on.date() if on else clock.today()
    done = run_sweep(day)
    if done is None:
        raise click.ClickException("another process is sweeping; it goes on by itself")
    if as_json:
        found = {"on": day.isoformat(), "changes": done.changes, **journal(day)}
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    click.echo(f"projects: {done.projects}")
    click.echo(f"lit: {done.lit}, changed: {done.changed}, come back: {done.back}, gone out: {done.out}")
    click.echo(f"reminders: {done.reminders}, of them rungs climbed: {done.rungs}")
    click.echo(f"bulletins: {done.bulletins}")


def journal(day: date) -> dict[str, list[dict[str, Any]]]:
    """What happened on a day, by project code and unit code: reminders, lights lit and gone out, bulletins."""
    reminders = db.session.scalars(
        select(Reminder)
        .where(Reminder.day == day)
        .options(joinedload(Reminder.unit), joinedload(Reminder.project))
        .order_by(Reminder.due_on, Reminder.step, Reminder.subject, Reminder.unit_id)
    )
    return {
        "reminders": [
            {
                "project": r.project.code if r.project else "",
                "thing": r.subject.partition(":")[0],
                "step": r.step,
                "due": r.due_on.isoformat(),
                "unit": r.unit.code,
                "role": r.role,
            }
            for r in reminders
        ],
        "lit": _lights(Light.lit_on == day),
        "out": _lights(Light.out_on == day),
        "bulletins": [
            {
                "unit": made.unit.code,
                "overdue": made.count_overdue,
                "new": made.count_new,
                "open": made.count_open,
                "closed": made.count_closed,
            }
            for made in db.session.scalars(
                select(Bulletin)
                .where(Bulletin.day == day)
                .options(joinedload(Bulletin.unit))
                .order_by(Bulletin.region_code, Bulletin.id)
            )
        ],
    }


def _lights(condition: Any) -> list[dict[str, Any]]:
    rows = db.session.scalars(
        select(Light)
        .where(condition)
        .options(joinedload(Light.project), joinedload(Light.fund))
        .order_by(Light.project_id, Light.fund_id, Light.rule)
    )
    return [
        {"fund" if n.fund_id else "project": n.bearer.code, "rule": n.rule.value, "place": n.place}
        for n in rows
    ]
