"""The problem ledger (工作台账) of each level: issued orders, confirmed lights without one, and problems entered by hand.

What stands in other records is not typed again: such rows are derived when they are asked for. Rows come as a stream,
so that a year of the whole region can be written out in little memory.
Source: opinion of 2020, parts 三 and 五(二) (ledgers at three levels); the columns are those of the design beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select, union_all
from sqlalchemy.orm import Session

from portal import clock
from portal.domain.deadlines import WorkCalendar, working_days_between
from portal.domain.filings import OrderStatus, ProblemCategory
from portal.domain.flows.lights import LightStatus
from portal.domain.ledgers import Change, EntryStatus, Manner, change_of
from portal.domain.roles import Actor, Level
from portal.models import (
    Attachment,
    Bulletin,
    BulletinMention,
    HistoryEntry,
    LedgerEntry,
    OrderReply,
    User,
)
from portal.services import bulletins, calendars
from portal.services.ledger_parts import Wanted, entry_rows, light_rows, order_rows

BATCH = 500
NEVER = date(9999, 12, 31)
"""Where rows without a deadline stand in the order of deadlines."""

SORTS = ("found", "due", "place", "category")
"""Names of orders: day of finding, deadline, place, kind of problem."""

CLOSED = frozenset({OrderStatus.CLOSED.value, LightStatus.OUT.value, EntryStatus.CLOSED.value})
"""States of the three kinds of rows in which nothing is left to do."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One row. order_id, light_id or entry_id says what it is; days_late are working days, 0 where in time.
    What stands on a fund has no project_id: its name and document number stand in the place of the project's.

    said: for a light the rule's parameters (JSON), of which the page makes the sentence; else its text. keeper_id: the
    unit in whose ledger it stands. pushed_on, batch: the first bulletin that named it. proof: names of files, or the
    text of an entry. change: what became of it since the moment that rows() was asked about.
    """

    found_on: date
    level: Level
    manner: Manner
    region_code: str
    category: ProblemCategory
    said: str
    unit_id: int
    status: str
    project_id: int | None = None
    project_code: str = ""
    project_name: str = ""
    order_id: int | None = None
    number: str = ""
    light_id: int | None = None
    light_rule: str = ""
    light_kind: str = ""
    entry_id: int | None = None
    keeper_id: int | None = None
    person: str = ""
    requirement: str = ""
    due_on: date | None = None
    pushed_on: date | None = None
    batch: str = ""
    measures: str = ""
    replied_on: date | None = None
    proofs: int = 0
    proof: str = ""
    verifier: str = ""
    opinion: str = ""
    closed_on: date | None = None
    days_late: int = 0
    repeated: bool = False
    change: Change | None = None


def query(actor: Actor, wanted: Wanted) -> Select[Any]:
    """The rows of the actor's scope as one select, in the order that is wanted."""
    parts = union_all(
        *(rows_of(actor, wanted) for rows_of in (order_rows, light_rows, entry_rows))
    ).subquery()
    rows = select(parts)
    for name in ("level", "manner", "category"):
        if given := getattr(wanted, name):
            rows = rows.where(parts.c[name] == given)
    columns = {
        "due": func.coalesce(parts.c.due_on, NEVER),
        "place": parts.c.region_code,
        "category": parts.c.category,
    }
    first = columns.get(wanted.sort, parts.c.found_on)
    first = first.desc() if wanted.falling else first.asc()
    return rows.order_by(first, parts.c.found_on, parts.c.kind, parts.c.id)


def shares(session: Session, found: Select[Any], names: Sequence[str]) -> dict[str, dict[str, int]]:
    """How the rows of a query() divide by each of its columns: counts by value; a statement for each."""
    parts = found.order_by(None).subquery()
    return {
        name: dict(
            session.execute(
                select(parts.c[name], func.count()).group_by(parts.c[name]).order_by(parts.c[name])
            )
            .tuples()
            .all()
        )
        for name in names
    }


def rows(
    session: Session, found: Select[Any], today: date, since: datetime | None = None
) -> Iterator[Problem]:
    """The rows of a query() as a stream, with replies, proofs, pushes and days late, and what changed since a moment;
    a handful of statements for each BATCH."""
    late = _Lateness(calendars.calendar(session), today)
    result = session.execute(found.execution_options(yield_per=BATCH))
    for part in result.partitions(BATCH):
        yield from _Batch(session, part, late, since).problems()


