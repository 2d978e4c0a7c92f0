"""`flask worker`: the consumer of background work."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext


@click.command("worker")
@click.option("--threads", default=1, show_default=True, help="how many tasks at a time")
@with_appcontext
def worker(threads: int) -> None:
    """Run periodic and queued work until stopped."""
    queue = current_app.extensions["portal_queue"]()
    queue.create_consumer(workers=threads, worker_type="thread").run()
