"""Filings of open concentrated reviews (集中审核) that nobody has recorded yet, for those who may record them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from portal.access.scope import visible
from portal.domain.concentrated import ConcentratedStatus
from portal.domain.permissions import Ability, may_ever
from portal.domain.roles import Actor
from portal.models import ConcentratedItem, ConcentratedReview


@dataclass(frozen=True, slots=True)
class Reading:
    """An open review with how many of the filings drawn in the reader's places are still to be read."""

    review: ConcentratedReview
    left: int
    drawn: int


def unread(session: Session, actor: Actor) -> Sequence[Reading]:
    """Open reviews with filings that the actor may record and nobody has, those that end first before the others.

    All that a division sees of a review is of its counterpart units, so what is visible to those who may record is
    what they may record. One statement, none for others.
    """
    if not may_ever(Ability.CONCENTRATED_RECORD, actor):
        return []
    counts = (
        visible(ConcentratedItem, actor)
        .join(ConcentratedReview, ConcentratedReview.id == ConcentratedItem.review_id)
        .where(ConcentratedReview.status == ConcentratedStatus.OPEN)
        .with_only_columns(
            ConcentratedItem.review_id,
            func.count(ConcentratedItem.id).label("drawn"),
            func.count(ConcentratedItem.outcome).label("recorded"),
        )
        .group_by(ConcentratedItem.review_id)
        .subquery()
    )
    rows = session.execute(
        select(ConcentratedReview, counts.c.drawn - counts.c.recorded, counts.c.drawn)
        .join(counts, counts.c.review_id == ConcentratedReview.id)
        .where(counts.c.recorded < counts.c.drawn)
        .options(joinedload(ConcentratedReview.round))
        .order_by(ConcentratedReview.ends_on, ConcentratedReview.id)
    )
    return [Reading(review, left, drawn) for review, left, drawn in rows.tuples()]
