"""Copies for information: to units of the chain that see the record anyway; a copy gives no right."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access.guards import NotAllowed
from portal.access.scope import visible
from portal.models import Check, Filing, HistoryEntry, Light, Notice, Order, Unit
from portal.services import checks, copies, workflow
from portal.services.copies import MOST_WORDS
from portal.services.workflow import Refused
from tests.evaluated import evaluated
from tests.factories import World
from tests.filed import drafted, submitted
from tests.lit import explained
from tests.ordered import drafted as order_draft
from tests.ordered import issued

Record = Filing | Order | Check | Light
Make = Callable[[Session, World], Record]


def checked(session: Session, world: World) -> Check:
    """A concluded check by the center."""
    center = world.actor(session, "center")
    check = checks.open_check(session, center, evaluated(session, world))
    checks.save(
        session,
        center,
        check,
        checks.CheckEntry(conclusion="属实", rows=(checks.RowEntry("k1", "8公里", 4000, "实地丈量"),)),
    )
    checks.conclude(session, center, check)
    return check


def unit_of(session: Session, code: str) -> Unit:
    """A unit by its code."""
    return session.scalars(select(Unit).where(Unit.code == code)).one()


@pytest.mark.parametrize("make", [submitted, issued, explained, checked])
def test_a_copy_of_each_kind_of_record_reaches_those_who_see_it(
    session: Session, world: World, make: Make
) -> None:
    record = make(session, world)
    sender, to = (
        world.actor(session, "prefecture"),
        [unit_of(session, "653222F"), unit_of(session, "650000C")],
    )
    sent = copies.send(session, sender, record, {unit.id for unit in to}, "供参阅")
    assert {unit.id for unit in sent} == {unit.id for unit in to}
    told = session.scalars(select(Notice).where(Notice.code == "copy.send")).all()
    assert {(n.unit_id, n.role) for n in told} == {(to[0].id, "reviewer"), (to[1].id, "center")}
    assert {n.subject for n in told} == {workflow.subject_of(record)}
    assert json.loads(told[0].params)["reason"] == "供参阅"
    entry = session.scalars(select(HistoryEntry).where(HistoryEntry.action == "copy.send")).one()
    assert entry.chain == f"project:{copies.bearer_of(record).id}"


def test_the_chain_is_the_department_the_bureaus_above_it_and_the_center(
    session: Session, world: World
) -> None:
    filing = submitted(session, world)
    found = [unit.code for unit in copies.choices(session, world.actor(session, "unit"), filing)]
    assert sorted(map(str, found)) == ["650000C", "653200F", "653222F"]
    found = [unit.code for unit in copies.choices(session, world.actor(session, "county"), filing)]
    assert sorted(map(str, found)) == ["650000C", "653200F", "653222U1"]
    region = submitted(session, world, "region")
    found = [unit.code for unit in copies.choices(session, world.actor(session, "division"), region)]
    assert sorted(map(str, found)) == ["650000C", "650000U1"]


def exists_for(session: Session, world: World, who: str, record: Any) -> bool:
    """Whether an account can open a record."""
    model = type(record)
    query = visible(model, world.actor(session, who)).where(model.id == record.id)
    return session.scalars(query).one_or_none() is not None


@pytest.mark.parametrize(
    ("make", "by", "code", "who"),
    [(drafted, "unit", "650000C", "center"), (order_draft, "prefecture", "653222F", "county")],
)
def test_what_the_addressee_cannot_open_is_not_copied_and_nothing_opens_it(
    session: Session, world: World, make: Make, by: str, code: str, who: str
) -> None:
    record, unit = make(session, world), unit_of(session, code)
    assert unit in copies.choices(session, world.actor(session, by), record)
    with pytest.raises(Refused) as refused:
        copies.send(session, world.actor(session, by), record, {unit.id}, "供参阅")
    assert [p.code for p in refused.value.problems] == ["copy.units.unseen"]
    assert refused.value.problems[0].params["unit_zh"] == unit.name_zh
    assert session.scalars(select(Notice).where(Notice.code == "copy.send")).all() == []
    assert not exists_for(session, world, who, record)


@pytest.mark.parametrize(
    ("units", "word", "mended", "code"),
    [
        ((), "供参阅", (("653222F",), "供参阅"), "copy.units.missing"),
        (("653125F",), "供参阅", (("653222F",), "供参阅"), "copy.units.wrong"),
        (("653200F",), "供参阅", (("653222F",), "供参阅"), "copy.units.wrong"),
        (("653222F",), "  ", (("653222F",), "供参阅"), "copy.word.missing"),
        (("653222F",), "字" * (MOST_WORDS + 1), (("653222F",), "字" * MOST_WORDS), "copy.word.long"),
    ],
)
def test_what_stands_against_a_copy_is_gone_when_mended(
    session: Session,
    world: World,
    units: tuple[str, ...],
    word: str,
    mended: tuple[tuple[str, ...], str],
    code: str,
) -> None:
    filing, sender = submitted(session, world), world.actor(session, "prefecture")
    with pytest.raises(Refused) as refused:
        copies.send(session, sender, filing, {unit_of(session, c).id for c in units}, word)
    assert [p.code for p in refused.value.problems] == [code]
    codes, again = mended
    assert copies.send(session, sender, filing, {unit_of(session, c).id for c in codes}, again)


@pytest.mark.parametrize("who", ["county2", "prefecture2", "division", "leader", "auditor", "admin"])
def test_who_cannot_act_on_a_record_copies_nothing(session: Session, world: World, who: str) -> None:
    filing = submitted(session, world)
    with pytest.raises(NotAllowed):
        copies.send(session, world.actor(session, who), filing, {unit_of(session, "653222F").id}, "供参阅")
