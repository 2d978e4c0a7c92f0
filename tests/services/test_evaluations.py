"""A self-evaluation: prefilled, scored, saved, frozen."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from portal import clock
from portal.domain.evaluation_scores import MoneyEntry, RowEntry
from portal.domain.filings import DeviationReason, FilingStatus, Likelihood
from portal.domain.lifecycle import IllegalMove
from portal.domain.roles import Actor
from portal.models import Filing
from portal.services import evaluations, filings, monitoring
from portal.services.workflow import Refused
from tests.factories import World
from tests.monitored import IN_WINTER, RESULT, ROUND, WAN, approve, approved_target, pay_rest


@pytest.fixture
def clerk(session: Session, world: World) -> Actor:
    """The clerk of the implementing unit."""
    return world.actor(session, "unit")


@pytest.fixture
def filing(session: Session, world: World) -> Filing:
    """The self-evaluation of a project with an approved target and 95 of 100 万元 paid."""
    approved_target(session, world)
    held = world.filing(session, "own", "evaluation")
    pay_rest(session, held)
    return held


def saved(session: Session, clerk: Actor, filing: Filing, **changes: object) -> None:
    """Save the good result with changes, in winter."""
    with clock.frozen(IN_WINTER):
        evaluations.save(session, clerk, filing, replace(RESULT, **changes))  # type: ignore[arg-type]


def with_row(row: RowEntry) -> tuple[RowEntry, ...]:
    """The good rows with one replaced."""
    return tuple(row if held.key == row.key else held for held in RESULT.rows)


def test_it_begins_with_funds_payments_and_what_the_last_round_foresaw(
    session: Session, clerk: Actor, filing: Filing, world: World
) -> None:
    may = world.filing(session, "own", "m05")
    doubt = replace(
        ROUND.rows[0], likelihood=Likelihood.POSSIBLE, reasons=frozenset({DeviationReason.FUNDING}),
        reason_text="资金未到位", measures="协调拨付",
    )  # fmt: skip
    monitoring.save(session, clerk, may, replace(ROUND, rows=(doubt, *ROUND.rows[1:])))
    approve(session, may)
    entry = evaluations.read(session, filing)
    assert entry.money == MoneyEntry(100 * WAN, 0, 95 * WAN, 0)
    assert [row.deviation for row in entry.rows] == ["资金未到位\n协调拨付", "", "", "", ""]
    assert evaluations.last_rows(session, filing)["k2"].progress == "5公里"


def test_scores_total_and_grade_stand_in_the_frozen_content(
    session: Session, clerk: Actor, filing: Filing
) -> None:
    saved(session, clerk, filing)
    assert filing.status is FilingStatus.DRAFT
    assert evaluations.problems(session, filing) == []
    with clock.frozen(IN_WINTER):
        version = filings.submit(session, clerk, filing)
    content = json.loads(version.payload)
    assert content["execution"] == {
        "weight": 1000, "rate": 9500, "rate_percent": "95.00%", "computed": 950, "score": 950, "override_reason": "",
    }  # fmt: skip
    assert [row["score"] for row in content["rows"]] == [4000, 1000, 2000, 900, 1000]
    assert (content["total"], content["grade"]) == (9850, "excellent")
    assert content["goal"].startswith("2020年10月底前")


def test_a_correction_is_kept_with_its_reason(session: Session, clerk: Actor, filing: Filing) -> None:
    row = RowEntry("k2", "12公里", override=3500, override_reason="部分返工")
    saved(session, clerk, filing, rows=with_row(row))
    frozen = evaluations.payload(session, filing)["rows"][0]
    assert (frozen["computed"], frozen["score"], frozen["override_reason"]) == (4000, 3500, "部分返工")


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (RowEntry("k2", "12公里", override=3500), "evaluation.override.no_reason"),
        (RowEntry("k2", "12公里", override=4001, override_reason="x"), "evaluation.override.above_weight"),
    ],
)
def test_a_correction_without_reason_or_above_the_weight_is_refused(
    session: Session, clerk: Actor, filing: Filing, row: RowEntry, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        saved(session, clerk, filing, rows=with_row(row))
    assert [p.code for p in refused.value.problems] == [code]


def test_the_execution_score_may_be_corrected_alike(session: Session, clerk: Actor, filing: Filing) -> None:
    with pytest.raises(Refused) as refused:
        saved(session, clerk, filing, execution_override=1001)
    assert {p.code for p in refused.value.problems} == {
        "evaluation.execution.above_weight", "evaluation.execution.no_reason",
    }  # fmt: skip
    saved(session, clerk, filing, execution_override=900, execution_reason="预算年中调减")
    assert evaluations.payload(session, filing)["execution"]["score"] == 900


def test_saving_while_typing_keeps_everything_but_the_unfinished_correction(
    session: Session, clerk: Actor, filing: Filing
) -> None:
    saved(session, clerk, filing)
    row = RowEntry("k2", "11公里", override=3500, deviation="冬季停工")
    with clock.frozen(IN_WINTER):
        evaluations.save(
            session, clerk, filing, replace(RESULT, rows=with_row(row), execution_override=100), draft=True
        )
    entry = evaluations.read(session, filing)
    assert entry.rows[0] == RowEntry("k2", "11公里", deviation="冬季停工")
    assert entry.execution_override is None


def test_rows_that_were_not_sent_stay_as_they_are(session: Session, clerk: Actor, filing: Filing) -> None:
    saved(session, clerk, filing)
    saved(session, clerk, filing, rows=(RowEntry("k5", "97%"),))
    rows = evaluations.read(session, filing).rows
    assert [row.actual for row in rows] == [*(r.actual for r in RESULT.rows[:4]), "97%"]


def test_without_an_approved_target_there_is_nothing_to_evaluate(session: Session, world: World) -> None:
    filing = world.filing(session, "own", "evaluation")
    with pytest.raises(Refused):
        evaluations.read(session, filing)
    assert [p.code for p in evaluations.problems(session, filing)] == ["filing.target.not_approved"]
    with pytest.raises(LookupError):
        evaluations.payload(session, filing)


def test_a_filed_self_evaluation_is_not_saved_again(session: Session, clerk: Actor, filing: Filing) -> None:
    saved(session, clerk, filing)
    with clock.frozen(IN_WINTER):
        filings.submit(session, clerk, filing)
    with pytest.raises(IllegalMove):
        saved(session, clerk, filing)


def test_opening_keeps_the_prefill_once(session: Session, clerk: Actor, filing: Filing) -> None:
    form = evaluations.open_form(session, clerk, filing)
    assert evaluations.open_form(session, clerk, filing) is form
    assert len(form.rows) == 5
