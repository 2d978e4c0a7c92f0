"""`flask account create-admin` and `flask reference load`."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.cli.account import account
from portal.cli.reference import reference
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import Assignment, User
from portal.services import accounts

pytestmark = pytest.mark.usefixtures("connection")


def run(app: Flask, command: Any, *words: str) -> Any:
    return app.test_cli_runner().invoke(command, list(words))


def test_the_first_administrator_is_made_with_the_role(app: Flask) -> None:
    result = run(app, account, "create-admin", "root.a", "管理员甲", "--password", "Yaxshi-2020")
    assert result.exit_code == 0, result.output
    with app.app_context():
        user = db.session.scalars(select(User).where(User.username == "root.a")).one()
        held = db.session.scalars(select(Assignment.role).where(Assignment.user_id == user.id)).one()
        assert held is Role.ADMIN
        assert accounts.check_password(user, "Yaxshi-2020")


def test_a_weak_password_makes_no_account(app: Flask) -> None:
    result = run(app, account, "create-admin", "root.a", "管理员甲", "--password", "weak")
    assert result.exit_code == 1
    with app.app_context():
        assert db.session.scalars(select(User).where(User.username == "root.a")).all() == []


def test_loading_again_says_that_nothing_was_added(app: Flask) -> None:
    result = run(app, reference, "load")
    assert result.exit_code == 0, result.output
    assert "regions: 0 added" in result.output
