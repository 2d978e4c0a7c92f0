"""Who reaches the admin area, and what its pages have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from portal.admin import declared_abilities
from portal.domain.permissions import Ability
from tests.client import PortalClient

Clients = Callable[..., PortalClient]

ADMIN_PAGES = [
    "/admin/",
    "/admin/users/",
    "/admin/users/new/",
    "/admin/roles/",
    "/admin/roles/new/",
    "/admin/units/",
    "/admin/units/new/",
    "/admin/regions/",
    "/admin/regions/new/",
    "/admin/regions/details/?id=653222",
    "/admin/regions/edit/?id=653222",
    "/admin/project-types/",
    "/admin/project-types/new/",
    "/admin/project-types/edit/?id=road",
    "/admin/library/",
    "/admin/library/new/",
    "/admin/library/edit/?id=1",
    "/admin/calendar/",
    "/admin/calendar/?year=2020&scope=CN",
    "/admin/calendar/details/?id=1",
    "/admin/calendar/edit/?id=1",
    "/admin/calendar/paste/",
    "/admin/calendar-years/",
    "/admin/calendar-years/new/",
    "/admin/calendar-years/details/?id=2020",
    "/admin/users/details/?id=1",
    "/admin/users/edit/?id=1",
    "/admin/units/details/?id=1",
    "/admin/units/edit/?id=1",
    "/admin/roles/edit/?id=1",
]
PLAN_PAGES = [
    "/admin/plans/",
    "/admin/plans/new/",
    "/admin/plans/details/?id=1",
    "/admin/plans/edit/?id=1",
    "/admin/plans/weights/?id=1",
    "/admin/plans/criteria/?id=1&stage=target",
    "/admin/plan-rounds/edit/?id=1",
    "/admin/plan-criteria/edit/?id=1",
    "/admin/plan-funds/new/?plan=1",
    "/admin/plan-funds/edit/?id=1",
    "/admin/plan-parameters/new/?plan=1&key=deadline.review_days",
    "/admin/plan-terms/edit/?id=1",
    "/admin/plan-forms/edit/?id=1",
]


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_every_page_opens_for_the_administrator_in_both_languages(client_for: Clients, language: str) -> None:
    client = client_for("admin", language)
    for page in ADMIN_PAGES:
        assert client.get(page).status_code == 200, page


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_every_page_of_the_plan_opens_for_the_center_in_both_languages(
    client_for: Clients, language: str
) -> None:
    client = client_for("center", language)
    for page in PLAN_PAGES:
        assert client.get(page).status_code == 200, page


@pytest.mark.parametrize("username", ["county", "county-entry", "unit", "prefecture", "division", "auditor"])
def test_nobody_else_reaches_the_area(client_for: Clients, username: str) -> None:
    client = client_for(username)
    for page in (ADMIN_PAGES[0], ADMIN_PAGES[1], PLAN_PAGES[2], PLAN_PAGES[4]):
        assert client.get(page).status_code == 403, page


def test_accounts_and_plans_are_kept_apart(client_for: Clients) -> None:
    assert client_for("admin").get("/admin/plans/").status_code == 403
    assert client_for("center").get("/admin/users/").status_code == 403


def test_a_stranger_is_sent_to_the_login(app: Flask, connection: Any) -> None:
    answer = app.test_client().get("/admin/users/")
    assert answer.status_code == 302
    assert "/login" in answer.location


def test_every_endpoint_declares_its_ability(app: Flask) -> None:
    declared = declared_abilities(app)
    mine = {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.startswith("/admin")}
    assert mine == set(declared)
    assert {declared[name] for name in mine} == {Ability.ADMIN_MANAGE, Ability.PLAN_MANAGE}


def test_unused_pages_of_the_library_do_not_exist(app: Flask) -> None:
    rules = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/admin")}
    assert not any(
        word in rule for rule in rules for word in ("ajax", "export", "action", "delete", "static")
    )


def test_a_record_that_is_not_there_is_404(client_for: Clients) -> None:
    client = client_for("admin")
    for page in (
        "/admin/users/details/?id=999999",
        "/admin/users/edit/?id=x",
        "/admin/users/details/",
        "/admin/regions/edit/?id=999999",
        "/admin/calendar/edit/?id=1e9",
    ):
        assert client.get(page).status_code == 404, page
    assert client_for("center").get("/admin/plan-funds/new/?plan=77").status_code == 404


def test_a_form_without_its_token_is_refused(client_for: Clients, app: Flask) -> None:
    client = client_for("admin")
    answer = client.post(
        "/admin/project-types/new/", data={"code": "x", "name_zh": "x", "csrf_token": ""}, bare=True
    )
    assert answer.status_code == 400


def test_lists_are_searched_filtered_sorted_and_paged(client_for: Clients) -> None:
    client = client_for("admin")
    found = client.get("/admin/regions/?q=墨玉").get_data(as_text=True)
    assert "墨玉县" in found
    assert "洛浦县" not in found
    assert "653222" not in client.get("/admin/regions/?level=prefecture&size=100").get_data(as_text=True)
    last = client.get("/admin/regions/?sort=code&order=desc").get_data(as_text=True)
    assert "659012" in last
    assert "650100" not in last
    assert client.get("/admin/regions/?page=3&sort=nothing&level=nothing&size=7").status_code == 200
    assert client.get("/admin/library/?type_code=fishery&level2=quality").status_code == 200
