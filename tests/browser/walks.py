"""What journeys through the pages share: people signed in on the day the portal stands on, words in their language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from flask import Flask
from playwright.sync_api import Locator, Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.actor import actor_of
from portal.domain.filings import ProblemCategory
from portal.domain.roles import Actor, UnitKind
from portal.extensions import db, read_only
from portal.i18n import in_language
from portal.jobs import run_sweep
from portal.models import Unit, User
from portal.services import order_drafts, orders
from portal.services.order_drafts import OrderEntry
from tests.browser.conftest import PageFor
from tests.client import PASSWORD
from tests.factories import make_project

LANGUAGES = ("zh", "ug")
IMAGE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360"
    "f8cf500f0003860180e5d1ad9e0000000049454e44ae426082"
)
"""A picture of one point: evidence."""

FOREIGN = {
    "ug": re.compile(r"[\u4e00-\u9fff]+"),
    "zh": re.compile(r"[\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufeff]+"),
}
"""Letters that must not be left on a page of a language."""

OWN_WORDS = """() => {
  const copy = document.querySelector('main').cloneNode(true);
  copy.querySelectorAll('bdi, blockquote, textarea, option, [lang]').forEach(typed => typed.remove());
  return copy.textContent;
}"""
"""What the portal itself says on a page, without what people typed."""


@dataclass
class Walk:
    """People at their pages, in both languages, on a day that can be moved."""

    portal: Flask
    pages: PageFor
    held: dict[tuple[str, str], Page] = field(default_factory=dict)

    def page(self, account: str, language: str) -> Page:
        """The page of an account, signed in on the day on which the portal stands."""
        if (account, language) not in self.held:
            page = self.held[account, language] = self.pages(None, language)
            page.goto("/login")
            page.fill("[name=username]", account)
            page.fill("[name=password]", PASSWORD)
            press(page, page.locator("main form button[type=submit]"))
            switch = page.locator(f".language button[value={language}]")
            if switch.count():
                press(page, switch)
        return self.held[account, language]

    def on(self, day: date, *, sweep: bool = False) -> None:
        """Move the portal to a day, and do that day's work by itself. Log-ins of another day have ended."""
        clock.stand_on(day)
        for page in self.held.values():
            page.context.close()
        self.held.clear()
        if sweep:
            with written(self.portal):
                run_sweep(day)

    def say(self, language: str, words: Callable[[], str]) -> str:
        """Words of the portal in a language: say("ug", lambda: label(Rung.LEADER))."""
        with self.portal.app_context(), in_language(language):
            return words()


@contextmanager
def written(portal: Flask) -> Iterator[Session]:
    """A session whose work is committed, beside the browser."""
    token = read_only.set(False)
    try:
        with portal.app_context():
            yield db.session()
            db.session.commit()
            db.session.remove()
    finally:
        read_only.reset(token)


def actor(session: Session, account: str) -> Actor:
    """The person behind a demo account in its first role."""
    user = session.scalars(select(User).where(User.username == account)).one()
    return actor_of(user, user.assignments[0])


def ordered(
    portal: Flask,
    name: str,
    day: date,
    working_days: int,
    problem: str,
    *,
    place: str = "653222",
    issuer: str = "prefecture",
    to: UnitKind = UnitKind.DEPARTMENT,
) -> int:
    """An order about a new project of the first department of a place, issued on a day to it or to the place's bureau;
    gives its id. In 墨玉县 the department is that of the account "unit"."""
    # As the day begins: whoever answers it in a browser does so later, at whatever hour the test runs.
    with written(portal) as session, clock.frozen(clock.at(day, 0)):
        query = select(Unit).where(Unit.region_code == place).order_by(Unit.id)
        units = {unit.kind: unit for unit in reversed(session.scalars(query).all())}
        entry = OrderEntry(
            category=ProblemCategory.EVIDENCE_MISSING,
            problem=problem,
            basis="财预〔2015〕88号",
            requirement="补齐资料后报送。",
            evidence="现场照片",
            unit_id=units[to].id,
            person="负责人",
            working_days=working_days,
        )
        project = make_project(session, units[UnitKind.DEPARTMENT], name)
        order = order_drafts.draft(session, actor(session, issuer), project, entry)
        orders.issue(session, actor(session, issuer), order)
        return order.id


def press(page: Page, button: Locator) -> None:
    """Press a button that leads to a new page."""
    with page.expect_navigation():
        button.click()


def agree(page: Page, button: Locator) -> None:
    """Press a button that asks first, and say yes."""
    button.click()
    press(page, page.locator("dialog button[value=yes]"))


def text_of(page: Page) -> str:
    """What stands on a page, blanks drawn together."""
    return " ".join(page.locator("main").inner_text().split())


def clean(page: Page, language: str, names: list[str]) -> None:
    """The page is in its language with its direction, without a fault, and the portal's own words on it hold no letters of
    the other; names are those of people, which are written as they are."""
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("html").get_attribute("dir") == {"zh": "ltr", "ug": "rtl"}[language]
    assert page.locator(".error-summary, .alert-danger").count() == 0, text_of(page)[:600]
    own = page.evaluate(OWN_WORDS)
    for name in names:
        own = own.replace(name, "")
    assert FOREIGN[language].findall(own) == [], page.url


def people(session: Session) -> list[str]:
    """The names of all people."""
    return sorted(session.scalars(select(User.full_name)), key=len, reverse=True)
