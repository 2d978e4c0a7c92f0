"""A self-evaluation as typed: read from the posted form, drawn again with every character."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _
from flask_babel import pgettext

from portal.domain.evaluation_scores import (
    EvaluationEntry,
    EvaluationKnown,
    MoneyEntry,
    RowEntry,
    band_of,
    level_of,
)
from portal.domain.indicators import ValueKind
from portal.domain.money import format_wan
from portal.domain.problems import Problem
from portal.domain.reported_values import read_target
from portal.domain.scoring import FULL, QualitativeLevel, ScoringRules
from portal.i18n import points_text
from portal.web.forms.grids import read_points, read_rows, read_wan
from portal.web.forms.typed import changes, clean

AMOUNTS = ("budget_fiscal", "budget_other", "executed_fiscal", "executed_other")
VALUE_LENGTH, TEXT_LENGTH, ACCOUNT_LENGTH = 200, 2000, 5000
FIGURE_LENGTH = 40

_LEVELS = {one.value: one for one in QualitativeLevel}


@dataclass(frozen=True, slots=True)
class TypedFigures:
    """Level, share, corrected score of a row as they stand on the page."""

    level: str = ""
    share: str = ""
    override: str = ""


@dataclass(frozen=True, slots=True)
class TypedEvaluation:
    """The whole form: what was typed, what could not be read of it, and its figures as text."""

    entry: EvaluationEntry
    amounts: Mapping[str, str]
    figures: Mapping[str, TypedFigures]
    execution: str = ""
    unread: tuple[Problem, ...] = field(default=())

    def row(self, key: str) -> RowEntry:
        """What was typed for an indicator."""
        return next((row for row in self.entry.rows if row.key == key), RowEntry(key))

    def figure(self, key: str) -> TypedFigures:
        """The figures of an indicator as text."""
        return self.figures.get(key, TypedFigures())


def shown_evaluation(entry: EvaluationEntry, rules: ScoringRules) -> TypedEvaluation:
    """Stored content as a form."""
    money = entry.money
    fen = (
        money.budget_fiscal_fen, money.budget_other_fen, money.executed_fiscal_fen, money.executed_other_fen
    )  # fmt: skip
    texts = ("" if amount is None else format_wan(amount) for amount in fen)
    figures = {
        row.key: TypedFigures(
            "" if row.attained is None else level_of(row.attained, rules).value,
            points_text(row.attained),
            points_text(row.override),
        )
        for row in entry.rows
    }
    amounts = dict(zip(AMOUNTS, texts, strict=True))
    return TypedEvaluation(entry, amounts, figures, points_text(entry.execution_override))


def read_evaluation(form: Mapping[str, str], known: EvaluationKnown) -> TypedEvaluation:
    """Read the posted form. A figure that cannot be read is empty in the entry and stays as text."""
    unread: list[Problem] = []
    names = {row.key: row.name for row in known.rows}
    amounts = {name: clean(form.get(name, ""), FIGURE_LENGTH) for name in AMOUNTS}
    fen = [read_wan(text, f"money.{name}", unread) for name, text in amounts.items()]
    figures: dict[str, TypedFigures] = {}
    rows: list[RowEntry] = []
    for cells in read_rows(form, "rows"):
        key = cells.get("key", "")
        if key in names and key not in figures:
            figures[key] = _figures(cells)
            attained = _attained(figures[key], key, names[key], known.rules, unread)
            rows.append(_row(cells, key, attained, figures[key], unread))
    execution = clean(form.get("execution_override", ""), FIGURE_LENGTH)
    entry = EvaluationEntry(
        money=MoneyEntry(*fen),
        rows=tuple(rows),
        achievement=clean(form.get("achievement", ""), ACCOUNT_LENGTH),
        note=clean(form.get("note", ""), TEXT_LENGTH),
        execution_override=read_points(execution, "execution.override", unread),
        execution_reason=clean(form.get("execution_reason", ""), TEXT_LENGTH),
    )
    return TypedEvaluation(entry, amounts, figures, execution, tuple(unread))


def _figures(cells: Mapping[str, str]) -> TypedFigures:
    return TypedFigures(
        cells.get("level", "") if cells.get("level") in _LEVELS else "",
        clean(cells.get("share", ""), FIGURE_LENGTH),
        clean(cells.get("override", ""), FIGURE_LENGTH),
    )


def _row(
    cells: Mapping[str, str], key: str, attained: int | None, figures: TypedFigures, unread: list[Problem]
) -> RowEntry:
    return RowEntry(
        key=key,
        actual=clean(cells.get("actual", ""), VALUE_LENGTH),
        attained=attained,
        override=read_points(figures.override, f"rows.{key}.override", unread),
        override_reason=clean(cells.get("override_reason", ""), TEXT_LENGTH),
        deviation=clean(cells.get("deviation", ""), TEXT_LENGTH),
    )


def _attained(
    figures: TypedFigures, key: str, name: str, rules: ScoringRules, unread: list[Problem]
) -> int | None:
    """The judged share in hundredths of a percent. A level alone means the top of its band, in whole percent."""
    place = f"rows.{key}.attained"
    level = _LEVELS.get(figures.level)
    share = read_points(figures.share.removesuffix("%").removesuffix("％"), place, unread)
    if share is None:
        top = band_of(level, rules)[1] if level is not None and not figures.share.strip() else None
        return None if top is None else top - top % 100
    text = points_text(share)
    if share > FULL:
        unread.append(Problem(place, "evaluation.attained.above_hundred", {"name": name, "share": text}))
        return None
    if level is not None and level_of(share, rules) is not level:
        lower, upper = band_of(level, rules)
        params: dict[str, str | int] = {
            "name": name, "share": text, "lower": points_text(lower), "upper": points_text(upper),
        }  # fmt: skip
        unread.append(Problem(place, "evaluation.attained.out_of_band", params))
        return None
    return share


def level_choices(rules: ScoringRules) -> list[tuple[str, str]]:
    """(code, words with the band) of the levels, best first; words of 财预〔2020〕10号."""
    words = {
        QualitativeLevel.FULL: _("达成年度指标"),
        QualitativeLevel.PARTIAL: _("部分达成年度指标并具有一定效果"),
        QualitativeLevel.NONE: _("未达成年度指标且效果较差"),
    }
    bands = {level: band_of(level, rules) for level in words}
    return [
        (level.value, f"{text} {points_text(bands[level][0])}%–{points_text(bands[level][1])}%")
        for level, text in words.items()
    ]


def judged_keys(known: EvaluationKnown) -> frozenset[str]:
    """Indicators whose result may need a judged share: targets in words, and dates that may be missed."""
    kinds = {row.key: read_target(row.value, row.level2, row.name, known.year).kind for row in known.rows}
    return frozenset(key for key, kind in kinds.items() if kind in (ValueKind.QUALITATIVE, ValueKind.DATE))


def cell_names(known: EvaluationKnown) -> dict[str, str]:
    """Words for the place of a finding, by its field."""
    fiscal, other = pgettext("field", "财政拨款"), pgettext("field", "其他资金")
    budget, executed = _("全年预算数"), _("全年执行数")
    names = {
        "money.budget_fiscal": f"{budget} · {fiscal}",
        "money.budget_other": f"{budget} · {other}",
        "money.executed_fiscal": f"{executed} · {fiscal}",
        "money.executed_other": f"{executed} · {other}",
        "execution.override": _("执行率得分的调整"),
        "execution.reason": _("执行率得分的调整理由"),
        "achievement": _("年度总体目标完成情况"),
        "note": pgettext("field", "情况说明"),
    }
    columns = {
        "actual": _("全年实际值"),
        "attained": pgettext("field", "达成程度"),
        "override": _("调整后的得分"),
        "override_reason": _("调整得分的理由"),
        "deviation": _("未完成原因及改进措施"),
    }
    for number, row in enumerate(known.rows, start=1):
        line = _("第 %(row)s 行", row=number)
        for column, text in columns.items():
            names[f"rows.{row.key}.{column}"] = f"{line} · {text}"
    return names


def conflicts(
    typed: TypedEvaluation, theirs: EvaluationEntry, known: EvaluationKnown
) -> list[tuple[str, str, str]]:
    """Cells in which what is typed differs from what is stored now: (words for the cell, typed, stored)."""
    stored = shown_evaluation(theirs, known.rules)
    return changes(_texts(typed), _texts(stored), cell_names(known))


def _texts(typed: TypedEvaluation) -> dict[str, str]:
    entry = typed.entry
    texts = {f"money.{name}": text for name, text in typed.amounts.items()}
    texts |= {
        "execution.override": typed.execution,
        "execution.reason": entry.execution_reason,
        "achievement": entry.achievement,
        "note": entry.note,
    }
    for row in entry.rows:
        figures = typed.figure(row.key)
        texts |= {
            f"rows.{row.key}.actual": row.actual,
            f"rows.{row.key}.attained": figures.share,
            f"rows.{row.key}.override": figures.override,
            f"rows.{row.key}.override_reason": row.override_reason,
            f"rows.{row.key}.deviation": row.deviation,
        }
    return texts
