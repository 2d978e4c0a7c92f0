"""The work calendar in the admin area."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from portal.extensions import db
from portal.models import CalendarDay
from portal.services import calendars
from tests.admin.test_base import entries, version_on
from tests.client import PortalClient

Clients = Callable[..., PortalClient]


def test_a_pasted_notice_is_entered_at_once(client_for: Clients, app: Flask) -> None:
    client = client_for("admin")
    client.get("/admin/calendar/paste/")
    data = {
        "scope": "XJ",
        "source": "自治区放假通知",
        "days": "2020-07-31 休 古尔邦节 قۇربان ھېيت\n2020-08-08 班",
    }
    assert client.post("/admin/calendar/paste/", data=data).status_code == 302
    with app.app_context():
        calendar = calendars.calendar(db.session)
        assert not calendar.is_working_day(date(2020, 7, 31))
        assert calendar.is_working_day(date(2020, 8, 8))
    assert entries(app, "calendar:2020")[-1].action == "calendar.enter"


def test_one_line_that_cannot_be_read_keeps_all_out(client_for: Clients, app: Flask) -> None:
    client = client_for("admin")
    client.get("/admin/calendar/paste/")
    data = {"scope": "XJ", "source": "通知", "days": "2020-07-31 休\n不是日期"}
    answer = client.post("/admin/calendar/paste/", data=data)
    assert answer.status_code == 422
    assert "第 2 行" in answer.get_data(as_text=True)
    with app.app_context():
        assert db.session.scalars(select(CalendarDay).where(CalendarDay.day == date(2020, 7, 31))).all() == []


def test_a_day_is_corrected_and_removed(client_for: Clients, app: Flask) -> None:
    client = client_for("admin")
    with app.app_context():
        identity = db.session.scalars(
            select(CalendarDay.id).where(CalendarDay.day == date(2020, 10, 8))
        ).one()
    url = f"/admin/calendar/edit/?id={identity}"
    data = {"working": "y", "name_zh": "国庆节", "source": "更正通知", "version_id": version_on(client, url)}
    assert client.post(url, data=data).status_code == 302
    with app.app_context():
        assert calendars.calendar(db.session).is_working_day(date(2020, 10, 8))
    assert client.post(f"/admin/calendar/remove/?id={identity}", data={}).status_code == 302
    assert entries(app, "calendar:2020")[-1].action == "calendar.remove"


def test_a_year_is_declared_complete(client_for: Clients, app: Flask) -> None:
    client = client_for("admin")
    client.get("/admin/calendar-years/new/")
    assert (
        client.post("/admin/calendar-years/new/", data={"year": "2027", "source": "国办通知"}).status_code
        == 302
    )
    assert (
        client.post("/admin/calendar-years/new/", data={"year": "27", "source": "国办通知"}).status_code
        == 422
    )
    with app.app_context():
        assert calendars.calendar(db.session).knows(date(2027, 1, 1))


def test_a_day_is_entered_by_hand_and_not_twice(client_for: Clients, app: Flask) -> None:
    client = client_for("admin")
    client.get("/admin/calendar/new/")
    data = {"scope": "XJ", "day": "2020-07-31", "name_zh": "古尔邦节", "source": "自治区放假通知"}
    assert client.post("/admin/calendar/new/", data=data).status_code == 302
    with app.app_context():
        assert not calendars.calendar(db.session).is_working_day(date(2020, 7, 31))
    again = client.post("/admin/calendar/new/", data=data)
    assert again.status_code == 422
    assert "已经录入过" in again.get_data(as_text=True)
    assert entries(app, "calendar:2020")[-1].action == "calendar.enter"


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_years_without_data_and_what_entering_leaves_alone_are_said(
    client_for: Clients, language: str
) -> None:
    text = client_for("admin", language).get("/admin/calendar/?year=2027").get_data(as_text=True)
    lines = {
        match[1]: match[2]
        for match in re.finditer(r"<li><strong><bdi>(\d{4})</bdi></strong>(.*?)</li>", text, re.S)
    }
    assert set(lines) == {"2020", "2021", "2027"}
    assert [year for year, said in lines.items() if "days-guess" in said] == ["2027"]
    if language == "zh":
        assert "不会改动已经定下的期限" in text


def test_a_year_entered_by_pasting_is_counted_as_the_regions(client_for: Clients) -> None:
    client = client_for("admin")
    client.get("/admin/calendar/paste/")
    data = {"scope": "XJ", "source": "通知", "days": "2027-03-09 休 开斋节 روزا ھېيت\n2027-03-10 休"}
    assert client.post("/admin/calendar/paste/", data=data).status_code == 302
    text = client.get("/admin/calendar/?year=2027").get_data(as_text=True)
    assert "自治区的安排已录入 2 天" in text
    assert "全国放假安排没有录全" in text
