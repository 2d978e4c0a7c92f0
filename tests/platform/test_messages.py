"""Problem codes as sentences: parameters in the words of the page's language."""

from __future__ import annotations

import pytest
from flask import Flask, session

from portal.domain.problems import Problem
from portal.messages import SENTENCES, sentence


@pytest.mark.parametrize(("code", "due"), [("zh", "2020年6月30日"), ("ug", "2020-يىلى 6-ئاينىڭ 30-كۈنى")])
def test_a_day_follows_the_pattern_of_the_language(app: Flask, code: str, due: str) -> None:
    with app.test_request_context("/"):
        session["language"] = code
        text = sentence(Problem("", "alert.M01.not_filed", {"due": "2020-06-30"}))
    assert due in text
    assert "2020-06-30" not in text


def test_what_somebody_typed_stands_as_typed(app: Flask) -> None:
    params = {"name": "竣工时限", "text": "2020-12-31", "ends": "2020-11-30"}
    with app.test_request_context("/"):
        text = sentence(Problem("rows.k1.value", "target.date.after_end", params))
    assert "“2020-12-31”" in text
    assert "2020年11月30日" in text


def test_a_code_without_a_sentence_is_an_error(app: Flask) -> None:
    assert "alert.M01.not_filed" in SENTENCES
    with app.test_request_context("/"), pytest.raises(KeyError):
        sentence(Problem("", "no.such.code"))
