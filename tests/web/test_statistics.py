"""Statistics on screen: every figure is the list it counts, nothing unapproved is counted unless asked for, places are
drilled into, types compared, in both languages."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.domain.statistics import TILES, Dimension
from portal.extensions import db
from portal.web.statistic_charts import MOST_BARS, _bars
from portal.web.statistic_tables import Row
from tests.client import PortalClient
from tests.factories import World
from tests.filed import approved, submitted
from tests.lit import overpaid, pay
from tests.ordered import issued

ClientFor = Callable[..., PortalClient]
LANGUAGES = pytest.mark.parametrize("language", ["zh", "ug"])
READERS = (
    "unit",
    "county",
    "prefecture",
    "prefecture2",
    "division",
    "region-unit",
    "center",
    "auditor",
    "leader",
)
HOTAN, COUNTY = "653200", "653222"


@pytest.fixture(autouse=True)
def _a_world_with_records(app: Flask, world: World) -> None:
    """An approved target with money, lights and an order; another that waits for review."""
    with app.app_context():
        session = db.session()
        approved(session, world)
        overpaid(session, world)
        issued(session, world)
        submitted(session, world, "region")
        pay(session, world.project(session, "region"), 1_230_000)
        db.session.commit()


class Found(NamedTuple):
    """A figure of a page: its head, its text, its address."""

    head: str
    text: str
    url: str


def plain(text: str) -> str:
    """Text without tags."""
    return html.unescape(re.sub(r"<[^>]+>", "", text)).strip()


def figures(page: str) -> Iterator[Found]:
    """All figures with a link of the tables of a page, and of the sentences beneath a drawing."""
    main = page[page.index('<main id="main"') :]
    for table in re.findall(r"<table class=\"list.*?</table>", main, re.DOTALL):
        heads = [plain(head) for head in re.findall(r"<th scope=\"col\"[^>]*>(.*?)</th>", table, re.DOTALL)]
        for line in re.findall(r"<tr><th scope=\"row\">.*?</tr>", table, re.DOTALL):
            cells = re.findall(r"<td[^>]*>(.*?)</td>", line, re.DOTALL)
            assert len(cells) == len(heads) - 1
            for head, cell in zip(heads[1:], cells, strict=True):
                if link := re.search(r'<a href="([^"]+)">', cell):
                    yield Found(head, plain(cell).replace(",", ""), html.unescape(link.group(1)))
    for sentence in re.findall(r"<p>(.*?)</p>", main, re.DOTALL):
        for url, text in re.findall(r'<a href="(/[^"]+)"><bdi dir="ltr">([\d,]+)</bdi>', sentence):
            yield Found("", text.replace(",", ""), html.unescape(url))


def listed(page: str) -> int:
    """How many records a list holds in all."""
    count = re.search(r'class="pages-count">\D*([\d,]+)', page)
    return int(count.group(1).replace(",", "")) if count else 0


def sums(page: str) -> list[Decimal]:
    """The money that a list of projects says beside its title: in all, and paid; in 万元."""
    lead = page[page.index('class="lead-line"') :]
    return [Decimal(n.replace(",", "")) for n in re.findall(r'<bdi dir="ltr">([\d,.]+)</bdi>', lead)[:2]]


def follow(client: PortalClient, *addresses: str) -> int:
    """Follow every figure of pages and compare; how many there were. Lists are read once each, without the lint that
    the tests of their own pages do."""
    followed: dict[str, str] = {}
    count = 0
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        for figure in figures(answer.get_data(as_text=True)):
            if figure.url not in followed:
                followed[figure.url] = FlaskClient.open(client, figure.url).get_data(as_text=True)
            page = followed[figure.url]
            if "." in figure.text:
                paid = figure.head.startswith(("已支付", "تۆلەنگىنى"))
                assert Decimal(figure.text) == sums(page)[paid], (address, figure)
            else:
                assert int(figure.text) == listed(page), (address, figure)
            count += 1
    return count


@pytest.mark.parametrize("who", READERS)
def test_every_figure_is_the_list_it_leads_to(client_for: ClientFor, who: str) -> None:
    pages = [f"/statistics/?by={by}{more}" for by in Dimension for more in ("", "&unapproved=1")]
    assert follow(client_for(who), *pages) > 50


@LANGUAGES
def test_every_figure_of_a_place_is_the_list_it_leads_to(client_for: ClientFor, language: str) -> None:
    pages = [f"/statistics/?region={COUNTY}&by={by}" for by in Dimension]
    assert follow(client_for("prefecture", language), *pages) > 50


@LANGUAGES
def test_every_figure_of_a_comparison_is_the_list_it_leads_to(client_for: ClientFor, language: str) -> None:
    client = client_for("prefecture", language)
    assert follow(client, "/statistics/compare?type=road") > 10
    compared = client.get("/statistics/compare?type=road").get_data(as_text=True)
    charts = dict(re.findall(r'<h2 id="(bars|paid)-head">.*?</h2>(.*?)</section>', compared, re.DOTALL))
    rates = [re.findall(r'class="bar-rate"[^>]*>([^<]+)<', charts[name]) for name in ("bars", "paid")]
    assert all(rates)
    assert all(f">{rate}<" in compared.split('<div class="charts">')[0] for one in rates for rate in one)


def cells(page: str, name: str) -> list[str]:
    """The figures of the row of a name."""
    line = re.search(rf"<tr><th scope=\"row\">(?:<a[^>]*>)?{name}.*?</tr>", page, re.DOTALL)
    assert line is not None, name
    return [plain(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", line.group(0), re.DOTALL)]


def test_money_of_a_target_under_review_counts_above_only_when_asked_for(client_for: ClientFor) -> None:
    client, name = client_for("center"), "新疆维吾尔自治区"
    page = client.get("/statistics/").get_data(as_text=True)
    assert cells(page, name)[:5] == ["1", "0", "0.00%", "0.00", "0.00"]
    page = client.get("/statistics/?unapproved=1").get_data(as_text=True)
    assert cells(page, name)[:5] == ["1", "0", "0.00%", "100.00", "1.23"]
    assert cells(page, "和田地区")[:3] == ["2", "1", "50.00%"]


def test_a_bureau_counts_what_its_own_county_has_filed(client_for: ClientFor) -> None:
    text = client_for("county").get("/statistics/?by=stage").get_data(as_text=True)
    assert 'name="unapproved"' not in text
    heads = [plain(head) for head in re.findall(r"<th scope=\"col\"[^>]*>(.*?)</th>", text, re.DOTALL)]
    assert {"已提交", "审核中", "已退回", "已通过"} <= set(heads)


def test_states_before_approval_show_above_only_when_asked_for(client_for: ClientFor) -> None:
    client = client_for("center")
    assert "已提交" not in client.get("/statistics/?by=stage").get_data(as_text=True)
    assert "已提交" in client.get("/statistics/?by=stage&unapproved=1").get_data(as_text=True)


@LANGUAGES
def test_one_drills_down_from_the_region_to_the_projects(client_for: ClientFor, language: str) -> None:
    client = client_for("center", language)
    page = client.get("/statistics/").get_data(as_text=True)
    for place in (HOTAN, COUNTY):
        link = re.search(rf'<th scope="row"><a href="(/statistics/\?[^"]*region={place}[^"]*)"', page)
        assert link is not None
        page = client.get(html.unescape(link.group(1))).get_data(as_text=True)
    link = re.search(r'<th scope="row"><a href="(/records/projects\?[^"]*)"', page)
    assert link is not None
    assert listed(client.get(html.unescape(link.group(1))).get_data(as_text=True)) == 1


def test_a_place_outside_the_scope_does_not_exist(client_for: ClientFor) -> None:
    assert client_for("prefecture2").get(f"/statistics/?region={COUNTY}").status_code == 404
    assert client_for("prefecture").get(f"/statistics/?region={COUNTY}").status_code == 200


@LANGUAGES
def test_the_map_has_a_tile_with_a_number_for_each_prefecture(client_for: ClientFor, language: str) -> None:
    page = client_for("center", language).get("/statistics/").get_data(as_text=True)
    drawing = page[page.index('aria-labelledby="map-title') :]
    drawing = drawing[: drawing.index("</svg>")]
    for code in TILES:
        assert f"region={code}" in drawing
    assert len(re.findall(r'class="tile-rate', drawing)) == len(TILES) == 14
    assert "<desc" in drawing


@LANGUAGES
@pytest.mark.parametrize("address", ["/statistics/", "/statistics/compare"])
def test_the_view_for_meetings_has_no_menu_and_a_way_back(
    client_for: ClientFor, address: str, language: str
) -> None:
    client = client_for("center", language)
    page = client.get(f"{address}?full=1").get_data(as_text=True)
    assert "layout-meeting" in page
    assert "main-nav" not in page
    assert re.search(rf'href="{re.escape(address)}"', page)
    assert "main-nav" in client.get(address).get_data(as_text=True)


@LANGUAGES
def test_a_year_without_a_plan_says_so(client_for: ClientFor, language: str) -> None:
    page = client_for("center", language).get("/statistics/?year=all").get_data(as_text=True)
    assert 'class="nothing"' in page


@LANGUAGES
def test_the_workbook_holds_the_rows_of_the_page(client_for: ClientFor, language: str) -> None:
    client = client_for("center", language)
    for address in ("/statistics/table.xlsx", *(f"/statistics/table.xlsx?by={by}" for by in Dimension)):
        answer = client.get(address)
        assert answer.status_code == 200, address
        with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
            assert b"<row" in book.read("xl/worksheets/sheet1.xml")
    with zipfile.ZipFile(io.BytesIO(client.get("/statistics/compare.xlsx?type=road").data)) as book:
        words = book.read("xl/worksheets/sheet1.xml").decode()
    assert ("خوتەن ۋىلايىتى" if language == "ug" else "和田地区") in words


def test_an_administrator_of_accounts_has_no_statistics(client_for: ClientFor) -> None:
    assert client_for("admin").get("/statistics/").status_code == 403


def test_of_many_rows_the_lowest_are_drawn_and_the_others_counted() -> None:
    rows = [Row(str(n), "", (), rate=(n, 100)) for n in range(MOST_BARS + 5, 0, -1)]
    drawn = _bars([(row, row.rate) for row in rows], mirrored=False)
    assert [row.name for _bar, row, _text in drawn.rows] == [str(n) for n in range(1, MOST_BARS + 1)]
    assert drawn.left_out == 5
    few = _bars([(row, row.rate) for row in rows[:3]], mirrored=False)
    assert ([row.name for _bar, row, _text in few.rows], few.left_out) == (["35", "34", "33"], 0)
