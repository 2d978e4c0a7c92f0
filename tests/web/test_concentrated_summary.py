"""The summary on paper and as a workbook, for the places of its reader."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from portal.models import ConcentratedReview
from tests.client import PortalClient
from tests.drawn import concluded, whole
from tests.factories import World

ClientFor = Callable[..., PortalClient]
Make = Callable[[Callable[[Session, World], ConcentratedReview]], int]


@pytest.mark.parametrize(("language", "word"), [("zh", "集中审核问题清单"), ("ug", "مەسىلىلەر")])
def test_the_workbook_holds_the_problems_of_the_readers_places(
    client_for: ClientFor, made: Make, language: str, word: str
) -> None:
    review_id = made(concluded)
    for who, shown, hidden in (("center", "墨玉县", "乌鲁木齐"), ("county2", "", "墨玉县")):
        answer = client_for(who, language).get(f"/concentrated/{review_id}.xlsx")
        assert answer.status_code == 200
        with zipfile.ZipFile(io.BytesIO(answer.get_data())) as book:
            text = book.read("xl/worksheets/sheet1.xml").decode()
        assert word in text
        if language == "zh":
            assert shown in text
            assert hidden not in text


def test_the_paper_is_the_readers(client_for: ClientFor, made: Make) -> None:
    review_id = made(concluded)
    answer = client_for("prefecture").get(f"/papers/concentrated/{review_id}/zh.pdf")
    assert answer.status_code == 200
    assert answer.get_data()[:5] == b"%PDF-"


def test_before_the_end_nothing_is_printed(client_for: ClientFor, made: Make) -> None:
    review_id = made(whole)
    center = client_for("center")
    assert f"/papers/concentrated/{review_id}" not in center.get(
        f"/concentrated/{review_id}/summary"
    ).get_data(as_text=True)
    assert center.get(f"/papers/concentrated/{review_id}/zh.pdf").status_code == 404
