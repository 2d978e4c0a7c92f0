"""The chain of a problem (问题处理全程) on one page: six stations, every dated step, what is awaited, of whom."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import pgettext

from portal.access.actor import current_actor
from portal.access.guards import requires
from portal.domain.chains import Link, LinkState, Party, Station
from portal.domain.permissions import Ability
from portal.extensions import db
from portal.i18n import named
from portal.labels import label
from portal.labels.supervision import STANDINGS
from portal.models import Attachment
from portal.reporting import chain_words
from portal.services import chains, orders
from portal.web.light_rows import rows_of
from portal.web.order_pages import STEP_TONES, drawn_item, may_read_check
from portal.web.standing import near_days

bp = Blueprint("chains", __name__)

STEPPER = {
    LinkState.DONE: "done",
    LinkState.NOW: "current",
    LinkState.LATE: "late",
    LinkState.WAITING: "todo",
    LinkState.SKIPPED: "skipped",
}
"""How a station is drawn in the row of steps."""

STATE_TONES = {LinkState.NOW: "info", LinkState.LATE: "bad", LinkState.WAITING: "plain"}
"""Tone of a link that has not happened yet."""

LIGHT_TONES = {"light.lit": "bad", "light.confirm": "bad", "light.go_out": "good", "filing.return": "warn"}


@bp.get("/orders/<int:order_id>/chain")
@requires(Ability.ORDER_READ)
def show(order_id: int) -> ResponseReturnValue:
    """The chain of one order, with the way to the others on the same source."""
    actor = current_actor()
    order = orders.opened(db.session, actor, order_id)
    found = chains.chain(db.session(), actor, order)
    return render_template(
        "orders/chain.html",
        order=order,
        project=order.project,
        chain=found,
        steps=[_station(station) for station in found.stations],
        rows=[_row(link, found.files) for link in found.links],
        light=rows_of([order.light])[0] if order.light else None,
        may_read_check=may_read_check(order),
        drawn=drawn_item(order),
        standing_words=STANDINGS,
        due_words=chain_words.due_words,
        near_days=near_days(),
    )


def _station(station: Station) -> dict[str, Any]:
    """A phase as the row of steps shows it."""
    words = label(station.state)
    return {
        "label": label(station.phase),
        "state": STEPPER[station.state],
        "date": station.on,
        "note": chain_words.taken(station.state, station.days) or words,
    }


def _row(link: Link, files: Any) -> dict[str, Any]:
    """A link as the list shows it: its day, what it is, who, what it set, how long it took, words and files."""
    what = link.what
    held: list[Attachment] = files.get(what.reply, []) if what and what.reply else []
    said = chain_words.details(link.action, what.detail, what.asked, what.due) if what else []
    return {
        "on": what.on if what else None,
        "at": what.at if what else None,
        "state": None if what else link.state,
        "state_tone": STATE_TONES.get(link.state, "plain"),
        "tone": STEP_TONES.get(link.action) or LIGHT_TONES.get(link.action, "plain"),
        "text": chain_words.step(link.action, what.detail if what else ""),
        "who": [_who(party) for party in link.who],
        "person": what.person if what else "",
        "system": not link.who and not (what and what.person),
        "details": said,
        "taken": chain_words.taken(link.state, link.days),
        "late": chain_words.late(link.late if link.action != "order.remind" else 0),
        "note": what.said if what else "",
        "files": held,
        "is_reply": bool(what and what.reply),
    }


def _who(party: Party) -> str:
    return pgettext("name", "%(unit)s（%(level)s）", unit=named(party), level=label(party.level))
