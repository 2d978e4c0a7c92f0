"""Who may, against a table written out here: every ability for every role, unit and record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from portal.domain.facts import Facts
from portal.domain.filings import FilingStatus
from portal.domain.permissions import TABLE, Ability, allows, may_ever
from portal.domain.roles import Actor, Level, Role, UnitKind
from tests.domain.permitted import (
    BUREAU,
    COUNTY,
    DEPARTMENT,
    DIVISION,
    ELSEWHERE,
    OTHER_DIVISION,
    OTHER_PREFECTURE,
    PREFECTURE,
    REGION,
    SISTER,
    actor,
    county_facts,
    everybody,
    records,
    region_facts,
)

Condition = Callable[[Actor, Facts], bool]


def always(_a: Actor, _f: Facts) -> bool:
    """The role is enough."""
    return True


def fills(a: Actor, f: Facts) -> bool:
    """The unit itself, or its place's bureau; a region-level unit has no bureau that fills in for it."""
    bureau = a.unit_kind is UnitKind.FINANCE_BUREAU and a.region_code == f.region_code
    return a.unit_id in f.filler_unit_ids or (bureau and f.owner_level is not Level.REGION)


def turn(a: Actor, f: Facts) -> bool:
    """The pending step is this bureau's or this division's, and this person has no hand in the submission."""
    if f.waiting_level is None or a.user_id in f.handled_by:
        return False
    if f.waiting_level is Level.REGION:
        return a.unit_kind is UnitKind.DIVISION and a.unit_id == f.division_id
    place = {Level.COUNTY: f.region_code, Level.PREFECTURE: f.region_code[:4] + "00"}[f.waiting_level]
    return (
        a.unit_kind is UnitKind.FINANCE_BUREAU and a.unit_level is f.waiting_level and a.region_code == place
    )


def last_turn(a: Actor, f: Facts) -> bool:
    """Its turn, and nobody reviews after it."""
    return turn(a, f) and str(f.waiting_level) == f.route[-1]


def earlier_turn(a: Actor, f: Facts) -> bool:
    """Its turn, and another level reviews after it."""
    return turn(a, f) and str(f.waiting_level) != f.route[-1]


def own_step(a: Actor, f: Facts) -> bool:
    """Its unit made the latest step."""
    return f.last_handled_unit == a.unit_id


def recorded_by(a: Actor, f: Facts) -> bool:
    """The owning place's bureau, or the supervising division."""
    if f.owner_level is Level.REGION:
        return a.unit_kind is UnitKind.DIVISION and a.unit_id == f.division_id
    return a.unit_kind is UnitKind.FINANCE_BUREAU and a.region_code == f.region_code


def above(a: Actor, f: Facts) -> bool:
    """A bureau over the units of its subtree, a division over its counterpart units, the center over all."""
    if a.role is Role.CENTER:
        return True
    if f.owner_level is Level.REGION:
        return a.unit_kind is UnitKind.DIVISION and a.unit_id == f.division_id
    spans = {"653222": ("653222",), "653221": ("653221",), "653200": ("653222", "653200"), "653100": ()}
    within = a.region_code == "650000" or f.region_code in spans.get(a.region_code, ())
    return a.unit_kind is UnitKind.FINANCE_BUREAU and within


def checks(a: Actor, f: Facts) -> bool:
    """Above, and for a county's record a level above: no bureau checks its own county."""
    if a.unit_kind is UnitKind.FINANCE_BUREAU and f.owner_level is Level.COUNTY:
        return above(a, f) and a.unit_level is Level.PREFECTURE
    return above(a, f)


def between(a: Actor, f: Facts) -> bool:
    """The prefecture over a county, the division over its counterpart unit; nobody over a prefecture's own unit."""
    return f.owner_level is not Level.PREFECTURE and checks(a, f)


def seen(a: Actor, f: Facts) -> bool:
    """Submitted once, or of the house that fills in."""
    return f.status not in (FilingStatus.NOT_STARTED, FilingStatus.DRAFT) or fills(a, f)


def keeps(a: Actor, _f: Facts) -> bool:
    """Works where money is received: a bureau below the region, or a division; a department keeps none."""
    return a.unit_kind is UnitKind.DIVISION or (
        a.unit_kind is UnitKind.FINANCE_BUREAU and a.unit_level is not Level.REGION
    )


