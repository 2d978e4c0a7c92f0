"""An approved self-evaluation with its snapshot, for tests of what follows it: checks and orders."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.domain.filings import FilingStatus
from portal.models import Filing, FilingVersion, User
from portal.services.headers import header
from portal.services.history import canonical, sha256
from tests.factories import World

ROWS: tuple[dict[str, Any], ...] = (
    {
        "key": "k1",
        "level1": "output",
        "level2": "quantity",
        "name": "硬化道路里程",
        "value": "≥10公里",
        "weight": 5000,
        "actual": "10公里",
        "score": 5000,
    },
    {
        "key": "k2",
        "level1": "benefit",
        "level2": "social",
        "name": "受益人口数",
        "value": "≥480人",
        "weight": 3000,
        "actual": "480人",
        "score": 3000,
    },
    {
        "key": "k3",
        "level1": "satisfaction",
        "level2": "user_satisfaction",
        "name": "受益群众满意度",
        "value": "≥95%",
        "weight": 1000,
        "actual": "90%",
        "score": 947,
    },
)
"""Weights and scores in hundredths of a point."""

BUDGET_FEN = 100_000_000
EXECUTED_FEN = 90_000_000


def content(filing: Filing) -> dict[str, Any]:
    """The payload of a self-evaluation: 90 of 100 万元 spent, 98.47 points declared."""
    return {
        **header(filing),
        "goal": "硬化村内道路",
        "achievement": "已完成",
        "note": "",
        "money": {
            "budget_fiscal_fen": BUDGET_FEN,
            "budget_other_fen": 0,
            "executed_fiscal_fen": EXECUTED_FEN,
            "executed_other_fen": 0,
        },
        "execution": {
            "weight": 1000,
            "rate_percent": "90.00%",
            "computed": 900,
            "score": 900,
            "override_reason": "",
        },
        "rows": [
            {
                **row,
                "attained": None,
                "computed": row["score"],
                "override_reason": "",
                "deviation": "",
                "remarks": [],
            }
            for row in ROWS
        ],
        "total": 9847,
        "grade": "excellent",
    }


def evaluated(
    session: Session, world: World, name: str = "own", status: FilingStatus = FilingStatus.APPROVED
) -> Filing:
    """The self-evaluation of a project of the small world, filed by its unit and standing in a state."""
    filing = world.filing(session, name, "evaluation")
    project = filing.project
    clerk = session.scalars(select(User).where(User.username == "unit")).one()
    text = canonical(content(filing))
    filing.versions.append(
        FilingVersion(
            number=len(filing.versions) + 1,
            payload=text,
            digest=sha256(text),
            receipt_no=f"HZ-TEST-{filing.id}-{len(filing.versions)}",
            submitted_by=clerk.id,
            submitted_unit_id=project.implementing_unit_id,
            submitted_at=clock.now(),
        )
    )
    filing.status, filing.submitted_by, filing.submitted_at = status, clerk.id, clock.now()
    filing.waiting_level = project.owner_level if status is FilingStatus.SUBMITTED else None
    filing.approved_at = clock.now() if status is FilingStatus.APPROVED else None
    filing.return_reason = "请补充材料" if status is FilingStatus.RETURNED else None
    session.flush()
    return filing
