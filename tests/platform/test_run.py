"""`make run`: what it sets, what it refuses, and that the end of one process is the end of both."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from scripts import instance_key, run


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, str]:
    """What `make run` sets where nothing is set outside."""
    for name in ("PORTAL_CONFIG", "BIND", "PORT", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PORTAL_INSTANCE", str(tmp_path / "instance"))
    return run.environment()


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A port that somebody else has taken."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        yield held


def test_the_demo_is_served_on_this_machine_alone_unless_told_otherwise(settings: dict[str, str]) -> None:
    assert settings["PORTAL_CONFIG"] == "demo"
    assert run.address(settings) == "http://127.0.0.1:8000/"


def test_what_is_set_outside_wins(monkeypatch: pytest.MonkeyPatch, settings: dict[str, str]) -> None:
    monkeypatch.setenv("PORT", "8080")
    monkeypatch.setenv("PORTAL_CONFIG", "production")
    made = run.environment()
    assert (made["PORT"], made["PORTAL_CONFIG"]) == ("8080", "production")


@pytest.mark.parametrize("port", ["", "0", "-1", "65536", "http"])
def test_a_port_that_is_none_is_refused(settings: dict[str, str], port: str) -> None:
    with pytest.raises(run.StartError, match="no port number"):
        run.check_port({**settings, "PORT": port})


def test_a_taken_port_is_named_with_the_way_out(settings: dict[str, str], listener: socket.socket) -> None:
    port = str(listener.getsockname()[1])
    with pytest.raises(run.StartError, match=rf"127\.0\.0\.1:{port} .*make run PORT=8080"):
        run.check_port({**settings, "PORT": port})


def test_a_taken_port_is_refused_before_anything_is_made(
    settings: dict[str, str], monkeypatch: pytest.MonkeyPatch, listener: socket.socket, tmp_path: Path
) -> None:
    monkeypatch.setenv("PORT", str(listener.getsockname()[1]))
    handlers = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    try:
        assert run.main() == 1
    finally:
        for number, handler in zip((signal.SIGINT, signal.SIGTERM), handlers, strict=True):
            signal.signal(number, handler)
    assert not (tmp_path / "instance").exists()


def test_the_key_is_made_once_and_is_its_owners_alone(settings: dict[str, str], tmp_path: Path) -> None:
    instance_key.ensure()
    file = tmp_path / "instance" / "secret_key"
    key = file.read_text("ascii")
    assert len(key) >= 48
    assert file.stat().st_mode & 0o077 == 0
    instance_key.ensure()
    assert file.read_text("ascii") == key


@pytest.mark.parametrize("name", ["PORTAL_INSTANCE", "PORTAL_CONFIG"])
def test_setting_up_a_server_makes_no_key_of_a_demo(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    for other in ("PORTAL_INSTANCE", "PORTAL_CONFIG"):
        monkeypatch.delenv(other, raising=False)
    assert instance_key.belongs_here()
    monkeypatch.setenv(name, "production")
    assert not instance_key.belongs_here()


def commands_of(monkeypatch: pytest.MonkeyPatch, settings: dict[str, str]) -> list[str]:
    """The portal's commands that preparing a database asks for, noted instead of run."""
    asked: list[str] = []
    monkeypatch.setattr(run, "flask", lambda _settings, *words: asked.append(" ".join(words)))
    run.prepare_database(settings)
    return asked


def test_the_second_start_only_migrates(settings: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    instance_key.ensure()
    assert commands_of(monkeypatch, settings) == ["db upgrade", "reference load", "demo"]
    (run.instance() / "portal.sqlite").touch()
    assert commands_of(monkeypatch, settings) == ["db upgrade"]


def test_a_database_thrown_away_is_filled_again(
    settings: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    instance_key.ensure()
    commands_of(monkeypatch, settings)
    assert commands_of(monkeypatch, settings) == ["db upgrade", "reference load", "demo"]


def test_each_database_is_filled_once(settings: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    instance_key.ensure()
    other = {**settings, "DATABASE_URL": "postgresql://portal@localhost/portal"}
    first = commands_of(monkeypatch, other)
    assert (first, commands_of(monkeypatch, other)) == (
        ["db upgrade", "reference load", "demo"],
        ["db upgrade"],
    )


def test_no_demo_world_goes_into_production(
    settings: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    instance_key.ensure()
    asked = commands_of(monkeypatch, {**settings, "PORTAL_CONFIG": "production"})
    assert asked == ["db upgrade", "reference load"]


def sleeper() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)


def test_the_end_of_one_process_is_noticed_and_the_other_is_ended(settings: dict[str, str]) -> None:
    pair = run.Pair(settings)
    pair.processes = {"web": sleeper(), "worker": sleeper()}
    pair.processes["worker"].kill()
    assert pair.watch() == "worker"
    started = time.monotonic()
    pair.stop()
    assert pair.processes["web"].returncode == -signal.SIGTERM
    assert time.monotonic() - started < 5


def test_a_server_that_answers_with_a_fault_is_not_serving() -> None:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(int(self.path.strip("/")))
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Nothing is said."""

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        start = f"http://127.0.0.1:{server.server_port}/"
        assert run.answers(start + "200")
        assert run.answers(start + "404")
        assert not run.answers(start + "500")
        server.shutdown()
        thread.join()
    assert not run.answers(start + "200")
