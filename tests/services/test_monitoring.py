"""A monitoring round: prefilled, saved, checked, frozen."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.guards import NotAllowed
from portal.domain.filings import DeviationReason, FilingStatus, Likelihood
from portal.domain.lifecycle import IllegalMove
from portal.domain.monitoring_checks import MoneyEntry, RoundEntry, RowEntry
from portal.domain.roles import Actor
from portal.models import Filing, MonitoringForm
from portal.services import filings, monitoring
from portal.services.targets import TargetEntry
from portal.services.workflow import Refused
from tests.factories import World
from tests.monitored import IN_JULY, ROUND, TARGET, WAN, approve, approved_target

DOUBT = RowEntry(
    "k2",
    "5公里",
    "10公里",
    Likelihood.POSSIBLE,
    frozenset({DeviationReason.FUNDING}),
    "资金未到位",
    "协调拨付",
)


@pytest.fixture
def clerk(session: Session, world: World) -> Actor:
    """The clerk of the implementing unit."""
    return world.actor(session, "unit")


@pytest.fixture
def may(session: Session, world: World) -> Filing:
    """The round of May of a project with an approved target."""
    approved_target(session, world)
    return world.filing(session, "own", "m05")


def test_a_round_is_read_from_target_and_payments_before_anybody_saved_it(
    session: Session, may: Filing
) -> None:
    entry = monitoring.read(session, may)
    assert entry.money == MoneyEntry(40 * WAN, 0, 100 * WAN, 0)
    assert [row.key for row in entry.rows] == ["k2", "k3", "k1", "k4", "k5"]
    assert session.scalars(select(MonitoringForm).where(MonitoringForm.filing_id == may.id)).first() is None


def test_only_payments_to_the_cutoff_count(session: Session, may: Filing) -> None:
    assert monitoring.cutoff_of(may).isoformat() == "2020-04-30"
    may.project.payments[0].paid_on = monitoring.cutoff_of(may).replace(month=5, day=1)
    assert monitoring.read(session, may).money.paid_fiscal_fen == 0


def test_without_an_approved_target_there_is_nothing_to_monitor(session: Session, world: World) -> None:
    filing = world.filing(session, "own", "m05")
    with pytest.raises(Refused):
        monitoring.read(session, filing)
    assert [p.code for p in monitoring.problems(session, filing)] == ["filing.target.not_approved"]


def test_the_first_save_starts_the_round_and_raises_the_version(
    session: Session, clerk: Actor, may: Filing
) -> None:
    before = may.version_id
    monitoring.save(session, clerk, may, ROUND)
    assert may.status is FilingStatus.DRAFT
    assert may.version_id > before
    assert monitoring.read(session, may) == ROUND
    assert monitoring.problems(session, may) == []


def test_opening_keeps_the_prefill_once(session: Session, clerk: Actor, may: Filing) -> None:
    form = monitoring.open_form(session, clerk, may)
    assert monitoring.open_form(session, clerk, may) is form
    assert len(form.rows) == 5


def test_reasons_and_measures_are_kept(session: Session, clerk: Actor, may: Filing) -> None:
    monitoring.save(session, clerk, may, replace(ROUND, rows=(DOUBT, *ROUND.rows[1:])))
    assert monitoring.read(session, may).rows[0] == DOUBT
    frozen = monitoring.payload(session, may)["rows"][0]
    assert (frozen["likelihood"], frozen["reasons"], frozen["measures"]) == (
        "possible",
        ["funding"],
        "协调拨付",
    )


def test_the_next_round_goes_on_from_the_last_one(
    session: Session, clerk: Actor, may: Filing, world: World
) -> None:
    monitoring.save(session, clerk, may, replace(ROUND, rows=(DOUBT, *ROUND.rows[1:])))
    june = world.filing(session, "own", "m06")
    assert monitoring.last_round(session, june) is None, "a draft is no basis"
    approve(session, may)
    entry, known = monitoring.read(session, june), monitoring.known(session, june)
    assert entry.rows[0] == replace(DOUBT, progress="")
    assert known.rows[0].last_progress == "5公里"
    assert known.money.last_fiscal_fen == 40 * WAN
    with clock.frozen(IN_JULY):
        monitoring.save(
            session, clerk, june, replace(ROUND, rows=(replace(ROUND.rows[0], progress="4公里"),))
        )
    found = [p for p in monitoring.problems(session, june) if p.field.startswith("rows.k2")]
    assert [p.code for p in found] == ["monitoring.progress.below_last"]


def test_a_round_without_anything_to_report_is_no_basis_for_the_next(
    session: Session, clerk: Actor, may: Filing, world: World
) -> None:
    monitoring.save(
        session, clerk, may, replace(ROUND, nothing_to_report=True, nothing_reason="封冻期未施工")
    )
    assert monitoring.problems(session, may) == []
    approve(session, may)
    assert monitoring.last_round(session, world.filing(session, "own", "m06")) is None


def test_nothing_to_report_is_not_kept_without_its_reason(
    session: Session, clerk: Actor, may: Filing
) -> None:
    with pytest.raises(Refused):
        monitoring.save(session, clerk, may, replace(ROUND, nothing_to_report=True, nothing_reason=" "))
    monitoring.save(session, clerk, may, replace(ROUND, nothing_to_report=True), draft=True)
    assert monitoring.read(session, may) == ROUND


def test_rows_that_were_not_sent_stay_as_they_are(session: Session, clerk: Actor, may: Filing) -> None:
    monitoring.save(session, clerk, may, ROUND)
    monitoring.save(session, clerk, may, replace(ROUND, rows=(replace(ROUND.rows[0], progress="6公里"),)))
    rows = monitoring.read(session, may).rows
    assert [row.progress for row in rows] == ["6公里", *(r.progress for r in ROUND.rows[1:])]


def test_a_draft_follows_an_adjusted_target(
    session: Session, clerk: Actor, may: Filing, world: World
) -> None:
    monitoring.save(session, clerk, may, ROUND)
    adjusted = filings.open_adjustment(session, clerk, may.project, "资金减少")
    from portal.services import targets

    kept = targets.read(session, adjusted).rows[1:]
    targets.save(session, clerk, adjusted, TargetEntry(TARGET.goal, kept))
    approve(session, adjusted)
    assert [row.key for row in monitoring.known(session, may).rows] == ["k3", "k1", "k4", "k5"]
    form = monitoring.open_form(session, clerk, may)
    assert form.target_id == adjusted.id
    assert [row.key for row in form.rows] == ["k3", "k1", "k4", "k5"]
    assert form.rows[0].progress == "40%"


def test_a_filed_round_stays_with_the_target_it_was_filed_on(
    session: Session, clerk: Actor, may: Filing
) -> None:
    monitoring.save(session, clerk, may, ROUND)
    version = filings.submit(session, clerk, may)
    first = may.project.target_id
    may.project.target_id = None
    assert monitoring.known(session, may).rows[0].key == "k2"
    may.project.target_id = first
    content = json.loads(version.payload)
    assert [row["key"] for row in content["rows"]] == ["k2", "k3", "k1", "k4", "k5"]
    assert content["money"]["budget_fiscal_fen"] == 100 * WAN
    assert content["round"]["code"] == "m05"


def test_hard_findings_stop_the_submission(session: Session, clerk: Actor, may: Filing) -> None:
    monitoring.save(session, clerk, may, RoundEntry())
    with pytest.raises(Refused):
        filings.submit(session, clerk, may)


def test_only_those_who_fill_it_in_save_and_only_while_it_is_open(
    session: Session, clerk: Actor, may: Filing, world: World
) -> None:
    with pytest.raises(NotAllowed):
        monitoring.save(session, world.actor(session, "county"), may, ROUND)
    monitoring.save(session, clerk, may, ROUND)
    filings.submit(session, clerk, may)
    with pytest.raises(IllegalMove):
        monitoring.save(session, clerk, may, ROUND)


def test_a_round_is_not_started_before_it_opens(
    session: Session, clerk: Actor, may: Filing, world: World
) -> None:
    with pytest.raises(Refused) as refused:
        monitoring.save(session, clerk, world.filing(session, "own", "m08"), ROUND)
    assert [p.code for p in refused.value.problems] == ["filing.round.not_open"]


def test_there_is_no_content_before_the_first_save(session: Session, may: Filing) -> None:
    with pytest.raises(LookupError):
        monitoring.payload(session, may)
