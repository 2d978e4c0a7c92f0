"""An announcement as a notice (通知)."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from portal import clock
from portal.domain.announcements import Group
from portal.domain.roles import Actor
from portal.models import Announcement
from portal.reporting.announcement_papers import AnnouncementPaper
from portal.reporting.digest import frozen
from portal.reporting.papers import Bilingual, Receipt
from portal.services import announcements

MOST_NAMED = 14
"""Recipients that are named one by one, as many as the region has prefectures."""


def announcement_paper(session: Session, actor: Actor, record: Announcement) -> AnnouncementPaper:
    """The paper of an announcement; of one that is not published yet a draft, with those it would go to today."""
    published_on = clock.official(record.published_at).date() if record.published_at else None
    units = announcements.addressed(session, actor, record) if record.places else []
    names = tuple(Bilingual(unit.name_zh, unit.name_ug) for unit in units)
    paper = AnnouncementPaper(
        year=(published_on or clock.today()).year,
        number=record.number,
        draft=published_on is None,
        issuer=Bilingual(record.unit.name_zh, record.unit.name_ug),
        title=Bilingual(record.title_zh, record.title_ug),
        text=Bilingual(record.text_zh, record.text_ug),
        groups=tuple(group.value for group in Group if group in record.groups_reached),
        limited=bool(record.places),
        recipients=names if len(names) <= MOST_NAMED else (),
        due_on=record.due_on,
        published_on=published_on,
    )
    return replace(paper, receipt=Receipt(paper.number, frozen(paper))) if record.is_published else paper
