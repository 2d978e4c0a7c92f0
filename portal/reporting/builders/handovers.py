"""A handover as 岗位交接单."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from portal import clock
from portal.domain.handing import HandoverState
from portal.models import Handover
from portal.reporting.handovers import HandedRow, HandoverPaper, LentRow
from portal.reporting.papers import (
    Bilingual,
    Receipt,
)
from portal.services import handovers
from portal.services.belongings import Line


def handover_paper(session: Session, handover: Handover) -> HandoverPaper:
    """The paper of a handover: what was frozen when it was done, or as it stands today, marked as a draft.

    Raises ValueError where what was frozen has been changed since.
    """
    sheet = handovers.sheet(session, handover)
    done = handover.state is HandoverState.DONE
    return HandoverPaper(
        year=handover.last_day.year,
        number=handover.number,
        draft=not done,
        receipt=Receipt(handover.number, handover.digest) if done else None,
        unit=Bilingual(handover.unit.name_zh, handover.unit.name_ug),
        leaver=handover.leaver.full_name,
        taker=handover.taker.full_name,
        last_day=handover.last_day,
        reason=handover.reason,
        roles=tuple(line.role for line in sheet.roles),
        passing=tuple(row.assignment.role.value for row in handover.roles),
        rows=tuple(_row(line) for line in sheet.lines),
        lent=tuple(
            LentRow(
                line.role,
                line.giver,
                line.taker,
                date.fromisoformat(line.since),
                date.fromisoformat(line.until),
            )
            for line in sheet.lent
        ),
        leaver_signed_on=_day(handover.leaver_signed_at),
        taker_signed_on=_day(handover.taker_signed_at),
    )


def _row(line: Line) -> HandedRow:
    return HandedRow(
        line.task,
        line.project,
        line.why,
        Bilingual(line.detail_zh, line.detail_ug),
        line.rule,
        date.fromisoformat(line.due) if line.due else None,
    )


def _day(moment: datetime | None) -> date | None:
    return clock.official(moment).date() if moment else None
