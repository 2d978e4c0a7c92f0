"""One commit per request, in one place; before it the lights of what was written come in step."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import make_response
from sqlalchemy.orm import Session

from portal import clock
from portal.extensions import db, read_only
from portal.services import lights

Result = TypeVar("Result")
View = TypeVar("View", bound=Callable[..., Any])


def writes_also(*refusals: int) -> Callable[[View], View]:
    """Commit after an answer below 400 or one of the given refusals (a failed log-in must count), else roll back."""

    def declare(view: View) -> View:
        @wraps(view)
        def within_one_transaction(*args: Any, **kwargs: Any) -> Any:
            try:
                response = make_response(view(*args, **kwargs))
                if response.status_code < 400 or response.status_code in refusals:
                    lights.settle(db.session(), clock.today())
                    db.session.commit()
                else:
                    db.session.rollback()
            except BaseException:
                db.session.rollback()
                raise
            return response

        within_one_transaction.writes = True  # type: ignore[attr-defined]
        return within_one_transaction  # type: ignore[return-value]

    return declare


def writes(view: View) -> View:
    """Commit after an answer below 400, roll back after any other answer or an exception."""
    return writes_also()(view)


def in_own_transaction(work: Callable[[Session], Result]) -> Result:
    """Do the little that a request which reads has to leave behind, and commit it; returns what the work does.

    It is for what is the same whoever asks and however often: a version entered in a register, a failed guess counted.
    What the request had loaded is let go before, as its transaction only reads; records are not to be used after it.
    """
    db.session.rollback()
    token = read_only.set(False)
    try:
        result = work(db.session())
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        read_only.reset(token)
    return result
