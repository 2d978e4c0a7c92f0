"""The ground of the access matrix: seven places, a person in every role near each of them, records in every state.

Who sees which place is written out as words below, not computed: the code under test is what computes it.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.actor import actor_of
from portal.access.facts import project_facts
from portal.cli.demo_people import PASSWORD
from portal.domain.filings import Decision, FilingStatus, OrderStatus, ProblemCategory
from portal.domain.roles import Actor, Role
from portal.models import Assignment, Filing, FilingVersion, Order, Review, Unit, User
from portal.services import attachments, checks, filings, monitoring, order_drafts, orders, targets, workflow
from portal.services.accounts import hash_password
from portal.services.attachments import Store
from portal.services.checks import CheckEntry, FindingEntry
from portal.services.history import canonical, sha256
from portal.services.order_drafts import OrderEntry
from portal.services.targets import TargetEntry
from tests.evaluated import content
from tests.factories import make_project
from tests.monitored import ROUND, TARGET

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"

UNITS = {
    "own": "653222U1",
    "neighbour": "653222U2",
    "sibling": "653221U1",
    "foreign": "653125U1",
    "prefecture": "653200U1",
    "region": "650000U1",
    "other-region": "650000U2",
}
"""Implementing unit of each place's project: two departments of one county, another county of the same prefecture,
a county of another prefecture, the prefecture's own department, counterpart units of two divisions."""

CLERKS = {
    "own": "unit",
    "neighbour": "clerk-neighbour",
    "sibling": "clerk-sibling",
    "foreign": "clerk-foreign",
    "prefecture": "clerk-prefecture",
    "region": "region-unit",
    "other-region": "clerk-region2",
}
ISSUERS = {
    "own": "prefecture",
    "neighbour": "prefecture",
    "sibling": "prefecture",
    "prefecture": "prefecture",
    "foreign": "prefecture2",
    "region": "division",
    "other-region": "division2",
}

FURTHER = {
    "clerk-neighbour": ("653222U2", Role.ENTRY),
    "clerk-sibling": ("653221U1", Role.ENTRY),
    "clerk-foreign": ("653125U1", Role.ENTRY),
    "clerk-prefecture": ("653200U1", Role.ENTRY),
    "clerk-region2": ("650000U2", Role.ENTRY),
    "prefecture-entry": ("653200F", Role.ENTRY),
    "sibling-reviewer": ("653221F", Role.REVIEWER),
    "division2": ("650000D2", Role.DIVISION),
    "leader-county": ("653222F", Role.LEADER),
    "leader-unit": ("653222U1", Role.LEADER),
    "leader-division": ("650000D1", Role.LEADER),
    "leader-center": ("650000C", Role.LEADER),
    "auditor-prefecture": ("653200F", Role.AUDITOR),
}
"""Accounts beside those of the demo: unit code and role."""

_ALL = frozenset(UNITS)
_HOTAN = frozenset({"own", "neighbour", "sibling", "prefecture"})
SEES: dict[str, frozenset[str]] = {
    "center": _ALL,
    "leader-center": _ALL,
    "admin": _ALL,
    "auditor": _ALL,
    "division": frozenset({"region"}),
    "leader-division": frozenset({"region"}),
    "division2": frozenset({"other-region"}),
    "region-unit": frozenset({"region"}),
    "clerk-region2": frozenset({"other-region"}),
    "prefecture": _HOTAN,
    "leader": _HOTAN,
    "auditor-prefecture": _HOTAN,
    "prefecture-entry": _HOTAN,
    "prefecture2": frozenset({"foreign"}),
    "county": frozenset({"own", "neighbour"}),
    "county-entry": frozenset({"own", "neighbour"}),
    "leader-county": frozenset({"own", "neighbour"}),
    "county2": frozenset({"foreign"}),
    "sibling-reviewer": frozenset({"sibling"}),
    "unit": frozenset({"own"}),
    "leader-unit": frozenset({"own"}),
    "clerk-neighbour": frozenset({"neighbour"}),
    "clerk-sibling": frozenset({"sibling"}),
    "clerk-foreign": frozenset({"foreign"}),
    "clerk-prefecture": frozenset({"prefecture"}),
}
"""Which places' projects exist for each account."""

