"""What changed between two snapshots of a filing, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class ChangeKind(StrEnum):
    """How a cell or a row differs."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Change:
    """One differing cell. path is "goal", "funds.total_fen" or "rows.<key>.value"; row names the indicator."""

    path: str
    kind: ChangeKind
    old: Any
    new: Any
    row: str = ""

    @property
    def column(self) -> str:
        """The last part of the path."""
        return self.path.rsplit(".", 1)[-1]


ROW_LISTS = ("indicators", "rows")
_ASIDE = frozenset({"kind", "form_version", "answers", "id"})


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """All differing cells from old to new, plain fields first, then rows in their new order."""
    plain = [k for k in dict.fromkeys([*old, *new]) if k not in ROW_LISTS and k not in _ASIDE]
    found = [c for k in plain for c in _compare(k, old.get(k), new.get(k))]
    for rows in ROW_LISTS:
        found.extend(_rows(old.get(rows) or [], new.get(rows) or []))
    return found


def changed_paths(old: Mapping[str, Any], new: Mapping[str, Any]) -> frozenset[str]:
    """Paths of all differing cells, to mark them on a form. A new row is marked as "rows.<key>"."""
    return frozenset(c.path for c in changes(old, new))


def _compare(path: str, old: Any, new: Any) -> Iterator[Change]:
    if isinstance(old, Mapping) or isinstance(new, Mapping):
        before, after = old or {}, new or {}
        for key in dict.fromkeys([*before, *after]):
            if key not in _ASIDE:
                yield from _compare(f"{path}.{key}", before.get(key), after.get(key))
    elif old != new and not (_blank(old) and _blank(new)):
        kind = ChangeKind.ADDED if _blank(old) else ChangeKind.REMOVED if _blank(new) else ChangeKind.CHANGED
        yield Change(path, kind, old, new)


def _rows(old: list[Mapping[str, Any]], new: list[Mapping[str, Any]]) -> Iterator[Change]:
    before, after = {r["key"]: r for r in old}, {r["key"]: r for r in new}
    for key, row in after.items():
        name = str(row.get("name", ""))
        if key not in before:
            yield Change(f"rows.{key}", ChangeKind.ADDED, None, name, name)
            continue
        for column in dict.fromkeys([*before[key], *row]):
            if column == "key":
                continue
            a, b = before[key].get(column), row.get(column)
            if a != b and not (_blank(a) and _blank(b)):
                yield Change(f"rows.{key}.{column}", ChangeKind.CHANGED, a, b, name)
    for key, row in before.items():
        if key not in after:
            name = str(row.get("name", ""))
            yield Change(f"rows.{key}", ChangeKind.REMOVED, name, None, name)


def _blank(value: Any) -> bool:
    return value is None or value == "" or value == []
