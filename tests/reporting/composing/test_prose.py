"""Sentences become runs: values keep their direction, whatever stands around them."""

from __future__ import annotations

import pytest

from portal.reporting.composing import prose
from portal.reporting.official import Face, Run, Style


def test_a_sentence_is_taken_apart_at_its_isolated_values() -> None:
    said = f"共{prose.isolated(12)}个，{prose.points(9125)}分"
    assert prose.runs(said) == (
        Run("共"),
        Run("12", isolated=True),
        Run("个，"),
        Run("91.25", isolated=True),
        Run("分"),
    )


def test_typed_text_is_isolated_where_its_direction_is_not_the_documents() -> None:
    assert prose.typed("墨玉县", "zh") == "墨玉县"
    assert prose.runs(prose.typed("墨玉县", "ug")) == (Run("墨玉县", isolated=True),)
    assert prose.runs(prose.typed("قاراقاش", "zh")) == (Run("قاراقاش", isolated=True),)


def test_marks_of_direction_that_somebody_typed_do_not_reach_the_paper() -> None:
    assert prose.runs(prose.typed("a\u2067b\u2069c", "zh")) == (Run("abc"),)
    assert prose.runs(prose.isolated("1\u20692")) == (Run("12", isolated=True),)


def test_nothing_is_isolated_of_an_empty_value() -> None:
    assert prose.isolated("") == prose.typed("", "ug") == ""
    assert prose.runs("") == ()


def test_an_item_bears_its_number_and_opens_in_kai() -> None:
    made = prose.item(2, 3, "请核实。", "zh", "金额有误")
    assert made.style is Style.BODY
    assert made.runs == (Run("（三）"), Run("金额有误。", Face.KAI), Run("请核实。"))
    assert prose.item(2, 1, "x", "ug", "y").runs[1] == Run("y. ", Face.KAI)


def test_one_text_alone_is_not_numbered() -> None:
    assert [made.runs for made in prose.listing(2, ["甲"], "zh")] == [(Run("甲"),)]
    assert [made.runs[0].text for made in prose.listing(2, ["甲", "乙"], "zh")] == ["（一）", "（二）"]


@pytest.mark.parametrize(
    ("made", "text"), [(prose.amount(123_456_700), "123.4567"), (prose.percent(8212), "82.12%")]
)
def test_amounts_and_rates_are_written_as_on_every_paper(made: str, text: str) -> None:
    assert prose.runs(made) == (Run(text, isolated=True),)


def test_names_are_joined_by_the_comma_of_the_language() -> None:
    assert prose.listed(["甲", "乙"], "zh") == "甲、乙"
    assert prose.listed(["a", "b"], "ug") == "a، b"
