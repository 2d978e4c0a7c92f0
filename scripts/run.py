"""`make run`: check, prepare, start the web server and the worker, say where they are, end both together."""

from __future__ import annotations

import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

from scripts import instance_key
from scripts.paths import ROOT, VENV, instance

START_LIMIT = 90.0
"""Seconds within which the web server must answer."""
STOP_LIMIT = 25.0
"""Seconds that the two get to finish what they have in hand."""


class StartError(RuntimeError):
    """The portal cannot start; the text is for the person at the terminal."""


def environment() -> dict[str, str]:
    """The environment of every command started here; what is set outside wins."""
    given = dict(os.environ)
    given.setdefault("PORTAL_CONFIG", "demo")
    given.setdefault("BIND", "127.0.0.1")
    given.setdefault("PORT", "8000")
    given["FLASK_APP"] = "wsgi.py"
    given["PYTHONUNBUFFERED"] = "1"
    return given


def demo_marker(settings: dict[str, str]) -> Path:
    """The file that says that the demo world stands in this very database."""
    address = settings.get("DATABASE_URL", "")
    name = hashlib.sha256(address.encode()).hexdigest()[:12] if address else "default"
    return instance() / f"demo-{name}.done"


def prepare_database(settings: dict[str, str]) -> None:
    """Migrate, load the reference data and, once, the demo world. Raises StartError."""
    marker = demo_marker(settings)
    if not settings.get("DATABASE_URL") and not (instance() / "portal.sqlite").exists():
        marker.unlink(missing_ok=True)  # a database that was thrown away takes its mark along
    flask(settings, "db", "upgrade")
    if marker.exists():
        return
    flask(settings, "reference", "load")
    if settings["PORTAL_CONFIG"] == "demo":
        announce("building the demo world; this is done once")
        flask(settings, "demo")
    marker.touch()


def flask(settings: dict[str, str], *words: str) -> None:
    """Run one of the portal's own commands. Raises StartError when it fails."""
    answer = subprocess.run([str(VENV / "bin" / "flask"), *words], cwd=ROOT, env=settings, check=False)
    if answer.returncode != 0:
        raise StartError(f"`flask {' '.join(words)}` failed; the lines above say why")


def check_port(settings: dict[str, str]) -> None:
    """Raises StartError when PORT is no port or is taken, before any work is done."""
    host, port = settings["BIND"], settings["PORT"]
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise StartError(f"PORT={port} is no port number")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as fault:
            raise StartError(
                f"{host}:{port} cannot be used ({fault.strerror}); choose another:  make run PORT=8080"
            ) from fault


def address(settings: dict[str, str]) -> str:
    """Where a browser on this machine finds the portal."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings["BIND"], settings["BIND"])  # noqa: S104
    return f"http://{host}:{settings['PORT']}/"


class Stop(Exception):
    """Ctrl-C or SIGTERM came. A command of the portal that is running then is ended by subprocess.run."""


def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
    """Signal handler of Ctrl-C and SIGTERM."""
    raise Stop


class Pair:
    """The web server and the worker: they start together, and the end of one is the end of both."""

    def __init__(self, settings: dict[str, str]) -> None:
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self._settings = settings

    def start(self) -> None:
        """Start both, each in a session of its own, so that Ctrl-C reaches them only through `stop`."""
        binaries = VENV / "bin"
        commands = {
            "web": [str(binaries / "gunicorn"), "--config", "deploy/gunicorn.conf.py", "wsgi:app"],
            "worker": [str(binaries / "flask"), "worker"],
        }
        for name, command in commands.items():
            self.processes[name] = subprocess.Popen(
                command, cwd=ROOT, env=self._settings, start_new_session=True
            )

    def ended(self) -> str | None:
        """The name of one that is no longer running."""
        return next((name for name, process in self.processes.items() if process.poll() is not None), None)

    def stop(self) -> None:
        """Ask both to finish; after STOP_LIMIT seconds make an end."""
        for process in self.processes.values():
            if process.poll() is None:
                process.terminate()
        limit = time.monotonic() + STOP_LIMIT
        for process in self.processes.values():
            try:
                process.wait(timeout=max(0.1, limit - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def wait_until_serving(self) -> None:
        """Return once a page is answered. Raises StartError after START_LIMIT seconds or when one has ended."""
        limit = time.monotonic() + START_LIMIT
        while True:
            if self.ended():
                raise StartError(f"the {self.ended()} ended while starting; the lines above say why")
            if answers(address(self._settings) + "health/live"):
                return
            if time.monotonic() > limit:
                raise StartError(f"nothing answered within {START_LIMIT:.0f} seconds")
            time.sleep(0.2)

    def watch(self) -> str:
        """Wait for the end of one of the two; gives its name."""
        while True:
            name = self.ended()
            if name:
                return name
            time.sleep(0.3)


def answers(page: str) -> bool:
    """Whether a server answers at this address at all."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(page, timeout=5):
            return True
    except urllib.error.HTTPError as fault:
        return fault.code < 500
    except OSError:
        return False


def announce(text: str) -> None:
    """One line for the person who waits."""
    print(f"[run] {text}", flush=True)


def main() -> int:
    """0 after Ctrl-C or SIGTERM, 1 when something did not start or ended by itself."""
    settings = environment()
    pair = Pair(settings)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, ask_to_stop)
    try:
        check_port(settings)
        instance_key.ensure()
        prepare_database(settings)
        pair.start()
        pair.wait_until_serving()
        announce(f"the portal answers at {address(settings)}")
        if settings["PORTAL_CONFIG"] == "demo":
            flask(settings, "demo", "accounts")
        announce("Ctrl-C ends it; the data stay for the next start")
        announce(f"the {pair.watch()} ended by itself; ending the other too")
        return 1
    except Stop:
        return 0
    except StartError as fault:
        print(f"[run] ! {fault}", file=sys.stderr, flush=True)
        return 1
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave one of the two behind
        pair.stop()


if __name__ == "__main__":
    sys.exit(main())
