"""Records for the tests of pages, made and committed before a page asks for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.extensions import db
from tests.factories import World


@pytest.fixture
def made(app: Flask, world: World) -> Callable[[Callable[[Session, World], Any]], int]:
    """made(submitted) makes a record, commits it and gives its id."""

    def make(how: Callable[[Session, World], Any]) -> int:
        with app.app_context():
            record = how(db.session(), world)
            db.session.commit()
            return int(record.id)

    return make
