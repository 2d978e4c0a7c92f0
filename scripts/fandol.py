"""The Fandol faces of a Chinese official document (仿宋, 楷体, 黑体, 小标宋).

They are free (GPL with font exception) and come in Debian's `texlive-lang-chinese`. That package is fetched,
checked by apt against its signed lists, and only the faces and their licence are taken out of it; it is never
installed, for it would bring a whole TeX.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path, PurePosixPath

from scripts import system_parts
from scripts.paths import ROOT, VENV, instance, say, warn

PACKAGE = "texlive-lang-chinese"
FACES = (
    "FandolFang-Regular.otf",
    "FandolKai-Regular.otf",
    "FandolHei-Regular.otf",
    "FandolHei-Bold.otf",
    "FandolSong-Regular.otf",
    "FandolSong-Bold.otf",
)
LICENCE = ("COPYING", "COPYING.gz", "README")
TEXTS = ("translations/*/LC_MESSAGES/*.po", "portal/data/*.*", "portal/reporting/common_faces.py")
"""What decides, besides the faces, which characters are kept when they are cut down."""


def folder() -> Path:
    """Where the portal looks for faces of its own."""
    return instance() / "fonts"


def absent() -> list[str]:
    """The faces that are not there yet."""
    return [face for face in FACES if not (folder() / face).is_file()]


def ensure() -> None:
    """Put the faces into the font folder unless they are there. Without apt or a network: say so, go on."""
    if not absent():
        return
    folder().mkdir(parents=True, exist_ok=True)
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        warn(f"no apt here: put {', '.join(absent())} into {folder()}")
        return
    say(f"fetching the Fandol faces out of {PACKAGE} (about 50 MB, once)")
    with tempfile.TemporaryDirectory(prefix="portal-fonts-") as place:
        os.chmod(place, 0o755)  # noqa: S103 - when root asks, apt fetches as a user of its own
        package = download(Path(place))
        if package is not None:
            unpack(package, folder())
    if absent():
        warn("the Fandol faces are not there, so paper falls back to Noto")
        warn(f"later, with the network, type:  make setup   (or put the faces into {folder()})")


def outdated() -> list[str]:
    """The faces at hand whose cut-down one is absent, or older than the face or a text of the portal."""
    texts = max(text.stat().st_mtime for pattern in TEXTS for text in ROOT.glob(pattern))
    pending = []
    for face in FACES:
        whole, common = folder() / face, folder() / "common" / face
        if whole.is_file() and not (
            common.is_file() and common.stat().st_mtime >= max(texts, whole.stat().st_mtime)
        ):
            pending.append(face)
    return pending


def cut_down() -> None:
    """Have the faces cut down to the common characters, which papers are printed with faster. Where that fails: say so
    and go on, for the whole ones serve as well."""
    if not outdated():
        return
    say("cutting the faces down to the common characters")
    command = [str(VENV / "bin" / "python"), "-m", "portal.reporting.common_faces", str(folder().resolve())]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if made.returncode != 0:
        warn(f"the faces could not be cut down, so papers take longer to print:\n{made.stderr}")


def download(place: Path) -> Path | None:
    """The package file in `place`, or None. Fresh lists are fetched once where that is allowed."""
    for attempt in (1, 2):
        subprocess.run(
            [*system_parts.APT, "-q", "download", PACKAGE], cwd=place, capture_output=True, check=False
        )
        found = sorted(place.glob(f"{PACKAGE}_*.deb"))
        if found:
            return found[0]
        start = system_parts.prefix()
        if attempt == 1 and start is not None:
            system_parts.refresh(start)
    return None


def unpack(package: Path, target: Path) -> list[str]:
    """Take faces and licence texts out of the package file; gives the names that were written."""
    written: list[str] = []
    reader = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(package)], stdout=subprocess.PIPE)
    try:
        with tarfile.open(fileobj=reader.stdout, mode="r|") as archive:
            for member in archive:
                path = PurePosixPath(member.name)
                if member.isfile() and path.parent.name == "fandol" and path.name in FACES + LICENCE:
                    _write(archive, member, target / _own_name(path.name))
                    written.append(path.name)
    except tarfile.TarError as fault:
        warn(f"{package.name} cannot be read: {fault}")
    finally:
        if reader.stdout is not None:
            reader.stdout.close()
        reader.wait()
    return written


def _own_name(name: str) -> str:
    """Licence texts say in their name whose they are."""
    return name if name in FACES else f"Fandol-{name}"


def _write(archive: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    source = archive.extractfile(member)
    if source is None:
        return
    half = target.with_name(target.name + ".part")
    with source, half.open("wb") as out:
        shutil.copyfileobj(source, out)
    half.replace(target)
