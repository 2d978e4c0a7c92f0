"""What a route must say about itself: the ability it needs. create_app refuses endpoints that say nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from portal.access.actor import current_actor
from portal.domain.facts import Facts
from portal.domain.permissions import Ability, allows, may_ever

View = TypeVar("View", bound=Callable[..., Any])


class NotAllowed(PermissionError):
    """The actor's role does not permit this. Answered as 403."""

    def __init__(self, ability: Ability) -> None:
        super().__init__(ability.value)
        self.ability = ability


def requires(ability: Ability) -> Callable[[View], View]:
    """Declare and enforce the ability of an endpoint before the view runs.

    Only what the role alone decides is tested here; the record is tested by ensure() once it is loaded.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if ability is not Ability.PUBLIC:
                actor = current_actor()
                if not may_ever(ability, actor):
                    raise NotAllowed(ability)
            return view(*args, **kwargs)

        guarded.required_ability = ability  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return declare


def ensure(ability: Ability, facts: Facts) -> None:
    """Raise NotAllowed unless the current actor has the ability for this record."""
    if not allows(ability, current_actor(), facts):
        raise NotAllowed(ability)


def may(ability: Ability | str, facts: Facts | None = None) -> bool:
    """For templates: whether the current actor has the ability (for a record, or at all)."""
    actor = current_actor()
    ability = Ability(ability)
    return may_ever(ability, actor) if facts is None else allows(ability, actor, facts)
