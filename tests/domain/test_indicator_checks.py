"""What is wrong with a target, by code."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.domain.indicators import (
    PROBLEM_CODES,
    Level1,
    Level2,
    check_value,
    parse_value,
)

STEADY = settings(derandomize=True, deadline=None, max_examples=200)
V, N = "indicator.value.", "indicator.name."


def codes(text: str, level2: Level2, name: str, year: int | None = None) -> list[str]:
    value = parse_value(text, level2, year, name)
    return [problem.code for problem in check_value(value, level2.level1, level2, name, "indicators.0", year)]


@pytest.mark.parametrize(
    ("text", "level2", "name"),
    [
        ("≥266米", Level2.QUANTITY, "安装坡面水标尺"),
        ("≥95%", Level2.QUALITY, "工程验收合格率"),
        ("=100%", Level2.QUALITY, "工程验收合格率"),
        ("2021年7月", Level2.TIMELINESS, "开工时限"),
        ("≥90%", Level2.TIMELINESS, "及时完工率"),
        ("10", Level2.TIMELINESS, "任务完成时限(月)"),
        ("≤475元/亩", Level2.COST, "流转土地补助标准"),
        ("75元", Level2.COST, "配套资金每人每年"),
        ("≤100%", Level2.COST, "项目成本控制率"),
        ("显著提升", Level2.SOCIAL, "群众生产生活条件改善状况"),
        ("=0件", Level2.SOCIAL, "大规模随意抛弃病死猪事件"),
        ("≤1%", Level2.QUALITY, "补贴逾期发放率"),
        ("≥95%", Level2.SOCIAL, "违法行为责停率"),
        ("≥10%", Level2.QUANTITY, "贷款发放额增长率"),
        ("≥120%", Level2.ECONOMIC, "产值增长率"),
        ("≥20年", Level2.SUSTAINABILITY, "工程设计使用年限"),
        ("≥90%", Level2.USER_SATISFACTION, "受益群众满意度"),
    ],
)
def test_sound_targets_of_real_forms_have_no_problem(text: str, level2: Level2, name: str) -> None:
    assert codes(text, level2, name, 2021) == []


@pytest.mark.parametrize(
    ("text", "level2", "name", "expected", "hard"),
    [
        ("", Level2.QUANTITY, "道路里程", V + "empty", True),
        ("—", Level2.SOCIAL, "受益人数", V + "empty", True),
        ("≥**万元", Level2.ECONOMIC, "增加收入", V + "placeholder", True),
        ("5-10个", Level2.QUANTITY, "新建厕所", V + "unreadable", True),
        ("≥", Level2.SOCIAL, "受益人数", V + "unreadable", True),
        ("88100", Level2.QUANTITY, "种植规模", V + "no_unit", True),
        ("≥100%", Level2.QUALITY, "工程验收合格率", V + "at_least_hundred", False),
        ("≥110%", Level2.QUALITY, "工程验收合格率", V + "above_hundred", True),
        ("≥1050元", Level2.COST, "防疫室每平米造价", V + "cost_at_least", True),
        ("≤4个", Level2.QUANTITY, "示范村建设数量", V + "count_at_most", False),
        ("≥100%", Level2.QUALITY, "逾期发放率", V + "negative_at_least", True),
        ("≥0个", Level2.QUANTITY, "培训场次", V + "zero_at_least", False),
        ("若干", Level2.QUANTITY, "新建厕所", "indicator.quantity.qualitative", True),
        ("=72890元", Level2.QUANTITY, "卫片执法补助经费", "indicator.quantity.money", False),
        ("较满意", Level2.USER_SATISFACTION, "群众满意度", "indicator.satisfaction.no_number", True),
        ("100%", Level2.USER_SATISFACTION, "受益人口满意度", "indicator.satisfaction.hundred", False),
        ("按计划完成", Level2.TIMELINESS, "提交报告及时性", "indicator.timeliness.no_date", False),
        ("3个", Level2.TIMELINESS, "提交报告", "indicator.timeliness.no_date", False),
        ("2020年7月", Level2.TIMELINESS, "开工时限", "indicator.date.other_year", False),
        ("≥360天", Level2.SUSTAINABILITY, "≥360天服务读者", N + "is_target", False),
        ("≥90%", Level2.TIMELINESS, "预算执行率", N + "execution_rate", False),
        ("≥90%", Level2.SOCIAL, "群众满意度", "indicator.category.suspect", False),
        ("≥100元", Level2.ECOLOGICAL, "对控制基建项目成本影响", "indicator.category.suspect", False),
        ("=100%", Level2.ECONOMIC, "奖补资金兑付率(%)", "indicator.category.suspect", False),
        ("≥3个", Level2.QUANTITY, " ", N + "empty", True),
    ],
)
def test_each_mistake_of_published_forms_has_its_code(
    text: str, level2: Level2, name: str, expected: str, hard: bool
) -> None:
    value = parse_value(text, level2, 2021, name)
    found = check_value(value, level2.level1, level2, name, "indicators.0", 2021)
    assert [(p.code, p.hard) for p in found] == [(expected, hard)]
    assert set(found[0].params) == set(PROBLEM_CODES[expected])
    assert found[0].field.startswith("indicators.0.")


def test_a_second_level_must_stand_under_its_first() -> None:
    found = check_value(parse_value("≥3个"), Level1.BENEFIT, Level2.QUANTITY, "新建厕所", "indicators.0")
    assert [p.code for p in found] == ["indicator.level.mismatch"]
    assert found[0].params == {"name": "新建厕所", "level1": "benefit", "level2": "quantity"}


@STEADY
@given(
    st.text(max_size=40), st.sampled_from(Level1), st.none() | st.sampled_from(Level2), st.text(max_size=40)
)
def test_no_target_breaks_the_checks_and_every_code_is_documented(
    text: str, level1: Level1, level2: Level2 | None, name: str
) -> None:
    for problem in check_value(parse_value(text, level2), level1, level2, name, "x", 2020):
        assert set(problem.params) == set(PROBLEM_CODES[problem.code])
