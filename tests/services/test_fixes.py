"""Every refusal of a room: the call that meets it writes nothing, and what its sentence advises is accepted."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.factories import World
from tests.services.fixes import (
    alerts,
    announcements,
    checks,
    concentrated,
    exceptions,
    funds,
    handing,
    ledgers,
    orders,
    workflow,
)
from tests.services.fixes.case import Fix, hold

ROOMS = (alerts, announcements, checks, concentrated, exceptions, funds, handing, ledgers, orders, workflow)
FIXES: dict[str, Fix] = {case: fix for room in ROOMS for case, fix in room.FIXES.items()}
"""By code; after a stroke what tells a further case of the code from the first."""


@pytest.mark.parametrize("case", sorted(FIXES))
def test_what_is_refused_writes_nothing_and_what_is_advised_is_accepted(
    session: Session, world: World, case: str
) -> None:
    hold(session, world, case.partition("|")[0], FIXES[case])
