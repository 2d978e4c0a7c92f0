"""The chain of a problem: links in order with the working days they took, what is awaited, and the six stations."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from portal.domain.chains import (
    Course,
    Happening,
    Link,
    LinkState,
    Party,
    Phase,
    in_order,
    links,
    stations,
)
from portal.domain.deadlines import WorkCalendar
from portal.domain.filings import OrderStatus
from portal.domain.roles import Level

CALENDAR = WorkCalendar(
    {date(2020, 6, 25): False, date(2020, 6, 26): False, date(2020, 6, 28): True}, frozenset({2020})
)
"""The Dragon Boat holiday from Thursday to Saturday, the Sunday after it worked."""

UNIT, ISSUER = Party("乡政府", "", Level.COUNTY), Party("地区财政局", "", Level.PREFECTURE)
COURSE = Course(OrderStatus.ISSUED, date(2020, 6, 30), UNIT, ISSUER)
LIT = Happening("light.lit", date(2020, 6, 15))
ISSUED = Happening("order.issue", date(2020, 6, 16), who=(ISSUER,), due=date(2020, 6, 30))
SIGNED = Happening("order.acknowledge", date(2020, 6, 17), who=(UNIT,))
REPLIED = Happening("order.reply", date(2020, 6, 24), who=(UNIT,), reply=1)
BACK = Happening("order.send_back", date(2020, 6, 29), who=(ISSUER,))
CLOSED = Happening("order.close", date(2020, 7, 3), who=(ISSUER,))


def ahead(status: OrderStatus, today: date, **more: object) -> list[tuple[str, str, str]]:
    """Action, state and party of what is still to come."""
    course = replace(COURSE, status=status, **more)
    found = [link for link in links([LIT, ISSUED], course, today, CALENDAR) if link.what is None]
    return [(link.action, link.state.value, link.who[0].name_zh if link.who else "") for link in found]


def states(
    happened: list[Happening], status: OrderStatus, today: date
) -> dict[Phase, tuple[LinkState, date | None]]:
    """State and day of each station."""
    course = replace(COURSE, status=status)
    found = stations(links(happened, course, today, CALENDAR), course, CALENDAR)
    return {station.phase: (station.state, station.on) for station in found}


def test_each_step_took_working_days_since_the_step_before_over_the_holiday() -> None:
    course = replace(COURSE, status=OrderStatus.CLOSED)
    whole = links([CLOSED, BACK, REPLIED, SIGNED, ISSUED, LIT], course, date(2020, 7, 13), CALENDAR)
    assert [(link.action, link.days) for link in whole] == [
        ("light.lit", None),
        ("order.issue", 1),
        ("order.acknowledge", 1),
        ("order.reply", 5),
        ("order.send_back", 2),
        ("order.close", 4),
    ]


def test_a_reminder_and_a_rung_are_links_but_do_not_shorten_a_step() -> None:
    nudged = Happening("order.remind", date(2020, 6, 22), detail="before")
    climbed = Happening("order.escalate", date(2020, 7, 2), detail="clerk", late=2)
    answered = replace(REPLIED, on=date(2020, 7, 3))
    whole = links([ISSUED, SIGNED, nudged, climbed, answered], COURSE, date(2020, 7, 3), CALENDAR)
    days = {link.action: (link.days, link.late) for link in whole if link.what}
    assert days["order.reply"] == (11, 3)
    assert days["order.escalate"] == (None, 2)
    assert days["order.remind"] == (None, 0)


def test_a_reply_is_late_against_the_day_that_held_when_it_came() -> None:
    granted = Happening("order.extend_grant", date(2020, 6, 29), due=date(2020, 7, 7))
    answered = replace(REPLIED, on=date(2020, 7, 6))
    assert links([ISSUED, answered], COURSE, answered.on, CALENDAR)[1].late == 4
    assert links([ISSUED, granted, answered], COURSE, answered.on, CALENDAR)[2].late == 0


def test_a_reply_on_the_saturday_after_a_friday_is_a_day_late() -> None:
    friday = replace(ISSUED, due=date(2020, 7, 10))
    answered = replace(REPLIED, on=date(2020, 7, 11))
    assert links([friday, answered], COURSE, answered.on, CALENDAR)[1].late == 1


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (
            OrderStatus.DRAFT,
            [
                ("order.issue", "now", "地区财政局"),
                ("order.acknowledge", "waiting", "乡政府"),
                ("order.reply", "waiting", "乡政府"),
                ("order.verify", "waiting", "地区财政局"),
            ],
        ),
        (
            OrderStatus.ISSUED,
            [
                ("order.acknowledge", "now", "乡政府"),
                ("order.reply", "waiting", "乡政府"),
                ("order.verify", "waiting", "地区财政局"),
            ],
        ),
        (
            OrderStatus.ACKNOWLEDGED,
            [("order.reply", "now", "乡政府"), ("order.verify", "waiting", "地区财政局")],
        ),
        (
            OrderStatus.SENT_BACK,
            [("order.reply", "now", "乡政府"), ("order.verify", "waiting", "地区财政局")],
        ),
        (OrderStatus.REPLIED, [("order.verify", "now", "地区财政局")]),
        (OrderStatus.CLOSED, []),
        (OrderStatus.WITHDRAWN, []),
    ],
)
def test_what_is_awaited_and_of_whom_follows_from_the_state(
    status: OrderStatus, expected: list[tuple[str, str, str]]
) -> None:
    assert ahead(status, date(2020, 6, 17)) == expected


def test_what_is_at_hand_past_its_day_is_late_by_working_days_and_says_how_long_it_has_taken() -> None:
    [at_hand, *_rest] = [
        link for link in links([LIT, ISSUED], COURSE, date(2020, 7, 6), CALENDAR) if link.what is None
    ]
    assert (at_hand.state, at_hand.late, at_hand.days) == (LinkState.LATE, 4, 13)
    assert links([], COURSE, date(2020, 6, 20), CALENDAR)[0].days is None


def test_a_draft_is_never_late() -> None:
    assert ahead(OrderStatus.DRAFT, date(2020, 7, 6))[0][1] == "now"


def test_a_request_for_a_later_day_waits_for_the_issuer_beside_the_answer_that_is_owed() -> None:
    assert ahead(OrderStatus.ACKNOWLEDGED, date(2020, 6, 17), asks=True)[0] == (
        "order.extend_answer",
        "now",
        "地区财政局",
    )


def test_a_light_that_still_shines_is_awaited_once_the_order_is_closed() -> None:
    assert ahead(OrderStatus.CLOSED, date(2020, 7, 6), shines=True) == [("light.go_out", "now", "")]
    assert ("light.go_out", "now", "") not in ahead(OrderStatus.REPLIED, date(2020, 7, 6), shines=True)


def test_things_of_one_day_go_by_the_hour_and_those_without_one_first() -> None:
    early = datetime(2020, 6, 16, 1, tzinfo=UTC)
    late = datetime(2020, 6, 16, 2, tzinfo=UTC)
    found = in_order(
        [replace(ISSUED, at=late), replace(SIGNED, on=ISSUED.on, at=early), replace(LIT, on=ISSUED.on)]
    )
    assert [h.action for h in found] == ["light.lit", "order.acknowledge", "order.issue"]


def test_the_stations_of_a_closed_problem_are_all_done_with_their_days() -> None:
    found = states([LIT, ISSUED, SIGNED, REPLIED, CLOSED], OrderStatus.CLOSED, date(2020, 7, 13))
    assert [state for state, _on in found.values()] == [LinkState.DONE] * 6
    assert found[Phase.FOUND][1] == LIT.on
    assert found[Phase.VERIFIED][1] == found[Phase.CLOSED][1] == CLOSED.on


def test_what_was_sent_back_is_to_be_answered_again() -> None:
    found = states([LIT, ISSUED, SIGNED, REPLIED, BACK], OrderStatus.SENT_BACK, date(2020, 6, 29))
    assert found[Phase.REPLIED] == (LinkState.NOW, None)
    assert found[Phase.VERIFIED] == (LinkState.WAITING, None)
    late = states([LIT, ISSUED, SIGNED, REPLIED, BACK], OrderStatus.SENT_BACK, date(2020, 7, 2))
    assert late[Phase.REPLIED] == (LinkState.LATE, None)


def test_stations_of_a_withdrawn_order_end_where_it_was_withdrawn() -> None:
    given_up = Happening("order.withdraw", date(2020, 6, 18), who=(ISSUER,))
    found = states([LIT, ISSUED, SIGNED, given_up], OrderStatus.WITHDRAWN, date(2020, 7, 13))
    assert [state for state, _on in found.values()] == [LinkState.DONE] * 3 + [LinkState.SKIPPED] * 3


def test_a_problem_without_a_source_is_found_on_the_day_of_its_order() -> None:
    found = states([ISSUED], OrderStatus.ISSUED, date(2020, 6, 16))
    assert found[Phase.FOUND] == (LinkState.DONE, ISSUED.on)
    assert isinstance(links([ISSUED], COURSE, ISSUED.on, CALENDAR)[0], Link)
