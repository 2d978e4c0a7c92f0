"""Rectification orders on screen: from the draft to closing, every refusal, what is lost by nobody."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import event, select

from portal import clock
from portal.domain.filings import OrderStatus
from portal.extensions import db
from portal.models import Check, Order
from portal.services import plans, rules
from tests.client import PortalClient
from tests.factories import World
from tests.ordered import issued

ClientFor = Callable[..., PortalClient]
Made = Callable[..., int]
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def stored(app: Flask, order_id: int) -> Order:
    """The order as it is stored."""
    with app.app_context():
        order = db.session.scalars(select(Order).where(Order.id == order_id)).one()
        db.session.expunge(order)
        return order


@pytest.fixture
def project_id(world: World) -> int:
    """The own project."""
    return world.projects["own"]


@pytest.fixture
def typed(app: Flask, world: World, project_id: int) -> dict[str, str]:
    """The form of a draft as a browser sends it."""
    with app.app_context():
        unit = world.project(db.session(), "own").implementing_unit_id
    return {
        "category": "amount_wrong",
        "problem": "金额与下达文件不符",
        "basis": "财预〔2015〕88号",
        "requirement": "核实并更正金额",
        "evidence": "",
        "unit_id": str(unit),
        "person": "负责人",
        "working_days": "10",
        "filing": "",
        "finding": "",
    }


@pytest.fixture
def draft_id(client_for: ClientFor, project_id: int, typed: dict[str, str]) -> int:
    """A draft of the prefecture."""
    answer = client_for("prefecture").post(f"/projects/{project_id}/orders", data=typed)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return int(answer.location.rsplit("/", 1)[1])


def press(app: Flask, client: PortalClient, order_id: int, button: str, **data: object) -> int:
    """Press a button of an order on its present version; the status of the answer."""
    version = str(stored(app, order_id).version_id)
    return client.post(f"/orders/{order_id}/{button}", data={"version_id": version, **data}).status_code


@pytest.fixture
def order_id(app: Flask, client_for: ClientFor, draft_id: int) -> int:
    """An issued order."""
    assert press(app, client_for("prefecture"), draft_id, "issue") == 302
    return draft_id


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_the_whole_way_from_draft_to_closing(
    app: Flask, client_for: ClientFor, project_id: int, typed: dict[str, str], language: str
) -> None:
    issuer, unit = client_for("prefecture", language), client_for("unit", language)
    form = issuer.get(f"/projects/{project_id}/orders/new")
    assert form.status_code == 200
    made = issuer.post(f"/projects/{project_id}/orders", data={**typed, "evidence": "更正后的申报表"})
    order_id = int(made.location.rsplit("/", 1)[1])
    assert unit.get(f"/orders/{order_id}").status_code == 404
    assert issuer.get(f"/orders/{order_id}").status_code == 200
    assert press(app, issuer, order_id, "issue") == 302
    assert "和田财绩整〔2020〕1号" in unit.get(f"/orders/{order_id}").get_data(as_text=True)
    assert press(app, unit, order_id, "acknowledge") == 302
    files = [(io.BytesIO(PDF), "申报表.pdf"), (io.BytesIO(b"\x89PNG\r\n\x1a\n" + b"0" * 30), "照片.png")]
    assert press(app, unit, order_id, "reply", measures="已更正金额", files=files) == 302
    page = issuer.get(f"/orders/{order_id}").get_data(as_text=True)
    assert "申报表.pdf" in page
    assert "照片.png" in page
    assert press(app, issuer, order_id, "send-back", **{"back-reason": "照片看不清"}) == 302
    assert "照片看不清" in unit.get(f"/orders/{order_id}").get_data(as_text=True)
    assert press(app, unit, order_id, "reply", measures="已重新拍照") == 302
    assert press(app, issuer, order_id, "close", opinion="已整改到位") == 302
    assert stored(app, order_id).status is OrderStatus.CLOSED
    for client in (issuer, unit):
        assert "已整改到位" in client.get(f"/orders/{order_id}").get_data(as_text=True)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("problem", " ", "请写明存在的问题"),
        ("basis", "", "请写明依据"),
        ("requirement", "", "请写明整改要求"),
        ("unit_id", "999999", "责任单位须是"),
        ("unit_id", "x", "责任单位须是"),
        ("working_days", "", "须在 1 至 365"),
        ("working_days", "366", "须在 1 至 365"),
        ("working_days", "十天", "“十天”不是整数"),
    ],
)
def test_a_draft_is_refused_at_the_field_and_keeps_the_rest(
    client_for: ClientFor, project_id: int, typed: dict[str, str], field: str, value: str, said: str
) -> None:
    page = client_for("prefecture").post(f"/projects/{project_id}/orders", data={**typed, field: value})
    text = page.get_data(as_text=True)
    assert page.status_code == 422
    assert said in text
    assert f'id="{field}-error"' in text
    if field != "problem":
        assert "金额与下达文件不符" in text


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("unit", 403),
        ("county-entry", 403),
        ("auditor", 403),
        ("admin", 403),
        ("county2", 404),
        ("division", 404),
    ],
)
def test_who_stands_not_above_drafts_nothing(
    client_for: ClientFor, project_id: int, typed: dict[str, str], who: str, status: int
) -> None:
    client = client_for(who)
    assert client.get(f"/projects/{project_id}/orders/new").status_code == status
    assert client.post(f"/projects/{project_id}/orders", data=typed).status_code == status


def test_a_draft_is_edited_and_a_second_writer_sees_both_versions(
    app: Flask, client_for: ClientFor, draft_id: int, typed: dict[str, str]
) -> None:
    client = client_for("prefecture")
    assert client.get(f"/orders/{draft_id}/edit").status_code == 200
    version = str(stored(app, draft_id).version_id)
    first = client.post(
        f"/orders/{draft_id}/edit", data={**typed, "version_id": version, "problem": "甲写的"}
    )
    assert first.status_code == 302
    page = client.post(f"/orders/{draft_id}/edit", data={**typed, "version_id": version, "problem": "乙写的"})
    text = page.get_data(as_text=True)
    assert page.status_code == 409
    assert "甲写的" in text
    assert "乙写的" in text
    again = {**typed, "version_id": str(stored(app, draft_id).version_id), "problem": "乙写的"}
    assert client.post(f"/orders/{draft_id}/edit", data=again).status_code == 302
    assert stored(app, draft_id).problem == "乙写的"


def test_an_issued_order_is_not_edited(client_for: ClientFor, order_id: int, typed: dict[str, str]) -> None:
    client = client_for("prefecture")
    assert client.get(f"/orders/{order_id}/edit").status_code == 409
    assert client.post(f"/orders/{order_id}/edit", data=typed).status_code == 409


@pytest.mark.parametrize("button", ["issue", "close", "send-back", "withdraw"])
@pytest.mark.parametrize(
    ("who", "status"), [("unit", 403), ("auditor", 403), ("center", 403), ("county2", 404)]
)
def test_the_issuers_buttons_are_the_issuers(
    client_for: ClientFor, order_id: int, button: str, who: str, status: int
) -> None:
    data = {"opinion": "x", "back-reason": "x", "withdraw-reason": "x"}
    answer = client_for(who).post(f"/orders/{order_id}/{button}", data=data).status_code
    # The center has such buttons on orders of its own; where the state forbids it too, that is said first.
    assert answer in ({status, 409} if who == "center" else {status})


@pytest.mark.parametrize(
    ("who", "status"), [("county", 403), ("auditor", 403), ("division", 403), ("county2", 404)]
)
def test_the_units_buttons_are_the_units(client_for: ClientFor, order_id: int, who: str, status: int) -> None:
    client = client_for(who)
    expected = {status, 404} if who == "division" else {status}
    assert client.post(f"/orders/{order_id}/acknowledge").status_code in expected
    assert client.post(f"/orders/{order_id}/reply", data={"measures": "x"}).status_code in expected | {409}


def test_a_second_press_is_told_what_happened_and_gets_its_text_back(
    app: Flask, client_for: ClientFor, order_id: int
) -> None:
    unit = client_for("unit")
    assert press(app, unit, order_id, "acknowledge") == 302
    version = str(stored(app, order_id).version_id)
    first = unit.post(f"/orders/{order_id}/reply", data={"version_id": version, "measures": "甲已整改"})
    assert first.status_code == 302
    second = unit.post(f"/orders/{order_id}/reply", data={"version_id": version, "measures": "乙已整改"})
    assert second.status_code == 409
    assert "乙已整改" in second.get_data(as_text=True)
    with app.app_context():
        order = db.session.scalars(select(Order).where(Order.id == order_id)).one()
        assert [r.measures for r in order.replies] == ["甲已整改"]


def test_two_different_buttons_at_once_one_wins(app: Flask, client_for: ClientFor, order_id: int) -> None:
    unit, issuer = client_for("unit"), client_for("prefecture")
    press(app, unit, order_id, "acknowledge")
    press(app, unit, order_id, "reply", measures="已整改")
    version = str(stored(app, order_id).version_id)
    closed = issuer.post(f"/orders/{order_id}/close", data={"version_id": version, "opinion": "到位"})
    back = issuer.post(f"/orders/{order_id}/send-back", data={"version_id": version, "back-reason": "不到位"})
    assert (closed.status_code, back.status_code) == (302, 409)
    assert "不到位" in back.get_data(as_text=True)
    assert stored(app, order_id).status is OrderStatus.CLOSED


def test_missing_words_are_asked_for_at_their_field(app: Flask, client_for: ClientFor, order_id: int) -> None:
    unit, issuer = client_for("unit"), client_for("prefecture")
    press(app, unit, order_id, "acknowledge")
    version = {"version_id": str(stored(app, order_id).version_id)}
    page = unit.post(f"/orders/{order_id}/reply", data={**version, "measures": " "})
    assert (page.status_code, 'id="measures-error"' in page.get_data(as_text=True)) == (422, True)
    press(app, unit, order_id, "reply", measures="已整改")
    version = {"version_id": str(stored(app, order_id).version_id)}
    page = issuer.post(f"/orders/{order_id}/close", data={**version, "opinion": ""})
    assert (page.status_code, 'id="opinion-error"' in page.get_data(as_text=True)) == (422, True)
    page = issuer.post(f"/orders/{order_id}/send-back", data={**version, "back-reason": ""})
    assert (page.status_code, 'id="back-reason-error"' in page.get_data(as_text=True)) == (422, True)


def test_a_refused_file_keeps_the_words_and_says_to_choose_again(
    app: Flask, client_for: ClientFor, order_id: int
) -> None:
    unit = client_for("unit")
    press(app, unit, order_id, "acknowledge")
    data = {
        "version_id": str(stored(app, order_id).version_id),
        "measures": "已整改",
        "files": [(io.BytesIO(b"MZ program"), "证据.pdf")],
    }
    page = unit.post(f"/orders/{order_id}/reply", data=data)
    text = page.get_data(as_text=True)
    assert page.status_code == 422
    assert "证据.pdf" in text
    assert "请重新选择全部文件" in text
    assert "已整改" in text
    assert stored(app, order_id).status is OrderStatus.ACKNOWLEDGED


def test_withdrawing_wants_a_reason(app: Flask, client_for: ClientFor, order_id: int) -> None:
    client = client_for("prefecture")
    assert press(app, client, order_id, "withdraw", **{"withdraw-reason": ""}) == 422
    assert press(app, client, order_id, "withdraw", **{"withdraw-reason": "下达有误"}) == 302
    assert stored(app, order_id).status is OrderStatus.WITHDRAWN


def test_lists_are_filtered_by_state_words_category_and_place(
    client_for: ClientFor, order_id: int, project_id: int
) -> None:
    number = "和田财绩整〔2020〕1号"
    prefecture, unit, other = client_for("prefecture"), client_for("unit"), client_for("county2")
    for query, found in (
        ("", True),
        ("?state=closed", False),
        ("?state=overdue", False),
        ("?state=all", True),
        ("?state=x", True),
        ("?q=金额", True),
        ("?q=%25", False),
        ("?category=amount_wrong", True),
        ("?category=scattered", False),
        ("?region=653222", True),
        ("?region=653223", False),
        ("?region=x", True),
        ("?sort=due&order=desc", True),
    ):
        assert (number in prefecture.get(f"/orders{query}").get_data(as_text=True)) is found, query
    assert number in unit.get("/orders").get_data(as_text=True)
    assert number not in other.get("/orders?state=all").get_data(as_text=True)


def test_overdue_is_computed_by_the_day(client_for: ClientFor, order_id: int) -> None:
    client = client_for("prefecture")
    assert "还有 10 个工作日" in client.get("/orders").get_data(as_text=True)
    with clock.frozen(date(2020, 7, 2)):
        late = client_for("prefecture").get("/orders?state=overdue").get_data(as_text=True)
    assert "逾期 2 个工作日" in late


def test_the_list_needs_as_many_queries_for_many_orders_as_for_few(
    app: Flask, client_for: ClientFor, project_id: int, typed: dict[str, str]
) -> None:
    client = client_for("prefecture")

    def queries() -> int:
        seen = []

        def note(*_args: object) -> None:
            seen.append(1)

        with app.app_context():
            engine = db.engine.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            assert client.get("/orders?state=all").status_code == 200
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    ids = []
    for n in range(12):
        made = client.post(f"/projects/{project_id}/orders", data={**typed, "problem": f"问题 {n}"})
        ids.append(int(made.location.rsplit("/", 1)[1]))
        if n == 1:
            few = queries()
    for order_id in ids:
        press(app, client, order_id, "issue")
    assert queries() == few <= 12


def test_a_finding_that_has_an_order_leads_to_it(
    app: Flask, world: World, client_for: ClientFor, project_id: int, typed: dict[str, str]
) -> None:
    from portal.services import checks
    from portal.services.checks import CheckEntry, FindingEntry
    from tests.evaluated import evaluated

    with app.app_context():
        session = db.session()
        actor = world.actor(session, "prefecture")
        check = checks.open_check(session, actor, evaluated(session, world))
        checks.save(
            session, actor, check, CheckEntry(findings=(FindingEntry("里程不足", indicator_key="k1"),))
        )
        finding = str(check.findings[0].id)
        session.commit()
    client = client_for("prefecture")
    form = client.get(f"/projects/{project_id}/orders/new?finding={finding}").get_data(as_text=True)
    assert "“硬化道路里程”:里程不足" in form
    made = client.post(f"/projects/{project_id}/orders", data={**typed, "finding": finding})
    assert made.status_code == 302
    again = client.get(f"/projects/{project_id}/orders/new?finding={finding}")
    assert again.location == made.location
    assert client_for("center").get(f"/projects/{project_id}/orders/new?finding={finding}").status_code == 404
    with app.app_context():
        session = db.session()
        check = session.scalars(select(Check)).one()
        checks.save(session, world.actor(session, "prefecture"), check, CheckEntry(conclusion="基本属实"))
        checks.conclude(session, world.actor(session, "prefecture"), check)
        session.commit()
    page = client_for("center").get(f"/projects/{project_id}/orders/new?finding={finding}")
    assert (page.status_code, "起草整改通知书，尚未下发" in page.get_data(as_text=True)) == (200, True)
    assert client.post(f"{made.location}/issue", data={"version_id": "1"}).status_code == 302
    shown = client_for("center").get(f"/projects/{project_id}/orders/new?finding={finding}")
    assert shown.location == made.location


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_what_counts_as_near_is_what_the_plan_says_on_every_page(
    app: Flask, client_for: ClientFor, world: World, made: Made, language: str
) -> None:
    """Ten working days from 15 June end on 30 June: five are left on 22 June."""
    order_id = made(issued)
    pages = ("/orders", f"/orders/{order_id}", f"/orders/{order_id}/chain")

    def shown(mark: str, *paths: str) -> list[int]:
        """How often a mark stands on each page; pages with a legend hold each once more."""
        with clock.frozen(date(2020, 6, 22)):
            client = client_for("unit", language)
            return [client.get(path).get_data(as_text=True).count(mark) for path in paths]

    before, near = shown("light-blue", *pages), shown("days-near", "/entry/")
    with app.app_context():
        plan = world.project(db.session(), "own").plan
        plans.set_parameter(db.session(), None, plan, rules.NEAR_DAYS, "5", date(2020, 6, 20), "会议纪要")
        db.session.commit()
    assert shown("light-blue", *pages) == [count + 1 for count in before]
    assert shown("days-near", "/entry/") > near
