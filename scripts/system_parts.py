"""The parts that come from the operating system: pango, fonts, for tests Chromium and poppler.

The same names serve Debian 12, Debian 13 and Ubuntu 24.04. Where apt may not be used, the one command
that a person with the right to it would type is printed, and the work goes on with what there is.
"""

from __future__ import annotations

import importlib.util
import os
import shlex
import shutil
import subprocess
import sys

from scripts import browser
from scripts.paths import say, warn

RUNTIME = (
    "libpango-1.0-0",  # text layout of the paper (WeasyPrint)
    "libpangoft2-1.0-0",
    "libharfbuzz-subset0",  # only the glyphs in use travel in a PDF
    "fontconfig",
    "fonts-noto-cjk",  # rare characters
    "fonts-ukij-uyghur",
)
TESTS = (
    "chromium",
    "poppler-utils",  # pdffonts, pdftotext
    "libreoffice-writer-nogui",  # Word files laid out; Writer alone, without windows
)
APT = (
    "apt-get", "-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=20",
)  # fmt: skip
INSTALL = ("install", "-y", "-q", "--no-install-recommends")


def wanted(with_tests: bool) -> list[str]:
    """Names of the packages this machine should have."""
    names = list(RUNTIME)
    if importlib.util.find_spec("ensurepip") is None:
        names.insert(0, "python3-venv")  # Debian's python3 alone cannot make a virtual environment
    if with_tests:
        names += [name for name in TESTS if name != "chromium" or not browser.LINK.exists()]
    return names


def missing(names: list[str]) -> list[str]:
    """Those of `names` that dpkg does not know as installed, in their order."""
    answer = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *names],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    installed = {line.split()[0] for line in answer.stdout.splitlines() if line.endswith(" installed")}
    return [name for name in names if name not in installed]


def available(names: list[str]) -> list[str]:
    """Those of `names` that this distribution's package lists offer."""
    offered = []
    for name in names:
        answer = subprocess.run(["apt-cache", "policy", name], capture_output=True, text=True, check=False)
        candidate = [line for line in answer.stdout.splitlines() if line.strip().startswith("Candidate:")]
        if candidate and "(none)" not in candidate[0]:
            offered.append(name)
    return offered


def prefix() -> list[str] | None:
    """What to put before apt-get: nothing for root, sudo where it answers, None where apt may not be used."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    if subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0:
        return ["sudo", "-n"]
    return ["sudo"] if sys.stdin.isatty() and _may_sudo() else None


def command_for(names: list[str]) -> str:
    """The one line that installs `names`, to be typed by a person."""
    start = "" if os.geteuid() == 0 else "sudo "
    return f"{start}apt-get install -y --no-install-recommends {shlex.join(names)}"


def ensure(with_tests: bool) -> None:
    """Install what is missing where apt may be used, else print the command; a missing part stops nothing."""
    if shutil.which("apt-get") is None or shutil.which("dpkg-query") is None:
        warn("no apt here: pango, harfbuzz-subset, Noto CJK and UKIJ fonts must be installed by hand")
        return
    names = missing(wanted(with_tests))
    if not names:
        return
    start = prefix()
    if start is None:
        warn(f"system parts are missing; type:  {command_for(names)}")
        return
    say(f"installing system parts: {' '.join(names)}")
    _install(start, names)
    left = missing(names)
    if left:
        warn(f"not installed: {' '.join(left)}; later, with the network, type:  {command_for(left)}")


def refresh(start: list[str]) -> None:
    """Fetch the package lists anew; without a network the old ones stay."""
    _run([*start, *APT, "update", "-q"])


def _install(start: list[str], names: list[str]) -> None:
    """First with the lists there are; a bare or stale machine needs fresh ones."""
    offered = available(names)
    if len(offered) == len(names) and _run([*start, *_noninteractive(), *APT, *INSTALL, *names]):
        return
    refresh(start)
    offered = available(names)
    if offered:
        _run([*start, *_noninteractive(), *APT, *INSTALL, *offered])


def _noninteractive() -> list[str]:
    """sudo drops the environment, so the setting travels in the command."""
    return ["env", "DEBIAN_FRONTEND=noninteractive"]


def _run(command: list[str]) -> bool:
    answer = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if answer.returncode != 0:
        for line in answer.stdout.strip().splitlines()[-4:]:
            warn(line)
    return answer.returncode == 0


def _may_sudo() -> bool:
    """Whether asking this person for a password can lead anywhere."""
    import grp

    names = set()
    for gid in os.getgroups():
        try:
            names.add(grp.getgrgid(gid).gr_name)
        except KeyError:
            continue
    return bool(names & {"sudo", "admin", "wheel"})
