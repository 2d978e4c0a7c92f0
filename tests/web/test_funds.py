"""The pages of the fund ledger: lists, figures, forms with their refusals, the workbook, and the light on a fund."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.filings import FundSource
from portal.extensions import db
from portal.models import Fund, Light, Release
from portal.services import lights
from tests.client import PortalClient
from tests.conftest import TODAY
from tests.factories import World
from tests.funded import DOCUMENT, WAN, fund, give, neighbour, plan_of
from tests.lit import pay

ClientFor = Callable[..., PortalClient]
Made = Callable[[Callable[[Session, World], Any]], int]
LIST = "/ledgers/funds/"


def still(session: Session, world: World) -> Fund:
    """A fund of which a part was given out, with a red light."""
    made = fund(session, world, days=61)
    pay(session, give(session, world, 20 * WAN), 5 * WAN)
    lights.refresh_kept(session, [made.id], TODAY)
    return made


def three(session: Session, world: World) -> Fund:
    """Funds of two places, sources and states."""
    fund(session, world, who="county2")
    fund(session, world, 31 * WAN, source=FundSource.REGION, document_no="和财农〔2020〕9号")
    return still(session, world)


def light_on(session: Session, world: World) -> Light:
    """The light on a fund that lies still."""
    made = still(session, world)
    return session.scalars(select(Light).where(Light.fund_id == made.id)).one()


def found(client: PortalClient, query: str = "") -> list[str]:
    """Document numbers on the list, in their order."""
    text = client.get(f"{LIST}?{quote(query, safe='=&')}").get_data(as_text=True)
    return re.findall(r'<span class="quiet"><bdi>([^<]+)</bdi> · ', text)


def typed(page: str, **changes: str) -> dict[str, str]:
    """The form as posted, with changes."""
    category = re.search(
        r'<select class="form-select" id="fund_category_id".*?<option value="(\d+)"', page, re.S
    )
    version = re.search(r'name="version_id" value="(\d+)"', page)
    assert category is not None
    return {
        "version_id": version.group(1) if version else "",
        "name": "中央财政专项扶贫资金",
        "document_no": DOCUMENT,
        "source": "central",
        "fund_category_id": category.group(1),
        "received_on": TODAY.isoformat(),
        "amount_fen": "50",
        "nature": "general",
        **changes,
    }


@pytest.mark.parametrize("language", ["zh", "ug"])
@pytest.mark.parametrize(
    ("who", "count"),
    [
        ("center", 3),
        ("prefecture", 2),
        ("county", 2),
        ("unit", 2),
        ("county2", 1),
        ("division", 0),
        ("leader", 2),
    ],
)
def test_each_reads_the_funds_of_their_scope(
    client_for: ClientFor, made: Made, who: str, count: int, language: str
) -> None:
    made(three)
    assert len(found(client_for(who, language))) == count


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("year=all", 3), ("year=2019", 3), ("region=653222", 2), ("region=653100", 1), ("region=x", 3),
        ("source=region", 1), ("source=moon", 3), ("state=unallocated", 2), ("state=partly", 1), ("state=allocated", 0),
        ("state=moon", 3), ("q=9号", 0), ("q=和财农〔2020〕9号", 1), ("q=专项扶贫", 3), ("size=7&page=9", 3),
    ],
)  # fmt: skip
def test_it_is_filtered(client_for: ClientFor, made: Made, query: str, count: int) -> None:
    made(three)
    assert len(found(client_for("center"), query)) == count


@pytest.mark.parametrize("key", ["document", "place", "received", "amount", "given", "rest"])
def test_it_is_sorted_both_ways(client_for: ClientFor, made: Made, key: str) -> None:
    made(three)
    client = client_for("county")
    up, down = found(client, f"sort={key}&order=asc"), found(client, f"sort={key}&order=desc")
    assert sorted(up) == sorted(down)
    if key != "place":
        assert up == down[::-1]


def test_money_and_performance_stand_side_by_side_and_are_summed(client_for: ClientFor, made: Made) -> None:
    made(three)
    text = client_for("county").get(LIST).get_data(as_text=True)
    row = re.search(r"<tr>(?:(?!</tr>).)*7号.*?</tr>", text, re.S)
    assert row is not None
    cells = re.findall(r"<td[^>]*>\s*(?:<bdi[^>]*>)*([0-9.]+%?)", row.group(0))
    assert cells[1:] == ["50.00", "20.00", "30.00", "5.00", "10.00%", "45.63%"]
    foot = re.search(r"<tfoot>.*?</tfoot>", text, re.S)
    assert foot is not None
    sums = re.findall(r"<td[^>]*>\s*(?:<bdi[^>]*>)*([0-9.]+%?)", foot.group(0))
    assert sums == ["81.00", "20.00", "61.00", "5.00", "6.17%"]
    assert "红灯" in row.group(0)


def test_an_empty_ledger_says_what_to_do(client_for: ClientFor) -> None:
    text = client_for("county").get(LIST).get_data(as_text=True)
    assert "收到指标文后在这里登记" in text
    assert f'href="{LIST}new"' in text
    assert f'href="{LIST}new"' not in client_for("unit").get(LIST).get_data(as_text=True)


def test_a_clerk_enters_a_fund_and_its_document_ties_the_releases(
    app: Flask, client_for: ClientFor, made: Made, world: World
) -> None:
    made(lambda session, w: give(session, w, WAN))
    client = client_for("county-entry")
    page = client.get(f"{LIST}new").get_data(as_text=True)
    answer = client.post(f"{LIST}new", data=typed(page, integrated="y", office="农业股", subject="2130505"))
    assert answer.status_code == 302
    text = client.get(answer.headers["Location"]).get_data(as_text=True)
    for words in ("中央财政专项扶贫资金", DOCUMENT, "农业股", "2130505", "49.00", "登记资金指标"):
        assert words in text
    with app.app_context():
        made_fund = db.session.scalars(select(Fund)).one()
        assert made_fund.integrated
        assert db.session.scalars(select(Release.fund_id)).all() == [made_fund.id]


def test_each_bad_field_is_named_and_what_was_typed_stays(client_for: ClientFor, world: World) -> None:
    client = client_for("county")
    page = client.get(f"{LIST}new").get_data(as_text=True)
    bad = typed(page, name="", document_no="", source="moon", amount_fen="很多", office="农业股")
    text = client.post(f"{LIST}new", data=bad).get_data(as_text=True)
    assert "不是可用的金额" in text
    answer = client.post(f"{LIST}new", data=bad | {"amount_fen": ""})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    for words in ("请填写资金名称", "请填写指标文号", "请选择资金级次", "请填写指标金额", 'value="农业股"'):
        assert words in text


def test_a_fund_is_changed_and_its_history_says_so(client_for: ClientFor, made: Made) -> None:
    address = f"{LIST}{made(still)}"
    client = client_for("county")
    page = client.get(f"{address}/edit").get_data(as_text=True)
    assert client.post(f"{address}/edit", data=typed(page, amount_fen="19")).status_code == 422
    page = client.get(f"{address}/edit").get_data(as_text=True)
    day = (TODAY - timedelta(61)).isoformat()
    answer = client.post(f"{address}/edit", data=typed(page, amount_fen="20", received_on=day))
    assert answer.status_code == 302
    text = client.get(address).get_data(as_text=True)
    assert "修改资金指标" in text
    assert "红灯" not in text


def test_the_second_writer_sees_both_versions(client_for: ClientFor, made: Made) -> None:
    address = f"{LIST}{made(still)}/edit"
    first, second = client_for("county"), client_for("county-entry")
    pages = [client.get(address).get_data(as_text=True) for client in (first, second)]
    assert first.post(address, data=typed(pages[0], name="甲资金")).status_code == 302
    answer = second.post(address, data=typed(pages[1], name="乙资金", integrated="y"))
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    for words in ("<bdi>甲资金</bdi>", "<bdi>乙资金</bdi>", "<bdi>是</bdi>", "<bdi>否</bdi>"):
        assert words in text
    assert second.post(address, data=typed(text, name="乙资金")).status_code == 302


@pytest.mark.parametrize("who", ["prefecture", "unit", "center", "leader"])
def test_others_read_and_change_nothing(client_for: ClientFor, made: Made, who: str) -> None:
    address = f"{LIST}{made(still)}"
    client = client_for(who)
    assert f"{address}/edit" not in client.get(address).get_data(as_text=True)
    assert client.get(f"{address}/edit").status_code == 403


def test_a_department_reads_its_own_project_of_a_fund_alone(
    app: Flask, client_for: ClientFor, made: Made
) -> None:
    def two(session: Session, world: World) -> Fund:
        made_fund = still(session, world)
        give(session, world, WAN, project=neighbour(session))
        return made_fund

    address = f"{LIST}{made(two)}"
    assert "(neighbour)" in client_for("county").get(address).get_data(as_text=True)
    text = client_for("unit").get(address).get_data(as_text=True)
    assert "(own)" in text
    assert "(neighbour)" not in text


def test_the_money_page_ties_a_release_and_refuses_too_much(
    app: Flask, client_for: ClientFor, made: Made, world: World
) -> None:
    fund_id = made(lambda session, w: fund(session, w, 30 * WAN))
    client, address = client_for("unit"), f"/projects/{world.projects['own']}/money"
    page = client.get(address).get_data(as_text=True)
    assert DOCUMENT in page
    version = re.search(r'name="version_id" value="(\d+)"', page)
    assert version is not None
    money = {
        "version_id": version.group(1),
        "funds-2020-central": "100",
        "releases-0-document": "别的文号",
        "releases-0-released": TODAY.isoformat(),
        "releases-0-amount": "31",
        "releases-0-fund": str(fund_id),
    }
    answer = client.post(address, data=money)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "请把本项目的下达改小 1.00 万元" in text
    assert re.search(rf'<option value="{fund_id}" selected>', text)
    assert client.post(address, data=money | {"releases-0-amount": "30"}).status_code == 302
    with app.app_context():
        assert db.session.scalars(select(Release.fund_id)).all() == [fund_id]
    dossier = client.get(f"/records/projects/{world.projects['own']}").get_data(as_text=True)
    assert f'href="{LIST}{fund_id}"' in dossier


def test_the_dossier_shows_money_beside_performance(client_for: ClientFor, made: Made, world: World) -> None:
    made(still)
    text = client_for("unit").get(f"/records/projects/{world.projects['own']}").get_data(as_text=True)
    part = text[text.index('id="progress-title"') : text.index("</table>", text.index('id="progress-title"'))]
    assert re.findall(r"<td[^>]*>\s*(?:<bdi[^>]*>)*([0-9.]+%?|—)", part) == [
        "100.00", "20.00", "5.00", "5.00%", "38.91%", "—",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_the_workbook_holds_a_row_for_each_project_in_the_readers_language(
    client_for: ClientFor, made: Made, language: str
) -> None:
    made(three)
    answer = client_for("county", language).get(f"{LIST}workbook.xlsx?year=all")
    assert answer.status_code == 200
    text = zipfile.ZipFile(io.BytesIO(answer.data)).read("xl/worksheets/sheet1.xml").decode()
    assert len(re.findall(r'<row r="(?:5|6|7)"', text)) == 2
    assert "<v>50</v>" in text
    assert DOCUMENT in text
    assert ('rightToLeft="1"' in text) == (language == "ug")
    if language == "ug":
        assert not re.search(r"[\u4e00-\u9fff]", text[: text.index('<row r="5"')])


def test_a_light_on_a_fund_leads_to_the_fund_and_offers_no_order(client_for: ClientFor, made: Made) -> None:
    light_id = made(light_on)
    for who in ("county", "prefecture", "center"):
        listed = client_for(who).get("/lights/?rule=A02").get_data(as_text=True)
        assert re.search(rf'<td><a href="{LIST}\d+"><bdi>中央财政专项扶贫资金', listed)
    client = client_for("prefecture")
    assert "中央财政专项扶贫资金" in client.get("/lights/?region=653222&q=中央").get_data(as_text=True)
    assert "中央财政专项扶贫资金" not in client.get("/lights/?region=653100").get_data(as_text=True)
    text = client.get(f"/lights/{light_id}").get_data(as_text=True)
    assert "整改通知书下达到项目" in text
    assert "/orders/new" not in text
    assert "30.00" in text
    answer = client.post(
        f"/lights/{light_id}/judge", data={"action": "confirm", "reason": "尽快下达", "seen": "lit"}
    )
    assert answer.status_code == 302
    assert "中央财政专项扶贫资金" in client.get("/ledgers/problems").get_data(as_text=True)


def test_a_plan_without_the_year_refuses_with_its_reason(
    app: Flask, client_for: ClientFor, world: World
) -> None:
    client = client_for("county")
    page = client.get(f"{LIST}new").get_data(as_text=True)
    with app.app_context():
        plan_of(db.session()).status = "closed"  # type: ignore[assignment]
        db.session.commit()
    answer = client.post(f"{LIST}new", data=typed(page))
    assert answer.status_code == 422
    assert "本年度方案尚未启用" in answer.get_data(as_text=True)
