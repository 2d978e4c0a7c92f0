"""Lists, searches, sums and forms keep within the scope, and those above read what was filed and not what is typed."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from portal.extensions import db
from portal.models import Filing, Project
from portal.services import progress, recordings
from portal.services.filings import current_plan
from tests.access.prober import Probe, Stage, report, wrong
from tests.access.world import ACROSS, PDF, SEES, UNITS, Ground, Thing
from tests.conftest import TODAY

LISTS = {
    "/records/projects": "project",
    "/records/filings": "filing",
    "/orders": "order",
    "/recordings/": "filing",
    "/reviews/": "filing",
}


def questions(ground: Ground, path: str) -> Iterator[str]:
    """Searches and filters that reach for other places, by word, region, unit, state and chain."""
    yield from ("?q=甲&size=100", "?q=%25&size=100", "?page=2")
    yield from (f"?region={code}&size=100" for code in ("650000", "653125"))
    if path == "/orders":
        yield from (f"?state={state}&size=100" for state in ("draft", "closed", "nonsense"))
    if path == "/records/filings":
        yield from (f"?status={state}&size=100" for state in ("draft", "not_started"))
    if path == "/recordings/":
        yield "?show=all&size=100"
    yield f"?unit={ground.actors['clerk-foreign'].unit_id}&size=100"


def test_lists_searches_and_filters_keep_within_the_scope(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    before = stage.probes
    for path in LISTS:
        for who in ACROSS:
            for question in questions(stage.ground, path):
                probe = stage.ask(who, "GET", path + question)
                if probe.status == 403:
                    break
                assert probe.status == 200, probe
    report(capsys, "lists, searches, filters", stage.probes - before, len(stage.leaks))
    assert not stage.leaks, "\n".join(stage.leaks)


def listed(probe: Probe, pattern: str) -> set[int]:
    """Ids that a list links to."""
    return {int(i) for i in re.findall(pattern, probe.body)}


def total(probe: Probe) -> int:
    """The count that a list shows."""
    found = re.search(r"共 (\d+) 条", re.sub(r"</?bdi[^>]*>", "", probe.body))
    return int(found.group(1)) if found else 0


def test_lists_show_all_of_the_scope_and_count_no_more(stage: Stage) -> None:
    beside = {"own": "own", "sibling": "foreign", "region": "region", "prefecture": "prefecture"}
    for who in SEES:
        small = sum(place in SEES[who] for place in beside.values())
        projects = stage.ask(who, "GET", "/records/projects?size=100")
        mine = {t.id for t in stage.ground.of("project") if stage.ground.sees(who, t)}
        assert mine <= listed(projects, r'href="/records/projects/(\d+)"'), who
        assert total(projects) == len(mine) + small, who
        orders = stage.ask(who, "GET", "/orders?state=all&size=100")
        mine = {t.id for t in stage.ground.of("order") if stage.ground.sees(who, t)}
        assert listed(orders, r'href="/orders/(\d+)"') == mine, who
        assert total(orders) == len(mine), who
        mine = {t.id for t in stage.ground.of("filing") if stage.ground.sees(who, t)}
        rows = stage.ask(who, "GET", "/records/filings?size=100")
        assert mine <= listed(rows, r'href="/records/filings/(\d+)"'), who
        homely = [p for p in beside.values() if stage.ground.sees(who, Thing("filing", p, "june", 0))]
        assert total(rows) == len(mine) + 5 * len(homely), who


def test_sums_of_progress_and_coverage_keep_within_the_scope(stage: Stage) -> None:
    with stage.app.app_context():
        session = db.session()
        plan = current_plan(session, TODAY)
        assert plan is not None
        units = {p.id: p.implementing_unit.code for p in session.scalars(select(Project))}
        for who, actor in stage.ground.actors.items():
            mine = sum(code in {UNITS[place] for place in SEES[who]} for code in units.values())
            rows = progress.table(session, actor, plan.id, progress.Grouping.UNIT, TODAY)
            assert sum(row.projects for row in rows) == mine, who
            assert {cell.total for cell in progress.totals(rows).values()} <= {mine}, who
            assert recordings.coverage(session, actor, plan.id).projects == mine, who
            for grouping in (progress.Grouping.COUNTY, progress.Grouping.PREFECTURE):
                rows = progress.table(session, actor, plan.id, grouping, TODAY)
                assert sum(row.projects for row in rows) <= mine, (who, grouping)
        db.session.remove()


def smuggled(ground: Ground, who: str) -> Iterator[tuple[str, str, dict[str, Any], set[int]]]:
    """Foreign records hidden in query strings and forms of pages that one's own records open."""
    near, far = sorted(SEES[who])[0], sorted(set(UNITS) - SEES[who])[0]
    project = ground.one("project", near, "project").id
    filing, order = ground.one("filing", far, "target").id, ground.one("order", far, "issued").id
    draft = ground.one("order", far, "draft").id
    reply = ground.one("order", far, "replied").id
    for subject in (f"project:{ground.one('project', far, 'project').id}", f"filing:{filing}", f"order:{order}",
                    f"order:{draft}", f"reply:{reply}", f"reply:{10**9}", "unit:1", "project:0"):  # fmt: skip
        yield "GET", f"/projects/{project}/files?subject={subject}", {}, {404}
        yield (
            "POST",
            f"/projects/{project}/files?subject={subject}",
            {"file": (io.BytesIO(PDF), "x.pdf")},
            {404},
        )
    light = ground.one("light", far, "lit").id
    for name, identity in (("filing", filing), ("light", light), ("finding", 1), ("finding", 10**7)):
        yield "GET", f"/projects/{project}/orders/new?{name}={identity}", {}, {403, 404}
        yield "POST", f"/projects/{project}/orders", {name: str(identity)}, {403, 404}
    yield "POST", "/recordings/", {"chosen": str(filing), f"code-{filing}": "X1"}, {403, 404}
    for state in ("returned", "unsent"):
        for own in ground.of("filing", near, state):
            yield "POST", f"/filings/{own.id}/target/copy", {"source": str(filing)}, {403, 404, 409}


