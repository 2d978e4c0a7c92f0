"""The screens of jobs and of the next reminders: for the center and the administrator, by name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from portal import clock, jobs
from portal.extensions import db
from portal.labels.jobs import JOBS, RESULTS
from portal.services import nightly, sweeping
from tests.client import PortalClient
from tests.ordered import issued

ClientFor = Callable[..., PortalClient]
Made = Callable[..., int]


@pytest.mark.parametrize("language", ["zh", "ug"])
@pytest.mark.parametrize("who", ["center", "admin"])
def test_runs_are_listed_with_day_time_and_result(
    app: Flask, client_for: ClientFor, who: str, language: str
) -> None:
    client = client_for(who, language)
    assert client.get("/supervision/jobs").status_code == 200
    with app.app_context():
        jobs.run_sweep(date(2020, 7, 1))
        jobs.run_sweep(date(2020, 7, 1))
    text = client.get("/supervision/jobs").get_data(as_text=True)
    assert text.count('class="state state-good"') == 2
    with app.test_request_context(headers={"Accept-Language": language}):
        assert str(JOBS["sweep"]) in text
        assert str(RESULTS["reminders"]) in text


@pytest.mark.parametrize("who", ["unit", "county", "prefecture", "division", "leader", "auditor"])
def test_nobody_else_reads_them(client_for: ClientFor, who: str) -> None:
    for page in ("jobs", "reminders"):
        assert client_for(who).get(f"/supervision/{page}").status_code == 403


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_the_next_working_days_reminders_are_listed_by_name(
    client_for: ClientFor, made: Made, language: str
) -> None:
    """On the eve of the Dragon Boat holiday the next day is the worked Sunday after it."""
    made(issued)
    with clock.frozen(date(2020, 6, 24)):
        text = client_for("center", language).get("/supervision/reminders").get_data(as_text=True)
    assert "村内道路硬化项目(own)" in text
    assert ("2020年6月28日" if language == "zh" else "6-ئاينىڭ 28-كۈنى") in text


def test_what_is_listed_is_what_is_sent(app: Flask, client_for: ClientFor, made: Made) -> None:
    made(issued)
    with clock.frozen(date(2020, 6, 29)):
        text = client_for("center").get("/supervision/reminders").get_data(as_text=True)
        with app.app_context():
            count = sweeping.run(db.session(), date(2020, 6, 30)).reminders
            db.session.commit()
        assert f"共 {count} 条" in text.replace("<bdi>", "").replace("</bdi>", "")
        after = client_for("center").get("/supervision/reminders").get_data(as_text=True)
    assert "没有要提醒的事项" in after


def test_every_count_of_a_job_has_words() -> None:
    counted = {
        *sweeping.Tally.__dataclass_fields__,
        *nightly.Done.__dataclass_fields__,
        *jobs.MAIL_COUNTS,
        *jobs.PRINT_COUNTS,
        "error",
    }
    assert counted == set(RESULTS)
