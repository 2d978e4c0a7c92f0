"""An open item handed to a colleague of the same role (转办), and taken back."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.access.actor import current_actor
from portal.access.guards import NotAllowed, requires
from portal.domain.permissions import Ability
from portal.domain.roles import Actor
from portal.extensions import db
from portal.services import todo, transfers, workflow
from portal.services.transfers import Item
from portal.services.workflow import Refused
from portal.web.forms.handing import TransferForm
from portal.web.forms.refusals import refuse
from portal.web.transaction import writes

bp = Blueprint("transfers", __name__, url_prefix="/transfers")


def _page(actor: Actor, item: Item, form: TransferForm) -> str:
    if not todo.has(db.session(), actor, item, clock.today()):
        raise NotAllowed(Ability.ITEM_TRANSFER)
    form.offer(transfers.takers(db.session(), actor, item))
    held = transfers.in_hand(db.session(), actor, item)
    return render_template(
        "handing/transfer.html",
        form=form,
        bearer=transfers.bearer_of(item),
        subject=workflow.subject_of(item),
        held=held,
        may_end=held is not None and bool(actor.hands & {held.from_id, held.to_id}),
    )


@bp.get("/new")
@requires(Ability.ITEM_TRANSFER)
def new() -> ResponseReturnValue:
    """The item named by the query string, with the colleagues it can go to."""
    subject = request.args.get("item", "")
    if not subject:
        return redirect(url_for("account.start"))
    actor = current_actor()
    return _page(actor, transfers.opened(db.session(), actor, subject), TransferForm())


@bp.post("/")
@requires(Ability.ITEM_TRANSFER)
@writes
def give() -> ResponseReturnValue:
    """Hand the item over."""
    actor, form = current_actor(), TransferForm()
    item = transfers.opened(db.session(), actor, request.form.get("item", ""))
    form.validate()
    try:
        made = transfers.transfer(
            db.session(), actor, item, form.to_id, form.reason.data or "", form.until.data
        )
    except Refused as refused:
        refuse(form, refused.problems)
        return _page(actor, item, form), 422
    flash(_("已转给“%(name)s”办理。", name=made.taker.full_name), "success")
    return redirect(url_for("account.start"))


@bp.post("/end")
@requires(Ability.ITEM_TRANSFER)
@writes
def end() -> ResponseReturnValue:
    """Take it back, or give it back: it is all colleagues' again."""
    actor = current_actor()
    transfers.give_back(
        db.session(), actor, transfers.opened(db.session(), actor, request.form.get("item", ""))
    )
    flash(_("转办已收回，由本单位同一角色的人共同办理。"), "success")
    return redirect(url_for("account.start"))
