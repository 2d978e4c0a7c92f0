"""What LibreOffice makes of a Word file: its text and its layout are what an office would see, as far as free fonts go.

The names of the licensed faces lead to the free ones that stand in for them on paper (``portal.reporting.fonts``), so
that lines and pages can be measured.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from xml.sax.saxutils import escape

from portal.reporting.fonts import COMMON, font_folder

STAND_INS = {
    "仿宋_GB2312": "FandolFang",
    "楷体_GB2312": "FandolKai",
    "黑体": "FandolHei",
    "宋体": "FandolSong",
    "方正小标宋简体": "FandolSong",
}
"""Free face by the name that the file asks for."""

BOLD = {"方正小标宋简体"}

INSTALL = "LibreOffice Writer is not there: `make test-setup` installs it (libreoffice-writer-nogui)"


def program() -> str:
    """Where LibreOffice is. Fails, rather than skips, where it is not: half of what a Word file must hold rests on it."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    assert found, INSTALL
    return found


def font_rules(folder: Path) -> str:
    """A configuration of fontconfig in which the licensed names lead to the free faces."""
    lines = []
    for name, face in STAND_INS.items():
        weight = '<edit name="weight" mode="assign"><const>bold</const></edit>' if name in BOLD else ""
        lines.append(
            f'<match target="pattern"><test name="family"><string>{name}</string></test>'
            f'<edit name="family" mode="assign" binding="strong"><string>{face}</string></edit>{weight}</match>'
        )
    fonts = escape(str(font_folder().resolve()))
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>'
        f"<dir>{fonts}</dir><dir>/usr/share/fonts</dir>"
        # Cut-down faces bear the names of the whole ones.
        f"<selectfont><rejectfont><glob>{fonts}/{COMMON}/*</glob></rejectfont></selectfont>"
        f"<cachedir>{escape(str(folder / 'cache'))}</cachedir>{''.join(lines)}</fontconfig>"
    )


def converted(files: dict[str, bytes], folder: Path) -> dict[str, bytes]:
    """Each Word file as PDF, by name. One run of the program for all: its start takes longer than a file. Needs an
    application context for the folder of fonts."""
    for name, content in files.items():
        (folder / f"{name}.docx").write_bytes(content)
    rules = folder / "fonts.conf"
    rules.write_text(font_rules(folder), "utf-8")
    answer = subprocess.run(
        [
            program(), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "pdf",
            "--outdir", str(folder), *(str(folder / f"{name}.docx") for name in files),
        ],
        env={**os.environ, "FONTCONFIG_FILE": str(rules), "HOME": str(folder), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    return {name: (folder / f"{name}.pdf").read_bytes() for name in files}
