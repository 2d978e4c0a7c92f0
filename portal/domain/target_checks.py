"""Checks of a whole target declaration (绩效目标申报表): goal, set of indicators, money and dates.

Sources: 国办发〔2018〕35号 (a target has outputs, benefits and satisfaction with concrete values; the sector
templates mark compulsory indicators), 财预〔2015〕88号 (complete, relevant, fitting, feasible, matched to
the money), the opinion of 2020 (amounts wrongly filled in, irregular targets) and the mistakes on published
forms. Each finding names a place: "goal", "funds.total", "levels.<second level>", "core.<name>",
"rows.<key>.<cell>", "weights.<part>". Codes stand in PROBLEM_CODES with what their sentences need; doing what
the sentence advises makes the finding go away.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import SequenceMatcher
from fractions import Fraction

from portal.domain.indicators import (
    IndicatorValue,
    Level1,
    Level2,
    check_value,
    convert,
    dimension,
    is_money,
    parse_value,
)
from portal.domain.money import FEN_PER_YUAN, format_wan, narrow
from portal.domain.problems import Problem
from portal.domain.scoring import ScoringRules, WeightRow, weights_problems

REQUIRED_LEVEL2 = (Level2.QUANTITY, Level2.QUALITY, Level2.TIMELINESS, Level2.COST)
"""Second levels of output that every target needs; of the benefits one is enough, satisfaction always."""

PROBLEM_CODES: dict[str, tuple[str, ...]] = {
    "target.goal.empty": (),
    "target.goal.short": ("count", "minimum"),
    "target.goal.is_name": ("name",),
    "target.goal.no_figures": (),
    "target.goal.phrases": ("word",),
    "target.goal.copied": ("project",),
    "target.rows.none": (),
    "target.missing.quantity": (),
    "target.missing.quality": (),
    "target.missing.timeliness": (),
    "target.missing.cost": (),
    "target.missing.benefit": (),
    "target.missing.satisfaction": (),
    "target.core.missing": ("name",),
    "target.name.duplicate": ("name", "row"),
    "target.name.near_copy": ("name", "other"),
    "target.name.is_project": ("name",),
    "target.funds.zero": (),
    "target.funds.unit": ("name", "text", "total"),
    "target.funds.small": ("total", "limit"),
    "target.funds.released_over": ("released", "total"),
    "target.cost.over_total": ("name", "text", "total"),
    "target.cost.product_over": ("name", "quantity", "product", "total"),
    "target.cost.product_under": ("name", "quantity", "product", "total"),
    "target.date.after_end": ("name", "text", "ends"),
    "target.date.before_start": ("name", "text", "starts"),
}

_PHRASES = (
    "圆满完成", "全面完成各项", "完成各项任务", "按照上级要求", "按上级要求", "取得良好效果", "取得显著成效",
    "达到预期目标", "达到预期效果", "实现预期目标", "进一步提升", "进一步提高", "进一步加强", "确保完成任务",
    "做好各项工作",
)  # fmt: skip
_FIGURE = re.compile(r"[0-9一二三四五六七八九十百千万]+")
_NEAR = 0.88
_UNIT_FACTOR = 10_000


@dataclass(frozen=True, slots=True)
class TargetLimits:
    """How strict the soft checks are; the plan may set other figures.

    goal_minimum: characters of a goal. cost_tolerance: how far cost x quantity may lie from the money.
    small_fen: a project below it is asked about (细散小); None asks nobody.
    """

    goal_minimum: int = 20
    cost_tolerance: Fraction = Fraction(1, 5)
    small_fen: int | None = None


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A row of the grid. key is empty for a new row; weight is hundredths or None; value is as typed."""

    key: str
    level1: Level1
    level2: Level2
    name: str
    value: str
    weight: int | None = None
    core: bool = False
    remark: str = ""

    def __post_init__(self) -> None:
        """Take levels as members or as their codes. Raises ValueError for any other word."""
        object.__setattr__(self, "level1", Level1(self.level1))
        object.__setattr__(self, "level2", Level2(self.level2))

    @property
    def place(self) -> str:
        """How findings name the row."""
        return f"rows.{self.key}"

    @property
    def blank(self) -> bool:
        """True where nothing was typed that is worth keeping."""
        return not (self.name.strip() or self.value.strip() or self.remark.strip() or self.weight)

    def understood(self, year: int | None) -> IndicatorValue:
        """The value as operator, number and unit, as a date or as words."""
        return parse_value(self.value, self.level2, year, self.name)