def reports(a: Actor, _f: Facts) -> bool:
    """Works where periodic reports are written: a prefecture's bureau, or the center."""
    bureau = a.unit_kind is UnitKind.FINANCE_BUREAU and a.unit_level is Level.PREFECTURE
    return bureau or a.unit_kind is UnitKind.CENTER


def drafts(a: Actor, f: Facts) -> bool:
    """Its unit's own report."""
    return reports(a, f) and issued(a, f)


def looks_again(a: Actor, f: Facts) -> bool:
    """Its unit's own report, and this person had no hand in it."""
    return drafts(a, f) and a.user_id not in f.handled_by


def issued(a: Actor, f: Facts) -> bool:
    """Its unit issued it."""
    return f.issuer_unit_id == a.unit_id


def verifies(a: Actor, f: Facts) -> bool:
    """Its unit keeps it, and this person did not report it as done."""
    return issued(a, f) and a.user_id not in f.handled_by


def addressed(a: Actor, f: Facts) -> bool:
    """It went to its unit."""
    return f.responsible_unit_id == a.unit_id


def answers(a: Actor, f: Facts) -> bool:
    """It went to its unit, or to a unit that it fills in for; nobody answers its own order for another."""
    return addressed(a, f) or (fills(a, f) and not issued(a, f))


def addressed_as(a: Actor, f: Facts) -> bool:
    """It went to its unit in its role."""
    return (a.unit_id, a.role.value) in f.addressees


def follows(a: Actor, f: Facts) -> bool:
    """Its unit wrote it, or it reads the whole region."""
    region = a.unit_level is Level.REGION and (
        a.role in (Role.CENTER, Role.ADMIN, Role.AUDITOR)
        or (a.role is Role.LEADER and a.unit_kind is UnitKind.CENTER)
    )
    return issued(a, f) or region


def opens(a: Actor, f: Facts) -> bool:
    """A post of the own unit; the administrator one of any."""
    return a.role is Role.ADMIN or addressed(a, f)


def fresh(a: Actor, f: Facts) -> bool:
    """This person had no hand in it."""
    return a.user_id not in f.handled_by


def concerned(a: Actor, f: Facts) -> bool:
    """It is about this very person."""
    return a.user_id in f.parties


def revokes(a: Actor, f: Facts) -> bool:
    """Both parties, the unit's leader, the administrator."""
    return concerned(a, f) or a.role is Role.ADMIN or (a.role is Role.LEADER and addressed(a, f))


def cancels(a: Actor, f: Facts) -> bool:
    """Both parties, and those who may open one."""
    return concerned(a, f) or (a.role in OPENERS and opens(a, f))


OPENERS = (Role.REVIEWER, Role.LEADER, Role.DIVISION, Role.CENTER, Role.ADMIN)
EVERY = dict.fromkeys(Role, always)
WORKERS = (Role.REVIEWER, Role.DIVISION, Role.CENTER)

