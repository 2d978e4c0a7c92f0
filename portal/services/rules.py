"""What a year's plan says, read for those who compute: parameters by date, scoring rules, criteria, words.

Every figure stands in the plan's rows. A figure that is missing is an error and never a default in code; what is only
switched on by a figure is off without it, and what merely colours a day falls back to what it always was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.domain.alerts import COLOURS, NUMBERS, Colour, Limits
from portal.domain.filings import Stage
from portal.domain.money import to_hundredths
from portal.domain.reminders import Rung, Schedule
from portal.domain.reports import ReportKind
from portal.domain.scoring import Band, Deduction, Grade, Part, QualitativeLevel, ScoringRules
from portal.models import Plan, PlanForm, PlanParameter, PlanStatus, PlanTerm, ReviewCriterion

Value = TypeVar("Value")

GRADE_KEYS = {
    Grade.EXCELLENT: "score.grade_excellent",
    Grade.GOOD: "score.grade_good",
    Grade.FAIR: "score.grade_fair",
}
BAND_KEYS = {
    level: (f"score.band_{level.value}_lower", f"score.band_{level.value}_upper")
    for level in QualitativeLevel
}
OVER_ACHIEVEMENT = "score.over_achievement_ratio"
DEDUCTIONS = "score.deductions"
EXPLAIN_EXECUTION = "score.explain_execution_below"
NO_SATISFACTION = "score.no_satisfaction_moves_to"
REVIEW_DAYS = "deadline.review_days"
MENDING_DAYS = "deadline.mending_days"
RECTIFICATION_DAYS = "deadline.rectification_days"
NEAR_DAYS = "deadline.near_days"
NEAR_UNLESS_SET = 3
"""Plans that were drawn up before the key existed have no row of it; the portal then does as it always did."""
FIRST_LANGUAGE = "papers.first_language"
FIRST_UNLESS_SET = "zh"
"""Practice in the region is the Chinese text first; plans from before the key existed have it so."""
ATTACHMENT_MB = "attachment.max_mb"
REMINDER_BEFORE = "reminder.before"
REMINDER_AFTER = "reminder.after"
REMINDER_LOCK = "reminder.lock"
LADDER = {rung: f"ladder.{rung}" for rung in Rung}
PUSH_WEEKDAY = "push.weekday"
REPORT_DAYS = {kind: f"report.{kind}_days" for kind in ReportKind}
LIGHT = "light."
"""Beginning of the keys of thresholds of lights."""


class MissingParameter(LookupError):
    """The plan has no value for a key on a date."""

    def __init__(self, key: str, year: int, on: date) -> None:
        super().__init__(f"plan {year} has no {key} on {on.isoformat()}")
        self.key, self.year, self.on = key, year, on


class UnreadableParameter(ValueError):
    """A value of the plan that its key cannot take."""

    def __init__(self, key: str, value: str) -> None:
        super().__init__(f"{key}: {value!r}")
        self.key, self.value = key, value


def _points(text: str) -> int:
    points = Fraction(text)
    if not 0 <= points <= 100:
        raise ValueError(text)
    return to_hundredths(points)


def _days(text: str) -> int:
    days = int(text)
    if not 1 <= days <= 365:
        raise ValueError(text)
    return days


def _ratio(text: str) -> Fraction:
    ratio = Fraction(text)
    if not 0 <= ratio <= 1000:
        raise ValueError(text)
    return ratio


def _part(text: str) -> Part:
    part = Part(text)
    if part is Part.SATISFACTION:
        raise ValueError(text)
    return part


def _deductions(text: str) -> tuple[Deduction, ...]:
    steps = (step.split(":") for step in text.split())
    return tuple(Deduction(_ratio(above), _points(share)) for above, share in steps)


def _day_list(text: str) -> tuple[int, ...]:
    return tuple(sorted({_days(word) for word in text.replace(",", " ").split()}))


def _rung(text: str) -> int | None:
    return _days(text) if text else None


def _weekday(text: str) -> int | None:
    day = int(text) if text else None
    if day is not None and not 0 <= day <= 5:
        raise ValueError(text)
    return day


def _threshold(text: str) -> Fraction | None:
    return _ratio(text) if text else None


def _colour(text: str) -> Colour | None:
    return Colour(text) if text else None


def _language(text: str) -> str:
    return ("zh", "ug")[("0", "1").index(text)]


READERS: dict[str, Callable[[str], object]] = {
    **dict.fromkeys(GRADE_KEYS.values(), _points),
    **{key: _points for pair in BAND_KEYS.values() for key in pair},
    OVER_ACHIEVEMENT: _ratio,
    DEDUCTIONS: _deductions,
    EXPLAIN_EXECUTION: _ratio,
    NO_SATISFACTION: _part,
    REVIEW_DAYS: _days,
    MENDING_DAYS: _days,
    RECTIFICATION_DAYS: _days,
    NEAR_DAYS: _days,
    FIRST_LANGUAGE: _language,
    ATTACHMENT_MB: _days,
    REMINDER_BEFORE: _day_list,
    REMINDER_AFTER: _day_list,
    REMINDER_LOCK: _day_list,
    **{key: _rung for key in LADDER.values()},
    PUSH_WEEKDAY: _weekday,
    **{key: _rung for key in REPORT_DAYS.values()},
    **{f"{LIGHT}{key}": _threshold for key in NUMBERS},
    **{f"{LIGHT}{key}": _colour for key in COLOURS},
}
"""Keys that a plan must have, each with what reads its text."""


def readable(key: str, value: str) -> bool:
    """Say whether a key can take a text; unknown keys take any."""
    try:
        _read(READERS.get(key, str), key, value)
    except UnreadableParameter:
        return False
    return True


def _read(reader: Callable[[str], Value], key: str, value: str) -> Value:
    try:
        return reader(value.strip())
    except (ValueError, ZeroDivisionError) as error:
        raise UnreadableParameter(key, value) from error


def first_day(plan: Plan) -> date:
    """1 January of the plan's year: from when its first parameters hold."""
    return date(plan.year, 1, 1)