@dataclass(frozen=True, slots=True)
class CoreIndicator:
    """A compulsory (★) indicator of the library for the project's type."""

    level2: Level2
    name: str


@dataclass(frozen=True, slots=True)
class TargetSheet:
    """Everything the checks look at. Money is fen; released_fen is what documents have released so far."""

    project_name: str
    year: int
    goal: str
    rows: tuple[TargetRow, ...]
    total_fen: int
    released_fen: int = 0
    starts_on: date | None = None
    ends_on: date | None = None
    core: tuple[CoreIndicator, ...] = ()
    same_goal_as: str = ""
    limits: TargetLimits = field(default_factory=TargetLimits)


def same_name(one: str, other: str) -> bool:
    """True where two indicator names are the same but for stars, blanks and width of signs."""
    return plain_name(one) == plain_name(other)


def plain_name(name: str) -> str:
    """An indicator's name without stars, blanks and punctuation at its ends."""
    return narrow(name).strip("★*☆·.。、:;,-")


def check_target(sheet: TargetSheet, rules: ScoringRules) -> list[Problem]:
    """All findings on a declaration, in the order of the form: goal, money, indicators, weights."""
    found = [*goal_problems(sheet), *funds_problems(sheet), *level_problems(sheet), *core_problems(sheet)]
    seen: list[TargetRow] = []
    for row in sheet.rows:
        value = row.understood(sheet.year)
        found.extend(check_value(value, row.level1, row.level2, row.name, row.place, sheet.year))
        found.extend(_name_problems(row, seen, sheet.project_name))
        found.extend(_date_problems(row, value, sheet))
        seen.append(row)
    found.extend(cost_problems(sheet))
    names = {f"{row.place}.weight": row.name.strip() for row in sheet.rows}
    for problem in weights_problems([WeightRow(r.place, r.level1, r.weight) for r in sheet.rows], rules):
        name = names.get(problem.field)
        named = problem if name is None else replace(problem, params={**problem.params, "name": name})
        found.append(named)
    return found


def goal_problems(sheet: TargetSheet) -> list[Problem]:
    """The annual goal: present, more than the name, with a figure, no stock phrases alone, no copy."""
    plain = narrow(sheet.goal)
    if not plain:
        return [Problem("goal", "target.goal.empty")]
    if plain == narrow(sheet.project_name):
        return [Problem("goal", "target.goal.is_name", {"name": sheet.project_name})]
    found: list[Problem] = []
    if len(plain) < sheet.limits.goal_minimum:
        params: dict[str, str | int] = {"count": len(plain), "minimum": sheet.limits.goal_minimum}
        found.append(Problem("goal", "target.goal.short", params, hard=False))
    if not _FIGURE.search(plain):
        word = next((phrase for phrase in _PHRASES if phrase in plain), None)
        if word is not None:
            found.append(Problem("goal", "target.goal.phrases", {"word": word}, hard=False))
        else:
            found.append(Problem("goal", "target.goal.no_figures", hard=False))
    if sheet.same_goal_as:
        found.append(Problem("goal", "target.goal.copied", {"project": sheet.same_goal_as}, hard=False))
    return found


def funds_problems(sheet: TargetSheet) -> list[Problem]:
    """The money: not nothing, not smaller than what was released, not 元 typed as 万元, not a splinter."""
    if sheet.total_fen <= 0:
        return [Problem("funds.total", "target.funds.zero")]
    total = format_wan(sheet.total_fen)
    found: list[Problem] = []
    if sheet.released_fen > sheet.total_fen:
        params: dict[str, str | int] = {"released": format_wan(sheet.released_fen), "total": total}
        found.append(Problem("funds.total", "target.funds.released_over", params, hard=False))
    small = sheet.limits.small_fen
    if small is not None and sheet.total_fen < small:
        params = {"total": total, "limit": format_wan(small)}
        found.append(Problem("funds.total", "target.funds.small", params, hard=False))
    return found


