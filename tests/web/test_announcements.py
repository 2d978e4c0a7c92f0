"""Announcements on screen: written, published, taken note of, followed by the writer, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.announcements import Group
from portal.domain.papers import grouped
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import Announcement, AnnouncementReceipt, IssuedPaper, Nudge
from tests.announced import ENTRY, drafted, published
from tests.client import PortalClient
from tests.factories import World
from tests.reporting import pages
from tests.rules.test_query_counts import counted

ClientFor = Callable[..., PortalClient]
Made = Callable[..., int]

FORM = {
    "title_zh": "关于报送6月监控的通知",
    "text_zh": "请于6月30日前报送。",
    "groups": ["counties"],
    "places": ["653200"],
    "roles": ["reviewer"],
    "due_on": "2020-06-30",
}


def version(client: PortalClient, identity: int) -> str:
    """The version that the forms of an announcement's page carry."""
    found = re.search(
        r'name="version_id" value="(\d+)"', client.get(f"/announcements/{identity}").get_data(as_text=True)
    )
    assert found is not None
    return found.group(1)


def both(session: Session, world: World) -> Announcement:
    """One with its Uyghur text."""
    return published(session, world, title_ug="6-ئايلىق نازارەت ئۇقتۇرۇشى", text_ug="مۇددىتىدە يوللاڭ.")


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_the_center_writes_publishes_and_sees_the_receipt(
    app: Flask, client_for: ClientFor, language: str
) -> None:
    center = client_for("center", language)
    assert center.get("/announcements/new").status_code == 200
    answer = center.post("/announcements/", data=FORM)
    assert answer.status_code == 302
    identity = int(answer.location.rpartition("/")[2])
    county = client_for("county", language)
    assert county.get(f"/announcements/{identity}").status_code == 404
    center.post(f"/announcements/{identity}/publish", data={"version_id": version(center, identity)})
    for page in ("/bureau/", "/inbox/", "/inbox/tasks", "/announcements/"):
        assert f'"/announcements/{identity}"' in county.get(page).get_data(as_text=True), page
    text = county.get(f"/announcements/{identity}").get_data(as_text=True)
    assert f"/announcements/{identity}/receipt" in text
    assert "请于6月30日前报送。" in text
    assert county.post(f"/announcements/{identity}/receipt").status_code == 302
    county.post(f"/announcements/{identity}/receipt")
    for page in ("/bureau/", "/inbox/tasks"):
        assert (
            f'"/announcements/{identity}"'
            not in county.get(page).get_data(as_text=True).split("notices-title")[0]
        )
    seen = center.get(f"/announcements/{identity}?state=read").get_data(as_text=True)
    assert "演示·county" in seen
    unread = center.get(f"/announcements/{identity}?state=unread").get_data(as_text=True)
    assert "演示·county<" not in unread
    with app.app_context():
        assert len(db.session.scalars(select(AnnouncementReceipt)).all()) == 1


def test_a_missing_uyghur_text_is_marked_and_the_chinese_stands_there(
    client_for: ClientFor, made: Made
) -> None:
    plain, whole = made(published), made(both)
    county = client_for("county", "ug")
    text = county.get(f"/announcements/{plain}").get_data(as_text=True)
    assert "ئۇيغۇرچىسى يوق، تۆۋەندىكىسى خەنزۇچە ئەسلى تېكىست" in text
    assert ENTRY.title_zh in text
    text = county.get(f"/announcements/{whole}").get_data(as_text=True)
    assert "خەنزۇچە ئەسلى تېكىست" not in text
    assert "مۇددىتىدە يوللاڭ." in text
    assert 'lang="ug" dir="rtl"' in text
    assert "ئۇيغۇرچىسى يوق" in county.get("/announcements/").get_data(as_text=True)
    assert "6-ئايلىق نازارەت ئۇقتۇرۇشى" in county.get("/inbox/").get_data(as_text=True)


def test_a_day_ahead_is_said_in_working_days(client_for: ClientFor, made: Made) -> None:
    identity = made(published)
    assert "还有 10 个工作日" in client_for("county").get(f"/announcements/{identity}").get_data(as_text=True)


def test_what_was_typed_comes_back_with_what_stands_against_it(app: Flask, client_for: ClientFor) -> None:
    center = client_for("center")
    answer = center.post("/announcements/", data={**FORM, "title_zh": "", "due_on": "2020-06-01"})
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    for part in ("请填写汉文标题。", "办理期限 2020年6月1日 已经过去", "请于6月30日前报送。"):
        assert part in text
    ticked = re.findall(r'<input checked [^>]*value="(\w+)"', text)
    assert ticked == ["counties", "653200", "reviewer"]
    assert center.post("/announcements/", data={**FORM, "due_on": "6月底"}).status_code == 422
    with app.app_context():
        assert db.session.scalars(select(Announcement)).all() == []


