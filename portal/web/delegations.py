"""Roles lent for some days (委托): one's own, and those that a leader or the administrator sees."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from portal import clock
from portal.access.actor import current_actor
from portal.access.facts import delegation_facts
from portal.access.guards import ensure, requires
from portal.access.scope import fetch, visible
from portal.domain.permissions import Ability
from portal.extensions import db
from portal.models import Assignment, Delegation
from portal.services import delegations
from portal.services.workflow import Refused
from portal.web.forms.handing import LendForm
from portal.web.forms.refusals import refuse
from portal.web.handing_tabs import handing_tabs
from portal.web.listing import paginate
from portal.web.transaction import writes

bp = Blueprint("delegations", __name__, url_prefix="/delegations")

_NAMED = (
    joinedload(Delegation.lender),
    joinedload(Delegation.delegate),
    joinedload(Delegation.unit),
    joinedload(Delegation.assignment).joinedload(Assignment.user),
)


def _page(form: LendForm) -> str:
    actor = current_actor()
    lends = delegations.may_lend(actor)
    if lends:
        form.offer(delegations.candidates(db.session(), actor))
    page = paginate(
        db.session, visible(Delegation, actor), request.args, {"starts": Delegation.starts_on}, "-starts",
        options=_NAMED,
    )  # fmt: skip
    return render_template(
        "handing/delegations.html",
        page=page,
        form=form,
        lends=lends,
        tabs=handing_tabs("delegations.index"),
        revocable={row.id for row in page.items if delegations.may_revoke(actor, row)},
        today=clock.today(),
    )


@bp.get("/")
@requires(Ability.SIGNED_IN)
def index() -> ResponseReturnValue:
    """All that one sees, and the form for one's own role."""
    return _page(LendForm())


@bp.post("/")
@requires(Ability.DELEGATION_LEND)
@writes
def lend() -> ResponseReturnValue:
    """Lend the role one acts in."""
    form = LendForm()
    form.validate()
    try:
        made = delegations.lend(
            db.session(),
            current_actor(),
            form.to_id,
            form.starts_on.data,
            form.ends_on.data,
            form.reason.data or "",
        )
    except Refused as refused:
        refuse(form, refused.problems)
        return _page(form), 422
    flash(_("已委托“%(name)s”，到期自动结束，也可随时收回。", name=made.delegate.full_name), "success")
    return redirect(url_for("delegations.index"))


@bp.post("/<int:delegation_id>/revoke")
@requires(Ability.DELEGATION_REVOKE)
@writes
def revoke(delegation_id: int) -> ResponseReturnValue:
    """End it at once."""
    actor = current_actor()
    delegation = fetch(db.session, Delegation, actor, delegation_id, *_NAMED)
    ensure(Ability.DELEGATION_REVOKE, delegation_facts(delegation))
    delegations.revoke(db.session(), actor, delegation)
    flash(_("委托已收回，立即生效。"), "success")
    return redirect(url_for("delegations.index"))
