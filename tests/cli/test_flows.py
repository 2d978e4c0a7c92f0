"""`flask flows` prints every transition table and draws it."""

from __future__ import annotations

from flask import Flask

from portal.cli.tables import flows
from portal.domain.flows import FLOWS


def printed(app: Flask) -> str:
    """What the command prints."""
    result = app.test_cli_runner().invoke(flows)
    assert result.exit_code == 0, result.output
    return result.output


def test_every_row_of_every_table_is_printed(app: Flask) -> None:
    lines = [[cell.strip() for cell in line.split(" | ")] for line in printed(app).splitlines()]
    for flow in FLOWS.values():
        for move in flow.moves:
            row = [move.action, ", ".join(sorted(move.sources)), move.target, move.ability.value]
            assert any(line[:4] == row for line in lines), row


def test_reasons_guards_addressees_and_deadlines_are_printed(app: Flask) -> None:
    lines = printed(app).splitlines()
    returning = next(line for line in lines if line.startswith("return | "))
    assert returning == (
        "return | submitted, under_review | returned | filing.return | yes |  | filler, reviewers | mending"
    )
    submitting = next(line for line in lines if line.startswith("submit | "))
    assert "target_first, round_opened, round_unlocked, no_hard_problems" in submitting


def test_each_table_is_drawn_from_its_beginning_to_its_ends(app: Flask) -> None:
    text = printed(app)
    assert text.count("```mermaid") == len(FLOWS)
    for flow in FLOWS.values():
        assert f"  [*] --> {flow.initial}" in text
        for final in flow.finals:
            assert f"  {final} --> [*]" in text
        for move in flow.moves:
            for source in move.sources:
                assert f"  {source} --> {move.target}: {move.action}" in text
