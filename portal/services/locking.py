"""Optimistic locking between two requests: the version a form was opened on against the version now stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol


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
