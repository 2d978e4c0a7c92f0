"""What a check returns: a place, a code and parameters, never a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding of a check.

    ``field`` names the place ("goal", "funds.total", "indicators.3.value"), ``code`` the kind of finding and
    ``params`` what its sentence needs. ``hard`` stops a submission; a soft one asks for a word of reason.
    """

    field: str
    code: str
    params: Mapping[str, str | int] = dataclass_field(default_factory=dict)
    hard: bool = True

    def at(self, place: str) -> Problem:
        """Return the same finding under ``place`` (a prefix such as "indicators.3") joined by a dot."""
        return replace(self, field=f"{place}.{self.field}" if self.field else place)


def has_hard(problems: Iterable[Problem]) -> bool:
    """Say whether any of ``problems`` stops a submission."""
    return any(problem.hard for problem in problems)


def soft_only(problems: Iterable[Problem]) -> list[Problem]:
    """Return the findings that ask for a word of reason, in their order."""
    return [problem for problem in problems if not problem.hard]
