"""What a filing (填报件) is: one project in one stage of one year, and the codes its forms use."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """Stages of a performance year that are filed."""

    TARGET = "target"
    MONITORING = "monitoring"
    EVALUATION = "evaluation"


class FilingStatus(StrEnum):
    """Where a filing stands. UNDER_REVIEW: passed by the first level, waiting at the next."""

    NOT_STARTED = "not_started"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"
    RETURNED = "returned"
    APPROVED = "approved"


EDITABLE = frozenset({FilingStatus.NOT_STARTED, FilingStatus.DRAFT, FilingStatus.RETURNED})
WAITING = frozenset({FilingStatus.SUBMITTED, FilingStatus.UNDER_REVIEW})
SEEN_ABOVE = frozenset(
    {FilingStatus.SUBMITTED, FilingStatus.UNDER_REVIEW, FilingStatus.RETURNED, FilingStatus.APPROVED}
)
"""States whose content a level above the filler may open; nobody above sees a draft."""


class CheckStatus(StrEnum):
    """Where a check (检查) of a self-evaluation stands."""

    OPEN = "open"
    CONCLUDED = "concluded"
    CANCELLED = "cancelled"


class OrderStatus(StrEnum):
    """Where a rectification order (整改通知书) stands. Overdue is computed, never stored."""

    DRAFT = "draft"
    ISSUED = "issued"
    ACKNOWLEDGED = "acknowledged"
    REPLIED = "replied"
    SENT_BACK = "sent_back"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


OPEN_ORDERS = frozenset(
    {OrderStatus.ISSUED, OrderStatus.ACKNOWLEDGED, OrderStatus.REPLIED, OrderStatus.SENT_BACK}
)


class FundSource(StrEnum):
    """Where money comes from. All but OTHER are fiscal appropriation (财政拨款)."""

    CENTRAL = "central"
    REGION = "region"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    OTHER = "other"


FISCAL_SOURCES = tuple(s for s in FundSource if s is not FundSource.OTHER)


class Likelihood(StrEnum):
    """完成目标可能性, 财预〔2019〕136号 form note 2."""

    CERTAIN = "certain"
    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"


class DeviationReason(StrEnum):
    """偏差原因分析 by category, 财预〔2019〕136号 form note 1."""

    FUNDING = "funding"
    SYSTEM = "system"
    PERSONNEL = "personnel"
    HARDWARE = "hardware"
    OTHER = "other"


class ProblemCategory(StrEnum):
    """问题类别 of a finding or an order; after the opinion of 2020, part 四(三), and the published mistakes."""

    TARGET_IRREGULAR = "target_irregular"
    AMOUNT_WRONG = "amount_wrong"
    SCATTERED = "scattered"
    RELEASE_LATE = "release_late"
    PAYMENT_SLOW = "payment_slow"
    NOT_FILED = "not_filed"
    DEVIATION = "deviation"
    SCORE_WRONG = "score_wrong"
    EVIDENCE_MISSING = "evidence_missing"
    OTHER = "other"


class Decision(StrEnum):
    """What a review step decided."""

    PASSED_ON = "passed_on"
    APPROVED = "approved"
    RETURNED = "returned"


def route_of(owner_level: str) -> tuple[str, ...]:
    """Levels that review a filing, in order, by the level that owns the project.

    A county project goes county finance -> prefecture; a prefecture's own unit goes to prefecture finance; a
    region-level unit goes to the business division that supervises it (opinion of 2020, 二(二) and 三).
    """
    return {
        "county": ("county", "prefecture"),
        "prefecture": ("prefecture",),
        "region": ("region",),
    }[owner_level]
