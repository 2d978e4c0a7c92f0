"""Who exists: roles, kinds of units, levels, and the person acting in one of their roles."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person does in a unit. Duties: opinion of 2020, part 三 工作职责."""

    ENTRY = "entry"
    REVIEWER = "reviewer"
    LEADER = "leader"
    DIVISION = "division"
    CENTER = "center"
    ADMIN = "admin"
    AUDITOR = "auditor"


class UnitKind(StrEnum):
    """What a unit is."""

    FINANCE_BUREAU = "finance_bureau"
    DEPARTMENT = "department"
    DIVISION = "division"
    CENTER = "center"


class Level(StrEnum):
    """Level of government. The order of members is from the top down."""

    REGION = "region"
    PREFECTURE = "prefecture"
    COUNTY = "county"


UNIT_KINDS_OF_ROLE: dict[Role, frozenset[UnitKind]] = {
    Role.ENTRY: frozenset({UnitKind.FINANCE_BUREAU, UnitKind.DEPARTMENT}),
    Role.REVIEWER: frozenset({UnitKind.FINANCE_BUREAU}),
    Role.LEADER: frozenset(UnitKind),
    Role.DIVISION: frozenset({UnitKind.DIVISION}),
    Role.CENTER: frozenset({UnitKind.CENTER}),
    Role.ADMIN: frozenset({UnitKind.CENTER}),
    Role.AUDITOR: frozenset({UnitKind.CENTER, UnitKind.FINANCE_BUREAU}),
}
"""In which kinds of unit a role can be held; the admin area refuses any other pair."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting in one role of one unit: everything a permission may look at.

    region_code is the six-digit code of the unit's place; region_prefix (see domain.regions) spans its subtree.
    division_id is the unit's own id for a business division, else None. Who acts in a role lent by somebody else
    carries the delegation, the lender's id and name; assignment_id is then the lender's.
    """

    user_id: int
    username: str
    full_name: str
    assignment_id: int
    role: Role
    unit_id: int
    unit_kind: UnitKind
    unit_level: Level
    region_code: str
    unit_name_zh: str = ""
    unit_name_ug: str = ""
    language: str = "zh"
    delegation_id: int | None = None
    lender_id: int | None = None
    lender_name: str = ""

    @property
    def hands(self) -> frozenset[int]:
        """The persons who act here, by id: oneself, and the one whose role one has been lent."""
        return frozenset({self.user_id} if self.lender_id is None else {self.user_id, self.lender_id})

    @property
    def division_id(self) -> int | None:
        """Id of the business division this actor works in, or None."""
        return self.unit_id if self.unit_kind is UnitKind.DIVISION else None

    @property
    def reads_everything(self) -> bool:
        """The center and the region's auditors see the whole region."""
        return self.unit_level is Level.REGION and (
            self.role in (Role.CENTER, Role.ADMIN, Role.AUDITOR)
            or (self.role is Role.LEADER and self.unit_kind is UnitKind.CENTER)
        )
