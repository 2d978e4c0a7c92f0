"""The project register: who may register what, what stands still, and what the history keeps."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.guards import NotAllowed
from portal.domain.filings import FilingStatus, FundSource
from portal.domain.roles import Actor, Level
from portal.models import Filing, HistoryEntry, Plan, Project
from portal.services import filings, projects, targets
from portal.services.projects import MoneyEntry, PaymentEntry, ProjectEntry, ReleaseEntry
from portal.services.workflow import Refused
from tests.factories import World


@pytest.fixture
def clerk(session: Session, world: World) -> Actor:
    """The clerk of a department."""
    return world.actor(session, "unit")


@pytest.fixture
def plan(session: Session) -> Plan:
    """The plan in force."""
    return session.scalars(select(Plan).where(Plan.status == "active")).one()


@pytest.fixture
def project(session: Session, world: World) -> Project:
    """The department's project."""
    return world.project(session, "own")


def entry_for(actor: Actor, plan: Plan, **changes: object) -> ProjectEntry:
    """A complete entry of the actor's own unit."""
    whole = ProjectEntry(
        name="村内道路硬化", type_code="road", fund_category_id=plan.funds[0].id,
        implementing_unit_id=actor.unit_id, competent_unit_id=actor.unit_id, place_code=actor.region_code,
        person_in_charge="负责人", phone="0903-1234567",
    )  # fmt: skip
    return replace(whole, **changes)  # type: ignore[arg-type]


def entry_of(project: Project, **changes: object) -> ProjectEntry:
    """What the form sends for an unchanged project, with changes."""
    kept = {name: getattr(project, name) for name in ProjectEntry.__dataclass_fields__ if name != "code"}
    return replace(ProjectEntry(**kept), **changes)  # type: ignore[arg-type]


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[tuple[str, str]]:
    """(field, code) of a refusal."""
    return {(p.field, p.code) for p in refused.value.problems}


def last_entry(session: Session, project: Project, action: str) -> dict[str, object]:
    """Parameters of the latest event of a kind."""
    entry = session.scalars(
        select(HistoryEntry)
        .where(HistoryEntry.chain == f"project:{project.id}", HistoryEntry.action == action)
        .order_by(HistoryEntry.seq.desc())
    ).first()
    assert entry is not None
    params: dict[str, object] = json.loads(entry.params)
    return params


def review_target(session: Session, project: Project, status: FilingStatus) -> Filing:
    """Put the project's target in a state."""
    filing = next(
        f
        for f in session.scalars(select(Filing).where(Filing.project_id == project.id))
        if f.stage == "target"
    )
    filing.status = status
    filing.waiting_level = Level.COUNTY if status is FilingStatus.SUBMITTED else None
    filing.first_submitted_at = clock.now()
    if status is FilingStatus.APPROVED:
        filing.approved_at = clock.now()
        filings.approved(session, filing)
    session.flush()
    return filing


def test_scope_and_route_follow_the_implementing_unit(session: Session, world: World, plan: Plan) -> None:
    actor = world.actor(session, "region-unit")
    made = projects.register(session, actor, plan, entry_for(actor, plan))
    assert made.owner_level is Level.REGION
    assert made.division_id is not None
    assert made.region_code == actor.region_code


def test_a_bureau_clerk_registers_for_the_departments_of_the_place(
    session: Session, world: World, plan: Plan, clerk: Actor
) -> None:
    actor = world.actor(session, "county-entry")
    made = projects.register(session, actor, plan, entry_for(actor, plan, implementing_unit_id=clerk.unit_id))
    assert made.implementing_unit_id == clerk.unit_id


def test_only_clerks_register(session: Session, world: World, plan: Plan) -> None:
    actor = world.actor(session, "county")
    with pytest.raises(NotAllowed):
        projects.register(session, actor, plan, entry_for(actor, plan))


def test_codes_run_by_place_and_year_and_pass_over_typed_ones(
    session: Session, clerk: Actor, plan: Plan
) -> None:
    typed = f"2020{clerk.region_code}0002"
    projects.register(session, clerk, plan, entry_for(clerk, plan, code=typed))
    made = [projects.register(session, clerk, plan, entry_for(clerk, plan)).code for _n in range(2)]
    assert made == [f"2020{clerk.region_code}0001", f"2020{clerk.region_code}0003"]