def test_foreign_records_cannot_be_smuggled_in_by_a_form(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    before = stage.probes
    for who in ACROSS:
        if SEES[who] == set(UNITS):
            continue
        for method, path, data, right in smuggled(stage.ground, who):
            probe = stage.ask(who, method, path, data)
            assert not wrong(probe, right), probe
    report(capsys, "records smuggled in by forms", stage.probes - before, len(stage.leaks))
    assert not stage.leaks, "\n".join(stage.leaks)


def test_nobody_switches_to_a_role_of_another(stage: Stage) -> None:
    client, token = stage.client("unit")
    admin = stage.ground.actors["admin"].assignment_id
    answer = client.post("/role", data={"assignment": str(admin), "csrf_token": token})
    assert answer.status_code == 302
    assert stage.ask("unit", "GET", "/admin/users/").status == 403


def test_those_above_read_the_last_snapshot_of_a_filing_that_is_being_mended(stage: Stage) -> None:
    ground = stage.ground
    returned = ground.one("filing", "own", "returned").id
    for who in ("county", "prefecture", "center", "auditor", "leader", "leader-unit"):
        for path in (
            f"/records/filings/{returned}",
            f"/reviews/{returned}",
            f"/records/filings/{returned}/versions",
        ):
            probe = stage.ask(who, "GET", path)
            assert probe.status in (200, 403), probe
            if path.startswith("/records") and not path.endswith("versions"):
                assert "旧稿-own" in probe.body, probe
            assert "活稿-own" not in probe.body, probe
    for who in ("unit", "county-entry"):
        probe = stage.ask(who, "GET", f"/records/filings/{returned}")
        assert "活稿-own" in probe.body, probe
    assert not stage.leaks, "\n".join(stage.leaks)


def test_a_check_stands_on_the_snapshot_and_not_on_what_is_typed_now(stage: Stage) -> None:
    check = stage.ground.one("check", "own", "open").id
    assert "硬化道路里程" in stage.ask("prefecture", "GET", f"/checks/{check}").body
    assert not stage.leaks, "\n".join(stage.leaks)


def test_facts_of_the_world_are_those_of_the_database(stage: Stage) -> None:
    with stage.app.app_context():
        for thing in stage.ground.of("filing"):
            filing = db.session.scalars(select(Filing).where(Filing.id == thing.id)).one()
            assert filing.status == thing.facts.status
        db.session.remove()
