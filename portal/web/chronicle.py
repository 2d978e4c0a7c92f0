"""History entries as rows for the timeline, in the reader's words."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

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
                "text": event(entry.action),
                "actor": who(entry),
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


def who(entry: HistoryEntry) -> str:
    """The person behind an entry with the role, or the portal itself."""
    if entry.user is None:
        return pgettext("word", "系统")
    role = label(entry.role, "Role") if entry.role else ""
    return f"{entry.user.full_name} · {role}" if role else entry.user.full_name
