"""The chain of a problem (问题处理全程): from its finding to its closing, every link with its day, who and how long.

Pure functions over what happened: nothing is kept that the records do not already say. Days are working days.
Source: opinion of 2020, part 三: what is found is mended within a set time, and somebody answers for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from portal.domain.deadlines import WorkCalendar, is_overdue, working_days_between
from portal.domain.filings import OPEN_ORDERS, OrderStatus
from portal.domain.roles import Level


class Phase(StrEnum):
    """The stations that every problem passes, in order."""

    FOUND = "found"
    ISSUED = "issued"
    ACKNOWLEDGED = "acknowledged"
    REPLIED = "replied"
    VERIFIED = "verified"
    CLOSED = "closed"


class LinkState(StrEnum):
    """Where a link stands: behind, at hand, at hand past its day, still to come, never to come."""

    DONE = "done"
    NOW = "now"
    LATE = "late"
    WAITING = "waiting"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Party:
    """A unit as the chain names it: its name in both languages and its level."""

    name_zh: str
    name_ug: str
    level: Level


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened, from a record or the history.

    on: its day; at: its instant, None where only the day is known. who: the units that acted or were told. detail:
    the rung or the kind of reminder. due: the day that it set; asked: working days given or asked for; late: working
    days past the due day that a rung was climbed at. reply: id of the reply that came with it.
    """

    action: str
    on: date
    at: datetime | None = None
    who: tuple[Party, ...] = ()
    person: str = ""
    said: str = ""
    detail: str = ""
    due: date | None = None
    asked: int | None = None
    late: int = 0
    reply: int | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """What the order itself says: its state, the day that holds, who owes and who issued, whether a request for a later
    day waits and whether the light it was issued on still shines."""

    status: OrderStatus
    due_on: date | None
    responsible: Party
    issuer: Party
    asks: bool = False
    shines: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """One link. what is None for a link still to come, whose action says what is expected and of whom.

    days: working days since the step before it, for a link at hand those that have passed so far, None where nothing
    came before, nothing runs or the link stands beside the way. late: working days past the due day that held then, 0 in time.
    """

    action: str
    state: LinkState
    who: tuple[Party, ...]
    what: Happening | None = None
    days: int | None = None
    late: int = 0


@dataclass(frozen=True, slots=True)
class Station:
    """A phase with its state, the day it was reached and the working days since the phase before it."""

    phase: Phase
    state: LinkState
    on: date | None = None
    days: int | None = None


BY_ITSELF = frozenset(
    {
        "order.remind",
        "order.escalate",
        "light.go_out",
        "light.come_back",
        "order.extend_ask",
        "order.extend_answer",
    }
)
"""Links beside the way: time that a step took is not counted from them."""

_REACHED: Mapping[str, Phase] = {
    "order.issue": Phase.ISSUED,
    "order.acknowledge": Phase.ACKNOWLEDGED,
    "order.reply": Phase.REPLIED,
    "order.send_back": Phase.VERIFIED,
    "order.close": Phase.CLOSED,
}
_AT_HAND: Mapping[OrderStatus, Phase] = {
    OrderStatus.DRAFT: Phase.ISSUED,
    OrderStatus.ISSUED: Phase.ACKNOWLEDGED,
    OrderStatus.ACKNOWLEDGED: Phase.REPLIED,
    OrderStatus.SENT_BACK: Phase.REPLIED,
    OrderStatus.REPLIED: Phase.VERIFIED,
}
_AWAITED: Mapping[Phase, str] = {
    Phase.ISSUED: "order.issue",
    Phase.ACKNOWLEDGED: "order.acknowledge",
    Phase.REPLIED: "order.reply",
    Phase.VERIFIED: "order.verify",
}
_OWED_BY_ISSUER = frozenset({Phase.ISSUED, Phase.VERIFIED})


def in_order(happened: Iterable[Happening]) -> list[Happening]:
    """Things by day and instant; of one day those whose hour is not known come first."""
    first = datetime.min.replace(tzinfo=UTC)
    return sorted(happened, key=lambda h: (h.on, h.at or first))


def links(happened: Iterable[Happening], course: Course, today: date, calendar: WorkCalendar) -> list[Link]:
    """Every link from the finding on, then what is awaited now, then what is still to come."""
    found: list[Link] = []
    before: date | None = None
    due: date | None = None
    for what in in_order(happened):
        beside = what.action in BY_ITSELF
        days = working_days_between(before, what.on, calendar) if before and not beside else None
        late = what.late or (_late(what.on, due, calendar) if what.action == "order.reply" else 0)
        found.append(Link(what.action, LinkState.DONE, what.who, what, days, late))
        due = what.due or due
        if not beside:
            before = what.on
    passed = working_days_between(before, today, calendar) if before and before <= today else None
    return found + _ahead(course, today, calendar, passed)


def _late(on: date, due: date | None, calendar: WorkCalendar) -> int:
    """Working days past a due day; a day past it counts one even where no working day lies between."""
    if due is None or not is_overdue(on, due):
        return 0
    return max(1, -working_days_between(on, due, calendar))


def _ahead(course: Course, today: date, calendar: WorkCalendar, passed: int | None) -> list[Link]:
    found: list[Link] = []
    late = _late(today, course.due_on, calendar) if course.status in OPEN_ORDERS else 0
    if course.asks:
        found.append(Link("order.extend_answer", LinkState.NOW, (course.issuer,)))
    if (here := _AT_HAND.get(course.status)) is not None:
        phases = list(Phase)
        for phase in phases[phases.index(here) : phases.index(Phase.CLOSED)]:
            who = (course.issuer if phase in _OWED_BY_ISSUER else course.responsible,)
            if phase is here:
                state = LinkState.LATE if late else LinkState.NOW
                found.append(Link(_AWAITED[phase], state, who, days=passed, late=late))
            else:
                found.append(Link(_AWAITED[phase], LinkState.WAITING, who))
    if course.shines and course.status is OrderStatus.CLOSED:
        found.append(Link("light.go_out", LinkState.NOW, ()))
    return found


def stations(whole: Sequence[Link], course: Course, calendar: WorkCalendar) -> list[Station]:
    """The six phases with their days, from the links; an answer that was sent back is at hand again."""
    reached, here, phases = _days_reached(whole), _AT_HAND.get(course.status), list(Phase)
    late = any(link.state is LinkState.LATE for link in whole)
    behind = phases if here is None else phases[: phases.index(here)]
    found: list[Station] = []
    before: date | None = None
    for phase in phases:
        on = reached.get(phase)
        if phase is here:
            found.append(Station(phase, LinkState.LATE if late else LinkState.NOW))
        elif phase in behind and on is not None:
            found.append(
                Station(
                    phase, LinkState.DONE, on, working_days_between(before, on, calendar) if before else None
                )
            )
            before = on
        else:
            found.append(Station(phase, LinkState.SKIPPED if here is None else LinkState.WAITING))
    return found


def _days_reached(whole: Sequence[Link]) -> dict[Phase, date]:
    """The last day on which each phase was reached. The verdict that closes is the last verification too."""
    found: dict[Phase, date] = {}
    for link in whole:
        if link.what is None:
            continue
        found.setdefault(Phase.FOUND, link.what.on)
        if (phase := _REACHED.get(link.action)) is not None:
            found[phase] = link.what.on
        if phase is Phase.CLOSED:
            found[Phase.VERIFIED] = link.what.on
    return found
