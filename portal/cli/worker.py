"""`flask worker`: the consumer of background work."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from portal import clock
from portal.jobs import run_nightly, run_printing


@click.command("worker")
@click.option("--threads", default=2, show_default=True, help="how many tasks at a time")
@click.option("--once", is_flag=True, help="do the work of the night now and stop")
@with_appcontext
def worker(threads: int, once: bool) -> None:
    """Do the work of the night, then run periodic and queued work until stopped.

    Two tasks at a time, so that a long print job holds up neither mail nor the night. A night on which the machine was off is made up for at the start; work that is done is not done again.
    """
    done, swept = run_nightly()
    if once:
        if done is not None:
            click.echo(f"sealed: {'yes' if done.sealed else 'already'}")
            click.echo(f"failed log-ins forgotten: {done.attempts}")
            click.echo(f"unfinished uploads cleared: {done.leftovers}")
        if swept is not None:
            click.echo(f"lights lit: {swept.lit}, gone out: {swept.out}")
            click.echo(f"reminders sent: {swept.reminders}")
        if printed := run_printing(clock.today()):
            click.echo(f"papers printed: {printed['printed']}")
        if done is None or swept is None:
            click.echo("another worker is at it")
        return
    queue = current_app.extensions["portal_queue"]()
    queue.create_consumer(workers=threads, worker_type="thread").run()
