"""Announcements (通知公告) of work arrangements: whom a unit may address, and what a text needs. Pure functions.

hard announcement.title.missing    hard announcement.title.long     hard announcement.text.missing
hard announcement.text.long        hard announcement.groups.missing hard announcement.groups.wrong
hard announcement.roles.missing    hard announcement.roles.none     hard announcement.places.wrong
hard announcement.due.past
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.domain.problems import Problem
from portal.domain.regions import REGION_CODE, contains
from portal.domain.roles import Level, Role, UnitKind

MOST_TITLE, MOST_TEXT = 200, 4000
"""Letters of a title and of a text in one language."""


class Group(StrEnum):
    """Kinds of units that an announcement can go to."""

    PREFECTURES = "prefectures"
    COUNTIES = "counties"
    DEPARTMENTS = "departments"
    DIVISIONS = "divisions"


class AnnouncementState(StrEnum):
    """Where an announcement stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


ROLES_OF: Mapping[Group, frozenset[Role]] = {
    Group.PREFECTURES: frozenset({Role.ENTRY, Role.REVIEWER}),
    Group.COUNTIES: frozenset({Role.ENTRY, Role.REVIEWER}),
    Group.DEPARTMENTS: frozenset({Role.ENTRY}),
    Group.DIVISIONS: frozenset({Role.DIVISION}),
}
"""Who works in the units of a group. A leader reads what came to the unit and takes note on paper."""


@dataclass(frozen=True, slots=True)
class AnnouncementEntry:
    """An announcement as typed. places: codes of places that it is limited to, none for all of the writer's."""

    title_zh: str
    text_zh: str
    title_ug: str = ""
    text_ug: str = ""
    groups: frozenset[Group] = frozenset()
    places: frozenset[str] = frozenset()
    roles: frozenset[Role] = frozenset()
    due_on: date | None = None


def groups_of(kind: UnitKind, level: Level) -> tuple[Group, ...]:
    """Groups that a unit may address: the center all, a bureau those below it, a division its counterpart units."""
    if kind is UnitKind.CENTER:
        return tuple(Group)
    if kind is UnitKind.DIVISION:
        return (Group.DEPARTMENTS,)
    if kind is UnitKind.FINANCE_BUREAU and level is Level.PREFECTURE:
        return (Group.COUNTIES, Group.DEPARTMENTS)
    if kind is UnitKind.FINANCE_BUREAU and level is Level.COUNTY:
        return (Group.DEPARTMENTS,)
    return ()


def roles_of(groups: frozenset[Group] | tuple[Group, ...]) -> tuple[Role, ...]:
    """Roles that work in the units of some groups, in the order of roles."""
    held = {role for group in groups for role in ROLES_OF[group]}
    return tuple(role for role in Role if role in held)


def problems_of(
    entry: AnnouncementEntry, offered: tuple[Group, ...], region_code: str, today: date
) -> list[Problem]:
    """What stands against an announcement of a unit of a place that may address the offered groups."""
    return [*_words(entry), *_addressees(entry, offered, region_code), *_due(entry.due_on, today)]


def _words(entry: AnnouncementEntry) -> list[Problem]:
    found = []
    for field, kind, most in (("title", "title", MOST_TITLE), ("text", "text", MOST_TEXT)):
        if not getattr(entry, f"{field}_zh").strip():
            found.append(Problem(f"{field}_zh", f"announcement.{kind}.missing"))
        for language in ("zh", "ug"):
            length = len(getattr(entry, f"{field}_{language}"))
            if length > most:
                params: dict[str, str | int] = {"length": length, "limit": most}
                found.append(Problem(f"{field}_{language}", f"announcement.{kind}.long", params))
    return found


def _addressees(entry: AnnouncementEntry, offered: tuple[Group, ...], region_code: str) -> list[Problem]:
    found = []
    if not entry.groups:
        found.append(Problem("groups", "announcement.groups.missing"))
    elif not entry.groups <= set(offered):
        found.append(Problem("groups", "announcement.groups.wrong"))
    if not entry.roles:
        found.append(Problem("roles", "announcement.roles.missing"))
    elif entry.groups and not entry.roles & set(roles_of(entry.groups)):
        found.append(Problem("roles", "announcement.roles.none"))
    if any(not REGION_CODE.match(code) or not contains(region_code, code) for code in entry.places):
        found.append(Problem("places", "announcement.places.wrong"))
    return found


def _due(due_on: date | None, today: date) -> list[Problem]:
    if due_on is None or due_on >= today:
        return []
    return [Problem("due_on", "announcement.due.past", {"due": due_on.isoformat()})]
