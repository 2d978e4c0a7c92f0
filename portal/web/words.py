"""Small words that templates compute: choices of filters, steps of the stepper, rows of a comparison."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as p
from flask_babel.speaklater import LazyString

from portal.domain.charts import broken
from portal.domain.scoring import Grade
from portal.domain.versions import Change
from portal.i18n import named, points_text
from portal.labels import label

COLUMNS: dict[str, LazyString] = {
    "goal": p("field", "年度目标"),
    "achievement": _("年度总体目标完成情况"),
    "summary": p("field", "总体进展"),
    "name": p("head", "名称"),
    "value": p("field", "指标值"),
    "weight": p("field", "分值"),
    "remark": p("field", "备注"),
    "core": p("field", "核心指标"),
    "level1": p("field", "一级指标"),
    "level2": p("field", "二级指标"),
    "progress": p("field", "执行情况"),
    "expected": _("全年预计完成情况"),
    "likelihood": _("完成目标可能性"),
    "reasons": p("field", "偏差原因"),
    "reason_text": _("偏差原因说明"),
    "measures": p("field", "改进措施"),
    "actual": _("实际完成值"),
    "score": p("field", "得分"),
    "computed": _("系统计算得分"),
    "override_reason": _("调整得分的理由"),
    "deviation": _("未完成原因及改进措施"),
    "attained": p("field", "达成程度"),
    "total": p("field", "总分"),
    "grade": p("field", "等级"),
    "total_fen": _("年度资金总额"),
    "fiscal_fen": p("field", "财政拨款"),
    "other_fen": p("field", "其他资金"),
    "nothing_to_report": _("无进展可报"),
    "nothing_reason": _("无进展可报的原因"),
    "note": p("field", "说明"),
}
"""Words for the columns of payloads, for comparisons."""


def regions_choices(regions: Iterable[Any]) -> list[tuple[str, str]]:
    """Regions for a filter."""
    return [(r.code, named(r)) for r in regions]


def types_choices(types: Iterable[Any]) -> list[tuple[str, str]]:
    """Project types for a filter."""
    return [(t.code, named(t)) for t in types]


def rounds_choices(rounds: Iterable[Any]) -> list[tuple[str, str]]:
    """Rounds for a filter."""
    return [(r.code, named(r)) for r in rounds]


def round_options(rounds: Iterable[Any]) -> list[tuple[int, str]]:
    """Rounds of several years for a filter, by id."""
    return [(r.id, f"{r.plan.year} · {named(r)}") for r in rounds]


def id_choices(rows: Iterable[Any]) -> list[tuple[int, str]]:
    """Records with an id for a select."""
    return [(r.id, named(r)) for r in rows]


def enum_choices(members: Iterable[StrEnum]) -> list[tuple[str, str]]:
    """Members of an enum for a filter."""
    return [(m.value, label(m)) for m in members]


def stepper_steps(lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The filings of a dossier as steps; adjustments stand in the table only."""
    return [
        {
            "label": named(line["filing"].round),
            "state": line["state"],
            "date": line["filing"].due_on,
            "url": None,
            "note": label(line["status"]),
        }
        for line in lines
        if line["filing"].adjustment_no == 0
    ]


def _shown(change: Change, value: Any) -> str:
    if value is None or value == "":
        return ""
    if change.column.endswith("_fen"):
        return f"{value / 1_000_000:.2f}"
    if change.column in ("weight", "score", "computed", "total") and isinstance(value, int):
        return points_text(value)
    if change.column == "grade" and value in set(Grade):
        return label(value, "Grade")
    if change.column in ("level1", "level2", "likelihood"):
        return label(value, change.column.capitalize())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def change_rows(rows: Iterable[Change]) -> list[tuple[str, str, str, str]]:
    """Changes as (words for the cell, old, new, kind)."""
    found = []
    for change in rows:
        words = str(COLUMNS.get(change.column, p("word", "其他")))
        place = f"{change.row} · {words}" if change.row else words
        found.append((place, _shown(change, change.old), _shown(change, change.new), change.kind.value))
    return found


def init_words(app: Flask) -> None:
    """Give templates these words."""
    app.jinja_env.globals.update(
        regions_choices=regions_choices,
        types_choices=types_choices,
        rounds_choices=rounds_choices,
        round_options=round_options,
        enum_choices=enum_choices,
        id_choices=id_choices,
        stepper_steps=stepper_steps,
        change_rows=change_rows,
    )
    app.jinja_env.filters["from_json"] = json.loads
    app.jinja_env.filters["broken"] = broken
