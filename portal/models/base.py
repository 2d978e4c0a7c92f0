"""Column types and mixins shared by the mapped classes."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, String, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.extensions import Base

__all__ = ["Base", "Code", "UtcDateTime", "Versioned", "stamped"]


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware in Python, stored as naive UTC so that both databases compare it alike."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Code(TypeDecorator[StrEnum]):
    """A member of a StrEnum, stored as its ascii code. Unknown codes raise ValueError when written."""

    impl = String
    cache_ok = True

    def __init__(self, kind: type[StrEnum], length: int = 32) -> None:
        super().__init__(length)
        self.kind = kind

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.kind(value)


class Versioned:
    """Mixin with the counter behind optimistic locking; classes name it in __mapper_args__."""

    version_id: Mapped[int] = mapped_column(nullable=False)


def stamped() -> Any:
    """A column holding the instant at which a row was made."""
    return mapped_column(UtcDateTime, default=clock.now, nullable=False)
