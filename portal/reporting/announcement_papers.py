"""What the paper of an announcement says, as frozen data; see portal.reporting.papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from portal.reporting.papers import Bilingual, Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementPaper(Paper):
    """关于…的通知. ``title`` and ``text`` as typed, a line of the text is a paragraph; ``groups``: codes of the kinds of
    units it is for, all of each; ``recipients``: units by name where it is limited to some, ``limited`` alone where they
    are too many to be named; ``due_on``: the day by which it is to be done.
    """

    kind: ClassVar[str] = "announcement"

    issuer: Bilingual
    title: Bilingual
    text: Bilingual
    groups: tuple[str, ...] = ()
    limited: bool = False
    recipients: tuple[Bilingual, ...] = ()
    due_on: date | None = None
    published_on: date | None = None
