"""Every sentence of a light: a defect is planted, what the sentence advises is done, the light is gone and no other
appears."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.domain.alerts import SENTENCE_CODES
from portal.domain.filings import DeviationReason, Likelihood
from portal.domain.flows.filings import FilingAction
from portal.domain.monitoring_checks import RoundEntry, RowEntry
from portal.models import Light, Order, Project, TargetForm
from portal.services import evaluations, lights, monitoring, orders, targets
from portal.services.targets import TargetEntry
from tests import funded
from tests.compared import OTHER_GOAL, OWN_GOAL, crowd, entry, file
from tests.conftest import TODAY
from tests.factories import World, make_project
from tests.filed import FULL, approved, decide, submit, submitted
from tests.lit import WAN, pay, release
from tests.monitored import IN_JULY, IN_WINTER, RESULT, ROUND, approved_target, pay_rest
from tests.ordered import issued

Act = Callable[[Session, World], None]
AFTER = date(2020, 7, 1)
RECENTLY = TODAY - timedelta(5)


@dataclass(frozen=True, slots=True)
class Fix:
    """What is planted, what the sentence advises, and the day on which both are looked at."""

    plant: Act
    mend: Act
    on: date = TODAY


def own(session: Session, world: World) -> Project:
    """The county's project."""
    return world.project(session, "own")


def released(fen: int, received: date | None = None, on: date = RECENTLY, paid: int = 0) -> Act:
    """A release, and what was paid."""

    def act(session: Session, world: World) -> None:
        release(session, own(session, world), fen, received, on)
        if paid:
            pay(session, own(session, world), paid)

    return act


def received_later(session: Session, world: World) -> None:
    """A01: the day of receipt was wrong."""
    own(session, world).releases[0].received_on = date(2020, 4, 1)


def paid(fen: int) -> Act:
    """So much is paid and entered."""
    return lambda session, world: void(pay(session, own(session, world), fen))


def void(_made: object) -> None:
    """What was made is of no further use."""


def nothing(_session: Session, _world: World) -> None:
    """The world as it is."""


def payment_of(fen: int) -> Act:
    """The amount of the payment is corrected."""

    def act(session: Session, world: World) -> None:
        own(session, world).payments[0].amount_fen = fen

    return act


def release_of(fen: int) -> Act:
    """The amount of the release is corrected."""

    def act(session: Session, world: World) -> None:
        own(session, world).releases[0].amount_fen = fen

    return act


def without_may(session: Session, world: World) -> None:
    """A project whose first round is not due yet."""
    world.filing(session, "own", "m05").due_on = date(2020, 8, 31)


def sent(session: Session, world: World) -> None:
    """T01: filed, and lying with the reviewers."""
    without_may(session, world)
    submitted(session, world)


def passed(session: Session, world: World) -> None:
    """T01: reviewed at every level."""
    filing = world.filing(session, "own")
    decide(session, world.actor(session, "county"), filing, FilingAction.PASS_ON)
    decide(session, world.actor(session, "prefecture"), filing, FilingAction.APPROVE)


def spoilt(session: Session, world: World) -> None:
    """T02: an indicator of a filed target without a value, as older data may hold it."""
    submitted(session, world)
    filing_id = world.filing(session, "own").id
    form = session.scalars(select(TargetForm).where(TargetForm.filing_id == filing_id)).one()
    form.indicators[0].value = ""


def weak(session: Session, world: World) -> None:
    """T02: three reminders, each with a word of reason."""
    rows = tuple(replace(r, value="≥100%") if "满意度" in r.name else r for r in FULL.rows)
    file(session, world, "own", TargetEntry("修路", rows))


def returned_and_mended(session: Session, world: World) -> None:
    """T02: returned, put right and filed again."""
    filing = world.filing(session, "own")
    decide(session, world.actor(session, "county"), filing, FilingAction.RETURN)
    targets.save(session, world.actor(session, "unit"), filing, FULL)
    submit(session, world.actor(session, "unit"), filing)


def funds(fen: int, name: str = "own") -> Act:
    """The money of a project."""

    def act(session: Session, world: World) -> None:
        world.project(session, name).funds[0].amount_fen = fen

    return act


def beside(*names: str) -> Act:
    """Other projects of the unit at the same place."""

    def act(session: Session, world: World) -> None:
        project = own(session, world)
        project.place = "扎瓦镇"
        for name in names:
            other = make_project(session, project.implementing_unit, name)
            world.projects[name], other.place = other.id, "扎瓦镇"

    return act


