"""In whose hand an item of the to-do list is (转办), said on its row, and the way to hand it on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import pgettext

from portal import clock
from portal.domain.permissions import Ability, may_ever
from portal.domain.roles import Actor
from portal.extensions import db
from portal.models import Transfer
from portal.services import colleagues, handed
from portal.services.belongings import subject_of
from portal.services.tasks import LIMIT, Task, Todo, Wanted

HANDED_ON = frozenset(
    {Task.FILL, Task.MEND, Task.REVIEW, Task.ACKNOWLEDGE, Task.REPLY, Task.VERIFY, Task.JUDGE}
)
"""Tasks that can be handed to a colleague."""


def wanted_here() -> Wanted:
    """The list as the query string asks for it: one's own, or with ?show=unit all of the unit and role."""
    return Wanted(mine=request.args.get("show") != "unit", most=LIMIT)


def hand_marks(
    actor: Actor, items: Sequence[Todo]
) -> tuple[list[dict[str, Any]], list[tuple[str, str, bool]]]:
    """What to add to each row of a list: whose hand it is in, the address that hands it on; and the tabs above it.

    Nothing where nobody else shares the role. Two statements.
    """
    if not may_ever(Ability.ITEM_TRANSFER, actor):
        return [{} for _item in items], []
    today = clock.today()
    shared = colleagues.people_of(db.session(), actor.unit_id, today, actor.role)
    if len(shared) < 2:
        return [{} for _item in items], []
    held = handed.among(db.session(), actor, today)
    everybody = request.args.get("show") == "unit"
    tabs = [
        (pgettext("nav", "我的待办"), request.path, not everybody),
        (pgettext("nav", "本单位全部"), f"{request.path}?show=unit", everybody),
    ]
    return [_mark(actor, item, held.get(subject_of(item))) for item in items], tabs


def _mark(actor: Actor, item: Todo, transfer: Transfer | None) -> dict[str, Any]:
    if item.task not in HANDED_ON:
        return {}
    words = "" if transfer is None else _in_words(actor, transfer)
    return {"hand": words, "hand_url": url_for("transfers.new", item=subject_of(item))}


def _in_words(actor: Actor, transfer: Transfer) -> str:
    giver, taker = transfer.giver.full_name, transfer.taker.full_name
    if transfer.to_id in actor.hands:
        return _("“%(name)s”转给你办理", name=giver)
    if transfer.from_id in actor.hands:
        return _("你已转给“%(name)s”", name=taker)
    return _("“%(giver)s”已转给“%(name)s”", giver=giver, name=taker)
