"""The demo world: projects over all places, moved through every state by the same services that people use."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import clock
from portal.cli.demo_people import make_people
from portal.cli.demo_world import arrangements, concentrated, defects, entries, ledger, ranking, reports
from portal.cli.demo_world.casting import Casting
from portal.cli.demo_world.nights import Nights
from portal.cli.demo_world.staff import Staff
from portal.cli.demo_world.timeline import play
from portal.models import Check, Filing, Order, Project
from portal.services.attachments import Store
from portal.services.reference import load_reference


def build(session: Session, count: int, manifest: list[Any] | None = None) -> Mapping[str, int]:
    """Build a world of `count` projects; returns how many filings, checks and orders stand in each state.

    With a list for the manifest, projects with planted defects are added to the world and named in it.

    The same count gives the same world each time. Flushes, does not commit; files lie in the store that the
    configuration names.
    """
    load_reference(session)
    people = make_people(session)
    config = current_app.config
    store = Store(Path(config["ATTACHMENT_FOLDER"]), int(config["ATTACHMENT_LIMIT"]))
    with _few_collections():
        staff = Staff(session, people)
        staff.load()
        casting = Casting(session, people, staff, store)
        scripts = casting.scripts(count)
        scripts += arrangements.scripts(session, people, staff, casting.calendar)
        planted = casting.planted() if manifest is not None else []
        nights = Nights(session, staff)
        beside = [
            *ledger.scripts(session, staff, casting.plan),
            *entries.scripts(session, staff),
            concentrated.script(session, staff),
            ranking.script(session, staff, casting.plan),
            reports.script(session, staff, casting.plan, store),
        ]
        play(session, [*scripts, *defects.scripts(planted), *beside], nights)
    if manifest is not None:
        manifest += defects.manifest(session, planted)
    session.flush()
    nights.sweep(clock.today())
    return counts(session)


@contextmanager
def _few_collections() -> Iterator[None]:
    """Let the garbage collector look rarely: a world is built of many objects that all stay."""
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def counts(session: Session) -> dict[str, int]:
    """Projects, and filings by stage and status, checks and orders by status."""
    found = {"projects": session.scalar(select(func.count(Project.id))) or 0}
    rows = session.execute(
        select(Filing.stage, Filing.status, func.count()).group_by(Filing.stage, Filing.status)
    )
    named = {f"{stage}.{status}": number for stage, status, number in rows}
    for name, model in (("check", Check), ("order", Order)):
        states = session.execute(select(model.status, func.count()).group_by(model.status))
        named |= {f"{name}.{status}": number for status, number in states}
    return found | dict(sorted(named.items()))