def moved(session: Session, world: World) -> None:
    """T03: the place was wrong."""
    own(session, world).place = "喀尔赛镇"


def in_parts(session: Session, world: World) -> None:
    """T03: one piece of work as two projects."""
    beside("half")(session, world)
    for name in ("own", "half"):
        world.project(session, name).content = "村口护坡"
        funds(3 * WAN, name)(session, world)


def joined(session: Session, world: World) -> None:
    """T03: the money of both in one project."""
    funds(6 * WAN)(session, world)
    funds(0, "half")(session, world)


def another_filed(session: Session, world: World) -> None:
    """Another project of the unit that filed before."""
    other = make_project(session, own(session, world).implementing_unit, "other")
    world.projects["other"], other.place = other.id, "吐沙拉乡"
    with clock.frozen(RECENTLY):
        file(session, world, "other", entry(OTHER_GOAL))


def filed(content: TargetEntry, before: Act = nothing) -> Act:
    """The target is filed with a content, after something."""

    def act(session: Session, world: World) -> None:
        before(session, world)
        file(session, world, "own", content)

    return act


def satisfied(value: str) -> TargetEntry:
    """A target of its own that asks for so much satisfaction."""
    content = entry(OWN_GOAL, own=True)
    rows = tuple(replace(r, value=value) if "满意度" in r.name else r for r in content.rows)
    return replace(content, rows=rows)


def eleven_more(session: Session, world: World) -> None:
    """Enough others to be compared with."""
    crowd(session, world, 11)


def reported(code: str, content: RoundEntry, on: date = TODAY) -> Act:
    """A round is filed."""

    def act(session: Session, world: World) -> None:
        filing = world.filing(session, "own", code)
        with clock.frozen(on):
            monitoring.save(session, world.actor(session, "unit"), filing, content)
            submit(session, world.actor(session, "unit"), filing)

    return act


def doubted(likelihood: Likelihood, expected: str) -> RoundEntry:
    """A round with doubt about one indicator."""
    row = RowEntry(
        "k2", "5公里", expected, likelihood, frozenset({DeviationReason.FUNDING}), "资金未到位", "协调资金"
    )
    return replace(ROUND, rows=(row, *ROUND.rows[1:]))


def after_target(then: Act = nothing) -> Act:
    """An approved target, 40 of 100 paid; then more."""

    def act(session: Session, world: World) -> None:
        approved_target(session, world)
        then(session, world)

    return act


def evaluation_due(session: Session, world: World) -> None:
    """S01: the day of the self-evaluation has passed."""
    pay_rest(session, approved_target(session, world))
    world.filing(session, "own", "evaluation").due_on = date(2020, 12, 1)


def evaluated(session: Session, world: World) -> None:
    """A self-evaluation that says 95 of 100 were paid is filed."""
    filing = world.filing(session, "own", "evaluation")
    with clock.frozen(IN_WINTER):
        evaluations.save(session, world.actor(session, "unit"), filing, RESULT)
        submit(session, world.actor(session, "unit"), filing)


def rest_paid(session: Session, world: World) -> None:
    """S02: the payments that were missing are entered."""
    pay_rest(session, world.filing(session, "own"))


def order_late(session: Session, world: World) -> None:
    """R01: an order whose day has passed."""
    issued(session, world).due_on = TODAY - timedelta(1)


def order_closed(session: Session, world: World) -> None:
    """R01: answered, verified and closed."""
    order = session.scalars(select(Order).where(Order.project_id == world.projects["own"])).one()
    orders.acknowledge(session, world.actor(session, "unit"), order)
    orders.reply(session, world.actor(session, "unit"), order, "已更正指标")
    orders.close(session, world.actor(session, "prefecture"), order, "已整改到位")


def given(fen: int) -> Act:
    """A02: money of the fund is released to a project."""
    return lambda session, world: void(funded.give(session, world, fen))


def kept(session: Session, world: World) -> None:
    """A02: a fund that has lain for 31 days."""
    funded.fund(session, world, days=31)


def kept_in_part(session: Session, world: World) -> None:
    """A02: the same, of which a part was given out."""
    kept(session, world)
    funded.give(session, world, 20 * WAN)


