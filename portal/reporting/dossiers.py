"""What the whole file of a project (全套档案) says, as frozen data: a list of what is in it, and the papers themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from portal.reporting.papers import AnyPaper, Bilingual, Paper


@dataclass(frozen=True, slots=True)
class DossierEntry:
    """A paper in the file. kind: form, review, order or chain; stage: code of a form's or review's stage; version: of the
    form; status: of an order."""

    kind: str
    on: date | None
    number: str
    stage: str = ""
    round_name: Bilingual | None = None
    version: int = 0
    status: str = ""


@dataclass(frozen=True, slots=True)
class DossierFile:
    """A file that was added to the project or to one of its records: its size in bytes, its SHA-256 in hex."""

    name: str
    size: int
    digest: str
    on: date


@dataclass(frozen=True, slots=True)
class DossierStep:
    """A step of the history: the action's code, who took it (empty for the portal itself), the reason given, the entry's
    digest."""

    on: date
    action: str
    who: str
    reason: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierPaper(Paper):
    """项目绩效管理档案: the sheet in front and the papers behind it, as far as the reader may see them on ``day``."""

    kind: ClassVar[str] = "dossier"

    day: date
    project_name: Bilingual
    project_code: str
    unit: Bilingual
    department: Bilingual
    entries: tuple[DossierEntry, ...]
    files: tuple[DossierFile, ...]
    steps: tuple[DossierStep, ...]
    papers: tuple[AnyPaper, ...]
