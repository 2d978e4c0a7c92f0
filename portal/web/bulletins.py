"""The push (推送): what each unit was told and who took note; a bulletin on screen, as a workbook, and its receipt."""

from __future__ import annotations

import tempfile
from itertools import groupby
from typing import BinaryIO, cast

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import joinedload, selectinload

from portal.access.actor import current_actor
from portal.access.facts import bulletin_facts
from portal.access.guards import ensure, requires
from portal.access.scope import fetch, visible, within
from portal.domain.bulletins import BulletinPart
from portal.domain.permissions import Ability
from portal.domain.regions import REGION_CODE
from portal.exchange.bulletin_book import said, write_bulletin
from portal.extensions import db
from portal.models import Bulletin, BulletinReceipt
from portal.services import bulletins
from portal.web.filters import places
from portal.web.ledgers import XLSX
from portal.web.listing import paginate
from portal.web.transaction import writes

bp = Blueprint("bulletins", __name__, url_prefix="/push")

_WITH_RECEIPTS = (
    joinedload(Bulletin.unit),
    selectinload(Bulletin.receipts).joinedload(BulletinReceipt.user),
)


def _conditions() -> list[ColumnElement[bool]]:
    """What the query string narrows the list to; other words narrow nothing."""
    taken = exists().where(BulletinReceipt.bulletin_id == Bulletin.id)
    found = []
    if (state := request.args.get("state", "")) in ("read", "unread"):
        found.append(taken if state == "read" else ~taken)
    if REGION_CODE.match(code := request.args.get("region", "")):
        found.append(within(Bulletin.region_code, code))
    return found


@bp.get("/")
@requires(Ability.BULLETIN_READ)
def index() -> ResponseReturnValue:
    actor = current_actor()
    query = visible(Bulletin, actor).where(*_conditions())
    # Without the frozen content, which a list does not show.
    page = paginate(db.session, query, request.args, {"day": Bulletin.day}, "-day", options=_WITH_RECEIPTS)
    return render_template("bulletins/index.html", page=page, regions=places(actor), own=actor.unit_id)


def _opened(bulletin_id: int) -> Bulletin:
    return fetch(db.session, Bulletin, current_actor(), bulletin_id, *_WITH_RECEIPTS)


@bp.get("/<int:bulletin_id>")
@requires(Ability.BULLETIN_READ)
def show(bulletin_id: int) -> ResponseReturnValue:
    bulletin = _opened(bulletin_id)
    found = groupby(bulletins.content(bulletin), key=lambda item: BulletinPart(item.part))
    return render_template(
        "bulletins/show.html",
        bulletin=bulletin,
        number=bulletins.number_of(bulletin),
        parts=[(part, list(items)) for part, items in found],
        said=said,
        may_receive=bulletins.may_receive(current_actor(), bulletin),
    )


@bp.post("/<int:bulletin_id>/receipt")
@requires(Ability.BULLETIN_RECEIVE)
@writes
def receive(bulletin_id: int) -> ResponseReturnValue:
    """Take note of a bulletin; pressed twice it stays with the first."""
    bulletin = _opened(bulletin_id)
    ensure(Ability.BULLETIN_RECEIVE, bulletin_facts(bulletin))
    bulletins.receive(db.session(), current_actor(), bulletin)
    flash(_("已签收这次推送。"), "success")
    return redirect(url_for("bulletins.show", bulletin_id=bulletin.id))


@bp.get("/<int:bulletin_id>.xlsx")
@requires(Ability.BULLETIN_READ)
def workbook(bulletin_id: int) -> ResponseReturnValue:
    bulletin = _opened(bulletin_id)
    # The answer closes the file when it has been sent.
    file = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115
    write_bulletin(file, bulletin, bulletins.content(bulletin))
    file.seek(0)
    name = f"push-{bulletin.region_code}-{bulletin.day.isoformat()}.xlsx"
    return send_file(file, mimetype=XLSX, as_attachment=True, download_name=name)
