"""Checks of a monitoring round; what each finding advises makes it go away."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.domain.filings import DeviationReason, Likelihood
from portal.domain.monitoring_checks import (
    MoneyEntry,
    MoneyKnown,
    RoundEntry,
    RoundKnown,
    RowEntry,
    RowKnown,
    check_money,
    check_round,
    check_row,
    split_by_source,
)
from portal.messages import SENTENCES

WAN = 1_000_000
BUDGET = MoneyKnown(budget_fiscal_fen=100 * WAN, budget_other_fen=10 * WAN, registered_fen=50 * WAN)
MONEY = MoneyEntry(45 * WAN, 5 * WAN, 100 * WAN, 10 * WAN)
ROAD = RowKnown("k1", "output", "quantity", "硬化道路里程", "≥12公里", "5公里")
DATE = RowKnown("k2", "output", "timeliness", "完工时限", "2020年10月底前")
WORDS = RowKnown("k3", "benefit", "social", "出行条件改善", "显著提升")
GOOD = RowEntry("k1", "6公里", "12公里", Likelihood.CERTAIN)
DOUBTFUL = RowEntry(
    "k1",
    "6公里",
    "10公里",
    Likelihood.POSSIBLE,
    frozenset({DeviationReason.FUNDING}),
    "资金未到位",
    "协调拨付",
)


def codes(found: list) -> list[str]:  # type: ignore[type-arg]
    """Codes of findings."""
    return [problem.code for problem in found]


def test_a_complete_row_and_money_find_nothing() -> None:
    assert check_money(MONEY, BUDGET) == []
    assert check_row(GOOD, ROAD, 2020) == []
    assert check_row(DOUBTFUL, ROAD, 2020) == []


@pytest.mark.parametrize(
    ("bad", "mended", "code", "hard"),
    [
        (replace(MONEY, paid_other_fen=None), MONEY, "monitoring.paid.empty", True),
        (
            replace(MONEY, paid_fiscal_fen=101 * WAN, expected_fiscal_fen=101 * WAN), MONEY,
            "monitoring.paid.above_budget", True,
        ),
        (
            replace(MONEY, paid_other_fen=11 * WAN, expected_other_fen=11 * WAN), MONEY,
            "monitoring.paid.other_above_budget", False,
        ),
        (replace(MONEY, paid_fiscal_fen=46 * WAN), MONEY, "monitoring.paid.differs_register", False),
        (replace(MONEY, expected_fiscal_fen=None), MONEY, "monitoring.expected.empty", True),
        (replace(MONEY, expected_fiscal_fen=44 * WAN), MONEY, "monitoring.expected.below_paid", True),
        (replace(MONEY, expected_other_fen=12 * WAN), MONEY, "monitoring.expected.above_budget", False),
    ],
)  # fmt: skip
def test_what_money_findings_advise_makes_them_go_away(
    bad: MoneyEntry, mended: MoneyEntry, code: str, hard: bool
) -> None:
    found = [p for p in check_money(bad, BUDGET) if p.code == code]
    assert [p.hard for p in found] == [hard]
    assert str(SENTENCES[code]) % dict(found[0].params)
    assert check_money(mended, BUDGET) == []


def test_less_paid_than_the_last_round_is_asked_about() -> None:
    on = replace(BUDGET, last_fiscal_fen=46 * WAN, last_other_fen=5 * WAN)
    (found,) = check_money(MONEY, on)
    assert (found.code, found.field, found.hard) == ("monitoring.paid.below_last", "paid_fiscal", False)
    assert found.params == {"paid": "45.00", "last": "46.00"}


@pytest.mark.parametrize(
    ("known", "bad", "mended", "code", "hard"),
    [
        (ROAD, replace(GOOD, progress=" "), GOOD, "monitoring.progress.empty", True),
        (ROAD, replace(GOOD, progress="≥6公里"), replace(GOOD, progress="6公里"), "monitoring.progress.not_actual", True),
        (ROAD, replace(GOOD, progress="≥12公里"), replace(GOOD, progress="12公里"), "monitoring.progress.not_actual", True),
        (
            DATE, RowEntry("k2", "2020年10月底前", "2020年9月", Likelihood.CERTAIN),
            RowEntry("k2", "60%", "2020年9月", Likelihood.CERTAIN), "monitoring.progress.not_date", True,
        ),
        (
            WORDS, RowEntry("k3", "显著提升", "显著提升", Likelihood.CERTAIN),
            RowEntry("k3", "已方便3个村出行", "显著提升", Likelihood.CERTAIN), "monitoring.progress.copies_target", False,
        ),
        (ROAD, replace(GOOD, progress="正在施工"), replace(GOOD, progress="6公里"), "monitoring.progress.no_figure", False),
        (ROAD, replace(GOOD, progress="6座"), replace(GOOD, progress="6000米"), "monitoring.progress.other_unit", False),
        (ROAD, replace(GOOD, progress="4公里"), replace(GOOD, progress="5公里"), "monitoring.progress.below_last", False),
        (ROAD, replace(GOOD, expected=""), GOOD, "monitoring.outlook.empty", True),
        (
            ROAD, replace(DOUBTFUL, progress="11公里"), replace(DOUBTFUL, progress="11公里", expected="11公里"),
            "monitoring.outlook.below_progress", False,
        ),
        (ROAD, replace(GOOD, likelihood=None), GOOD, "monitoring.likelihood.missing", True),
        (ROAD, replace(GOOD, expected="10公里"), DOUBTFUL, "monitoring.likelihood.too_sure", True),
        (
            ROAD, replace(DOUBTFUL, expected="12公里", likelihood=Likelihood.IMPOSSIBLE),
            replace(DOUBTFUL, expected="12公里"), "monitoring.likelihood.too_dark", True,
        ),
        (ROAD, replace(DOUBTFUL, reasons=frozenset()), DOUBTFUL, "monitoring.reasons.missing", True),
        (ROAD, replace(DOUBTFUL, reason_text=" "), DOUBTFUL, "monitoring.reason_text.missing", True),
        (ROAD, replace(DOUBTFUL, measures=""), DOUBTFUL, "monitoring.measures.missing", True),
    ],
)  # fmt: skip
def test_what_row_findings_advise_makes_them_go_away(
    known: RowKnown, bad: RowEntry, mended: RowEntry, code: str, hard: bool
) -> None:
    found = [p for p in check_row(bad, known, 2020) if p.code == code]
    assert [p.hard for p in found] == [hard]
    assert found[0].field.startswith(f"rows.{known.key}.")
    assert str(SENTENCES[code]) % dict(found[0].params)
    assert check_row(mended, known, 2020) == []


def test_an_advised_example_is_an_actual_figure() -> None:
    (found,) = check_row(replace(GOOD, progress="不少于6公里"), ROAD, 2020)
    assert check_row(replace(GOOD, progress=str(found.params["example"])), ROAD, 2020) == []


def test_an_expectation_may_repeat_the_target() -> None:
    assert check_row(replace(GOOD, expected="≥12公里"), ROAD, 2020) == []
    dated = RowEntry("k2", "60%", "2020年10月底前", Likelihood.CERTAIN)
    assert check_row(dated, DATE, 2020) == []


def test_nothing_to_report_asks_for_its_reason_alone() -> None:
    known = RoundKnown(BUDGET, (ROAD,), 2020)
    (found,) = check_round(RoundEntry(nothing_to_report=True), known)
    assert (found.field, found.code, found.hard) == ("nothing_reason", "nothing.reason.missing", True)
    assert check_round(RoundEntry(nothing_to_report=True, nothing_reason="封冻期未施工"), known) == []


def test_an_empty_round_misses_every_amount_and_every_row_once() -> None:
    found = check_round(RoundEntry(), RoundKnown(BUDGET, (ROAD, DATE), 2020))
    assert len({(p.field, p.code) for p in found}) == len(found) == 4 + 2 * 3
    assert all(p.hard for p in found)


def test_reasons_are_not_asked_for_a_certain_target() -> None:
    assert "monitoring.measures.missing" not in codes(check_row(GOOD, ROAD, 2020))


@pytest.mark.parametrize(
    ("paid", "fiscal", "other", "parts"),
    [(50, 100, 10, (50, 0)), (105, 100, 10, (100, 5)), (130, 100, 10, (120, 10)), (0, 0, 0, (0, 0))],
)
def test_payments_count_as_fiscal_first_and_no_fen_is_lost(
    paid: int, fiscal: int, other: int, parts: tuple[int, int]
) -> None:
    assert split_by_source(paid, fiscal, other) == parts
    assert sum(parts) == paid
