"""Rankings on screen: drawn up, values typed, open to objections, corrected, published; metrics in a new version."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.domain.ranking import ObjectionStatus, RankingStatus
from portal.domain.roles import Level
from portal.extensions import db
from portal.models import IssuedPaper, Ranking, RankingObjection, RankingRow, RankingSet, User
from tests.client import PortalClient
from tests.conftest import TODAY
from tests.factories import World

ClientFor = Callable[..., PortalClient]
LANGUAGES = pytest.mark.parametrize("language", ["zh", "ug"])
UNTIL = TODAY + timedelta(7)
AFTER = TODAY + timedelta(8)
HOTAN, COUNTY = "653200", "653222"


@pytest.fixture(autouse=True)
def _places_with_one_project_are_ranked(app: Flask, world: World) -> None:
    with app.app_context():
        for held in db.session.scalars(select(RankingSet)):
            held.least_projects, held.least_judged = 1, 0
        db.session.commit()


def draw(client: PortalClient, app: Flask, level: Level = Level.PREFECTURE) -> int:
    """Draw up a table as the center; its id."""
    with app.app_context():
        plan = db.session.scalars(select(RankingSet.year).limit(1)).one()
        assert plan == 2020
    page = client.get("/rankings/").get_data(as_text=True)
    number = page.split('name="plan"')[1].split('value="')[1].split('"')[0]
    answer = client.post("/rankings/", data={"plan": number, "level": level.value})
    assert answer.status_code == 302
    return int(answer.location.rsplit("/", 1)[1])


def stored(app: Flask, ranking_id: int) -> Ranking:
    """A ranking as stored."""
    with app.app_context():
        found = db.session.scalars(select(Ranking).where(Ranking.id == ranking_id)).one()
        db.session.expunge_all()
        return found


def row_of(app: Flask, ranking_id: int, code: str) -> RankingRow:
    """A line as stored, with its values."""
    with app.app_context():
        found = db.session.scalars(
            select(RankingRow).where(RankingRow.ranking_id == ranking_id, RankingRow.code == code)
        ).one()
        assert found.values
        db.session.expunge_all()
        return found


def consult(client: PortalClient, app: Flask, ranking_id: int, until: date = UNTIL) -> int:
    """Open a table to objections; the status of the answer."""
    data = {"until": until.isoformat(), "version_id": str(stored(app, ranking_id).version_id)}
    return client.post(f"/rankings/{ranking_id}/consult", data=data).status_code


def by_somebody_else(app: Flask, ranking_id: int) -> None:
    """Let a colleague have drawn the table up, so that the center's account is the second person."""
    with app.app_context():
        ranking = db.session.scalars(select(Ranking).where(Ranking.id == ranking_id)).one()
        ranking.drawn_by = db.session.scalars(select(User.id).where(User.username == "auditor")).one()
        db.session.commit()


@pytest.fixture
def center(client_for: ClientFor) -> PortalClient:
    return client_for("center")


@pytest.fixture
def consulted(app: Flask, center: PortalClient) -> int:
    """A table of prefectures that is open to objections."""
    number = draw(center, app)
    assert consult(center, app, number) == 302
    return number


@pytest.fixture
def after_the_window() -> Iterator[None]:
    with clock.frozen(AFTER):
        yield


def objected(client: PortalClient, app: Flask, ranking_id: int, metric: str = "coverage") -> int:
    """Object to a value as a bureau; the objection's id."""
    row = row_of(app, ranking_id, HOTAN)
    data = {"metric": metric, "reason": "有一个项目已审核通过"}
    assert client.post(f"/rankings/units/{row.id}/objections", data=data).status_code == 302
    with app.app_context():
        return (
            db.session.scalars(select(RankingObjection.id).order_by(RankingObjection.id.desc())).first() or 0
        )


def answer_form(app: Flask, objection_id: int, **more: str) -> dict[str, str]:
    """The form of an answer."""
    with app.app_context():
        held = db.session.scalars(select(RankingObjection).where(RankingObjection.id == objection_id)).one()
        return {"version_id": str(held.version_id), **more}


@LANGUAGES
def test_a_table_is_drawn_up_and_every_place_stands_in_it(
    app: Flask, client_for: ClientFor, language: str
) -> None:
    client = client_for("center", language)
    number = draw(client, app)
    page = client.get(f"/rankings/{number}").get_data(as_text=True)
    row = row_of(app, number, HOTAN)
    assert (row.name_ug if language == "ug" else row.name_zh) in page
    assert f"/rankings/units/{row.id}" in page
    assert row.place == 1
    assert client.get(f"/rankings/units/{row.id}").status_code == 200
    assert client.get("/rankings/?level=prefecture").status_code == 200


