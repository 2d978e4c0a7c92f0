"""Checks of a whole declaration: each finding is made, and the advised fix makes it go away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from portal.domain.indicators import Level1, Level2, parse_value
from portal.domain.problems import has_hard
from portal.domain.scoring import Band, Grade, Part, QualitativeLevel, ScoringRules
from portal.domain.target_checks import (
    PROBLEM_CODES,
    CoreIndicator,
    TargetLimits,
    TargetRow,
    TargetSheet,
    check_target,
    missing_core,
    peers_of,
    same_name,
)

RULES = ScoringRules(
    weights={Part.EXECUTION: 1000, Part.OUTPUT: 5000, Part.BENEFIT: 3000, Part.SATISFACTION: 1000},
    grade_bounds={Grade.EXCELLENT: 9000, Grade.GOOD: 8000, Grade.FAIR: 6000, Grade.POOR: 0},
    bands={level: Band(0, 10_000) for level in QualitativeLevel},
    over_achievement_ratio=Fraction(13, 10),
    explain_execution_below=Fraction(9, 10),
)


def row(key: str, level2: Level2, name: str, value: str, weight: int | None) -> TargetRow:
    """A row under the right first level."""
    return TargetRow(key, level2.level1, level2, name, value, weight)


ROWS = (
    row("k1", Level2.QUANTITY, "硬化道路里程", "≥12公里", 2000),
    row("k2", Level2.QUALITY, "项目(工程)验收合格率", "=100%", 1000),
    row("k3", Level2.TIMELINESS, "项目完工时限", "2020年10月底前", 1000),
    row("k4", Level2.COST, "硬化补助标准", "≤7.5万元/公里", 1000),
    row("k5", Level2.SOCIAL, "受益贫困人口数", "≥480人", 3000),
    row("k6", Level2.USER_SATISFACTION, "受益贫困人口满意度", "≥95%", 1000),
)
GOOD = TargetSheet(
    project_name="阔其乡村内道路硬化项目",
    year=2020,
    goal="2020年10月底前硬化村内道路12公里,惠及120户480人,改善出行条件。",
    rows=ROWS,
    total_fen=90_000_000,
    starts_on=date(2020, 3, 1),
    ends_on=date(2020, 11, 30),
    core=(CoreIndicator(Level2.SOCIAL, "★受益贫困人口数"),),
)


def codes(sheet: TargetSheet) -> set[str]:
    """Codes found on a sheet."""
    return {problem.code for problem in check_target(sheet, RULES)}


def with_row(sheet: TargetSheet, key: str, **changes: object) -> TargetSheet:
    """The sheet with cells of one row changed."""
    return replace(sheet, rows=tuple(replace(r, **changes) if r.key == key else r for r in sheet.rows))


def without(sheet: TargetSheet, *keys: str) -> TargetSheet:
    """The sheet without some rows."""
    return replace(sheet, rows=tuple(r for r in sheet.rows if r.key not in keys))


def added(sheet: TargetSheet, one: TargetRow) -> TargetSheet:
    """The sheet with one row more."""
    return replace(sheet, rows=(*sheet.rows, one))


def test_a_complete_declaration_has_no_findings() -> None:
    assert check_target(GOOD, RULES) == []


Fix = Callable[[TargetSheet], TargetSheet]

CASES: list[tuple[str, TargetSheet, Fix]] = [
    ("target.goal.empty", replace(GOOD, goal=" "), lambda s: replace(s, goal=GOOD.goal)),
    ("target.goal.short", replace(GOOD, goal="硬化道路12公里"), lambda s: replace(s, goal=GOOD.goal)),
    ("target.goal.is_name", replace(GOOD, goal=GOOD.project_name), lambda s: replace(s, goal=GOOD.goal)),
    (
        "target.goal.no_figures",
        replace(GOOD, goal="硬化村内道路,改善出行条件,方便群众生产生活和出行。"),
        lambda s: replace(s, goal=s.goal + "硬化12公里,惠及480人。"),
    ),
    (
        "target.goal.phrases",
        replace(GOOD, goal="按照上级要求,圆满完成本年度的硬化任务,取得良好效果。"),
        lambda s: replace(s, goal=s.goal + "硬化12公里,惠及480人。"),
    ),
    ("target.goal.copied", replace(GOOD, same_goal_as="另一项目"), lambda s: replace(s, same_goal_as="")),
    ("target.rows.none", replace(GOOD, rows=()), lambda s: replace(s, rows=ROWS)),
    ("target.missing.quantity", without(GOOD, "k1"), lambda s: added(s, ROWS[0])),
    ("target.missing.quality", without(GOOD, "k2"), lambda s: added(s, ROWS[1])),
    ("target.missing.timeliness", without(GOOD, "k3"), lambda s: added(s, ROWS[2])),
    ("target.missing.cost", without(GOOD, "k4"), lambda s: added(s, ROWS[3])),
    ("target.missing.benefit", without(GOOD, "k5"), lambda s: added(s, ROWS[4])),
    ("target.missing.satisfaction", without(GOOD, "k6"), lambda s: added(s, ROWS[5])),
    ("target.core.missing", with_row(GOOD, "k5", name="带动就业人数"),
     lambda s: added(s, row("k7", Level2.SOCIAL, "受益贫困人口数", "≥480人", 500))),
    ("target.name.duplicate", with_row(GOOD, "k2", name="硬化道路里程"),
     lambda s: with_row(s, "k2", name="道路验收合格率")),
    ("target.name.near_copy", with_row(GOOD, "k5", name="受益贫困人口满意度率"),
     lambda s: with_row(s, "k5", name="带动就业人数")),
    ("target.name.is_project", with_row(GOOD, "k1", name=GOOD.project_name),
     lambda s: with_row(s, "k1", name="硬化道路里程")),
    ("target.funds.zero", replace(GOOD, total_fen=0), lambda s: replace(s, total_fen=90_000_000)),
    ("target.funds.unit", with_row(GOOD, "k4", name="项目总投资", value="≤90元"),
     lambda s: with_row(s, "k4", value="≤90万元")),
    ("target.funds.small", replace(GOOD, limits=TargetLimits(small_fen=100_000_000)),
     lambda s: replace(s, total_fen=110_000_000, rows=with_row(s, "k4", value="≤9万元/公里").rows)),
    ("target.funds.released_over", replace(GOOD, released_fen=95_000_000),
     lambda s: replace(s, total_fen=95_000_000)),
    ("target.cost.over_total", with_row(GOOD, "k4", name="项目总投资", value="≤95万元"),
     lambda s: with_row(s, "k4", value="≤90万元")),
    ("target.cost.product_over", with_row(GOOD, "k4", value="≤20万元/公里"),
     lambda s: with_row(s, "k4", value="≤7.5万元/公里")),
    ("target.cost.product_under", with_row(GOOD, "k4", value="≤2万元/公里"),
     lambda s: added(s, row("k7", Level2.COST, "桥涵补助标准", "≤33万元/座", 500))),
    ("target.date.after_end", with_row(GOOD, "k3", value="2020年12月20日"),
     lambda s: with_row(s, "k3", value="2020年11月20日前")),
    ("target.date.before_start", with_row(GOOD, "k3", value="2020年2月"),
     lambda s: with_row(s, "k3", value="2020年3月")),
    ("weights.missing", with_row(GOOD, "k1", weight=None), lambda s: with_row(s, "k1", weight=2000)),
    ("weights.not_positive", with_row(GOOD, "k1", weight=0), lambda s: with_row(s, "k1", weight=2000)),
    ("weights.part_sum", with_row(GOOD, "k1", weight=2500), lambda s: with_row(s, "k1", weight=2000)),
    ("indicator.value.empty", with_row(GOOD, "k1", value=""), lambda s: with_row(s, "k1", value="≥12公里")),
    ("indicator.value.no_unit", with_row(GOOD, "k5", name="受益情况", value="480"),
     lambda s: with_row(s, "k5", value="480人")),
    ("indicator.value.cost_at_least", with_row(GOOD, "k4", value="≥7.5万元/公里"),
     lambda s: with_row(s, "k4", value="≤7.5万元/公里")),
    ("indicator.satisfaction.no_number", with_row(GOOD, "k6", value="满意"),
     lambda s: with_row(s, "k6", value="≥95%")),
    ("indicator.date.other_year", with_row(GOOD, "k3", value="2019年10月"),
     lambda s: with_row(s, "k3", value="2020年10月")),
]  # fmt: skip


@pytest.mark.parametrize(("code", "sheet", "fix"), CASES, ids=[case[0] for case in CASES])
def test_doing_what_is_advised_makes_the_finding_go_away(code: str, sheet: TargetSheet, fix: Fix) -> None:
    assert code in codes(sheet)
    assert code not in codes(fix(sheet))


def test_every_code_of_this_room_is_tried() -> None:
    assert set(PROBLEM_CODES) <= {case[0] for case in CASES}


@pytest.mark.parametrize(("code", "sheet", "fix"), CASES, ids=[case[0] for case in CASES])
def test_findings_carry_what_their_sentences_need(code: str, sheet: TargetSheet, fix: Fix) -> None:
    for problem in check_target(sheet, RULES):
        if problem.code in PROBLEM_CODES:
            assert set(problem.params) == set(PROBLEM_CODES[problem.code])


@pytest.mark.parametrize(
    ("sheet", "hard"),
    [
        (without(GOOD, "k1"), True),
        (replace(GOOD, goal=""), True),
        (with_row(GOOD, "k5", name="带动就业人数"), False),
        (with_row(GOOD, "k4", value="≤20万元/公里"), False),
        (with_row(GOOD, "k4", name="项目总投资", value="≤90元"), True),
        (with_row(GOOD, "k3", value="2020年12月20日"), False),
    ],
)
def test_what_only_may_be_wrong_asks_and_what_must_be_wrong_stops(sheet: TargetSheet, hard: bool) -> None:
    found = check_target(sheet, RULES)
    assert found
    assert has_hard(found) is hard


def test_findings_name_their_cells() -> None:
    fields = {p.field for p in check_target(with_row(GOOD, "k1", value="若干", weight=None), RULES)}
    assert {"rows.k1.value", "rows.k1.weight", "weights.output"} <= fields


def test_a_date_without_a_period_of_the_project_is_not_doubted() -> None:
    late = with_row(replace(GOOD, starts_on=None, ends_on=None), "k3", value="2020年12月")
    assert "target.date.after_end" not in codes(late)


def test_names_that_differ_in_a_figure_are_different_things() -> None:
    sheet = added(
        with_row(GOOD, "k1", name="硬化1号道路里程"),
        row("k7", Level2.QUANTITY, "硬化2号道路里程", "≥1公里", 1),
    )
    assert not {"target.name.near_copy", "target.name.duplicate"} & codes(sheet)


def test_two_quantities_in_one_unit_leave_cost_times_quantity_undecided() -> None:
    sheet = added(
        with_row(GOOD, "k4", value="≤20万元/公里"), row("k7", Level2.QUANTITY, "养护里程", "≥9公里", 1)
    )
    assert "target.cost.product_over" not in codes(sheet)


def test_stars_and_blanks_do_not_make_another_name() -> None:
    assert same_name("★ 受益贫困人口数", "受益贫困人口数")
    assert missing_core(ROWS, GOOD.core) == []


def test_levels_are_taken_as_codes_too() -> None:
    one = TargetRow("", "output", "quantity", "里程", "1公里")  # type: ignore[arg-type]
    assert one.level1 is Level1.OUTPUT
    assert one.level2 is Level2.QUANTITY
    with pytest.raises(ValueError, match="breadth"):
        TargetRow("", "output", "breadth", "里程", "1公里")  # type: ignore[arg-type]


def test_fewer_than_five_peers_say_nothing() -> None:
    values = [parse_value(text) for text in ("≥1公里", "≥2公里", "≥3公里", "≥4公里")]
    assert peers_of(values) is None


def test_peers_are_summed_up_in_their_commonest_unit() -> None:
    texts = ("≥1公里", "≥2公里", "≥3公里", "≥4000米", "≥9公里", "若干", "≥8只")
    found = peers_of([parse_value(text) for text in texts])
    assert found is not None
    assert (found.lowest, found.middle, found.highest, found.unit, found.count) == (1, 3, 9, "公里", 5)