AT_HOME: dict[str, frozenset[str]] = {
    "prefecture": frozenset({"prefecture"}),
    "leader": frozenset({"prefecture"}),
    "auditor-prefecture": frozenset({"prefecture"}),
    "prefecture-entry": frozenset({"prefecture"}),
    "county": frozenset({"own", "neighbour"}),
    "county-entry": frozenset({"own", "neighbour"}),
    "leader-county": frozenset({"own", "neighbour"}),
    "county2": frozenset({"foreign"}),
    "sibling-reviewer": frozenset({"sibling"}),
    "unit": frozenset({"own"}),
    "leader-unit": frozenset({"own"}),
    "region-unit": frozenset({"region"}),
    "clerk-region2": frozenset({"other-region"}),
    "clerk-neighbour": frozenset({"neighbour"}),
    "clerk-sibling": frozenset({"sibling"}),
    "clerk-foreign": frozenset({"foreign"}),
    "clerk-prefecture": frozenset({"prefecture"}),
}
"""At which places an account belongs to the house that fills in, so that it knows that a draft exists."""

FILLS: dict[str, frozenset[str]] = {
    name: places
    for name, places in AT_HOME.items()
    if name in ("unit", "county-entry", "prefecture-entry", "region-unit") or name.startswith("clerk-")
}
"""At which places an account fills in, so that it reads what a draft says."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A record of a place: kind ("filing"), state ("june"), id, and the facts that permissions look at."""

    kind: str
    place: str
    state: str
    id: int
    facts: Any = None
    project_id: int = 0