def test_a_draft_is_changed_by_its_unit_and_a_second_editor_is_told(
    client_for: ClientFor, made: Made
) -> None:
    identity, center = made(drafted), client_for("center")
    assert center.get(f"/announcements/{identity}/edit").status_code == 200
    held = version(center, identity)
    changed = {**FORM, "title_zh": "改过的标题", "version_id": held}
    assert center.post(f"/announcements/{identity}", data=changed).status_code == 302
    assert "改过的标题" in center.get(f"/announcements/{identity}").get_data(as_text=True)
    assert center.post(f"/announcements/{identity}", data=changed).status_code == 409
    assert (
        center.post(
            f"/announcements/{identity}",
            data={**changed, "text_zh": "", "version_id": version(center, identity)},
        ).status_code
        == 422
    )


def test_a_withdrawal_needs_a_reason_which_the_receivers_see(client_for: ClientFor, made: Made) -> None:
    identity, center = made(published), client_for("center")
    data = {"version_id": version(center, identity), "reason": " "}
    answer = center.post(f"/announcements/{identity}/withdraw", data=data)
    assert answer.status_code == 422
    assert "请写明撤回的原因" in answer.get_data(as_text=True)
    assert (
        center.post(f"/announcements/{identity}/withdraw", data={**data, "reason": "日期有误"}).status_code
        == 302
    )
    county = client_for("county")
    assert "日期有误" in county.get(f"/announcements/{identity}").get_data(as_text=True)
    assert "日期有误" in county.get("/inbox/").get_data(as_text=True)
    assert county.post(f"/announcements/{identity}/receipt").status_code == 403
    assert center.get(f"/announcements/{identity}/edit").status_code == 409


def test_publishing_says_how_many_units_it_goes_to_and_what_stands_against_it(
    app: Flask, client_for: ClientFor, made: Made
) -> None:
    identity, center = made(drafted), client_for("center")
    assert "将发给 8 个单位" in center.get(f"/announcements/{identity}").get_data(as_text=True)
    with app.app_context():
        record = db.session.scalars(select(Announcement)).one()
        record.roles = "division"
        db.session.commit()
    answer = center.post(f"/announcements/{identity}/publish", data={"version_id": version(center, identity)})
    assert answer.status_code == 422
    assert "所选单位中没有所选岗位" in answer.get_data(as_text=True)


def test_the_writer_presses_the_silent_once_a_day_and_they_see_it(
    app: Flask, client_for: ClientFor, made: Made
) -> None:
    identity, center = made(published), client_for("center")
    page = center.post(f"/announcements/{identity}/nudge", data={"word": "请今天签收"}, follow_redirects=True)
    text = page.get_data(as_text=True)
    assert "已催办" in text
    assert "下一次可在" in text
    assert "2020年6月16日" in text
    again = center.post(f"/announcements/{identity}/nudge", data={}, follow_redirects=True).get_data(
        as_text=True
    )
    assert "本单位这个工作日已经催办过" in again
    assert "请今天签收" in client_for("county").get("/inbox/?kind=nudge").get_data(as_text=True)
    with app.app_context():
        assert len(db.session.scalars(select(Nudge)).all()) == 1


def test_only_writers_and_those_who_read_everything_see_who_has_not_read(
    client_for: ClientFor, made: Made
) -> None:
    identity = made(published)
    for who, follows in (("center", True), ("auditor", True), ("county", False), ("county-entry", False)):
        text = client_for(who).get(f"/announcements/{identity}").get_data(as_text=True)
        assert ("follow-title" in text) == follows, who
    assert client_for("unit").get(f"/announcements/{identity}").status_code == 404


def wide(session: Session, world: World) -> Announcement:
    """One to all bureaus of the region."""
    return published(
        session, world, groups=frozenset({Group.PREFECTURES, Group.COUNTIES}), places=frozenset()
    )


def test_a_page_of_units_needs_the_same_statements_for_few_and_for_many(
    app: Flask, client_for: ClientFor, made: Made
) -> None:
    few, many, center = made(published), made(wide), client_for("center")
    with app.app_context():
        engine = db.engine
    seen: list[int] = []
    for identity in (few, many):
        center.get(f"/announcements/{identity}")
        with counted(engine) as statements:
            text = center.get(f"/announcements/{identity}?size=100").get_data(as_text=True)
        seen.append(len(statements))
    assert text.count("<tr>") > 100
    # The counts by prefecture ask for the names of the places, once.
    assert seen[1] - seen[0] <= 1


