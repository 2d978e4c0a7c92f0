"""Thousands of projects with filings, orders and history, written by bulk inserts: not how the portal writes, but fast."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.domain.alerts import Colour, Rule
from portal.domain.filings import Decision, FilingStatus, FundSource, OrderStatus, ProblemCategory, Stage
from portal.domain.flows.lights import LightStatus
from portal.domain.roles import Level, Role
from portal.models import (
    Assignment,
    Attachment,
    Check,
    ConcentratedItem,
    ConcentratedReview,
    Filing,
    FilingVersion,
    Fund,
    FundCategory,
    HistoryEntry,
    LibraryIndicator,
    Light,
    Notice,
    Order,
    Payment,
    Plan,
    Project,
    ProjectFund,
    Recording,
    Release,
    Review,
    Round,
    Unit,
    User,
)
from tests.conftest import TODAY

UNITS = ("653222U1", "653222U1", "653222U1", "653222U2", "653221U1", "653200U1", "650000U1", "653125U1")
"""Where projects lie, turn by turn: most of them in one county, some in each kind of place."""

STATES = (
    FilingStatus.APPROVED,
    FilingStatus.SUBMITTED,
    FilingStatus.APPROVED,
    FilingStatus.UNDER_REVIEW,
    FilingStatus.RETURNED,
    FilingStatus.DRAFT,
    FilingStatus.NOT_STARTED,
)
ORDER_STATES = (
    OrderStatus.ISSUED,
    OrderStatus.REPLIED,
    OrderStatus.CLOSED,
    OrderStatus.DRAFT,
    OrderStatus.SENT_BACK,
)


class Crowd:
    """Grows the world to a number of projects; everything else grows with them."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.plan = session.scalars(select(Plan).where(Plan.status == "active")).one()
        self.fund = session.scalars(select(FundCategory).where(FundCategory.plan_id == self.plan.id)).first()
        self.rounds = session.scalars(
            select(Round).where(Round.plan_id == self.plan.id).order_by(Round.position)
        ).all()
        self.units = {unit.code: unit for unit in session.scalars(select(Unit))}
        self.users = {user.username: user for user in session.scalars(select(User))}
        self.made = 0

    def grow(self, to: int) -> None:
        """Bring the projects up to a number."""
        numbers = range(self.made, to)
        self.made = to
        self._insert(Project, [self._project(n) for n in numbers])
        projects = self.session.execute(
            select(
                Project.id,
                Project.code,
                Project.owner_level,
                Project.implementing_unit_id,
                Project.division_id,
            )
            .where(Project.code.like("CROWD-%"))
            .order_by(Project.id)
        ).all()
        new = list(zip(numbers, projects[numbers.start :], strict=True))
        self._money([p.id for _n, p in new])
        self._funds([p.id for _n, p in new])
        self._lights([p.id for _n, p in new])
        self._filings(new)
        self._orders(new)
        self._people(numbers)
        self.session.commit()

    def _insert(self, model: type[Any], rows: Sequence[dict[str, Any]]) -> None:
        if rows:
            self.session.execute(insert(model), rows)

    def _project(self, n: int) -> dict[str, Any]:
        unit = self.units[UNITS[n % len(UNITS)]]
        return {
            "plan_id": self.plan.id,
            "code": f"CROWD-{n:05d}",
            "name": f"村内道路硬化项目第{n}号",
            "type_code": "road",
            "fund_category_id": self.fund.id if self.fund else 0,
            "implementing_unit_id": unit.id,
            "competent_unit_id": unit.id,
            "owner_level": unit.level,
            "region_code": unit.region_code,
            "division_id": unit.division_id,
            "place_code": unit.region_code,
            "version_id": 1,
            "created_at": clock.now(),
        }

    def _money(self, ids: list[int]) -> None:
        year, day = self.plan.year, date(2020, 4, 1)
        self._insert(
            ProjectFund,
            [{"project_id": i, "source": FundSource.CENTRAL, "year": year, "amount_fen": 10**8} for i in ids],
        )
        self._insert(
            Release,
            [{"project_id": i, "document_no": "1号", "released_on": day, "amount_fen": 10**8} for i in ids],
        )
        self._insert(Payment, [{"project_id": i, "paid_on": day, "amount_fen": 10**7} for i in ids])

    def _funds(self, ids: list[int]) -> None:
        """A fund with a light for every second project of the county, which was given money out of it."""
        bureau, given = self.units["653222F"], ids[::2]
        held = {
            "plan_id": self.plan.id, "unit_id": bureau.id, "owner_level": bureau.level, "name": "专项扶贫资金",
            "region_code": bureau.region_code, "source": FundSource.CENTRAL, "received_on": TODAY, "version_id": 1,
            "fund_category_id": self.fund.id if self.fund else 0, "amount_fen": 2 * 10**8, "created_at": clock.now(),
        }  # fmt: skip
        self._insert(Fund, [{"document_no": f"{i}号", **held} for i in given])
        ids_of = dict(self.session.execute(select(Fund.document_no, Fund.id)).tuples().all())
        for i in given:
            self.session.execute(
                update(Release).where(Release.project_id == i).values(fund_id=ids_of[f"{i}号"])
            )
        shared = {
            "rule": Rule.A02,
            "colour": Colour.RED,
            "kind": "partly",
            "lit_on": TODAY,
            "changed_on": TODAY,
        }
        params = '{"received": "2020-03-01", "days": 61, "limit": "60", "amount": "2", "rest": "1"}'
        self._insert(Light, [{"fund_id": ids_of[f"{i}号"], "params": params, **shared} for i in given])

    def _lights(self, ids: list[int]) -> None:
        """A light on a round and one on the project, for every project."""
        shared = {
            "colour": Colour.RED,
            "params": '{"due": "2020-05-31"}',
            "status": LightStatus.LIT,
            "lit_on": TODAY,
            "changed_on": TODAY,
        }
        kinds = ((Rule.M01, "round:m05"), (Rule.T01, ""))
        self._insert(
            Light,
            [
                {"project_id": i, "rule": rule, "place": place, "kind": "not_filed", **shared}
                for i in ids
                for rule, place in kinds
            ],
        )

    def _filings(self, new: list[tuple[int, Any]]) -> None:
        self._insert(Filing, [self._filing(n + k, p, r) for n, p in new for k, r in enumerate(self.rounds)])
        ids = [p.id for _n, p in new]
        made = self.session.execute(
            select(Filing.id, Filing.project_id, Filing.stage, Filing.status).where(
                Filing.project_id.in_(ids)
            )
        ).all()
        clerk, unit = self.users["unit"].id, self.units["653222U1"].id
        sent = [f for f in made if f.status not in (FilingStatus.NOT_STARTED, FilingStatus.DRAFT)]
        now = clock.now()
        self._insert(
            FilingVersion,
            [
                {
                    "filing_id": f.id, "number": 1, "payload": "{}", "digest": "0" * 64, "receipt_no": f"CROWD-{f.id}",
                    "submitted_by": clerk, "submitted_unit_id": unit, "submitted_at": now,
                }
                for f in sent
            ],
        )  # fmt: skip
        reviewer, bureau = self.users["county"].id, self.units["653222F"].id
        self._insert(
            Review,
            [
                {
                    "filing_id": f.id, "version_number": 1, "level": Level.COUNTY, "reviewer_id": reviewer,
                    "unit_id": bureau, "decision": Decision.APPROVED, "opinion": "同意", "decided_at": now,
                }
                for f in sent
            ],
        )  # fmt: skip
        targets = {
            f.project_id: f.id for f in made if f.stage is Stage.TARGET and f.status is FilingStatus.APPROVED
        }
        self.session.execute(
            update(Project), [{"id": p, "target_id": t, "version_id": 1} for p, t in targets.items()]
        )
        day = clock.today()
        recorded = [
            {"filing_id": t, "code": f"R{t}", "recorded_on": day, "recorded_by": reviewer}
            for t in targets.values()
        ]
        self._insert(Recording, recorded[::3])
        self._history(made)
        self._reviews([targets[p] for p in sorted(targets)][::5])
        done = [f for f in made if f.stage is Stage.EVALUATION and f.status is FilingStatus.APPROVED][::2]
        center = self.users["center"].id
        self._insert(
            Check,
            [
                {
                    "filing_id": f.id, "version_number": 1, "status": "concluded", "unit_id": self.units["650000C"].id,
                    "opened_by": center, "conclusion": "属实", "version_id": 1,
                }
                for f in done
            ],
        )  # fmt: skip

    def _reviews(self, targets: Sequence[int]) -> None:
        """A concentrated review that has ended for each of some targets."""
        day, now = clock.today(), clock.now()
        known = set(self.session.scalars(select(ConcentratedReview.id)))
        self._insert(
            ConcentratedReview,
            [
                {
                    "name": f"集中审核{target}", "round_id": self.rounds[0].id, "unit_id": self.units["650000C"].id,
                    "opened_by": self.users["center"].id, "status": "concluded", "scale": "grades", "starts_on": day,
                    "ends_on": day, "wanted": "{}", "sampled": False, "size": 1, "population": b"",
                    "population_size": 1, "population_digest": "0" * 64, "concluded_at": now, "version_id": 1,
                }
                for target in targets
            ],
        )  # fmt: skip
        found = self.session.scalars(select(ConcentratedReview.id).order_by(ConcentratedReview.id)).all()
        made = [number for number in found if number not in known]
        self._insert(
            ConcentratedItem,
            [
                {
                    "review_id": number, "filing_id": target, "version_number": 1, "position": 1, "code": str(target),
                    "outcome": "good", "recorded_at": now, "version_id": 1,
                }
                for number, target in zip(made, targets, strict=True)
            ],
        )  # fmt: skip

    def _filing(self, n: int, project: Any, round_: Round) -> dict[str, Any]:
        status = STATES[n % len(STATES)]
        if status is FilingStatus.UNDER_REVIEW and project.owner_level != Level.COUNTY:
            status = FilingStatus.SUBMITTED
        waiting = {FilingStatus.SUBMITTED: project.owner_level, FilingStatus.UNDER_REVIEW: Level.PREFECTURE}
        return {
            "project_id": project.id,
            "round_id": round_.id,
            "stage": round_.stage,
            "status": status,
            "waiting_level": waiting.get(status),
            "due_on": round_.due_on,
            "return_reason": "请核对" if status is FilingStatus.RETURNED else None,
            "approved_at": clock.now() if status is FilingStatus.APPROVED else None,
            "submitted_by": self.users["unit"].id,
            "submitted_at": clock.now(),
            "version_id": 1,
        }

    def _history(self, filings: Sequence[Any]) -> None:
        clerk = self.users["unit"]
        self._insert(
            HistoryEntry,
            [
                {
                    "chain": f"project:{f.project_id}", "seq": f.id, "at": clock.now(), "user_id": clerk.id,
                    "role": "entry", "unit_id": self.units["653222U1"].id, "action": "filing.submit",
                    "subject": f"filing:{f.id}", "params": "{}", "previous": "0" * 64, "digest": "0" * 64,
                }
                for f in filings
            ],
        )  # fmt: skip

    def _orders(self, new: list[tuple[int, Any]]) -> None:
        bureau, division = self.units["653200F"].id, self.units["650000D1"].id
        rows = []
        for n, project in new:
            status = ORDER_STATES[n % len(ORDER_STATES)]
            issued = None if status is OrderStatus.DRAFT else clock.today() - timedelta(days=20)
            rows.append(
                {
                    "number": f"整〔2020〕{n}号" if issued else None,
                    "project_id": project.id,
                    "status": status,
                    "category": ProblemCategory.OTHER,
                    "problem": "金额不符",
                    "basis": "财预〔2015〕88号",
                    "requirement": "更正",
                    "unit_id": project.implementing_unit_id,
                    "issuer_unit_id": division if project.division_id else bureau,
                    "drafted_by": self.users["prefecture"].id,
                    "working_days": 10,
                    "issued_on": issued,
                    "due_on": issued and clock.today() + timedelta(days=n % 9 - 4),
                    "closed_at": clock.now() if status is OrderStatus.CLOSED else None,
                    "last_reason": "照片不清" if status is OrderStatus.SENT_BACK else None,
                    "version_id": 1,
                }
            )
        self._insert(Order, rows)
        self._insert(
            Notice,
            [
                {"unit_id": unit, "role": role, "code": "order.issue", "subject": "order:1", "params": "{}"}
                for n, _p in new
                for unit, role in ((bureau, "reviewer"), (self.units["653222U1"].id, "entry"))
            ],
        )
        self._insert(
            Attachment,
            [
                {
                    "project_id": p.id, "subject": f"project:{p.id}", "name": "图.pdf", "media_type": "application/pdf",
                    "size": 9, "sha256": "0" * 64, "uploaded_by": self.users["unit"].id,
                    "unit_id": p.implementing_unit_id,
                }
                for _n, p in new
            ],
        )  # fmt: skip

    def _people(self, numbers: range) -> None:
        """Accounts, roles that end soon, units and library rows, for the lists of the admin area."""
        self._insert(
            User,
            [
                {"username": f"crowd{n}", "full_name": f"张{n}", "password_hash": "x", "version_id": 1}
                for n in numbers
            ],
        )
        ids = self.session.scalars(
            select(User.id).where(User.username.like("crowd%")).order_by(User.id)
        ).all()[numbers.start :]
        unit, today = self.units["653222F"].id, clock.today()
        self._insert(
            Assignment,
            [
                {
                    "user_id": i,
                    "unit_id": unit,
                    "role": Role.ENTRY,
                    "starts_on": today,
                    "ends_on": today + timedelta(9),
                }
                for i in ids[::2]
            ],
        )
        self._insert(
            LibraryIndicator,
            [
                {
                    "type_code": "road",
                    "level1": "output",
                    "level2": "quantity",
                    "name": f"指标{n}",
                    "value": "1",
                }
                for n in numbers
            ],
        )