def level_problems(sheet: TargetSheet) -> list[Problem]:
    """Second levels that no row stands under. Source: 国办发〔2018〕35号 form A and 财预〔2015〕88号."""
    if not sheet.rows:
        return [Problem("rows", "target.rows.none")]
    held = {row.level2 for row in sheet.rows}
    missing = [level for level in REQUIRED_LEVEL2 if level not in held]
    found = [Problem(f"levels.{level}", f"target.missing.{level}") for level in missing]
    if not any(level.level1 is Level1.BENEFIT for level in held):
        found.append(Problem(f"levels.{Level2.ECONOMIC}", "target.missing.benefit"))
    if Level2.USER_SATISFACTION not in held:
        found.append(Problem(f"levels.{Level2.USER_SATISFACTION}", "target.missing.satisfaction"))
    return found


def missing_core(rows: Sequence[TargetRow], core: Sequence[CoreIndicator]) -> list[CoreIndicator]:
    """Core indicators that no row carries by name."""
    held = {plain_name(row.name) for row in rows}
    return [indicator for indicator in core if plain_name(indicator.name) not in held]


def core_problems(sheet: TargetSheet) -> list[Problem]:
    """★ indicators of the project's type that are missing; the library says which they are.

    A type's core indicators cover all its kinds (orchards, fish ponds, livestock), so that leaving one out asks
    for a word of reason and does not stop the submission.
    """
    return [
        Problem(f"core.{plain_name(one.name)}", "target.core.missing", {"name": one.name}, hard=False)
        for one in missing_core(sheet.rows, sheet.core)
    ]


def _name_problems(row: TargetRow, before: Sequence[TargetRow], project_name: str) -> list[Problem]:
    name = plain_name(row.name)
    if not name:
        return []
    if name == plain_name(project_name):
        told = {"name": row.name.strip()}
        return [Problem(f"{row.place}.name", "target.name.is_project", told, hard=False)]
    for number, other in enumerate(before, start=1):
        if plain_name(other.name) == name:
            params: dict[str, str | int] = {"name": row.name.strip(), "row": number}
            return [Problem(f"{row.place}.name", "target.name.duplicate", params)]
    for other in before:
        if _near(name, plain_name(other.name)):
            params = {"name": row.name.strip(), "other": other.name.strip()}
            return [Problem(f"{row.place}.name", "target.name.near_copy", params, hard=False)]
    return []


def _near(one: str, other: str) -> bool:
    """Nearly the same words; names that differ in a figure alone (1号路, 2号路) are different things."""
    if min(len(one), len(other)) < 5 or re.findall(r"[0-9]+", one) != re.findall(r"[0-9]+", other):
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.quick_ratio() >= _NEAR and matcher.ratio() >= _NEAR


def _date_problems(row: TargetRow, value: IndicatorValue, sheet: TargetSheet) -> list[Problem]:
    if not value.is_date or value.date is None or value.yearless or value.date.year != sheet.year:
        return []
    first = value.date_from or value.date
    params: dict[str, str | int] = {"name": row.name.strip(), "text": row.value.strip()}
    if sheet.ends_on is not None and first > sheet.ends_on:
        ends = params | {"ends": sheet.ends_on.isoformat()}
        return [Problem(f"{row.place}.value", "target.date.after_end", ends, hard=False)]
    if sheet.starts_on is not None and value.date < sheet.starts_on:
        starts = params | {"starts": sheet.starts_on.isoformat()}
        return [Problem(f"{row.place}.value", "target.date.before_start", starts, hard=False)]
    return []


def cost_problems(sheet: TargetSheet) -> list[Problem]:
    """Costs against the money: a cost above the funds, a 10,000-fold slip (元 for 万元), cost x quantity.

    Source: 财预〔2015〕88号, targets must match the money (相应匹配). Only what can be computed is compared:
    a cost in money, or a price per unit with exactly one quantity in that unit.
    """
    if sheet.total_fen <= 0:
        return []
    found: list[Problem] = []
    priced: list[tuple[TargetRow, TargetRow, Fraction]] = []
    costs = [(row, row.understood(sheet.year)) for row in sheet.rows if row.level2 is Level2.COST]
    for row, value in costs:
        if not value.is_number or value.number is None:
            continue
        if is_money(value.unit):
            found.extend(_whole_cost(row, _in_fen(value), sheet.total_fen))
        elif (quantity := _quantity_for(value, sheet)) is not None:
            priced.append((row, quantity[0], _price_in_fen(value) * quantity[1]))
    for row, counted, product in priced:
        found.extend(_product(row, counted, product, sheet, alone=len(costs) == 1))
    return found


