"""A published table that agrees with itself, to be broken one cell at a time."""

from __future__ import annotations

from typing import Any


def table(**changes: Any) -> dict[str, Any]:
    """A whole table that agrees with itself."""

    def row(level1: str, level2: str, name: str, target: str, actual: str, weight: str) -> dict[str, Any]:
        return {
            "level1": level1,
            "level2": level2,
            "name": name,
            "target_text": target,
            "actual_text": actual,
            "weight": weight,
            "score_published": weight,
            "deviation_note": None,
        }

    return {
        "id": "T",
        "title": "2020年度道路项目",
        "year": 2020,
        "form": "扶贫项目资金绩效自评表",
        "budget_initial": "100",
        "budget_full_year": "100",
        "executed": "100",
        "execution_weight": "10",
        "execution_rate_published": "100.00%",
        "execution_score_published": "10",
        "indicators": [
            row("产出指标(50分)", "数量指标", "硬化里程", "≥10公里", "10公里", "50"),
            row("效益指标(30分)", "社会效益指标", "受益人数", "≥100人", "100人", "30"),
            row("满意度指标(10分)", "服务对象满意度指标", "群众满意度", "≥95%", "96%", "10"),
        ],
        "total_published": "100",
        "grade_published": "优",
        "complete": True,
    } | changes


def rows_with(**changes: Any) -> dict[str, Any]:
    """The sound table with its first row changed."""
    whole = table()
    whole["indicators"][0] |= changes
    return whole
