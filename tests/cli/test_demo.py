"""`flask demo`: the world holds every state and the published forms, is the same each time, and stays whole."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.actor import actor_of
from portal.cli.audit import audit
from portal.cli.demo import demo
from portal.cli.demo_people import ACCOUNTS
from portal.cli.demo_world.sampling import TABLES
from portal.cli.doctor import doctor
from portal.domain.alerts import Rule
from portal.domain.concentrated import ConcentratedStatus
from portal.domain.filings import CheckStatus, Decision, FilingStatus, OrderStatus, Stage
from portal.domain.ledgers import EntryStatus
from portal.domain.papers import PaperKind, PaperState
from portal.domain.roles import Level, Role
from portal.extensions import db
from portal.models import (
    Assignment,
    Attachment,
    ChainHead,
    Check,
    ConcentratedReview,
    EvaluationForm,
    Filing,
    Fund,
    HistoryEntry,
    IssuedPaper,
    LedgerEntry,
    Light,
    Order,
    Payment,
    Plan,
    Project,
    Recording,
    Region,
    Release,
    Review,
    ReviewComment,
    TargetForm,
    Unit,
    User,
)
from portal.services import concentrated_draws, history, housekeeping, todo
from portal.services.fund_facts import funds_seen
from portal.services.shipped import document
from tests.demo_portal import PROJECTS, STANDS_ON, demo_portal, portal_of

TABLE_IDS = [entry["id"] for entry in document(TABLES)]


@pytest.fixture(scope="module")
def portal() -> Flask:
    return demo_portal()


@pytest.fixture
def world(portal: Flask) -> Iterator[Session]:
    with portal.app_context(), clock.frozen(STANDS_ON):
        yield db.session()
        db.session.remove()


def held(world: Session, column: Any) -> set[Any]:
    return set(world.scalars(select(column)))


def test_the_world_has_as_many_projects_as_were_asked_for(world: Session) -> None:
    assert world.scalar(select(func.count(Project.id))) == PROJECTS


@pytest.mark.parametrize(
    ("column", "states"),
    [
        (Filing.status, FilingStatus),
        (Filing.stage, Stage),
        (Order.status, OrderStatus),
        (Check.status, CheckStatus),
        (ConcentratedReview.status, (ConcentratedStatus.OPEN, ConcentratedStatus.CONCLUDED)),
        (LedgerEntry.status, set(EntryStatus) - {EntryStatus.VOID}),
        (Review.decision, Decision),
        (Project.owner_level, Level),
    ],
    ids=["filing", "stage", "order", "check", "concentrated", "entry", "decision", "level"],
)
def test_every_state_occurs(world: Session, column: Any, states: Any) -> None:
    assert held(world, column) == set(states)


@pytest.mark.parametrize("stage", [Stage.TARGET, Stage.MONITORING])
def test_targets_and_rounds_show_every_state_of_a_filing(world: Session, stage: Stage) -> None:
    states = set(world.scalars(select(Filing.status).where(Filing.stage == stage)))
    assert states == set(FilingStatus)


def test_every_release_of_the_year_comes_out_of_a_fund_and_some_funds_hold_a_rest(world: Session) -> None:
    plan = select(Plan.id).where(Plan.status == "active")
    loose = (
        select(func.count(Release.id))
        .join(Project)
        .where(Project.plan_id.in_(plan), Release.fund_id.is_(None))
    )
    assert world.scalar(loose) == 0
    funds = world.scalars(select(Fund)).all()
    seen = {fund.id: fund for fund in funds_seen(world, [fund.id for fund in funds])}
    assert all(fund.allocated_fen <= fund.amount_fen for fund in seen.values())
    still = {fund.id for fund in seen.values() if fund.allocated_fen < fund.amount_fen}
    lit = set(world.scalars(select(Light.fund_id).where(Light.rule == Rule.A02, Light.out_on.is_(None))))
    assert lit <= still
    assert lit


def test_there_are_late_empty_adjusted_and_nothing_to_report(world: Session) -> None:
    late = Filing.status.in_(["not_started", "draft", "returned"]) & (Filing.due_on < STANDS_ON)
    open_late = Order.status.in_(["issued", "acknowledged", "sent_back"]) & (Order.due_on < STANDS_ON)
    assert world.scalars(select(Filing.id).where(late)).first()
    assert world.scalars(select(Order.id).where(open_late)).first()
    assert world.scalars(select(Filing.id).where(Filing.nothing_to_report)).first()
    adjusted = select(Project.id).join(Filing, Filing.id == Project.target_id)
    assert world.scalars(adjusted.where(Filing.adjustment_no == 1)).first()
    empty = select(Unit.id).where(Unit.id.not_in(select(Project.implementing_unit_id)))
    assert world.scalars(empty).first()
    unrecorded = Project.target_id.is_not(None) & Project.target_id.not_in(select(Recording.filing_id))
    assert world.scalars(select(Project.id).where(unrecorded)).first()


def test_problems_entered_by_hand_are_verified_by_a_second_person(world: Session) -> None:
    entries = world.scalars(select(LedgerEntry)).all()
    judged = [entry for entry in entries if entry.closed_by is not None]
    assert judged
    assert all(entry.closed_by != entry.finished_by for entry in judged)
    assert any(entry.project_id is not None for entry in entries)


def test_a_concentrated_review_has_ended_with_an_order_and_both_are_drawn_again(world: Session) -> None:
    reviews = world.scalars(select(ConcentratedReview).order_by(ConcentratedReview.id)).all()
    assert [review.status for review in reviews] == [ConcentratedStatus.CONCLUDED, ConcentratedStatus.OPEN]
    for review in reviews:
        found = concentrated_draws.recount(review)
        assert (found.population_agrees, found.drawn_agrees) == (True, True)
    assert world.scalars(select(Order).where(Order.concentrated_problem_id.is_not(None))).one().issued_on
    assert any(item.outcome is None for item in reviews[1].items)


def test_a_returned_filing_has_its_reason_and_comments_on_indicators(world: Session) -> None:
    returned = world.scalars(select(Filing).where(Filing.status == FilingStatus.RETURNED)).all()
    assert all(filing.return_reason for filing in returned)
    places = held(world, ReviewComment.field)
    assert any(place.startswith("indicator:") for place in places)


def test_replies_carry_real_files(world: Session, portal: Flask) -> None:
    files = world.scalars(select(Attachment).where(Attachment.subject.like("reply:%"))).all()
    assert {file.media_type for file in files} >= {"application/pdf"}
    for file in files:
        stored = Path(portal.config["ATTACHMENT_FOLDER"]) / file.sha256[:2] / file.sha256
        assert stored.read_bytes()[:4] in (b"%PDF", b"\x89PNG")


def test_nothing_happened_after_the_demo_day(world: Session) -> None:
    end = clock.at(STANDS_ON, 23, 59)
    for column in (HistoryEntry.at, Review.decided_at, Filing.touched_at, Attachment.uploaded_at):
        assert world.scalar(select(func.max(column))) <= end
    for column in (Payment.paid_on, Release.released_on, Recording.recorded_on, Order.issued_on):
        assert world.scalar(select(func.max(column))) < STANDS_ON


def test_history_was_written_in_order_of_time(world: Session) -> None:
    moments = world.scalars(select(HistoryEntry.at).order_by(HistoryEntry.id)).all()[1:]
    assert moments == sorted(moments)


def test_the_history_holds_and_no_status_drifted(world: Session, portal: Flask) -> None:
    assert list(history.verify(world)) == []
    for command, words in ((doctor, []), (audit, ["verify"])):
        result = portal.test_cli_runner().invoke(command, words)
        assert result.exit_code == 0, result.output


@pytest.mark.parametrize(("username", "role"), [(name, role) for name, _unit, role in ACCOUNTS])
def test_every_account_finds_work_at_home(world: Session, username: str, role: Role) -> None:
    query = select(Assignment).join(User).where(User.username == username).order_by(Assignment.id)
    assignment = world.scalars(query).first()
    assert assignment is not None
    if role is Role.ADMIN:
        assert housekeeping.state(world, STANDS_ON).bureaus_without_reviewer
        return
    assert todo.for_actor(world, actor_of(assignment.user, assignment), STANDS_ON).total


def test_units_and_places_have_names_in_both_languages(world: Session) -> None:
    rows = [*world.scalars(select(Unit)), *world.scalars(select(Region))]
    wrong = [row.name_zh for row in rows if not re.search(r"[\u0600-\u06ff]", row.name_ug)]
    mixed = [row.name_ug for row in rows if re.search(r"[\u4e00-\u9fffA-Za-z]", row.name_ug)]
    assert (wrong, mixed) == ([], [])


def test_project_names_are_unlike_each_other(world: Session) -> None:
    names = world.scalars(select(Project.name)).all()
    assert len(set(names)) == len(names)


def _words_of(world: Session, project: Project) -> str:
    """Everything that stands on the forms of a project."""
    texts: list[str] = [project.name, project.place, project.note]
    for filing in world.scalars(select(Filing).where(Filing.project_id == project.id)):
        target, evaluation = world.get(TargetForm, filing.id), world.get(EvaluationForm, filing.id)
        for row in target.indicators if target else ():
            texts += [row.name, row.value, row.remark]
        for result in evaluation.rows if evaluation else ():
            texts += [result.actual, result.deviation]
    return "\n".join(texts)


@pytest.mark.parametrize("table", document(TABLES), ids=TABLE_IDS)
def test_a_published_table_stands_in_the_register_word_by_word(world: Session, table: dict[str, Any]) -> None:
    project = world.scalars(select(Project).where(Project.name == table["title"])).one()
    said = _words_of(world, project)
    assert table["region"] in said
    for item in table["indicators"]:
        for word in (item["name"], item["target_text"], item["actual_text"]):
            assert not word or word in said
    if table["budget_full_year"] not in (None, "0"):
        assert project.total_fen == round(float(table["budget_full_year"]) * 1_000_000)


def test_results_of_a_published_table_are_kept_as_published(world: Session) -> None:
    table = next(entry for entry in document(TABLES) if entry["id"] == "C13")
    project = world.scalars(select(Project).where(Project.name == table["title"])).one()
    filing = next(
        f
        for f in world.scalars(select(Filing).where(Filing.project_id == project.id))
        if f.stage is Stage.EVALUATION
    )
    assert filing.status is FilingStatus.APPROVED
    rows = {row["name"]: row for row in json.loads(filing.versions[-1].payload)["rows"]}
    for item in table["indicators"]:
        row = rows[item["name"]]
        assert row["actual"] == item["actual_text"]
        if item["score_published"]:
            assert row["score"] == round(float(item["score_published"]) * 100)


def test_the_same_size_gives_the_same_world() -> None:
    worlds = []
    for _turn in range(2):
        with tempfile.TemporaryDirectory() as folder:
            app = portal_of(folder, 8)
            with app.app_context():
                query = select(ChainHead.chain, ChainHead.digest).order_by(ChainHead.chain)
                worlds.append(db.session.execute(query).all())
                db.session.remove()
                for engine in db.engines.values():
                    engine.dispose()
    assert worlds[0] == worlds[1]


def test_a_database_with_projects_is_left_alone(portal: Flask) -> None:
    result = portal.test_cli_runner().invoke(demo, ["--projects", "3"])
    assert result.exit_code == 0
    assert "nothing was added" in result.output


def test_the_accounts_are_listed_with_their_password(portal: Flask) -> None:
    result = portal.test_cli_runner().invoke(demo, ["accounts"])
    assert result.exit_code == 0
    for name, _unit, _role in ACCOUNTS:
        assert f"  {name} " in result.output


def test_no_demo_world_in_production(portal: Flask) -> None:
    portal.config["NAME"] = "production"
    try:
        result = portal.test_cli_runner().invoke(demo, ["--projects", "3"])
    finally:
        portal.config["NAME"] = "testing"
    assert result.exit_code == 1


def test_all_demo_accounts_can_be_closed() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = portal_of(folder, 2)
        result = app.test_cli_runner().invoke(demo, ["remove-accounts"])
        assert result.exit_code == 0
        with app.app_context():
            assert db.session.scalars(select(User).where(User.demo | User.active)).all() == []
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()


def test_papers_were_printed_and_stand_in_the_register_in_every_state_that_a_year_brings(
    world: Session,
) -> None:
    papers = world.scalars(select(IssuedPaper)).all()
    assert {paper.kind for paper in papers} == {PaperKind.ORDER, PaperKind.REPORT}
    assert {paper.state for paper in papers} >= {PaperState.VALID, PaperState.REVOKED}
    withdrawn = world.scalars(select(Order).where(Order.status == OrderStatus.WITHDRAWN)).all()
    revoked = {paper.subject for paper in papers if paper.state is PaperState.REVOKED}
    assert revoked == {f"order:{order.id}" for order in withdrawn if order.number}