def test_a_second_table_of_the_level_waits_for_the_first(app: Flask, center: PortalClient) -> None:
    number = draw(center, app)
    ranking = stored(app, number)
    answer = center.post("/rankings/", data={"plan": str(ranking.plan_id), "level": "prefecture"})
    assert answer.status_code == 422
    assert "请先公布或作废那一份" in answer.get_data(as_text=True)
    assert draw(center, app, Level.COUNTY) != number


def test_a_draft_is_the_centers_alone(app: Flask, center: PortalClient, client_for: ClientFor) -> None:
    number = draw(center, app)
    for who in ("prefecture", "county", "division", "unit"):
        reader = client_for(who)
        assert reader.get(f"/rankings/{number}").status_code == 404
        assert "还没有排名" in reader.get("/rankings/").get_data(as_text=True)


def test_a_value_the_portal_cannot_count_is_typed_with_its_proof(app: Flask, center: PortalClient) -> None:
    number = draw(center, app)
    row = row_of(app, number, HOTAN)
    url, data = f"/rankings/units/{row.id}/values", {"metric": "reports_on_time", "numerator": "5"}
    assert "只填写了一半" in center.post(url, data=data).get_data(as_text=True)
    data |= {"denominator": "6"}
    refused = center.post(url, data=data)
    assert refused.status_code == 422
    assert "证明材料" in refused.get_data(as_text=True)
    assert 'value="6"' in refused.get_data(as_text=True)
    assert center.post(url, data={**data, "proof": "收文登记簿"}).status_code == 302
    value = next(v for v in row_of(app, number, HOTAN).values if v.metric == "reports_on_time")
    assert (value.numerator, value.denominator, value.points, value.proof) == (5, 6, 417, "收文登记簿")
    assert "收文登记簿" in center.get(f"/rankings/units/{row.id}").get_data(as_text=True)


def test_a_value_that_is_counted_cannot_be_typed(app: Flask, center: PortalClient) -> None:
    row = row_of(app, draw(center, app), HOTAN)
    data = {"metric": "coverage", "numerator": "1", "denominator": "1", "proof": "文件"}
    answer = center.post(f"/rankings/units/{row.id}/values", data=data)
    assert answer.status_code == 422
    assert "由系统按记录计算" in answer.get_data(as_text=True)


@pytest.mark.parametrize(("until", "said"), [("", "请填写申诉截止日期"), (TODAY.isoformat(), "不晚于今天")])
def test_objections_need_a_last_day_that_lies_ahead(
    app: Flask, center: PortalClient, until: str, said: str
) -> None:
    number = draw(center, app)
    data = {"until": until, "version_id": str(stored(app, number).version_id)}
    answer = center.post(f"/rankings/{number}/consult", data=data)
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert stored(app, number).status is RankingStatus.DRAFT


@LANGUAGES
def test_places_hear_of_a_table_and_read_it_with_their_own_line(
    app: Flask, consulted: int, client_for: ClientFor, language: str
) -> None:
    reader = client_for("prefecture", language)
    assert f"/rankings/{consulted}" in reader.get("/inbox/").get_data(as_text=True)
    page = reader.get(f"/rankings/{consulted}").get_data(as_text=True)
    own, other = row_of(app, consulted, HOTAN), row_of(app, consulted, "653100")
    assert f"/rankings/units/{own.id}" in page
    assert f"/rankings/units/{other.id}" not in page
    assert reader.get(f"/rankings/units/{other.id}").status_code == 404
    assert client_for("unit").get(f"/rankings/units/{own.id}").status_code == 404


def test_an_objection_without_a_reason_is_refused_and_the_words_stay(
    app: Flask, consulted: int, client_for: ClientFor
) -> None:
    row = row_of(app, consulted, HOTAN)
    answer = client_for("prefecture").post(
        f"/rankings/units/{row.id}/objections", data={"metric": "coverage", "reason": " "}
    )
    assert answer.status_code == 422
    assert "请写明申诉理由" in answer.get_data(as_text=True)
    assert '<option selected value="coverage"' in answer.get_data(as_text=True)


