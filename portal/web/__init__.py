"""The rooms that answer requests: shared pages, and a blueprint per role."""

from portal.web import (
    account,
    center,
    checks,
    division,
    entry,
    evaluations,
    files,
    filings,
    health,
    light_moves,
    lights,
    monitoring,
    orders,
    papers,
    prefecture,
    projects,
    recordings,
    records,
    reviews,
    targets,
)

BLUEPRINTS = tuple(
    room.bp
    for room in (
        account,
        health,
        lights,
        light_moves,
        entry,
        prefecture,
        division,
        center,
        records,
        filings,
        reviews,
        recordings,
        projects,
        targets,
        monitoring,
        evaluations,
        checks,
        orders,
        files,
        papers,
    )
)
