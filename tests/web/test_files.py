"""Files over the web: taken by content, sent as downloads that no page can run, removed by who added them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import select

from portal.extensions import db
from portal.models import Attachment
from tests.client import PortalClient
from tests.factories import World

ClientFor = Callable[..., PortalClient]
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture
def address(world: World) -> str:
    """Where files of the own project go."""
    return f"/projects/{world.projects['own']}/files"


def send(client: PortalClient, address: str, *files: tuple[bytes, str], **data: str):  # type: ignore[no-untyped-def]
    """Upload files (bytes, name)."""
    answer = client.post(
        address, data={**data, "file": [(io.BytesIO(content), name) for content, name in files]}
    )
    # A large body is sent from a file on disk, which the client leaves open.
    answer.request.environ["wsgi.input"].close()
    return answer


def ids(app: Flask) -> list[int]:
    """Ids of all files that are kept and not removed."""
    with app.app_context():
        return list(db.session.scalars(select(Attachment.id).where(Attachment.removed_at.is_(None))))


def test_several_files_at_once_are_listed_and_downloaded(
    app: Flask, client_for: ClientFor, address: str
) -> None:
    unit = client_for("unit")
    answer = send(
        unit, address, (PDF, "验收 报告.pdf"), (b"\xff\xd8\xff\xe0" + b"0" * 40, "照片.jpg"), next="/orders"
    )
    assert (answer.status_code, answer.location) == (302, "/orders")
    page = unit.get(address).get_data(as_text=True)
    assert "验收 报告.pdf" in page
    first = min(ids(app))
    got = client_for("prefecture").get(f"/files/{first}")
    assert got.status_code == 200
    assert got.data == PDF
    assert got.mimetype == "application/pdf"
    assert got.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''{quote('验收 报告.pdf')}"
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    got.close()


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"<html>", "页面.pdf", "“页面.pdf”的内容不是可上传的类型"),
        (b"", "空.pdf", "“空.pdf”是空的"),
        (PDF.ljust(20 * 1024 * 1024 + 1, b" "), "大.pdf", "“大.pdf”超过 20 兆字节"),
    ],
)
def test_a_refused_file_is_answered_at_the_field_and_keeps_the_others_out(
    app: Flask, client_for: ClientFor, address: str, content: bytes, name: str, said: str
) -> None:
    page = send(client_for("unit"), address, (PDF, "好.pdf"), (content, name))
    text = page.get_data(as_text=True)
    assert page.status_code == 422
    assert said in text
    assert 'id="file-error"' in text
    assert ids(app) == []


def test_an_upload_without_a_file_says_so(client_for: ClientFor, address: str) -> None:
    page = client_for("unit").post(address, data={})
    assert page.status_code == 422
    assert "还没有选择文件" in page.get_data(as_text=True)


@pytest.mark.parametrize(
    ("who", "status"),
    [("county", 403), ("prefecture", 403), ("auditor", 403), ("county2", 404), ("division", 404)],
)
def test_who_does_not_fill_the_project_uploads_nothing(
    app: Flask, client_for: ClientFor, address: str, who: str, status: int
) -> None:
    assert send(client_for(who), address, (PDF, "a.pdf")).status_code == status
    assert ids(app) == []


def test_a_subject_of_another_project_is_not_there(client_for: ClientFor, world: World, address: str) -> None:
    other = f"project:{world.projects['sibling']}"
    for who in ("unit", "center"):
        assert send(client_for(who), address, (PDF, "a.pdf"), subject=other).status_code == 404
    assert client_for("unit").get(f"{address}?subject=filing:0").status_code == 404


def test_files_of_a_filing_nobody_above_has_seen_are_not_found_above(
    app: Flask, client_for: ClientFor, world: World, address: str
) -> None:
    with app.app_context():
        filing = world.filing(db.session(), "own", "target").id
    unit = client_for("unit")
    assert send(unit, address, (PDF, "方案.pdf"), subject=f"filing:{filing}").status_code == 302
    (held,) = ids(app)
    got = unit.get(f"/files/{held}")
    assert got.status_code == 200
    got.close()
    for who in ("prefecture", "center", "auditor", "county2"):
        assert client_for(who).get(f"/files/{held}").status_code == 404


@pytest.mark.parametrize(
    "to", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_an_upload_never_leads_out_of_the_portal(client_for: ClientFor, address: str, to: str) -> None:
    answer = send(client_for("unit"), address, (PDF, "a.pdf"), next=to)
    assert answer.status_code == 302
    assert re.match(r"/[^/\\]", answer.location)


def test_a_file_is_removed_by_the_unit_that_added_it_once(
    app: Flask, client_for: ClientFor, address: str
) -> None:
    unit = client_for("unit")
    send(unit, address, (PDF, "a.pdf"))
    (held,) = ids(app)
    for who, status in (("county-entry", 403), ("prefecture", 403), ("auditor", 403), ("county2", 404)):
        assert client_for(who).post(f"/files/{held}/remove").status_code == status
    assert unit.post(f"/files/{held}/remove").status_code == 302
    assert ids(app) == []
    assert unit.get(f"/files/{held}").status_code == 404
    assert unit.post(f"/files/{held}/remove").status_code == 404


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_the_page_of_files_is_sound_in_both_languages(
    client_for: ClientFor, address: str, language: str
) -> None:
    unit = client_for("unit", language)
    send(unit, address, (PDF, "报告\u202e.pdf"))
    page = unit.get(address)
    assert page.status_code == 200
    assert "\u202e" not in page.get_data(as_text=True)
    assert client_for("prefecture", language).get(address).status_code == 200
