"""The workbook of a bulletin: one row a problem, in the language of the page, orders in their own words and lights in theirs."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import date

import pytest
from flask import Flask

from portal.exchange.bulletin_book import said, write_bulletin
from portal.i18n import in_language
from portal.models import Bulletin, Unit
from portal.services.bulletins import Item

BUREAU = Unit(name_zh="墨玉县财政局", name_ug="قاراقاش ناھىيىلىك مالىيە ئىدارىسى", region_code="653222")
PLACE = {"region_zh": "墨玉县", "region_ug": "قاراقاش ناھىيىسى", "unit_zh": "墨玉县农业农村局", "unit_ug": ""}
ORDER = Item(
    part="overdue", key="order:3", category="target_irregular", project_id=1, project="道路", code="2020-1",
    found_on="2020-06-18", said="数量指标与资金不符", number="和财绩〔2020〕12号", due_on="2020-07-03", days_late=6, **PLACE,
)  # fmt: skip
LIGHT = Item(
    part="new", key="light:4", category="amount_wrong", project_id=1, project="道路", code="2020-1",
    found_on="2020-07-09", rule="P03", light_kind="paid_over_total",
    params=json.dumps({"paid": "10.5", "total": "10"}), **PLACE,
)  # fmt: skip


def book(app: Flask, language: str) -> str:
    """The sheet as XML."""
    target, bulletin = io.BytesIO(), Bulletin(unit=BUREAU, since=date(2020, 7, 6), day=date(2020, 7, 13))
    with app.test_request_context(), in_language(language):
        assert write_bulletin(target, bulletin, [ORDER, LIGHT]) == 2
    return zipfile.ZipFile(target).read("xl/worksheets/sheet1.xml").decode()


def test_an_order_says_its_own_words_and_a_light_its_sentence_in_the_language_of_the_page(app: Flask) -> None:
    with app.test_request_context():
        for language in ("zh", "ug"):
            with in_language(language):
                assert said(ORDER) == "数量指标与资金不符"
                assert "10.5" in said(LIGHT)
        with in_language("ug"):
            assert not re.search(r"[\u4e00-\u9fff]", said(LIGHT))


@pytest.mark.parametrize(("language", "place"), [("zh", "墨玉县"), ("ug", "قاراقاش ناھىيىسى")])
def test_places_stand_in_the_language_of_the_page_and_a_unit_without_a_uyghur_name_in_chinese(
    app: Flask, language: str, place: str
) -> None:
    text = book(app, language)
    rows = re.findall(r'<row r="(\d+)".*?</row>', text, re.S)
    assert text.count(f">{place}<") == 2
    assert text.count("墨玉县农业农村局") == 2
    assert len(rows) >= 6


def test_days_late_are_numbers_and_an_open_problem_has_no_day_of_closing(app: Flask) -> None:
    text = book(app, "zh")
    cells = dict(re.findall(r'<c r="([A-Z]+\d+)"[^>]*><v>([^<]+)</v>', text))
    assert "6" in cells.values()
    assert str((date(2020, 7, 3) - date(1899, 12, 30)).days) in cells.values()
