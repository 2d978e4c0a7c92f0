"""The metrics that a ranking is made by: reading them, and a new version by the center."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import selectinload

from portal.access.actor import current_actor
from portal.access.guards import requires
from portal.access.scope import fetch, visible
from portal.domain.permissions import Ability
from portal.domain.ranking import BASE
from portal.extensions import db
from portal.models import RankingSet
from portal.services import ranking_sets
from portal.services.workflow import Refused
from portal.web.forms.rankings import SetForm
from portal.web.forms.refusals import refuse
from portal.web.rankings import table_names
from portal.web.transaction import writes

bp = Blueprint("ranking_sets", __name__, url_prefix="/rankings/metrics")


@bp.get("/")
@requires(Ability.RANKING_READ)
def index() -> ResponseReturnValue:
    """All versions, the newest first."""
    query = visible(RankingSet, current_actor()).order_by(
        RankingSet.year.desc(), RankingSet.level.desc(), RankingSet.version.desc()
    )
    return render_template(
        "rankings/sets.html", sets=db.session.scalars(query).all(), names=dict(table_names())
    )


def _set(set_id: int) -> RankingSet:
    return fetch(db.session, RankingSet, current_actor(), set_id, selectinload(RankingSet.metrics))


@bp.get("/<int:set_id>")
@requires(Ability.RANKING_READ)
def show(set_id: int) -> ResponseReturnValue:
    form, held = SetForm(formdata=None), _set(set_id)
    form.show(held)
    return _page(held, form)


def _page(held: RankingSet, form: SetForm, editing: bool = False) -> str:
    newest = ranking_sets.newest(db.session(), held.year, held.level)
    return render_template(
        "rankings/set.html",
        held=held,
        form=form,
        editing=editing,
        newest=newest is not None and newest.id == held.id,
        names=dict(table_names()),
        rules=ranking_sets.rules_of(held),
        base=BASE,
    )


@bp.get("/<int:set_id>/edit")
@requires(Ability.RANKING_LEAD)
def edit(set_id: int) -> ResponseReturnValue:
    return _editor(_set(set_id))


def _editor(held: RankingSet) -> str:
    form = SetForm(formdata=None)
    form.show(held)
    return _page(held, form, editing=True)


@bp.post("/<int:set_id>/edit")
@requires(Ability.RANKING_LEAD)
@writes
def renew(set_id: int) -> ResponseReturnValue:
    """A new version; rankings drawn up before keep the old one."""
    held, form = _set(set_id), SetForm()
    if form.keys() != [metric.code for metric in held.metrics]:
        return _editor(held), 422  # not the form of this page
    if not form.validate():
        return _page(held, form, editing=True), 422
    try:
        made = ranking_sets.renew(
            db.session(), current_actor(), held, form.entries(), form.source.data or "", **form.general()
        )
    except Refused as refused:
        refuse(form, refused.problems)
        return _page(held, form, editing=True), 422
    flash(_("已生成第 %(num)s 版,以后拟定的排名按新版计分。", num=made.version), "success")
    return redirect(url_for("ranking_sets.show", set_id=made.id))
