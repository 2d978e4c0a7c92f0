"""Acceptance (签收): while a level reads what it accepted, no path lets the level below change it."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import clock
from portal.access.guards import NotAllowed
from portal.access.scope import NotVisible
from portal.domain.filings import FilingStatus
from portal.domain.flows.filings import FilingAction
from portal.domain.lifecycle import IllegalMove
from portal.domain.roles import Actor
from portal.models import Filing, HistoryEntry, Notice
from portal.services import acceptance, attachments, filings, targets, workflow
from portal.services.attachments import Store
from portal.services.workflow import Refused
from tests.factories import World
from tests.filed import FULL, clerk, decide, passed_on, submit, submitted

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@dataclass(frozen=True, slots=True)
class Held:
    """A filing accepted by a level, and everybody below who had a hand in it."""

    filing: Filing
    holder: Actor
    below: tuple[Actor, ...]
    recall: FilingAction


Accepted = Callable[[str], Held]


@pytest.fixture
def accepted(session: Session, world: World) -> Accepted:
    """accepted("county"): the target waits at that level, which has accepted it."""

    def make(who: str) -> Held:
        names = {"county": "own", "prefecture": "own", "division": "region"}
        filing = (passed_on if who == "prefecture" else submitted)(session, world, names[who])
        holder = world.actor(session, who)
        done = acceptance.accept(session, holder, [filing.id])
        assert done.accepted == [filing]
        below = {
            "county": ("unit", "county-entry"),
            "prefecture": ("unit", "county-entry", "county"),
            "division": ("region-unit",),
        }[who]
        recall = FilingAction.RECALL_REVIEW if who == "prefecture" else FilingAction.RECALL
        return Held(filing, holder, tuple(world.actor(session, name) for name in below), recall)

    return make


LEVELS = pytest.mark.parametrize("who", ["county", "prefecture", "division"])


@LEVELS
def test_no_path_lets_the_level_below_change_what_is_accepted(
    session: Session, accepted: Accepted, tmp_path: Path, who: str
) -> None:
    held = accepted(who)
    filing = held.filing
    before = (
        filing.status,
        filing.waiting_level,
        len(filing.versions),
        filing.versions[-1].digest,
        filing.version_id,
    )
    changed = replace(FULL, goal="另一个总体目标,与已签收的不同。")
    for actor in held.below:
        paths: list[Callable[[], object]] = [
            *(
                lambda action=action, actor=actor: workflow.perform(
                    session, actor, filing, action, reason="请退回"
                )  # type: ignore[misc]
                for action in FilingAction
            ),
            lambda actor=actor: targets.save(session, actor, filing, changed),  # type: ignore[misc]
            lambda actor=actor: submit(session, actor, filing),  # type: ignore[misc]
            lambda actor=actor: filings.open_adjustment(session, actor, filing.project, "资金调减"),  # type: ignore[misc]
            lambda actor=actor: attachments.upload(  # type: ignore[misc]
                session, actor, Store(tmp_path), filing, "x.pdf", io.BytesIO(PDF)
            ),
            lambda actor=actor: acceptance.release(session, actor, filing),  # type: ignore[misc]
        ]
        for path in paths:
            with pytest.raises((IllegalMove, NotAllowed, NotVisible, Refused)):
                path()
            session.flush()
            found = filing.versions[-1]
            assert before == (
                filing.status, filing.waiting_level, found.number, found.digest, filing.version_id,
            )  # fmt: skip
            assert filing.accepted_at is not None


@LEVELS
def test_the_refusal_names_who_and_when_and_its_advice_gives_the_recall_back(
    session: Session, accepted: Accepted, who: str
) -> None:
    held = accepted(who)
    recaller = held.below[-1] if who == "prefecture" else held.below[0]
    with pytest.raises(Refused) as refused:
        workflow.perform(session, recaller, held.filing, held.recall)
    (problem,) = refused.value.problems
    assert problem.code == "filing.accepted"
    assert problem.params["person"] == held.holder.full_name
    assert problem.params["unit_zh"] == held.holder.unit_name_zh
    assert problem.params["day"] == clock.today().isoformat()
    acceptance.release(session, held.holder, held.filing)
    workflow.perform(session, recaller, held.filing, held.recall)
    assert held.filing.status is (FilingStatus.SUBMITTED if who == "prefecture" else FilingStatus.DRAFT)


@LEVELS
@pytest.mark.parametrize("action", ["decide", "return"])
def test_a_decision_or_a_return_ends_it_by_itself(
    session: Session, accepted: Accepted, who: str, action: str
) -> None:
    held = accepted(who)
    deciding = FilingAction.PASS_ON if who == "county" else FilingAction.APPROVE
    decide(session, held.holder, held.filing, deciding if action == "decide" else FilingAction.RETURN)
    assert (held.filing.accepted_at, held.filing.accepted_by, held.filing.accepted_unit_id) == (
        None,
        None,
        None,
    )


def test_the_next_level_accepts_for_itself(session: Session, world: World, accepted: Accepted) -> None:
    held = accepted("county")
    decide(session, held.holder, held.filing, FilingAction.PASS_ON)
    prefecture = world.actor(session, "prefecture")
    assert acceptance.accept(session, prefecture, [held.filing.id]).accepted == [held.filing]
    assert held.filing.accepted_unit_id == prefecture.unit_id


def test_a_second_press_changes_nothing_and_says_so(session: Session, accepted: Accepted) -> None:
    held = accepted("prefecture")
    moment, version = held.filing.accepted_at, held.filing.version_id
    events = session.scalars(select(HistoryEntry.action).where(HistoryEntry.action == "filing.accept")).all()
    again = acceptance.accept(session, held.holder, [held.filing.id, held.filing.id])
    assert (again.accepted, again.already, again.refused, again.gone) == ([], [held.filing], [], 0)
    assert (held.filing.accepted_at, held.filing.version_id) == (moment, version)
    assert (
        session.scalars(select(HistoryEntry.action).where(HistoryEntry.action == "filing.accept")).all()
        == events
    )


def test_a_press_says_of_each_filing_what_became_of_it(session: Session, world: World) -> None:
    mine = passed_on(session, world)
    other = submitted(session, world, "region")
    prefecture = world.actor(session, "prefecture")
    done = acceptance.accept(session, prefecture, [mine.id, other.id, 99999])
    assert (done.accepted, done.already, done.refused, done.gone) == ([mine], [], [], 2)
    decide(session, prefecture, mine, FilingAction.APPROVE)
    assert acceptance.accept(session, prefecture, [mine.id]).refused == [mine]


def test_what_was_recalled_a_moment_before_is_not_accepted(session: Session, world: World) -> None:
    filing = submitted(session, world, "region")
    workflow.perform(session, clerk(session, world, "region"), filing, FilingAction.RECALL)
    done = acceptance.accept(session, world.actor(session, "division"), [filing.id])
    assert (done.accepted, done.gone, filing.accepted_at) == ([], 1, None)


def test_it_is_told_below_and_stands_in_the_history(session: Session, accepted: Accepted) -> None:
    held = accepted("prefecture")
    acceptance.release(session, held.holder, held.filing)
    rows = session.scalars(
        select(HistoryEntry.action)
        .where(HistoryEntry.subject == workflow.subject_of(held.filing))
        .order_by(HistoryEntry.seq)
    ).all()
    assert rows[-2:] == ["filing.accept", "filing.release"]
    for code in ("filing.accept", "filing.release"):
        told = session.execute(select(Notice.unit_id, Notice.role).where(Notice.code == code)).all()
        assert {
            (actor.unit_id, actor.role.value) for actor in held.below if actor.username != "county-entry"
        } <= {(unit, role) for unit, role in told}


def test_it_leaves_the_reviewers_days_as_they_were(session: Session, world: World) -> None:
    filing = passed_on(session, world)
    before = filing.turn_due_on
    assert before is not None
    prefecture = world.actor(session, "prefecture")
    acceptance.accept(session, prefecture, [filing.id])
    assert filing.turn_due_on == before
    acceptance.release(session, prefecture, filing)
    assert filing.turn_due_on == before


def test_releasing_what_nobody_accepted_is_refused(session: Session, world: World) -> None:
    filing = submitted(session, world)
    with pytest.raises(Refused) as refused:
        acceptance.release(session, world.actor(session, "county"), filing)
    assert [p.code for p in refused.value.problems] == ["filing.release.not_accepted"]


@pytest.mark.parametrize(("state", "found"), [("accepted", True), ("open", False)])
def test_the_filter_divides_the_queue(session: Session, accepted: Accepted, state: str, found: bool) -> None:
    held = accepted("county")
    condition = acceptance.held(state)
    assert condition is not None
    query = select(Filing.id).where(Filing.id == held.filing.id, condition)
    assert (session.scalar(query) is not None) is found
    assert acceptance.held("x") is None


def test_the_database_holds_no_acceptance_of_what_waits_for_nobody(
    session: Session, accepted: Accepted
) -> None:
    held = accepted("county")
    gone = {"status": "draft", "waiting_level": None}
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(update(Filing).where(Filing.id == held.filing.id).values(**gone))
