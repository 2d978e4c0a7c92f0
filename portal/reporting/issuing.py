"""Records become issued papers, in a request or without one: built as their reader may see them, entered in the
register where they are final, marked with the code by which they are checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin

from flask import current_app
from sqlalchemy.orm import Session, joinedload, selectinload

from portal import clock
from portal.access.facts import filing_facts
from portal.access.scope import NotVisible, fetch
from portal.domain.facts import Facts
from portal.domain.papers import PaperKind, grouped
from portal.domain.permissions import Ability, allows, may_ever
from portal.domain.roles import Actor
from portal.models import Filing, IssuedPaper, Order, Report
from portal.reporting.builders import filing_paper, order_paper, report_paper
from portal.reporting.digest import frozen
from portal.reporting.marks import Mark
from portal.reporting.papers import BOTH, AnyPaper, Language
from portal.services import filings, issued_papers, rules
from portal.services.issued_papers import Sheet


@dataclass(frozen=True, slots=True)
class Built:
    """A paper and the unit that answers for its record."""

    paper: AnyPaper
    unit_id: int


Builder = Callable[[Session, Actor, int], Built]


def _filing(session: Session, actor: Actor, identity: int) -> Built:
    record = fetch(
        session, Filing, actor, identity, joinedload(Filing.project), selectinload(Filing.versions)
    )
    if not allows(Ability.FILING_PRINT, actor, filing_facts(record, clock.today())):
        raise NotVisible(f"Filing {identity}")
    try:
        payload = filings.visible_payload(session, actor, record)
    except LookupError as error:
        raise NotVisible(f"Filing {identity} has no content") from error
    return Built(filing_paper(record, payload), record.project.implementing_unit_id)


def _order(session: Session, actor: Actor, identity: int) -> Built:
    record = fetch(session, Order, actor, identity)
    if not allows(Ability.ORDER_READ, actor, Facts()):
        raise NotVisible(f"Order {identity}")
    return Built(order_paper(session, record), record.issuer_unit_id)


def _report(session: Session, actor: Actor, identity: int) -> Built:
    record = fetch(session, Report, actor, identity)
    if not may_ever(Ability.REPORT_READ, actor):
        raise NotVisible(f"Report {identity}")
    return Built(report_paper(record), record.unit_id)


BUILDERS: Mapping[str, Builder] = {"filing": _filing, "order": _order, "report": _report}
"""How the paper of a record is built, by the first part of its name in the register ("order:12")."""


def built(session: Session, actor: Actor, subject: str) -> Built:
    """The paper of a record as an actor may print it. Raises NotVisible where it may not be printed (any more)."""
    kind, _colon, identity = subject.partition(":")
    return BUILDERS[kind](session, actor, int(identity))


def order_of(session: Session, year: int) -> Sequence[Language]:
    """The order of both texts in one file, by the plan of the paper's year."""
    first = rules.first_language(session, year, clock.today())
    return BOTH if first == BOTH[0] else BOTH[::-1]


def sheet_of(paper: Any, subject: str, unit_id: int) -> Sheet:
    """What the register is told of a final paper."""
    return Sheet(PaperKind(paper.kind), subject, paper.number, unit_id, frozen(paper))


def marked(paper: Any, held: IssuedPaper, address: str) -> Any:
    """A paper with the mark of its entry; address: that of the portal."""
    code = grouped(held.code)
    mark = Mark(code, held.version, held.digest, check_address(address), check_address(address, held.code))
    return replace(paper, mark=mark)


def issued(
    session: Session, actor: Actor, built: Built, subject: str, address: str
) -> tuple[AnyPaper, int | None]:
    """A final paper entered in the register and marked, with the id of its entry; any other, and one whose record has
    just been taken back, as it is, with None."""
    if not built.paper.is_final:
        return built.paper, None
    sheet = sheet_of(built.paper, subject, built.unit_id)
    try:
        held = issued_papers.entered(session, sheet) or issued_papers.enter(session, actor, sheet)
    except issued_papers.TakenBack:
        return built.paper, None
    return marked(built.paper, held, address), held.id


def check_address(address: str, code: str = "") -> str:
    """Where a paper is checked, below the address of the portal. Needs an application context."""
    # Outside of a request Flask makes no address without a server name; the path needs none.
    pages = current_app.url_map.bind("localhost")
    path = pages.build("proof.show", {"code": code}) if code else pages.build("proof.form")
    return urljoin(address, path)