def in_force(plan: Plan, key: str, on: date) -> PlanParameter | None:
    """The row of a key that holds on a date: the latest that has started."""
    rows = [p for p in plan.parameters if p.key == key and p.starts_on <= on]
    return max(rows, key=lambda p: p.starts_on, default=None)


def parameter(plan: Plan, key: str, on: date) -> str:
    """Text of a parameter as it holds on a date. Raises MissingParameter."""
    row = in_force(plan, key, on)
    if row is None:
        raise MissingParameter(key, plan.year, on)
    return row.value


def int_parameter(plan: Plan, key: str, on: date) -> int:
    """A whole number. Raises MissingParameter or UnreadableParameter."""
    return _read(int, key, parameter(plan, key, on))


def fraction_parameter(plan: Plan, key: str, on: date) -> Fraction:
    """An exact ratio written as a decimal, "1.3". Raises MissingParameter or UnreadableParameter."""
    return _read(_ratio, key, parameter(plan, key, on))


def hundredths_parameter(plan: Plan, key: str, on: date) -> int:
    """Points or percent written as a decimal, "90", as hundredths, 9000. Raises like int_parameter."""
    return _read(_points, key, parameter(plan, key, on))


def today_for(plan: Plan) -> date:
    """The day whose parameters a plan is read by: today, or its first day where the year has not begun."""
    return max(clock.today(), first_day(plan))


def scoring_rules(plan: Plan, on: date | None = None) -> ScoringRules:
    """Scoring rules of a plan on a date (default today). Raises MissingParameter or UnreadableParameter.

    Sources: 财预〔2020〕10号 and the notes of the self-evaluation form; each row of the plan names its own.
    """
    day = on or today_for(plan)
    return ScoringRules(
        weights=weights(plan),
        grade_bounds={
            Grade.POOR: 0,
            **{grade: hundredths_parameter(plan, key, day) for grade, key in GRADE_KEYS.items()},
        },
        bands={
            level: Band(hundredths_parameter(plan, lower, day), hundredths_parameter(plan, upper, day))
            for level, (lower, upper) in BAND_KEYS.items()
        },
        over_achievement_ratio=fraction_parameter(plan, OVER_ACHIEVEMENT, day),
        explain_execution_below=fraction_parameter(plan, EXPLAIN_EXECUTION, day),
        deductions=_read(_deductions, DEDUCTIONS, parameter(plan, DEDUCTIONS, day)),
    )


def limits(plan: Plan, on: date | None = None) -> Limits:
    """Thresholds of the lights on a date (default today); a key that the plan lacks or leaves blank is off.

    Raises UnreadableParameter.
    """
    day = on or today_for(plan)
    return Limits(_set(plan, NUMBERS, _threshold, day), _set(plan, COLOURS, _colour, day))


def schedule(plan: Plan, on: date | None = None) -> Schedule:
    """When people are reminded on a date (default today), in working days; what the plan lacks or leaves blank is
    off. Raises UnreadableParameter."""
    day = on or today_for(plan)

    def days(key: str) -> tuple[int, ...]:
        row = in_force(plan, key, day)
        return _read(_day_list, key, row.value) if row else ()

    rungs = {rung: in_force(plan, key, day) for rung, key in LADDER.items()}
    read = {rung: _read(_rung, row.key, row.value) for rung, row in rungs.items() if row}
    ladder = {rung: late for rung, late in read.items() if late is not None}
    return Schedule(days(REMINDER_BEFORE), days(REMINDER_AFTER), ladder, days(REMINDER_LOCK))


def push_weekday(plan: Plan, on: date | None = None) -> int | None:
    """On which weekday problems are pushed on a date (default today): 0 each working day, 1 to 5 Monday to Friday; None
    where the plan lacks it or leaves it blank. Raises UnreadableParameter."""
    row = in_force(plan, PUSH_WEEKDAY, on or today_for(plan))
    return _read(_weekday, row.key, row.value) if row else None


