"""The pages of printing in bulk: asked for, followed, fetched, cancelled, by whoever asked and nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from portal import clock, jobs
from portal.domain.printing import PrintState
from portal.extensions import db
from portal.models import PrintJob
from tests.batches import three_orders
from tests.client import PortalClient
from tests.conftest import TODAY
from tests.ordered import issued
from tests.web.test_bulletins import told

ClientFor = Callable[..., PortalClient]
Made = Callable[..., int]
FORM = {"kind": "open_orders", "region": "653222", "language": "zh", "packing": "merged"}


@pytest.fixture(autouse=True)
def folders(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of this test alone."""
    monkeypatch.setitem(app.config, "PRINT_FOLDER", str(tmp_path / "prints"))
    monkeypatch.setitem(app.config, "DOCUMENT_FOLDER", str(tmp_path / "documents"))


def printed(app: Flask) -> None:
    """The worker comes round."""
    with app.app_context():
        jobs.run_printing(TODAY)


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_papers_are_asked_for_followed_and_fetched(
    app: Flask, client_for: ClientFor, made: Made, language: str
) -> None:
    made(issued)
    client = client_for("prefecture", language)
    page = client.get("/printing/").get_data(as_text=True)
    assert 'name="kind"' in page
    answer = client.post("/printing/", data=FORM)
    assert answer.status_code == 302
    where = answer.headers["Location"]
    waiting = client.get(where).get_data(as_text=True)
    assert "data-refresh" in waiting
    assert 'max="1" value="0"' in waiting
    assert f"{where}/file" not in waiting
    assert client.get(f"{where}/file").status_code == 404
    printed(app)
    done = client.get(where).get_data(as_text=True)
    assert "data-refresh" not in done
    assert 'max="1" value="1"' in done
    assert f"{where}/file" in client.get("/printing/").get_data(as_text=True)
    told = client.get("/inbox/?kind=job").get_data(as_text=True)
    assert f'<a href="{where}">' in told
    assert {"zh": "请下载", "ug": "چۈشۈرۈۋېلىڭ"}[language] in told
    file = client.get(f"{where}/file")
    assert file.mimetype == "application/pdf"
    assert "attachment" in file.headers["Content-Disposition"]
    assert file.data.startswith(b"%PDF-")


def test_the_address_on_papers_is_the_one_the_person_reached_the_portal_by(
    app: Flask, client_for: ClientFor, made: Made
) -> None:
    made(issued)
    client = client_for("prefecture")
    client.post("/printing/", data=FORM)
    printed(app)
    with app.app_context():
        job = db.session.scalars(select(PrintJob)).one()
        assert job.address == "http://localhost/"
        file = Path(app.config["PRINT_FOLDER"]) / job.file_name
        assert "http://localhost/check" in PdfReader(file).pages[0].extract_text().replace("\n", "")


def test_what_stands_against_a_job_is_said_and_what_was_chosen_stays(client_for: ClientFor) -> None:
    answer = client_for("prefecture").post("/printing/", data=FORM)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "没有可打印的文书" in page
    assert re.search(r'<input[^>]*checked[^>]*value="open_orders"', page)


def test_a_place_round_or_push_of_others_is_answered_as_not_there(client_for: ClientFor, made: Made) -> None:
    bulletin = made(told)
    foreign = (
        {**FORM, "region": "653222"},
        {**FORM, "kind": "forms", "round_id": "99999"},
        {**FORM, "kind": "pushed", "bulletin_id": str(bulletin)},
    )
    for data in foreign:
        assert client_for("prefecture2").post("/printing/", data=data).status_code == 404


def test_a_bulletin_leads_to_the_form_with_itself_chosen(
    app: Flask, client_for: ClientFor, made: Made
) -> None:
    bulletin = made(told)
    client = client_for("county")
    page = client.get(f"/push/{bulletin}").get_data(as_text=True)
    assert f"/printing/?kind=pushed&amp;bulletin_id={bulletin}" in page
    form = client.get(f"/printing/?kind=pushed&bulletin_id={bulletin}").get_data(as_text=True)
    assert f'selected value="{bulletin}"' in form
    answer = client.post("/printing/", data={**FORM, "kind": "pushed", "bulletin_id": str(bulletin)})
    assert answer.status_code == 302


def test_a_job_is_cancelled_once_and_a_finished_one_not_at_all(
    app: Flask, client_for: ClientFor, made: Made
) -> None:
    job = made(three_orders)
    client = client_for("prefecture")
    assert client.post(f"/printing/{job}/cancel").status_code == 302
    again = client.post(f"/printing/{job}/cancel", follow_redirects=True).get_data(as_text=True)
    assert "已经结束" in again
    with app.app_context():
        held = db.session.scalars(select(PrintJob).where(PrintJob.id == job)).one()
        assert held.state is PrintState.CANCELLED


@pytest.mark.parametrize("who", ["county", "prefecture2", "center", "auditor", "leader"])
def test_nobody_else_sees_cancels_or_fetches_a_job(
    app: Flask, client_for: ClientFor, made: Made, who: str
) -> None:
    job = made(three_orders)
    printed(app)
    client = client_for(who)
    assert f"/printing/{job}" not in client.get("/printing/").get_data(as_text=True)
    assert client.get(f"/printing/{job}").status_code == 404
    assert client.get(f"/printing/{job}/file").status_code == 404
    assert client.post(f"/printing/{job}/cancel").status_code == 404


def test_a_file_that_was_cleared_away_is_not_offered(app: Flask, client_for: ClientFor, made: Made) -> None:
    job = made(three_orders)
    printed(app)
    with app.app_context(), clock.frozen(TODAY + timedelta(days=8)):
        done, _swept = jobs.run_nightly()
        assert done is not None
        assert done.prints == 1
    assert not list(Path(app.config["PRINT_FOLDER"]).iterdir())
    client = client_for("prefecture")
    page = client.get(f"/printing/{job}").get_data(as_text=True)
    assert "文件已到期清理" in page
    assert f"/printing/{job}/file" not in page
    assert client.get(f"/printing/{job}/file").status_code == 404


def test_a_job_that_failed_says_so_with_its_code(
    app: Flask, client_for: ClientFor, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = made(three_orders)
    monkeypatch.setattr("portal.printroom._papers", _fails)
    printed(app)
    assert "OSError" in client_for("prefecture").get(f"/printing/{job}").get_data(as_text=True)


def _fails(*_given: object) -> object:
    raise OSError("disk full")


@pytest.mark.parametrize("who", ["county", "unit"])
def test_what_holds_nothing_for_a_role_is_not_offered_and_a_push_must_be_chosen(
    client_for: ClientFor, who: str
) -> None:
    client = client_for(who)
    assert 'value="reports"' not in client.get("/printing/").get_data(as_text=True)
    assert 'value="reports"' in client_for("center").get("/printing/").get_data(as_text=True)
    answer = client.post("/printing/", data={**FORM, "kind": "pushed", "bulletin_id": ""})
    assert answer.status_code == 422
    assert "请选择一次问题推送" in answer.get_data(as_text=True)