MAY: dict[Ability, dict[Role, Condition]] = {
    Ability.PUBLIC: EVERY,
    Ability.SIGNED_IN: EVERY,
    Ability.ADMIN_MANAGE: {Role.ADMIN: always},
    Ability.ANNOUNCEMENT_FOLLOW: dict.fromkeys(Role, follows),
    Ability.ANNOUNCEMENT_MANAGE: dict.fromkeys(WORKERS, issued),
    Ability.ANNOUNCEMENT_READ: EVERY,
    Ability.ANNOUNCEMENT_RECEIVE: dict.fromkeys((Role.ENTRY, Role.REVIEWER, Role.DIVISION), addressed_as),
    Ability.ANNOUNCEMENT_WRITE: dict.fromkeys(WORKERS, always),
    Ability.AUDIT_READ: {Role.AUDITOR: always, Role.ADMIN: always},
    Ability.BULLETIN_READ: {role: always for role in Role if role is not Role.ADMIN},
    Ability.BULLETIN_RECEIVE: {role: addressed for role in (Role.ENTRY, Role.REVIEWER, Role.DIVISION)},
    Ability.CHECK_CANCEL: dict.fromkeys(WORKERS, issued),
    Ability.CHECK_CONCLUDE: dict.fromkeys(WORKERS, issued),
    Ability.CHECK_OPEN: dict.fromkeys(WORKERS, checks),
    Ability.CHECK_READ: EVERY,
    Ability.COPY_SEND: {Role.ENTRY: fills, **dict.fromkeys(WORKERS, above)},
    Ability.DELEGATION_LEND: {role: always for role in Role if role is not Role.ADMIN},
    Ability.DELEGATION_REVOKE: dict.fromkeys(Role, revokes),
    Ability.EXCEPTION_ASK: {Role.ENTRY: fills, Role.REVIEWER: fills},
    Ability.EXCEPTION_ENDORSE: {Role.REVIEWER: between, Role.DIVISION: between},
    Ability.EXCEPTION_GRANT: {Role.CENTER: always},
    Ability.EXCEPTION_READ: {role: always for role in Role if role is not Role.ADMIN},
    Ability.EXCEPTION_WITHDRAW: {Role.ENTRY: issued, Role.REVIEWER: issued},
    Ability.CONCENTRATED_LEAD: {Role.CENTER: always},
    Ability.CONCENTRATED_READ: {role: always for role in Role if role is not Role.ADMIN},
    Ability.CONCENTRATED_RECORD: {Role.CENTER: always, Role.DIVISION: above},
    Ability.FILING_ACCEPT: {Role.REVIEWER: turn, Role.DIVISION: turn},
    Ability.FILING_ADJUST: {Role.ENTRY: fills},
    Ability.FILING_APPROVE: {Role.REVIEWER: last_turn, Role.DIVISION: last_turn},
    Ability.FILING_EDIT: {Role.ENTRY: fills},
    Ability.FILING_PASS_ON: {Role.REVIEWER: earlier_turn},
    Ability.FILING_PRINT: dict.fromkeys(Role, seen),
    Ability.FILING_READ: dict.fromkeys(Role, seen),
    Ability.FILING_RECALL: {Role.ENTRY: own_step},
    Ability.FILING_RECALL_REVIEW: {Role.REVIEWER: own_step},
    Ability.FILING_RECORD: dict.fromkeys((Role.ENTRY, Role.REVIEWER, Role.DIVISION), recorded_by),
    Ability.FILING_RETURN: {Role.REVIEWER: turn, Role.DIVISION: turn},
    Ability.FILING_REVIEW: {Role.REVIEWER: always, Role.DIVISION: always},
    Ability.FILING_SUBMIT: {Role.ENTRY: fills},
    Ability.FUND_EDIT: dict.fromkeys((Role.ENTRY, Role.REVIEWER, Role.DIVISION), recorded_by),
    Ability.FUND_READ: EVERY,
    Ability.FUND_REGISTER: dict.fromkeys((Role.ENTRY, Role.REVIEWER, Role.DIVISION), keeps),
    Ability.GAP_READ: {role: always for role in Role if role is not Role.ENTRY},
    Ability.HANDOVER_APPROVE: {Role.ADMIN: always},
    Ability.HANDOVER_CANCEL: dict.fromkeys(Role, cancels),
    Ability.HANDOVER_OPEN: dict.fromkeys(OPENERS, opens),
    Ability.HANDOVER_READ: EVERY,
    Ability.HANDOVER_SIGN: dict.fromkeys(Role, concerned),
    Ability.HOME_CENTER: dict.fromkeys((Role.CENTER, Role.AUDITOR, Role.LEADER, Role.ADMIN), always),
    Ability.HOME_DIVISION: dict.fromkeys((Role.DIVISION, Role.LEADER), always),
    Ability.HOME_ENTRY: dict.fromkeys((Role.ENTRY, Role.LEADER), always),
    Ability.HOME_REVIEW: dict.fromkeys((Role.REVIEWER, Role.LEADER, Role.AUDITOR), always),
    Ability.ORDER_ACKNOWLEDGE: {Role.ENTRY: answers, Role.REVIEWER: addressed},
    Ability.ORDER_CLOSE: dict.fromkeys(WORKERS, issued),
    Ability.ORDER_DRAFT: dict.fromkeys(WORKERS, above),
    Ability.ORDER_EXTEND: {Role.ENTRY: answers, Role.REVIEWER: addressed},
    Ability.ORDER_GRANT: dict.fromkeys(WORKERS, issued),
    Ability.ORDER_PRESS: {Role.REVIEWER: issued, Role.DIVISION: issued, Role.CENTER: always},
    Ability.ORDER_ISSUE: dict.fromkeys(WORKERS, issued),
    Ability.BY_ITSELF: {},
    Ability.ITEM_TRANSFER: dict.fromkeys((Role.ENTRY, *WORKERS), always),
    Ability.JOB_READ: {Role.CENTER: always, Role.ADMIN: always},
    Ability.LEDGER_KEEP: dict.fromkeys(WORKERS, issued),
    Ability.LEDGER_REGISTER: dict.fromkeys(WORKERS, always),
    Ability.LEDGER_VERIFY: dict.fromkeys(WORKERS, verifies),
    Ability.LIGHT_ANSWER: {Role.ENTRY: fills},
    Ability.LIGHT_JUDGE: dict.fromkeys(WORKERS, checks),
    Ability.LIGHT_READ: EVERY,
    Ability.NUDGE_FILLER: dict.fromkeys(WORKERS, above),
    Ability.NUDGE_SEND: {Role.ENTRY: fills, **dict.fromkeys(WORKERS, above)},
    Ability.ORDER_READ: EVERY,
    Ability.ORDER_REPLY: {Role.ENTRY: answers, Role.REVIEWER: addressed},
    Ability.ORDER_SEND_BACK: dict.fromkeys(WORKERS, issued),
    Ability.ORDER_WITHDRAW: dict.fromkeys(WORKERS, issued),
    Ability.PAPER_PRINT: {role: always for role in Role if role is not Role.ADMIN},
    Ability.PAPER_READ: {role: always for role in Role if role is not Role.ADMIN},
    Ability.PAPER_REVOKE: {Role.CENTER: always},
    Ability.PLAN_MANAGE: {Role.CENTER: always},
    Ability.PLAN_READ: EVERY,
    Ability.PROJECT_EDIT: {Role.ENTRY: fills},
    Ability.PROJECT_READ: EVERY,
    Ability.PROJECT_REGISTER: {Role.ENTRY: always},
    Ability.RANKING_LEAD: {Role.CENTER: always},
    Ability.RANKING_OBJECT: {Role.REVIEWER: recorded_by},
    Ability.RANKING_PUBLISH: {Role.CENTER: fresh},
    Ability.RANKING_READ: {role: always for role in Role if role is not Role.ADMIN},
    Ability.REPORT_CHECK: {Role.REVIEWER: looks_again, Role.CENTER: looks_again},
    Ability.REPORT_DRAFT: {Role.REVIEWER: drafts, Role.CENTER: drafts},
    Ability.REPORT_READ: {
        Role.REVIEWER: reports,
        Role.LEADER: reports,
        Role.CENTER: always,
        Role.AUDITOR: always,
    },
    Ability.ROUND_READ: {role: always for role in Role if role not in (Role.ENTRY, Role.ADMIN)},
    Ability.STATISTICS_READ: {role: always for role in Role if role is not Role.ADMIN},
}
"""Each ability: which role, under which condition on the record."""

