"""Production starts with a key, a database and no demo accounts, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, update

import config
from config import ConfigurationError, ProductionConfig, from_environment
from portal import application, create_app
from portal.cli.demo import demo
from portal.extensions import db
from portal.models import Base, User

KEY = "k" * 48


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the portal is set."""
    for name in (
        "SECRET_KEY",
        "DATABASE_URL",
        "PORTAL_CONFIG",
        "TRUSTED_PROXIES",
        "MAIL_SERVER",
        "MAIL_FROM",
        "PORTAL_DATE",
        "PUBLIC_ADDRESS",
        "FLASK_RUN_FROM_CLI",
    ):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def address(tmp_path: Path) -> str:
    """A database that holds one demo account and one real one."""
    made = f"sqlite:///{tmp_path / 'portal.sqlite'}"
    settings = config.TestingConfig()
    settings.SQLALCHEMY_DATABASE_URI, settings.INSTANCE = made, str(tmp_path)
    app = create_app(settings)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        for name, is_demo in (("county", True), ("clerk", False)):
            db.session.add(User(username=name, full_name=name, password_hash="-", demo=is_demo))
        db.session.commit()
        db.engine.dispose()
    return made


def production(tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> ProductionConfig:
    monkeypatch.setenv("SECRET_KEY", KEY)
    monkeypatch.setenv("DATABASE_URL", address)
    made = ProductionConfig()
    made.INSTANCE = str(tmp_path)
    return made


def test_a_server_is_a_production_server_unless_another_configuration_is_named() -> None:
    with pytest.raises(ConfigurationError, match="SECRET_KEY"):
        from_environment()


def test_a_typed_command_means_the_installation_of_this_folder_unless_a_database_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config, "FOLDER", tmp_path)
    monkeypatch.setenv("FLASK_RUN_FROM_CLI", "true")
    (tmp_path / "secret_key").write_text(KEY, "ascii")
    assert from_environment().NAME == "demo"
    monkeypatch.setenv("DATABASE_URL", "postgresql://portal@/portal")
    with pytest.raises(ConfigurationError, match="SECRET_KEY"):
        from_environment()


@pytest.mark.parametrize("key", ["", "short", "k" * 31])
def test_production_refuses_to_start_without_a_long_key(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("SECRET_KEY", key)
    monkeypatch.setenv("DATABASE_URL", "sqlite://")
    with pytest.raises(ConfigurationError, match="SECRET_KEY"):
        ProductionConfig()


def test_production_refuses_to_start_without_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", KEY)
    with pytest.raises(ConfigurationError, match="DATABASE_URL"):
        ProductionConfig()


def test_production_refuses_to_start_beside_demo_accounts(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ConfigurationError, match="demo accounts"):
        create_app(production(tmp_path, address, monkeypatch))


def test_production_starts_once_the_demo_accounts_are_closed(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = config.TestingConfig()
    settings.SQLALCHEMY_DATABASE_URI, settings.INSTANCE = address, str(tmp_path)
    closed = create_app(settings).test_cli_runner().invoke(demo, ["remove-accounts"])
    assert closed.output == "1 demo accounts closed\n"
    app = create_app(production(tmp_path, address, monkeypatch))
    with app.app_context():
        assert {u.username for u in db.session.scalars(select(User)) if u.active} == {"clerk"}
        db.engine.dispose()


def test_no_demo_world_is_built_in_production(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = production(tmp_path, address, monkeypatch)
    plain = config.TestingConfig()
    plain.SQLALCHEMY_DATABASE_URI, plain.INSTANCE = address, str(tmp_path)
    with create_app(plain).app_context():
        db.session.execute(update(User).values(demo=False))
        db.session.commit()
    answer = create_app(settings).test_cli_runner().invoke(demo, ["--projects", "1"])
    assert answer.exit_code == 1
    assert "no demo world in production" in answer.output


@pytest.mark.parametrize("spelling", ["postgres://", "postgresql://", "postgresql+psycopg://"])
def test_any_spelling_of_a_postgresql_address_leads_to_the_driver_of_the_house(
    monkeypatch: pytest.MonkeyPatch, spelling: str
) -> None:
    monkeypatch.setenv("SECRET_KEY", KEY)
    monkeypatch.setenv("DATABASE_URL", f"{spelling}portal@localhost/portal")
    assert ProductionConfig().SQLALCHEMY_DATABASE_URI == "postgresql+psycopg://portal@localhost/portal"


def test_a_wrong_number_of_proxies_is_refused_with_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", KEY)
    monkeypatch.setenv("DATABASE_URL", "sqlite://")
    monkeypatch.setenv("TRUSTED_PROXIES", "one")
    with pytest.raises(ConfigurationError, match="TRUSTED_PROXIES"):
        ProductionConfig()


def test_an_unknown_configuration_is_refused_with_the_known_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_CONFIG", "staging")
    with pytest.raises(ConfigurationError, match="demo, production, testing"):
        from_environment()


def test_the_demo_refuses_to_start_without_any_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "FOLDER", tmp_path)
    with pytest.raises(ConfigurationError, match="SECRET_KEY"):
        config.DemoConfig()
    (tmp_path / "secret_key").write_text(f"{KEY}\n", "ascii")
    assert config.DemoConfig().SECRET_KEY == KEY


def test_a_route_that_declares_no_ability_stops_the_start(tmp_path: Path) -> None:
    settings = config.TestingConfig()
    settings.INSTANCE = str(tmp_path)
    app = create_app(settings)
    app.add_url_rule("/secret", "entry.secret", lambda: "")
    with pytest.raises(ConfigurationError, match=r"entry\.secret"):
        application._refuse_undeclared(app)


def test_a_mail_server_needs_a_sender(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    for name, value in (
        ("SECRET_KEY", KEY),
        ("DATABASE_URL", address),
        ("MAIL_SERVER", "mail.hotan.example"),
    ):
        monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError, match="MAIL_FROM"):
        ProductionConfig()
    monkeypatch.setenv("MAIL_FROM", "portal@hotan.example")
    assert ProductionConfig().MAIL_SERVER == "mail.hotan.example"


def test_the_address_on_papers_is_a_whole_one(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    for name, value in (
        ("SECRET_KEY", KEY),
        ("DATABASE_URL", address),
        ("PUBLIC_ADDRESS", "jx.hotan.example"),
    ):
        monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError, match="PUBLIC_ADDRESS"):
        ProductionConfig()
    monkeypatch.setenv("PUBLIC_ADDRESS", "https://jx.hotan.example")
    assert ProductionConfig().PUBLIC_ADDRESS == "https://jx.hotan.example"
