"""Projects (and funds) with one planted defect each, for every rule of lights, and near-misses that must stay dark.

Each is played by the same services and in the same year as the rest of the world. The manifest says what
`flask lights check` has to find on the demo's day, and on which projects a rule has to stay dark.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cli.demo_world import rounds, words
from portal.cli.demo_world.inspection import order
from portal.cli.demo_world.kinds import reported
from portal.cli.demo_world.planted_targets import GOAL, HALF_GOAL, VALUES, Act, rewritten, spoilt
from portal.cli.demo_world.script import fund, known_rows, register, save_target
from portal.cli.demo_world.stage import Stage, carry
from portal.cli.demo_world.timeline import STANDS_ON, Script
from portal.domain.alerts import Colour, Rule
from portal.domain.filings import DeviationReason, FundSource, Likelihood
from portal.domain.monitoring_checks import RowEntry
from portal.domain.roles import Role
from portal.models import Filing, Order
from portal.services import funds, monitoring, projects
from portal.services.funds import FundEntry
from portal.services.projects import MoneyEntry, PaymentEntry, ReleaseEntry

WAN = 1_000_000
ENDS = date(2020, 12, 31)
"""Last day of the planted projects: from 15 March on, 121 of 292 days have gone by on the demo's day."""
KIND = "road"

Amount = Callable[[int], int]


@dataclass(frozen=True, slots=True)
class Case:
    """One planted project: what its rule has to say of it; colour None for a near-miss. copies: how many alike."""

    rule: Rule
    kind: str
    colour: Colour | None
    act: Act
    copies: int = 1

    @property
    def name(self) -> str:
        """Part of the project's name."""
        return f"{self.rule}.{self.kind}.{self.colour or 'near'}"


def wan(amount: int) -> Amount:
    """An amount in 万元, whatever the project's size."""
    return lambda _total: amount * WAN


def share(percent: int) -> Amount:
    """A share of the project's money, to whole yuan."""
    return lambda total: total * percent // 100 // 100 * 100


def _money(
    stage: Stage,
    *,
    total: Amount | None = None,
    released: tuple[date | None, date, Amount] | None = None,
    document: str = "新财扶〔2020〕88号",
    paid: Amount | None = None,
) -> None:
    """Enter the money: one source, one release, one payment."""
    whole = (total or share(100))(stage.size.total_fen)
    releases, payments = (), ()
    if released is not None:
        received_on, released_on, amount = released
        releases = (ReleaseEntry(None, document, received_on, released_on, amount(whole)),)
    if paid is not None:
        payments = (PaymentEntry(None, date(2020, 6, 15), paid(whole), "6-100"),)
    entry = MoneyEntry({(FundSource.CENTRAL, stage.year): whole}, releases, payments)
    projects.save_money(stage.session, stage.clerk(), stage.project, entry)


def _registered(*, place: str = "", content: str = "", **money: Any) -> Act:
    """A project in the register with its money; nothing filed."""

    def act(stage: Stage) -> Iterator[datetime]:
        yield stage.diary.on(stage.day(7, 8))
        register(stage)
        if place:
            stage.project.place = place
        if content:
            stage.project.content = content
        _money(stage, **money)

    return act


def _received(days: int, given: int = 0) -> Act:
    """A fund that the place's bureau received so many days before the demo's day; given: percent of it that the project
    was given."""

    def act(stage: Stage) -> Iterator[datetime]:
        yield stage.diary.on(stage.day(7, 8))
        register(stage)
        document = f"新财扶〔2020〕{stage.project.code}号"
        whole = stage.size.total_fen
        keeper = stage.staff.of(stage.staff.people.bureaus[stage.unit.region_code], Role.ENTRY)
        entry = FundEntry(
            name="预警样例资金",
            document_no=document,
            source=FundSource.CENTRAL,
            fund_category_id=stage.project.fund_category_id,
            received_on=STANDS_ON - timedelta(days),
            amount_fen=whole,
        )
        stage.received = funds.register(stage.session, keeper, stage.plan, entry)
        if given:
            _money(stage, released=(None, LAST_WEEK, share(given)), document=document)

    return act


