"""Registering and editing projects, and their money."""

from __future__ import annotations

import re
from collections.abc import Callable

from sqlalchemy import select

from portal.extensions import db
from portal.models import Filing, HistoryEntry, Project
from tests.client import PortalClient
from tests.factories import World

Clients = Callable[[str], PortalClient]


def version_of(page: str) -> str:
    """The version the page was drawn on."""
    found = re.search(r'name="version_id" value="(\d+)"', page)
    assert found
    return found.group(1)


def chosen(page: str, name: str) -> str:
    """The first choice on offer in a select."""
    select_ = re.search(rf'<select[^>]*name="{name}".*?</select>', page, re.S)
    assert select_
    return re.findall(r'<option[^>]*value="([^"]+)"', select_.group(0))[0]


def head(page: str, **changes: str) -> dict[str, str]:
    """A filled-in form for a new project."""
    choices = ("fund_category_id", "implementing_unit_id", "competent_unit_id", "place_code")
    return {
        "name": "村内道路硬化", "type_code": "road", **{name: chosen(page, name) for name in choices},
        "person_in_charge": "负责人", "phone": "0903-1234567", "starts_on": "2020-03-01", "ends_on": "2020-11-30",
        "households": "120", "persons": "480", "content": "硬化12公里", "place": "阔其乡", **changes,
    }  # fmt: skip


def money_of(page: str, **changes: str) -> dict[str, str]:
    """The money page as posted, all cells empty but the changes."""
    return {"version_id": version_of(page), "funds-2020-central": "", "funds-2020-other": "", **changes}


def test_a_clerk_registers_a_project_with_a_code_and_its_filings(client_for: Clients, world: World) -> None:
    client = client_for("unit")
    page = client.get("/projects/new").get_data(as_text=True)
    answer = client.post("/projects/new", data=head(page))
    assert answer.status_code == 302
    with client.application.app_context():
        project = db.session.scalars(select(Project).order_by(Project.id.desc())).first()
        assert project is not None
        assert project.code == f"2020{project.region_code}0001"
        assert answer.headers["Location"].endswith(f"/projects/{project.id}/money")
        filings = db.session.scalars(select(Filing).where(Filing.project_id == project.id)).all()
        assert len(filings) == 5
        assert all(f.status == "not_started" for f in filings)


def test_each_missing_field_is_named_and_what_was_typed_stays(client_for: Clients, world: World) -> None:
    client = client_for("unit")
    page = client.get("/projects/new").get_data(as_text=True)
    typed = head(page, name="", phone="", ends_on="2019-01-01", persons="四百", type_code="")
    answer = client.post("/projects/new", data=typed)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "不是整数" in text
    assert 'value="四百"' in text
    text = client.post("/projects/new", data=typed | {"persons": "480"}).get_data(as_text=True)
    for words in ("请填写项目名称", "请填写联系电话", "请选择项目类型", "完工日期 2019年1月1日 早于开工日期"):
        assert words in text
    assert 'value="阔其乡"' in text


def test_a_unit_outside_the_list_is_refused_at_its_field(client_for: Clients, world: World) -> None:
    client = client_for("unit")
    page = client.get("/projects/new").get_data(as_text=True)
    answer = client.post("/projects/new", data=head(page, implementing_unit_id="1"))
    assert answer.status_code == 422
    assert "所选单位不在您的填报范围内" in answer.get_data(as_text=True)


def test_a_code_can_be_typed_once(client_for: Clients, world: World) -> None:
    client = client_for("unit")
    page = client.get("/projects/new").get_data(as_text=True)
    assert client.post("/projects/new", data=head(page, code="MY-001")).status_code == 302
    answer = client.post("/projects/new", data=head(page, code="MY-001"))
    assert answer.status_code == 422
    assert "编码 MY-001 已被其他项目使用" in answer.get_data(as_text=True)


def test_an_edit_is_in_the_history_with_old_and_new_value(client_for: Clients, world: World) -> None:
    client = client_for("unit")
    address = f"/projects/{world.projects['own']}/edit"
    page = client.get(address).get_data(as_text=True)
    answer = client.post(address, data=head(page, version_id=version_of(page), phone="0903-7654321"))
    assert answer.status_code == 302
    with client.application.app_context():
        entry = db.session.scalars(
            select(HistoryEntry).where(HistoryEntry.action == "project.edit").order_by(HistoryEntry.id.desc())
        ).first()
        assert entry is not None
        assert '"phone":["0903-0000000","0903-7654321"]' in entry.params


