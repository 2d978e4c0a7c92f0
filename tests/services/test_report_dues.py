"""Periodic reports that are owed: by whom, by when, reminded of until they have come, and ranked by."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.domain.reports import ReportKind
from portal.domain.roles import Level
from portal.models import Notice, Reminder, Unit
from portal.services import rankings, reminders, report_dues
from tests import ranked, reported
from tests.drawn import stand
from tests.factories import World
from tests.reported import plan_of

PROOF = "2020-01 -, 2020-02 -, 2020-03 -, 2020-04 -, 2020-05 +"
FIFTH, DUE = date(2020, 6, 4), date(2020, 6, 5)
"""The working day before the reports on May are due, and that day."""


def reminded(session: Session, day: date) -> list[tuple[str, str, str]]:
    """Sends what is due on a day; unit, subject and step of what concerns reports."""
    with clock.frozen(day):
        for _sent in reminders.send(session, reminders.due(session, day), day):
            pass
    rows = session.execute(
        select(Unit.code, Reminder.subject, Reminder.step)
        .join(Unit, Unit.id == Reminder.unit_id)
        .where(Reminder.day == day, Reminder.subject.startswith("report_due:"))
    ).tuples()
    return sorted(rows)


def test_bureaus_of_prefectures_with_projects_and_the_center_owe_reports(
    session: Session, world: World
) -> None:
    stand(session, world)
    found = report_dues.owed(session, plan_of(session), date(2020, 6, 15), latest=True)
    owing = {(one.region, one.kind, one.period.last_month) for one in found}
    assert owing == {
        ("653100", ReportKind.PREFECTURE_MONTHLY, 5),
        ("653200", ReportKind.PREFECTURE_MONTHLY, 5),
        ("650000", ReportKind.MONTHLY, 5),
        ("650000", ReportKind.BIMONTHLY, 4),
    }
    assert {one.due_on for one in found if one.kind is ReportKind.PREFECTURE_MONTHLY} == {DUE}
    every = report_dues.owed(session, plan_of(session), date(2020, 6, 15))
    assert sum(one.region == "653200" for one in every) == 5


def test_a_report_that_has_come_is_owed_no_more_and_nobody_is_reminded_of_it(
    session: Session, world: World
) -> None:
    stand(session, world)
    with clock.frozen(FIFTH):
        assert ("653200F", "report_due:2020:prefecture_monthly:5", "before:1") in reminded(session, FIFTH)
        assert reminded(session, FIFTH) == reminded(session, FIFTH)
        reported.signed(session, world)
    told = {code for code, _subject, _step in reminded(session, DUE)}
    assert "653200F" not in told
    assert "653100F" in told


def test_a_reminder_of_a_report_is_sent_once_a_step(session: Session, world: World) -> None:
    stand(session, world)
    first = reminded(session, FIFTH)
    before = len(session.scalars(select(Notice)).all())
    assert reminded(session, FIFTH) == first
    assert len(session.scalars(select(Notice)).all()) == before


def test_a_plan_without_days_asks_for_no_reports(session: Session, world: World) -> None:
    plan = plan_of(session)
    for parameter in plan.parameters:
        if parameter.key.startswith("report."):
            parameter.value = ""
    assert report_dues.owed(session, plan, date(2020, 6, 15)) == []


def test_a_ranking_counts_the_monthly_reports_that_came_in_time(session: Session, world: World) -> None:
    with clock.frozen(FIFTH):
        reported.signed(session, world)
    ranking = ranked.drawn(session, world, Level.PREFECTURE)
    value = rankings.value_of(ranked.line(ranking, "653200"), rankings.REPORTS)
    assert (value.numerator, value.denominator, value.typed, value.proof) == (1, 5, True, PROOF)
    other = rankings.value_of(ranked.line(ranking, "653100"), rankings.REPORTS)
    assert (other.numerator, other.denominator) == (0, 5)


def test_where_no_report_has_come_the_center_types_the_figure(session: Session, world: World) -> None:
    ranking = ranked.drawn(session, world, Level.PREFECTURE)
    assert rankings.value_of(ranked.line(ranking, "653200"), rankings.REPORTS).numerator is None
