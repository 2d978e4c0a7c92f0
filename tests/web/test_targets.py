"""The entry page of a target declaration."""

from __future__ import annotations

import re
from collections.abc import Callable

from sqlalchemy import Engine, event

from portal.extensions import db
from tests.client import PortalClient
from tests.factories import World

Clients = Callable[[str], PortalClient]

ROWS = (
    ("output/quantity", "硬化道路里程", "≥12公里", "20"),
    ("output/quality", "项目(工程)验收合格率", "=100%", "10"),
    ("output/timeliness", "项目完工时限", "2020年10月底前", "10"),
    ("output/cost", "硬化补助标准", "≤7.5万元/公里", "10"),
    ("benefit/social", "受益建档立卡贫困人口数", "≥480人", "30"),
    ("satisfaction/user_satisfaction", "受益贫困人口满意度", "≥95%", "10"),
)
GOAL = "2020年10月底前硬化村内道路12公里,惠及120户480人,改善出行条件。"


def target_id(client: PortalClient, world: World, name: str = "own") -> int:
    """Id of the target filing of a project of the small world."""
    with client.application.app_context():
        return world.filing(db.session(), name).id


def version_of(page: str) -> str:
    """The version the page was drawn on."""
    found = re.search(r'name="version_id" value="(\d+)"', page)
    assert found
    return found.group(1)


def form_data(version: str, rows: tuple[tuple[str, ...], ...] = ROWS, goal: str = GOAL) -> dict[str, str]:
    """The posted form for rows of (level, name, value, weight)."""
    data = {"version_id": version, "goal": goal, "mode": "one"}
    for number, (level, name, value, weight) in enumerate(rows):
        data |= {
            f"rows-{number}-key": "", f"rows-{number}-level": level, f"rows-{number}-name": name,
            f"rows-{number}-value": value, f"rows-{number}-weight": weight, f"rows-{number}-remark": "",
        }  # fmt: skip
    return data


def opened(client: PortalClient, world: World, name: str = "own") -> tuple[str, str]:
    """Address of the form and the page drawn for it."""
    address = f"/filings/{target_id(client, world, name)}/target"
    answer = client.get(address)
    assert answer.status_code == 200
    return address, answer.get_data(as_text=True)


def test_an_unopened_declaration_shows_the_core_indicators_and_a_row_for_each_compulsory_level(
    client_for: Clients, world: World
) -> None:
    _address, page = opened(client_for("unit"), world)
    assert "受益建档立卡贫困人口数" in page
    chosen = re.findall(r'<option value="[a-z]+/([a-z_]+)" selected>', page)
    assert chosen[:5] == ["quantity", "quality", "timeliness", "cost", "social"]


def test_the_page_reads_in_uyghur(client_for: Clients, world: World) -> None:
    client = client_for("unit")
    client.post("/language", data={"language": "ug"})
    _address, page = opened(client, world)
    assert 'dir="rtl"' in page


def test_a_saved_declaration_comes_back_as_typed_and_as_understood(client_for: Clients, world: World) -> None:
    client = client_for("unit")
    address, page = opened(client, world)
    answer = client.post(address, data=form_data(version_of(page)))
    assert answer.status_code == 302
    page = client.get(address).get_data(as_text=True)
    assert 'value="≥12公里"' in page
    assert "数值:≥ 12 公里" in page
    assert "日期:" in page
    assert "检查通过" in page


def test_add_row_works_without_a_script_and_saves_nothing(client_for: Clients, world: World) -> None:
    client = client_for("unit")
    address, page = opened(client, world)
    before = page.count("<tr data-row>")
    answer = client.post(address, data=form_data(version_of(page)) | {"grid": "add:rows"})
    assert answer.status_code == 200
    assert answer.get_data(as_text=True).count("<tr data-row>") == len(ROWS) + 2
    assert client.get(address).get_data(as_text=True).count("<tr data-row>") == before


def test_remove_takes_the_row_out_of_the_form(client_for: Clients, world: World) -> None:
    client = client_for("unit")
    address, page = opened(client, world)
    data = form_data(version_of(page)) | {"grid": "remove:rows:0"}
    assert "硬化道路里程" not in client.post(address, data=data).get_data(as_text=True)


