"""`flask permissions` prints who may what as a matrix."""

from __future__ import annotations

from flask import Flask

from portal.cli.tables import permissions
from portal.domain.permissions import TABLE, Ability, may_ever
from portal.domain.roles import Role
from tests.domain.permitted import everybody


def matrix(app: Flask) -> dict[str, list[str]]:
    """Cells by ability: a mark for each role, then the conditions."""
    result = app.test_cli_runner().invoke(permissions)
    assert result.exit_code == 0, result.output
    head, *lines = result.output.splitlines()
    assert head == "ability | " + " | ".join(Role) + " | conditions"
    return {line.split(" | ")[0]: line.split(" | ")[1:] for line in lines}


def test_every_ability_has_a_line_with_a_mark_for_every_role(app: Flask) -> None:
    found = matrix(app)
    assert set(found) == {ability.value for ability in TABLE}
    for cells in found.values():
        assert len(cells) == len(Role) + 1
        assert set(cells[:-1]) <= {"yes", "if", "-"}


def test_the_marks_are_those_of_the_table(app: Flask) -> None:
    found = matrix(app)
    for ability in Ability:
        for role, mark in zip(Role, found[ability.value], strict=False):
            those = [who for who in everybody() if who.role is role]
            assert (mark != "-") == any(may_ever(ability, who) for who in those), (ability, role)


def test_what_hangs_on_the_record_is_marked_and_named(app: Flask) -> None:
    found = matrix(app)
    approving = found[Ability.FILING_APPROVE.value]
    assert approving[list(Role).index(Role.REVIEWER)] == "if"
    assert approving[list(Role).index(Role.CENTER)] == "-"
    assert "turn_of_actor and second_person and final_level" in approving[-1]
    assert found[Ability.PLAN_MANAGE.value][list(Role).index(Role.CENTER)] == "yes"
