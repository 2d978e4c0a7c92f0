"""The ledger on screen and as a workbook: columns one chooses, filters, scope, both languages."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from portal.web.ledger_columns import COLUMNS, chosen
from tests.client import PortalClient
from tests.factories import World
from tests.ordered import issued
from tests.services.test_ledger import confirmed

ClientFor = Callable[..., PortalClient]
Made = Callable[..., int]


def both(session: Session, world: World) -> object:
    """An order and a confirmed light."""
    confirmed(session, world)
    return issued(session, world, problem="=HYPERLINK(1)")


def rows(client: PortalClient, query: str = "") -> int:
    """Rows on the page."""
    text = client.get(f"/ledgers/problems?{query}").get_data(as_text=True)
    return len(re.findall(r'<tr><td><a href="/(?:orders|lights|ledgers/entries)/\d+"', text))


@pytest.mark.parametrize("language", ["zh", "ug"])
@pytest.mark.parametrize(
    ("who", "count"), [("center", 2), ("prefecture", 2), ("unit", 2), ("leader", 2), ("prefecture2", 0)]
)
def test_each_reads_the_ledger_of_their_scope(
    client_for: ClientFor, made: Made, who: str, count: int, language: str
) -> None:
    made(both)
    assert rows(client_for(who, language)) == count


@pytest.mark.parametrize(
    ("query", "count"),
    [("state=open", 2), ("state=closed", 0), ("manner=light", 1), ("level=prefecture", 2), ("level=region", 0), ("level=moon", 2),
     ("category=amount_wrong", 1), ("region=653222", 2), ("region=x", 2), ("year=all", 2), ("size=7&page=9", 2)],
)  # fmt: skip
def test_it_is_filtered(client_for: ClientFor, made: Made, query: str, count: int) -> None:
    made(both)
    assert rows(client_for("center"), query) == count


def test_columns_are_chosen_and_unknown_ones_are_none(client_for: ClientFor, made: Made) -> None:
    made(both)
    text = client_for("center").get("/ledgers/problems?col=late&col=found&col=moon").get_data(as_text=True)
    table = text[text.index('<table class="list ledger"') :]
    assert len(re.findall(r'<th scope="col"', table)) == 3
    assert [c.name for c in chosen(["late", "found", "moon"])] == ["found", "late"]
    assert chosen([]) == chosen(["moon"]) == [c for c in COLUMNS if c.shown]
    assert len({c.name for c in COLUMNS}) == len(COLUMNS)


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_the_workbook_holds_every_column_and_row_in_the_readers_language(
    client_for: ClientFor, made: Made, language: str
) -> None:
    made(both)
    answer = client_for("prefecture", language).get("/ledgers/problems.xlsx")
    assert answer.status_code == 200
    text = zipfile.ZipFile(io.BytesIO(answer.data)).read("xl/worksheets/sheet1.xml").decode()
    assert len(re.findall(r'<row r="(?:5|6)"', text)) == 2
    assert "=HYPERLINK(1)" in text
    assert "<f>" not in text
    assert ('rightToLeft="1"' in text) == (language == "ug")
    if language == "ug":
        heads = re.sub(r"=HYPERLINK\(1\)", "", text[: text.index('<row r="5"')])
        assert not re.search(r"[\u4e00-\u9fff]", heads)


def test_the_link_to_the_workbook_keeps_the_filters(client_for: ClientFor, made: Made) -> None:
    made(both)
    text = client_for("center").get("/ledgers/problems?state=open&col=late").get_data(as_text=True)
    assert 'href="/ledgers/problems.xlsx?state=open&amp;col=late"' in text