def _in_fen(value: IndicatorValue) -> Fraction:
    yuan = convert(value.number, value.unit, "元") if value.number is not None else None
    return (yuan or Fraction(0)) * FEN_PER_YUAN


def _price_in_fen(value: IndicatorValue) -> Fraction:
    head = value.unit.split("/", 1)[0]
    yuan = convert(value.number, head, "元") if value.number is not None else None
    return (yuan or Fraction(0)) * FEN_PER_YUAN


def _whole_cost(row: TargetRow, cost: Fraction, total_fen: int) -> list[Problem]:
    if cost <= 0:
        return []
    params: dict[str, str | int] = {
        "name": row.name.strip(), "text": row.value.strip(), "total": format_wan(total_fen),
    }  # fmt: skip
    for one, other in ((cost, Fraction(total_fen)), (Fraction(total_fen), cost)):
        if abs(one - other * _UNIT_FACTOR) * 100 <= other * _UNIT_FACTOR:
            return [Problem(f"{row.place}.value", "target.funds.unit", params)]
    if cost > total_fen:
        return [Problem(f"{row.place}.value", "target.cost.over_total", params, hard=False)]
    return []


def _quantity_for(price: IndicatorValue, sheet: TargetSheet) -> tuple[TargetRow, Fraction] | None:
    """The one quantity counted in the unit that a price is per, with its figure in that unit."""
    head, slash, per = price.unit.partition("/")
    if not slash or "·" in per or not is_money(head):
        return None
    fitting: list[tuple[TargetRow, Fraction]] = []
    for row in sheet.rows:
        value = row.understood(sheet.year)
        if row.level2 is not Level2.QUANTITY or not value.is_number or value.number is None or not value.unit:
            continue
        figure = convert(value.number, value.unit, per)
        if dimension(value.unit) == dimension(per) and figure is not None:
            fitting.append((row, figure))
    return fitting[0] if len(fitting) == 1 else None


def _product(
    row: TargetRow, counted: TargetRow, product: Fraction, sheet: TargetSheet, *, alone: bool
) -> list[Problem]:
    params: dict[str, str | int] = {
        "name": row.name.strip(),
        "quantity": counted.name.strip(),
        "product": format_wan(int(product), 2),
        "total": format_wan(sheet.total_fen),
    }
    slack = sheet.limits.cost_tolerance
    if product > sheet.total_fen * (1 + slack):
        return [Problem(f"{row.place}.value", "target.cost.product_over", params, hard=False)]
    if alone and product < sheet.total_fen * (1 - slack):
        return [Problem(f"{row.place}.value", "target.cost.product_under", params, hard=False)]
    return []


@dataclass(frozen=True, slots=True)
class Peers:
    """What approved targets of the same type ask for under the same name, and how many there are."""

    lowest: Fraction
    middle: Fraction
    highest: Fraction
    unit: str
    count: int


def peers_of(values: Sequence[IndicatorValue], least: int = 5) -> Peers | None:
    """Summarise figures of one indicator in their commonest unit; None below ``least`` of them.

    Fewer than five could be traced to a project, so nothing is said then.
    """
    figures = [value for value in values if value.is_number and value.unit]
    if len(figures) < least:
        return None
    units = [value.unit for value in figures]
    unit = max(sorted(set(units)), key=units.count)
    converted = [convert(v.number, v.unit, unit) for v in figures if v.number is not None]
    numbers = sorted(number for number in converted if number is not None)
    if len(numbers) < least:
        return None
    half = len(numbers) // 2
    middle = numbers[half] if len(numbers) % 2 else (numbers[half - 1] + numbers[half]) / 2
    return Peers(numbers[0], middle, numbers[-1], unit, len(numbers))
