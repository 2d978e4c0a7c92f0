"""Sixteen published self-evaluation tables go through the form: what was typed is what is printed, no word
is cut.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal.reporting.layout import lay_out
from portal.reporting.papers import Bilingual, EvaluationPaper, EvaluationRow, FundLine, Project, SignOff
from tests.reporting import pages

CASES = json.loads((Path(__file__).parents[1] / "data" / "published_selfevaluations.json").read_text("utf-8"))
LEVEL1 = {"产出": "output", "效益": "benefit", "满意": "satisfaction"}
LEVEL2 = {
    "数量": "quantity",
    "质量": "quality",
    "时效": "timeliness",
    "成本": "cost",
    "经济": "economic",
    "社会": "social",
    "生态": "ecological",
    "环境": "ecological",
    "可持": "sustainability",
    "服务": "user_satisfaction",
}
WORD = re.compile(r"[≥≤≧≦═﹦<>=]*[A-Za-z0-9][A-Za-z0-9.,]*[%％]?")


def hundredths(text: str | None, factor: int = 100) -> int | None:
    """A published number as a whole number of hundredths (or of fen with 1,000,000)."""
    return None if text is None else int(Decimal(text.rstrip("%")) * factor)


def paper_of(case: dict[str, Any]) -> EvaluationPaper:
    """The published table as the paper the portal prints."""
    region = Bilingual(case["region"])
    total = FundLine(
        "total",
        hundredths(case["budget_full_year"], 1_000_000),
        executed_fen=hundredths(case["executed"], 1_000_000),
        rate=hundredths(case["execution_rate_published"]),
        weight=hundredths(case["execution_weight"]),
        score=hundredths(case["execution_score_published"]),
    )
    rows = tuple(
        EvaluationRow(
            LEVEL1[item["level1"][:2]],
            LEVEL2[(item["level2"] or "数量")[:2]],
            item["name"],
            hundredths(item["weight"]),
            item["target_text"] or "",
            item["actual_text"] or "",
            hundredths(item["score_published"]),
            item["deviation_note"] or "",
        )
        for item in case["indicators"]
    )
    return EvaluationPaper(
        year=case["year"] or 2022,
        number=case["id"],
        project=Project(Bilingual(case["title"]), case["id"], "", "", region, region),
        funds=(total,),
        goal="",
        achievement="",
        indicators=rows,
        total_score=hundredths(case["total_published"]),
        sign_off=SignOff(region),
    )


def typed(paper: EvaluationPaper) -> Iterator[str]:
    """Everything that people typed into the table."""
    yield paper.project.name.zh
    yield paper.project.unit.zh
    for row in paper.indicators:
        yield from (row.name, row.target, row.actual, row.reason)


@pytest.mark.parametrize("language", ["zh", "ug"])
@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_published_table_prints_as_typed_without_a_cut_word(
    case: dict[str, Any], language: Any, press: Flask
) -> None:
    paper = paper_of(case)
    with press.app_context():
        document = lay_out(paper, language)
    pdf = document.write_pdf()
    assert not pages.has_missing_glyph(pdf)
    pages.drawn_whole(document, typed(paper), WORD)
    if language == "zh":
        read = "".join(pages.texts(pdf))
        assert [text for text in typed(paper) if "".join(text.split()) not in read] == []


def test_all_sixteen_are_there() -> None:
    assert len(CASES) == 16
