"""Locks of rounds: counted once when the center sets them, asked of filings, said of a round's filings in SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func
from sqlalchemy.orm import Session

from portal.domain.flows.filings import round_unlocked
from portal.domain.problems import Problem
from portal.domain.round_locks import EXCEPTION_RULE, last_open_day
from portal.models import Filing, Round
from portal.services import calendars, workflow
from portal.services.workflow import Refused

MOST_DAYS = 365


@dataclass(frozen=True, slots=True)
class Lock:
    """What the center sets: working days after the due date (None: no lock), from which day on, by which source."""

    days: int | None = None
    starts_on: date | None = None
    basis: str = ""


def lock_problems(lock: Lock) -> list[Problem]:
    """What a lock lacks; nothing where there is none."""
    if lock.days is None:
        return []
    found = []
    if not 0 <= lock.days <= MOST_DAYS:
        found.append(Problem("lock_days", "plan.lock.days", {"days": lock.days, "most": MOST_DAYS}))
    if lock.starts_on is None:
        found.append(Problem("lock_from", "plan.lock.from"))
    if not lock.basis.strip():
        found.append(Problem("lock_basis", "plan.lock.basis"))
    return found


def lock_values(session: Session, due_on: date, lock: Lock) -> dict[str, Any]:
    """Columns of a round for a lock; the last open day is counted now and stays until the round is set again."""
    if lock.days is None or lock.starts_on is None:
        return dict.fromkeys(("lock_days", "lock_from", "open_until")) | {
            "lock_basis": "",
            "lock_certain": True,
        }
    last = last_open_day(due_on, lock.days, lock.starts_on, calendars.calendar(session))
    return {
        "lock_days": lock.days,
        "lock_from": lock.starts_on,
        "lock_basis": lock.basis.strip(),
        "open_until": last.date,
        "lock_certain": last.certain,
    }


def copied(session: Session, old: Round, due_on: date) -> dict[str, Any]:
    """The lock of a round of the next year's plan: the same rule, from that round's own due date on."""
    return lock_values(session, due_on, Lock(old.lock_days, due_on, old.lock_basis))


def require_open(filing: Filing) -> None:
    """Raise Refused where the round's lock keeps the filing from being filled in."""
    if found := round_unlocked(workflow.facts(filing)):
        raise Refused(found)


def excepted() -> ColumnElement[bool]:
    """Condition on Filing: an exception moved its due date."""
    return Filing.due_rule.startswith(f"{EXCEPTION_RULE}:")


def lock_day() -> ColumnElement[date]:
    """Of Filing and Round: the last open day; see domain.round_locks.locks_on()."""
    later: ColumnElement[date] = case(
        (and_(excepted(), Filing.due_on > Round.open_until), Filing.due_on), else_=Round.open_until
    )
    return later


def lockable() -> ColumnElement[bool]:
    """Condition on Filing and Round: the round's lock counts for it, now or one day."""
    return and_(Round.open_until.is_not(None), Filing.first_submitted_at.is_(None), Filing.adjustment_no == 0)


def locked_out(today: date) -> ColumnElement[bool]:
    """Condition on Filing and Round: locked out on a day; the same as domain.round_locks.locked_out()."""
    return and_(lockable(), func.coalesce(lock_day(), date.max) < today)
