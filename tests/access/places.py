"""The records of the access matrix: at each of the seven places one project with papers, orders and files in every state."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.actor import actor_of
from portal.access.facts import bulletin_facts, exception_facts, project_facts
from portal.cli.demo_people import PASSWORD
from portal.domain.alerts import Colour, Rule
from portal.domain.filings import Decision, FilingStatus, OrderStatus, ProblemCategory
from portal.domain.flows.lights import LightAction, LightStatus
from portal.domain.ledgers import Manner
from portal.models import Assignment, Filing, FilingVersion, Light, Order, Review, Unit, User
from portal.services import (
    attachments,
    bulletins,
    checks,
    filings,
    ledger_entries,
    light_moves,
    monitoring,
    order_drafts,
    orders,
    round_exceptions,
    saved_views,
    targets,
    workflow,
)
from portal.services.accounts import hash_password
from portal.services.attachments import Store
from portal.services.checks import CheckEntry, FindingEntry
from portal.services.history import canonical, sha256
from portal.services.ledger_entries import EntryContent
from portal.services.order_drafts import OrderEntry
from portal.services.targets import TargetEntry
from tests.access import drawn, issued, ranked, reported
from tests.access.announced import announce
from tests.access.money import funds
from tests.access.posts import build_posts
from tests.access.world import CLERKS, FURTHER, ISSUERS, PDF, RECEIVERS, SEES, UNITS, Ground, Thing
from tests.evaluated import content
from tests.factories import make_project
from tests.monitored import ROUND, TARGET


def build(session: Session, folder: str) -> Ground:
    """Make people and records at all places; attachments go to a folder. Flushes."""
    ground = Ground()
    _people(session, ground)
    store = Store(Path(folder))
    for place in UNITS:
        _Place(session, ground, place, store).build()
    funds(session, ground)
    _bulletins(session, ground)
    announce(session, ground)
    build_posts(session, ground)
    drawn.build(session, ground)
    ranked.build(session, ground)
    issued.build(session, ground)
    reported.build(session, ground)
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


def _bulletins(session: Session, ground: Ground) -> None:
    """What each place's bureau or division is told of all that."""
    session.flush()
    made = {bulletin.unit.code: bulletin for bulletin in bulletins.push(session, clock.today())}
    for place, code in RECEIVERS.items():
        facts = bulletin_facts(made[code])
        ground.things.append(Thing("bulletin", place, "pushed", made[code].id, facts))


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
        self._lights()
        self._exception(unit)
        self._ledger()
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

    def _lights(self) -> None:
        """A light that nobody has touched and one that waits for the level above, with what was said of it."""
        self.lights = {}
        for state, rule in (("lit", Rule.P01), ("explained", Rule.P02)):
            light = Light(
                project_id=self.project.id,
                rule=rule,
                colour=Colour.RED,
                kind={"lit": "behind", "explained": "unpaid"}[state],
                params=canonical(
                    {
                        "rate": "1%",
                        "elapsed": "50%",
                        "lag": "49",
                        "limit": "20",
                        "released": "2020-03-01",
                        "days": 99,
                    }
                ),
                lit_on=clock.today(),
                changed_on=clock.today(),
                status=LightStatus.LIT,
            )
            self.session.add(light)
            self.session.flush()
            self.lights[state] = light
        said = self._secret(f"灯因-{self.place}", "name")
        light_moves.move(self.session, self.clerk, self.lights["explained"], LightAction.EXPLAIN, said)

    def _exception(self, unit: Unit) -> None:
        """A request of the place's unit for a later day, which waits."""
        held = self.filings["june"].round
        reason = self._secret(f"延因-{self.place}", "name")
        with clock.frozen(held.opens_on):
            asked = round_exceptions.ask(
                self.session, self.clerk, held, unit, held.due_on + timedelta(days=5), reason
            )
        self._add("exception", "waiting", asked.id, exception_facts(asked))

    def _ledger(self) -> None:
        """A problem that the issuer entered by hand, and how the clerk likes to see the ledger."""
        entry = EntryContent(
            found_on=clock.today(),
            level=self.issuer.unit_level,
            manner=Manner.VISIT,
            category=ProblemCategory.OTHER,
            problem=self._secret(f"登记-{self.place}", "name"),
            responsible_unit_id=self.project.implementing_unit_id,
            requirement="核实并更正",
            working_days=10,
            project_code=self.project.code,
        )
        made = ledger_entries.register(self.session, self.issuer, self.project.region_code, entry)
        self._add("entry", "unmended", made.id, workflow.facts(made))
        view = saved_views.save(self.session, self.clerk, "ledgers.problems", f"视图-{self.place}", "")
        self._add("view", "saved", view.id)

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
        for state, light in self.lights.items():
            self._add("light", state, light.id, workflow.facts(light))
        for state, check in self.checks.items():
            self._add("check", state, check.id, workflow.facts(check))