def test_the_list_tells_received_from_own(client_for: ClientFor, made: Made) -> None:
    down = made(published)

    def own(session: Session, world: World) -> Announcement:
        return drafted(session, world, "county", groups=frozenset({Group.DEPARTMENTS}), places=frozenset())

    mine = made(own)
    county = client_for("county")
    for show, expected in (("", {down, mine}), ("received", {down}), ("own", {mine})):
        text = county.get(f"/announcements/?show={show}").get_data(as_text=True)
        assert set(map(int, re.findall(r'href="/announcements/(\d+)"', text))) == expected, show
    assert county.get("/announcements/new").status_code == 200
    assert client_for("unit").get("/announcements/new").status_code == 403


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_it_is_printed_as_a_notice_by_its_readers_and_issued_once(
    app: Flask, client_for: ClientFor, made: Made, language: str
) -> None:
    identity = made(both)
    reader = client_for("county", language)
    addresses = [
        f"/papers/announcements/{identity}/{choice}.{kind}"
        for choice in ("zh", "ug", "both")
        for kind in ("pdf", "docx")
    ]
    page = reader.get(f"/announcements/{identity}").get_data(as_text=True)
    assert all(f'href="{address}"' in page for address in addresses)
    assert "新财绩通〔2020〕1号" in page
    assert [reader.get(address).data[:2] for address in addresses] == [b"%P", b"PK"] * 3
    client_for("center").get(addresses[0])
    with app.app_context():
        (paper,) = db.session.scalars(select(IssuedPaper)).all()
    assert (paper.kind.value, paper.number, paper.version) == ("announcement", "新财绩通〔2020〕1号", 1)
    assert f"/announcements/{identity}" in reader.get(f"/check/{paper.code}").get_data(as_text=True)
    assert client_for("county2").get(addresses[0]).status_code == 404


def test_a_draft_is_printed_as_one_and_not_issued(app: Flask, client_for: ClientFor, made: Made) -> None:
    identity = made(drafted)
    answer = client_for("center").get(f"/papers/announcements/{identity}/zh.pdf")
    assert answer.data[:4] == b"%PDF"
    assert "墨玉县财政局" in "".join(pages.texts(answer.data))
    with app.app_context():
        assert db.session.scalars(select(IssuedPaper)).all() == []


def test_without_a_uyghur_text_there_is_no_uyghur_paper_and_the_page_says_so(
    client_for: ClientFor, made: Made
) -> None:
    identity = made(published)
    reader = client_for("county")
    page = reader.get(f"/announcements/{identity}").get_data(as_text=True)
    assert "这份通知公告没有维吾尔文，只能打印汉文。" in page
    for choice, status in (("zh", 200), ("ug", 404), ("both", 404)):
        address = f"/papers/announcements/{identity}/{choice}.pdf"
        assert reader.get(address).status_code == status
        assert (f'href="{address}"' in page) is (status == 200)


def test_one_that_was_withdrawn_is_not_printed_any_more_and_its_paper_is_revoked(
    app: Flask, client_for: ClientFor, made: Made
) -> None:
    identity = made(both)
    center, address = client_for("center"), f"/papers/announcements/{identity}/zh.pdf"
    assert center.get(address).status_code == 200
    data = {"reason": "日期有误", "version_id": version(center, identity)}
    center.post(f"/announcements/{identity}/withdraw", data=data)
    assert center.get(address).status_code == 404
    assert "/papers/announcements/" not in center.get(f"/announcements/{identity}").get_data(as_text=True)
    with app.app_context():
        (paper,) = db.session.scalars(select(IssuedPaper)).all()
    assert paper.revoked_at is not None


def old(session: Session, world: World) -> Announcement:
    """One that was published before announcements had numbers."""
    record = published(session, world)
    record.number = ""
    return record


def test_one_without_a_number_is_named_by_its_code_in_the_register(
    app: Flask, client_for: ClientFor, made: Made
) -> None:
    identity = made(old)
    center = client_for("center")
    assert center.get(f"/papers/announcements/{identity}/zh.pdf").status_code == 200
    with app.app_context():
        (paper,) = db.session.scalars(select(IssuedPaper)).all()
    code = grouped(paper.code)
    listed = center.get("/papers/register").get_data(as_text=True)
    assert re.search(rf'href="/papers/register/{paper.id}"><bdi>{code}</bdi>', listed)
    assert f"<bdi>{code}</bdi>" in center.get(f"/papers/register/{paper.id}").get_data(as_text=True)
    assert "无编号" in center.get(f"/check/{paper.code}").get_data(as_text=True)


def half(session: Session, world: World) -> Announcement:
    """One for reviewers of two groups, of which one has none."""
    groups = frozenset({Group.COUNTIES, Group.DEPARTMENTS})
    return published(session, world, groups=groups, places=frozenset(), roles=frozenset({Role.REVIEWER}))


def test_its_paper_names_no_group_that_it_does_not_reach(client_for: ClientFor, made: Made) -> None:
    identity = made(half)
    said = "".join(pages.texts(client_for("center").get(f"/papers/announcements/{identity}/zh.pdf").data))
    assert "各县市区财政局" in said
    assert "部门单位" not in said
