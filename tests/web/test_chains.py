"""The page of a whole chain: reached from order, light and check, in both languages, with files and a sheet to print."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.extensions import db
from portal.models import Order
from portal.services import checks, order_drafts, orders
from portal.services.checks import CheckEntry, FindingEntry
from tests.chained import CLOSED, on_light, walked
from tests.client import PortalClient
from tests.evaluated import evaluated
from tests.factories import World
from tests.ordered import drafted, entry, issued

ClientFor = Callable[..., PortalClient]
Made = Callable[..., int]


def page(client: PortalClient, order_id: int) -> str:
    """The text of a chain's page."""
    answer = client.get(f"/orders/{order_id}/chain")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def words(text: str) -> str:
    """What a page says, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_the_page_shows_every_step_with_files_words_and_time(
    client_for: ClientFor, made: Made, tmp_path: Path
) -> None:
    order_id = made(lambda session, world: walked(session, world, tmp_path))
    with clock.frozen(CLOSED):
        text = page(client_for("unit"), order_id)
    said = words(text)
    for wanted in (
        "预警亮灯",
        "确认预警为问题",
        "整改期限为 2020年6月30日（下达次日起第 10 个工作日，当日24时止）",
        "期限提醒 · 期限前",
        "距期限 3 个工作日",
        "整改逾期,提级督办 · 本级财政局领导",
        "下发督办单",
        "申请延长 5 个工作日",
        "已退回多付款项.pdf",
        "缺少银行回单",
        "资料齐全",
        "和田地区财政局（地州市）",
        "用时 1 个工作日",
        "逾期后销号",
    ):
        assert wanted in said, wanted
    assert len(re.findall(r'class="digest" title="[0-9a-f]{64}"', text)) == 2
    assert text.count('class="step-done"') == 6


def test_the_uyghur_page_has_no_chinese_but_what_people_typed(
    client_for: ClientFor, made: Made, tmp_path: Path
) -> None:
    order_id = made(lambda session, world: walked(session, world, tmp_path))
    text = page(client_for("unit", "ug"), order_id)
    typed = re.sub(r"<bdi[^>]*>.*?</bdi>", "", text, flags=re.S)
    inside = re.search(r"<main.*?</main>", typed, re.S)
    assert inside
    left = re.findall(r"[\u4e00-\u9fff]+", re.sub(r"<[^>]+>", "", inside.group(0)))
    assert left == []
    assert "2020-يىلى 6-ئاينىڭ 30-كۈنى" in text


@pytest.mark.parametrize("kind", ["order", "light"])
def test_the_chain_is_reached_from_the_order_and_from_its_light(
    app: Flask, client_for: ClientFor, made: Made, kind: str
) -> None:
    order_id = made(on_light)
    with app.app_context():
        order = db.session.scalars(select(Order).where(Order.id == order_id)).one()
        address = {"order": f"/orders/{order_id}", "light": f"/lights/{order.light_id}"}[kind]
    assert f'href="/orders/{order_id}/chain"' in client_for("unit").get(address).get_data(as_text=True)


def test_the_chain_is_reached_from_the_finding_of_a_check(
    app: Flask, client_for: ClientFor, made: Made
) -> None:
    def found(session: Session, world: World) -> Order:
        prefecture = world.actor(session, "prefecture")
        check = checks.open_check(session, prefecture, evaluated(session, world))
        checks.save(
            session, prefecture, check, CheckEntry(conclusion="属实", findings=(FindingEntry("里程不足"),))
        )
        checks.conclude(session, prefecture, check)
        project = check.filing.project
        order = order_drafts.draft(
            session, prefecture, project, entry(session, world), check.filing, check.findings[0]
        )
        orders.issue(session, prefecture, order)
        return order

    order_id = made(found)
    with app.app_context():
        order = db.session.scalars(select(Order).where(Order.id == order_id)).one()
        assert order.finding
        check_id = order.finding.check_id
    client = client_for("prefecture")
    assert f'href="/orders/{order_id}/chain"' in client.get(f"/checks/{check_id}").get_data(as_text=True)
    text = page(client, order_id)
    assert f'href="/checks/{check_id}"' in text
    assert "自评检查" in text


def test_another_order_on_the_same_light_and_an_earlier_one_of_the_kind_are_one_click_away(
    client_for: ClientFor, made: Made
) -> None:
    first = made(on_light)

    def again(session: Session, world: World) -> Order:
        held = session.scalars(select(Order).where(Order.id == first)).one()
        prefecture = world.actor(session, "prefecture")
        order = order_drafts.draft(
            session, prefecture, held.project, entry(session, world, problem="又一次"), light=held.light
        )
        orders.issue(session, prefecture, order)
        return order

    second = made(again)
    text = page(client_for("unit"), second)
    assert text.count(f'href="/orders/{first}/chain"') == 2
    assert "同一来源的其他整改通知书" in text
    assert "重复发生(此前 1 次)" in text
    text = page(client_for("unit"), first)
    assert f'href="/orders/{second}/chain"' in text
    assert "重复发生" not in text


@pytest.mark.parametrize(
    ("day", "shape", "text"),
    [
        (date(2020, 6, 15), "✓", "期限内 · 还有 10 个工作日"),
        (date(2020, 6, 22), "▲", "进度滞后，还有 5 个工作日"),
        (date(2020, 6, 29), "◆", "临近期限 · 还有 1 个工作日"),
        (date(2020, 7, 2), "●", "逾期 2 个工作日"),
    ],
)
def test_the_standing_is_a_shape_and_a_word(
    client_for: ClientFor, made: Made, day: date, shape: str, text: str
) -> None:
    order_id = made(issued)
    with clock.frozen(day):
        assert f"{shape} {text}" in words(page(client_for("unit"), order_id))


def test_what_is_awaited_says_of_whom_and_late_when_it_is(client_for: ClientFor, made: Made) -> None:
    order_id = made(issued)
    with clock.frozen(date(2020, 7, 2)):
        text = page(client_for("unit"), order_id)
    assert "逾期未办" in words(text)
    assert 'class="step-late"' in text
    assert words(text).count("尚未到") >= 2


def test_a_draft_has_a_chain_for_its_unit_alone(client_for: ClientFor, made: Made) -> None:
    order_id = made(drafted)
    assert "起草整改通知书" in page(client_for("prefecture"), order_id)
    assert client_for("unit").get(f"/orders/{order_id}/chain").status_code == 404
    assert client_for("unit").get(f"/papers/chains/{order_id}/zh.pdf").status_code == 404


@pytest.mark.parametrize("language", ["zh", "ug", "both"])
def test_the_sheet_is_printed_in_each_language(
    client_for: ClientFor, made: Made, tmp_path: Path, language: str
) -> None:
    order_id = made(lambda session, world: walked(session, world, tmp_path))
    client = client_for("unit")
    assert f'href="/papers/chains/{order_id}/{language}.pdf"' in page(client, order_id)
    answer = client.get(f"/papers/chains/{order_id}/{language}.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.get_data().startswith(b"%PDF")
