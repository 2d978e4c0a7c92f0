"""An order that nobody answers climbs as the clock moves: each rung is told in its inbox, and the page says how far."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.chains import LinkState
from portal.domain.reminders import Rung
from portal.domain.roles import Role, UnitKind
from portal.i18n import date_text
from portal.labels import event, label
from portal.labels.supervision import STANDINGS
from portal.models import Assignment, Unit, User
from portal.reporting import chain_words
from portal.services.accounts import hash_password
from tests.browser.conftest import PageFor
from tests.browser.walks import LANGUAGES, Walk, clean, ordered, people, press, text_of, written
from tests.client import PASSWORD

pytestmark = pytest.mark.browser

ISSUED, DUE = date(2020, 7, 6), date(2020, 7, 9)
"""Three working days: due on a Thursday."""

CLIMB = (
    (date(2020, 7, 10), 1, Rung.CLERK, "unit"),
    (date(2020, 7, 14), 3, Rung.LEADER, "county-leader"),
    (date(2020, 7, 16), 5, Rung.PREFECTURE, "prefecture"),
    (date(2020, 7, 23), 10, Rung.CENTER, "center"),
)
"""The day on which each rung of the plan is reached, working days late, and whose inbox is looked into."""


def leader(portal: Flask) -> None:
    """A leader of the county's bureau, whom the demo accounts lack."""
    with written(portal) as session:
        query = select(Unit).where(Unit.region_code == "653222", Unit.kind == UnitKind.FINANCE_BUREAU)
        user = User(
            username="county-leader",
            full_name="演示·county-leader",
            password_hash=hash_password(PASSWORD),
        )
        bureau = session.scalars(query).one()
        user.assignments.append(Assignment(unit=bureau, role=Role.LEADER, starts_on=date(2020, 1, 1)))
        session.add(user)


def told(
    walk: Walk, account: str, language: str, order_id: int, number: str, late: int, names: list[str]
) -> None:
    """The inbox of a rung says which order is how late, and leads to it."""
    page = walk.page(account, language)
    page.goto("/inbox/")
    sentence = walk.say(
        language,
        lambda: gettext(
            "整改通知书 %(number)s 应于 %(due)s 前整改完毕,已逾期 %(late)s 个工作日,请督促整改。",
            number=number,
            due=date_text(DUE),
            late=late,
        ),
    )
    plain = page.locator(f"a[href='/orders/{order_id}']").all_inner_texts()
    marks = "\u2068\u2069\u2066\u2067"
    said = [" ".join(line.translate(dict.fromkeys(map(ord, marks))).split()) for line in plain]
    assert sentence in said, (sentence, said)
    press(page, page.locator(f"a[href='/orders/{order_id}']").first)
    clean(page, language, names)


def test_the_ladder_climbs_when_the_clock_moves(portal: Flask, page_for: PageFor, records: Session) -> None:
    leader(portal)
    walk, names = Walk(portal, page_for), people(records)
    order_id = ordered(portal, "ladder", ISSUED, 3, "缺少公示照片")
    climbed: list[Rung] = []
    for day, late, rung, account in CLIMB:
        walk.on(day, sweep=True)
        climbed.append(rung)
        for language in LANGUAGES:
            page = walk.page("prefecture", language)
            page.goto(f"/orders/{order_id}")
            number = page.locator("h1 bdi").inner_text().strip()
            assert step(walk, language, rung) in text_of(page)
            told(walk, account, language, order_id, number, late, names)
            page.goto(f"/orders/{order_id}/chain")
            clean(page, language, names)
            said = text_of(page)
            shown = page.locator(".moment-text strong").all_inner_texts()
            assert [s.strip() for s in shown if event_of(walk, language) in s] == [
                step(walk, language, each) for each in climbed
            ]
            assert walk.say(language, lambda: chain_words.late(late)) in said  # noqa: B023 - said at once
            assert walk.say(language, lambda: str(STANDINGS["overdue"])) in said
            assert walk.say(language, lambda: label(LinkState.LATE)) in said
            assert page.locator(".light-red").count() >= 1


def step(walk: Walk, language: str, rung: Rung) -> str:
    """The words of a climbed rung."""
    return walk.say(language, lambda: chain_words.step("order.escalate", rung))


def event_of(walk: Walk, language: str) -> str:
    """The words of climbing."""
    return walk.say(language, lambda: event("order.escalate"))


def test_a_second_sweep_of_the_day_climbs_no_further(
    portal: Flask, page_for: PageFor, records: Session
) -> None:
    walk = Walk(portal, page_for)
    order_id = ordered(portal, "ladder-once", ISSUED, 3, "缺少验收单")
    for _ in range(2):
        walk.on(CLIMB[-1][0], sweep=True)
        page = walk.page("center", "zh")
        page.goto(f"/orders/{order_id}/chain")
        shown = page.locator(".moment-text strong").all_inner_texts()
        assert len([s for s in shown if event_of(walk, "zh") in s]) == len(Rung)
