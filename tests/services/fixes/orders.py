"""Refusals of rectification orders: drafts, answers, verdicts, later days, pressure."""

from __future__ import annotations

import io
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from portal import clock
from portal.models import Finding, Order
from portal.services import attachments, checks, extensions, order_drafts, orders
from portal.services.checks import CheckEntry, FindingEntry
from portal.services.extensions import MOST_DAYS, Pressure
from tests.evaluated import evaluated
from tests.factories import World
from tests.ordered import drafted, entry, issued, replied
from tests.services.fixes.case import Act, Fix, either, nothing

LATE = date(2020, 7, 10)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def drafts(**changes: Any) -> Act:
    """An order is drafted with some changes to a good one."""
    return lambda session, world, _none: drafted(session, world, **changes)


def to_its_issuer(session: Session, world: World, _none: None) -> None:
    """The bureau orders itself to mend."""
    drafted(session, world, unit_id=world.actor(session, "prefecture").unit_id)


def of_the_bureau(session: Session, world: World) -> None:
    """The county's bureau carries the project out itself."""
    project, bureau = world.project(session, "own"), world.actor(session, "county").unit_id
    project.implementing_unit_id = project.competent_unit_id = bureau
    session.flush()


def acknowledged(session: Session, world: World, evidence: str = "") -> Order:
    """An order that the unit has signed for."""
    order = issued(session, world, evidence=evidence)
    orders.acknowledge(session, world.actor(session, "unit"), order)
    return order


def wanting_evidence(session: Session, world: World) -> Order:
    """The same, which asks for a file."""
    return acknowledged(session, world, "更正后的申报表")


def answers(words: str, *files: str) -> Act:
    """The unit replies, with files."""

    def act(session: Session, world: World, order: Order) -> None:
        with tempfile.TemporaryDirectory() as folder:
            sent = [(name, io.BytesIO(PDF)) for name in files]
            store = attachments.Store(Path(folder))
            orders.reply(session, world.actor(session, "unit"), order, words, store, sent)

    return act


def closes(opinion: str) -> Act:
    """The issuer strikes the order off."""
    return lambda session, world, order: orders.close(
        session, world.actor(session, "prefecture"), order, opinion
    )


def asks(days: int = 5, reason: str = "连日大雨") -> Act:
    """The unit asks for more days."""
    return lambda session, world, order: extensions.ask(
        session, world.actor(session, "unit"), order, days, reason
    )


def asked(session: Session, world: World) -> Order:
    """An order with a request that waits."""
    order = issued(session, world)
    asks()(session, world, order)
    return order


def decides(words: str, *, granted: bool = True) -> Act:
    """The issuer answers the request."""
    return lambda session, world, order: extensions.answer(
        session, world.actor(session, "prefecture"), order, granted, words
    )


def decided_and_asked_again(*, granted: bool) -> Act:
    """The answer has come before the next request."""

    def act(session: Session, world: World, order: Order) -> None:
        decides("已核实", granted=granted)(session, world, order)
        asks()(session, world, order)

    return act


def presses(words: str) -> Act:
    """The issuer records a talk on an order past its day."""

    def act(session: Session, world: World, order: Order) -> None:
        with clock.frozen(LATE):
            issuer = world.actor(session, "prefecture")
            extensions.press(session, issuer, order, Pressure.INTERVIEW, words)

    return act


def found(session: Session, world: World) -> Finding:
    """A finding of the prefecture's concluded check."""
    actor = world.actor(session, "prefecture")
    check = checks.open_check(session, actor, evaluated(session, world))
    checks.save(
        session, actor, check, CheckEntry(findings=(FindingEntry("里程不足"),), conclusion="基本属实")
    )
    checks.conclude(session, actor, check)
    return check.findings[0]


def on_finding(session: Session, world: World, finding: Finding, by: str, words: str = "里程不足") -> Order:
    """A draft that stands on a finding."""
    filing = finding.check.filing
    typed = entry(session, world, problem=words)
    actor = world.actor(session, by)
    return order_drafts.draft(session, actor, filing.project, typed, filing, finding)


def found_and_drafted(session: Session, world: World) -> Order:
    """A finding on which the prefecture has a draft."""
    return on_finding(session, world, found(session, world), "prefecture")


def found_and_issued(session: Session, world: World) -> Order:
    """A finding on which the prefecture's order is under way."""
    order = found_and_drafted(session, world)
    orders.issue(session, world.actor(session, "prefecture"), order)
    return order


def again(by: str) -> Act:
    """Another order is drafted on the same finding."""

    def act(session: Session, world: World, order: Order) -> None:
        assert order.finding is not None
        on_finding(session, world, order.finding, by, "再下一份")

    return act


def works_on_it(session: Session, world: World, order: Order) -> None:
    """The order that is there is opened and worked on."""
    orders.acknowledge(session, world.actor(session, "unit"), order)


def issues_the_draft(session: Session, world: World, order: Order) -> None:
    """The unit goes on with its draft."""
    typed = replace(order_drafts.entry_of(order), problem="再下一份")
    order_drafts.update(session, world.actor(session, "prefecture"), order, typed)
    orders.issue(session, world.actor(session, "prefecture"), order)


def gives_the_draft_up(session: Session, world: World, order: Order) -> None:
    """The unit gives its draft up; another begins."""
    orders.withdraw(session, world.actor(session, "prefecture"), order, "由中心下达")
    again("center")(session, world, order)


FIXES = {
    "extension.answer.missing": Fix(asked, decides(" "), either(decides("同意"), decides("不同意", granted=False))),
    "extension.days.range": Fix(issued, asks(MOST_DAYS + 1), either(asks(1), asks(MOST_DAYS))),
    "extension.reason.missing": Fix(issued, asks(reason=" "), asks()),
    "extension.waiting": Fix(
        asked, asks(), either(decided_and_asked_again(granted=True), decided_and_asked_again(granted=False))
    ),
    "order.basis.missing": Fix(nothing, drafts(basis=" "), drafts(basis="财预〔2015〕88号第二十一条")),
    "order.days.range": Fix(
        nothing,
        drafts(working_days=order_drafts.MOST_DAYS + 1),
        either(drafts(working_days=1), drafts(working_days=order_drafts.MOST_DAYS)),
    ),
    "order.finding.drafted": Fix(
        found_and_drafted, again("center"), either(issues_the_draft, gives_the_draft_up)
    ),
    "order.finding.taken": Fix(found_and_issued, again("prefecture"), works_on_it),
    "order.opinion.missing": Fix(replied, closes(" "), closes("现场核实,已整改到位")),
    "order.problem.missing": Fix(nothing, drafts(problem=" "), drafts(problem="数量指标与资金不符")),
    "order.reply.evidence": Fix(wanting_evidence, answers("已更正"), answers("已更正", "申报表.pdf")),
    "order.reply.missing": Fix(acknowledged, answers(" "), answers("已更正数量指标")),
    "order.requirement.missing": Fix(nothing, drafts(requirement=" "), drafts(requirement="更正数量指标")),
    "order.text.long": Fix(
        nothing,
        drafts(problem="字" * (order_drafts.MOST_TEXT + 1)),
        drafts(problem="字" * order_drafts.MOST_TEXT),
    ),
    "order.unit.none": Fix(of_the_bureau, drafts(by="county"), drafts(by="prefecture")),
    "order.unit.wrong": Fix(nothing, to_its_issuer, drafts()),
    "pressure.words.missing": Fix(issued, presses(" "), presses("约谈主管部门负责人")),
}  # fmt: skip
