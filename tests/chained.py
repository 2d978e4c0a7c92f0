"""A problem with its whole chain: a light confirmed, ordered to be mended, late, answered twice and closed."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from portal import clock
from portal.domain.flows.lights import LightAction
from portal.models import Order
from portal.services import extensions, light_moves, order_drafts, orders, reminders
from portal.services.attachments import Store
from portal.services.extensions import Pressure
from tests.access.world import PDF
from tests.factories import World
from tests.lit import explained
from tests.ordered import entry

SIGNED, DUE, LATE = date(2020, 6, 17), date(2020, 6, 30), date(2020, 7, 3)
ANSWERED, BACK, AGAIN, CLOSED = date(2020, 7, 8), date(2020, 7, 9), date(2020, 7, 10), date(2020, 7, 13)


def on_light(session: Session, world: World) -> Order:
    """An order of the prefecture on a confirmed light of the own project, issued on the day of the tests."""
    prefecture, light = world.actor(session, "prefecture"), explained(session, world)
    light_moves.move(session, prefecture, light, LightAction.CONFIRM, "支付凭证与预算不符")
    order = order_drafts.draft(
        session, prefecture, light.project, entry(session, world, evidence="退款凭证"), light=light
    )
    orders.issue(session, prefecture, order)
    return order


def swept(session: Session, day: date) -> None:
    """Send what is to be sent on a day."""
    with clock.frozen(day):
        list(reminders.send(session, reminders.due(session, day), day))


def answer(session: Session, world: World, order: Order, folder: Path, day: date, words: str) -> None:
    """A reply with a file."""
    with clock.frozen(day):
        files = [(f"{words}.pdf", io.BytesIO(PDF + words.encode()))]
        orders.reply(session, world.actor(session, "unit"), order, words, Store(folder), files)


def walked(session: Session, world: World, folder: Path) -> Order:
    """The whole way, from the light to the closing."""
    order = on_light(session, world)
    unit, prefecture = world.actor(session, "unit"), world.actor(session, "prefecture")
    with clock.frozen(SIGNED):
        orders.acknowledge(session, unit, order)
        extensions.ask(session, unit, order, 5, "连日大雨")
    with clock.frozen(date(2020, 6, 18)):
        extensions.answer(session, prefecture, order, False, "理由不足")
    for day in (date(2020, 6, 24), DUE, LATE):
        swept(session, day)
    with clock.frozen(LATE):
        extensions.press(session, prefecture, order, Pressure.SUPERVISE, "请抓紧")
    answer(session, world, order, folder, ANSWERED, "已退回多付款项")
    with clock.frozen(BACK):
        orders.send_back(session, prefecture, order, "缺少银行回单")
    answer(session, world, order, folder, AGAIN, "已补充银行回单")
    with clock.frozen(CLOSED):
        orders.close(session, prefecture, order, "资料齐全")
    return order