DOORS = {keeps: keeps, reports: reports, drafts: reports, looks_again: reports}
"""What of a condition asks nothing of a record: the door of a route knows the answer. All else lets the role pass."""

PEOPLE, RECORDS = everybody(), records()


def test_the_table_knows_exactly_the_abilities_there_are() -> None:
    assert set(MAY) == set(Ability) == set(TABLE)


@pytest.mark.parametrize("ability", list(Ability))
def test_every_ability_for_everybody_and_every_record(ability: Ability) -> None:
    for who in PEOPLE:
        condition = MAY[ability].get(who.role)
        passes = condition is not None and DOORS.get(condition, always)(who, Facts())
        assert may_ever(ability, who) == passes, who
        for facts in RECORDS:
            expected = condition is not None and condition(who, facts)
            assert allows(ability, who, facts) == expected, (who, facts)


@pytest.mark.parametrize("ability", list(Ability))
def test_what_is_allowed_for_a_record_passes_the_door_of_its_route(ability: Ability) -> None:
    for who in PEOPLE:
        assert may_ever(ability, who) or not any(allows(ability, who, facts) for facts in RECORDS)


OF_ONESELF = {
    Ability.DELEGATION_LEND, Ability.DELEGATION_REVOKE, Ability.HANDOVER_CANCEL, Ability.HANDOVER_OPEN, Ability.HANDOVER_SIGN,
}  # fmt: skip
"""Steps about posts and people, which every role has; they change no record of the workflow."""


