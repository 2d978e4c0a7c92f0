"""Every endpoint × every role × own, sibling and foreign region, made from the url map: nobody sees what is not theirs.

404 for what lies outside one's scope, 403 for a role that may not, never an answer with an effect on either; and
on every answer that does come, no text and no link that its reader must not know of.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from portal.admin import declared_abilities
from portal.domain.permissions import Ability, allows, may_ever
from tests.access.prober import STRANGER, Stage, report, wrong
from tests.access.world import (
    ACROSS,
    ADDRESSED,
    CLERKS,
    ISSUERS,
    OF_UNITS,
    ONE_A_ROLE,
    PDF,
    RANKED,
    RECEIVERS,
    REPORTING,
    SEES,
    UNITS,
    Ground,
    Thing,
)

PARAMETERS: dict[str, str] = {
    "project_id": "project",
    "filing_id": "filing",
    "order_id": "order",
    "check_id": "check",
    "light_id": "light",
    "bulletin_id": "bulletin",
    "exception_id": "exception",
    "fund_id": "fund",
    "announcement_id": "announcement",
    "delegation_id": "delegation",
    "handover_id": "handover",
    "concentrated_id": "concentrated",
    "item_id": "drawn",
    "paper_id": "issued",
    "job_id": "job",
    "ranking_id": "ranking",
    "row_id": "ranked",
    "objection_id": "objection",
    "set_id": "ranking_set",
    "report_id": "report",
    "entry_id": "entry",
    "view_id": "view",
    "attachment_id": "file",
    "review_id": "review",
}
"""The kind of record behind each parameter of a URL. A route with another parameter needs an example here."""

WORDS: dict[str, str] = {
    "language": "zh",
    "code": "23456789ABCDEFGH",
    "section": "progress",
    "figure": "projects",
}
"""Parameters that name no record, with the value they are tried with."""

PAPERS = (
    "filing", "order", "review", "bulletin", "chain", "handover", "concentrated", "ranking", "circular", "report",
    "announcement", "dossier", "order_word", "circular_word", "report_word", "announcement_word",
)  # fmt: skip
"""Kinds of paper with a page of their own."""

UNGUARDED = {"static"}
"""Files of the interface: the same for everybody, no records in them."""

ON_RECORD: dict[str, Ability | None] = {
    "files.index": None,
    "files.download": None,
    "files.upload": Ability.PROJECT_EDIT,
    "reviews.show": None,
    "views.default": None,
    "views.remove": None,
    "views.rename": None,
    "reviews.decide": Ability.FILING_RETURN,
}
"""What is asked of the record itself where that is not the ability of the endpoint; None: being visible is enough."""

NO_CONTENT = {"june", "august", "unsent"}
"""Filings in these states have never been submitted: nobody reviews them and those above have nothing to print."""

STAGES = {
    "likeness": {"target", "returned", "unsent"},
    "targets": {"target", "returned", "unsent"},
    "monitoring": {"may", "june", "august"},
    "evaluations": {"evaluation"},
}
"""Filings that have the form of a blueprint."""

UNPRINTED = {
    "papers.ranking": {"draft"},
    "papers.circular": {"draft", "objection"},
    "papers.circular_word": {"draft", "objection"},
    "papers.concentrated": {"open"},
    "reports.scan": {"draft", "signed"},
    "printing.file": {"waiting"},
}
"""States of a record of which there is no paper yet."""

ADMIN_IDS = {
    "admin_regions": "id=653222",
    "admin_types": "id=road",
    "admin_years": "id=2020",
    "admin_parameters": "plan=1&key=deadline.review_days",
    "admin_funds": "id=1&plan=1",
}

DATA: dict[str, Mapping[str, Any]] = {
    "reviews.decide": {"action": "return", "reason": "请核对"},
    "orders.withdraw": {"withdraw-reason": "不再需要"},
    "orders.send_back": {"back-reason": "请补充"},
    "orders.close": {"opinion": "已整改"},
    "orders.reply": {"measures": "已整改"},
    "checks.cancel": {"reason": "不再需要"},
    "exceptions.endorse": {"opinion-opinion": "属实", "support": "yes"},
    "exceptions.answer": {"answer-answer": "理由不足", "granted": "no"},
    "concentrated.cancel": {"reason": "不再需要"},
    "concentrated.conclude": {"conclusion": "已审核"},
    "concentrated.record": {"outcome": "good"},
    "light.answer": {"action": "explain", "reason": "已核实"},
    "light.judge": {"action": "confirm", "reason": "属实"},
    "handovers.cancel": {"reason": "人员不变"},
    "ledger_entries.finish": {"measures": "已整改", "completed_on": "2020-06-15"},
    "ledger_entries.close": {"opinion": "已整改"},
    "ledger_entries.turn": {"action": "void", "void-reason": "误登"},
    "views.rename": {"name": "另一个名称"},
    "filings.adjust": {"reason": "资金调减"},
    "announcements.withdraw": {"reason": "不再需要"},
    "reports.send_back": {"reason": "请核对"},
    "reports.cancel": {"cancel-reason": "不再需要"},
    "reports.sign": {"signer": "负责人", "signed_on": "2020-06-15"},
    "report_sections.save": {"text_zh": "无", "text_ug": "يوق"},
    "proof.revoke": {"reason": "文号有误"},
    "rankings.cancel": {"reason": "不再需要"},
    "ranking_units.reject": {"reason": "数值无误"},
    "ranking_units.uphold": {"reason": "属实", "numerator": "1", "denominator": "1"},
}
"""What a form would carry, so that a refusal is one of rights and not of an empty field."""


@dataclass(frozen=True, slots=True)
class Route:
    """One endpoint with one method: the ability it declares, the kind of record it names, its URL with a gap."""

    endpoint: str
    method: str
    rule: str
    ability: Ability
    kind: str | None

    def path(self, identity: int | str = "") -> str:
        """The address for one record."""
        filled = self.rule
        for name, word in WORDS.items():
            filled = re.sub(rf"<(?:\w+:)?{name}>", word, filled)
        path = re.sub(r"<[^>]+>", str(identity), filled)
        return path if not self.admin else f"{path}?{ADMIN_IDS.get(self.endpoint.split('.')[0], 'id=1')}"

    @property
    def admin(self) -> bool:
        """Whether the route lies in the admin area."""
        return self.rule.startswith("/admin")

    def data(self) -> dict[str, Any]:
        """The form."""
        if self.endpoint == "files.upload":
            return {"file": (io.BytesIO(PDF), "x.pdf")}
        return dict(DATA.get(self.endpoint, {}))


def kind_of(rule: Rule) -> str | None:
    """The kind of record a rule names. Raises KeyError for a parameter without an example."""
    kinds = [PARAMETERS[name] for name in sorted(rule.arguments) if name not in WORDS]
    return kinds[0] if kinds else None


def routes(app: Flask) -> list[Route]:
    """Every endpoint of the url map with each of its methods."""
    declared = declared_abilities(app)
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint in UNGUARDED:
            continue
        ability = declared.get(rule.endpoint) or app.view_functions[rule.endpoint].required_ability  # type: ignore[attr-defined]
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}):
            found.append(Route(rule.endpoint, method, rule.rule, ability, kind_of(rule)))
    return sorted(found, key=lambda r: (r.rule, r.method))


def expected(ground: Ground, who: str, route: Route, thing: Thing) -> set[int] | None:
    """The answers that are right; None where the actor may, and anything but a refusal or a fault is right."""
    actor = ground.actors[who]
    if not may_ever(route.ability, actor):
        return {403}
    if not ground.sees(who, thing):
        return {404}
    blueprint = route.endpoint.split(".")[0]
    if blueprint in STAGES and thing.state not in STAGES[blueprint]:
        return {404}
    if blueprint == "reviews" and thing.state in NO_CONTENT:
        return {404}
    if thing.state in UNPRINTED.get(route.endpoint, set()):
        return {404}
    if route.endpoint == "files.remove":
        return None if may_remove(ground, who, thing) else {403, 409}
    ability = ON_RECORD.get(route.endpoint, route.ability)
    if ability is None or (thing.facts is not None and allows(ability, actor, thing.facts)):
        return None
    if route.endpoint.startswith("papers."):
        return {403, 404} if thing.facts is not None else None
    return {403, 409}


def may_remove(ground: Ground, who: str, thing: Thing) -> bool:
    """A file goes by a worker of the unit that added it, while its record is open; a reply gives none back."""
    uploader = (ISSUERS if thing.state == "draft-order" else CLERKS)[thing.place]
    mine = ground.actors[who].unit_id == ground.actors[uploader].unit_id
    return mine and ground.actors[who].role is ground.actors[uploader].role and thing.state != "reply"


def chosen(ground: Ground, who: str, route: Route, turn: int) -> Iterator[Thing]:
    """Things to try: two states of a place that exists for the actor and one of another, one each of two places that
    do not exist for it; one alone where the role forbids all. Places and states go round with the turn, so that every
    state of every place is met by some actor of every kind."""
    assert route.kind is not None
    near, far = ground.near_and_far(route.kind, who)
    if not may_ever(route.ability, ground.actors[who]):
        near, far = (near or far)[:1], []
    for number, count in enumerate((2 if far else 1, 1)[: len(near)]):
        things = ground.of(route.kind, near[(turn + number) % len(near)])
        yield from (things[(turn + step) % len(things)] for step in range(min(count, len(things))))
    for number in range(min(2, len(far))):
        things = ground.of(route.kind, far[(turn + number) % len(far)])
        yield things[(turn + number) % len(things)]


def is_long_paper(route: Route, right: set[int] | None, thing: Thing) -> bool:
    """Papers that would be laid out: the own place's stand for all, so that not hundreds of PDFs are made."""
    return right is None and route.endpoint.startswith("papers.") and (thing.place, thing.state) not in {
        ("own", "target"), ("own", "issued"), ("own", "approved"), ("own", "pushed"), ("own", "handed"),
        ("own", "concluded"), ("own", "objection"), ("prefecture", "signed"),
    }  # fmt: skip


