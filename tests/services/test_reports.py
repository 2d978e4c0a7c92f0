"""Periodic reports: drawn up from frozen rows, edited, looked at by a second person, signed, filed, superseded."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.guards import NotAllowed
from portal.domain.lifecycle import IllegalMove
from portal.domain.report_figures import FigureCode, Key, value
from portal.domain.reports import ReportKind, ReportStatus, SectionCode
from portal.models import HistoryEntry, Notice, Project, Unit
from portal.reporting.report_texts import mark_names, write
from portal.services import calendars, report_facts, reports
from portal.services.reports import Signature
from tests import reported
from tests.conftest import TODAY
from tests.drawn import stand
from tests.factories import World
from tests.reported import MAY, PREFECTURE, drawn, marks, part, plan_of

F = FigureCode


def test_a_report_of_a_prefecture_counts_its_own_place_as_of_the_end_of_the_month(
    session: Session, world: World
) -> None:
    report = drawn(session, world)
    assert (report.as_of, report.region_code, report.version) == (date(2020, 5, 31), "653200", 1)
    facts = reports.facts_of(report)
    assert {row.region[:4] for row in facts.projects} <= {"6532"}
    running = drawn(session, world, period=reported.JUNE)
    assert running.as_of == TODAY


def test_targets_and_projects_that_came_after_the_day_are_not_in_it(session: Session, world: World) -> None:
    stand(session, world)
    for project in session.scalars(select(Project)):
        project.created_at = clock.at(date(2020, 6, 1), 0)
    session.flush()
    assert reports.facts_of(drawn(session, world)).projects == ()
    june = reports.facts_of(drawn(session, world, period=reported.JUNE))
    assert value(june, Key(F.TARGETS_APPROVED)).amount == 8
    assert value(june, Key(F.TARGETS_APPROVED, "653222")).amount == 4


def test_the_center_counts_every_place_and_the_regions_own(session: Session, world: World) -> None:
    stand(session, world)
    report = drawn(session, world, "center", ReportKind.MONTHLY, reported.JUNE)
    facts = reports.facts_of(report)
    assert value(facts, Key(F.TARGETS_APPROVED)).amount == 12
    assert value(facts, Key(F.TARGETS_APPROVED, "653200")).amount == 8
    assert value(facts, Key(F.TARGETS_APPROVED, "650000")).amount == 2


def test_frozen_rows_do_not_move_with_the_records(session: Session, world: World) -> None:
    stand(session, world)
    report = drawn(session, world, period=reported.JUNE)
    for project in session.scalars(select(Project)):
        project.target_id = None
    session.flush()
    assert value(reports.facts_of(report), Key(F.TARGETS_APPROVED)).amount == 8
    assert report_facts.pack(reports.facts_of(report)) == report.facts


@pytest.mark.parametrize("who", ["county", "division", "unit", "leader", "auditor", "center"])
def test_only_a_prefectures_bureau_writes_the_report_of_a_prefecture(
    session: Session, world: World, who: str
) -> None:
    with pytest.raises(NotAllowed):
        drawn(session, world, who)


def test_its_day_is_counted_by_the_plan(session: Session, world: World) -> None:
    plan, known = plan_of(session), calendars.calendar(session)
    assert reports.due_day(plan, ReportKind.PREFECTURE_MONTHLY, MAY, known) == date(2020, 6, 5)
    for parameter in plan.parameters:
        if parameter.key == "report.prefecture_monthly_days":
            parameter.value = ""
    assert reports.due_day(plan, ReportKind.PREFECTURE_MONTHLY, MAY, known) is None


def test_words_change_and_figures_do_not(session: Session, world: World) -> None:
    report, actor = drawn(session, world), world.actor(session, PREFECTURE)
    before = report.facts
    held = part(report, SectionCode.PROGRESS)
    reports.edit(session, actor, held, ("共有【项目总数】个项目。", "【ئومۇمىي تۈر سانى】"), marks())
    assert (held.edited_zh, held.edited_ug, held.edited_by) == (True, True, actor.user_id)
    assert report.facts == before


def test_edited_words_keep_when_the_rows_are_read_anew_and_the_others_are_written_anew(
    session: Session, world: World
) -> None:
    report, actor = drawn(session, world, period=reported.JUNE), world.actor(session, PREFECTURE)
    edited, other = part(report, SectionCode.NEXT), part(report, SectionCode.STANDING)
    reports.edit(session, actor, edited, ("照旧抓好。", "داۋاملىق."), marks())
    stand(session, world)
    reports.refresh(session, actor, report, write)
    assert edited.text_zh == "照旧抓好。"
    assert (other.text_zh, other.text_ug) == write(report.kind, reports.facts_of(report))[other.code]
    assert value(reports.facts_of(report), Key(F.TARGETS_APPROVED)).amount == 8
    reports.restore(session, actor, edited, write)
    assert not edited.edited_zh
    assert edited.text_zh != "照旧抓好。"


def test_nobody_who_had_it_in_hand_is_the_second_person(session: Session, world: World) -> None:
    report, second = reported.submitted(session, world)
    with pytest.raises(NotAllowed):
        reports.approve(session, world.actor(session, PREFECTURE), report)
    reports.send_back(session, second, report, "请核对第二部分")
    reports.edit(session, second, part(report), ("改。", "ئۆزگەرتىش."), marks())
    reports.submit(session, world.actor(session, PREFECTURE), report)
    with pytest.raises(NotAllowed):
        reports.approve(session, second, report)


def test_nothing_changes_once_it_has_been_put_forward(session: Session, world: World) -> None:
    report, _second = reported.submitted(session, world)
    actor = world.actor(session, PREFECTURE)
    with pytest.raises(IllegalMove):
        reports.edit(session, actor, part(report), ("改。", "ئۆزگەرتىش."), marks())
    with pytest.raises(IllegalMove):
        reports.refresh(session, actor, report, write)
    with pytest.raises(IllegalMove):
        reports.restore(session, actor, part(report), write)


def test_it_gets_its_number_with_the_check_and_goes_to_the_center_with_the_signature(
    session: Session, world: World
) -> None:
    report = reported.signed(session, world)
    assert report.number == "和田财绩报〔2020〕1号"
    assert report.digest == reports.digest(report)
    told = session.execute(select(Unit.code, Notice.code).join(Notice, Notice.unit_id == Unit.id)).tuples()
    assert ("650000C", "report.sign") in set(told)
    days = reports.reported_days(session, plan_of(session))
    assert days == {(report.unit_id, ReportKind.PREFECTURE_MONTHLY, 5): TODAY}


def test_the_digest_is_over_words_and_rows(session: Session, world: World) -> None:
    report = reported.signed(session, world)
    part(report).text_zh += "改"
    assert reports.digest(report) != report.digest


def test_the_scan_is_filed_with_it(session: Session, world: World, tmp_path: Path) -> None:
    report = reported.filed(session, world, tmp_path)
    assert (report.status, report.scan_name, report.scan_size) == (
        ReportStatus.FILED,
        "签发件.pdf",
        len(reported.SCAN),
    )


def test_a_later_version_takes_the_place_of_the_earlier_one_when_it_is_signed(
    session: Session, world: World
) -> None:
    first, actor = reported.signed(session, world), world.actor(session, PREFECTURE)
    second = drawn(session, world)
    assert (second.version, first.superseded_at) == (2, None)
    reports.submit(session, actor, second)
    hand = reported.colleague(session, world, PREFECTURE, "third")
    reports.approve(session, hand, second)
    with clock.frozen(TODAY + timedelta(1)):
        reports.sign(session, actor, second, Signature("阿布都", TODAY))
    assert first.superseded_at is not None
    assert reports.reported_days(session, plan_of(session))[
        first.unit_id, ReportKind.PREFECTURE_MONTHLY, 5
    ] == (TODAY)


def test_every_step_stands_in_the_history(session: Session, world: World, tmp_path: Path) -> None:
    report = reported.filed(session, world, tmp_path)
    query = select(HistoryEntry.action).where(HistoryEntry.subject == f"report:{report.id}")
    assert list(session.scalars(query.order_by(HistoryEntry.id))) == [
        "report.draw_up", "report.submit", "report.approve", "report.sign", "report.file",
    ]  # fmt: skip


def test_marks_have_names_of_their_own_in_both_languages(session: Session) -> None:
    for language in ("zh", "ug"):
        assert len(mark_names(language)) == 22 + 3