def _filed(outcome: str, *then: Act, month: int = 3, day: int = 23) -> Act:
    """A project whose target was filed in spring with that outcome, and what came then."""

    def act(stage: Stage) -> Iterator[datetime]:
        yield stage.diary.on(stage.day(3, 2))
        register(stage)
        yield stage.diary.after(1)
        fund(stage)
        filing = stage.filings["target"]
        yield from carry(stage, filing, outcome, lambda: save_target(stage, filing), stage.day(month, day), 4)
        if stage.project.target_id is not None:
            stage.rows = known_rows(stage, filing)
        for one in then:
            yield from one(stage)

    return act


def _round(likelihood: Likelihood = Likelihood.CERTAIN, expected: int = 100, *, submit: bool = True) -> Act:
    """The round of May, paid by a third; expected: percent of the money by the end of the year."""

    def act(stage: Stage) -> Iterator[datetime]:
        yield stage.diary.on(stage.day(5, 8))
        rounds.pay(stage, "m05", stage.day(4, 1), 35)
        filing = stage.filings["m05"]

        def fill() -> None:
            rounds.save_round(stage, filing, "m05", nothing=False)
            _expect(stage, filing, likelihood, expected)

        yield from carry(stage, filing, "approved" if submit else "draft", fill, stage.day(5, 12), 3)

    return act


def _expect(stage: Stage, filing: Filing, likelihood: Likelihood, expected: int) -> None:
    entry = monitoring.read(stage.session, filing)
    rows = entry.rows
    if likelihood is not Likelihood.CERTAIN:
        rows = (_doubted(stage, rows[0], likelihood), *rows[1:])
    fiscal = share(expected)(stage.project.fiscal_fen)
    other = share(expected)(stage.project.other_fen)
    money = replace(entry.money, expected_fiscal_fen=fiscal, expected_other_fen=other)
    monitoring.save(stage.session, stage.clerk(), filing, replace(entry, money=money, rows=rows))


def _doubted(stage: Stage, row: RowEntry, likelihood: Likelihood) -> RowEntry:
    """The first quantity falls short, for want of money; only then may it be called impossible."""
    held = stage.rows[row.key]
    less = 88 if likelihood is Likelihood.IMPOSSIBLE else 100
    return replace(
        row,
        expected=reported(stage.kind, held, stage.size, less, stage.year),
        likelihood=likelihood,
        reasons=frozenset({DeviationReason.FUNDING}),
        reason_text=words.REASON_TEXT,
        measures=words.MEASURES,
    )


def _evaluation_due(day: date) -> Act:
    """A project that ended early owes its self-evaluation by a day of its own."""

    def act(stage: Stage) -> Iterator[datetime]:
        stage.filings["evaluation"].due_on = day
        stage.session.flush()
        yield from ()

    return act


def _evaluated(later_fen: int) -> Act:
    """All paid and evaluated; then a payment more is entered."""

    def act(stage: Stage) -> Iterator[datetime]:
        yield stage.diary.on(stage.day(7, 1))
        rounds.pay(stage, "m06", stage.day(5, 6), 96)
        filing = stage.filings["evaluation"]
        fill = lambda: rounds.save_evaluation(stage, filing)  # noqa: E731 - as the others are given
        yield from carry(stage, filing, "submitted", fill, stage.day(7, 2), 1)
        if later_fen:
            rounds.add_payments(stage, [PaymentEntry(None, date(2020, 7, 1), later_fen, "7-900")])

    return act


