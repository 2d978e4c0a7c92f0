"""Filters that lists of projects, and of what hangs on them, share: name or code, place, and the places to choose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request
from sqlalchemy import Select, or_

from portal.access.scope import visible, within
from portal.domain.regions import REGION_CODE
from portal.domain.roles import Actor, Level
from portal.extensions import db
from portal.models import Project, Region


def by_name_or_code(query: Select[Any], name: Any = Project.name, code: Any = Project.code) -> Select[Any]:
    """Narrow a select that has Project (or other columns of a name and a code) in it by ?q=: a part of the name, or the
    whole code."""
    if text := request.args.get("q", "").strip()[:60]:
        query = query.where(or_(name.contains(text, autoescape=True), code == text))
    return query


def by_place(query: Select[Any], column: Any = Project.region_code) -> Select[Any]:
    """Narrow a select that has Project (or another column of a place) in it by ?region=; what is no code of a place
    narrows nothing."""
    if REGION_CODE.match(code := request.args.get("region", "")):
        query = query.where(within(column, code))
    return query


def places(actor: Actor) -> Sequence[Region]:
    """Prefectures and counties of the actor's scope, to choose from."""
    query = visible(Region, actor).where(Region.level != Level.REGION, Region.corps.is_(False))
    return db.session.scalars(query.order_by(Region.code)).all()
