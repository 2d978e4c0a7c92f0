"""Approved targets rewritten behind the portal's back, as older data may hold them: spoilt, copied, far from what is usual."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from sqlalchemy import select

from portal.cli.demo_world.stage import Stage
from portal.models import TargetForm
from portal.services import target_prints

Act = Callable[[Stage], Iterator[datetime]]
"""A part of a project's script."""

GOAL = (
    "在{place}新建防渗渠旁护坡和跨渠便桥{number}座，打通断头路，配套路缘石、减速带和警示标牌，惠及{number}户，"
    "雨季冲毁路段当年恢复通行，学生上学不再绕行。"
)
HALF_GOAL = (
    "在丙村新建防渗渠旁护坡和跨渠便桥9座，打通断头路，方便村民赶集就医，运送化肥农药的车辆可以直接进入棉田和果园，"
    "农忙时节不再人背肩扛，节省工时。"
)
VALUES = {
    "道路硬化里程": "≥7.7公里", "受益行政村数量": "≥3个", "工程完工时限": "2020年9月17日前",
    "道路硬化单位造价": "≤390001元/公里", "受益建档立卡贫困人口数": "≥777人", "工程设计使用年限": "≥11年",
    "受益贫困人口满意度": "≥60%",
}  # fmt: skip
"""A goal and values that one project filed first, and that others filed again in April."""


def spoilt(goal: str, *, empty: bool = False, named: bool = False) -> Act:
    """The approved target as older data may hold it: another goal, the first indicator without a value or named like
    the project."""

    def change(stage: Stage, form: TargetForm) -> None:
        form.goal, first = goal, form.indicators[0]
        first.value = "" if empty else first.value
        first.name = stage.name if named else first.name

    return _act(change)


def rewritten(values: Mapping[str, str], goal: str = "") -> Act:
    """The approved target with other values, by the names of its indicators, and where given another goal."""

    def change(_stage: Stage, form: TargetForm) -> None:
        form.goal = goal or form.goal
        for row in form.indicators:
            row.value = values.get(row.name, row.value)

    return _act(change)


def _act(change: Callable[[Stage, TargetForm], None]) -> Act:
    def act(stage: Stage) -> Iterator[datetime]:
        form = stage.session.scalars(
            select(TargetForm).where(TargetForm.filing_id == stage.filings["target"].id)
        ).one()
        change(stage, form)
        stage.session.flush()
        target_prints.keep(stage.session, [stage.project.id], anew=True)
        yield from ()

    return act
