"""Lists: sorting and paging of a select by the query string, with counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

T = TypeVar("T")

PAGE_SIZES = (20, 50, 100)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list: its items, the count of all, and how it was cut and sorted."""

    items: Sequence[T]
    total: int
    page: int
    size: int
    sort: str
    order: str

    @property
    def pages(self) -> int:
        """How many pages there are, at least 1."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """Running number of the first row, 0 for an empty list."""
        return (self.page - 1) * self.size + 1 if self.total else 0

    @property
    def last(self) -> int:
        """Running number of the last row."""
        return self.first + len(self.items) - 1 if self.items else 0


def whole(text: str | None, default: int) -> int:
    """A whole number from a query string, or the default for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else default


def cut(args: Mapping[str, str], total: int) -> tuple[int, int]:
    """Size and number of the page that a query string asks for out of so many rows."""
    size = whole(args.get("size"), PAGE_SIZES[0])
    size = size if size in PAGE_SIZES else PAGE_SIZES[0]
    return size, min(max(1, whole(args.get("page"), 1)), max(1, -(-total // size)))


def paginate(
    session: Session,
    query: Select[Any],
    args: Mapping[str, str],
    sorts: Mapping[str, Any],
    default_sort: str,
    *,
    options: Sequence[Any] = (),
    before: Sequence[Any] = (),
) -> Page[Any]:
    """Cut one page out of a select. sorts maps names of the query string to columns; unknown names fall back. before
    holds what comes before any sort.

    Two statements, whatever the number of rows: the count and the page.
    """
    name, order = args.get("sort", ""), args.get("order", "asc")
    if name not in sorts or order not in ("asc", "desc"):
        name, order = default_sort.lstrip("-"), "desc" if default_sort.startswith("-") else "asc"
    column = sorts[name]
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    size, number = cut(args, total)
    ordered = query.order_by(*before, column.desc() if order == "desc" else column.asc(), _tie(query))
    rows = session.scalars(ordered.options(*options).limit(size).offset((number - 1) * size)).unique().all()
    return Page(rows, total, number, size, name, order)


def _tie(query: Select[Any]) -> Any:
    return query.column_descriptions[0]["entity"].__mapper__.primary_key[0]
