"""The tabs over the pages about posts: handovers, lent roles, items without an owner."""

from __future__ import annotations

from flask import url_for
from flask_babel import pgettext

from portal.access.guards import may
from portal.domain.permissions import Ability


def handing_tabs(here: str) -> list[tuple[str, str, bool]]:
    """(words, address, whether it is this page) of the pages that the actor may open."""
    rows = [
        (pgettext("nav", "岗位交接"), "handovers.index", Ability.HANDOVER_READ),
        (pgettext("nav", "委托代行"), "delegations.index", Ability.SIGNED_IN),
        (pgettext("nav", "无人办理"), "gaps.index", Ability.GAP_READ),
    ]
    return [(words, url_for(page), page == here) for words, page, ability in rows if may(ability)]
