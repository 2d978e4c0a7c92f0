"""Checks and rectification orders of the demo, played to where the story leaves them."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from datetime import datetime
from typing import BinaryIO

from portal.cli.demo_world import files, words
from portal.cli.demo_world.papers import printed
from portal.cli.demo_world.stage import Stage
from portal.cli.demo_world.stories import Story
from portal.cli.demo_world.timeline import Diary, spread
from portal.cli.demo_world.words import OrderWords
from portal.domain.filings import ProblemCategory
from portal.domain.roles import Actor
from portal.models import Filing, Finding, Order
from portal.services import checks, order_drafts, orders
from portal.services.checks import CheckEntry, FindingEntry, RowEntry
from portal.services.order_drafts import OrderEntry

_DAYS = 10
_ISSUED: dict[str, tuple[int, int]] = {
    "draft": (7, 9), "issued": (7, 7), "acknowledged": (7, 2), "replied": (6, 29), "sent_back": (6, 30),
    "closed": (6, 3), "withdrawn": (6, 9), "issued+": (6, 15), "acknowledged+": (6, 11), "replied+": (6, 16),
    "sent_back+": (6, 12), "closed+": (6, 3),
}  # fmt: skip
"""Month and day on which an order was issued, so that on the demo's day its deadline runs or has passed (+)."""


def play(stage: Stage, diary: Diary) -> Iterator[datetime]:
    """The check of a self-evaluation, and the order on its finding where the story has one."""
    story = stage.story
    if not story.check:
        return
    yield diary.after(0, 2)
    supervisor = stage.staff.supervisor(stage.project, story.by)
    filing = stage.filings["evaluation"]
    finding = yield from check(stage, diary, supervisor, filing, story.check)
    if finding is not None and on_finding(story):
        yield diary.after(1)
        yield from order(stage, diary, supervisor, story.order, filing, finding)


def on_finding(story: Story) -> bool:
    """True where the order of a story stands on the finding of its check."""
    return story.check == "concluded" and story.order in ("draft", "issued", "acknowledged")


def ordered(stage: Stage, diary: Diary) -> Iterator[datetime]:
    """An order about a target or a round, beside what else happens to the project."""
    story = stage.story
    month, day = _ISSUED[story.order]
    yield diary.on(stage.day(month, day), 2)
    supervisor = stage.staff.supervisor(stage.project, story.by)
    filing = stage.filings["m05" if story.m05 else "target"]
    yield from order(stage, diary, supervisor, story.order, filing, None)


def check(
    stage: Stage, diary: Diary, actor: Actor, filing: Filing, outcome: str
) -> Generator[datetime, None, Finding | None]:
    """Open a check, write down what was found, conclude it or give it up; returns its finding."""
    session = stage.session
    made = checks.open_check(session, actor, filing)
    yield diary.after(0)
    checks.save(session, actor, made, _sheet(made.rows[0].key, checks.sheet(made).rows[0].declared))
    if outcome == "open":
        return None
    yield diary.after(0)
    if outcome == "cancelled":
        checks.cancel(session, actor, made, words.CANCEL)
        return None
    checks.conclude(session, actor, made)
    finding: Finding = made.findings[0]
    return finding


def _sheet(key: str, declared: int | None) -> CheckEntry:
    score = max(0, (declared or 0) - 150)
    row = RowEntry(key, "按现场核实数", score, words.CHECK_NOTE)
    finding = FindingEntry(words.CHECK_FINDING, ProblemCategory.EVIDENCE_MISSING, key)
    return CheckEntry(conclusion=words.CONCLUSION, rows=(row,), findings=(finding,))


def order(
    stage: Stage, diary: Diary, actor: Actor, state: str, filing: Filing, finding: Finding | None
) -> Iterator[datetime]:
    """Draft an order, issue it, and play it to its state."""
    session, clerk = stage.session, stage.clerk()
    made = order_drafts.draft(session, actor, stage.project, _entry(stage, filing, finding), filing, finding)
    outcome, late = state.rstrip("+"), state.endswith("+")
    if outcome == "draft":
        return
    orders.issue(session, actor, made)
    printed(session, actor, f"order:{made.id}")
    if outcome == "issued":
        return
    if outcome == "withdrawn":
        yield diary.after(1, 2)
        orders.withdraw(session, actor, made, words.WITHDRAW)
        return
    yield diary.after(1, 2)
    orders.acknowledge(session, clerk, made)
    if outcome != "acknowledged":
        yield from _answered(stage, diary, actor, made, outcome, late=late)


def _answered(
    stage: Stage, diary: Diary, actor: Actor, made: Order, outcome: str, *, late: bool
) -> Iterator[datetime]:
    session, clerk = stage.session, stage.clerk()
    yield diary.after(17 if late else 5, 3)
    orders.reply(session, clerk, made, _words(stage, made.filing).reply, stage.store, _evidence(stage, 0))
    if outcome == "replied":
        return
    yield diary.after(1, 2)
    if outcome == "sent_back":
        orders.send_back(session, actor, made, words.SEND_BACK)
        return
    if spread(f"{stage.key}again", 2):
        orders.send_back(session, actor, made, words.SEND_BACK)
        yield diary.after(2, 2)
        orders.reply(session, clerk, made, words.REPLY_AGAIN, stage.store, _evidence(stage, 1))
        yield diary.after(1, 2)
    orders.close(session, actor, made, words.CLOSE)


def _evidence(stage: Stage, turn: int) -> list[tuple[str, BinaryIO]]:
    if turn:
        return [("整改后现场.png", files.png(spread(f"{stage.key}{turn}", 90)))]
    return [("整改报告.pdf", files.pdf("整改报告", stage.name))]


def _words(stage: Stage, filing: Filing | None) -> OrderWords:
    if stage.story.target in ("", "draft"):
        return words.NOT_FILED
    on_target = filing is not None and filing.stage == "target"
    said: OrderWords = stage.pick(words.TARGET_ORDERS if on_target else words.ROUND_ORDERS, "order")
    return said


def _entry(stage: Stage, filing: Filing, finding: Finding | None) -> OrderEntry:
    said = words.FINDING_ORDER if finding is not None else _words(stage, filing)
    return OrderEntry(
        category=said.category,
        problem=said.problem,
        basis=words.BASIS,
        requirement=said.requirement,
        evidence=said.evidence,
        unit_id=stage.unit.id,
        person=stage.project.person_in_charge,
        working_days=_DAYS,
    )