POOR = replace(ROUND, money=replace(ROUND.money, expected_fiscal_fen=59 * WAN))
FIXES = {
    "alert.A01.late": Fix(released(WAN, date(2020, 3, 1), date(2020, 4, 10)), received_later),
    "alert.A02.unallocated": Fix(kept, given(50 * WAN)),
    "alert.A02.partly": Fix(kept_in_part, given(30 * WAN)),
    "alert.P01.behind": Fix(nothing, paid(60 * WAN)),
    "alert.P02.unpaid": Fix(released(50 * WAN, on=TODAY - timedelta(91)), paid(40 * WAN)),
    "alert.P03.paid_over_total": Fix(paid(100 * WAN + 1), payment_of(100 * WAN)),
    "alert.P03.paid_over_released": Fix(released(30 * WAN, paid=40 * WAN), released(20 * WAN)),
    "alert.P03.released_over_total": Fix(released(100 * WAN + 1, paid=40 * WAN), release_of(100 * WAN)),
    "alert.T01.not_filed": Fix(without_may, lambda s, w: void(approved(s, w)), AFTER),
    "alert.T01.not_reviewed": Fix(sent, passed, AFTER),
    "alert.T02.hard": Fix(spoilt, returned_and_mended),
    "alert.T02.soft": Fix(weak, returned_and_mended),
    "alert.T03.small": Fix(funds(4 * WAN), funds(50 * WAN)),
    "alert.T03.many": Fix(beside("a", "b", "c", "d", "e"), moved),
    "alert.T03.split": Fix(in_parts, joined),
    "alert.T04.goal": Fix(filed(entry(OTHER_GOAL, own=True), another_filed), filed(entry(OWN_GOAL, own=True))),
    "alert.T04.rows": Fix(filed(entry(OWN_GOAL), another_filed), filed(entry(OWN_GOAL, own=True))),
    "alert.T05.cost": Fix(
        filed(entry(OWN_GOAL, own=True, price="≤75万元/公里"), eleven_more), filed(entry(OWN_GOAL, own=True))
    ),
    "alert.T05.value": Fix(filed(satisfied("≥30%"), eleven_more), filed(satisfied("≥95%"))),
    "alert.M01.not_filed": Fix(after_target(), reported("m05", ROUND)),
    "alert.M02.impossible": Fix(
        after_target(reported("m05", doubted(Likelihood.IMPOSSIBLE, "8公里"))),
        reported("m06", ROUND, IN_JULY),
        IN_JULY,
    ),
    "alert.M02.possible": Fix(
        after_target(reported("m05", doubted(Likelihood.POSSIBLE, "12公里"))),
        reported("m06", ROUND, IN_JULY),
        IN_JULY,
    ),
    "alert.M02.money": Fix(
        after_target(reported("m05", POOR)), reported("m06", ROUND, IN_JULY), IN_JULY
    ),
    "alert.S01.not_filed": Fix(evaluation_due, evaluated, IN_WINTER),
    "alert.S02.executed": Fix(after_target(evaluated), rest_paid, IN_WINTER),
    "alert.R01.overdue": Fix(order_late, order_closed),
}  # fmt: skip
"""By sentence; a new sentence needs its fix here."""

Shining = set[tuple[str, int | None, int | None, str]]


def shining(session: Session, on: date) -> Shining:
    """All lights of the world after a night on a day: sentence, project, fund and place."""
    session.flush()
    session.expire_all()
    for _part in lights.sweep(session, on):
        session.flush()
    rows = session.scalars(select(Light).where(Light.out_on.is_(None)))
    return {(f"alert.{row.rule}.{row.kind}", row.project_id, row.fund_id, row.place) for row in rows}


def test_every_sentence_has_its_fix() -> None:
    assert set(FIXES) == set(SENTENCE_CODES)


@pytest.mark.parametrize("code", sorted(SENTENCE_CODES))
def test_doing_what_is_advised_puts_the_light_out_and_lights_no_other(
    session: Session, world: World, code: str
) -> None:
    fix = FIXES[code]
    fix.plant(session, world)
    before = shining(session, fix.on)
    told = {light for light in before if light[0] == code and light[1] in (world.projects["own"], None)}
    assert told, sorted(before)
    fix.mend(session, world)
    after = shining(session, fix.on)
    assert not told & after
    assert after <= before, sorted(after - before)
