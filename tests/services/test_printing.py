"""Printing in bulk: what a job is made of, who it belongs to, what the worker leaves, what is taken up again."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.guards import NotAllowed
from portal.access.scope import NotVisible, fetch
from portal.domain.printing import PaperStep, PrintKind, PrintState
from portal.models import Assignment, Notice, PrintItem, PrintJob, User
from portal.reporting import issuing
from portal.services import bulletins, printing
from portal.services.print_choices import Wanted
from portal.services.printing import Result
from portal.services.workflow import Refused
from tests import filed, reported
from tests.batches import asked, forms, three_orders
from tests.conftest import TODAY
from tests.factories import World
from tests.ordered import drafted, issued

RESULT = Result("1-abc.pdf", 1000, "a" * 64)


def subjects(session: Session, job: PrintJob) -> list[str]:
    """The records of a job in their order."""
    return [item.subject for item in printing.items(session, job.id)]


def test_open_orders_of_a_place_are_chosen_in_the_order_of_projects_and_drafts_are_not(
    session: Session, world: World
) -> None:
    first, second = issued(session, world), issued(session, world)
    drafted(session, world)
    job = asked(session, world)
    assert subjects(session, job) == [f"order:{first.id}", f"order:{second.id}"]
    assert (job.total, job.done, job.state) == (2, 0, PrintState.WAITING)
    assert job.name_zh == "和田地区"


def test_forms_of_a_round_are_those_that_were_filed(session: Session, world: World) -> None:
    wanted = forms(session, world)
    filed.drafted(session, world, "region")
    job = asked(session, world, wanted=wanted)
    (item,) = printing.items(session, job.id)
    assert item.subject == f"filing:{world.filing(session, 'own').id}"
    assert item.place_zh == "墨玉县"
    assert item.place_ug
    assert world.project(session, "own").code in item.name


def test_the_orders_of_a_push_are_those_the_bulletin_tells_of(session: Session, world: World) -> None:
    told = issued(session, world)
    monday = TODAY + timedelta(days=7 - TODAY.weekday())
    made = {b.unit.code: b for b in bulletins.push(session, monday)}
    issued(session, world)
    job = asked(session, world, "county", wanted=Wanted(PrintKind.PUSHED, bulletin_id=made["653222F"].id))
    assert subjects(session, job) == [f"order:{told.id}"]


def test_reports_are_the_prefectures_last_ones_that_were_signed(session: Session, world: World) -> None:
    wanted = Wanted(PrintKind.REPORTS)
    with pytest.raises(Refused):
        asked(session, world, "center", wanted=wanted)
    report = reported.signed(session, world)
    reported.drawn(session, world, "prefecture2")
    job = asked(session, world, "center", wanted=wanted)
    assert subjects(session, job) == [f"report:{report.id}"]
    built = issuing.built(session, world.actor(session, "center"), f"report:{report.id}")
    assert (built.paper.number, built.unit_id) == (report.number, report.unit_id)
    with pytest.raises(Refused):
        asked(session, world, "county", wanted=wanted)


def test_places_rounds_and_pushes_of_others_do_not_exist(session: Session, world: World) -> None:
    issued(session, world)
    foreign = [
        Wanted(PrintKind.OPEN_ORDERS, "653125"),
        Wanted(PrintKind.FORMS, "", 999_999),
        Wanted(PrintKind.PUSHED, bulletin_id=999_999),
    ]
    for wanted in foreign:
        with pytest.raises(NotVisible):
            asked(session, world, wanted=wanted)
    with pytest.raises(NotAllowed):
        asked(session, world, "admin")


def test_a_job_belongs_to_whoever_asked_for_it(session: Session, world: World) -> None:
    job = three_orders(session, world)
    assert fetch(session, PrintJob, world.actor(session, "prefecture"), job.id) is job
    for other in ("county", "prefecture2", "center", "auditor"):
        with pytest.raises(NotVisible):
            fetch(session, PrintJob, world.actor(session, other), job.id)


def test_the_same_may_be_asked_for_by_two_people_and_in_two_languages(session: Session, world: World) -> None:
    three_orders(session, world)
    assert asked(session, world, "center").state is PrintState.WAITING
    assert asked(session, world, language="ug").state is PrintState.WAITING


def test_the_oldest_job_is_taken_first_and_one_that_runs_before_those_that_wait(
    session: Session, world: World
) -> None:
    first = three_orders(session, world)
    second = asked(session, world, "center")
    assert printing.take(session) is first
    assert printing.take(session) is first
    assert printing.finish(session, first.id, RESULT)
    assert printing.take(session) is second
    assert printing.take(session, first.id) is None
    printing.cancel(session, second)
    assert printing.take(session) is None
    assert not printing.is_waiting(session)


def test_papers_are_counted_as_they_are_done_and_a_lost_file_is_made_again(
    session: Session, world: World
) -> None:
    job = three_orders(session, world)
    printing.take(session)
    one, two, three = printing.items(session, job.id)
    printing.paper_done(session, one, "ab/abc.pdf", None)
    printing.paper_skipped(session, two)
    assert (job.done, job.skipped) == (2, 1)
    printing.redo(session, one)
    assert (job.done, one.state, three.state) == (1, PaperStep.WAITING, PaperStep.WAITING)


def test_a_cancelled_job_gets_no_file_and_no_error(session: Session, world: World) -> None:
    job = three_orders(session, world)
    printing.take(session)
    printing.cancel(session, job)
    assert not printing.goes_on(session, job.id)
    assert not printing.finish(session, job.id, RESULT)
    printing.fail(session, job.id, "OSError")
    assert (job.state, job.file_name, job.error) == (PrintState.CANCELLED, "", None)


def test_the_worker_acts_in_the_role_of_whoever_asked_as_long_as_it_holds(
    session: Session, world: World
) -> None:
    job = three_orders(session, world)
    actor = world.actor(session, "prefecture")
    assert printing.actor_for(session, job, TODAY) == actor
    held = session.scalars(select(Assignment).where(Assignment.id == actor.assignment_id)).one()
    held.ends_on = TODAY
    assert printing.actor_for(session, job, TODAY) is not None
    assert printing.actor_for(session, job, TODAY + timedelta(days=1)) is None
    held.ends_on = None
    session.scalars(select(User).where(User.id == actor.user_id)).one().active = False
    assert printing.actor_for(session, job, TODAY) is None


def test_a_file_is_forgotten_when_it_was_kept_long_enough(session: Session, world: World) -> None:
    job = three_orders(session, world)
    printing.take(session)
    printing.finish(session, job.id, RESULT)
    assert printing.expired(session, timedelta(days=7)) == []
    with clock.frozen(TODAY + timedelta(days=8)):
        assert printing.expired(session, timedelta(days=7)) == ["1-abc.pdf"]
    assert (job.state, job.file_name) == (PrintState.DONE, "")
    assert session.scalars(select(PrintItem).where(PrintItem.job_id == job.id)).all()


def test_whoever_asked_is_told_when_the_file_is_there_and_when_it_never_will_be(
    session: Session, world: World
) -> None:
    issued(session, world)
    job = asked(session, world)
    printing.take(session)
    for item in printing.items(session, job.id):
        printing.paper_done(session, item, "aa/x.pdf", None)
    assert printing.finish(session, job.id, RESULT)
    (told,) = session.scalars(select(Notice).where(Notice.subject == f"job:{job.id}"))
    assert (told.code, told.user_id, told.unit_id, told.role) == (
        "job.done", job.user_id, job.unit_id, job.role.value,
    )  # fmt: skip
    assert json.loads(told.params) == {"title_zh": job.name_zh, "title_ug": job.name_ug, "papers": 1}
    other = asked(session, world)
    printing.take(session)
    printing.fail(session, other.id, "nothing")
    printing.fail(session, other.id, "nothing")
    (told,) = session.scalars(select(Notice).where(Notice.subject == f"job:{other.id}"))
    assert told.code == "job.failed"


def test_nobody_is_told_of_a_job_that_was_cancelled(session: Session, world: World) -> None:
    issued(session, world)
    job = asked(session, world)
    printing.take(session)
    printing.cancel(session, job)
    assert not printing.finish(session, job.id, RESULT)
    printing.fail(session, job.id, "late")
    assert session.scalars(select(Notice).where(Notice.subject == f"job:{job.id}")).all() == []
