"""Concentrated reviews on screen: drawn, recorded, concluded; each reader sees what is theirs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.concentrated import ConcentratedStatus, Outcome
from portal.extensions import db
from portal.models import ConcentratedItem, ConcentratedReview, Order
from portal.services import concentrated, order_drafts, orders
from tests.client import PortalClient
from tests.drawn import FAULT, PLACES, concluded, item_at, opened, record, stand, target_round, whole
from tests.factories import World
from tests.ordered import entry

ClientFor = Callable[..., PortalClient]
Make = Callable[[Callable[[Session, World], ConcentratedReview]], int]
ALL = sum(PLACES.values())
LANGUAGES = pytest.mark.parametrize("language", ["zh", "ug"])


def stored(app: Flask, review_id: int) -> ConcentratedReview:
    """A review as stored, with its items."""
    with app.app_context():
        review = db.session.scalars(
            select(ConcentratedReview).where(ConcentratedReview.id == review_id)
        ).one()
        assert review.items
        db.session.expunge_all()
        return review


def ids(app: Flask, review_id: int, code: str) -> tuple[int, int]:
    """The first filing drawn of a place: its id and version."""
    with app.app_context():
        review = db.session.scalars(
            select(ConcentratedReview).where(ConcentratedReview.id == review_id)
        ).one()
        item = item_at(review, code)
        return item.id, item.version_id


def typed(app: Flask, **more: str) -> dict[str, str]:
    """The form of a sample."""
    with app.app_context():
        round_id = str(target_round(db.session()).id)
    values = {
        "name": "第三次集中审核", "round_id": round_id, "starts_on": "2020-06-15", "ends_on": "2020-06-19",
        "scale": "grades", "standing": "approved", "manner": "sample", "size": "5", "strata": "prefecture",
        "at_least": "1", "seed": "07-13-22", "action": "open",
    }  # fmt: skip
    return {**values, **more}


@LANGUAGES
def test_the_center_draws_a_sample_and_the_page_publishes_how(
    app: Flask, client_for: ClientFor, world: World, language: str
) -> None:
    with app.app_context():
        stand(db.session(), world)
        db.session.commit()
    center = client_for("center", language)
    assert center.get("/concentrated/new").status_code == 200
    counted = center.post("/concentrated/new", data=typed(app, action="count"))
    assert str(ALL) in counted.get_data(as_text=True)
    assert "第三次集中审核" in counted.get_data(as_text=True)
    answer = center.post("/concentrated/new", data=typed(app))
    assert answer.status_code == 302
    page = center.get(answer.location).get_data(as_text=True)
    with app.app_context():
        review = db.session.scalars(select(ConcentratedReview)).one()
        digest, number = review.population_digest, review.id
        assert len(review.items) == 5
    for word in ("07-13-22", digest, "第三次集中审核"):
        assert word in page
    lines = center.get(f"/concentrated/{number}/population.txt").get_data()
    assert hashlib.sha256(lines).hexdigest() == digest
    assert "第三次集中审核" in center.get("/concentrated/").get_data(as_text=True)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"seed": ""}, "请填写抽样数"),
        ({"size": "2"}, "至少抽取 3 件"),
        ({"size": "x"}, "不是整数"),
        ({"ends_on": ""}, "请填写开始日期和结束日期"),
        ({"type": "other"}, "没有符合条件的填报件"),
        ({"name": ""}, "请填写集中审核的名称"),
    ],
)
def test_a_draw_is_refused_with_what_mends_it_and_nothing_is_lost(
    app: Flask, client_for: ClientFor, world: World, change: dict[str, str], said: str
) -> None:
    with app.app_context():
        stand(db.session(), world)
        db.session.commit()
    page = client_for("center").post("/concentrated/new", data=typed(app, **change))
    assert page.status_code == 422
    assert said in page.get_data(as_text=True)
    assert change.get("seed", "07-13-22") in page.get_data(as_text=True)
    with app.app_context():
        assert db.session.scalars(select(ConcentratedReview.id)).all() == []


def test_an_unknown_round_is_no_fault(client_for: ClientFor, app: Flask) -> None:
    for round_id in ("", "x", "99999"):
        assert (
            client_for("center").post("/concentrated/new", data=typed(app, round_id=round_id)).status_code
            == 422
        )


@LANGUAGES
def test_what_was_found_is_recorded_and_the_next_one_follows(
    app: Flask, client_for: ClientFor, made: Make, language: str
) -> None:
    review_id = made(whole)
    center = client_for("center", language)
    item_id, version = ids(app, review_id, "653222")
    page = center.get(f"/concentrated/filings/{item_id}").get_data(as_text=True)
    assert "硬化道路里程" in page
    following = page.split('name="following" value="')[1].split('"')[0]
    data = {
        "version_id": str(version), "outcome": "fair", "note": "请修改", "following": following, "action": "next",
        "problems-0-category": "amount_wrong", "problems-0-text": "金额与下达文件不一致",
    }  # fmt: skip
    answer = center.post(f"/concentrated/filings/{item_id}", data=data)
    assert answer.location.endswith(f"/concentrated/filings/{following}")
    shown = center.get(f"/concentrated/filings/{item_id}").get_data(as_text=True)
    assert "金额与下达文件不一致" in shown
    assert "/orders/new?concentrated=" in shown
    late = center.post(f"/concentrated/filings/{item_id}", data={**data, "note": "我后来写的"})
    assert late.status_code == 409
    assert "我后来写的" in late.get_data(as_text=True)
    assert (
        center.get(f"/concentrated/{review_id}?state=done")
        .get_data(as_text=True)
        .count("/concentrated/filings/")
        == 1
    )


def test_an_outcome_that_is_not_borne_out_comes_back_with_the_words(
    app: Flask, client_for: ClientFor, made: Make
) -> None:
    review_id = made(whole)
    item_id, version = ids(app, review_id, "653222")
    data = {"version_id": str(version), "outcome": "poor", "note": "差在哪里"}
    page = client_for("center").post(f"/concentrated/filings/{item_id}", data=data)
    assert page.status_code == 422
    assert "请至少写明一条问题" in page.get_data(as_text=True)
    assert "差在哪里" in page.get_data(as_text=True)


@LANGUAGES
def test_it_is_concluded_when_all_is_recorded_and_the_places_read_it(
    app: Flask, client_for: ClientFor, made: Make, language: str
) -> None:
    review_id = made(whole)
    center, prefecture = client_for("center", language), client_for("prefecture", language)
    path = f"/concentrated/{review_id}"
    assert prefecture.get(path).status_code == 404
    version = str(stored(app, review_id).version_id)
    early = center.post(f"{path}/conclude", data={"version_id": version, "conclusion": "总体良好"})
    assert early.status_code == 422
    assert str(ALL) in early.get_data(as_text=True)
    made(lambda session, world: _recorded(session, world, review_id))
    version = str(stored(app, review_id).version_id)
    done = center.post(f"{path}/conclude", data={"version_id": version, "conclusion": "总体良好"})
    assert done.status_code == 302
    assert stored(app, review_id).status is ConcentratedStatus.CONCLUDED
    for address in (path, f"{path}/summary", "/concentrated/"):
        assert prefecture.get(address).status_code == 200
    assert "总体良好" in prefecture.get(f"{path}/summary").get_data(as_text=True)
    notices = prefecture.get("/inbox/").get_data(as_text=True)
    assert path in notices


def _recorded(session: Session, world: World, review_id: int) -> ConcentratedReview:
    review = session.scalars(select(ConcentratedReview).where(ConcentratedReview.id == review_id)).one()
    record(session, world, review)
    return review


def test_a_reader_sees_no_other_place(app: Flask, client_for: ClientFor, made: Make) -> None:
    review_id = made(concluded)
    mine, foreign = ids(app, review_id, "653222")[0], ids(app, review_id, "653125")[0]
    county = client_for("county")
    assert county.get(f"/concentrated/filings/{mine}").status_code == 200
    assert county.get(f"/concentrated/filings/{foreign}").status_code == 404
    listed = county.get(f"/concentrated/{review_id}").get_data(as_text=True)
    assert f"/concentrated/filings/{mine}" in listed
    assert f"/concentrated/filings/{foreign}" not in listed
    summed = county.get(f"/concentrated/{review_id}/summary").get_data(as_text=True)
    assert "墨玉县" in summed
    assert "莎车县" not in summed
    assert county.get(f"/concentrated/{review_id}/population.txt").status_code == 403
    assert county.post(f"/concentrated/filings/{mine}", data={}).status_code == 403


def test_after_the_end_a_late_record_is_a_conflict(app: Flask, client_for: ClientFor, made: Make) -> None:
    review_id = made(concluded)
    item_id, version = ids(app, review_id, "653222")
    data = {"version_id": str(version), "outcome": "good"}
    assert client_for("center").post(f"/concentrated/filings/{item_id}", data=data).status_code == 409


def test_it_is_given_up_with_a_reason(app: Flask, client_for: ClientFor, made: Make) -> None:
    review_id = made(opened)
    center = client_for("center")
    assert center.post(f"/concentrated/{review_id}/cancel", data={"reason": " "}).status_code == 422
    assert center.post(f"/concentrated/{review_id}/cancel", data={"reason": "另行安排"}).status_code == 302
    assert "另行安排" in center.get(f"/concentrated/{review_id}").get_data(as_text=True)
    assert client_for("division").get(f"/concentrated/{review_id}").status_code == 404


@LANGUAGES
def test_an_order_is_drafted_from_a_problem_and_the_ledger_says_how_it_was_found(
    app: Flask, client_for: ClientFor, made: Make, language: str
) -> None:
    review_id = made(concluded)
    with app.app_context():
        item = db.session.scalars(
            select(ConcentratedItem).where(
                ConcentratedItem.review_id == review_id, ConcentratedItem.outcome == Outcome.FAIR
            )
        ).first()
        assert item is not None
        project_id, problem_id = item.filing.project_id, item.problems[0].id
        unit_id = item.filing.project.implementing_unit_id
    center = client_for("center", language)
    address = f"/projects/{project_id}/orders/new?concentrated={problem_id}"
    assert FAULT.text in center.get(address).get_data(as_text=True)
    data = {
        "concentrated": str(problem_id), "category": "target_irregular", "problem": FAULT.text, "basis": "财预〔2015〕88号",
        "requirement": "请修改", "unit_id": str(unit_id), "working_days": "10",
    }  # fmt: skip
    made_ = center.post(f"/projects/{project_id}/orders", data=data)
    assert made_.status_code == 302
    assert center.get(address).location == made_.location
    with app.app_context():
        order = db.session.scalars(select(Order)).one()
        assert (order.concentrated_problem_id, order.filing_id is not None) == (problem_id, True)
        order_id, version = order.id, order.version_id
    assert center.post(f"/orders/{order_id}/issue", data={"version_id": str(version)}).status_code == 302
    assert center.get("/ledgers/problems?manner=concentrated").get_data(as_text=True).count(FAULT.text) == 1
    assert center.get("/ledgers/problems?manner=review").get_data(as_text=True).count(FAULT.text) == 0


def test_a_problem_of_another_project_is_no_ground(app: Flask, client_for: ClientFor, made: Make) -> None:
    review_id = made(concluded)
    with app.app_context():
        found = db.session.scalars(
            select(ConcentratedItem).where(
                ConcentratedItem.review_id == review_id, ConcentratedItem.outcome == Outcome.FAIR
            )
        ).all()
        other, problem_id = found[1].filing.project_id, found[0].problems[0].id
    center = client_for("center")
    for number in (problem_id, 99999):
        assert center.get(f"/projects/{other}/orders/new?concentrated={number}").status_code == 404


@LANGUAGES
def test_what_is_still_to_be_read_stands_on_the_lists_of_those_who_read(
    app: Flask, client_for: ClientFor, made: Make, language: str
) -> None:
    review_id = made(whole)
    address = f'href="/concentrated/{review_id}?state=open"'
    for who, home, drawn in (("center", "/center/", ALL), ("division", "/division/", PLACES["650000U1"])):
        client = client_for(who, language)
        for path in (home, "/inbox/tasks", "/inbox/tasks?task=read"):
            text = client.get(path).get_data(as_text=True)
            assert address in text, path
            if language == "zh":
                assert f"共 {drawn} 件,还有 {drawn} 件没有记录审核结果" in text
            else:
                assert "2020-يىلى 6-ئاينىڭ 19-كۈنى" in text
        assert address not in client.get("/inbox/tasks?task=check").get_data(as_text=True)
        assert client.get(f"/concentrated/{review_id}?state=open").status_code == 200
    for who in ("unit", "county", "prefecture", "auditor", "leader"):
        assert address not in client_for(who, language).get("/inbox/tasks").get_data(as_text=True)


@LANGUAGES
def test_an_order_leads_back_to_the_filing_it_was_found_in_for_those_who_see_the_review(
    app: Flask, client_for: ClientFor, world: World, made: Make, language: str
) -> None:
    review_id = made(whole)
    with app.app_context():
        review = db.session.get_one(ConcentratedReview, review_id)
        record(db.session(), world, review)
        item = next(i for i in review.items if i.problems and i.filing.project.region_code == "653222")
        center, held = world.actor(db.session(), "center"), entry(db.session(), world)
        order = order_drafts.draft(
            db.session(), center, item.filing.project, held, item.filing, concentrated=item.problems[0]
        )
        orders.issue(db.session(), center, order)
        db.session.commit()
        item_id, order_id = item.id, order.id
    address = f'href="/concentrated/filings/{item_id}"'
    pages = (f"/orders/{order_id}", f"/orders/{order_id}/chain")

    def linked(who: str) -> set[bool]:
        client = client_for(who, language)
        return {address in client.get(path).get_data(as_text=True) for path in pages}

    assert linked("center") == linked("auditor") == {True}
    assert linked("prefecture") == linked("county") == linked("unit") == {False}
    with app.app_context():
        review = db.session.get_one(ConcentratedReview, review_id)
        concentrated.conclude(db.session(), world.actor(db.session(), "center"), review, "总体良好")
        db.session.commit()
    for who in ("center", "prefecture", "county"):
        assert linked(who) == {True}, who
        assert client_for(who, language).get(f"/concentrated/filings/{item_id}").status_code == 200
