"""Periodic reports on screen: drawn up, edited, looked at by a second person, signed, filed with the scan."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from portal.domain.reports import ReportStatus
from portal.extensions import db
from portal.models import Plan, Report, ReportSection, User
from tests import reported
from tests.client import PortalClient
from tests.conftest import TODAY
from tests.factories import World

ClientFor = Callable[..., PortalClient]
LANGUAGES = pytest.mark.parametrize("language", ["zh", "ug"])


def draw(client: PortalClient, app: Flask, kind: str = "prefecture_monthly", month: int = 5) -> int:
    """Draw a report up; its id."""
    with app.app_context():
        plan = db.session.scalars(select(Plan.id).where(Plan.status == "active")).one()
    answer = client.post("/reports/", data={"period": f"{plan}:{kind}:{month}"})
    assert answer.status_code == 302
    return int(answer.location.rsplit("/", 1)[1])


def stored(app: Flask, report_id: int) -> Report:
    """A report as stored."""
    with app.app_context():
        found = db.session.scalars(select(Report).where(Report.id == report_id)).one()
        db.session.expunge_all()
        return found


def step(client: PortalClient, app: Flask, report_id: int, name: str, **data: object) -> int:
    """Take a step; the status of the answer."""
    version = str(stored(app, report_id).version_id)
    return client.post(f"/reports/{report_id}/{name}", data={"version_id": version, **data}).status_code


def by_somebody_else(app: Flask, report_id: int) -> None:
    """Let a colleague have had it in hand, so that the account is the second person."""
    with app.app_context():
        report = db.session.scalars(select(Report).where(Report.id == report_id)).one()
        other = db.session.scalars(select(User.id).where(User.username == "auditor")).one()
        report.drawn_by = report.submitted_by = other
        for section in db.session.scalars(select(ReportSection)):
            section.edited_by = other if section.edited_by else None
        db.session.commit()


@pytest.fixture
def bureau(client_for: ClientFor, world: World) -> PortalClient:
    return client_for("prefecture")


@LANGUAGES
def test_a_report_runs_from_the_draft_to_the_file(
    app: Flask, client_for: ClientFor, world: World, language: str
) -> None:
    client = client_for("prefecture", language)
    number = draw(client, app)
    assert client.get(f"/reports/{number}").status_code == 200
    assert step(client, app, number, "submit") == 302
    assert step(client, app, number, "approve") == 403
    by_somebody_else(app, number)
    assert step(client, app, number, "approve") == 302
    signature = {"signer": "阿布都", "signed_on": TODAY.isoformat()}
    assert step(client, app, number, "sign", **signature) == 302
    assert step(client, app, number, "file", file=(io.BytesIO(reported.SCAN), "x.pdf")) == 302
    assert stored(app, number).status is ReportStatus.FILED
    page = client.get(f"/reports/{number}").get_data(as_text=True)
    assert "阿布都" in page
    assert f"/reports/{number}/scan" in page
    answer = client.get(f"/reports/{number}/scan")
    assert answer.data == reported.SCAN
    assert answer.headers["Content-Disposition"].startswith("attachment")


@LANGUAGES
def test_an_empty_list_says_so_and_one_with_reports_names_them(
    app: Flask, client_for: ClientFor, world: World, language: str
) -> None:
    client = client_for("prefecture", language)
    assert client.get("/reports/?kind=year_end").status_code == 200
    number = draw(client, app)
    assert f"/reports/{number}" in client.get("/reports/").get_data(as_text=True)
    assert f"/reports/{number}" not in client.get("/reports/?kind=monthly").get_data(as_text=True)


def test_words_are_edited_beside_the_marks_and_a_wrong_mark_is_named(
    app: Flask, bureau: PortalClient
) -> None:
    number = draw(bureau, app)
    page = bureau.get(f"/reports/{number}/sections/next").get_data(as_text=True)
    assert "【项目总数】" in page
    path = f"/reports/{number}/sections/next"
    wrong = {"version_id": "1", "text_zh": "共【个数】个", "text_ug": "يوق"}
    answer = bureau.post(path, data=wrong)
    assert answer.status_code == 422
    assert "没有名为“个数”的数据标记" in answer.get_data(as_text=True)
    assert "共【个数】个" in answer.get_data(as_text=True)
    right = {"version_id": "1", "text_zh": "共【项目总数】个,另有 30 个。", "text_ug": "【ئومۇمىي تۈر سانى】"}
    assert bureau.post(path, data=right).status_code == 302
    shown = bureau.get(f"/reports/{number}").get_data(as_text=True)
    assert "另有 30 个" in shown
    assert "手工填写的数字" in shown
    version = str(stored(app, number).version_id)
    assert bureau.post(f"{path}/restore", data={"version_id": version}).status_code == 302
    assert "另有 30 个" not in bureau.get(f"/reports/{number}").get_data(as_text=True)


def test_a_part_that_is_none_and_a_figure_that_is_none_are_not_found(
    app: Flask, bureau: PortalClient
) -> None:
    number = draw(bureau, app)
    assert bureau.get(f"/reports/{number}/sections/none").status_code == 404
    assert bureau.get(f"/reports/{number}/figures/none").status_code == 404
    assert bureau.get(f"/reports/{number}/scan").status_code == 404


def test_a_stale_page_changes_nothing(app: Flask, bureau: PortalClient) -> None:
    number = draw(bureau, app)
    assert bureau.post(f"/reports/{number}/submit", data={"version_id": "0"}).status_code == 409
    assert bureau.post(f"/reports/{number}/refresh", data={"version_id": "0"}).status_code == 409
    assert step(bureau, app, number, "refresh") == 302


def test_refusals_stand_on_the_page(app: Flask, bureau: PortalClient) -> None:
    number = draw(bureau, app)
    assert step(bureau, app, number, "cancel", **{"cancel-reason": " "}) == 422
    assert step(bureau, app, number, "submit") == 302
    by_somebody_else(app, number)
    assert step(bureau, app, number, "return", reason="") == 422
    assert step(bureau, app, number, "approve") == 302
    assert step(bureau, app, number, "sign", signer="", signed_on="") == 422
    assert step(bureau, app, number, "sign", signer="阿布都", signed_on=TODAY.isoformat()) == 302
    assert step(bureau, app, number, "file") == 422
    assert step(bureau, app, number, "file", file=(io.BytesIO(b"MZ"), "x.exe")) == 422


def test_the_center_reads_what_is_signed_and_no_draft(
    app: Flask, bureau: PortalClient, client_for: ClientFor
) -> None:
    number = draw(bureau, app)
    center = client_for("center")
    assert center.get(f"/reports/{number}").status_code == 404
    step(bureau, app, number, "submit")
    by_somebody_else(app, number)
    step(bureau, app, number, "approve")
    step(bureau, app, number, "sign", signer="阿布都", signed_on=TODAY.isoformat())
    page = center.get(f"/reports/{number}").get_data(as_text=True)
    assert "登记签发" not in page
    assert bureau.get(f"/reports/{number}/sections/next").status_code == 409


@pytest.mark.parametrize(
    "choice", ["", "x", "1:monthly:5", "1:prefecture_monthly:7", "9:prefecture_monthly:5"]
)
def test_only_what_is_offered_can_be_drawn_up(bureau: PortalClient, choice: str) -> None:
    assert bureau.post("/reports/", data={"period": choice}).status_code == 422


@LANGUAGES
def test_a_figure_tells_its_definition_and_its_records(
    app: Flask, client_for: ClientFor, world: World, language: str
) -> None:
    client = client_for("prefecture", language)
    number = draw(client, app, month=6)
    page = client.get(f"/reports/{number}/figures/projects").get_data(as_text=True)
    total = re.search(r'id="total">([^<]+)<', page)
    assert total is not None
    assert len(re.findall(r'class="share"', page)) == int(total.group(1))
