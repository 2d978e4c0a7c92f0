"""Every refusal of a room: the call that meets it writes nothing, and what its sentence advises is accepted."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import pytest
from sqlalchemy.orm import Session

from tests.factories import World
from tests.services import fixes
from tests.services.fixes.case import Fix, hold, writing

ROOMS = tuple(
    import_module(f"{fixes.__name__}.{module.name}")
    for module in pkgutil.iter_modules(fixes.__path__)
    if module.name != "case"
)
FIXES: dict[str, Fix] = {case: fix for room in ROOMS for case, fix in room.FIXES.items()}
"""By code; after a stroke what tells a further case of the code from the first."""


@pytest.mark.parametrize("case", sorted(FIXES))
def test_what_is_refused_writes_nothing_and_what_is_advised_is_accepted(
    session: Session, world: World, case: str
) -> None:
    hold(session, world, case.partition("|")[0], FIXES[case])


def test_what_is_written_is_seen_and_what_is_taken_back_is_not(session: Session, world: World) -> None:
    """Or the test above could not fail."""
    with writing(session) as made:
        world.project(session, "own").note = "改动"
    assert len(made) == 1
    with writing(session) as made:
        tried = session.begin_nested()
        world.project(session, "own").note = "再改"
        session.flush()
        tried.rollback()
    assert made == []
