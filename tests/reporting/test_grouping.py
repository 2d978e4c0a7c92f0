"""Merged cells of levels and dimensions of the review."""

from __future__ import annotations

from dataclasses import dataclass, replace

from portal.reporting.grouping import BLOCK, REPEAT, blocks, dimensions, spans
from tests.reporting.samples import REVIEW


@dataclass(frozen=True)
class Row:
    """The least row."""

    level1: str
    level2: str


def test_neighbours_of_one_second_level_share_a_block() -> None:
    found = blocks([Row("output", "quantity")] * 2 + [Row("output", "cost"), Row("benefit", "social")])
    assert [(b.level2, len(b.rows), b.opens, b.closes) for b in found] == [
        ("quantity", 2, True, False),
        ("cost", 1, False, True),
        ("social", 1, True, True),
    ]


def test_no_row_is_lost_and_none_changes_its_place() -> None:
    rows = [Row(a, b) for a in ("output", "benefit") for b in ("x", "y", "x") for _ in range(9)]
    assert [row for block in blocks(rows) for row in block.rows] == rows


def test_a_long_group_is_cut_and_its_label_said_again() -> None:
    found = blocks([Row("output", "quantity")] * 40)
    assert max(len(block.rows) for block in found) == BLOCK
    since = 0
    for block in found:
        since = len(block.rows) if block.opens else since + len(block.rows)
        assert since <= REPEAT


def test_nothing_has_no_blocks() -> None:
    assert blocks([]) == []


def test_a_dimension_adds_up_its_criteria() -> None:
    found = dimensions(REVIEW.criteria)
    assert [(d.points, d.score) for d in found] == [(2500, 2350)] * 4


def test_a_dimension_without_all_scores_has_none() -> None:
    first, *rest = REVIEW.criteria
    assert dimensions([replace(first, score=None), *rest])[0].score is None


def test_spans_cover_neighbours_and_stop_at_the_first_level() -> None:
    rows = [Row("output", "x"), Row("output", "x"), Row("benefit", "x"), Row("benefit", "y")]
    assert [(first, second) for _, first, second in spans(rows)] == [(2, 2), (0, 0), (2, 1), (0, 1)]
    assert [first for _, first, _ in spans([Row("output", "x")] * 5, chunk=2)] == [2, 0, 2, 0, 1]
    assert spans([]) == []
