"""Locking between two requests: the version a form was opened on against the one stored now, and rows of which
there is one for all, made by whoever comes first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from portal import clock
from portal.models import Base

Row = TypeVar("Row", bound=Base)


class Lockable(Protocol):
    """A record with a version counter."""

    version_id: Any


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """One field of a conflict: what this person typed and what is stored now. label is a code of portal.labels."""

    label: str
    mine: str
    theirs: str

    @property
    def changed(self) -> bool:
        """True where the two differ."""
        return self.mine.strip() != self.theirs.strip()


class StaleRecord(Exception):
    """Somebody saved the record after this form was opened. Answered as 409 with both versions."""

    def __init__(self, record: Any, fields: list[FieldConflict] | None = None) -> None:
        super().__init__(f"{type(record).__name__} is at version {getattr(record, 'version_id', '?')}")
        self.record = record
        self.fields = fields or []


def claim(record: Lockable, version: int | str | None, fields: list[FieldConflict] | None = None) -> None:
    """Raise StaleRecord unless the record still has the version the form was opened on."""
    try:
        opened = int(version) if version not in (None, "") else -1
    except ValueError:
        opened = -1
    if opened != record.version_id:
        raise StaleRecord(record, fields)


def touch(record: Any) -> None:
    """Let a record's version grow with a save that changed only rows below it, even within one tick of the clock."""
    record.touched_at = clock.now()
    flag_modified(record, "touched_at")


def locked_row(session: Session, model: type[Row], key: Mapping[str, Any], first: Mapping[str, Any]) -> Row:
    """The row with a key, locked until the transaction ends; made with the values of `first` where it is missing.

    Two transactions that both find it missing make it once: the second waits for the first and takes its row.
    Nothing that is pending in the session is written for it.
    """
    query = select(model).filter_by(**key).with_for_update()
    with session.no_autoflush:
        held = session.scalars(query).one_or_none()
        if held is not None:
            return held
        connection = session.connection()
        try:
            with connection.begin_nested():
                connection.execute(insert(model).values(**key, **first))
        except IntegrityError:
            # Another transaction made it and has committed meanwhile: its row is the one.
            pass
        return session.scalars(query).one()


def insert_missing(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert rows whose keys nobody else has written meanwhile; returns how many were given."""
    if rows:
        # Both dialects write it alike, and SQLAlchemy has no common word for it.
        dialect = session.get_bind().dialect.name
        if dialect == "postgresql":
            session.execute(postgresql.insert(model).on_conflict_do_nothing(), rows)
        else:
            session.execute(sqlite.insert(model).on_conflict_do_nothing(), rows)
    return len(rows)
