"""`flask print`: print now what people asked for in bulk, without the queue."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from portal import clock
from portal.jobs import run_printing


@click.command("print")
@click.option("--job", "number", type=int, help="this job alone")
@with_appcontext
def print_jobs(number: int | None) -> None:
    """Print all jobs that are not finished, or one; a job that was cut short goes on where it was."""
    done = run_printing(clock.today(), number)
    if done is None:
        click.echo("nothing waits, or another worker is at it")
        return
    click.echo(f"papers printed: {done['printed']}")
    click.echo(f"papers skipped: {done['passed_over']}")
