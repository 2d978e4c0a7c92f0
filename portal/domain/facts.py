"""What a permission or a guard may know about a record, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field

from portal.domain.filings import FilingStatus, Stage
from portal.domain.roles import Level


@dataclass(frozen=True, slots=True)
class Facts:
    """A record seen by the tables of permissions and moves.

    region_code: code of the place whose level owns the record (the implementing unit's place).
    filler_unit_ids: units whose entry people fill the record in (implementing unit and competent department).
    waiting_level: the level whose turn it is, None when no review is pending.
    handled_by: persons who submitted or passed on the current submission (two-person rule).
    accepted: who accepted the pending submission (unit, person) and when; empty while nobody has.
    addressees: (unit id, role) pairs that an announcement went to.
    last_handled_by / last_handled_unit: who made the latest step, for recalls.
    parties: persons whom a delegation or a handover is about.
    """

    region_code: str = ""
    owner_level: Level | None = None
    filler_unit_ids: frozenset[int] = frozenset()
    division_id: int | None = None
    status: str = ""
    stage: Stage | None = None
    route: tuple[str, ...] = ()
    waiting_level: Level | None = None
    submitted_by: int | None = None
    handled_by: frozenset[int] = frozenset()
    last_handled_unit: int | None = None
    issuer_unit_id: int | None = None
    responsible_unit_id: int | None = None
    addressees: frozenset[tuple[int, str]] = frozenset()
    opened_by: int | None = None
    parties: frozenset[int] = frozenset()
    target_approved: bool = False
    round_open: bool = True
    round_locked: bool = False
    is_current: bool = True
    hard_problems: int = 0
    unanswered_soft: int = 0
    accepted: dict[str, str] = field(default_factory=dict)
    grade: str | None = None
    stage_graded: bool = False
    has_reply: bool = False
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def seen_above(self) -> bool:
        """True once a submission exists that levels above may open."""
        return self.status not in (FilingStatus.NOT_STARTED, FilingStatus.DRAFT)

    @property
    def is_final_level(self) -> bool:
        """True when the level whose turn it is ends the route."""
        return self.waiting_level is not None and bool(self.route) and self.route[-1] == self.waiting_level