def _ordered(due: date) -> Act:
    """An order issued in June and still open, due on a day."""

    def act(stage: Stage) -> Iterator[datetime]:
        yield stage.diary.on(stage.day(6, 22))
        reviewer = stage.staff.reviewers(stage.project)[-1]
        yield from order(stage, stage.diary, reviewer, "issued", stage.filings["target"], None)
        yield stage.diary.after(1)
        made = stage.session.scalars(select(Order).where(Order.project_id == stage.project.id)).one()
        made.due_on = due
        stage.session.flush()

    return act


def _released(days: int) -> tuple[date, date, Amount]:
    return date(2020, 7, 6) - timedelta(days), date(2020, 7, 6), share(80)


def _since(days: int) -> tuple[None, date, Amount]:
    return None, STANDS_ON - timedelta(days), share(80)


def _april(*then: Act) -> Act:
    return _filed("approved", _round(), *then, month=4, day=13)


RED, YELLOW = Colour.RED, Colour.YELLOW
FINE = _filed("approved", _round())
YESTERDAY, LAST_WEEK = STANDS_ON - timedelta(days=1), STANDS_ON - timedelta(days=9)
CASES: tuple[Case, ...] = (
    Case(Rule.A01, "late", RED, _registered(released=_released(31))),
    Case(Rule.A01, "late", YELLOW, _registered(released=_released(21))),
    Case(Rule.A01, "late", None, _registered(released=_released(20))),
    Case(Rule.A02, "unallocated", RED, _received(61)),
    Case(Rule.A02, "unallocated", YELLOW, _received(31)),
    Case(Rule.A02, "unallocated", None, _received(30)),
    Case(Rule.A02, "partly", RED, _received(61, 80)),
    Case(Rule.A02, "partly", YELLOW, _received(31, 80)),
    Case(Rule.A02, "partly", None, _received(61, 100)),
    Case(Rule.P01, "behind", RED, _registered(paid=share(20))),
    Case(Rule.P01, "behind", YELLOW, _registered(paid=share(25))),
    Case(Rule.P01, "behind", None, _registered(paid=share(35))),
    Case(Rule.P02, "unpaid", RED, _registered(released=_since(91))),
    Case(Rule.P02, "unpaid", YELLOW, _registered(released=_since(61))),
    Case(Rule.P02, "unpaid", None, _registered(released=_since(60))),
    Case(Rule.P03, "paid_over_total", RED, _registered(paid=lambda total: total + 1)),
    Case(Rule.P03, "paid_over_total", None, _registered(paid=share(100))),
    Case(
        Rule.P03, "released_over_total", RED, _registered(released=(None, LAST_WEEK, lambda total: total + 1))
    ),
    Case(Rule.P03, "released_over_total", None, _registered(released=(None, LAST_WEEK, share(100)))),
    Case(
        Rule.P03,
        "paid_over_released",
        RED,
        _registered(released=_since(9), paid=lambda total: total * 4 // 5 + 1),
    ),
    Case(Rule.P03, "paid_over_released", None, _registered(released=_since(9), paid=share(80))),
    Case(Rule.T01, "not_filed", RED, _registered(paid=share(50))),
    Case(Rule.T01, "not_reviewed", RED, _filed("submitted")),
    Case(Rule.T01, "not_filed", None, FINE),
    Case(Rule.T01, "not_reviewed", None, FINE),
    Case(
        Rule.T02,
        "hard",
        RED,
        _filed("approved", _round(), spoilt("硬化道路12公里，惠及120户。", empty=True)),
    ),
    Case(Rule.T02, "hard", None, FINE),
    Case(Rule.T02, "soft", YELLOW, _filed("approved", _round(), spoilt("修路", named=True))),
    Case(Rule.T02, "soft", None, _filed("approved", _round(), spoilt("筑路"))),
    Case(Rule.T03, "small", YELLOW, _registered(total=lambda _t: 5 * WAN - 1)),
    Case(Rule.T03, "small", None, _registered(total=wan(5))),
    Case(Rule.T03, "many", YELLOW, _registered(place="同一村（多）"), 6),
    Case(Rule.T03, "many", None, _registered(place="同一村（少）"), 5),
    Case(Rule.T03, "split", RED, _registered(total=wan(3), content="同一处护坡工程"), 2),
    Case(Rule.T03, "split", None, _registered(total=wan(2), content="两处零星维修"), 2),
    Case(Rule.T04, "goal", YELLOW, _april(rewritten({}, GOAL.format(place="乙村", number=9)))),
    Case(Rule.T04, "goal", None, _april(rewritten({}, HALF_GOAL))),
    Case(Rule.T04, "rows", YELLOW, _april(rewritten(VALUES))),
    Case(Rule.T04, "rows", None, _april(rewritten(VALUES | {"道路硬化里程": "≥7.8公里"}))),
    Case(Rule.T05, "cost", YELLOW, _april(rewritten({"道路硬化单位造价": "≤1110000元/公里"}))),
    Case(Rule.T05, "cost", None, _april(rewritten({"道路硬化单位造价": "≤550000元/公里"}))),
    Case(Rule.T05, "value", YELLOW, _april(rewritten({"受益贫困人口满意度": "≥30%"}))),
    Case(
        Rule.T05,
        "value",
        None,
        _filed("approved", _round(), rewritten(VALUES, GOAL.format(place="甲村", number=5))),
    ),
    Case(Rule.M01, "not_filed", RED, _filed("approved", _round(submit=False))),
    Case(Rule.M01, "not_filed", None, FINE),
    Case(Rule.M02, "impossible", RED, _filed("approved", _round(Likelihood.IMPOSSIBLE))),
    Case(Rule.M02, "impossible", None, _filed("approved", _round(Likelihood.POSSIBLE))),
    Case(Rule.M02, "possible", YELLOW, _filed("approved", _round(Likelihood.POSSIBLE))),
    Case(Rule.M02, "possible", None, FINE),
    Case(Rule.M02, "money", RED, _filed("approved", _round(expected=59))),
    Case(Rule.M02, "money", None, _filed("approved", _round(expected=61))),
    Case(Rule.S01, "not_filed", RED, _filed("approved", _round(), _evaluation_due(YESTERDAY))),
    Case(Rule.S01, "not_filed", None, _filed("approved", _round(), _evaluation_due(STANDS_ON))),
    Case(Rule.S02, "executed", YELLOW, _filed("approved", _round(), _evaluated(100))),
    Case(Rule.S02, "executed", None, _filed("approved", _round(), _evaluated(0))),
    Case(Rule.R01, "overdue", RED, _filed("approved", _round(), _ordered(YESTERDAY))),
    Case(Rule.R01, "overdue", None, _filed("approved", _round(), _ordered(STANDS_ON))),
)
"""Every rule and every sentence of it, at its threshold and just below it."""


@dataclass
class Planted:
    """The planted projects, once their scripts have been played."""

    case: Case
    stages: list[Stage]

    def manifest(self) -> list[dict[str, Any]]:
        """What has to be found on each of them, or on the fund of which the rule speaks."""
        colour = self.case.colour
        return [
            {
                "project": stage.project.id,
                "code": stage.project.code,
                "rule": self.case.rule.value,
                "kind": self.case.kind,
                "colour": colour.value if colour else None,
                **({"fund": stage.received.id} if stage.received else {}),
            }
            for stage in self.stages
        ]


def plant(make: Callable[[str], Stage]) -> list[Planted]:
    """Stages for all cases; make builds one of a name."""
    return [Planted(case, [make(f"{case.name}/{copy}") for copy in range(case.copies)]) for case in CASES]


def scripts(planted: list[Planted]) -> list[Script]:
    """What is played for them."""
    return [one.case.act(stage) for one in planted for stage in one.stages]


def manifest(session: Session, planted: list[Planted]) -> list[dict[str, Any]]:
    """The whole manifest, in the order of the cases."""
    session.flush()
    return [row for one in planted for row in one.manifest()]
