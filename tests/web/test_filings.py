"""Moves of those who fill in, on screen: confirm and submit, the receipt, recall, adjustment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.domain.filings import FilingStatus
from portal.extensions import db
from portal.models import Filing
from tests.client import PortalClient
from tests.factories import World
from tests.filed import FULL, approved, drafted, passed_on, stored, submitted

ClientFor = Callable[..., PortalClient]
Made = Callable[[Callable[[Session, World], Filing]], int]


def send(app: Flask, client: PortalClient, filing_id: int, **more: str) -> int:
    """Press the button on the present version; the status of the answer."""
    data = {"version_id": str(stored(app, filing_id).version_id), **more}
    return client.post(f"/filings/{filing_id}/submit", data=data).status_code


def short(session: Session, world: World) -> Filing:
    """A draft with a reminder and no hard problem."""
    return drafted(session, world, entry=replace(FULL, goal="修路12公里"))


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_a_filing_is_confirmed_submitted_and_receipted(
    app: Flask, client_for: ClientFor, made: Made, language: str
) -> None:
    filing_id = made(drafted)
    client = client_for("unit", language)
    assert client.get(f"/filings/{filing_id}/submit").status_code == 200
    assert send(app, client, filing_id) == 302
    receipt = client.get(f"/filings/{filing_id}/receipt").get_data(as_text=True)
    assert "HZ-2020-653222-000001" in receipt
    assert stored(app, filing_id).status is FilingStatus.SUBMITTED
    assert "HZ-2020" in client_for("county").get(f"/filings/{filing_id}/receipt").get_data(as_text=True)


def test_before_any_submission_there_is_no_receipt(client_for: ClientFor, made: Made) -> None:
    filing_id = made(drafted)
    assert "还没有提交过" in client_for("unit").get(f"/filings/{filing_id}/receipt").get_data(as_text=True)


def test_a_reminder_takes_a_word_on_the_confirming_page(
    app: Flask, client_for: ClientFor, made: Made
) -> None:
    filing_id = made(short)
    client = client_for("unit")
    text = client.get(f"/filings/{filing_id}/submit").get_data(as_text=True)
    names = set(part.split('"')[0] for part in text.split('name="reason-')[1:])
    assert names
    assert send(app, client, filing_id) == 422
    assert stored(app, filing_id).status is FilingStatus.DRAFT
    assert send(app, client, filing_id, **{f"reason-{name}": "工程单一" for name in names}) == 302


def test_hard_problems_are_listed_and_there_is_no_button(
    app: Flask, client_for: ClientFor, made: Made
) -> None:
    filing_id = made(lambda s, w: drafted(s, w, entry=replace(FULL, rows=FULL.rows[:2])))
    client = client_for("unit")
    text = client.get(f"/filings/{filing_id}/submit").get_data(as_text=True)
    assert "必须修改" in text
    assert "确认提交" not in text
    assert send(app, client, filing_id) == 422
    assert stored(app, filing_id).status is FilingStatus.DRAFT


@pytest.mark.parametrize("version", ["", "0", "99", "x"])
def test_a_submission_of_another_version_is_stale(
    app: Flask, client_for: ClientFor, made: Made, version: str
) -> None:
    filing_id = made(drafted)
    answer = client_for("unit").post(f"/filings/{filing_id}/submit", data={"version_id": version})
    assert answer.status_code == 409
    assert stored(app, filing_id).status is FilingStatus.DRAFT


def test_a_double_press_submits_once(app: Flask, client_for: ClientFor, made: Made) -> None:
    filing_id = made(drafted)
    client = client_for("unit")
    data = {"version_id": str(stored(app, filing_id).version_id)}
    first = client.post(f"/filings/{filing_id}/submit", data=data).status_code
    second = client.post(f"/filings/{filing_id}/submit", data=data).status_code
    assert (first, second) == (302, 409)


def test_a_recall_works_until_the_next_level_has_acted(app: Flask, client_for: ClientFor, made: Made) -> None:
    filing_id = made(submitted)
    client = client_for("unit")
    answer = client.post(f"/filings/{filing_id}/recall")
    assert (answer.status_code, answer.location) == (302, f"/filings/{filing_id}/target")
    assert stored(app, filing_id).status is FilingStatus.DRAFT
    assert client.post(f"/filings/{filing_id}/recall").status_code == 409


def test_what_was_passed_on_is_not_recalled(app: Flask, client_for: ClientFor, made: Made) -> None:
    filing_id = made(passed_on)
    assert client_for("unit").post(f"/filings/{filing_id}/recall").status_code == 409
    assert stored(app, filing_id).status is FilingStatus.UNDER_REVIEW


@pytest.mark.parametrize(
    ("who", "status"),
    [("county", 403), ("prefecture", 404), ("county2", 404), ("center", 404), ("region-unit", 404)],
)
def test_nobody_else_submits(app: Flask, client_for: ClientFor, made: Made, who: str, status: int) -> None:
    filing_id = made(drafted)
    client = client_for(who)
    expected = status if who in ("region-unit", "county") else 403
    assert client.get(f"/filings/{filing_id}/submit").status_code == expected
    assert send(app, client, filing_id) == expected


def test_an_approved_target_is_adjusted_with_a_reason(
    app: Flask, client_for: ClientFor, made: Made, world: World
) -> None:
    filing_id = made(approved)
    client, project = client_for("unit"), world.projects["own"]
    refused = client.post(f"/filings/projects/{project}/adjust", data={"reason": " "})
    assert refused.location == f"/records/projects/{project}"
    assert "请写明调整绩效目标的原因" in client.get(refused.location).get_data(as_text=True)
    done = client.post(f"/filings/projects/{project}/adjust", data={"reason": "资金调减"})
    assert done.status_code == 302
    change = int(done.location.split("/")[2])
    assert change != filing_id
    assert stored(app, change).adjustment_reason == "资金调减"
    assert stored(app, filing_id).status is FilingStatus.APPROVED
    again = client.post(f"/filings/projects/{project}/adjust", data={"reason": "再调"})
    assert "已有一份调整正在办理" in client.get(again.location).get_data(as_text=True)


def test_an_editor_of_another_stage_does_not_open_a_filing(
    client_for: ClientFor, made: Made, world: World, app: Flask
) -> None:
    made(approved)
    with app.app_context():
        evaluation = world.filing(db.session(), "own", "evaluation").id
    client = client_for("unit")
    for page in ("target", "monitoring"):
        assert client.get(f"/filings/{evaluation}/{page}").status_code == 404
        assert client.post(f"/filings/{evaluation}/{page}", data={"version_id": "1"}).status_code == 404
