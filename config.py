"""Configuration by environment. Each class states what it must find; create_app refuses to start without it."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent
FOLDER = Path(os.environ.get("PORTAL_INSTANCE", ROOT / "instance"))


class ConfigurationError(RuntimeError):
    """The environment lacks something without which the portal must not start."""


def _database(default: str) -> str:
    address = os.environ.get("DATABASE_URL", default)
    # psycopg 3 is the driver of this house whatever spelling the address uses.
    for spelling in ("postgres://", "postgresql://"):
        if address.startswith(spelling):
            return "postgresql+psycopg://" + address[len(spelling) :]
    return address


def _number(name: str, default: int) -> int:
    given = os.environ.get(name) or str(default)
    if not given.isdecimal():
        raise ConfigurationError(f"{name} must be a whole number")
    return int(given)


class Config:
    """What all environments share."""

    NAME = "base"
    TESTING = False
    DEMO = False
    SECRET_KEY = ""
    SQLALCHEMY_DATABASE_URI = ""
    INSTANCE = str(FOLDER)
    ATTACHMENT_FOLDER = str(FOLDER / "attachments")
    DOCUMENT_FOLDER = str(FOLDER / "documents")
    FONT_FOLDER = str(FOLDER / "fonts")
    PRINT_FOLDER = str(FOLDER / "prints")
    PRINT_LIMIT = 2000
    """Most papers that are printed in one go."""
    PRINT_WORKERS = min(2, os.cpu_count() or 1)
    """Processes that lay papers out for a job; 0 lays them out in the worker itself."""
    PRINT_KEPT = timedelta(days=7)
    """How long the file of a job is kept after it was made."""
    MAX_CONTENT_LENGTH = 24 * 1024 * 1024
    MAX_FORM_PARTS = 6000
    MAX_FORM_MEMORY_SIZE = 4 * 1024 * 1024
    ATTACHMENT_LIMIT = 20 * 1024 * 1024
    BABEL_DEFAULT_LOCALE = "zh_Hans_CN"
    BABEL_DEFAULT_TIMEZONE = "Asia/Shanghai"
    BABEL_TRANSLATION_DIRECTORIES = str(ROOT / "translations")
    SESSION_COOKIE_HTTPONLY = True
    SESSION_COOKIE_SAMESITE = "Lax"
    SESSION_COOKIE_SECURE = False
    SESSION_COOKIE_NAME = "portal"
    PERMANENT_SESSION_LIFETIME = timedelta(hours=12)
    SESSION_IDLE = timedelta(hours=2)
    WTF_CSRF_TIME_LIMIT = None
    LOGIN_FAILURES_ALLOWED = 5
    LOGIN_BLOCK = timedelta(minutes=15)
    PASSWORD_MINIMUM = 10
    TRUSTED_PROXIES = 0
    """How many proxies in front write X-Forwarded-For and X-Forwarded-Proto; 0 believes nobody."""
    PUBLIC_ADDRESS = ""
    """The address by which people reach the portal, printed on papers; empty prints the one that was asked."""
    MAIL_SERVER = ""
    """Host of the mail server that carries bulletins; empty sends none."""
    MAIL_PORT = 25
    MAIL_FROM = ""
    MAIL_USER = ""
    MAIL_PASSWORD = ""
    MAIL_TLS = False
    FIXED_DATE: str | None = None
    """A date (2020-07-13) at which the whole portal stands, for demonstrations of a past year."""


class DemoConfig(Config):
    """`make run`: SQLite beside the code, demo world, a key made on the first start."""

    NAME = "demo"
    DEMO = True

    def __init__(self) -> None:
        key_file = FOLDER / "secret_key"
        self.SECRET_KEY = os.environ.get("SECRET_KEY") or (
            key_file.read_text(encoding="ascii").strip() if key_file.exists() else ""
        )
        self.SQLALCHEMY_DATABASE_URI = _database(f"sqlite:///{FOLDER / 'portal.sqlite'}")
        self.FIXED_DATE = os.environ.get("PORTAL_DATE") or "2020-07-13"
        if not self.SECRET_KEY:
            raise ConfigurationError("no secret key: `make run` writes one, or set SECRET_KEY")


class ProductionConfig(Config):
    """A server: key and database must be given, cookies travel over TLS only."""

    NAME = "production"
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-portal"

    def __init__(self) -> None:
        self.SECRET_KEY = os.environ.get("SECRET_KEY", "")
        self.TRUSTED_PROXIES = _number("TRUSTED_PROXIES", 1)
        self.SQLALCHEMY_DATABASE_URI = _database("")
        self.PUBLIC_ADDRESS = os.environ.get("PUBLIC_ADDRESS", "")
        if self.PUBLIC_ADDRESS and not self.PUBLIC_ADDRESS.startswith(("https://", "http://")):
            raise ConfigurationError("PUBLIC_ADDRESS must begin with https://")
        self.MAIL_SERVER = os.environ.get("MAIL_SERVER", "")
        self.MAIL_PORT = _number("MAIL_PORT", 25)
        self.MAIL_FROM = os.environ.get("MAIL_FROM", "")
        self.MAIL_USER = os.environ.get("MAIL_USER", "")
        self.MAIL_PASSWORD = os.environ.get("MAIL_PASSWORD", "")
        self.MAIL_TLS = os.environ.get("MAIL_TLS", "") == "1"
        if self.MAIL_SERVER and "@" not in self.MAIL_FROM:
            raise ConfigurationError("MAIL_FROM must be the sender's address where MAIL_SERVER is set")
        if len(self.SECRET_KEY) < 32:
            raise ConfigurationError("SECRET_KEY must be set, 32 characters or more")
        if not self.SQLALCHEMY_DATABASE_URI:
            raise ConfigurationError("DATABASE_URL must be set")


class TestingConfig(Config):
    """Tests: the key is fixed, the database is given by the test."""

    NAME = "testing"
    TESTING = True
    SECRET_KEY = "only-for-tests-only-for-tests-only"
    LOGIN_BLOCK = timedelta(minutes=15)
    PRINT_WORKERS = 0

    def __init__(self) -> None:
        self.SQLALCHEMY_DATABASE_URI = _database("sqlite://")


CONFIGS: dict[str, type[Config]] = {c.NAME: c for c in (DemoConfig, ProductionConfig, TestingConfig)}


def from_environment() -> Config:
    """The configuration that PORTAL_CONFIG names. Raises ConfigurationError.

    Without a name a server is a production server. The command line then means the installation of `make run`
    in this folder, unless a database is named: a typed command needs no settings where there is nothing to set.
    """
    typed = os.environ.get("FLASK_RUN_FROM_CLI") == "true" and not os.environ.get("DATABASE_URL")
    name = os.environ.get("PORTAL_CONFIG") or ("demo" if typed else "production")
    if name not in CONFIGS:
        raise ConfigurationError(f"PORTAL_CONFIG={name}: one of {', '.join(CONFIGS)}")
    return CONFIGS[name]()