@LANGUAGES
def test_an_upheld_objection_corrects_the_table_and_shows_what_changed(
    app: Flask, consulted: int, center: PortalClient, client_for: ClientFor, language: str
) -> None:
    bureau = client_for("prefecture", language)
    number = objected(bureau, app, consulted)
    assert "有一个项目已审核通过" in center.get(f"/rankings/{consulted}").get_data(as_text=True)
    before = row_of(app, consulted, HOTAN)
    old = next(v for v in before.values if v.metric == "coverage")
    form = answer_form(app, number, reason="属实", numerator=str((old.numerator or 0) + 1))
    refused = center.post(f"/rankings/objections/{number}/uphold", data=form)
    assert refused.status_code == 422
    assert "只填写了一半" in refused.get_data(as_text=True)
    form["denominator"] = str(old.denominator)
    assert center.post(f"/rankings/objections/{number}/uphold", data=form).status_code == 302
    after = row_of(app, consulted, HOTAN)
    assert (after.total or 0) > (before.total or 0)
    page = bureau.get(f"/rankings/{consulted}").get_data(as_text=True)
    assert "属实" in page
    assert f"{(old.numerator or 0) + 1}/{old.denominator}" in page
    assert "/rankings/" in bureau.get("/inbox/").get_data(as_text=True)


def test_an_objection_is_rejected_with_words_or_taken_back(
    app: Flask, consulted: int, center: PortalClient, client_for: ClientFor
) -> None:
    bureau = client_for("prefecture")
    first = objected(bureau, app, consulted)
    assert (
        center.post(f"/rankings/objections/{first}/reject", data=answer_form(app, first)).status_code == 422
    )
    form = answer_form(app, first, reason="数值无误")
    assert center.post(f"/rankings/objections/{first}/reject", data=form).status_code == 302
    second = objected(bureau, app, consulted)
    assert bureau.post(f"/rankings/objections/{second}/withdraw").status_code == 302
    with app.app_context():
        found = db.session.scalars(select(RankingObjection.status).order_by(RankingObjection.id)).all()
    assert found == [ObjectionStatus.REJECTED, ObjectionStatus.WITHDRAWN]
    assert center.post(f"/rankings/objections/{second}/reject", data=form).status_code == 409


def test_who_drew_a_table_up_does_not_publish_it(
    app: Flask, consulted: int, after_the_window: None, client_for: ClientFor
) -> None:
    center = client_for("center")
    version = {"version_id": str(stored(app, consulted).version_id)}
    assert center.post(f"/rankings/{consulted}/publish", data=version).status_code == 403
    assert "拟定人以外的人" in center.get(f"/rankings/{consulted}").get_data(as_text=True)


def test_a_table_is_not_published_while_objections_may_be_made(
    app: Flask, consulted: int, center: PortalClient
) -> None:
    by_somebody_else(app, consulted)
    version = {"version_id": str(stored(app, consulted).version_id)}
    answer = center.post(f"/rankings/{consulted}/publish", data=version)
    assert answer.status_code == 422
    assert "现在还不能公布" in answer.get_data(as_text=True)
    assert stored(app, consulted).digest == ""


@LANGUAGES
def test_a_published_table_stands_with_its_digest_on_screen_and_in_the_workbook(
    app: Flask, consulted: int, center: PortalClient, client_for: ClientFor, language: str
) -> None:
    by_somebody_else(app, consulted)
    with clock.frozen(AFTER):
        client = client_for("center", language)
        version = {"version_id": str(stored(app, consulted).version_id)}
        assert client.post(f"/rankings/{consulted}/publish", data=version).status_code == 302
        found = stored(app, consulted)
        reader = client_for("county", language)
        assert found.digest in reader.get(f"/rankings/{consulted}").get_data(as_text=True)
        row = row_of(app, consulted, HOTAN)
        data = {"metric": "reports_on_time", "numerator": "5", "denominator": "6", "proof": "登记簿"}
        assert client.post(f"/rankings/units/{row.id}/values", data=data).status_code == 409
        book = zipfile.ZipFile(io.BytesIO(reader.get(f"/rankings/{consulted}.xlsx").get_data()))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert ('rightToLeft="1"' in sheet) is (language == "ug")
    name = row.name_ug if language == "ug" else row.name_zh
    (line,) = (part for part in sheet.split("<row ") if f">{name}<" in part)
    assert f"<v>{(row.total or 0) / 100:g}</v>" in line


@LANGUAGES
def test_a_published_table_has_a_circular_to_print_and_to_edit_and_no_other_has(
    app: Flask, consulted: int, center: PortalClient, client_for: ClientFor, language: str
) -> None:
    reader = client_for("county", language)
    addresses = [f"/papers/circulars/{consulted}/{language}.{kind}" for kind in ("pdf", "docx")]
    assert [reader.get(address).status_code for address in addresses] == [404, 404]
    assert "/papers/circulars/" not in reader.get(f"/rankings/{consulted}").get_data(as_text=True)
    by_somebody_else(app, consulted)
    with clock.frozen(AFTER):
        version = {"version_id": str(stored(app, consulted).version_id)}
        client_for("center").post(f"/rankings/{consulted}/publish", data=version)
        reader = client_for("county", language)
        shown = reader.get(f"/rankings/{consulted}").get_data(as_text=True)
        answers = [reader.get(address) for address in addresses]
        assert reader.get(f"/papers/circulars/{consulted}/en.docx").status_code == 404
    assert all(f'href="{address}"' in shown for address in addresses)
    assert [answer.data[:2] for answer in answers] == [b"%P", b"PK"]
    with app.app_context():
        (paper,) = db.session.scalars(select(IssuedPaper)).all()
    # The file to be edited is not issued: the register holds what was printed alone.
    assert (paper.kind.value, paper.number) == ("circular", "TB-2020-D-01")