def test_rows_move_up(client_for: Clients, world: World) -> None:
    client = client_for("unit")
    address, page = opened(client, world)
    rows = (*ROWS[:1], ("output/quantity", "桥涵数量", "≥2座", "1"), *ROWS[1:])
    data = form_data(version_of(page), rows) | {"grid": "up:rows:1"}
    moved = client.post(address, data=data).get_data(as_text=True)
    assert moved.index("桥涵数量") < moved.index('value="硬化道路里程"')


def test_three_columns_and_one_say_the_same(client_for: Clients, world: World) -> None:
    client = client_for("unit")
    address, page = opened(client, world)
    three = client.post(address, data=form_data(version_of(page)) | {"grid": "mode:three"}).get_data(
        as_text=True
    )
    assert 'name="rows-0-amount"' in three
    data = {"version_id": version_of(page), "goal": GOAL, "mode": "three"}
    for number, (level, name, _value, weight) in enumerate(ROWS):
        data |= {f"rows-{number}-level": level, f"rows-{number}-name": name, f"rows-{number}-weight": weight}
    cells = (("≥", "12", "公里"), ("=", "100", "%"), ("", "2020年10月底前", ""), ("≤", "7.5", "万元/公里"),
             ("≥", "480", "人"), ("≥", "95", "%"))  # fmt: skip
    for number, (nature, amount, unit) in enumerate(cells):
        data |= {
            f"rows-{number}-nature": nature,
            f"rows-{number}-amount": amount,
            f"rows-{number}-unit": unit,
        }
    assert client.post(address, data=data).status_code == 302
    page = client.get(address).get_data(as_text=True)
    for _level, _name, value, _weight in ROWS:
        assert f'value="{value}"' in page


def test_a_weight_that_is_no_number_is_named_and_nothing_is_lost(client_for: Clients, world: World) -> None:
    client = client_for("unit")
    address, page = opened(client, world)
    data = form_data(version_of(page)) | {"rows-0-weight": "二十"}
    answer = client.post(address, data=data)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "“二十”无法识别" in text
    assert 'value="二十"' in text
    assert 'value="≥12公里"' in text


def test_live_checks_answer_with_the_column_alone(client_for: Clients, world: World) -> None:
    client = client_for("unit")
    address, page = opened(client, world)
    data = form_data(version_of(page)) | {"rows-4-value": "很多"}
    answer = client.post(f"{address}/check", data=data)
    text = answer.get_data(as_text=True)
    assert text.lstrip().startswith('<div id="checks"')
    assert "分值合计" in text
    wrong = client.post(f"{address}/check", data=data | {"rows-0-value": "若干"}).get_data(as_text=True)
    assert "第 1 行指标值" in wrong
    assert "没有数字" in wrong


def test_the_second_writer_sees_both_versions_and_can_save_over(client_for: Clients, world: World) -> None:
    first = client_for("unit")
    address, page = opened(first, world)
    version = version_of(page)
    assert first.post(address, data=form_data(version)).status_code == 302
    mine = form_data(version, goal="我写的目标,硬化12公里道路,惠及480人。")
    answer = first.post(address, data=mine)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "我写的目标" in text
    assert GOAL in text
    again = first.post(address, data=mine | {"version_id": version_of(text)})
    assert again.status_code == 302


def test_saving_in_the_background_answers_with_the_new_version(client_for: Clients, world: World) -> None:
    client = client_for("unit")
    address, page = opened(client, world)
    version = version_of(page)
    answer = client.post(address, data=form_data(version), headers={"X-Requested-With": "fetch"})
    assert answer.get_json()["version_id"] > int(version)


def test_one_click_adds_a_missing_core_indicator_and_keeps_what_is_typed(
    client_for: Clients, world: World
) -> None:
    client = client_for("unit")
    address, page = opened(client, world)
    rows = tuple(row for row in ROWS if row[1] != "受益建档立卡贫困人口数")
    assert client.post(address, data=form_data(version_of(page), rows)).status_code == 302
    page = client.get(address).get_data(as_text=True)
    assert "尚缺的核心指标" in page
    data = form_data(version_of(page), rows, goal=GOAL + "新写的一句。") | {"core": "受益建档立卡贫困人口数"}
    assert client.post(f"{address}/core", data=data).status_code == 302
    page = client.get(address).get_data(as_text=True)
    assert "尚缺的核心指标" not in page
    assert "新写的一句" in page


