"""Pages of the evaluation center: the history that auditors read, and the plan of the year."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from portal.domain.flows.filings import FilingAction
from portal.extensions import db
from portal.models import HistoryEntry
from portal.services import orders
from tests.client import PortalClient
from tests.factories import World
from tests.filed import decide, submitted
from tests.ordered import drafted

ClientFor = Callable[..., PortalClient]


@pytest.fixture
def chain(app: Flask, world: World) -> str:
    """The chain of a project with a start, a submission and a return; a draft order was given up beside it."""
    with app.app_context():
        session = db.session()
        filing = submitted(session, world)
        decide(session, world.actor(session, "county"), filing, FilingAction.RETURN)
        orders.withdraw(session, world.actor(session, "prefecture"), drafted(session, world), "内部考虑")
        session.commit()
        return f"project:{filing.project_id}"


@pytest.mark.parametrize("who", ["auditor", "admin"])
@pytest.mark.parametrize("language", ["zh", "ug"])
def test_the_history_is_read_newest_first(client_for: ClientFor, chain: str, who: str, language: str) -> None:
    text = client_for(who, language).get("/center/history").get_data(as_text=True)
    numbers = [int(n) for n in re.findall(re.escape(chain) + r"#(\d+)", text)]
    assert numbers == [3, 2, 1]


def test_every_action_is_in_words_and_every_person_named(client_for: ClientFor, chain: str) -> None:
    text = client_for("auditor").get("/center/history").get_data(as_text=True)
    for word in ("退回填报件", "提交填报件", "开始填报", "撤销整改通知书", "演示·county"):
        assert word in text
    assert "filing.submit" not in text


def test_a_chain_is_followed_alone(client_for: ClientFor, chain: str) -> None:
    text = client_for("auditor").get(f"/center/history?chain={chain}").get_data(as_text=True)
    assert set(re.findall(r"#(\d+)", text)) >= {"1", "2", "3"}
    assert "unit:" not in text
    assert "还没有任何操作记录" in client_for("auditor").get("/center/history?chain=project:0").get_data(
        as_text=True
    )


def test_the_history_is_sorted_and_paged(app: Flask, client_for: ClientFor, chain: str) -> None:
    client = client_for("auditor")
    for query in ("sort=at&order=asc", "page=99", "sort=nonsense", "size=50"):
        assert client.get(f"/center/history?{query}").status_code == 200


@pytest.mark.parametrize("who", ["unit", "county", "prefecture", "division", "center", "leader"])
def test_nobody_else_reads_it(client_for: ClientFor, who: str) -> None:
    client = client_for(who)
    assert client.get("/center/history").status_code == 403
    assert client.get("/center/audit").status_code == 403


def test_why_a_draft_was_given_up_stays_with_its_unit(
    client_for: ClientFor, chain: str, world: World
) -> None:
    assert "内部考虑" not in client_for("auditor").get("/center/audit").get_data(as_text=True)
    assert "请细化数量指标" in client_for("auditor").get("/center/audit").get_data(as_text=True)
    page = f"/records/projects/{world.projects['own']}"
    for who in ("unit", "county", "center", "prefecture"):
        assert "撤销整改通知书" not in client_for(who).get(page).get_data(as_text=True)


def test_the_page_shows_what_is_stored(app: Flask, client_for: ClientFor, chain: str) -> None:
    with app.app_context():
        entry = db.session.scalars(
            select(HistoryEntry).where(HistoryEntry.chain == chain).order_by(HistoryEntry.seq.desc())
        ).first()
        assert entry is not None
        digest = entry.digest[:12]
    assert digest in client_for("auditor").get("/center/history").get_data(as_text=True)


@pytest.mark.parametrize("who", ["unit", "county", "center", "auditor"])
@pytest.mark.parametrize("year", ["", "2020", "1999", "x"])
def test_everybody_reads_the_plan(client_for: ClientFor, who: str, year: str) -> None:
    answer = client_for(who).get(f"/center/plan?year={year}")
    assert answer.status_code == 200
    assert "2020" in answer.get_data(as_text=True)
