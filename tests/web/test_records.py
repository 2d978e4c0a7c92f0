"""Records that every role reads: lists with filters, the dossier, a filing with its versions, progress."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from portal.domain.flows.filings import FilingAction
from portal.models import Filing
from portal.services import checks, filings, targets
from tests.client import PortalClient
from tests.evaluated import evaluated
from tests.factories import World
from tests.filed import FULL, approved, clerk, decide, drafted, submit, submitted
from tests.ordered import drafted as drafted_order
from tests.ordered import issued

ClientFor = Callable[..., PortalClient]
Make = Callable[[Session, World], Filing]


def mended(session: Session, world: World) -> Filing:
    """A target returned once, mended and submitted again, and now being mended once more."""
    filing = submitted(session, world)
    county, unit = world.actor(session, "county"), clerk(session, world)
    decide(session, county, filing, FilingAction.RETURN)
    changed = replace(FULL.rows[0], value="≥15公里")
    targets.save(session, unit, filing, replace(FULL, rows=(changed, *FULL.rows[1:])))
    submit(session, unit, filing)
    decide(session, county, filing, FilingAction.RETURN)
    targets.save(session, unit, filing, replace(FULL, goal="第三稿" + FULL.goal))
    return filing


# Lists


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("unit", {"own"}),
        ("county", {"own"}),
        ("prefecture", {"own", "prefecture"}),
        ("prefecture2", {"sibling"}),
        ("division", {"region"}),
        ("center", {"own", "sibling", "region", "prefecture"}),
    ],
)
@pytest.mark.parametrize("language", ["zh", "ug"])
def test_projects_are_listed_within_the_scope(
    client_for: ClientFor, world: World, who: str, names: set[str], language: str
) -> None:
    text = client_for(who, language).get("/records/projects").get_data(as_text=True)
    found = {int(i) for i in re.findall(r'href="/records/projects/(\d+)"', text)}
    assert found == {world.projects[name] for name in names}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=own", {"own"}),
        ("q=2020-653222-own", {"own"}),
        ("q=%25", set()),
        ("region=653200", {"own", "prefecture"}),
        ("region=653222", {"own"}),
        ("region=650000", {"own", "sibling", "region", "prefecture"}),
        ("region=nonsense", {"own", "sibling", "region", "prefecture"}),
        ("type=road", {"own", "sibling", "region", "prefecture"}),
        ("type=fishery", set()),
        ("q=own&region=653100", set()),
        ("unit=abc", {"own", "sibling", "region", "prefecture"}),
    ],
)
def test_projects_are_searched_and_filtered(
    client_for: ClientFor, world: World, query: str, names: set[str]
) -> None:
    text = client_for("center").get(f"/records/projects?{query}").get_data(as_text=True)
    found = {int(i) for i in re.findall(r'href="/records/projects/(\d+)"', text)}
    assert found == {world.projects[name] for name in names}


@pytest.mark.parametrize("sort", ["code", "name", "unit", "place", "nonsense"])
@pytest.mark.parametrize("order", ["asc", "desc", "sideways"])
def test_projects_are_sorted_by_columns_that_exist(client_for: ClientFor, sort: str, order: str) -> None:
    answer = client_for("center").get(f"/records/projects?sort={sort}&order={order}&page=99&size=7")
    assert answer.status_code == 200


def test_filings_are_filtered_by_round_and_state(client_for: ClientFor, made: Callable[[Make], int]) -> None:
    filing_id = made(submitted)
    client = client_for("prefecture")
    link = f'href="/records/filings/{filing_id}"'
    for query, shown in (
        ("", True),
        ("status=submitted", True),
        ("status=approved", False),
        ("status=nonsense", True),
        ("round=target", True),
        ("round=may", False),
        ("sort=status&order=desc", True),
    ):
        assert (link in client.get(f"/records/filings?{query}").get_data(as_text=True)) == shown, query


def test_a_draft_is_on_nobodys_list_above(client_for: ClientFor, made: Callable[[Make], int]) -> None:
    filing_id = made(drafted)
    link = f"/records/filings/{filing_id}"
    assert link in client_for("unit").get("/records/filings").get_data(as_text=True)
    for who in ("prefecture", "center", "auditor"):
        client = client_for(who)
        assert link not in client.get("/records/filings?status=draft").get_data(as_text=True)
        assert client.get(link).status_code == 404


# A filing


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_a_filing_shows_its_content_its_moves_and_its_papers(
    client_for: ClientFor, made: Callable[[Make], int], language: str
) -> None:
    filing_id = made(submitted)
    text = client_for("unit", language).get(f"/records/filings/{filing_id}").get_data(as_text=True)
    assert "硬化道路里程" in text
    assert f"/filings/{filing_id}/recall" in text
    assert f"/papers/filings/{filing_id}/both.pdf" in text
    above = client_for("county", language).get(f"/records/filings/{filing_id}").get_data(as_text=True)
    assert f"/filings/{filing_id}/recall" not in above
    assert f"/reviews/{filing_id}" in above


def test_a_filing_without_content_says_so(client_for: ClientFor, made: Callable[[Make], int]) -> None:
    filing_id = made(drafted)
    assert "还没有填报内容" in client_for("county").get(f"/records/filings/{filing_id}").get_data(
        as_text=True
    )


def test_those_above_read_the_last_submission_while_it_is_mended(
    client_for: ClientFor, made: Callable[[Make], int]
) -> None:
    filing_id = made(mended)
    for who in ("county", "prefecture", "center", "leader"):
        text = client_for(who).get(f"/records/filings/{filing_id}").get_data(as_text=True)
        assert "≥15公里" in text
        assert "第三稿" not in text
    assert "第三稿" in client_for("unit").get(f"/records/filings/{filing_id}").get_data(as_text=True)


def test_any_two_versions_are_compared(client_for: ClientFor, made: Callable[[Make], int]) -> None:
    filing_id = made(mended)
    client = client_for("prefecture")
    page = f"/records/filings/{filing_id}/versions"
    text = client.get(page).get_data(as_text=True)
    assert "≥12公里" in text
    assert "≥15公里" in text
    for query in ("?old=1&new=1", "?old=9&new=1", "?old=x&new=y", "?old=2&new=1"):
        assert client.get(page + query).status_code == 200
    assert "两个版本没有不同" in client.get(f"{page}?old=1&new=1").get_data(as_text=True)
    assert "第三稿" not in client.get(f"{page}?old=1&new=3").get_data(as_text=True)


def test_versions_of_what_was_never_submitted_are_none(
    client_for: ClientFor, made: Callable[[Make], int]
) -> None:
    filing_id = made(drafted)
    assert client_for("unit").get(f"/records/filings/{filing_id}/versions").status_code == 200


# The dossier


@pytest.mark.parametrize("who", ["unit", "county", "prefecture", "center", "auditor", "leader", "admin"])
@pytest.mark.parametrize("language", ["zh", "ug"])
def test_the_dossier_opens_for_all_within_the_scope(
    client_for: ClientFor, world: World, made: Callable[[Make], int], who: str, language: str
) -> None:
    made(submitted)
    text = client_for(who, language).get(f"/records/projects/{world.projects['own']}").get_data(as_text=True)
    assert "2020-653222-own" in text


def test_the_dossier_shows_a_draft_as_not_started_to_those_above(
    client_for: ClientFor, world: World, made: Callable[[Make], int]
) -> None:
    filing_id = made(drafted)
    page = f"/records/projects/{world.projects['own']}"
    above = client_for("prefecture").get(page).get_data(as_text=True)
    assert f"/records/filings/{filing_id}" not in above
    assert "开始填报" not in above
    assert "草稿" not in above
    below = client_for("unit").get(page).get_data(as_text=True)
    assert f"/records/filings/{filing_id}" in below
    assert "草稿" in below


def test_a_change_that_is_being_drafted_is_not_told_above(
    client_for: ClientFor, world: World, made: Callable[[Make], int]
) -> None:
    def change(session: Session, world: World) -> Filing:
        return filings.open_adjustment(
            session, clerk(session, world), approved(session, world).project, "机密原因"
        )

    filing_id = made(change)
    page = f"/records/projects/{world.projects['own']}"
    for who in ("county", "prefecture", "center", "auditor"):
        text = client_for(who).get(page).get_data(as_text=True)
        assert "次调整" not in text, who
        assert "发起绩效目标调整" not in text, who
        assert "机密原因" not in text, who
    below = client_for("unit").get(page).get_data(as_text=True)
    assert "第 1 次调整" in below.replace("<bdi>", "").replace("</bdi>", "")
    assert "机密原因" in client_for("unit").get(f"/records/filings/{filing_id}").get_data(as_text=True)


def test_orders_and_checks_stand_in_the_dossier_as_far_as_they_may_be_seen(
    client_for: ClientFor, world: World, made: Callable[[Callable[[Session, World], object]], int]
) -> None:
    draft = made(lambda s, w: drafted_order(s, w, problem="草稿里的问题"))
    sent = made(lambda s, w: issued(s, w))
    check = made(lambda s, w: checks.open_check(s, w.actor(s, "prefecture"), evaluated(s, w)))
    page = f"/records/projects/{world.projects['own']}"
    own = client_for("prefecture").get(page).get_data(as_text=True)
    for path in (f"/orders/{draft}", f"/orders/{sent}", f"/checks/{check}"):
        assert path in own
    for who in ("unit", "county", "center"):
        text = client_for(who).get(page).get_data(as_text=True)
        assert f"/orders/{sent}" in text
        assert f"/orders/{draft}" not in text
        assert f"/checks/{check}" not in text


@pytest.mark.parametrize("identity", ["999999", "0"])
def test_what_does_not_exist_is_not_found(client_for: ClientFor, identity: str) -> None:
    client = client_for("center")
    for page in ("projects", "filings"):
        assert client.get(f"/records/{page}/{identity}").status_code == 404


# Progress


@pytest.mark.parametrize("who", ["unit", "county", "prefecture", "division", "center", "auditor", "leader"])
@pytest.mark.parametrize("by", ["", "prefecture", "county", "unit", "nonsense"])
def test_progress_opens_by_any_grouping(client_for: ClientFor, who: str, by: str) -> None:
    assert client_for(who).get(f"/records/progress?by={by}").status_code == 200


@pytest.mark.parametrize(
    ("who", "named", "silent"),
    [
        ("center", "和田地区", "墨玉县农业农村局"),
        ("prefecture", "墨玉县", "莎车县"),
        ("county", "墨玉县农业农村局", "洛浦县"),
        ("division", "自治区畜牧兽医局", "自治区民政厅"),
    ],
)
def test_progress_begins_one_level_below_the_reader(
    client_for: ClientFor, who: str, named: str, silent: str
) -> None:
    text = client_for(who).get("/records/progress").get_data(as_text=True)
    assert named in text
    assert silent not in text
