"""Levels of the frame as they are printed on forms."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portal.domain.indicators import (
    LEVEL1_NAMES,
    LEVEL2_NAMES,
    Level1,
    Level2,
    level1_from_text,
    level2_from_text,
    points_in_text,
)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("产出指标（50分）", Level1.OUTPUT),
        ("产出指标(50分)", Level1.OUTPUT),
        ("效益指标", Level1.BENEFIT),
        ("满意度指标(10分)", Level1.SATISFACTION),
        ("output", Level1.OUTPUT),
        ("社会效益指标", Level1.BENEFIT),
        ("数量指标", Level1.OUTPUT),
        ("管理", None),
        ("", None),
    ],
)
def test_first_levels_are_read_with_or_without_their_points(text: str, level: Level1 | None) -> None:
    assert level1_from_text(text) is level


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("数量指标(15分)", Level2.QUANTITY),
        ("社会公众或服务对象满意度指标", Level2.USER_SATISFACTION),
        ("服务对象满意度", Level2.USER_SATISFACTION),
        ("环境效益", Level2.ECOLOGICAL),
        ("经济效益", Level2.ECONOMIC),
        ("可持续影响指标", Level2.SUSTAINABILITY),
        ("user_satisfaction", Level2.USER_SATISFACTION),
        ("其他", None),
    ],
)
def test_second_levels_are_read_in_all_their_spellings(text: str, level: Level2 | None) -> None:
    assert level2_from_text(text) is level


def test_every_official_name_reads_back_to_its_code() -> None:
    assert {level: level2_from_text(name) for level, name in LEVEL2_NAMES.items()} == {x: x for x in Level2}
    assert {level: level1_from_text(name) for level, name in LEVEL1_NAMES.items()} == {x: x for x in Level1}


def test_each_first_level_has_the_second_levels_of_the_form() -> None:
    assert [sum(second.level1 is first for second in Level2) for first in Level1] == [4, 4, 1]


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("产出指标(70分)", Decimal(70)),
        ("数量指标(15分)", Decimal(15)),
        ("效益指标", None),
        ("效益(前三年)", None),
    ],
)
def test_points_in_a_heading_are_read(text: str, points: Decimal | None) -> None:
    assert points_in_text(text) == points
