"""`flask lights check`: what the rules of lights find."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime

import click
from flask.cli import with_appcontext

from portal import clock
from portal.domain.alerts import Alert, Rule
from portal.extensions import db
from portal.models import Fund
from portal.services import lights

DAY = click.DateTime(["%Y-%m-%d"])


def _day(on: datetime | None) -> date:
    return on.date() if on else clock.today()


@click.group("lights")
def lights_commands() -> None:
    """Lights (预警) on projects and funds."""


@lights_commands.command("check")
@click.option("--on", type=DAY, help="the day to look at; today by default")
@click.option("--json", "as_json", is_flag=True, help="every finding as JSON instead of counts by rule")
@with_appcontext
def check(on: datetime | None, as_json: bool) -> None:
    """Run all rules over the plans in force and print what they find; nothing is written."""
    day, counts, found = _day(on), Counter[Rule](), []
    for bearer, identity, alerts in _found(day):
        counts.update(alert.rule for alert in alerts)
        found += [
            {
                bearer: identity,
                "rule": alert.rule.value,
                "colour": alert.colour.value,
                "kind": alert.kind,
                "place": alert.place,
                "params": dict(alert.params),
            }
            for alert in alerts
        ]
    if as_json:
        click.echo(
            json.dumps(
                {"on": day.isoformat(), "rules": _by_rule(counts), "lights": found}, ensure_ascii=False
            )
        )
        return
    for rule, number in _by_rule(counts).items():
        click.echo(f"{rule}: {number}")


def _found(day: date) -> Iterator[tuple[str, int, list[Alert]]]:
    """What the rules find on every project and fund of the plans in force: "project" or "fund", its id, its lights."""
    for plan, ids in lights.batches(db.session()):
        for identity, alerts in lights.found(db.session(), plan, ids, day):
            yield "project", identity, alerts
    for plan, ids in lights.batches(db.session(), Fund):
        for identity, alerts in lights.found_on_funds(db.session(), plan, ids, day):
            yield "fund", identity, alerts


def _by_rule(counts: Counter[Rule]) -> dict[str, int]:
    return {rule.value: counts[rule] for rule in Rule}
