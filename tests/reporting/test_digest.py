"""A digest stands for a document: same data, same digest; any change, another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar

import pytest

from portal.reporting.digest import canonical, digest, frozen, plain, template_version
from portal.reporting.papers import Paper
from tests.reporting.samples import EVALUATION, MONITORING, PAPERS, TARGET


@pytest.mark.parametrize("kind", list(PAPERS))
def test_digest_of_equal_data_is_equal(kind: str) -> None:
    paper = PAPERS[kind]
    assert digest(paper, "zh", "1") == digest(replace(paper), "zh", "1")


def test_digest_changes_with_data_language_and_templates() -> None:
    first = digest(TARGET, "zh", "1")
    others = {
        digest(replace(TARGET, goal=TARGET.goal + "。"), "zh", "1"),
        digest(replace(TARGET, draft=True), "zh", "1"),
        digest(replace(TARGET, indicators=TARGET.indicators[::-1]), "zh", "1"),
        digest(TARGET, "ug", "1"),
        digest(TARGET, "both", "1"),
        digest(TARGET, "zh", "2"),
    }
    assert len(others) == 6
    assert first not in others


def test_digest_does_not_depend_on_the_order_of_a_set() -> None:
    rows = MONITORING.indicators
    turned = tuple(replace(row, reasons=frozenset(sorted(row.reasons, reverse=True))) for row in rows)
    assert canonical(MONITORING) == canonical(replace(MONITORING, indicators=turned))


def test_kinds_with_equal_fields_differ() -> None:
    assert b'"kind":"evaluation"' in canonical(EVALUATION)


@pytest.mark.parametrize("value", [1.5, datetime, object()])
def test_what_has_no_stable_spelling_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        plain(value)


@pytest.mark.usefixtures("pressroom")
def test_template_version_is_stable_within_a_process() -> None:
    assert template_version() == template_version()
    assert len(template_version()) == 16


def test_a_field_that_a_later_release_adds_leaves_the_digests_of_earlier_papers() -> None:
    @dataclass(frozen=True, kw_only=True)
    class Earlier(Paper):
        kind: ClassVar[str] = "target"
        goal: str

    @dataclass(frozen=True, kw_only=True)
    class Later(Paper):
        kind: ClassVar[str] = "target"
        goal: str
        remark: str = ""

    said = {"year": 2020, "number": "1", "goal": "目标"}
    earlier: Any = Earlier(**said)  # type: ignore[arg-type]
    later: Any = Later(**said)  # type: ignore[arg-type]
    assert frozen(earlier) == frozen(later)
    assert frozen(replace(later, remark="注")) != frozen(later)
