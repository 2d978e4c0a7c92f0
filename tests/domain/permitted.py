"""Actors and records for the tests of permissions and flows: one of every kind that matters."""

from __future__ import annotations

from itertools import product

from portal.domain.facts import Facts
from portal.domain.filings import FilingStatus, Stage, route_of
from portal.domain.roles import UNIT_KINDS_OF_ROLE, Actor, Level, Role, UnitKind

COUNTY, SISTER, PREFECTURE, REGION = "653222", "653221", "653200", "650000"
OTHER_COUNTY, OTHER_PREFECTURE = "653125", "653100"
DIVISION, OTHER_DIVISION, BUREAU, DEPARTMENT, ELSEWHERE = 50, 51, 10, 11, 99
"""Ids of units: a division and another, a county's bureau and department, a unit that has nothing to do with it."""


def actor(
    role: Role,
    kind: UnitKind = UnitKind.FINANCE_BUREAU,
    region: str = COUNTY,
    unit_id: int = BUREAU,
    level: Level = Level.COUNTY,
    user_id: int = 1,
) -> Actor:
    """A person acting in a role."""
    return Actor(user_id, f"user{user_id}", "甲", 1, role, unit_id, kind, level, region)


def everybody() -> list[Actor]:
    """Every role in every kind of unit that can hold it, at every level, at home, beside and elsewhere."""
    found = []
    for role in Role:
        for kind in UNIT_KINDS_OF_ROLE[role]:
            if kind in (UnitKind.DIVISION, UnitKind.CENTER):
                for unit_id in (DIVISION, OTHER_DIVISION):
                    found.append(actor(role, kind, REGION, unit_id, Level.REGION))
                continue
            for region, level in (
                (COUNTY, Level.COUNTY),
                (SISTER, Level.COUNTY),
                (PREFECTURE, Level.PREFECTURE),
                (OTHER_PREFECTURE, Level.PREFECTURE),
                (REGION, Level.REGION),
            ):
                for unit_id in (BUREAU, DEPARTMENT, ELSEWHERE):
                    found.append(actor(role, kind, region, unit_id, level))
    return found


def county_facts(**more: object) -> Facts:
    """A record of a county's department."""
    values: dict[str, object] = {
        "region_code": COUNTY,
        "owner_level": Level.COUNTY,
        "filler_unit_ids": frozenset({DEPARTMENT}),
        "route": route_of("county"),
        "stage": Stage.TARGET,
        "status": FilingStatus.DRAFT,
    }
    return Facts(**{**values, **more})  # type: ignore[arg-type]


def region_facts(**more: object) -> Facts:
    """A record of a region-level unit under a division."""
    values: dict[str, object] = {
        "region_code": REGION,
        "owner_level": Level.REGION,
        "filler_unit_ids": frozenset({DEPARTMENT}),
        "division_id": DIVISION,
        "route": route_of("region"),
        "stage": Stage.TARGET,
        "status": FilingStatus.DRAFT,
    }
    return Facts(**{**values, **more})  # type: ignore[arg-type]


def records() -> list[Facts]:
    """Records of every owner at every point of the route, by every hand."""
    found = []
    for owner, status in product(("county", "prefecture", "region"), FilingStatus):
        waits = [Level(level) for level in route_of(owner)]
        for waiting, handled, last in product((None, *waits), (frozenset(), frozenset({1})), (None, BUREAU)):
            values: dict[str, object] = {
                "owner_level": Level(owner),
                "region_code": {"county": COUNTY, "prefecture": PREFECTURE, "region": REGION}[owner],
                "route": route_of(owner),
                "division_id": DIVISION if owner == "region" else None,
                "status": status,
                "waiting_level": waiting,
                "handled_by": handled,
                "last_handled_unit": last,
                "issuer_unit_id": BUREAU,
                "responsible_unit_id": DEPARTMENT,
                "addressees": frozenset(
                    {(BUREAU, "reviewer"), (DEPARTMENT, "entry"), (DIVISION, "division")}
                ),
                "parties": handled,
            }
            found.append(county_facts(**values))
    return found
