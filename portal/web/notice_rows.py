"""Notices as the pages show them: the sentence in the reader's language, what it is about, and the way there."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for

from portal.domain.problems import Problem
from portal.labels import event
from portal.messages import sentence
from portal.models import Notice

SAID: dict[str, str] = {
    "reminder.before": "notice.reminder.before",
    "reminder.due": "notice.reminder.due",
    "reminder.after": "notice.reminder.after",
    "reminder.lock": "notice.reminder.lock",
    "reminder.locked": "notice.reminder.locked",
    "exception.ask": "notice.exception.ask",
    "exception.endorse": "notice.exception.endorse",
    "exception.grant": "notice.exception.grant",
    "exception.refuse": "notice.exception.refuse",
    "exception.withdraw": "notice.exception.withdraw",
    "entry.register": "notice.entry.register",
    "order.escalate": "notice.order.escalate",
    "announcement.due": "notice.announcement.due",
    "announcement.published": "notice.announcement.published",
    "announcement.withdrawn": "notice.announcement.withdrawn",
    "copy.send": "notice.copy.send",
    "nudge.reader": "notice.nudge.reader",
    "nudge.step": "notice.nudge.step",
    "bulletin.pushed": "notice.bulletin.pushed",
    "bulletin.quiet": "notice.bulletin.quiet",
    "item.transfer": "notice.item.transfer",
    "account.lend": "notice.account.lend",
    "account.lend_end": "notice.account.lend_end",
    "handover.open": "notice.handover.open",
    "handover.ask": "notice.handover.ask",
    "handover.sign": "notice.handover.sign",
    "handover.approve": "notice.handover.approve",
    "handover.done": "notice.handover.done",
    "handover.cancel": "notice.handover.cancel",
    "ranking.consult": "notice.ranking.consult",
    "ranking.publish": "notice.ranking.publish",
    "ranking.cancel": "notice.ranking.cancel",
    "ranking.object": "notice.ranking.object",
    "ranking.uphold": "notice.ranking.uphold",
    "ranking.reject": "notice.ranking.reject",
    "report.sign": "notice.report.sign",
    "job.done": "notice.job.done",
    "job.failed": "notice.job.failed",
    "concentrated.open": "notice.concentrated.open",
    "concentrated.conclude": "notice.concentrated.conclude",
}
"""Notices that say a whole sentence; of others the event is named."""

PAGES: dict[str, tuple[str, str]] = {
    "filing": ("records.filing", "filing_id"),
    "order": ("orders.show", "order_id"),
    "check": ("checks.show", "check_id"),
    "light": ("light.show", "light_id"),
    "concentrated": ("concentrated.show", "concentrated_id"),
    "ranking": ("rankings.show", "ranking_id"),
    "report": ("reports.show", "report_id"),
    "bulletin": ("bulletins.show", "bulletin_id"),
    "project": ("records.dossier", "project_id"),
    "fund": ("funds.show", "fund_id"),
    "announcement": ("announcements.show", "announcement_id"),
    "handover": ("handovers.show", "handover_id"),
    "exception": ("exceptions.show", "exception_id"),
    "entry": ("ledger_entries.show", "entry_id"),
    "job": ("printing.show", "job_id"),
}
"""The page behind each kind of subject, with the name of its parameter."""

LISTS: dict[str, tuple[str, dict[str, str]]] = {
    "filing": ("account.start", {}),
    "review": ("reviews.queue", {}),
    "order": ("orders.index", {}),
    "verify": ("orders.index", {}),
    "report": ("reports.index", {}),
}
"""The list behind each kind of thing that a reminder counts."""


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice in words; url leads to what it is about."""

    id: int
    at: datetime
    text: str
    project: str
    note: str
    url: str
    unread: bool = False


def notice_rows(found: Iterable[Notice], unread: frozenset[int] = frozenset()) -> list[NoticeRow]:
    """Rows of notices; unread holds the ids that the reader has not marked."""
    return [_row(notice, notice.id in unread) for notice in found]


def _row(notice: Notice, unread: bool) -> NoticeRow:
    said: dict[str, Any] = json.loads(notice.params)
    return NoticeRow(
        notice.id,
        notice.created_at,
        sentence(Problem("", SAID[notice.code], said)) if notice.code in SAID else event(notice.code),
        said.get("project", ""),
        said.get("reason", ""),
        _url(notice.subject, said),
        unread,
    )


def page_of(subject: str) -> str:
    """The page of a record by its name in the history; empty for what has none."""
    kind, _colon, identity = subject.partition(":")
    if kind not in PAGES or not identity.isdigit():
        return ""
    endpoint, name = PAGES[kind]
    return url_for(endpoint, **{name: int(identity)})


def _url(subject: str, said: dict[str, Any]) -> str:
    if found := page_of(subject):
        return found
    if subject.startswith("delegation:"):
        return url_for("delegations.index")
    endpoint, values = LISTS.get(said.get("thing", ""), ("account.start", {}))
    return url_for(endpoint, **values)
