"""One commit per request, in one place; before it the lights of what was written come in step."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import make_response

from portal import clock
from portal.extensions import db
from portal.services import lights

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