@dataclass
class Ground:
    """Everything the matrix walks over."""

    actors: dict[str, Actor] = field(default_factory=dict)
    things: list[Thing] = field(default_factory=list)
    secrets: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Text that must not leave: its kind ("name", "live", "order", "check") and its place."""

    def of(self, kind: str, place: str | None = None, state: str | None = None) -> list[Thing]:
        """Things of a kind, of a place, in a state."""
        return [
            t for t in self.things if t.kind == kind and place in (None, t.place) and state in (None, t.state)
        ]

    def one(self, kind: str, place: str, state: str) -> Thing:
        """The one thing of a kind in a state at a place."""
        (found,) = self.of(kind, place, state)
        return found

    def sees(self, who: str, thing: Thing) -> bool:
        """Whether a thing exists for an account, by the tables above and the rule of drafts."""
        if thing.place not in SEES[who]:
            return False
        home = thing.place in AT_HOME.get(who, ())
        match thing.kind:
            case "filing" | "review":
                return home or thing.state not in ("june", "august", "unsent")
            case "order":
                return thing.state in ("issued", "replied") or self._same_unit(who, thing)
            case "check":
                return thing.state == "concluded" or self._same_unit(who, thing)
            case "file":
                if thing.state in ("draft-filing", "live-filing"):
                    return thing.place in FILLS.get(who, ())
                return thing.state != "draft-order" or self._same_unit(who, thing)
        return True

    def _same_unit(self, who: str, thing: Thing) -> bool:
        return self.actors[who].unit_id == self.actors[ISSUERS[thing.place]].unit_id

    def forbidden(self, who: str) -> list[str]:
        """Texts that no page may show to an account."""
        found = []
        for text, (kind, place) in self.secrets.items():
            seen = place in SEES.get(who, ())
            issuer = who in self.actors and self.actors[who].unit_id == self.actors[ISSUERS[place]].unit_id
            allowed = {
                "name": seen,
                "live": place in FILLS.get(who, ()),
                "home": place in AT_HOME.get(who, ()),
                "own": issuer,
            }[kind]
            if not allowed:
                found.append(text)
        return found


def build(session: Session, folder: str) -> Ground:
    """Make people and records at all places; attachments go to a folder. Flushes."""
    ground = Ground()
    _people(session, ground)
    store = Store(Path(folder))
    for place in UNITS:
        _Place(session, ground, place, store).build()
    session.flush()
    return ground


def _people(session: Session, ground: Ground) -> None:
    units = {unit.code: unit for unit in session.scalars(select(Unit))}
    hashed = hash_password(PASSWORD)
    for username, (code, role) in FURTHER.items():
        user = User(username=username, full_name=f"测试·{username}", password_hash=hashed)
        user.assignments.append(Assignment(unit=units[code], role=role, starts_on=clock.today()))
        session.add(user)
    session.flush()
    for username in SEES:
        user = session.scalars(select(User).where(User.username == username)).one()
        ground.actors[username] = actor_of(user, user.assignments[0])


class _Place:
    """Records of one place in every state that matters."""

    def __init__(self, session: Session, ground: Ground, place: str, store: Store) -> None:
        self.session, self.ground, self.place, self.store = session, ground, place, store
        self.clerk, self.issuer = ground.actors[CLERKS[place]], ground.actors[ISSUERS[place]]

    def build(self) -> None:
        unit = self.session.scalars(select(Unit).where(Unit.code == UNITS[self.place])).one()
        self.project = make_project(self.session, unit, f"甲-{self.place}-乙")
        self.ground.secrets[f"甲-{self.place}-乙"] = ("name", self.place)
        self._add("project", "project", self.project.id, project_facts(self.project))
        rows = self.session.scalars(
            select(Filing).where(Filing.project_id == self.project.id).order_by(Filing.id)
        )
        self.filings = {filing.round.code: filing for filing in rows}
        self._target()
        self._rounds()
        self._evaluation()
        self._orders()
        self._files()
        self._facts()

    def _add(self, kind: str, state: str, identity: int, facts: Any = None) -> None:
        self.ground.things.append(Thing(kind, self.place, state, identity, facts, self.project.id))

    def _secret(self, text: str, kind: str) -> str:
        self.ground.secrets[text] = (kind, self.place)
        return text

    def _filed(self, filing: Filing, payload: dict[str, Any], status: FilingStatus) -> None:
        """Put a filing in a state with a snapshot, as if submitted a minute ago."""
        text = canonical(payload)
        number = len(filing.versions) + 1
        receipt = self._secret(f"HZ-{self.place}-{filing.id}-{number}", "name")
        filing.versions.append(
            FilingVersion(
                number=number,
                payload=text,
                digest=sha256(text),
                receipt_no=receipt,
                submitted_by=self.clerk.user_id,
                submitted_unit_id=self.clerk.unit_id,
                submitted_at=clock.now() - timedelta(minutes=1),
            )
        )
        filing.status, filing.submitted_by, filing.submitted_at = status, self.clerk.user_id, clock.now()
        filing.last_unit_id = self.clerk.unit_id
        level = filing.project.owner_level
        filing.waiting_level = level if status is FilingStatus.SUBMITTED else None
        filing.approved_at = clock.now() if status is FilingStatus.APPROVED else None
        filing.return_reason = "请核对" if status is FilingStatus.RETURNED else None
        self.session.flush()

    def _review(self, filing: Filing, decision: Decision) -> None:
        review = Review(
            version_number=1,
            level=self.issuer.unit_level,
            reviewer_id=self.issuer.user_id,
            unit_id=self.issuer.unit_id,
            decision=decision,
            grade="excellent",
            points=9500,
            opinion=self._secret(f"意见-{self.place}-{filing.id}", "name"),
            decided_at=clock.now(),
        )
        filing.reviews.append(review)
        self.session.flush()
        self._add("review", filing.status.value, review.id)

    def _target(self) -> None:
        target = self.filings["target"]
        targets.save(self.session, self.clerk, target, TARGET)
        self._filed(target, targets.payload(self.session, target), FilingStatus.APPROVED)
        filings.approved(self.session, target)
        self._review(target, Decision.APPROVED)
        change = filings.open_adjustment(
            self.session, self.clerk, self.project, self._secret(f"调因-{self.place}", "home")
        )
        targets.save(
            self.session, self.clerk, change, replace(TARGET, goal=f"旧稿-{self.place}。{TARGET.goal}")
        )
        if self.place != "neighbour":
            del self.ground.secrets[f"调因-{self.place}"]
            self._filed(change, targets.payload(self.session, change), FilingStatus.RETURNED)
            self._secret(f"旧稿-{self.place}", "name")
        live = self._secret(f"活稿-{self.place}", "live")
        targets.save(self.session, self.clerk, change, TargetEntry(f"{live}。{TARGET.goal}", TARGET.rows))
        self.filings["unsent" if self.place == "neighbour" else "returned"] = change

    def _rounds(self) -> None:
        codes = [code for code, f in self.filings.items() if f.stage == "monitoring"]
        for state, code in zip(("may", "june", "august"), codes, strict=True):
            self.filings[state] = self.filings.pop(code)
        with clock.frozen(self.filings["may"].round.opens_on):
            monitoring.save(self.session, self.clerk, self.filings["may"], ROUND)
        payload = monitoring.payload(self.session, self.filings["may"])
        self._filed(self.filings["may"], payload, FilingStatus.SUBMITTED)
        with clock.frozen(self.filings["june"].round.opens_on):
            draft = replace(ROUND, summary=self._secret(f"草稿-{self.place}", "live"))
            monitoring.save(self.session, self.clerk, self.filings["june"], draft)

    def _evaluation(self) -> None:
        evaluation = self.filings["evaluation"]
        self._filed(evaluation, content(evaluation), FilingStatus.APPROVED)
        done = checks.open_check(self.session, self.issuer, evaluation)
        said = self._secret(f"查毕-{self.place}", "name")
        checks.save(
            self.session,
            self.issuer,
            done,
            CheckEntry(conclusion=said, findings=(FindingEntry("里程不足", indicator_key="k1"),)),
        )
        checks.conclude(self.session, self.issuer, done)
        running = checks.open_check(self.session, self.issuer, evaluation)
        entry = CheckEntry(conclusion=self._secret(f"查稿-{self.place}", "own"))
        checks.save(self.session, self.issuer, running, entry)
        self.checks = {"concluded": done, "open": running}

    def _orders(self) -> None:
        session, issuer = self.session, self.issuer
        made: dict[str, Order] = {}
        for state, word, kind in (
            ("draft", "令稿", "own"),
            ("given-up", "废令", "own"),
            ("issued", "令发", "name"),
            ("replied", "令复", "name"),
        ):
            entry = OrderEntry(
                category=ProblemCategory.OTHER,
                problem=self._secret(f"{word}-{self.place}", kind),
                basis="财预〔2015〕88号",
                requirement="核实并更正",
                evidence="",
                unit_id=self.project.implementing_unit_id,
                person="负责人",
                working_days=10,
            )
            made[state] = order_drafts.draft(session, issuer, self.project, entry)
        orders.withdraw(session, issuer, made["given-up"], self._secret(f"废因-{self.place}", "own"))
        orders.issue(session, issuer, made["issued"])
        orders.issue(session, issuer, made["replied"])
        orders.acknowledge(session, self.clerk, made["replied"])
        orders.reply(session, self.clerk, made["replied"], "已更正")
        assert made["replied"].status is OrderStatus.REPLIED
        self.orders = made

    def _files(self) -> None:
        reply = self.orders["replied"].replies[0]
        live = self.filings.get("returned", self.filings.get("unsent"))
        for state, who, record, kind in (
            ("project", self.clerk, self.project, "name"),
            ("draft-filing", self.clerk, self.filings["june"], "live"),
            ("live-filing", self.clerk, live, "live"),
            ("draft-order", self.issuer, self.orders["draft"], "own"),
            ("reply", self.clerk, reply, "name"),
        ):
            word = self._secret(f"附件-{state}-{self.place}", kind)
            body = io.BytesIO(PDF + word.encode())
            with clock.frozen(clock.now() + timedelta(minutes=5)):
                file = attachments.upload(self.session, who, self.store, record, f"{word}.pdf", body)
            self._add("file", state, file.id)

    def _facts(self) -> None:
        """Ids and facts, once everything stands."""
        for state, name in (
            ("target", "target"),
            ("returned", "returned"),
            ("unsent", "unsent"),
            ("may", "may"),
            ("june", "june"),
            ("august", "august"),
            ("evaluation", "evaluation"),
        ):
            if name in self.filings:
                filing = self.filings[name]
                self._add("filing", state, filing.id, workflow.facts(filing))
        for state, order in self.orders.items():
            self._add("order", state, order.id, workflow.facts(order))
        for state, check in self.checks.items():
            self._add("check", state, check.id, workflow.facts(check))