def test_readers_change_nothing() -> None:
    reading = OF_ONESELF | {
        Ability.PUBLIC, Ability.SIGNED_IN, Ability.ANNOUNCEMENT_FOLLOW, Ability.ANNOUNCEMENT_READ, Ability.AUDIT_READ,
        Ability.BULLETIN_READ, Ability.CHECK_READ, Ability.FILING_PRINT, Ability.EXCEPTION_READ, Ability.ROUND_READ,
        Ability.FILING_READ, Ability.FUND_READ, Ability.GAP_READ, Ability.HANDOVER_READ, Ability.HOME_CENTER,
        Ability.HOME_DIVISION, Ability.HOME_ENTRY, Ability.HOME_REVIEW, Ability.LIGHT_READ, Ability.ORDER_READ,
        Ability.PLAN_READ, Ability.PROJECT_READ, Ability.CONCENTRATED_READ, Ability.RANKING_READ,
        Ability.STATISTICS_READ, Ability.PAPER_READ, Ability.REPORT_READ, Ability.PAPER_PRINT,
    }  # fmt: skip
    for who in PEOPLE:
        if who.role in (Role.LEADER, Role.AUDITOR):
            assert {ability for ability in Ability if may_ever(ability, who)} <= reading


def test_the_prefecture_cannot_approve_before_the_county_passed_on() -> None:
    waiting = county_facts(status=FilingStatus.SUBMITTED, waiting_level=Level.COUNTY)
    prefecture = actor(Role.REVIEWER, region=PREFECTURE, level=Level.PREFECTURE, unit_id=ELSEWHERE)
    assert not allows(Ability.FILING_APPROVE, prefecture, waiting)
    assert not allows(Ability.FILING_RETURN, prefecture, waiting)


def test_nobody_reviews_what_they_submitted_or_passed_on_themselves() -> None:
    facts = county_facts(status=FilingStatus.SUBMITTED, waiting_level=Level.COUNTY, handled_by=frozenset({1}))
    assert not allows(Ability.FILING_PASS_ON, actor(Role.REVIEWER), facts)
    assert allows(Ability.FILING_PASS_ON, actor(Role.REVIEWER, user_id=2), facts)


def test_a_lent_role_is_no_second_hand() -> None:
    facts = county_facts(status=FilingStatus.SUBMITTED, waiting_level=Level.COUNTY, handled_by=frozenset({1}))
    for_the_submitter = replace(actor(Role.REVIEWER, user_id=2), lender_id=1)
    by_the_submitter = replace(actor(Role.REVIEWER, user_id=1), lender_id=2)
    for_somebody_else = replace(actor(Role.REVIEWER, user_id=2), lender_id=3)
    may = [allows(Ability.FILING_PASS_ON, who, facts) for who in (for_the_submitter, by_the_submitter)]
    assert may == [False, False]
    assert allows(Ability.FILING_PASS_ON, for_somebody_else, facts)


def test_a_division_reviews_its_counterpart_units_alone() -> None:
    facts = region_facts(status=FilingStatus.SUBMITTED, waiting_level=Level.REGION)
    for unit_id, may in ((DIVISION, True), (OTHER_DIVISION, False)):
        who = actor(Role.DIVISION, UnitKind.DIVISION, REGION, unit_id, Level.REGION)
        assert allows(Ability.FILING_APPROVE, who, facts) is may


def test_the_center_decides_no_filing_but_drafts_orders_on_any() -> None:
    center = actor(Role.CENTER, UnitKind.CENTER, REGION, 60, Level.REGION)
    for facts in RECORDS:
        assert not allows(Ability.FILING_APPROVE, center, facts)
        assert allows(Ability.ORDER_DRAFT, center, facts)


def test_a_county_bureau_does_not_check_its_own_county() -> None:
    facts = county_facts(status=FilingStatus.APPROVED)
    assert not allows(Ability.CHECK_OPEN, actor(Role.REVIEWER), facts)
    above_it = actor(Role.REVIEWER, region=PREFECTURE, level=Level.PREFECTURE)
    assert allows(Ability.CHECK_OPEN, above_it, facts)
    elsewhere = actor(Role.REVIEWER, region=OTHER_PREFECTURE, level=Level.PREFECTURE)
    assert not allows(Ability.CHECK_OPEN, elsewhere, facts)


@pytest.mark.parametrize(
    ("region", "unit", "may"), [(COUNTY, BUREAU, True), (SISTER, BUREAU, False), (SISTER, DEPARTMENT, True)]
)
def test_a_clerk_fills_in_for_its_unit_or_its_own_place(region: str, unit: int, may: bool) -> None:
    assert allows(Ability.FILING_EDIT, actor(Role.ENTRY, region=region, unit_id=unit), county_facts()) is may
