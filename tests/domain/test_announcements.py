"""Announcements: whom a unit may address, and what a text needs. Following a message's advice makes it go away."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from portal.domain.announcements import (
    MOST_TEXT,
    MOST_TITLE,
    AnnouncementEntry,
    Group,
    groups_of,
    problems_of,
    roles_of,
)
from portal.domain.roles import UNIT_KINDS_OF_ROLE, Level, Role, UnitKind

TODAY = date(2020, 6, 15)
GOOD = AnnouncementEntry(
    title_zh="6月监控安排",
    text_zh="请于6月30日前完成。",
    groups=frozenset({Group.COUNTIES}),
    places=frozenset({"653222"}),
    roles=frozenset({Role.ENTRY, Role.REVIEWER}),
    due_on=date(2020, 6, 30),
)
OFFERED = groups_of(UnitKind.FINANCE_BUREAU, Level.PREFECTURE)


def codes(entry: AnnouncementEntry) -> list[str]:
    """What a prefecture is told of an entry."""
    return [problem.code for problem in problems_of(entry, OFFERED, "653200", TODAY)]


@pytest.mark.parametrize(
    ("kind", "level", "groups"),
    [
        (UnitKind.CENTER, Level.REGION, tuple(Group)),
        (UnitKind.DIVISION, Level.REGION, (Group.DEPARTMENTS,)),
        (UnitKind.FINANCE_BUREAU, Level.PREFECTURE, (Group.COUNTIES, Group.DEPARTMENTS)),
        (UnitKind.FINANCE_BUREAU, Level.COUNTY, (Group.DEPARTMENTS,)),
        (UnitKind.FINANCE_BUREAU, Level.REGION, ()),
        (UnitKind.DEPARTMENT, Level.COUNTY, ()),
    ],
)
def test_a_unit_addresses_those_below_it(kind: UnitKind, level: Level, groups: tuple[Group, ...]) -> None:
    assert groups_of(kind, level) == groups


def test_every_role_that_is_offered_can_be_held_in_the_units_of_its_group() -> None:
    kinds = {
        Group.PREFECTURES: UnitKind.FINANCE_BUREAU,
        Group.COUNTIES: UnitKind.FINANCE_BUREAU,
        Group.DEPARTMENTS: UnitKind.DEPARTMENT,
        Group.DIVISIONS: UnitKind.DIVISION,
    }
    for group in Group:
        for role in roles_of((group,)):
            assert kinds[group] in UNIT_KINDS_OF_ROLE[role], group


def test_a_whole_entry_has_no_problem_also_without_uyghur_and_a_day() -> None:
    assert codes(GOOD) == []
    assert codes(replace(GOOD, due_on=None, places=frozenset())) == []
    assert codes(replace(GOOD, due_on=TODAY)) == []


@pytest.mark.parametrize(
    ("bad", "mended", "expected"),
    [
        ({"title_zh": "  "}, {"title_zh": "安排"}, "announcement.title.missing"),
        ({"title_ug": "ئ" * (MOST_TITLE + 1)}, {"title_ug": "ئ" * MOST_TITLE}, "announcement.title.long"),
        ({"text_zh": ""}, {"text_zh": "请办理。"}, "announcement.text.missing"),
        ({"text_zh": "字" * (MOST_TEXT + 1)}, {"text_zh": "字" * MOST_TEXT}, "announcement.text.long"),
        ({"groups": frozenset()}, {"groups": frozenset({Group.COUNTIES})}, "announcement.groups.missing"),
        (
            {"groups": frozenset({Group.PREFECTURES, Group.COUNTIES})},
            {"groups": frozenset({Group.COUNTIES})},
            "announcement.groups.wrong",
        ),
        ({"roles": frozenset()}, {"roles": frozenset({Role.ENTRY})}, "announcement.roles.missing"),
        (
            {"groups": frozenset({Group.DEPARTMENTS}), "roles": frozenset({Role.REVIEWER})},
            {"groups": frozenset({Group.DEPARTMENTS}), "roles": frozenset({Role.ENTRY})},
            "announcement.roles.none",
        ),
        ({"places": frozenset({"653125"})}, {"places": frozenset({"653221"})}, "announcement.places.wrong"),
        ({"places": frozenset({"x"})}, {"places": frozenset()}, "announcement.places.wrong"),
        ({"due_on": date(2020, 6, 14)}, {"due_on": date(2020, 6, 15)}, "announcement.due.past"),
    ],
)
def test_what_is_missing_is_named_and_gone_when_mended(
    bad: dict[str, object], mended: dict[str, object], expected: str
) -> None:
    assert codes(replace(GOOD, **bad)) == [expected]  # type: ignore[arg-type]
    assert codes(replace(GOOD, **mended)) == []  # type: ignore[arg-type]
