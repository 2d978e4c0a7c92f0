"""A bulletin as 问题推送单."""

from __future__ import annotations

import json
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.roles import UnitKind
from portal.models import Bulletin, Unit
from portal.reporting.papers import Bilingual, BulletinPaper, PushedRow, Receipt
from portal.services import bulletins
from portal.services.bulletins import Item


def bulletin_paper(session: Session, bulletin: Bulletin) -> BulletinPaper:
    """The paper of a bulletin, from what was frozen with it. Raises ValueError where that was changed."""
    query = select(Unit).where(Unit.kind == UnitKind.CENTER).order_by(Unit.id).limit(1)
    center = session.scalars(query).one_or_none()
    number = bulletins.number_of(bulletin)
    return BulletinPaper(
        year=bulletin.day.year,
        number=number,
        receipt=Receipt(number, bulletin.digest),
        recipient=Bilingual(bulletin.unit.name_zh, bulletin.unit.name_ug),
        issuer=Bilingual(center.name_zh, center.name_ug) if center else Bilingual(""),
        since=bulletin.since,
        day=bulletin.day,
        rows=tuple(_row(item) for item in bulletins.content(bulletin)),
    )


def _row(item: Item) -> PushedRow:
    return PushedRow(
        part=item.part,
        place=Bilingual(item.region_zh, item.region_ug),
        project=item.project,
        category=item.category,
        unit=Bilingual(item.unit_zh, item.unit_ug),
        text=item.said,
        code=item.sentence_code,
        params=tuple(sorted(json.loads(item.params).items())),
        number=item.number,
        found_on=_day(item.found_on),
        due_on=_day(item.due_on),
        days_late=item.days_late,
        closed_on=_day(item.closed_on),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
