"""What a case of a refusal is made of, and how it is held: refused with its sentence, nothing written, then accepted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from portal.domain.problems import Problem
from portal.i18n import in_language
from portal.messages import sentence
from portal.services.accounts import AccountError
from portal.services.plans import PlanError
from portal.services.workflow import Refused
from tests.factories import World

Begin = Callable[[Session, World], Any]
Act = Callable[[Session, World, Any], object]
REFUSALS = (Refused, PlanError, AccountError)


def nothing(_session: Session, _world: World) -> None:
    """The small world as it is."""


@dataclass(frozen=True, slots=True)
class Fix:
    """A call that is refused, and the one that does what the sentence advises. begun: what stands before both; both
    get what it returns."""

    begun: Begin
    wrong: Act
    right: Act


def either(*acts: Act) -> Act:
    """Several pieces of advice in one sentence: each is taken by itself, the world put back in between."""

    def act(session: Session, world: World, record: Any) -> None:
        for one in acts:
            tried = session.begin_nested()
            one(session, world, record)
            session.flush()
            tried.rollback()
            session.expire_all()

    return act


def hold(session: Session, world: World, code: str, fix: Fix) -> None:
    """The wrong call is refused with exactly this code and writes nothing; the advised one is accepted."""
    record = fix.begun(session, world)
    with writing(session) as made, pytest.raises(REFUSALS) as refused:
        fix.wrong(session, world, record)
    problems = refused.value.problems
    assert {problem.code for problem in problems} == {code}
    assert made == []
    for problem in problems:
        said_in_both_languages(problem)
    fix.right(session, world, record)
    session.flush()


@contextmanager
def writing(session: Session) -> Iterator[list[str]]:
    """What is written meanwhile, with what the session still holds back at the end."""
    session.flush()
    with watched(session.connection()) as made:
        yield made
        session.flush()


@contextmanager
def watched(connection: Any) -> Iterator[list[str]]:
    """Statements that write to the database meanwhile; what is rolled back to a savepoint has not been written."""
    made, marks = list[str](), list[int]()

    def executed(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE"):
            made.append(statement)

    def saved(_connection: Any, _name: str | None) -> None:
        marks.append(len(made))

    def released(_connection: Any, _name: str, _context: None) -> None:
        marks.pop()

    def rolled_back(_connection: Any, _name: str, _context: None) -> None:
        del made[marks.pop() :]

    heard = {
        "before_cursor_execute": executed,
        "savepoint": saved,
        "release_savepoint": released,
        "rollback_savepoint": rolled_back,
    }
    for name, listener in heard.items():
        event.listen(connection, name, listener)
    try:
        yield made
    finally:
        for name, listener in heard.items():
            event.remove(connection, name, listener)


HAN = re.compile("[\u4e00-\u9fff]")
TYPED = frozenset({"document", "evidence", "name", "number", "person", "project", "text", "word"})
"""Values that somebody typed, and numbers of papers: they stand as they are, whatever the language."""


def said_in_both_languages(problem: Problem) -> None:
    """The sentence has a value for all that it names, in words of the language."""
    for language in ("zh", "ug"):
        with in_language(language):
            text = sentence(problem)
        assert not [hole for hole in ("None", "“”", "«»", "  ", " ,", "()") if hole in text], text
        if language == "ug":
            for value in (str(v) for name, v in problem.params.items() if name in TYPED):
                text = text.replace(value, "")
            assert not HAN.search(text), text
