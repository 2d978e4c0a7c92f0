"""Homes: what each role finds first, with the work that waits and where it leads."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from portal import clock
from portal.domain.flows.filings import FilingAction
from portal.domain.roles import Role
from portal.services.tasks import Task
from portal.web.homes import ACTIONS, EDITORS
from portal.web.navigation import HOMES
from tests.client import PortalClient
from tests.factories import World
from tests.filed import approved, decide, submitted
from tests.ordered import issued, replied

ClientFor = Callable[..., PortalClient]

HOME_OF = {
    "unit": "/entry/",
    "county-entry": "/entry/",
    "region-unit": "/entry/",
    "county": "/bureau/",
    "prefecture": "/bureau/",
    "leader": "/bureau/",
    "division": "/division/",
    "center": "/center/",
    "admin": "/center/accounts",
    "auditor": "/center/audit",
}


@pytest.mark.parametrize("who", list(HOME_OF))
@pytest.mark.parametrize("language", ["zh", "ug"])
def test_each_account_comes_to_its_home(client_for: ClientFor, who: str, language: str) -> None:
    client = client_for(who, language)
    assert client.get("/").location == HOME_OF[who]
    assert client.get(HOME_OF[who]).status_code == 200


def test_every_role_has_a_home_and_every_task_a_button() -> None:
    assert set(HOMES) == set(Role) - {Role.LEADER}
    assert set(ACTIONS) == set(Task)
    assert len(EDITORS) == 3


@pytest.mark.parametrize(
    ("how", "who", "link"),
    [
        (lambda s, w: w.filing(s, "own"), "unit", "/filings/{}/target"),
        (lambda s, w: submitted(s, w), "county", "/reviews/{}"),
        (lambda s, w: submitted(s, w, "region"), "division", "/reviews/{}"),
        (lambda s, w: issued(s, w), "unit", "/orders/{}"),
        (lambda s, w: replied(s, w), "prefecture", "/orders/{}"),
    ],
)
def test_work_leads_to_where_it_is_done(
    client_for: ClientFor,
    made: Callable[[Callable[[Session, World], object]], int],
    how: Callable[[Session, World], object],
    who: str,
    link: str,
) -> None:
    identity = made(how)
    client = client_for(who)
    address = link.format(identity)
    assert f'href="{address}"' in client.get(HOME_OF[who]).get_data(as_text=True)
    assert client.get(address).status_code == 200


def test_an_approved_target_leads_to_its_recording(
    client_for: ClientFor, made: Callable[[Callable[[Session, World], object]], int]
) -> None:
    filing_id = made(approved)
    client = client_for("county")
    text = client.get("/bureau/").get_data(as_text=True)
    address = next(iter(set(re.findall(r'href="(/recordings/\?q=[^"]+)"', text))))
    assert f"code-{filing_id}" in client.get(address).get_data(as_text=True)


def test_returned_work_shows_the_reviewers_first_line(
    client_for: ClientFor, made: Callable[[Callable[[Session, World], object]], int]
) -> None:
    def returned(session: Session, world: World) -> object:
        filing = submitted(session, world)
        decide(session, world.actor(session, "county"), filing, FilingAction.RETURN)
        return filing

    made(returned)
    assert "请细化数量指标" in client_for("unit").get("/entry/").get_data(as_text=True)


def test_lateness_is_said_in_words(client_for: ClientFor, world: World) -> None:
    client = client_for("unit")
    with clock.frozen(clock.at(clock.today().replace(month=7, day=20))):
        client = client_for("unit")
        assert "逾期" in client.get("/entry/").get_data(as_text=True)


def test_homes_of_other_roles_are_refused(client_for: ClientFor) -> None:
    for who, closed in (
        (
            "unit",
            ("/bureau/", "/division/", "/center/", "/center/audit", "/center/accounts", "/center/history"),
        ),
        ("county", ("/entry/", "/division/", "/center/", "/center/audit")),
        ("division", ("/entry/", "/bureau/", "/center/")),
        ("center", ("/entry/", "/bureau/", "/division/", "/center/accounts", "/center/audit")),
        ("auditor", ("/entry/", "/division/", "/center/accounts")),
    ):
        client = client_for(who)
        for path in closed:
            assert client.get(path).status_code == 403, (who, path)
