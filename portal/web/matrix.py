"""Places or units against stages, as rows for the matrix macro."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import url_for
from flask_babel import pgettext
from sqlalchemy.orm import Session

from portal.domain.roles import Actor
from portal.i18n import named
from portal.models import Plan, Round
from portal.services import progress
from portal.services.progress import Cell, Grouping, Row


def matrix_values(
    session: Session, actor: Actor, plan: Plan | None, grouping: Grouping, today: date
) -> dict[str, Any]:
    """Template values of a progress table: stages, rows, the sum row and coverage of targets."""
    if plan is None:
        return {"stages": [], "rows": [], "sums": None, "grouping": grouping}
    rounds = plan.rounds
    rows = progress.table(session, actor, plan.id, grouping, today)
    totals = progress.totals(rows)
    return {
        "grouping": grouping,
        "corner": pgettext("head", "单位") if grouping is Grouping.UNIT else pgettext("head", "地区"),
        "rounds": rounds,
        "totals": totals,
        "stages": [(named(r), r.due_on) for r in rounds],
        "rows": [_row(row, rounds, grouping, plan.year) for row in rows],
        "sums": {
            "name": "",
            "url": None,
            "cells": [_cell(totals.get(r.id), r, None, grouping, plan.year) for r in rounds],
        },
    }


def _row(row: Row, rounds: Any, grouping: Grouping, year: int) -> dict[str, Any]:
    return {
        "name": named(row),
        "url": url_for("records.projects", year=year, **_filter(row.key, grouping)),
        "cells": [_cell(row.cells.get(r.id), r, row.key, grouping, year) for r in rounds],
        "open_orders": row.open_orders,
    }


def _filter(key: str | None, grouping: Grouping) -> dict[str, str]:
    if key is None:
        return {}
    if grouping is Grouping.UNIT:
        return {"unit": key}
    return {"region": key + "00" if grouping is Grouping.PREFECTURE else key}


def _cell(
    cell: Cell | None, round_: Round, key: str | None, grouping: Grouping, year: int
) -> dict[str, Any] | None:
    if cell is None or not cell.total:
        return None
    url = url_for("records.filing_list", year=year, round=round_.code, **_filter(key, grouping))
    return {"done": cell.done, "total": cell.total, "late": cell.late, "url": url}
