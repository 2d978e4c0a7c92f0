"""History entries as rows for the timeline, in the reader's words."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import pgettext

from portal.labels import event, label
from portal.models import HistoryEntry

TONES = {
    "filing.approve": "good",
    "filing.return": "warn",
    "order.issue": "bad",
    "order.close": "good",
    "order.send_back": "warn",
    "filing.record": "good",
    "light.confirm": "bad",
    "light.go_out": "good",
}


def entry_rows(entries: Iterable[HistoryEntry]) -> list[dict[str, Any]]:
    """Rows for the timeline macro: instant, sentence, who, the reason given, tone."""
    rows = []
    for entry in entries:
        params = json.loads(entry.params)
        rows.append(
            {
                "id": entry.id,
                "at": entry.at,
                "text": _with_name(event(entry.action), params.get("to_name", "")),
                "actor": who(entry, params.get("for_name", "")),
                # A unit's own chain keeps what it drafted and gave up: that it did so is told, why is its own matter.
                "note": "" if entry.chain.startswith("unit:") else params.get("reason", ""),
                "tone": TONES.get(entry.action, "plain"),
                "chain": entry.chain,
                "seq": entry.seq,
                "digest": entry.digest,
                "subject": entry.subject,
                "links": [],
            }
        )
    return rows


def _with_name(words: str, name: str) -> str:
    """What happened, with the person it went to."""
    return _("%(words)s：%(name)s", words=words, name=name) if name else words


def who(entry: HistoryEntry, lender: str = "") -> str:
    """The person behind an entry with the role and the one whose lent role it is, or the portal itself."""
    if entry.user is None:
        return pgettext("word", "系统")
    role = label(entry.role, "Role") if entry.role else ""
    if lender:
        role = _("%(role)s（代%(name)s）", role=role, name=lender)
    return f"{entry.user.full_name} · {role}" if role else entry.user.full_name