class _Batch:
    """What stands beside a part of the rows, read at once."""

    def __init__(
        self, session: Session, part: Sequence[Any], late: _Lateness, since: datetime | None
    ) -> None:
        self.session, self.part, self.late, self.since = session, part, late, since
        self.replies = self._replies()
        self.files = self._files()
        self.entries = self._entries()
        self.pushes = self._pushes()
        self.issued = self._issued()
        closers = {row.closed_by for row in part if row.closed_by is not None}
        people = select(User.id, User.full_name).where(User.id.in_(closers))
        self.names: dict[int, str] = dict(session.execute(people).tuples().all())

    def _ids(self, kind: str) -> list[int]:
        return [row.id for row in self.part if row.kind == kind]

    def _replies(self) -> dict[int, Any]:
        """The last reply to each order."""
        found = self.session.execute(
            select(
                OrderReply.order_id,
                OrderReply.id,
                OrderReply.measures,
                OrderReply.replied_at,
                OrderReply.verdict_text,
            )
            .where(OrderReply.order_id.in_(self._ids("order")))
            .order_by(OrderReply.id)
        )
        return {reply.order_id: reply for reply in found}

    def _files(self) -> Mapping[int, list[str]]:
        """Names of files by reply."""
        subjects = [f"reply:{reply.id}" for reply in self.replies.values()]
        found = self.session.execute(
            select(Attachment.subject, Attachment.name)
            .where(Attachment.subject.in_(subjects), Attachment.removed_at.is_(None))
            .order_by(Attachment.id)
        )
        names: dict[int, list[str]] = {}
        for subject, name in found:
            names.setdefault(int(subject.partition(":")[2]), []).append(name)
        return names

    def _entries(self) -> dict[int, Any]:
        found = self.session.execute(
            select(
                LedgerEntry.id,
                LedgerEntry.measures,
                LedgerEntry.completed_on,
                LedgerEntry.proof,
                LedgerEntry.opinion,
                LedgerEntry.created_at,
            ).where(LedgerEntry.id.in_(self._ids("entry")))
        )
        return {entry.id: entry for entry in found}

    def _pushes(self) -> dict[str, Any]:
        """The first bulletin that named each row; of one day that of the smallest place."""
        subjects = [f"{row.kind}:{row.id}" for row in self.part if row.kind != "entry"]
        found = self.session.execute(
            select(
                BulletinMention.subject,
                Bulletin.day,
                Bulletin.number,
                Bulletin.unit_id,
                Bulletin.region_code,
            )
            .join(Bulletin, Bulletin.id == BulletinMention.bulletin_id)
            .where(BulletinMention.subject.in_(subjects))
            .order_by(Bulletin.day.desc(), Bulletin.region_code, Bulletin.id)
        )
        return {push.subject: push for push in found}

    def _issued(self) -> dict[str, datetime]:
        """When each order was issued, as far as that was since the moment asked about."""
        if self.since is None:
            return {}
        subjects = [f"order:{identity}" for identity in self._ids("order")]
        found = select(HistoryEntry.subject, HistoryEntry.at).where(
            HistoryEntry.subject.in_(subjects),
            HistoryEntry.action == "order.issue",
            HistoryEntry.at > self.since,
        )
        return dict(self.session.execute(found).tuples().all())

    def problems(self) -> Iterator[Problem]:
        """The rows, whole."""
        for row in self.part:
            done_on, beside = self._mended(row)
            push = self.pushes.get(f"{row.kind}:{row.id}")
            yield Problem(
                found_on=row.found_on,
                level=Level(row.level),
                manner=Manner(row.manner),
                region_code=row.region_code,
                category=ProblemCategory(row.category),
                said=row.said,
                unit_id=row.unit_id,
                status=row.status,
                project_id=row.project_id,
                project_code=row.project_code,
                project_name=row.project_name,
                order_id=row.id if row.kind == "order" else None,
                number=row.number or "",
                light_id=row.light_id,
                light_rule=row.rule,
                light_kind=row.rule_kind,
                entry_id=row.id if row.kind == "entry" else None,
                keeper_id=row.keeper_id,
                person=row.person or "",
                requirement=row.requirement,
                due_on=row.due_on,
                pushed_on=push.day if push else None,
                batch=bulletins.number_from(push) if push else "",
                replied_on=done_on,
                verifier=self.names.get(row.closed_by, ""),
                closed_on=_day(row.closed_at) if row.closed_at else None,
                days_late=self.late.days(row.due_on, done_on if row.closed_at else None),
                repeated=bool(row.repeated),
                change=self._change(row),
                **beside,
            )

    def _mended(self, row: Any) -> tuple[date | None, dict[str, Any]]:
        """The day of what was done, and measures, proof and opinion."""
        if row.kind == "entry":
            entry = self.entries[row.id]
            said = {"measures": entry.measures, "proof": entry.proof, "opinion": entry.opinion}
            return entry.completed_on, said
        reply = self.replies.get(row.id) if row.kind == "order" else None
        if reply is None:
            return None, {}
        names = self.files.get(reply.id, [])
        return _day(reply.replied_at), {
            "measures": reply.measures,
            "proofs": len(names),
            "proof": "; ".join(names),
            "opinion": reply.verdict_text,
        }

    def _change(self, row: Any) -> Change | None:
        if self.since is None:
            return None
        match row.kind:
            case "order":
                entered = self.issued.get(f"order:{row.id}")
            case "entry":
                entered = self.entries[row.id].created_at
            case _:
                # A confirmed light moves next when it goes out or is taken back: its last move was the confirmation.
                entered = row.moved_at
        return change_of(self.since, entered, row.moved_at, row.status in CLOSED)


def _day(moment: datetime) -> date:
    return clock.official(moment).date()


class _Lateness:
    """Working days late; each pair of days is counted once, as a ledger repeats few dates many times."""

    def __init__(self, calendar: WorkCalendar, today: date) -> None:
        self.calendar, self.today = calendar, today
        self.known: dict[tuple[date, date], int] = {}

    def days(self, due_on: date | None, done_on: date | None) -> int:
        """Days from the due day to the last reply of what is closed, or to today; 0 where in time."""
        until = done_on or self.today
        if due_on is None or until <= due_on:
            return 0
        if (pair := (due_on, until)) not in self.known:
            self.known[pair] = max(1, -working_days_between(until, due_on, self.calendar))
        return self.known[pair]
