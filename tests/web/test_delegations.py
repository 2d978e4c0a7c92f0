"""Lending a role on the pages, acting in it, revoking it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from portal import clock
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import Delegation
from tests.client import PortalClient
from tests.factories import World
from tests.filed import submitted
from tests.staffed import account, colleague


def form(app: Flask, **changes: str) -> dict[str, str]:
    """What the lender types: to the bureau's clerk until the end of June."""
    with app.app_context():
        to = str(account(db.session(), "county-entry").id)
    return {"to": to, "starts_on": "2020-06-15", "ends_on": "2020-06-30", "reason": "年休假"} | changes


def lent(app: Flask) -> int:
    """Id of the delegation that was made."""
    with app.app_context():
        found = db.session.query(Delegation).one().id
        db.session.remove()
        return found


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_a_role_is_lent_used_and_revoked(
    app: Flask, client_for: Callable[..., PortalClient], made: Callable[..., int], language: str
) -> None:
    filing_id = made(submitted)
    county, clerk = client_for("county", language), client_for("county-entry", language)
    assert county.post("/delegations/", data=form(app, reason="")).status_code == 422
    assert county.post("/delegations/", data=form(app)).status_code == 302
    assert "演示·county" in clerk.get("/delegations/").get_data(as_text=True)
    assert clerk.get(f"/reviews/{filing_id}").status_code == 403
    key = f"lent-{lent(app)}"
    assert key in clerk.get("/profile").get_data(as_text=True)
    clerk.post("/role", data={"assignment": key})
    page = clerk.get(f"/reviews/{filing_id}")
    assert page.status_code == 200
    assert "演示·county" in page.get_data(as_text=True)
    assert county.post(f"/delegations/{lent(app)}/revoke").status_code == 302
    assert clerk.get(f"/reviews/{filing_id}").status_code == 403
    assert key not in clerk.get("/profile").get_data(as_text=True)


def test_a_lent_role_is_gone_after_its_last_day(app: Flask, client_for: Callable[..., PortalClient]) -> None:
    county, clerk = client_for("county"), client_for("county-entry")
    county.post("/delegations/", data=form(app))
    clerk.post("/role", data={"assignment": f"lent-{lent(app)}"})
    assert clerk.get("/reviews/").status_code == 200
    with clock.frozen(date(2020, 7, 1)):
        late = client_for("county-entry")
        late.post("/role", data={"assignment": f"lent-{lent(app)}"})
        assert late.get("/reviews/").status_code == 403


def test_nobody_takes_a_role_that_was_lent_to_another(
    app: Flask, client_for: Callable[..., PortalClient]
) -> None:
    client_for("county").post("/delegations/", data=form(app))
    stranger = client_for("unit")
    stranger.post("/role", data={"assignment": f"lent-{lent(app)}"})
    assert stranger.get("/reviews/").status_code == 403


def test_the_units_leader_and_the_administrator_see_it(
    app: Flask, client_for: Callable[..., PortalClient], made: Callable[..., int], world: World
) -> None:
    def chief(session, world):  # type: ignore[no-untyped-def]
        actor = colleague(session, world, "county", "chief", Role.LEADER)
        return account(session, actor.username)

    made(chief)
    client_for("county").post("/delegations/", data=form(app))
    for who in ("chief", "admin"):
        page = client_for(who).get("/delegations/").get_data(as_text=True)
        assert "演示·county-entry" in page, who
        assert f"/delegations/{lent(app)}/revoke" in page, who
    assert "演示·county-entry" not in client_for("prefecture").get("/delegations/").get_data(as_text=True)


def test_the_administrators_role_has_no_form(app: Flask, client_for: Callable[..., PortalClient]) -> None:
    admin = client_for("admin")
    assert 'name="starts_on"' not in admin.get("/delegations/").get_data(as_text=True)
    assert admin.post("/delegations/", data=form(app)).status_code == 403
