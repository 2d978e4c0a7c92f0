"""The register of issued papers: one version for what a paper says, superseded, revoked, found by its code."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access.guards import NotAllowed
from portal.domain.flows.filings import FilingAction
from portal.domain.papers import PaperKind, PaperState, well_formed
from portal.domain.roles import Actor
from portal.models import Filing, IssuedPaper
from portal.services import filings, issued_papers, reviews
from portal.services.issued_papers import Sheet, TakenBack
from portal.services.workflow import Refused
from tests.factories import World
from tests.filed import approved, clerk, decide, passed_on, submit, submitted


def sheet(world: World, session: Session, digest: str = "a", subject: str = "order:1") -> Sheet:
    """A paper that the prefecture answers for."""
    unit = world.actor(session, "prefecture").unit_id
    return Sheet(PaperKind.ORDER, subject, "和田财绩整〔2020〕1号", unit, digest * 64)


@pytest.fixture
def prefecture(session: Session, world: World) -> Actor:
    """The prefecture's reviewer."""
    return world.actor(session, "prefecture")


def test_a_paper_is_entered_once_for_what_it_says(session: Session, world: World, prefecture: Actor) -> None:
    first = issued_papers.enter(session, prefecture, sheet(world, session))
    assert issued_papers.enter(session, world.actor(session, "center"), sheet(world, session)) is first
    assert (first.version, first.state) == (1, PaperState.VALID)
    assert well_formed(first.code)


def test_other_content_is_the_next_version_and_supersedes(
    session: Session, world: World, prefecture: Actor
) -> None:
    made = [issued_papers.enter(session, prefecture, sheet(world, session, digest)) for digest in "aba"]
    assert [paper.version for paper in made] == [1, 2, 3]
    assert [paper.state for paper in made] == [PaperState.SUPERSEDED, PaperState.SUPERSEDED, PaperState.VALID]
    assert len({paper.code for paper in made}) == 3
    found = issued_papers.standing(session, made[0].code)
    assert found is not None
    assert (found.versions, found.newest) == (3, made[2])
    last = issued_papers.standing(session, made[2].code)
    assert last is not None
    assert last.newest is None


def test_papers_of_other_records_are_left_alone(session: Session, world: World, prefecture: Actor) -> None:
    one = issued_papers.enter(session, prefecture, sheet(world, session))
    other = issued_papers.enter(session, prefecture, sheet(world, session, "b", "order:2"))
    assert (one.state, other.state, other.version) == (PaperState.VALID, PaperState.VALID, 1)


def test_a_code_that_was_never_given_out_is_found_nowhere(session: Session, world: World) -> None:
    assert issued_papers.standing(session, "2" * 16) is None


def test_only_the_center_revokes_and_says_why_once(session: Session, world: World, prefecture: Actor) -> None:
    paper = issued_papers.enter(session, prefecture, sheet(world, session))
    center = world.actor(session, "center")
    with pytest.raises(NotAllowed):
        issued_papers.revoke(session, prefecture, paper, "文号有误")
    for reason, code in ((" ", "paper.reason.missing"), ("字" * 201, "paper.reason.long")):
        with pytest.raises(Refused) as refused:
            issued_papers.revoke(session, center, paper, reason)
        assert [problem.code for problem in refused.value.problems] == [code]
    issued_papers.revoke(session, center, paper, "字" * 200)
    assert (paper.state, paper.revoked_by) == (PaperState.REVOKED, center.user_id)
    with pytest.raises(Refused) as again:
        issued_papers.revoke(session, center, paper, "再次")
    assert [problem.code for problem in again.value.problems] == ["paper.revoked"]
    assert issued_papers.enter(session, prefecture, sheet(world, session)) is paper


def test_what_is_taken_back_revokes_the_paper_that_holds_without_a_reason(
    session: Session, world: World, prefecture: Actor
) -> None:
    old, new = (issued_papers.enter(session, prefecture, sheet(world, session, digest)) for digest in "ab")
    issued_papers.take_back(session, prefecture, "order:1")
    assert (old.state, new.state) == (PaperState.SUPERSEDED, PaperState.REVOKED)
    assert (new.revoke_reason, new.revoked_by) == ("", None)


def target_paper(session: Session, actor: Actor, filing: Filing) -> IssuedPaper:
    """The paper of a target, printed by somebody."""
    unit = filing.project.implementing_unit_id
    receipt = filing.versions[-1].receipt_no
    return issued_papers.enter(
        session, actor, Sheet(PaperKind.TARGET, f"filing:{filing.id}", receipt, unit, "a" * 64)
    )


def test_a_paper_that_was_being_made_when_its_record_was_taken_back_is_not_entered(
    session: Session, world: World, prefecture: Actor
) -> None:
    issued_papers.take_back(session, prefecture, "order:1")
    with pytest.raises(TakenBack):
        issued_papers.enter(session, prefecture, sheet(world, session))
    assert session.scalars(select(IssuedPaper)).all() == []
    assert issued_papers.enter(session, prefecture, sheet(world, session, subject="order:2")).version == 1


def test_submitting_again_supersedes_what_was_printed_before(session: Session, world: World) -> None:
    filing, county = submitted(session, world), world.actor(session, "county")
    paper = target_paper(session, county, filing)
    decide(session, county, filing, FilingAction.RETURN)
    assert paper.state is PaperState.VALID
    submit(session, clerk(session, world), filing)
    assert paper.state is PaperState.SUPERSEDED
    found = issued_papers.standing(session, paper.code)
    assert found is not None
    assert (found.versions, found.newest) == (1, None)


def test_an_adjusted_target_in_effect_supersedes_the_papers_of_the_one_before(
    session: Session, world: World
) -> None:
    old = approved(session, world)
    paper = target_paper(session, world.actor(session, "county"), old)
    change = filings.open_adjustment(session, clerk(session, world), old.project, "资金调减")
    submit(session, clerk(session, world), change)
    decide(session, world.actor(session, "county"), change, FilingAction.PASS_ON)
    assert paper.state is PaperState.VALID
    decide(session, world.actor(session, "prefecture"), change, FilingAction.APPROVE)
    assert paper.state is PaperState.SUPERSEDED


def test_a_recalled_opinion_revokes_the_review_forms_of_it(session: Session, world: World) -> None:
    filing, county = passed_on(session, world), world.actor(session, "county")
    (review,) = filing.reviews
    printed = Sheet(PaperKind.REVIEW, f"review:{review.id}", "HZ-1", county.unit_id, "a" * 64)
    paper = issued_papers.enter(session, county, printed)
    reviews.recall(session, county, filing)
    assert paper.state is PaperState.REVOKED


def test_the_register_has_no_two_papers_with_one_code(
    session: Session, world: World, prefecture: Actor
) -> None:
    for number in range(20):
        issued_papers.enter(session, prefecture, sheet(world, session, "a", f"order:{number}"))
    codes = list(session.scalars(select(IssuedPaper.code)))
    assert len(set(codes)) == 20
