"""The check page and the register: what a printed code leads to, with and without a log-in."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.domain.papers import ALPHABET, completed, grouped
from portal.extensions import db
from portal.models import HistoryEntry, IssuedPaper, Order
from portal.services import orders
from portal.services.history import verify
from tests import ordered
from tests.client import PortalClient
from tests.factories import World

ClientFor = Callable[..., PortalClient]
Made = Callable[..., int]
BICUBIC = 3
"""Pillow's number for the way in which a turned picture is drawn anew."""


def scanned(pdf: bytes, angle: float = 3) -> str:
    """What a grey scan of the first page at 150 dpi, laid askew on the glass, reads as."""
    page = pypdfium2.PdfDocument(pdf)[0]
    picture = page.render(scale=150 / 72, grayscale=True).to_pil().convert("L")
    turned = picture.rotate(angle, expand=True, fillcolor=255, resample=BICUBIC)
    (found,) = zxingcpp.read_barcodes(turned)
    return str(found.text)


def printed(client: PortalClient, order_id: int, language: str = "zh") -> bytes:
    """The paper of an order."""
    answer = client.get(f"/papers/orders/{order_id}/{language}.pdf")
    assert answer.status_code == 200
    return answer.data


def read(answer: Any) -> str:
    """A page as it is read: without tags and white space."""
    text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", "", answer.get_data(as_text=True), flags=re.DOTALL)
    return "".join(html.unescape(text).split())


def papers(app: Flask) -> list[IssuedPaper]:
    """The register in the order of its entries."""
    with app.app_context():
        found = list(db.session.scalars(select(IssuedPaper).order_by(IssuedPaper.id)))
        db.session.expunge_all()
        return found


def change(app: Flask, order_id: int, problem: str) -> None:
    """The record says something else than it did."""
    with app.app_context():
        order = db.session.scalars(select(Order).where(Order.id == order_id)).one()
        order.problem = problem
        db.session.commit()


@pytest.fixture
def stranger(app: Flask, connection: object) -> PortalClient:
    """Somebody who never signed in."""
    client: PortalClient = app.test_client()  # type: ignore[assignment]
    return client


@pytest.fixture
def order_id(made: Made) -> int:
    """An issued order of the prefecture."""
    return made(ordered.issued)


@pytest.mark.parametrize("language", ["zh", "ug", "both"])
def test_a_scan_of_a_printed_page_leads_to_its_check_page(
    client_for: ClientFor, stranger: PortalClient, order_id: int, app: Flask, language: str
) -> None:
    address = scanned(printed(client_for("prefecture"), order_id, language))
    (paper,) = papers(app)
    assert address == f"http://localhost/check/{paper.code}"
    answer = stranger.get(address)
    assert answer.status_code == 200
    said = read(answer)
    for wanted in (
        "真实有效",
        paper.number,
        "整改通知书",
        "第1版,共1版",
        paper.digest[:12],
        grouped(paper.code),
    ):
        assert "".join(wanted.split()) in said, wanted


@pytest.mark.parametrize("angle", [-3, 3, 180])
def test_a_scan_reads_whichever_way_the_sheet_lay(
    client_for: ClientFor, order_id: int, app: Flask, angle: float
) -> None:
    address = scanned(printed(client_for("prefecture"), order_id), angle)
    assert address.endswith(papers(app)[0].code)


def test_without_a_log_in_no_content_and_no_name_is_shown(
    client_for: ClientFor, stranger: PortalClient, order_id: int, app: Flask
) -> None:
    printed(client_for("prefecture"), order_id)
    with app.app_context():
        order = db.session.scalars(select(Order).where(Order.id == order_id)).one()
        hidden = [order.problem, order.requirement, order.project.name, order.unit.name_zh, order.person]
        hidden += [order.issuer_unit.name_zh]
    answer = stranger.get(f"/check/{papers(app)[0].code}")
    text = answer.get_data(as_text=True)
    assert [word for word in hidden if word in text] == []
    assert f"/orders/{order_id}" not in text
    assert f"/orders/{order_id}" in client_for("prefecture").get(answer.request.path).get_data(as_text=True)
    assert f"/orders/{order_id}" not in client_for("county2").get(answer.request.path).get_data(as_text=True)


