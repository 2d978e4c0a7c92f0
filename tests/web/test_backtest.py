"""The page on which the center tries a threshold before it goes live."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy.orm import Session

from portal import clock
from portal.models import Release
from tests.client import PortalClient
from tests.factories import World
from tests.lit import WAN, release

ClientFor = Callable[..., PortalClient]
Made = Callable[..., int]
JULY = date(2020, 7, 2)


def late(session: Session, world: World) -> Release:
    """A release 25 days after its document."""
    return release(session, world.project(session, "own"), WAN, date(2020, 3, 1), date(2020, 3, 26))


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_a_threshold_is_tried_and_the_counties_are_named(
    client_for: ClientFor, made: Made, language: str
) -> None:
    made(late)
    with clock.frozen(JULY):
        client = client_for("center", language)
        assert 'href="/lights/rules/backtest"' in client.get("/lights/rules").get_data(as_text=True)
        asked = client.get("/lights/rules/backtest?key=A01.yellow&value=24&round=target")
        assert asked.status_code == 200
        text = asked.get_data(as_text=True)
        assert 'id="trial-title"' in text
        sharper = client.get("/lights/rules/backtest?key=A01.yellow&value=26").get_data(as_text=True)
    assert ("墨玉县" if language == "zh" else 'dir="ltr">-1</bdi>') in sharper


@pytest.mark.parametrize("value", ["", "abc", "-1"])
def test_a_value_that_is_none_is_said_with_the_fix(client_for: ClientFor, value: str) -> None:
    with clock.frozen(JULY):
        client = client_for("center")
        text = client.get(f"/lights/rules/backtest?key=A01.red&value={value}").get_data(as_text=True)
        assert "不能作为界限试算" in text
        mended = client.get("/lights/rules/backtest?key=A01.red&value=20").get_data(as_text=True)
    assert "不能作为界限试算" not in mended
    assert "没有亮灯" in mended


def test_before_the_first_round_is_over_there_is_nothing_to_try(client_for: ClientFor) -> None:
    with clock.frozen(date(2020, 1, 2)):
        text = client_for("center").get("/lights/rules/backtest").get_data(as_text=True)
    assert "还没有已结束的轮次" in text


def test_others_do_not_find_it(client_for: ClientFor) -> None:
    client = client_for("prefecture")
    assert client.get("/lights/rules/backtest").status_code == 403
    assert "/lights/rules/backtest" not in client.get("/lights/rules").get_data(as_text=True)
