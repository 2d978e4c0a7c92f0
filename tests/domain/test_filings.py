"""States of a filing and who sees them; the route of its review."""

from __future__ import annotations

import pytest

from portal.domain.filings import (
    EDITABLE,
    FISCAL_SOURCES,
    OPEN_ORDERS,
    SEEN_ABOVE,
    WAITING,
    FilingStatus,
    FundSource,
    OrderStatus,
    route_of,
)


def test_a_filing_is_edited_waits_or_is_done() -> None:
    assert EDITABLE | WAITING | {FilingStatus.APPROVED} == set(FilingStatus)
    assert not EDITABLE & WAITING


def test_nobody_above_sees_a_draft() -> None:
    assert set(FilingStatus) - SEEN_ABOVE == {FilingStatus.NOT_STARTED, FilingStatus.DRAFT}


@pytest.mark.parametrize(
    ("owner", "route"),
    [("county", ("county", "prefecture")), ("prefecture", ("prefecture",)), ("region", ("region",))],
)
def test_the_owner_decides_the_route(owner: str, route: tuple[str, ...]) -> None:
    assert route_of(owner) == route


def test_an_owner_of_another_kind_has_no_route() -> None:
    with pytest.raises(KeyError):
        route_of("village")


def test_an_order_runs_from_issue_to_verdict() -> None:
    assert set(OrderStatus) - OPEN_ORDERS == {OrderStatus.DRAFT, OrderStatus.CLOSED, OrderStatus.WITHDRAWN}


def test_all_money_but_other_is_fiscal() -> None:
    assert set(FISCAL_SOURCES) == set(FundSource) - {FundSource.OTHER}
