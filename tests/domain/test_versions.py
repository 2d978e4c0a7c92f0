"""Two versions of a form, cell by cell."""

from __future__ import annotations

from typing import Any

from portal.domain.versions import ChangeKind, changed_paths, changes


def row(key: str, name: str = "里程", **more: Any) -> dict[str, Any]:
    """A row of a form."""
    return {"key": key, "name": name, "value": "≥10公里", "weight": 5000, **more}


def form(*rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A target declaration."""
    return {"kind": "target", "goal": "硬化道路", "indicators": list(rows), **more}


def test_the_same_form_has_no_changes() -> None:
    assert list(changes(form(row("k1")), form(row("k1")))) == []
    assert changed_paths(form(row("k1")), form(row("k1"))) == frozenset()


def test_a_changed_text_carries_old_and_new() -> None:
    (found,) = changes(form(goal="甲"), form(goal="乙"))
    assert (found.kind, found.old, found.new) == (ChangeKind.CHANGED, "甲", "乙")


def test_an_empty_cell_that_is_filled_was_added_and_one_emptied_was_removed() -> None:
    (added,) = changes(form(goal=""), form(goal="乙"))
    (removed,) = changes(form(goal="甲"), form(goal=""))
    assert (added.kind, removed.kind) == (ChangeKind.ADDED, ChangeKind.REMOVED)


def test_nothing_and_an_empty_text_are_the_same() -> None:
    assert list(changes(form(row("k1", remark="")), form(row("k1", remark=None)))) == []
    assert list(changes(form(note=None), form(note=""))) == []


def test_a_cell_of_a_row_is_named_by_row_and_column() -> None:
    (found,) = changes(form(row("k1")), form(row("k1", value="≥12公里")))
    assert (found.path, found.column, found.row) == ("rows.k1.value", "value", "里程")
    assert changed_paths(form(row("k1")), form(row("k1", value="≥12公里"))) == {"rows.k1.value"}


def test_a_row_that_came_or_went_is_one_change() -> None:
    (came,) = changes(form(row("k1")), form(row("k1"), row("k2", "满意度")))
    (went,) = changes(form(row("k1"), row("k2", "满意度")), form(row("k1")))
    assert (came.kind, came.path, came.new) == (ChangeKind.ADDED, "rows.k2", "满意度")
    assert (went.kind, went.path, went.old) == (ChangeKind.REMOVED, "rows.k2", "满意度")


def test_another_order_of_the_rows_is_no_change() -> None:
    assert list(changes(form(row("k1"), row("k2")), form(row("k2"), row("k1")))) == []


def test_amounts_below_a_head_are_named_by_their_way() -> None:
    old, new = form(funds={"total_fen": 100}), form(funds={"total_fen": 200})
    (found,) = changes(old, new)
    assert (found.column, found.old, found.new) == ("total_fen", 100, 200)


def test_rows_of_rounds_and_evaluations_are_compared_too() -> None:
    old = {"kind": "monitoring", "rows": [row("k1", progress="1公里")]}
    new = {"kind": "monitoring", "rows": [row("k1", progress="5公里")]}
    assert changed_paths(old, new) == {"rows.k1.progress"}