def report_days(plan: Plan, kind: ReportKind, on: date) -> int | None:
    """How many working days after the end of its period a report is due on a date; None where the plan lacks it or
    leaves it blank. Raises UnreadableParameter."""
    row = in_force(plan, REPORT_DAYS[kind], on)
    return _read(_rung, row.key, row.value) if row else None


def near_days(session: Session, on: date) -> int:
    """From how many working days before its end a deadline counts as near, by the plan in force on a date. One
    statement: every page that names a deadline asks. Raises UnreadableParameter."""
    plan = (
        select(Plan.id)
        .where(Plan.status == PlanStatus.ACTIVE, Plan.year <= on.year)
        .order_by(Plan.year.desc())
        .limit(1)
        .scalar_subquery()
    )
    value = session.scalar(
        select(PlanParameter.value)
        .where(PlanParameter.plan_id == plan, PlanParameter.key == NEAR_DAYS, PlanParameter.starts_on <= on)
        .order_by(PlanParameter.starts_on.desc())
        .limit(1)
    )
    return NEAR_UNLESS_SET if value is None else _read(_days, NEAR_DAYS, value)


def first_language(session: Session, year: int, on: date) -> str:
    """Which text comes first in papers of a year in both languages, "zh" or "ug", by its plan on a date; of a day outside
    the year by that end of it. Raises UnreadableParameter."""
    day = min(max(on, date(year, 1, 1)), date(year, 12, 31))
    value = session.scalar(
        select(PlanParameter.value)
        .join(Plan, Plan.id == PlanParameter.plan_id)
        .where(Plan.year == year, PlanParameter.key == FIRST_LANGUAGE, PlanParameter.starts_on <= day)
        .order_by(PlanParameter.starts_on.desc())
        .limit(1)
    )
    return FIRST_UNLESS_SET if value is None else _read(_language, FIRST_LANGUAGE, value)


def threshold(value: str) -> Fraction:
    """A threshold of a light as a number. Raises ValueError where it is none or blank."""
    return _ratio(value.strip())


def light_basis(plan: Plan, rule: str, on: date | None = None) -> str:
    """Sources of a rule's thresholds that hold on a date (default today), each once, a line each."""
    day = on or today_for(plan)
    keys = (f"{LIGHT}{key}" for key in (*NUMBERS, *COLOURS) if key.startswith(rule))
    rows = (in_force(plan, key, day) for key in keys)
    return "\n".join(dict.fromkeys(row.source for row in rows if row and row.source))


def _set(
    plan: Plan, keys: Iterable[str], reader: Callable[[str], Value | None], day: date
) -> dict[str, Value]:
    """What is set on a day, by key of a light."""
    rows = ((key, in_force(plan, f"{LIGHT}{key}", day)) for key in keys)
    read = ((key, _read(reader, row.key, row.value)) for key, row in rows if row)
    return {key: value for key, value in read if value is not None}


def weights(plan: Plan) -> dict[Part, int]:
    """Points of each part in hundredths, in the order of the form."""
    held = {Part(w.part): w.points for w in plan.weights}
    return {part: held[part] for part in Part if part in held}


def satisfaction_moves_to(plan: Plan, on: date | None = None) -> Part:
    """The part that takes the satisfaction points of a project without those who could be asked."""
    return _read(_part, NO_SATISFACTION, parameter(plan, NO_SATISFACTION, on or today_for(plan)))


def criteria(plan: Plan, stage: Stage) -> tuple[ReviewCriterion, ...]:
    """Rows of the review form of a stage in their order; empty where the plan asks for an opinion alone."""
    return tuple(sorted((c for c in plan.criteria if c.stage is stage), key=lambda c: c.position))


def term(plan: Plan, code: str, language: str) -> str:
    """A word of the year, "zh" or "ug"; the Chinese one where the Uyghur is missing. Raises KeyError."""
    rows: dict[str, PlanTerm] = {t.code: t for t in plan.terms}
    row = rows[code]
    return row.ug if language == "ug" and row.ug else row.zh


@dataclass(frozen=True, slots=True)
class FormText:
    """Version, printed notes and titles of the stamp blocks of a form, in pairs (zh, ug)."""

    version: str
    notes: tuple[tuple[str, str], ...]
    signs: tuple[tuple[str, str], ...]


def form_text(plan: Plan, kind: str) -> FormText:
    """What is printed around a form (target, review, monitoring, evaluation, order); may be nothing."""
    form: PlanForm | None = next((f for f in plan.forms if f.kind == kind), None)
    if form is None:
        return FormText("", (), ())
    return FormText(form.version, _pairs(form.notes_zh, form.notes_ug), _pairs(form.sign_zh, form.sign_ug))


def _pairs(zh: str, ug: str) -> tuple[tuple[str, str], ...]:
    chinese = [line.strip() for line in zh.splitlines() if line.strip()]
    uyghur = [line.strip() for line in ug.splitlines() if line.strip()]
    return tuple((line, uyghur[i] if i < len(uyghur) else "") for i, line in enumerate(chinese))
