"""The work calendar in the admin area."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

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
