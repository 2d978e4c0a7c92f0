"""Roles, the units that hold them, and the actor."""

from __future__ import annotations

import pytest

from portal.domain.roles import UNIT_KINDS_OF_ROLE, Level, Role, UnitKind
from tests.domain.permitted import actor


def test_every_role_is_held_in_some_kind_of_unit() -> None:
    assert set(UNIT_KINDS_OF_ROLE) == set(Role)
    assert all(UNIT_KINDS_OF_ROLE.values())


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        (Role.ENTRY, {UnitKind.FINANCE_BUREAU, UnitKind.DEPARTMENT}),
        (Role.REVIEWER, {UnitKind.FINANCE_BUREAU}),
        (Role.LEADER, set(UnitKind)),
        (Role.DIVISION, {UnitKind.DIVISION}),
        (Role.CENTER, {UnitKind.CENTER}),
        (Role.ADMIN, {UnitKind.CENTER}),
        (Role.AUDITOR, {UnitKind.CENTER, UnitKind.FINANCE_BUREAU}),
    ],
)
def test_a_role_is_held_where_its_duty_lies(role: Role, kinds: set[UnitKind]) -> None:
    assert UNIT_KINDS_OF_ROLE[role] == kinds


def test_levels_stand_from_the_top_down() -> None:
    assert list(Level) == [Level.REGION, Level.PREFECTURE, Level.COUNTY]


def test_only_a_division_has_its_own_id_as_division() -> None:
    for kind in UnitKind:
        who = actor(Role.LEADER, kind, "650000", 7, Level.REGION)
        assert who.division_id == (7 if kind is UnitKind.DIVISION else None)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("kind", list(UnitKind))
@pytest.mark.parametrize("level", list(Level))
def test_only_the_center_and_the_regions_auditors_read_everything(
    role: Role, kind: UnitKind, level: Level
) -> None:
    reads = actor(role, kind, "650000", 7, level).reads_everything
    of_region = level is Level.REGION
    expected = of_region and (
        role in {Role.CENTER, Role.ADMIN, Role.AUDITOR} or (role is Role.LEADER and kind is UnitKind.CENTER)
    )
    assert reads == expected
