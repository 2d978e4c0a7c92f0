"""Reference data: what is loaded, and that loading again changes nothing."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.indicators import Level1, Level2, Operator
from portal.domain.regions import level_of, parent_of
from portal.domain.roles import Level
from portal.models import CalendarDay, CalendarYear, LibraryIndicator, Plan, ProjectType, Region
from portal.services import reference

pytestmark = pytest.mark.usefixtures("connection")


def test_loading_again_adds_nothing(session: Session) -> None:
    assert set(reference.load_reference(session).values()) == {0}


def test_loading_again_keeps_what_was_edited(session: Session) -> None:
    region = session.scalars(select(Region).where(Region.code == "653228")).one()
    region.name_ug = "خېكاڭ"
    indicator = session.scalars(select(LibraryIndicator).order_by(LibraryIndicator.id)).first()
    assert indicator is not None
    indicator.name = "改过的名称"
    session.flush()
    reference.load_reference(session)
    assert region.name_ug == "خېكاڭ"
    assert indicator.name == "改过的名称"
    assert session.scalar(select(func.count(LibraryIndicator.id))) == 188


def test_a_missing_place_is_added_again(session: Session) -> None:
    session.delete(session.scalars(select(Region).where(Region.code == "659012")).one())
    session.flush()
    assert reference.load_regions(session) == 1


def test_places_fit_their_codes(session: Session) -> None:
    rows = session.scalars(select(Region)).all()
    assert len(rows) >= 127
    for row in rows:
        assert row.level is level_of(row.code)
        assert row.parent_code == parent_of(row.code)
        assert row.name_ug, row.code
    assert sum(r.level is Level.PREFECTURE for r in rows) == 15


def test_a_renamed_county_names_its_successor(session: Session) -> None:
    old = session.scalars(select(Region).where(Region.code == "654223")).one()
    assert old.succeeded_by == "654203"
    assert old.valid_on(date(2020, 12, 31))
    assert not old.valid_on(date(2021, 1, 1))


def test_names_without_a_source_are_marked(session: Session) -> None:
    marked = session.scalars(select(Region.code).where(Region.name_source == "transliterated_unconfirmed"))
    assert set(marked) == {"653228", "653229", "659012"}


def test_the_library_is_in_codes_without_stars(session: Session) -> None:
    rows = session.scalars(select(LibraryIndicator)).all()
    types = set(session.scalars(select(ProjectType.code)))
    assert len(rows) == 188
    assert len(types) == 17
    for row in rows:
        assert row.type_code in types
        assert Level2(row.level2).level1 is Level1(row.level1)
        assert Operator(row.operator)
        assert row.name[0] not in "★*"
        assert row.source


def test_core_indicators_are_marked(session: Session) -> None:
    core = set(session.scalars(select(LibraryIndicator.name).where(LibraryIndicator.core)))
    assert {"补助鱼塘面积", "受益建档立卡贫困人口数", "贫困地区旅游基础设施建设质量达标率"} <= core


def test_the_national_calendar_is_complete_from_2004(session: Session) -> None:
    years = set(session.scalars(select(CalendarYear.year)))
    assert set(range(2004, 2027)) <= years
    national = session.scalars(select(CalendarDay).where(CalendarDay.scope == "CN")).all()
    assert all(row.working == (row.day.weekday() >= 5) for row in national)
    assert all(row.name_zh and row.name_ug for row in national)


def test_the_regions_holidays_are_only_those_with_a_source(session: Session) -> None:
    own = session.scalars(select(CalendarDay).where(CalendarDay.scope == "XJ")).all()
    assert {row.day.year for row in own} == {2013, 2016}
    assert all("174号" in row.source for row in own)


def test_the_plan_of_2020_names_the_source_of_everything(session: Session) -> None:
    plan = session.scalars(select(Plan).where(Plan.year == 2020)).one()
    assert all(p.source for p in plan.parameters)
    assert all(r.basis for r in plan.rounds)
    due = {r.code: (r.cutoff_month, r.due_on) for r in plan.rounds}
    assert due["target"] == (None, date(2020, 6, 30))
    assert due["m06"] == (6, date(2020, 7, 20))
    for row in (*plan.criteria, *plan.funds, *plan.rounds):
        assert row.name_zh
        assert row.name_ug
    for form in plan.forms:
        assert len(form.notes_zh.splitlines()) == len(form.notes_ug.splitlines())
        assert len(form.sign_zh.splitlines()) == len(form.sign_ug.splitlines())


def test_both_vocabularies_have_the_same_codes() -> None:
    words = [reference.vocabulary(code) for code in reference.vocabularies()]
    assert len({tuple(t["code"] for t in w["terms"]) for w in words}) == 1
    assert len({tuple(f["code"] for f in w["funds"]) for w in words}) == 1
