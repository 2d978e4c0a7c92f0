"""Every address declares who may ask for it, in one spelling."""

from __future__ import annotations

import re

import pytest
from flask import Flask

import config as settings
from portal import application, create_app
from portal.access.guards import requires
from portal.admin import declared_abilities
from portal.domain.permissions import TABLE, Ability

PUBLIC = {
    "account.login", "account.enter", "account.logout", "account.set_language", "health.live", "health.ready",
    "proof.form", "proof.show",
}  # fmt: skip
"""All that answers without a person."""

CONVERTERS = {"int", "path", "any", "uuid", "string"}


def test_every_endpoint_declares_its_ability(app: Flask) -> None:
    assert application.undeclared_endpoints(app) == []


def test_the_portal_does_not_start_with_an_endpoint_that_declares_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    from flask import Blueprint

    room = Blueprint("forgotten", __name__)
    room.get("/forgotten")(lambda: "")
    monkeypatch.setattr(application, "BLUEPRINTS", (*application.BLUEPRINTS, room))
    config = settings.TestingConfig()
    config.INSTANCE = str(tmp_path)
    config.SQLALCHEMY_DATABASE_URI = "sqlite://"
    with pytest.raises(settings.ConfigurationError, match="forgotten"):
        create_app(config)


def test_nothing_answers_a_stranger_but_the_log_in(app: Flask) -> None:
    public = {
        name
        for name, view in app.view_functions.items()
        if getattr(view, "required_ability", None) is Ability.PUBLIC
    }
    assert public == PUBLIC
    assert Ability.PUBLIC not in declared_abilities(app).values()


def test_every_ability_has_a_row_and_every_row_is_used(app: Flask) -> None:
    assert set(TABLE) == set(Ability)


def test_addresses_are_in_one_spelling(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        plain = re.sub(r"<[^>]+>", "x", rule.rule)
        assert re.fullmatch(r"/[a-z0-9\-/.]*", plain), rule.rule
        for kind, name in re.findall(r"<(?:(\w+):)?(\w+)>", rule.rule):
            assert name.endswith("_id") == (kind == "int"), rule.rule
            assert kind in CONVERTERS or not kind, rule.rule


def test_the_guard_keeps_the_name_of_a_view() -> None:
    def view() -> str:
        return ""

    guarded = requires(Ability.SIGNED_IN)(view)
    assert guarded.__name__ == "view"
    assert guarded.required_ability is Ability.SIGNED_IN  # type: ignore[attr-defined]
