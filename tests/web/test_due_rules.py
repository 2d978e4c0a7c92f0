"""Every due date shows its rule where it stands, and a year without a calendar is said to be one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import delete, select

from portal import clock
from portal.domain.flows.filings import FilingAction
from portal.extensions import db
from portal.models import CalendarYear, Filing
from portal.services import extensions
from portal.web.due_rules import why_filing, why_order
from tests.client import PortalClient
from tests.factories import World
from tests.filed import decide, submitted
from tests.locked import granted, lock
from tests.ordered import issued

ClientFor = Callable[..., PortalClient]

DUE = re.compile(r'<time datetime="(\d{4}-\d{2}-\d{2})">')
RULE = re.compile(r'<details class="why">')


@pytest.fixture
def places(app: Flask, world: World) -> dict[str, int]:
    """A submitted target, an order with a later day, an exception, a lock."""
    with app.app_context():
        session = db.session()
        lock(session)
        granted(session, world, "region-unit")
        filing = submitted(session, world)
        order = issued(session, world)
        extensions.ask(session, world.actor(session, "unit"), order, 5, "连日大雨")
        extensions.answer(session, world.actor(session, "prefecture"), order, True, "同意")
        session.commit()
        return {
            "filing": filing.id,
            "order": order.id,
            "project": filing.project_id,
            "open": world.filing(session, "prefecture").id,
            "excepted": world.filing(session, "region").id,
        }


PAGES = (
    ("unit", "/entry/"),
    ("unit", "/orders"),
    ("unit", "/orders/{order}"),
    ("unit", "/records/filings"),
    ("unit", "/records/filings/{filing}"),
    ("unit", "/records/projects/{project}"),
    ("region-unit", "/filings/{excepted}/target"),
    ("county", "/bureau/"),
    ("county", "/reviews/"),
    ("county", "/reviews/{filing}"),
    ("prefecture", "/orders"),
    ("center", "/rounds/"),
    ("center", "/rounds/projects"),
)
"""Pages that show a due date, with somebody who reads them."""


def rules_missing(text: str) -> list[str]:
    """Due dates after which no rule follows before the next due date."""
    body = text[text.index("<main") :]
    found = list(DUE.finditer(body))
    ends = [match.start() for match in found[1:]] + [len(body)]
    return [m[1] for m, end in zip(found, ends, strict=True) if not RULE.search(body[m.end() : end])]


@pytest.mark.parametrize("language", ["zh", "ug"])
@pytest.mark.parametrize(("who", "path"), PAGES)
def test_a_due_date_is_followed_by_its_rule(
    client_for: ClientFor, places: dict[str, int], who: str, path: str, language: str
) -> None:
    answer = client_for(who, language).get(path.format(**places))
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert RULE.search(text), "no due date on the page"
    assert rules_missing(text) == []


def test_the_plan_says_due_dates_with_basis_and_lock(client_for: ClientFor, places: dict[str, int]) -> None:
    for path in ("/center/plan", "/admin/plans/details/?id=1"):
        text = client_for("center").get(path).get_data(as_text=True)
        assert "2020年6月30日" in text
        assert "6月30日前完成绩效目标" in text
        assert "2020年7月3日" in text


def test_each_rule_names_days_and_start(app: Flask, world: World, places: dict[str, int]) -> None:
    with app.test_request_context():
        session = db.session()
        filing = session.scalars(select(Filing).where(Filing.id == places["filing"])).one()
        assert "审核时限:自 2020年6月15日 到达本级起 5 个工作日" in why_filing(filing).text
        decide(session, world.actor(session, "county"), filing, FilingAction.RETURN)
        assert "修改时限:自 2020年6月15日 退回起 5 个工作日" in why_filing(filing).text
        filing.turn_rule = ""
        assert "没有记录" in why_filing(filing).text
        excepted = why_filing(world.filing(session, "region"))
        assert "延期填报至 2020年7月15日" in excepted.text
        assert "2020年7月15日 24时" in excepted.lock
        plain = why_filing(world.filing(session, "sibling"))
        assert "年度方案规定的“绩效目标申报”截止日期" in plain.text
        assert "2020年7月3日 24时" in plain.lock
        db.session.rollback()


def test_a_draft_order_has_no_rule_and_an_extended_one_both(app: Flask, places: dict[str, int]) -> None:
    from portal.models import Order

    with app.test_request_context():
        order = db.session.scalars(select(Order).where(Order.id == places["order"])).one()
        why = why_order(order)
        assert why is not None
        assert "延长 5 个工作日" in why.text
        order.issued_on = None
        assert why_order(order) is None
        db.session.rollback()


@pytest.fixture
def no_calendar(app: Flask, connection: object) -> None:
    """The year 2020 is unknown."""
    with app.app_context():
        db.session.execute(delete(CalendarYear).where(CalendarYear.year == 2020))
        db.session.commit()


def test_days_counted_without_a_calendar_are_said_to_be_guessed(
    app: Flask, client_for: ClientFor, world: World, no_calendar: None, places: dict[str, int]
) -> None:
    for who, path in (("unit", "/entry/"), ("county", "/reviews/"), ("unit", f"/orders/{places['order']}")):
        text = client_for(who).get(path).get_data(as_text=True)
        assert "按周一至周五计算" in text, path
    with app.test_request_context():
        assert not why_filing(db.session.get_one(Filing, places["filing"])).certain


def test_with_a_calendar_nothing_is_said_to_be_guessed(client_for: ClientFor, places: dict[str, int]) -> None:
    text = client_for("unit").get("/entry/").get_data(as_text=True)
    assert "按周一至周五计算" not in text


def test_a_day_of_the_next_but_unknown_year_is_said(client_for: ClientFor, places: dict[str, int]) -> None:
    with clock.frozen(date(2027, 3, 1)):
        text = client_for("unit").get("/entry/").get_data(as_text=True)
    assert "按周一至周五计算" in text