def test_every_refusal_names_its_field(session: Session, world: World, clerk: Actor, plan: Plan) -> None:
    foreign = world.actor(session, "county2").unit_id
    wrong = entry_for(
        clerk, plan, name=" ", phone="", person_in_charge="", type_code="x", fund_category_id=0, place_code="653125",
        implementing_unit_id=foreign, competent_unit_id=foreign, starts_on=date(2020, 5, 2), ends_on=date(2020, 5, 1),
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        projects.register(session, clerk, plan, wrong)
    assert codes(refused) == {
        ("name", "project.name.empty"), ("phone", "project.phone.empty"),
        ("person_in_charge", "project.person_in_charge.empty"), ("type_code", "project.type.missing"),
        ("fund_category_id", "project.fund.missing"), ("place_code", "project.place.missing"),
        ("implementing_unit_id", "project.unit.foreign"), ("competent_unit_id", "project.unit.foreign"),
        ("ends_on", "project.period"),
    }  # fmt: skip


@pytest.mark.parametrize("status", [FilingStatus.SUBMITTED, FilingStatus.APPROVED])
def test_name_and_funds_stand_still_under_review_and_once_approved(
    session: Session, clerk: Actor, project: Project, status: FilingStatus
) -> None:
    review_target(session, project, status)
    assert projects.frozen(session, project)
    with pytest.raises(Refused) as refused:
        projects.update(session, clerk, project, entry_of(project, name="改名"))
    assert codes(refused) == {("name", "project.frozen")}
    with pytest.raises(Refused) as refused:
        projects.save_money(session, clerk, project, MoneyEntry({(FundSource.CENTRAL, 2020): 1}))
    assert codes(refused) == {("funds", "project.frozen")}
    projects.update(session, clerk, project, entry_of(project, phone="0903-9999999"))
    assert last_entry(session, project, "project.edit") == {"phone": ["0903-0000000", "0903-9999999"]}


def test_payments_are_entered_whatever_the_target_says(
    session: Session, clerk: Actor, project: Project
) -> None:
    review_target(session, project, FilingStatus.APPROVED)
    funds = {(f.source, f.year): f.amount_fen for f in project.funds}
    paid = PaymentEntry(None, date(2020, 5, 1), 500)
    projects.save_money(session, clerk, project, MoneyEntry(funds, (), (paid,)))
    assert project.paid_until(date(2020, 5, 1)) == 500


def test_an_adjustment_that_is_filled_in_lets_funds_move(
    session: Session, clerk: Actor, project: Project
) -> None:
    review_target(session, project, FilingStatus.APPROVED)
    current = session.scalars(select(Filing).where(Filing.id == project.target_id)).one()
    targets.open_form(session, clerk, current)
    filings.open_adjustment(session, clerk, project, "资金调减")
    assert not projects.frozen(session, project)
    projects.save_money(session, clerk, project, MoneyEntry({(FundSource.CENTRAL, 2020): 7}))
    assert project.total_fen == 7


def test_units_stay_once_anything_was_submitted(session: Session, world: World, project: Project) -> None:
    bureau = world.actor(session, "county-entry")
    filing = review_target(session, project, FilingStatus.DRAFT)
    with pytest.raises(Refused) as refused:
        projects.update(session, bureau, project, entry_of(project, implementing_unit_id=bureau.unit_id))
    assert codes(refused) == {("implementing_unit_id", "project.unit.submitted")}
    filing.first_submitted_at = None
    session.flush()
    projects.update(session, bureau, project, entry_of(project, implementing_unit_id=bureau.unit_id))
    assert project.implementing_unit_id == bureau.unit_id


def test_money_keeps_old_and_new_values_and_raises_the_version(
    session: Session, clerk: Actor, project: Project
) -> None:
    before = project.version_id
    release = ReleaseEntry(None, "新财农〔2020〕1号", date(2020, 3, 1), date(2020, 3, 9), 600)
    money = MoneyEntry(
        {(FundSource.CENTRAL, 2020): 900, (FundSource.OTHER, 2020): 100, (FundSource.CENTRAL, 2021): 5},
        (release,),
    )
    projects.save_money(session, clerk, project, money)
    assert (project.total_fen, project.fiscal_fen, project.other_fen) == (1000, 900, 100)
    assert project.version_id > before
    assert last_entry(session, project, "project.money") == {
        "funds": [{"central:2020": 100_000_000}, {"central:2020": 900, "central:2021": 5, "other:2020": 100}],
        "releases": [[], [["新财农〔2020〕1号", "2020-03-01", "2020-03-09", 600]]],
    }
    kept = project.releases[0].id
    again = replace(release, id=kept, amount_fen=700)
    projects.save_money(session, clerk, project, replace(money, releases=(again,)))
    assert [(r.id, r.amount_fen) for r in project.releases] == [(kept, 700)]


def test_saving_the_same_money_writes_no_history(session: Session, clerk: Actor, project: Project) -> None:
    funds = {(f.source, f.year): f.amount_fen for f in project.funds}
    before = session.scalars(select(HistoryEntry.id).where(HistoryEntry.action == "project.money")).all()
    projects.save_money(session, clerk, project, MoneyEntry(funds))
    after = session.scalars(select(HistoryEntry.id).where(HistoryEntry.action == "project.money")).all()
    assert before == after


def test_contradicting_dates_and_empty_amounts_are_refused_at_their_rows(
    session: Session, clerk: Actor, project: Project
) -> None:
    money = MoneyEntry(
        {(f.source, f.year): f.amount_fen for f in project.funds},
        (
            ReleaseEntry(None, "1号", date(2020, 4, 1), date(2020, 3, 1), 5),
            ReleaseEntry(None, "2号", None, date(2021, 3, 1), 0),
        ),
        (PaymentEntry(None, date(2021, 1, 1), 0),),
    )
    with pytest.raises(Refused) as refused:
        projects.save_money(session, clerk, project, money)
    assert codes(refused) == {
        ("releases.0", "project.release.order"), ("releases.1", "project.release.future"),
        ("releases.1", "project.amount.zero"), ("payments.0", "project.payment.future"),
        ("payments.0", "project.amount.zero"),
    }  # fmt: skip
