"""Saved views belong to one person and one page; of a page one at most is the default; a last look never goes back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from portal import clock
from portal.access.scope import NotVisible, fetch
from portal.models import SavedView
from portal.services import saved_views
from portal.services.workflow import Refused
from tests.conftest import TODAY
from tests.factories import World

PAGE = "ledgers.problems"


def saved(session: Session, world: World, name: str = "逾期", who: str = "county") -> SavedView:
    """A view of somebody."""
    return saved_views.save(session, world.actor(session, who), PAGE, name, "state=overdue")


def codes(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    """Codes of what stands against a name."""
    return [problem.code for problem in error.value.problems]


def test_a_view_is_its_owners_alone(session: Session, world: World) -> None:
    view = saved(session, world)
    assert saved_views.listed(session, world.actor(session, "county"), PAGE) == [view]
    for who in ("county-entry", "prefecture", "center", "auditor"):
        actor = world.actor(session, who)
        assert saved_views.listed(session, actor, PAGE) == []
        with pytest.raises(NotVisible):
            fetch(session, SavedView, actor, view.id)
    assert saved_views.listed(session, world.actor(session, "county"), "another.page") == []


def test_names_are_given_once_and_not_left_empty(session: Session, world: World) -> None:
    view, actor = saved(session, world), world.actor(session, "county")
    saved(session, world, who="prefecture")
    for name, code in ((" ", "view.name.missing"), ("逾期 ", "view.name.taken")):
        with pytest.raises(Refused) as caught:
            saved_views.save(session, actor, PAGE, name, "")
        assert codes(caught) == [code]
    saved_views.rename(session, actor, view, "逾期")
    saved_views.rename(session, actor, view, "未销号")
    assert saved(session, world).name == "逾期"
    with pytest.raises(Refused) as caught:
        saved_views.rename(session, actor, view, "逾期")
    assert codes(caught) == ["view.name.taken"]


def test_there_is_a_most(session: Session, world: World) -> None:
    for number in range(saved_views.MOST):
        saved(session, world, f"视图{number}")
    with pytest.raises(Refused) as caught:
        saved(session, world, "再一个")
    assert codes(caught) == ["view.many"]
    saved_views.remove(session, saved_views.listed(session, world.actor(session, "county"), PAGE)[0])
    assert saved(session, world, "再一个").name == "再一个"


def test_one_view_at_most_is_the_default(session: Session, world: World) -> None:
    actor = world.actor(session, "county")
    first, second = saved(session, world), saved(session, world, "未销号")
    assert saved_views.default(session, actor, PAGE) is None
    for view in (first, second):
        saved_views.set_default(session, actor, view, True)
        assert saved_views.default(session, actor, PAGE) is view
    saved_views.set_default(session, actor, second, False)
    assert saved_views.default(session, actor, PAGE) is None


def test_a_look_is_kept_and_neither_goes_back_nor_ahead(session: Session, world: World) -> None:
    actor = world.actor(session, "county")
    assert saved_views.looked_at(session, actor, PAGE) is None
    noon = clock.at(TODAY, 12)
    with clock.frozen(noon):
        saved_views.look(session, actor, PAGE, noon)
        saved_views.look(session, actor, PAGE, noon - timedelta(hours=1))
        saved_views.look(session, actor, PAGE, noon + timedelta(hours=1))
    assert saved_views.looked_at(session, actor, PAGE) == noon
    assert saved_views.looked_at(session, world.actor(session, "prefecture"), PAGE) is None