def test_a_table_that_is_given_up_says_why(app: Flask, center: PortalClient) -> None:
    number = draw(center, app)
    assert center.post(f"/rankings/{number}/cancel", data={"reason": ""}).status_code == 422
    assert center.post(f"/rankings/{number}/cancel", data={"reason": "数据有误"}).status_code == 302
    assert "数据有误" in center.get(f"/rankings/{number}").get_data(as_text=True)
    assert draw(center, app) != number


def test_what_stands_against_publishing_is_said_in_place_of_the_button(
    app: Flask, consulted: int, client_for: ClientFor
) -> None:
    by_somebody_else(app, consulted)
    button = f'action="/rankings/{consulted}/publish"'
    shown = client_for("center").get(f"/rankings/{consulted}").get_data(as_text=True)
    assert button not in shown
    assert "现在还不能公布" in shown
    with clock.frozen(AFTER):
        shown = client_for("center").get(f"/rankings/{consulted}").get_data(as_text=True)
    assert button in shown
    assert "现在还不能公布" not in shown


def test_trying_other_values_shows_total_and_place_and_writes_nothing(
    app: Flask, consulted: int, client_for: ClientFor
) -> None:
    row = row_of(app, consulted, HOTAN)
    value = next(v for v in row.values if v.metric == "coverage")
    query = f"n.coverage={value.denominator}&d.coverage={value.denominator}"
    page = client_for("prefecture").get(f"/rankings/units/{row.id}?{query}").get_data(as_text=True)
    assert "按所填数值" in page
    assert row_of(app, consulted, HOTAN).total == row.total
    nonsense = client_for("prefecture").get(f"/rankings/units/{row.id}?n.coverage=x&d.coverage=-3")
    assert "按所填数值" not in nonsense.get_data(as_text=True)
    assert "数值超出范围" in nonsense.get_data(as_text=True)
    more = f"n.coverage={(value.denominator or 0) + 1}&d.coverage={value.denominator}"
    refused = client_for("prefecture").get(f"/rankings/units/{row.id}?{more}").get_data(as_text=True)
    assert f"完成数 {(value.denominator or 0) + 1} 大于应完成数 {value.denominator}" in refused
    assert "按所填数值" not in refused


@LANGUAGES
def test_metrics_are_read_by_all_and_renewed_by_the_center(
    app: Flask, client_for: ClientFor, language: str
) -> None:
    client = client_for("center", language)
    assert client_for("county", language).get("/rankings/metrics/").status_code == 200
    with app.app_context():
        held = db.session.scalars(select(RankingSet).where(RankingSet.level == Level.PREFECTURE)).one()
        codes = [(m.code, m.marks) for m in held.metrics]
        number = held.id
    assert client.get(f"/rankings/metrics/{number}").status_code == 200
    assert client.get(f"/rankings/metrics/{number}/edit").status_code == 200
    form: dict[str, str] = {"least_projects": "3", "source": ""}
    for n, (code, marks) in enumerate(codes):
        form |= {f"metrics-{n}-key": code, f"metrics-{n}-marks": f"{marks / 100:g}"}
    form["metrics-0-marks"] = "10"
    refused = client.post(f"/rankings/metrics/{number}/edit", data=form)
    assert refused.status_code == 422
    form |= {"metrics-0-marks": "10", "metrics-1-marks": "12", "source": "2020年第3次厅长办公会议"}
    answer = client.post(f"/rankings/metrics/{number}/edit", data=form)
    assert answer.status_code == 302
    with app.app_context():
        sets = db.session.scalars(
            select(RankingSet).where(RankingSet.level == Level.PREFECTURE).order_by(RankingSet.version)
        ).all()
        assert [one.version for one in sets] == [1, 2]
        assert [m.marks for m in sets[1].metrics][:2] == [1000, 1200]
        assert sets[0].metrics[0].marks == codes[0][1]
    assert client.post(f"/rankings/metrics/{number}/edit", data={}).status_code == 422