def test_a_reason_for_a_soft_finding_is_kept_with_a_new_row(client_for: Clients, world: World) -> None:
    client = client_for("unit")
    address, page = opened(client, world)
    rows = (*ROWS[:-1], ("satisfaction/user_satisfaction", "受益贫困人口满意度", "100%", "10"))
    data = form_data(version_of(page), rows)
    data |= {"reason-rows.new5.value-indicator.satisfaction.hundred": "受益户少,可逐户回访。"}
    assert client.post(address, data=data).status_code == 302
    assert "受益户少,可逐户回访。" in client.get(address).get_data(as_text=True)


def test_the_library_offers_indicators_that_join_the_form(client_for: Clients, world: World) -> None:
    client = client_for("unit")
    address, page = opened(client, world)
    data = form_data(version_of(page)) | {"grid": "library", "library": "道路硬化"}
    text = client.post(address, data=data).get_data(as_text=True)
    assert text.count("<tr data-row>") == len(ROWS) + 2


def test_a_reviewer_has_no_entry_page_and_a_foreign_unit_no_such_filing(
    client_for: Clients, world: World
) -> None:
    own = target_id(client_for("unit"), world)
    assert client_for("county").get(f"/filings/{own}/target").status_code == 403
    assert client_for("prefecture2").get(f"/filings/{own}/target").status_code in (403, 404)
    foreign = target_id(client_for("unit"), world, "sibling")
    assert client_for("unit").get(f"/filings/{foreign}/target").status_code == 404


def test_copying_takes_the_rows_of_another_visible_target(client_for: Clients, world: World) -> None:
    clerk = client_for("county-entry")
    address, page = opened(clerk, world)
    assert clerk.get(f"{address}/copy").status_code == 200
    data = {"version_id": version_of(page), "source": "999999"}
    assert clerk.post(f"{address}/copy", data=data).status_code == 404


def test_saving_for_submission_leads_to_the_summary_and_a_receipt(client_for: Clients, world: World) -> None:
    client = client_for("unit")
    address, page = opened(client, world)
    answer = client.post(address, data=form_data(version_of(page)) | {"action": "submit"})
    assert answer.headers["Location"].endswith("/submit")
    summary = client.get(answer.headers["Location"]).get_data(as_text=True)
    answer = client.post(answer.headers["Location"], data={"version_id": version_of(summary)})
    assert answer.status_code == 302
    assert "HZ-2020-" in client.get(answer.headers["Location"]).get_data(as_text=True)
    assert client.get(address).status_code == 409


def test_hard_findings_stop_the_submission(client_for: Clients, world: World) -> None:
    client = client_for("unit")
    address, page = opened(client, world)
    answer = client.post(address, data=form_data(version_of(page), ROWS[1:]) | {"action": "submit"})
    summary = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert "缺少数量指标" in summary
    refused = client.post(answer.headers["Location"], data={"version_id": version_of(summary)})
    assert refused.status_code == 422


def test_drawing_the_form_needs_the_same_queries_for_few_and_many_rows(
    client_for: Clients, world: World
) -> None:
    client = client_for("unit")
    address, page = opened(client, world)

    def queries() -> int:
        made: list[str] = []

        def count(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            made.append(statement)

        event.listen(Engine, "before_cursor_execute", count)
        try:
            client.get(address)
        finally:
            event.remove(Engine, "before_cursor_execute", count)
        return len(made)

    assert client.post(address, data=form_data(version_of(page), ROWS[:2])).status_code == 302
    few = queries()
    many = tuple(("output/quantity", f"第{n}条道路硬化里程", "≥1公里", "1") for n in range(60))
    page = client.get(address).get_data(as_text=True)
    assert client.post(address, data=form_data(version_of(page), (*ROWS, *many))).status_code == 302
    assert queries() == few
