"""What the rules of lights (预警) look at: one project as it stands on a day, in plain values.

Amounts are fen, dates are days in Asia/Shanghai. A filing's content counts once it has been submitted: what is still
being drafted lights nothing, for it is nobody's matter above.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from portal.domain.figures import Figure, Usual
from portal.domain.filings import EDITABLE, WAITING, FilingStatus, Likelihood, Stage
from portal.domain.funds import elapsed
from portal.domain.likeness import Compared
from portal.domain.problems import Problem


@dataclass(frozen=True, slots=True)
class ReleaseSeen:
    """One release of money: when its document was received (None where not noted) and when it was passed down."""

    id: int
    received_on: date | None
    released_on: date
    amount_fen: int


@dataclass(frozen=True, slots=True)
class FilingSeen:
    """A filing of one round. likelihoods counts the rows of a monitoring form by 完成目标可能性; expected_fen and
    executed_fen are the form's own sums; all three are empty until the form has been submitted."""

    code: str
    stage: Stage
    status: FilingStatus
    due_on: date
    position: int = 0
    nothing_to_report: bool = False
    likelihoods: Mapping[Likelihood, int] = field(default_factory=dict)
    expected_fen: int | None = None
    executed_fen: int | None = None

    @property
    def missing(self) -> bool:
        """True while it lies with those who fill it in."""
        return self.status in EDITABLE

    @property
    def filed(self) -> bool:
        """True once it has been submitted and was neither recalled nor returned."""
        return self.status in WAITING or self.status is FilingStatus.APPROVED


@dataclass(frozen=True, slots=True)
class OrderSeen:
    """A rectification order that is not closed."""

    id: int
    number: str
    due_on: date


@dataclass(frozen=True, slots=True)
class LikenessSeen:
    """A part of the target as filed beside that of another project filed before it, the one it is most like: the share
    they have in common, and how long the part is (characters of a goal, indicators)."""

    part: Compared
    share: Fraction
    length: int


@dataclass(frozen=True, slots=True)
class FigureSeen:
    """A figure of the target as filed, and what is usual for it."""

    figure: Figure
    usual: Usual


@dataclass(frozen=True, slots=True)
class ProjectSeen:
    """A project on a day. neighbours: other projects of the year of the same kind at the same place; twins: amounts
    (fen) of those with the same unit, content and dates; target_problems: findings on the target as filed; alike and
    figures: its parts and figures beside those of other projects."""

    id: int
    year: int
    total_fen: int
    paid_fen: int = 0
    paid_in_year_fen: int = 0
    starts_on: date | None = None
    ends_on: date | None = None
    target_approved: bool = False
    releases: Sequence[ReleaseSeen] = ()
    filings: Sequence[FilingSeen] = ()
    orders: Sequence[OrderSeen] = ()
    target_problems: Sequence[Problem] = ()
    neighbours: int = 0
    twins: Sequence[int] = ()
    alike: Sequence[LikenessSeen] = ()
    figures: Sequence[FigureSeen] = ()

    @property
    def released_fen(self) -> int:
        """Released so far."""
        return sum(release.amount_fen for release in self.releases)

    def of_stage(self, stage: Stage) -> list[FilingSeen]:
        """Filings of a stage in the order of their rounds."""
        return sorted((f for f in self.filings if f.stage is stage), key=lambda f: f.position)

    def elapsed(self, today: date) -> Fraction:
        """Share of the project's time in the plan's year that has gone by (序时进度), 0 to 1.

        The time runs from the first day of work to the last, where they are known and lie in the year.
        """
        return elapsed(self.year, today, self.starts_on, self.ends_on)
