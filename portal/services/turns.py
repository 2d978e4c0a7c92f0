"""Whose turn it is has so many working days: what the plan gives a reviewer, and a filler to mend."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from portal import clock
from portal.domain.deadlines import DueDate, add_working_days
from portal.domain.lifecycle import DeadlineKind, Move
from portal.models import Filing
from portal.services import rules
from portal.services.calendars import calendar

PARAMETERS: Mapping[DeadlineKind, str] = {
    DeadlineKind.REVIEW: rules.REVIEW_DAYS,
    DeadlineKind.MENDING: rules.MENDING_DAYS,
}
"""The plan's parameter (working days) behind each deadline that a move of a filing starts."""


def due_after(session: Session, filing: Filing, move: Move) -> DueDate | None:
    """The last day of the turn that a move begins today, with its rule; None where it begins none and the round's date
    holds. A move that changes no state (an acceptance) leaves the turn as it was.

    A reviewer's days are counted from the day the filing came to that level, so that a late submission is not
    laid at the reviewer's door. Mending has its own days, and never fewer than the round still leaves.
    Source: 财预〔2015〕88号 (opinion, mending, new submission); the numbers of days are the plan's.
    Raises MissingParameter or UnreadableParameter where the plan has no number.
    """
    if move.starts is None:
        if filing.turn_due_on is None or move.target not in move.sources:
            return None
        return DueDate(filing.turn_due_on, filing.turn_rule, {}, filing.turn_certain)
    plan, today = filing.project.plan, clock.today()
    days = rules.int_parameter(plan, PARAMETERS[move.starts], rules.today_for(plan))
    # No number of days that a plan may hold reaches beyond the second year.
    due = add_working_days(today, days, calendar(session, today.year, today.year + 2))
    rule = f"{move.starts}:{days}:{today.isoformat()}"
    if move.starts is DeadlineKind.MENDING and due.date < filing.due_on:
        return DueDate(filing.due_on, rule, due.params)
    return DueDate(due.date, rule, due.params, due.certain)
