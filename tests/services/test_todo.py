"""What each person has to do, from the state of the records alone."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from portal import clock
from portal.domain.flows.filings import FilingAction
from portal.services import checks, orders, ranking_objections, recordings, round_exceptions, todo, workflow
from portal.services.tasks import Task, Wanted
from tests import ranked
from tests.conftest import TODAY
from tests.drawn import whole
from tests.evaluated import evaluated
from tests.factories import World
from tests.filed import approved, decide, submitted
from tests.lit import explained
from tests.locked import asked
from tests.ordered import drafted, issued, replied


def tasks(session: Session, world: World, who: str, on: date = TODAY) -> list[Task]:
    """Tasks of an account in the order of the list."""
    found = todo.for_actor(session, world.actor(session, who), on)
    assert found.total == len(found.items)
    return [item.task for item in found.items]


def test_a_clerk_fills_what_has_opened_and_nothing_that_waits_for_the_target(
    session: Session, world: World
) -> None:
    assert tasks(session, world, "unit") == [Task.FILL]
    approved(session, world)
    opened = tasks(session, world, "unit")
    assert opened
    assert set(opened) == {Task.FILL}
    assert len(tasks(session, world, "unit", date(2020, 12, 31))) > len(opened)


def test_the_bureaus_clerk_sees_the_work_of_the_whole_place(session: Session, world: World) -> None:
    assert tasks(session, world, "county-entry") == [Task.FILL]
    assert tasks(session, world, "region-unit") == [Task.FILL]


def test_a_submission_moves_from_clerk_to_county_to_prefecture(session: Session, world: World) -> None:
    filing = submitted(session, world)
    assert (tasks(session, world, "unit"), tasks(session, world, "county")) == ([], [Task.REVIEW])
    assert tasks(session, world, "prefecture") == []
    decide(session, world.actor(session, "county"), filing, FilingAction.PASS_ON)
    assert tasks(session, world, "county") == []
    assert tasks(session, world, "prefecture") == [Task.REVIEW]
    assert tasks(session, world, "prefecture2") == []


def test_returned_work_comes_first_with_the_reviewers_words(session: Session, world: World) -> None:
    filing = submitted(session, world)
    decide(session, world.actor(session, "county"), filing, FilingAction.RETURN)
    issued(session, world)
    items = todo.for_actor(session, world.actor(session, "unit"), TODAY).items
    assert [i.task for i in items] == [Task.MEND, Task.ACKNOWLEDGE]
    assert items[0].note == "请细化数量指标"
    assert items[0].filing is filing


def test_a_recall_takes_the_work_back(session: Session, world: World) -> None:
    filing = submitted(session, world)
    workflow.perform(session, world.actor(session, "unit"), filing, FilingAction.RECALL)
    assert (tasks(session, world, "unit"), tasks(session, world, "county")) == ([Task.FILL], [])


def test_nobody_is_given_an_own_submission_to_review(session: Session, world: World) -> None:
    filing = submitted(session, world)
    filing.submitted_by = world.actor(session, "county").user_id
    session.flush()
    assert tasks(session, world, "county") == []


def test_an_approved_target_is_recorded_once(session: Session, world: World) -> None:
    filing = approved(session, world)
    assert tasks(session, world, "county") == [Task.RECORD]
    recordings.record(session, world.actor(session, "county"), [filing], {filing.id: "DT-1"}, TODAY)
    assert tasks(session, world, "county") == []


def test_a_division_reviews_records_and_checks_its_own(session: Session, world: World) -> None:
    submitted(session, world, "region")
    assert tasks(session, world, "division") == [Task.REVIEW]


def test_an_approved_evaluation_is_checked_once_by_each_unit_above(session: Session, world: World) -> None:
    filing = evaluated(session, world)
    assert tasks(session, world, "center") == [Task.CHECK]
    checks.open_check(session, world.actor(session, "center"), filing)
    assert tasks(session, world, "center") == []
    evaluated(session, world, "region")
    assert tasks(session, world, "division") == [Task.CHECK]


def test_an_order_goes_back_and_forth(session: Session, world: World) -> None:
    drafted(session, world, problem="草稿")
    assert tasks(session, world, "prefecture") == []
    order = issued(session, world)
    assert Task.ACKNOWLEDGE in tasks(session, world, "unit")
    orders.acknowledge(session, world.actor(session, "unit"), order)
    assert Task.REPLY in tasks(session, world, "unit")
    assert tasks(session, world, "prefecture") == []


def test_a_reply_is_verified_by_the_unit_that_issued(session: Session, world: World) -> None:
    order = replied(session, world)
    assert tasks(session, world, "prefecture") == [Task.VERIFY]
    assert Task.REPLY not in tasks(session, world, "unit")
    orders.send_back(session, world.actor(session, "prefecture"), order, "照片不清")
    items = todo.for_actor(session, world.actor(session, "unit"), TODAY).items
    assert [i.note for i in items if i.task is Task.REPLY] == ["照片不清"]
    assert tasks(session, world, "prefecture") == []


@pytest.mark.parametrize("who", ["center", "leader", "auditor"])
def test_overdue_orders_come_to_those_who_watch(session: Session, world: World, who: str) -> None:
    order = issued(session, world)
    assert order.due_on is not None
    assert Task.OVERDUE not in tasks(session, world, who, order.due_on)
    assert Task.OVERDUE in tasks(session, world, who, date(2020, 7, 31))


def test_an_administrator_has_no_work_in_the_workflow(session: Session, world: World) -> None:
    submitted(session, world)
    assert tasks(session, world, "admin", date(2020, 12, 31)) == []


def test_the_list_is_cut_and_the_count_is_not(
    session: Session, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        issued(session, world, problem=f"问题{number}")
    monkeypatch.setattr(todo, "LIMIT", 3)
    found = todo.for_actor(session, world.actor(session, "unit"), TODAY)
    assert (len(found.items), found.total) == (3, 5)


def test_six_statements_at_most_whatever_the_role(session: Session, world: World) -> None:
    asked(session, world)
    issued(session, world)
    whole(session, world)
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    for who in ("unit", "county", "prefecture", "division", "center", "leader", "auditor", "admin"):
        actor = world.actor(session, who)
        engine = session.connection().engine
        seen.clear()
        event.listen(engine, "before_cursor_execute", note)
        todo.for_actor(session, actor, clock.today())
        event.remove(engine, "before_cursor_execute", note)
        assert len(seen) <= 6, who


def test_an_explained_light_waits_for_the_level_that_judges_it(session: Session, world: World) -> None:
    light = explained(session, world)
    for who in ("unit", "county", "prefecture", "prefecture2", "division", "center"):
        tasks = todo.for_actor(session, world.actor(session, who), clock.today()).items
        mine = [item for item in tasks if item.task is Task.JUDGE]
        assert [item.light for item in mine] == ([light] if who == "prefecture" else []), who


def test_every_task_is_somebodys(session: Session, world: World) -> None:
    given = {
        task for tasks_of in (*todo._FILING_TASKS.values(), *todo._ORDER_TASKS.values()) for task in tasks_of
    }
    assert given | {Task.MEND, Task.ACKNOWLEDGE, Task.JUDGE, Task.READ, Task.EXCEPT, Task.ANSWER} == set(Task)


def test_every_task_that_can_come_can_be_asked_for(session: Session, world: World) -> None:
    """What the list is narrowed by is what may stand on it."""
    held = {
        who: set(todo.tasks_of(world.actor(session, who))) for who in ("center", "division", "prefecture")
    }
    assert all(Task.EXCEPT in tasks for tasks in held.values())
    assert {who for who, tasks in held.items() if Task.READ in tasks} == {"center", "division"}
    for who in ("unit", "county", "leader", "auditor", "admin"):
        assert not {Task.READ, Task.EXCEPT} & set(todo.tasks_of(world.actor(session, who))), who


def test_a_request_for_a_later_day_comes_first_to_those_who_say_something_to_it(
    session: Session, world: World
) -> None:
    request = asked(session, world)
    evaluated(session, world, "region")
    for who in ("prefecture", "center"):
        items = todo.for_actor(session, world.actor(session, who), TODAY).items
        assert (items[0].task, items[0].request, items[0].note) == (Task.EXCEPT, request, "县里停电"), who
        assert [item.request for item in items].count(request) == 1
    for who in ("county", "prefecture2", "division", "unit", "leader", "auditor"):
        items = todo.for_actor(session, world.actor(session, who), TODAY).items
        assert all(item.request is None for item in items), who
    round_exceptions.endorse(session, world.actor(session, "prefecture"), request, True, "属实")
    assert Task.EXCEPT not in tasks(session, world, "prefecture")
    assert tasks(session, world, "center")[0] is Task.EXCEPT
    round_exceptions.answer(session, world.actor(session, "center"), request, None, "不同意", granted=False)
    assert Task.EXCEPT not in tasks(session, world, "center")


def test_requests_are_cut_counted_and_narrowed_like_all_work(session: Session, world: World) -> None:
    asked(session, world)
    asked(session, world, "county-entry")
    center = world.actor(session, "center")
    found = todo.for_actor(session, center, TODAY, Wanted(Task.EXCEPT, first=1, most=1))
    assert (len(found.items), found.total) == (1, 2)
    assert todo.for_actor(session, center, TODAY, Wanted(Task.EXCEPT, overdue=True)).total == 0
    assert todo.for_actor(session, center, TODAY, Wanted(Task.CHECK)).total == 0


def test_an_objection_to_a_ranking_waits_for_the_center_alone_until_it_is_answered(
    session: Session, world: World
) -> None:
    objection = ranked.objected(session, world)
    found = todo.for_actor(session, world.actor(session, "center"), TODAY, Wanted(Task.ANSWER))
    assert [(i.objection, i.due, i.note) for i in found.items] == [
        (objection, ranked.UNTIL, objection.reason)
    ]
    assert found.total == 1
    for who in ("prefecture", "county", "division", "unit"):
        assert Task.ANSWER not in tasks(session, world, who)
    late = Wanted(Task.ANSWER, overdue=True)
    assert todo.for_actor(session, world.actor(session, "center"), TODAY, late).total == 0
    assert todo.for_actor(session, world.actor(session, "center"), ranked.AFTER, late).total == 1
    ranking_objections.reject(session, world.actor(session, "center"), objection, "数值无误")
    assert Task.ANSWER not in tasks(session, world, "center")