def test_the_second_writer_of_a_project_sees_both_versions(client_for: Clients, world: World) -> None:
    client = client_for("unit")
    address = f"/projects/{world.projects['own']}/edit"
    page = client.get(address).get_data(as_text=True)
    version = version_of(page)
    assert client.post(address, data=head(page, version_id=version, place="甲村")).status_code == 302
    answer = client.post(address, data=head(page, version_id=version, place="乙村"))
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "甲村" in text
    assert "乙村" in text
    assert client.post(address, data=head(page, version_id=version_of(text), place="乙村")).status_code == 302


def test_the_yearly_total_is_the_sum_of_its_parts(client_for: Clients, world: World) -> None:
    client = client_for("unit")
    address = f"/projects/{world.projects['own']}/money"
    page = client.get(address).get_data(as_text=True)
    data = money_of(
        page, **{"funds-2020-central": "214.06", "funds-2020-other": "9.48", "funds-2021-central": "5"}
    )
    assert "223.54" in client.post(f"{address}/total", data=data).get_data(as_text=True)
    assert client.post(address, data=data).status_code == 302
    with client.application.app_context():
        assert world.project(db.session(), "own").total_fen == 223_540_000


def test_releases_and_payments_are_kept_with_old_and_new_sums(client_for: Clients, world: World) -> None:
    client = client_for("unit")
    address = f"/projects/{world.projects['own']}/money"
    page = client.get(address).get_data(as_text=True)
    data = money_of(page, **{
        "funds-2020-central": "100", "releases-0-document": "新财农〔2020〕1号", "releases-0-received": "2020-03-01",
        "releases-0-released": "2020-03-10", "releases-0-amount": "60", "payments-0-paid": "2020-04-01",
        "payments-0-amount": "200000元", "payments-0-voucher": "P-1",
    })  # fmt: skip
    assert client.post(address, data=data).status_code == 302
    text = client.get(address).get_data(as_text=True)
    assert 'value="新财农〔2020〕1号"' in text
    assert 'value="20.00"' in text
    with client.application.app_context():
        entry = db.session.scalars(
            select(HistoryEntry)
            .where(HistoryEntry.action == "project.money")
            .order_by(HistoryEntry.id.desc())
        ).first()
        assert entry is not None
        assert '"payments":[[],[["2020-04-01",20000000,"P-1"]]]' in entry.params


def test_bad_amounts_and_half_rows_are_named_at_their_cells(client_for: Clients, world: World) -> None:
    client = client_for("unit")
    address = f"/projects/{world.projects['own']}/money"
    page = client.get(address).get_data(as_text=True)
    data = money_of(page, **{"funds-2020-central": "一百", "releases-0-document": "新财农〔2020〕1号"})
    answer = client.post(address, data=data)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "金额“一百”无法识别" in text
    assert "没有填全" in text
    assert 'value="一百"' in text
    future = money_of(page, **{
        "funds-2020-central": "100", "payments-0-paid": "2020-12-01", "payments-0-amount": "1",
    })  # fmt: skip
    assert "晚于今天" in client.post(address, data=future).get_data(as_text=True)


def test_rows_are_added_without_a_script(client_for: Clients, world: World) -> None:
    client = client_for("unit")
    address = f"/projects/{world.projects['own']}/money"
    page = client.get(address).get_data(as_text=True)
    text = client.post(address, data=money_of(page, grid="add:releases")).get_data(as_text=True)
    assert 'name="releases-0-document"' in text


def test_a_reviewer_does_not_edit_and_a_foreign_project_does_not_exist(
    client_for: Clients, world: World
) -> None:
    address = f"/projects/{world.projects['own']}/money"
    assert client_for("county").get(address).status_code == 403
    assert client_for("unit").get(f"/projects/{world.projects['sibling']}/money").status_code == 404


def test_the_pages_read_in_uyghur(client_for: Clients, world: World) -> None:
    client = client_for("unit")
    client.post("/language", data={"language": "ug"})
    for address in (
        "/projects/new",
        f"/projects/{world.projects['own']}/edit",
        f"/projects/{world.projects['own']}/money",
    ):
        assert 'dir="rtl"' in client.get(address).get_data(as_text=True)


def test_all_that_stands_against_a_row_of_money_is_said_at_once(client_for: Clients, world: World) -> None:
    client = client_for("unit")
    address = f"/projects/{world.projects['own']}/money"
    row = {"document": "1号", "received": "2020-06-12", "released": "2020-06-11", "amount": "0"}
    data = money_of(
        client.get(address).get_data(as_text=True), **{f"releases-0-{k}": v for k, v in row.items()}
    )
    text = client.post(address, data=data).get_data(as_text=True)
    assert "收文日期晚于下达日期" in text
    assert "金额为 0" in text
