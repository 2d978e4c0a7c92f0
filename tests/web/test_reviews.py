"""The review queue, the decision on screen, and two reviewers at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.actor import actor_of
from portal.cli.demo_people import PASSWORD
from portal.domain.filings import Decision, FilingStatus
from portal.domain.roles import Actor, Role
from portal.extensions import db
from portal.models import Assignment, Filing, HistoryEntry, Review, ReviewComment, Unit, User
from portal.services import targets, workflow
from portal.services.accounts import hash_password
from tests.client import PortalClient
from tests.conftest import TODAY
from tests.factories import World, make_project
from tests.filed import FULL, decide, drafted, full_points, passed_on, stored, submit, submitted
from tests.private import populate, private_app
from tests.threads import committed, together

ClientFor = Callable[..., PortalClient]
Make = Callable[[Session, World], Filing]


def form(app: Flask, filing_id: int, action: str, **more: str) -> dict[str, str]:
    """The review form with all points."""
    with app.app_context():
        filing = db.session.scalars(select(Filing).where(Filing.id == filing_id)).one()
        points = {f"points-{code}": f"{n / 100:g}" for code, n in full_points(filing).items()}
        version = str(len(filing.versions))
    return {"action": action, "version": version, "opinion": "同意上报", **points, **more}


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_a_target_goes_through_county_and_prefecture(
    app: Flask, client_for: ClientFor, made: Callable[[Make], int], language: str
) -> None:
    filing_id = made(submitted)
    county, prefecture = client_for("county", language), client_for("prefecture", language)
    assert f"/reviews/{filing_id}" in county.get("/reviews/").get_data(as_text=True)
    assert f"/reviews/{filing_id}" not in prefecture.get("/reviews/").get_data(as_text=True)
    assert county.get(f"/reviews/{filing_id}").status_code == 200
    assert county.post(f"/reviews/{filing_id}", data=form(app, filing_id, "pass_on")).status_code == 302
    assert stored(app, filing_id).status is FilingStatus.UNDER_REVIEW
    assert f"/reviews/{filing_id}" in prefecture.get("/reviews/").get_data(as_text=True)
    assert prefecture.post(f"/reviews/{filing_id}", data=form(app, filing_id, "approve")).status_code == 302
    assert stored(app, filing_id).status is FilingStatus.APPROVED
    assert prefecture.get(f"/reviews/{filing_id}").status_code == 200


def test_a_return_needs_a_reason_and_keeps_what_was_typed(
    app: Flask, client_for: ClientFor, made: Callable[[Make], int]
) -> None:
    filing_id = made(submitted)
    client = client_for("county")
    data = form(app, filing_id, "return", opinion="数量指标过低", **{"comment-indicator:k1": "请写明依据"})
    page = client.post(f"/reviews/{filing_id}", data={**data, "reason": " "})
    assert page.status_code == 422
    assert "数量指标过低" in page.get_data(as_text=True)
    assert stored(app, filing_id).status is FilingStatus.SUBMITTED
    assert client.post(f"/reviews/{filing_id}", data={**data, "reason": "请核对里程"}).status_code == 302
    filing = stored(app, filing_id)
    assert (filing.status, filing.return_reason) == (FilingStatus.RETURNED, "请核对里程")
    with app.app_context():
        comment = db.session.scalars(select(ReviewComment)).one()
        assert (comment.field, comment.text) == ("indicator:k1", "请写明依据")
    mending = client_for("unit").get(f"/filings/{filing_id}/target").get_data(as_text=True)
    assert "请写明依据" in mending
    assert "请核对里程" in client_for("unit").get("/entry/").get_data(as_text=True)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"opinion": " "}, "请填写审核意见"),
        ({"points-": ""}, "请对每条审核要点评定等级"),
        ({"points-": "0"}, "不能通过"),
        ({"points-": "999"}, "超过该项分值"),
        ({"points-": "-1"}, "超过该项分值"),
        ({"points-": "abc"}, "请对每条审核要点评定等级"),
        ({"points-": "NaN"}, "请对每条审核要点评定等级"),
    ],
)
def test_a_decision_is_refused_with_its_reason(
    app: Flask, client_for: ClientFor, made: Callable[[Make], int], changes: dict[str, str], said: str
) -> None:
    filing_id = made(submitted)
    data = form(app, filing_id, "pass_on")
    for name, value in changes.items():
        data |= {key: value for key in data if key.startswith(name)}
    page = client_for("county").post(f"/reviews/{filing_id}", data=data)
    assert page.status_code == 422
    assert said in page.get_data(as_text=True)
    assert stored(app, filing_id).status is FilingStatus.SUBMITTED


@pytest.mark.parametrize("action", ["", "nonsense", "submit", "recall", "recall_review", "start", "adjust"])
def test_the_review_form_carries_decisions_and_nothing_else(
    app: Flask, client_for: ClientFor, made: Callable[[Make], int], action: str
) -> None:
    filing_id = made(passed_on)
    for who in ("county", "prefecture"):
        answer = client_for(who).post(f"/reviews/{filing_id}", data=form(app, filing_id, action))
        assert answer.status_code == 409, who
    assert stored(app, filing_id).status is FilingStatus.UNDER_REVIEW


def test_the_county_may_take_its_opinion_back_until_the_prefecture_acted(
    app: Flask, client_for: ClientFor, made: Callable[[Make], int]
) -> None:
    filing_id = made(passed_on)
    county, prefecture = client_for("county"), client_for("prefecture")
    assert "撤回初审意见" in county.get(f"/reviews/{filing_id}").get_data(as_text=True)
    assert county.post(f"/reviews/{filing_id}/recall").status_code == 302
    assert stored(app, filing_id).status is FilingStatus.SUBMITTED
    assert prefecture.post(f"/reviews/{filing_id}", data=form(app, filing_id, "approve")).status_code in (
        403,
        409,
    )
    assert county.post(f"/reviews/{filing_id}", data=form(app, filing_id, "pass_on")).status_code == 302
    assert prefecture.post(f"/reviews/{filing_id}", data=form(app, filing_id, "approve")).status_code == 302
    assert county.post(f"/reviews/{filing_id}/recall").status_code == 409


def test_nothing_is_reviewed_before_it_was_submitted(
    client_for: ClientFor, made: Callable[[Make], int]
) -> None:
    filing_id = made(drafted)
    client = client_for("county")
    assert client.get(f"/reviews/{filing_id}").status_code == 404
    assert client.post(f"/reviews/{filing_id}", data={"action": "return", "reason": "x"}).status_code == 404


def test_what_was_called_back_meanwhile_is_said_to_the_reviewer(
    app: Flask, client_for: ClientFor, made: Callable[[Make], int], world: World
) -> None:
    filing_id = made(lambda session, w: submitted(session, w, "region"))
    division = client_for("division")
    assert division.get(f"/reviews/{filing_id}").status_code == 200
    data = form(app, filing_id, "approve")
    assert client_for("region-unit").post(f"/filings/{filing_id}/recall").status_code == 302
    assert division.post(f"/reviews/{filing_id}", data=data).status_code == 404
    made(lambda session, w: _sent_again(session, w, filing_id))
    page = division.post(f"/reviews/{filing_id}", data=data)
    assert page.status_code == 409
    assert "此件已经办理" in page.get_data(as_text=True)


def _sent_again(session: Session, world: World, filing_id: int) -> Filing:
    filing = session.scalars(select(Filing).where(Filing.id == filing_id)).one()
    submit(session, world.actor(session, "region-unit"), filing)
    return filing


def test_who_comes_second_is_told_what_happened_and_keeps_the_words(
    app: Flask, client_for: ClientFor, made: Callable[[Make], int], world: World
) -> None:
    filing_id = made(submitted)
    client = client_for("county")
    data = form(app, filing_id, "pass_on", opinion="我认为可以上报")
    with app.app_context():
        second = second_reviewer(db.session(), "653222F", Role.REVIEWER, "county-b")
        filing = db.session.scalars(select(Filing).where(Filing.id == filing_id)).one()
        decide(db.session(), second, filing, "return")
        db.session.commit()
    page = client.post(f"/reviews/{filing_id}", data=data)
    text = page.get_data(as_text=True)
    assert page.status_code == 409
    for word in (
        "退回填报件",
        "测试·county-b",
        "您的决定没有生效",
        "我认为可以上报",
        f"/records/filings/{filing_id}",
    ):
        assert word in text, word
    assert stored(app, filing_id).status is FilingStatus.RETURNED


def second_reviewer(session: Session, unit_code: str, role: Role, username: str) -> Actor:
    """Another person of a reviewing unit."""
    unit = session.scalars(select(Unit).where(Unit.code == unit_code)).one()
    user = User(username=username, full_name=f"测试·{username}", password_hash=hash_password(PASSWORD))
    held = Assignment(unit=unit, role=role, starts_on=TODAY)
    user.assignments.append(held)
    session.add(user)
    session.flush()
    return actor_of(user, held)


# Two at once, on a database that really commits

RACES = 6


@pytest.fixture(scope="module")
def race(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, list[int]]]:
    """Submitted targets of region-level projects, and two reviewers of their division."""
    with private_app(app, tmp_path_factory.mktemp("race")) as made, clock.frozen(TODAY):
        world = populate(made)

        def prepare(session: Session) -> list[int]:
            second_reviewer(session, "650000D1", Role.DIVISION, "division-b")
            unit = session.scalars(select(Unit).where(Unit.code == "650000U1")).one()
            actor, ids = world.actor(session, "region-unit"), []
            for number in range(RACES):
                project = make_project(session, unit, f"race-{number}")
                filing = session.scalars(
                    select(Filing).where(Filing.project_id == project.id).order_by(Filing.id).limit(1)
                ).one()
                targets.save(session, actor, filing, FULL)
                submit(session, actor, filing)
                ids.append(filing.id)
            return ids

        yield made, committed(made, prepare)


def test_of_two_reviewers_who_press_different_buttons_one_wins_and_the_other_is_told(
    race: tuple[Flask, list[int]], capsys: pytest.CaptureFixture[str]
) -> None:
    app, ids = race
    clients: list[PortalClient] = []
    for username in ("division", "division-b"):
        client: PortalClient = app.test_client()  # type: ignore[assignment]
        client.sign_in(username)
        clients.append(client)
    won = {"approve": 0, "return": 0}
    for filing_id in ids:
        for client in clients:
            assert client.get(f"/reviews/{filing_id}").status_code == 200
        buttons = ("approve", "return")
        data = [form(app, filing_id, action, reason="请细化", opinion=f"意见{action}") for action in buttons]
        answers = together(2, lambda n, d=data, i=filing_id: clients[n].post(f"/reviews/{i}", data=d[n]))
        assert sorted(a.status_code for a in answers) == [302, 409]
        winner = 0 if answers[0].status_code == 302 else 1
        won[buttons[winner]] += 1
        told = answers[1 - winner].get_data(as_text=True)
        assert ("审核通过填报件", "退回填报件")[winner] in told
        assert ("演示·division", "测试·division-b")[winner] in told
        assert f"意见{buttons[1 - winner]}" in told
        committed(app, lambda s, i=filing_id, w=winner: _one_decision(s, i, w))
    with capsys.disabled():
        print(
            f"\n{RACES} races of two reviewers: {won['approve']} approved, {won['return']} returned, none both"
        )


def _one_decision(session: Session, filing_id: int, winner: int) -> None:
    filing = session.scalars(select(Filing).where(Filing.id == filing_id)).one()
    assert filing.status is (FilingStatus.APPROVED, FilingStatus.RETURNED)[winner]
    (review,) = session.scalars(select(Review).where(Review.filing_id == filing_id)).all()
    assert review.decision is (Decision.APPROVED, Decision.RETURNED)[winner]
    moves = session.scalar(
        select(func.count()).where(
            HistoryEntry.subject == workflow.subject_of(filing),
            HistoryEntry.action.in_(["filing.approve", "filing.return"]),
        )
    )
    assert moves == 1


def test_the_queue_is_searched_by_nothing_but_sorted_and_paged(
    client_for: ClientFor, made: Callable[[Make], int]
) -> None:
    made(submitted)
    client = client_for("county")
    for query in ("?sort=due", "?sort=name&order=desc", "?sort=x&order=y", "?page=9", "?size=50"):
        text = client.get(f"/reviews/{query}").get_data(as_text=True)
        assert re.search(r"/reviews/\d+", text), query
