"""Lists as a person keeps them: filters, columns and order under a name (视图), and when a list was last read (已阅).

Both belong to the person, whatever the role, and to a page by its name; any list can use them. Nothing here commits.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.access.scope import visible
from portal.domain.problems import Problem
from portal.domain.roles import Actor
from portal.models import LastLook, SavedView
from portal.services.locking import locked_row
from portal.services.workflow import Refused

MOST = 20
MOST_NAME = 60


def listed(session: Session, actor: Actor, page: str) -> Sequence[SavedView]:
    """The person's views of a page, in the order in which they were saved."""
    return session.scalars(
        visible(SavedView, actor).where(SavedView.page == page).order_by(SavedView.id)
    ).all()


def default(session: Session, actor: Actor, page: str) -> SavedView | None:
    """The view that the page opens with."""
    query = visible(SavedView, actor).where(SavedView.page == page, SavedView.is_default.is_(True))
    return session.scalars(query).one_or_none()


def save(session: Session, actor: Actor, page: str, name: str, query: str) -> SavedView:
    """Keep a query string under a name. Raises Refused (no name, the name is taken, too many views)."""
    held = session.scalar(
        visible(SavedView, actor).where(SavedView.page == page).with_only_columns(func.count(SavedView.id))
    )
    found = _name_problems(session, actor, page, name)
    if held is not None and held >= MOST:
        found.append(Problem("name", "view.many", {"count": held, "most": MOST}))
    if found:
        raise Refused(found)
    view = SavedView(user_id=actor.user_id, page=page, name=name.strip(), query=query)
    session.add(view)
    session.flush()
    return view


def _name_problems(
    session: Session, actor: Actor, page: str, name: str, itself: int | None = None
) -> list[Problem]:
    name = name.strip()[:MOST_NAME]
    if not name:
        return [Problem("name", "view.name.missing")]
    query = visible(SavedView, actor).where(SavedView.page == page, SavedView.name == name)
    held = session.scalars(query).one_or_none()
    return [] if held is None or held.id == itself else [Problem("name", "view.name.taken", {"name": name})]


def rename(session: Session, actor: Actor, view: SavedView, name: str) -> None:
    """Give a view another name. Raises Refused."""
    if found := _name_problems(session, actor, view.page, name, view.id):
        raise Refused(found)
    view.name = name.strip()[:MOST_NAME]
    session.flush()


def remove(session: Session, view: SavedView) -> None:
    """Delete a view; the list itself stays as it is."""
    session.delete(view)
    session.flush()


def set_default(session: Session, actor: Actor, view: SavedView, on: bool) -> None:
    """Let the page open with this view and no other, or with none."""
    others = update(SavedView).where(SavedView.user_id == actor.user_id, SavedView.page == view.page)
    # The one that was it goes first: of a page one view at most is the default.
    session.execute(others.values(is_default=False).execution_options(synchronize_session="fetch"))
    view.is_default = on
    session.flush()


def looked_at(session: Session, actor: Actor, page: str) -> datetime | None:
    """When the person last said that the page is read; None before the first time."""
    query = select(LastLook.looked_at).where(LastLook.user_id == actor.user_id, LastLook.page == page)
    return session.scalars(query).one_or_none()


def look(session: Session, actor: Actor, page: str, moment: datetime) -> None:
    """Say that the page is read as it stood at a moment, which is never moved back nor into the future."""
    moment = min(moment, clock.now())
    row = locked_row(session, LastLook, {"user_id": actor.user_id, "page": page}, {"looked_at": moment})
    row.looked_at = max(row.looked_at, moment)
    session.flush()
