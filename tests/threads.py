"""Many hands at once: run a piece of work in threads that start together and see the tests' clock."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context
from threading import Barrier, Thread
from time import sleep
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from portal.extensions import db
from portal.services.locking import StaleRecord

PAUSE = 0.02
"""Seconds that a person would need to look at the other's version; without them the hands only trip each other up."""


def together(hands: int, work: Callable[[int], Any]) -> list[Any]:
    """Do work(0) … work(hands - 1) at once; what each gave, or raise the first error."""
    given: list[Any] = [None] * hands
    errors: list[BaseException] = []
    start = Barrier(hands)

    def run(number: int) -> None:
        start.wait(timeout=60)
        try:
            given[number] = work(number)
        except BaseException as error:
            errors.append(error)

    threads = [Thread(target=copy_context().run, args=(run, number)) for number in range(hands)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=300)
    if errors:
        raise errors[0]
    return given


def committed(app: Flask, act: Callable[[Session], Any]) -> Any:
    """One transaction of its own, as a request has it: committed, or rolled back on any error."""
    with app.app_context():
        try:
            found = act(db.session())
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise
        finally:
            db.session.remove()
        return found


def retried(act: Callable[[], None]) -> int:
    """Do something until it meets no conflict, as people do; how often it had to be done again."""
    again = 0
    while True:
        try:
            act()
        except (StaleRecord, StaleDataError):
            again += 1
            sleep(PAUSE)
            continue
        return again
