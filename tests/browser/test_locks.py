"""A round locks as the days pass, the unit asks for a later day, the prefecture endorses, the center grants, the unit
files: once in Chinese and once in Uyghur.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.domain.filings import FilingStatus
from portal.extensions import db, read_only
from portal.models import Filing, Round, RoundException
from tests.browser.conftest import PageFor
from tests.browser.test_year import INDICATORS, Journey, send, settled, submit

pytestmark = pytest.mark.browser

BEFORE = date(2020, 7, 13)
DAYS = {"zh": (date(2020, 7, 15), date(2020, 7, 17)), "ug": (date(2020, 7, 20), date(2020, 7, 24))}
"""By language: the day on which the unit finds the form shut, and the day that it is given. The targets are due on 30
June; ten working days on is the 14th of July."""


@pytest.fixture
def unlocked_after(portal: Flask) -> Iterator[None]:
    """Take the lock away at the end, for the other walks fill in targets in July."""
    yield
    token = read_only.set(False)
    with portal.app_context():
        free = {"lock_days": None, "lock_from": None, "lock_basis": "", "open_until": None}
        db.session.execute(update(Round).values(**free))
        db.session.commit()
        db.session.remove()
    read_only.reset(token)


def set_lock(journey: Journey, round_id: int) -> None:
    """The center sets ten working days, from today on, with the source."""
    page = journey.page("center")
    page.goto(f"/rounds/?round={round_id}")
    send(page, page.locator(f"a[href*='/admin/plan-rounds/edit/?id={round_id}']"))
    page.fill("[name=lock_days]", "10")
    page.fill("[name=lock_from]", BEFORE.isoformat())
    page.fill("[name=lock_basis]", "新财绩〔2020〕1号")
    send(page, page.locator("main form .action-bar button[type=submit]"))
    settled(page)


def ask(journey: Journey, filing_id: int, until: date) -> None:
    """The form is shut and says why; its button leads to the request."""
    page = journey.page("unit")
    page.goto(f"/filings/{filing_id}/target")
    assert page.locator("[name=goal]").count() == 0
    send(page, page.locator(".alert-warning a.btn-primary"))
    page.fill("[name=wished_on]", until.isoformat())
    page.fill("[name=reason]", "连日停电,无法上网填报。")
    send(page, page.locator("#exception button[type=submit]"))
    settled(page)


def act(journey: Journey, account: str, box: str, button: str) -> None:
    """From the list of what is to be done to the request, a word, and the button."""
    page = journey.page(account)
    page.goto("/")
    send(page, page.locator(".todo a[href*='/exceptions/']").first)
    page.fill(box, "情况属实,同意。")
    send(page, page.locator(button))
    settled(page)


def file_target(journey: Journey, filing_id: int, goal: str) -> None:
    """The form is open again and is filed as ever."""
    page = journey.page("unit")
    page.goto(f"/filings/{filing_id}/target")
    page.fill("[name=goal]", goal)
    for index, (name, value, weight) in enumerate(INDICATORS):
        page.fill(f"[name='rows-{index}-name']", name)
        page.fill(f"[name='rows-{index}-value']", value)
        page.fill(f"[name='rows-{index}-weight']", weight)
    submit(page)


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_a_round_locks_and_an_exception_opens_it_for_one_unit(
    page_for: PageFor,
    records: Session,
    fresh_target: Callable[[str], int],
    unlocked_after: None,
    language: str,
) -> None:
    filing_id, (shut, until) = fresh_target(f"lock-{language}"), DAYS[language]
    records.rollback()
    target = records.scalars(select(Round).where(Round.code == "target")).first()
    assert target is not None
    journey = Journey(page_for, records, language, {})
    journey.on(BEFORE)
    set_lock(journey, target.id)
    page = journey.page("unit")
    page.goto(f"/filings/{filing_id}/target")
    assert page.locator("[name=goal]").count() == 1
    journey.on(shut)
    ask(journey, filing_id, until)
    act(journey, "prefecture", "[name=opinion-opinion]", "button[name=support][value=yes]")
    act(journey, "center", "[name=answer-answer]", "button[name=granted][value=yes]")
    file_target(journey, filing_id, f"2020年10月底前硬化村内道路12公里,惠及480人({language})。")
    records.rollback()
    filing = records.scalars(select(Filing).where(Filing.id == filing_id)).one()
    given = records.scalars(select(RoundException).order_by(RoundException.id.desc())).first()
    assert given is not None
    assert (filing.status, filing.due_on) == (FilingStatus.SUBMITTED, until)
    assert (given.endorsed, given.granted, given.until) == (True, True, until)