def test_every_parameter_of_a_route_has_an_example(app: Flask) -> None:
    named = {
        name for rule in app.url_map.iter_rules() if rule.endpoint not in UNGUARDED for name in rule.arguments
    }
    assert named <= set(PARAMETERS) | set(WORDS)


def test_every_record_of_the_matrix_exists_at_every_place(stage: Stage) -> None:
    for kind in set(PARAMETERS.values()):
        places = {"announcement": ADDRESSED, "ranked": RANKED, "objection": RANKED, "report": REPORTING}.get(
            kind, UNITS
        )
        places = RECEIVERS if kind in OF_UNITS else places
        assert {thing.place for thing in stage.ground.of(kind)} == set(places), kind


def test_every_endpoint_with_a_record_for_every_role_and_place(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    before, faults, tried = stage.probes, [], set()
    with_record = [route for route in routes(stage.app) if route.kind is not None]
    for turn, route in enumerate(with_record):
        for number, who in enumerate(SEES):
            for thing in chosen(stage.ground, who, route, turn + number):
                right = expected(stage.ground, who, route, thing)
                if is_long_paper(route, right, thing):
                    continue
                probe = stage.ask(who, route.method, route.path(thing.id), route.data())
                tried.add((route.endpoint, route.method, who))
                if wrong(probe, right):
                    faults.append(
                        f"{probe}, right is {right or 'an answer'} ({thing.state} of {thing.place})"
                    )
    assert tried == {(r.endpoint, r.method, who) for r in with_record for who in SEES} - unprinted(tried)
    report(capsys, "endpoints with a record", stage.probes - before, len(faults) + len(stage.leaks))
    assert not faults + stage.leaks, "\n".join(faults + stage.leaks)


def unprinted(tried: set[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
    """Papers that an actor may print everywhere it looked: nothing to refuse, and their making is tested elsewhere."""
    every = {(f"papers.{kind}", "GET", who) for kind in PAPERS for who in SEES}
    return every - tried


def test_every_endpoint_without_a_record_for_every_role(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    before, faults = stage.probes, []
    for route in routes(stage.app):
        if route.kind is not None:
            continue
        for who in ONE_A_ROLE if route.admin else ACROSS:
            probe = stage.ask(who, route.method, route.path(), route.data())
            right = None if may_ever(route.ability, stage.ground.actors[who]) else {403}
            if route.ability is Ability.PUBLIC or (
                probe.status == 404 and route.method == "POST" and right is None
            ):
                right = {200, 302, 404, 422, 503}
            if wrong(probe, right) and not (right is None and route.method == "POST" and probe.status < 500):
                faults.append(f"{probe}, right is {right or 'an answer'}")
    report(capsys, "endpoints without a record", stage.probes - before, len(faults) + len(stage.leaks))
    assert not faults + stage.leaks, "\n".join(faults + stage.leaks)


def test_a_stranger_reaches_the_log_in_and_nothing_else(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    before, faults = stage.probes, []
    for route in routes(stage.app):
        things = stage.ground.of(route.kind)[:2] if route.kind else [None]
        for thing in things:
            probe = stage.ask(STRANGER, route.method, route.path(thing.id if thing else ""), route.data())
            if route.ability is Ability.PUBLIC:
                right = probe.status in (200, 302, 422, 503)
            else:
                right = probe.status == 302 and probe.location.startswith("/login") and not probe.changed
            if not right:
                faults.append(str(probe))
    report(capsys, "a stranger", stage.probes - before, len(faults) + len(stage.leaks))
    assert not faults + stage.leaks, "\n".join(faults + stage.leaks)


def test_a_method_that_is_not_offered_is_refused(stage: Stage) -> None:
    offered: dict[str, set[str]] = {}
    for route in routes(stage.app):
        offered.setdefault(route.path(1), set()).add(route.method)
    for path, methods in offered.items():
        for method in {"GET", "POST"} - methods:
            assert stage.ask("admin", method, path).status in (404, 405), path
