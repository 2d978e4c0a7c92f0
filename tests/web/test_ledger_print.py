"""The ledger on paper: in three languages as narrowed, and the way out where it is too long for one printing."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable

import pytest
from pypdf import PdfReader

from portal.web import ledger_print, papers
from tests.client import PortalClient
from tests.services.test_ledger_entries import registered
from tests.web.test_ledgers import both

ClientFor = Callable[..., PortalClient]
Made = Callable[..., int]


def text_of(answer: object) -> str:
    """The words of a PDF."""
    reader = PdfReader(io.BytesIO(answer.data))  # type: ignore[attr-defined]
    return "".join(page.extract_text() for page in reader.pages).replace("\n", "").replace(" ", "")


def test_it_is_printed_as_narrowed_in_each_language(client_for: ClientFor, made: Made) -> None:
    made(both)
    made(lambda session, world: registered(session, world, problem="现场发现的问题"))
    client = client_for("prefecture")
    whole = text_of(client.get("/papers/ledger/zh.pdf"))
    assert "现场发现的问题" in whole
    assert "填报单位（盖章）：" in whole
    assert "现场发现的问题" not in text_of(client.get("/papers/ledger/zh.pdf?manner=light"))
    assert "没有符合条件的问题" in text_of(client.get("/papers/ledger/zh.pdf?state=closed"))
    assert client.get("/papers/ledger/en.pdf").status_code == 404


def test_both_languages_lie_in_one_file(client_for: ClientFor, made: Made) -> None:
    made(registered)
    answer = client_for("county").get("/papers/ledger/both.pdf")
    assert answer.mimetype == "application/pdf"
    assert len(PdfReader(io.BytesIO(answer.data)).pages) == 2


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_what_is_too_long_names_a_filter_and_the_advice_helps(
    client_for: ClientFor, made: Made, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    made(both)
    made(registered)
    for room in (papers, ledger_print):
        monkeypatch.setattr(room, "MOST_ROWS", 2)
    client = client_for("center", language)
    answer = client.get(f"/papers/ledger/{language}.pdf?year=all")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    links = [html.unescape(link) for link in re.findall(r'<li><a href="([^"]+pdf[^"]*)"', text)]
    assert len(links) > 2
    assert all("year=all" in link for link in links)
    for link in links:
        assert client.get(link).mimetype == "application/pdf", link


def test_where_no_single_filter_is_enough_all_are_named(
    client_for: ClientFor, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        made(lambda session, world, n=number: registered(session, world, problem=f"问题{n}"))
    for room in (papers, ledger_print):
        monkeypatch.setattr(room, "MOST_ROWS", 2)
    text = client_for("prefecture").get("/papers/ledger/zh.pdf").get_data(as_text=True)
    assert "请同时按地区、问题类别和状态缩小范围" in text
