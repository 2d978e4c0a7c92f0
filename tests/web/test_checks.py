"""The page of a check: opening, saving, conflicts, refusals at their field, what others see."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from portal.domain.filings import CheckStatus
from portal.extensions import db
from portal.models import Check
from tests.client import PortalClient
from tests.evaluated import evaluated
from tests.factories import World

ClientFor = Callable[[str], PortalClient]


@pytest.fixture
def filing_id(app: Flask, world: World) -> int:
    """The approved self-evaluation of the own project."""
    with app.app_context():
        made = evaluated(db.session(), world)
        db.session.commit()
        return made.id


@pytest.fixture
def check_id(app: Flask, filing_id: int, client_for: ClientFor) -> int:
    """A check of it, opened by the prefecture."""
    answer = client_for("prefecture").post(f"/filings/{filing_id}/checks")
    assert answer.status_code == 302
    return int(answer.location.rsplit("/", 1)[1])


def sheet(version: int = 1, **more: str) -> dict[str, str]:
    """The form of a check as a browser sends it."""
    data = {
        "version_id": str(version),
        "executed": "45",
        "execution_score": "",
        "conclusion": "部分指标不实",
        "findings-0-number": "",
        "findings-0-category": "score_wrong",
        "findings-0-indicator": "k1",
        "findings-0-text": "里程不足",
    }
    for n, (key, value, score, note) in enumerate(
        (("k1", "8公里", "40", "实地丈量"), ("k2", "", "", ""), ("k3", "90%", "9.47", ""))
    ):
        data |= {
            f"rows-{n}-key": key,
            f"rows-{n}-value": value,
            f"rows-{n}-score": score,
            f"rows-{n}-note": note,
        }
    return data | more


def stored(app: Flask, check_id: int) -> Check:
    """The check as it is stored."""
    with app.app_context():
        check = db.session.scalars(select(Check).where(Check.id == check_id)).one()
        db.session.expunge(check)
        return check


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_the_page_shows_declared_values_beside_empty_cells(
    client_for: Callable[..., PortalClient], check_id: int, language: str
) -> None:
    page = client_for("prefecture", language).get(f"/checks/{check_id}")
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "硬化道路里程" in text
    assert "98.47" in text
    assert 'name="rows-0-score"' in text


def test_saving_keeps_what_was_typed_and_shows_the_difference(
    app: Flask, client_for: ClientFor, check_id: int
) -> None:
    client = client_for("prefecture")
    answer = client.post(f"/checks/{check_id}", data=sheet())
    assert answer.status_code == 302
    text = client.get(f"/checks/{check_id}").get_data(as_text=True)
    assert "−10" in text
    assert "83.97" in text
    assert "−14.5" in text
    assert "里程不足" in text
    assert f"/orders/new?finding={_finding(app, check_id)}" in text


def _finding(app: Flask, check_id: int) -> int:
    with app.app_context():
        return db.session.scalars(select(Check).where(Check.id == check_id)).one().findings[0].id


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("rows-0-score", "50.01", "超过分值 50"),
        ("rows-0-score", "很好", "“很好”不是得分"),
        ("rows-0-score", "8.555", "不是得分"),
        ("executed", "十万", "“十万”不是可用的金额"),
        ("execution_score", "11", "超过分值 10"),
    ],
)
def test_bad_input_is_answered_at_its_field_and_loses_nothing(
    app: Flask, client_for: ClientFor, check_id: int, field: str, typed: str, said: str
) -> None:
    page = client_for("prefecture").post(f"/checks/{check_id}", data=sheet(**{field: typed}))
    text = page.get_data(as_text=True)
    assert page.status_code == 422
    assert said in text
    assert f'id="{field}-error"' in text
    assert f'value="{typed}"' in text
    assert "里程不足" in text
    assert stored(app, check_id).conclusion == ""


def test_the_second_writer_sees_both_versions_and_can_save_over(
    app: Flask, client_for: ClientFor, check_id: int
) -> None:
    client = client_for("prefecture")
    assert client.post(f"/checks/{check_id}", data=sheet(conclusion="第一人写的")).status_code == 302
    page = client.post(f"/checks/{check_id}", data=sheet(conclusion="第二人写的"))
    text = page.get_data(as_text=True)
    assert page.status_code == 409
    assert "第一人写的" in text
    assert "第二人写的" in text
    version = stored(app, check_id).version_id
    assert f'name="version_id" value="{version}"' in text
    again = client.post(f"/checks/{check_id}", data=sheet(version, conclusion="第二人写的"))
    assert again.status_code == 302
    assert stored(app, check_id).conclusion == "第二人写的"


def test_concluding_saves_first_and_a_refusal_can_be_mended_and_sent_again(
    app: Flask, client_for: ClientFor, check_id: int
) -> None:
    client = client_for("prefecture")
    refused = client.post(f"/checks/{check_id}/conclude", data=sheet(conclusion=""))
    text = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "请填写检查结论" in text
    version = stored(app, check_id).version_id
    assert f'name="version_id" value="{version}"' in text
    done = client.post(f"/checks/{check_id}/conclude", data=sheet(version))
    assert done.status_code == 302
    assert stored(app, check_id).status is CheckStatus.CONCLUDED
    assert client.post(f"/checks/{check_id}/conclude", data=sheet(version)).status_code == 409


def test_a_concluded_check_is_read_by_those_below_an_open_one_is_not(
    client_for: ClientFor, check_id: int
) -> None:
    for who in ("unit", "county", "center", "county2"):
        assert client_for(who).get(f"/checks/{check_id}").status_code == 404
    client_for("prefecture").post(f"/checks/{check_id}/conclude", data=sheet())
    for who, status in (("unit", 200), ("county", 200), ("center", 200), ("auditor", 200), ("county2", 404)):
        page = client_for(who).get(f"/checks/{check_id}")
        assert page.status_code == status
        assert 'name="rows-0-score"' not in page.get_data(as_text=True)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("unit", 403),
        ("county-entry", 403),
        ("auditor", 403),
        ("admin", 403),
        ("county", 403),
        ("county2", 404),
    ],
)
def test_who_stands_not_above_opens_no_check(
    client_for: ClientFor, filing_id: int, who: str, status: int
) -> None:
    assert client_for(who).post(f"/filings/{filing_id}/checks").status_code == status


def test_a_target_is_not_checked(app: Flask, world: World, client_for: ClientFor) -> None:
    with app.app_context():
        target = world.filing(db.session(), "own", "target").id
    assert client_for("unit").post(f"/filings/{target}/checks").status_code == 403
    assert client_for("prefecture").post(f"/filings/{target}/checks").status_code == 404


def test_cancelling_wants_a_reason(app: Flask, client_for: ClientFor, check_id: int) -> None:
    client = client_for("prefecture")
    refused = client.post(f"/checks/{check_id}/cancel", data={"reason": " "})
    assert refused.status_code == 422
    assert "请写明理由" in refused.get_data(as_text=True)
    assert client.post(f"/checks/{check_id}/cancel", data={"reason": "合并检查"}).status_code == 302
    assert stored(app, check_id).status is CheckStatus.CANCELLED
    assert client.post(f"/checks/{check_id}/cancel", data={"reason": "合并检查"}).status_code == 409
