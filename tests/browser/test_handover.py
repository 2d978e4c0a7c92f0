"""A post handed over in the browser, in both languages: an item transferred, the sheet, both signatures, the taker's list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page
from sqlalchemy import select

from portal.domain.roles import Role
from portal.extensions import db, read_only
from portal.models import Assignment, User
from tests.browser.conftest import PageFor


@pytest.fixture
def staffed(portal: Flask) -> Callable[[str], None]:
    """staffed("zh") puts three people more into the department of the account "unit": who leaves, who takes over, and
    the leader who has it done."""

    def make(language: str) -> None:
        token = read_only.set(False)
        with portal.app_context():
            beside = db.session.scalars(
                select(Assignment).join(Assignment.user).where(User.username == "unit")
            ).one()
            for part, role in (("leaver", Role.ENTRY), ("taker", Role.LEADER), ("chief", Role.LEADER)):
                user = User(
                    username=f"{part}-{language}",
                    full_name=f"{part}-{language}",
                    password_hash=beside.user.password_hash,
                )
                user.assignments.append(Assignment(unit=beside.unit, role=role, starts_on=date(2020, 1, 1)))
                db.session.add(user)
            db.session.commit()
            db.session.remove()
        read_only.reset(token)

    return make


def send(page: Page, button: Locator) -> None:
    """Press a button that leads to a new page without an error on it."""
    with page.expect_navigation():
        button.click()
    assert page.locator(".error-summary").count() == 0, page.locator("main").inner_text()[:600]


def pick(page: Page, name: str, person: str) -> None:
    """Choose a person in a list."""
    value = page.locator(f"select[name={name}] option", has_text=f"({person})").get_attribute("value")
    page.select_option(f"select[name={name}]", value)


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_a_post_is_handed_over_from_choosing_to_both_signatures(
    page_for: PageFor, fresh_target: Callable[[str], int], staffed: Callable[[str], None], language: str
) -> None:
    staffed(language)
    filing_id = fresh_target(f"handover-{language}")
    leaver, taker, chief = (f"{part}-{language}" for part in ("leaver", "taker", "chief"))

    clerk = page_for("unit", language)
    clerk.goto(f"/transfers/new?item=filing:{filing_id}")
    pick(clerk, "to", leaver)
    clerk.fill("[name=reason]", "休假")
    send(clerk, clerk.locator("#transfer button[type=submit]"))
    link = f"a[href='/transfers/new?item=filing:{filing_id}'], a[href='/transfers/new?item=filing%3A{filing_id}']"
    assert clerk.locator(link).count() == 0
    clerk.goto("/entry/?show=unit")
    assert leaver in clerk.locator(".todo-item", has=clerk.locator(link)).inner_text()

    opener = page_for(chief, language)
    opener.goto("/handovers/")
    send(opener, opener.locator(".page-actions a"))
    send(opener, opener.locator("main a", has_text=leaver))
    assert f"handover-{language}" in opener.locator("main").inner_text()
    pick(opener, "taker", taker)
    opener.fill("[name=reason]", "调离")
    send(opener, opener.locator("#begin button[type=submit]"))
    address = opener.url

    for who in (leaver, taker):
        page = page_for(who, language)
        page.goto(address)
        send(page, page.locator("#sign button[type=submit]"))
        assert page.locator("#sign").count() == 0
    admin = page_for("admin", language)
    admin.goto(address)
    send(admin, admin.locator("#approve button[type=submit]"))
    assert admin.locator(".state-good").count() == 1

    mine = page_for(taker, language)
    mine.goto("/entry/")
    item = mine.locator(".todo-item", has=mine.locator(link))
    assert leaver in item.inner_text()
    paper = mine.request.get(f"/papers{address[address.index('/handovers') :]}/both.pdf")
    assert (paper.status, paper.headers["content-type"]) == (200, "application/pdf")