def test_an_outdated_sheet_is_told_as_such_with_the_version_that_holds(
    client_for: ClientFor, stranger: PortalClient, order_id: int, app: Flask
) -> None:
    old = scanned(printed(client_for("prefecture"), order_id))
    change(app, order_id, "数量指标与资金不符,金额有误")
    with clock.frozen(date(2020, 6, 18)):
        new = scanned(printed(client_for("prefecture"), order_id))
    assert old != new
    said = read(stranger.get(old))
    assert "已于2020年6月18日更新,目前是第2版" in said
    assert "真实有效" not in said
    assert "第1版,共2版" in said
    assert "真实有效" in read(stranger.get(new))


def test_a_forged_code_is_told_as_such(
    client_for: ClientFor, stranger: PortalClient, order_id: int, app: Flask
) -> None:
    printed(client_for("prefecture"), order_id)
    real = papers(app)[0].code
    other = ALPHABET[(ALPHABET.index(real[0]) + 1) % len(ALPHABET)]
    forged = completed(other + real[1:15])
    answer = stranger.get(f"/check/{forged}")
    assert answer.status_code == 404
    assert "本平台没有出具过这份文书" in read(answer)
    assert grouped(forged) in read(answer)


def test_a_slip_of_the_pen_is_told_apart_and_mending_it_finds_the_paper(
    client_for: ClientFor, stranger: PortalClient, order_id: int, app: Flask
) -> None:
    printed(client_for("prefecture"), order_id)
    real = papers(app)[0].code
    slip = real[:5] + ALPHABET[(ALPHABET.index(real[5]) + 7) % len(ALPHABET)] + real[6:]
    answer = stranger.get("/check", query_string={"code": slip.lower()}, follow_redirects=True)
    assert answer.status_code == 422
    assert "不完整或有错字" in read(answer)
    mended = stranger.get(
        "/check", query_string={"code": f" {grouped(real).lower()} "}, follow_redirects=True
    )
    assert "真实有效" in read(mended)


def test_guessing_is_stopped_for_a_while(app: Flask, stranger: PortalClient) -> None:
    allowed = app.config["LOGIN_FAILURES_ALLOWED"] * 10
    path = f"/check/{completed(ALPHABET[2] * 15)}"
    assert [stranger.get(path).status_code for _ in range(allowed)] == [404] * allowed
    answer = stranger.get(path)
    assert answer.status_code == 429
    assert "分钟后再试" in read(answer)


def test_printed_again_the_same_paper_bears_the_same_code(
    client_for: ClientFor, order_id: int, app: Flask
) -> None:
    first = printed(client_for("prefecture"), order_id)
    assert scanned(printed(client_for("center"), order_id)) == scanned(first)
    assert len(papers(app)) == 1


def test_a_draft_bears_no_code_and_is_not_registered(client_for: ClientFor, made: Made, app: Flask) -> None:
    draft = made(ordered.drafted)
    page = pypdfium2.PdfDocument(printed(client_for("prefecture"), draft))[0]
    assert zxingcpp.read_barcodes(page.render(scale=150 / 72).to_pil()) == []
    assert papers(app) == []


def test_an_order_taken_back_revokes_its_papers_without_its_reason(
    client_for: ClientFor, stranger: PortalClient, order_id: int, app: Flask, world: World
) -> None:
    address = scanned(printed(client_for("prefecture"), order_id))
    with app.app_context():
        order = db.session.scalars(select(Order).where(Order.id == order_id)).one()
        orders.withdraw(db.session(), world.actor(db.session(), "prefecture"), order, "负责人另有说明")
        db.session.commit()
    said = read(stranger.get(address))
    assert "已于2020年6月15日作废" in said
    assert "负责人另有说明" not in said
    page = pypdfium2.PdfDocument(printed(client_for("prefecture"), order_id))[0]
    assert zxingcpp.read_barcodes(page.render(scale=150 / 72).to_pil()) == []


