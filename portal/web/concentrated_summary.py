"""The summary of a concentrated review on screen and as a workbook, as far as the reader's places reach."""

from __future__ import annotations

import tempfile
from typing import BinaryIO, cast

from flask import Blueprint, render_template, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload

from portal.access.actor import current_actor
from portal.access.guards import requires
from portal.access.scope import fetch
from portal.domain.permissions import Ability
from portal.exchange.concentrated_book import write_summary
from portal.extensions import db
from portal.models import ConcentratedReview, Round
from portal.services import concentrated_summary
from portal.web.ledgers import XLSX

bp = Blueprint("concentrated_summary", __name__, url_prefix="/concentrated")


def _review(concentrated_id: int) -> ConcentratedReview:
    round_ = joinedload(ConcentratedReview.round).joinedload(Round.plan)
    return fetch(db.session, ConcentratedReview, current_actor(), concentrated_id, round_)


@bp.get("/<int:concentrated_id>/summary")
@requires(Ability.CONCENTRATED_READ)
def show(concentrated_id: int) -> ResponseReturnValue:
    review = _review(concentrated_id)
    found = concentrated_summary.summary(db.session(), current_actor(), review)
    return render_template("concentrated/summary.html", review=review, summary=found)


@bp.get("/<int:concentrated_id>.xlsx")
@requires(Ability.CONCENTRATED_READ)
def workbook(concentrated_id: int) -> ResponseReturnValue:
    review, actor = _review(concentrated_id), current_actor()
    # The answer closes the file when it has been sent.
    file = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115
    write_summary(file, actor, review, concentrated_summary.summary(db.session(), actor, review))
    file.seek(0)
    name = f"concentrated-{review.id}-{actor.region_code}.xlsx"
    return send_file(file, mimetype=XLSX, as_attachment=True, download_name=name)
