"""The entry page of a self-evaluation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from portal import clock
from portal.domain.evaluation_scores import EvaluationEntry
from portal.extensions import db
from portal.models import Filing
from portal.services import evaluations
from tests.client import PortalClient
from tests.factories import World
from tests.monitored import IN_WINTER, RESULT, approved_target, pay_rest

Clients = Callable[..., PortalClient]
FETCH = {"X-Requested-With": "fetch"}


@pytest.fixture
def filing_id(app: Flask, connection: object, world: World) -> Iterator[int]:
    """Id of the self-evaluation of a project with an approved target, in winter."""
    with app.app_context():
        approved_target(db.session(), world)
        held = world.filing(db.session(), "own", "evaluation")
        pay_rest(db.session(), held)
        number = held.id
        db.session.commit()
    with clock.frozen(IN_WINTER):
        yield number


def version_of(page: str) -> str:
    """The version the page was drawn on."""
    found = re.search(r'name="version_id" value="(\d+)"', page)
    assert found
    return found.group(1)


def form_data(version: str, **changes: str) -> dict[str, str]:
    """The posted form of the good result."""
    data = {
        "version_id": version, "budget_fiscal": "100", "budget_other": "0", "executed_fiscal": "95",
        "executed_other": "0", "achievement": RESULT.achievement,
    }  # fmt: skip
    for number, row in enumerate(RESULT.rows):
        data |= {f"rows-{number}-key": row.key, f"rows-{number}-actual": row.actual}
    return data | {"rows-3-level": "full", "rows-3-share": "90"} | changes


def opened(client: PortalClient, filing_id: int) -> tuple[str, str]:
    """Address of the form and the page drawn for it."""
    address = f"/filings/{filing_id}/evaluation"
    answer = client.get(address)
    assert answer.status_code == 200
    return address, answer.get_data(as_text=True)


def stored(app: Flask, filing_id: int) -> EvaluationEntry:
    """The stored content."""
    with app.app_context():
        return evaluations.read(db.session(), db.session.get_one(Filing, filing_id))


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_the_form_is_prefilled_with_funds_and_payments(
    client_for: Clients, filing_id: int, language: str
) -> None:
    _address, page = opened(client_for("unit", language), filing_id)
    assert 'value="100.00"' in page
    assert 'value="95.00"' in page
    assert page.count("-level") == 2, "asked for the date and the target in words alone"


def test_scores_are_shown_while_typing_and_nothing_is_stored(client_for: Clients, filing_id: int) -> None:
    client = client_for("unit")
    address, page = opened(client, filing_id)
    answer = client.post(f"{address}/score", data=form_data(version_of(page)), headers=FETCH)
    fragment = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert fragment.lstrip().startswith('<div id="checks"')
    assert "98.5" in fragment
    assert "grade-excellent" in fragment
    assert version_of(opened(client, filing_id)[1]) == version_of(page)


def test_a_correction_shows_its_difference_from_the_computed_score(
    client_for: Clients, filing_id: int
) -> None:
    client = client_for("unit")
    address, page = opened(client, filing_id)
    data = form_data(version_of(page), **{"rows-0-override": "35", "rows-0-override_reason": "返工"})
    fragment = client.post(f"{address}/score", data=data, headers=FETCH).get_data(as_text=True)
    assert '<bdi dir="ltr">-5</bdi>' in fragment


def test_saving_keeps_the_content_and_leads_to_the_submission(
    client_for: Clients, app: Flask, filing_id: int
) -> None:
    client = client_for("unit")
    address, page = opened(client, filing_id)
    answer = client.post(address, data=form_data(version_of(page), action="submit"))
    assert answer.headers["Location"].endswith(f"/filings/{filing_id}/submit")
    assert stored(app, filing_id) == RESULT
    page = opened(client, filing_id)[1]
    assert "检查通过" in page
    assert 'value="full" selected' in page


def test_a_score_above_its_weight_is_told_with_the_limit_and_loses_nothing(
    client_for: Clients, filing_id: int
) -> None:
    client = client_for("unit")
    address, page = opened(client, filing_id)
    over = {"rows-0-override": "40.01", "rows-0-override_reason": "超额完成"}
    answer = client.post(address, data=form_data(version_of(page), **over))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "超过分值 40.00" in page
    assert 'value="40.01"' in page
    mended = form_data(version_of(page), **over | {"rows-0-override": "40"})
    assert client.post(address, data=mended).status_code == 302


def test_a_correction_without_a_reason_is_refused(client_for: Clients, filing_id: int) -> None:
    client = client_for("unit")
    address, page = opened(client, filing_id)
    answer = client.post(address, data=form_data(version_of(page), **{"rows-0-override": "30"}))
    assert answer.status_code == 422
    assert "没有理由" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("level", "share", "words"),
    [
        ("full", "79.99", "80% 至 100%"),
        ("partial", "80", "60% 至 79.99%"),
        ("none", "60", "0% 至 59.99%"),
        ("", "101", "超过 100%"),
    ],
)
def test_a_share_outside_the_band_of_its_level_is_refused(
    client_for: Clients, filing_id: int, level: str, share: str, words: str
) -> None:
    client = client_for("unit")
    address, page = opened(client, filing_id)
    data = form_data(version_of(page), **{"rows-3-level": level, "rows-3-share": share})
    answer = client.post(address, data=data)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert words in page
    assert f'value="{share}"' in page


@pytest.mark.parametrize(
    ("level", "share", "attained"),
    [
        ("full", "", 10000),
        ("partial", "", 7900),
        ("none", "", 5900),
        ("", "65", 6500),
        ("partial", "60%", 6000),
        ("", "", None),
    ],
)
def test_a_level_alone_means_the_top_of_its_band_and_a_share_alone_its_level(
    client_for: Clients, app: Flask, filing_id: int, level: str, share: str, attained: int | None
) -> None:
    client = client_for("unit")
    address, page = opened(client, filing_id)
    data = form_data(version_of(page), **{"rows-3-level": level, "rows-3-share": share})
    assert client.post(address, data=data).status_code == 302
    assert stored(app, filing_id).rows[3].attained == attained


def test_every_finding_points_at_a_cell_of_the_page(client_for: Clients, filing_id: int) -> None:
    client = client_for("unit")
    address, page = opened(client, filing_id)
    client.post(address, data={"version_id": version_of(page)})
    page = opened(client, filing_id)[1]
    places = re.findall(r'href="#([^"]+)" data-goto', page)
    assert len(places) > 8
    assert all(f'id="{place}"' in page for place in places)


def test_saving_while_typing_keeps_what_it_can(client_for: Clients, app: Flask, filing_id: int) -> None:
    client = client_for("unit")
    address, page = opened(client, filing_id)
    half = {"rows-0-override": "30", "rows-4-override": "abc", "execution_override": "11"}
    answer = client.post(address, data=form_data(version_of(page), **half), headers=FETCH)
    assert answer.status_code == 200
    assert set(answer.get_json()) == {"version_id", "saved"}
    assert stored(app, filing_id) == RESULT


def test_a_second_writer_sees_both_versions(client_for: Clients, filing_id: int) -> None:
    first, second = client_for("unit"), client_for("county-entry")
    address, page = opened(first, filing_id)
    opened(second, filing_id)
    first.post(address, data=form_data(version_of(page), note="第一人的说明"))
    answer = second.post(address, data=form_data(version_of(page), note="第二人的说明"))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "第一人的说明" in page
    assert page.count("第二人的说明") == 2
    assert second.post(address, data=form_data(version_of(page), note="第二人的说明")).status_code == 302


def test_rows_of_another_form_are_not_read(client_for: Clients, app: Flask, filing_id: int) -> None:
    client = client_for("unit")
    address, page = opened(client, filing_id)
    client.post(address, data=form_data(version_of(page), **{"rows-9-key": "k99", "rows-9-actual": "1"}))
    assert len(stored(app, filing_id).rows) == 5


def test_without_an_approved_target_the_page_leads_back_to_the_project(
    client_for: Clients, app: Flask, world: World
) -> None:
    with app.app_context():
        number = world.filing(db.session(), "own", "evaluation").id
    with clock.frozen(IN_WINTER):
        client = client_for("unit")
        assert client.get(f"/filings/{number}/evaluation").status_code == 302
        assert client.post(f"/filings/{number}/evaluation", data={}).status_code == 302
        assert client.post(f"/filings/{number}/evaluation/score", data={}).status_code == 302