def test_the_center_revokes_a_paper_with_a_reason_that_whoever_checks_it_reads(
    client_for: ClientFor, stranger: PortalClient, order_id: int, app: Flask
) -> None:
    address = scanned(printed(client_for("prefecture"), order_id))
    (paper,) = papers(app)
    center = client_for("center")
    refused = center.post(f"/papers/register/{paper.id}/revoke", data={"reason": " "})
    assert refused.status_code == 422
    assert "请填写作废原因" in read(refused)
    done = center.post(
        f"/papers/register/{paper.id}/revoke", data={"reason": "文号有误"}, follow_redirects=True
    )
    assert "文书已作废" in read(done)
    assert "作废原因:文号有误" in read(stranger.get(address))
    again = center.post(f"/papers/register/{paper.id}/revoke", data={"reason": "再次"})
    assert again.status_code == 422
    with app.app_context():
        told = db.session.scalars(
            select(HistoryEntry.action).where(HistoryEntry.subject == f"paper:{paper.id}")
        )
        assert list(told) == ["paper.issue", "paper.revoke"]
        assert list(verify(db.session())) == []


def test_a_revoked_paper_is_not_made_valid_by_printing_it_again(
    client_for: ClientFor, stranger: PortalClient, order_id: int, app: Flask
) -> None:
    printed(client_for("prefecture"), order_id)
    (paper,) = papers(app)
    client_for("center").post(f"/papers/register/{paper.id}/revoke", data={"reason": "文号有误"})
    again = scanned(printed(client_for("prefecture"), order_id))
    assert again.endswith(paper.code)
    change(app, order_id, "改正后的问题")
    assert "真实有效" in read(stranger.get(scanned(printed(client_for("prefecture"), order_id))))


def test_the_register_shows_a_unit_its_own_papers_and_the_center_all(
    client_for: ClientFor, order_id: int, app: Flask
) -> None:
    printed(client_for("prefecture"), order_id)
    (paper,) = papers(app)
    for who, sees in (("prefecture", True), ("center", True), ("auditor", True), ("county", False)):
        client = client_for(who)
        assert (paper.number in client.get("/papers/register").get_data(as_text=True)) is sees, who
        assert client.get(f"/papers/register/{paper.id}").status_code == (200 if sees else 404), who
    assert client_for("prefecture").post(f"/papers/register/{paper.id}/revoke").status_code == 403


def test_the_register_is_narrowed_by_number_code_kind_and_state(
    client_for: ClientFor, order_id: int, app: Flask
) -> None:
    printed(client_for("prefecture"), order_id)
    (paper,) = papers(app)
    center = client_for("center")

    def found(**asked: str) -> bool:
        return f"/papers/register/{paper.id}" in center.get("/papers/register", query_string=asked).get_data(
            as_text=True
        )

    assert found(q=paper.number)
    assert found(q=grouped(paper.code).lower(), kind="order", state="valid")
    assert not found(q="没有的编号")
    assert not found(kind="ranking")
    assert not found(state="revoked")
    assert not found(state="superseded")


def test_the_address_by_which_the_portal_is_known_is_printed(
    client_for: ClientFor, order_id: int, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "PUBLIC_ADDRESS", "https://jx.hotan.example")
    address = scanned(printed(client_for("prefecture"), order_id))
    assert address == f"https://jx.hotan.example/check/{papers(app)[0].code}"


def test_both_languages_say_where_a_paper_stands(client_for: ClientFor, order_id: int, app: Flask) -> None:
    printed(client_for("prefecture"), order_id)
    (paper,) = papers(app)
    page = client_for("center", "ug").get(f"/check/{paper.code}").get_data(as_text=True)
    assert 'dir="rtl"' in page
    assert "真实有效" not in page
