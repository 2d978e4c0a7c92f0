"""The entry page of a monitoring round."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from portal.extensions import db
from portal.models import Filing
from portal.services import filings, monitoring
from tests.client import PortalClient
from tests.factories import World
from tests.monitored import ROUND, approved_target

Clients = Callable[..., PortalClient]
FETCH = {"X-Requested-With": "fetch"}


@pytest.fixture
def may(app: Flask, connection: object, world: World) -> int:
    """Id of the round of May of a project with an approved target."""
    with app.app_context():
        approved_target(db.session(), world)
        held = world.filing(db.session(), "own", "m05").id
        db.session.commit()
        return held


def version_of(page: str) -> str:
    """The version the page was drawn on."""
    found = re.search(r'name="version_id" value="(\d+)"', page)
    assert found
    return found.group(1)


def form_data(version: str, **changes: str) -> dict[str, str]:
    """The posted form of the good round."""
    data = {
        "version_id": version, "paid_fiscal": "40", "paid_other": "0", "expected_fiscal": "100", "expected_other": "0",
        "summary": ROUND.summary,
    }  # fmt: skip
    for number, row in enumerate(ROUND.rows):
        data |= {
            f"rows-{number}-key": row.key, f"rows-{number}-progress": row.progress,
            f"rows-{number}-expected": row.expected, f"rows-{number}-likelihood": "certain",
        }  # fmt: skip
    return data | changes


def opened(client: PortalClient, filing_id: int) -> tuple[str, str]:
    """Address of the form and the page drawn for it."""
    address = f"/filings/{filing_id}/monitoring"
    answer = client.get(address)
    assert answer.status_code == 200
    return address, answer.get_data(as_text=True)


def stored(app: Flask, filing_id: int) -> object:
    """The stored content."""
    with app.app_context():
        return monitoring.read(db.session(), db.session.get_one(Filing, filing_id))


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_the_form_is_prefilled_and_shows_the_elapsed_year(
    client_for: Clients, may: int, language: str
) -> None:
    _address, page = opened(client_for("unit", language), may)
    assert 'name="paid_fiscal"' in page
    assert 'value="40.00"' in page
    assert "33.33%" in page, "four months of twelve"
    assert "硬化道路里程" in page


def test_without_an_approved_target_the_page_leads_back_to_the_project(
    client_for: Clients, app: Flask, world: World
) -> None:
    with app.app_context():
        filing_id = world.filing(db.session(), "own", "m05").id
    client = client_for("unit")
    answer = client.get(f"/filings/{filing_id}/monitoring")
    assert answer.status_code == 302
    page = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert "尚未审核通过" in page
    assert client.post(f"/filings/{filing_id}/monitoring/check", data={}).status_code == 302


def test_a_round_that_is_not_open_yet_leads_back_to_the_project(
    client_for: Clients, app: Flask, world: World, may: int
) -> None:
    with app.app_context():
        august = world.filing(db.session(), "own", "m08").id
    assert client_for("unit").get(f"/filings/{august}/monitoring").status_code == 302


def test_saving_keeps_the_content_and_leads_to_the_submission(
    client_for: Clients, app: Flask, may: int
) -> None:
    client = client_for("unit")
    address, page = opened(client, may)
    answer = client.post(address, data=form_data(version_of(page), action="submit"))
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(f"/filings/{may}/submit")
    assert stored(app, may) == ROUND
    _address, page = opened(client, may)
    assert "检查通过" in page


def test_reasons_and_measures_come_back_as_they_were_typed(client_for: Clients, may: int) -> None:
    client = client_for("unit")
    address, page = opened(client, may)
    doubt = {
        "rows-0-expected": "10公里", "rows-0-likelihood": "possible", "rows-0-reason_funding": "1",
        "rows-0-reason_text": "资金<未>到位", "rows-0-measures": "协调\r\n拨付",
    }  # fmt: skip
    client.post(address, data=form_data(version_of(page), **doubt))
    page = opened(client, may)[1]
    assert "资金&lt;未&gt;到位" in page
    assert "协调\n拨付" in page
    assert re.search(r'name="rows-0-reason_funding" value="1" checked', page)
    assert 'value="possible" selected' in page


def test_an_amount_that_cannot_be_read_is_told_at_its_cell_and_loses_nothing(
    client_for: Clients, app: Flask, may: int
) -> None:
    client = client_for("unit")
    address, page = opened(client, may)
    answer = client.post(address, data=form_data(version_of(page), paid_fiscal="四十万", summary="整体顺利"))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="四十万"' in page
    assert 'aria-invalid="true"' in page
    assert "整体顺利" in page
    assert "无法识别" in page
    assert client.post(address, data=form_data(version_of(page))).status_code == 302


def test_nothing_to_report_wants_its_reason_and_then_nothing_else(
    client_for: Clients, app: Flask, may: int
) -> None:
    client = client_for("unit")
    address, page = opened(client, may)
    empty = {"version_id": version_of(page), "nothing_to_report": "1", "nothing_reason": ""}
    answer = client.post(address, data=empty)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "必须说明原因" in page
    assert re.search(r'name="nothing_to_report" value="1" checked', page)
    answer = client.post(
        address, data={**empty, "version_id": version_of(page), "nothing_reason": "封冻期未施工"}
    )
    assert answer.status_code == 302
    assert "检查通过" in opened(client, may)[1]


def test_the_live_check_answers_with_the_column_and_stores_nothing(
    client_for: Clients, app: Flask, may: int
) -> None:
    client = client_for("unit")
    address, page = opened(client, may)
    data = form_data(version_of(page), **{"rows-0-progress": "≥12公里"})
    answer = client.post(f"{address}/check", data=data, headers=FETCH)
    fragment = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert fragment.lstrip().startswith('<div id="checks"')
    assert 'href="#rows-k2-progress"' in fragment
    assert "12公里" in fragment
    assert version_of(opened(client, may)[1]) == version_of(page)


def test_every_finding_points_at_a_cell_of_the_page(client_for: Clients, may: int) -> None:
    client = client_for("unit")
    address, page = opened(client, may)
    client.post(address, data={"version_id": version_of(page)})
    page = opened(client, may)[1]
    places = re.findall(r'href="#([^"]+)" data-goto', page)
    assert len(places) > 10
    assert all(f'id="{place}"' in page for place in places)


def test_saving_while_typing_answers_with_the_new_version_and_keeps_what_it_can(
    client_for: Clients, app: Flask, may: int
) -> None:
    client = client_for("unit")
    address, page = opened(client, may)
    data = form_data(version_of(page), paid_other="?", nothing_to_report="1")
    answer = client.post(address, data=data, headers=FETCH)
    assert answer.status_code == 200
    body = answer.get_json()
    assert set(body) == {"version_id", "saved"}
    again = client.post(address, data=form_data(str(body["version_id"])), headers=FETCH)
    assert again.status_code == 200
    assert stored(app, may) == ROUND


def test_a_second_writer_sees_both_versions_and_may_save_over(
    client_for: Clients, app: Flask, may: int
) -> None:
    first, second = client_for("unit"), client_for("county-entry")
    address, page = opened(first, may)
    opened(second, may)
    first.post(address, data=form_data(version_of(page), summary="第一人的总结"))
    answer = second.post(address, data=form_data(version_of(page), summary="第二人的总结"))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "第一人的总结" in page
    assert page.count("第二人的总结") == 2, "beside the other and in the form"
    assert second.post(address, data=form_data(version_of(page), summary="第二人的总结")).status_code == 302


def test_a_word_of_reason_beside_a_finding_is_kept(client_for: Clients, app: Flask, may: int) -> None:
    client = client_for("unit")
    address, page = opened(client, may)
    box = "reason-money.paid_fiscal-monitoring.paid.differs_register"
    client.post(address, data=form_data(version_of(page), paid_fiscal="41", **{box: "有一笔尚未登记"}))
    with app.app_context():
        listed = filings.outstanding(db.session(), db.session.get_one(Filing, may))
    assert [(p.code, given) for p, given in listed] == [
        ("monitoring.paid.differs_register", "有一笔尚未登记")
    ]
    assert 'value="有一笔尚未登记"' in opened(client, may)[1]


def test_only_those_who_fill_in_reach_the_form(client_for: Clients, may: int) -> None:
    assert client_for("county").get(f"/filings/{may}/monitoring").status_code == 403
    assert client_for("county2").get(f"/filings/{may}/monitoring").status_code in (403, 404)
