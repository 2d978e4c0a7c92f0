"""The lights ahead on the pages of entry: drawn with the page, with every check, and before the submission."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from portal import clock
from portal.domain.filings import Likelihood
from portal.models import Filing
from portal.services import evaluations, monitoring, targets
from tests.client import PortalClient
from tests.compared import OTHER_GOAL, OWN_GOAL, entry, file
from tests.factories import World, make_project
from tests.monitored import IN_WINTER, RESULT, ROUND, approved_target

Clients = Callable[..., PortalClient]
Made = Callable[[Callable[[Session, World], object]], int]
DARK = {"zh": "提交后不会亮灯", "ug": "چىراغ يانمايدۇ"}
DARK_SAVED = {"zh": "保存后不会亮灯", "ug": "ساقلىغاندىن كېيىن چىراغ يانمايدۇ"}
COPIED = {"zh": "绩效目标雷同", "ug": "ئۈنۈم نىشانى باشقىلارنىڭكى بىلەن ئوخشاش"}


def drafted(goal: str, *, own: bool = False) -> Callable[[Session, World], Filing]:
    """A draft beside another project's filed target."""

    def make(session: Session, world: World) -> Filing:
        other = make_project(session, world.project(session, "own").implementing_unit, "other")
        world.projects["other"], other.place = other.id, "吐沙拉乡"
        file(session, world, "other", entry(OTHER_GOAL))
        filing = world.filing(session, "own")
        targets.save(session, world.actor(session, "unit"), filing, entry(goal, own=own))
        return filing

    return make


@pytest.mark.parametrize("language", ["zh", "ug"])
@pytest.mark.parametrize("page", ["target", "submit"])
def test_a_copy_is_told_on_the_form_and_before_the_submission(
    client_for: Clients, made: Made, page: str, language: str
) -> None:
    filing_id = made(drafted(OTHER_GOAL))
    text = client_for("unit", language).get(f"/filings/{filing_id}/{page}").get_data(as_text=True)
    assert text.count(COPIED[language]) == 2
    assert f"/filings/{filing_id}/alike" in text


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_a_target_of_its_own_is_said_to_stay_dark(client_for: Clients, made: Made, language: str) -> None:
    filing_id = made(drafted(OWN_GOAL, own=True))
    client = client_for("unit", language)
    for page in ("target", "submit"):
        assert DARK[language] in client.get(f"/filings/{filing_id}/{page}").get_data(as_text=True)


def test_a_round_that_doubts_a_target_is_told(client_for: Clients, made: Made) -> None:
    def doubting(session: Session, world: World) -> Filing:
        approved_target(session, world)
        filing = world.filing(session, "own", "m05")
        rows = (replace(ROUND.rows[0], likelihood=Likelihood.POSSIBLE), *ROUND.rows[1:])
        monitoring.save(session, world.actor(session, "unit"), filing, replace(ROUND, rows=rows))
        return filing

    filing_id = made(doubting)
    for page in ("monitoring", "submit"):
        text = client_for("unit").get(f"/filings/{filing_id}/{page}").get_data(as_text=True)
        assert "有 1 项指标填报为“有可能”完成" in text


def test_an_evaluation_beside_other_payments_is_told(client_for: Clients, made: Made) -> None:
    def evaluating(session: Session, world: World) -> Filing:
        approved_target(session, world)
        filing = world.filing(session, "own", "evaluation")
        with clock.frozen(IN_WINTER):
            evaluations.save(session, world.actor(session, "unit"), filing, RESULT)
        return filing

    filing_id = made(evaluating)
    text = client_for("unit").get(f"/filings/{filing_id}/evaluation").get_data(as_text=True)
    assert "登记的支付合计 40.00 万元" in text


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_money_is_told_while_it_is_typed(client_for: Clients, world: World, language: str) -> None:
    client, address = client_for("unit", language), f"/projects/{world.projects['own']}/money"
    assert DARK_SAVED[language] not in client.get(address).get_data(as_text=True)
    typed = {"funds-2020-central": "100", "payments-0-paid": "2020-04-20", "payments-0-amount": "100.01"}
    text = client.post(f"{address}/total", data=typed).get_data(as_text=True)
    assert "100.01" in text
    mended = client.post(f"{address}/total", data={**typed, "payments-0-amount": "90"}).get_data(as_text=True)
    assert DARK_SAVED[language] in mended
