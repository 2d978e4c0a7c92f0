"""Records as issued papers without a request: as their reader may see them, entered once, marked with the address."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access.scope import NotVisible
from portal.domain.papers import grouped
from portal.models import IssuedPaper
from portal.reporting.issuing import built, check_address, issued
from tests import filed
from tests.factories import World
from tests.ordered import drafted
from tests.ordered import issued as an_order

ADDRESS = "https://portal.example/"


def test_a_final_paper_is_entered_once_and_bears_its_code(session: Session, world: World) -> None:
    actor, subject = world.actor(session, "prefecture"), f"order:{an_order(session, world).id}"
    paper, identity = issued(session, actor, built(session, actor, subject), subject, ADDRESS)
    (held,) = session.scalars(select(IssuedPaper)).all()
    assert identity == held.id
    assert held.unit_id == actor.unit_id
    assert paper.mark is not None
    assert paper.mark.code == grouped(held.code)
    assert paper.mark.address == f"https://portal.example/check/{held.code}"
    again, same = issued(session, actor, built(session, actor, subject), subject, ADDRESS)
    assert (again, same) == (paper, identity)


def test_a_draft_is_not_issued_and_nobody_prints_what_is_not_theirs(session: Session, world: World) -> None:
    actor = world.actor(session, "prefecture")
    subject = f"order:{drafted(session, world).id}"
    paper, identity = issued(session, actor, built(session, actor, subject), subject, ADDRESS)
    assert (paper.mark, identity) == (None, None)
    form = f"filing:{filed.drafted(session, world).id}"
    for who, what in (
        ("prefecture2", subject),
        ("unit", subject),
        ("prefecture", form),
        ("unit", "filing:0"),
    ):
        with pytest.raises(NotVisible):
            built(session, world.actor(session, who), what)


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize("address", ["https://portal.example", "https://portal.example/"])
def test_the_check_page_lies_below_the_address_of_the_portal(address: str) -> None:
    assert check_address(address) == "https://portal.example/check"
    assert check_address(address, "ABC") == "https://portal.example/check/ABC"
