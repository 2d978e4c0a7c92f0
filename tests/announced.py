"""Announcements as they stand, for tests of what follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from portal.domain.announcements import AnnouncementEntry, Group
from portal.domain.roles import Role
from portal.models import Announcement
from portal.services import announcements
from tests.factories import World

ENTRY = AnnouncementEntry(
    title_zh="关于做好6月绩效监控的通知",
    text_zh="请各地于6月30日前完成绩效目标审核。\n逾期的将通报。",
    groups=frozenset({Group.COUNTIES}),
    places=frozenset({"653200"}),
    roles=frozenset({Role.ENTRY, Role.REVIEWER}),
    due_on=date(2020, 6, 30),
)
"""The center's, to the bureaus of the counties of one prefecture."""


def drafted(session: Session, world: World, by: str = "center", **changes: object) -> Announcement:
    """A draft."""
    return announcements.draft(session, world.actor(session, by), replace(ENTRY, **changes))  # type: ignore[arg-type]


def published(session: Session, world: World, by: str = "center", **changes: object) -> Announcement:
    """A published one."""
    record = drafted(session, world, by, **changes)
    announcements.publish(session, world.actor(session, by), record)
    return record
