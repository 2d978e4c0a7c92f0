"""Papers of records as PDF: each in Chinese, in Uyghur, or both in one file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, abort, current_app, send_file
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access.actor import current_actor
from portal.access.facts import filing_facts
from portal.access.guards import ensure, requires
from portal.access.scope import NotVisible, fetch, visible
from portal.domain.concentrated import ConcentratedStatus
from portal.domain.permissions import Ability
from portal.domain.ranking import RankingStatus
from portal.extensions import db
from portal.models import (
    Announcement,
    Bulletin,
    ConcentratedReview,
    Filing,
    Handover,
    Order,
    Project,
    Ranking,
    Report,
    Review,
)
from portal.reporting.builders import (
    announcement_paper,
    bulletin_paper,
    chain_paper,
    circular_paper,
    concentrated_paper,
    dossier_paper,
    filing_paper,
    handover_paper,
    ledger_paper,
    order_paper,
    ranking_paper,
    report_paper,
    review_paper,
)
from portal.reporting.issuing import order_of
from portal.reporting.store import Store, write_paper
from portal.services import announcements, filings, ledger, orders
from portal.web.ledger_print import MOST_ROWS, count, too_long
from portal.web.ledgers import asked, asked_years, last_look
from portal.web.rankings import WHOLE
from portal.web.reports import WHOLE as WHOLE_REPORT
from portal.web.sealing import sealed

bp = Blueprint("papers", __name__, url_prefix="/papers")

LANGUAGES = ("zh", "ug", "both")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _send(paper: Any, language: str, name: str, subject: str = "", unit_id: int = 0) -> ResponseReturnValue:
    """The file of a paper; one of a record that has a subject is issued with it once it is final."""
    if language not in LANGUAGES:
        abort(404)
    if subject:
        paper = sealed(paper, subject, unit_id)
    path = Store(_folder()).fetch_or_make(paper, language, order_of(db.session(), paper.year))
    return send_file(path, mimetype="application/pdf", download_name=f"{name}-{language}.pdf", max_age=0)


def _send_word(paper: Any, language: str, name: str) -> ResponseReturnValue:
    """The Word file of an official paper, to be edited: it is not issued and bears no code."""
    if language not in LANGUAGES:
        abort(404)
    path = Store(_folder(), write_paper, ".docx").fetch_or_make(
        paper, language, order_of(db.session(), paper.year)
    )
    return send_file(path, DOCX, as_attachment=True, download_name=f"{name}-{language}.docx", max_age=0)


def _folder() -> Path:
    return Path(current_app.config["DOCUMENT_FOLDER"])


@bp.get("/filings/<int:filing_id>/<language>.pdf")
@requires(Ability.FILING_PRINT)
def filing(filing_id: int, language: str) -> ResponseReturnValue:
    actor = current_actor()
    record = fetch(db.session, Filing, actor, filing_id)
    ensure(Ability.FILING_PRINT, filing_facts(record, clock.today()))
    try:
        payload = filings.visible_payload(db.session, actor, record)
    except LookupError as error:
        raise NotVisible(f"Filing {filing_id} has no content") from error
    name, unit = f"{record.stage}-{record.project.code}", record.project.implementing_unit_id
    return _send(filing_paper(record, payload), language, name, f"filing:{filing_id}", unit)


@bp.get("/reviews/<int:review_id>/<language>.pdf")
@requires(Ability.FILING_PRINT)
def review(review_id: int, language: str) -> ResponseReturnValue:
    record = db.session.scalars(
        visible(Filing, current_actor())
        .join(Review, Review.filing_id == Filing.id)
        .where(Review.id == review_id)
    ).one_or_none()
    if record is None:
        raise NotVisible(f"Review {review_id}")
    ensure(Ability.FILING_PRINT, filing_facts(record, clock.today()))
    chosen = next(r for r in record.reviews if r.id == review_id)
    name = f"review-{record.project.code}"
    return _send(review_paper(record, chosen), language, name, f"review:{review_id}", chosen.unit_id)


@bp.get("/orders/<int:order_id>/<language>.pdf")
@requires(Ability.ORDER_READ)
def order(order_id: int, language: str) -> ResponseReturnValue:
    record = fetch(db.session, Order, current_actor(), order_id)
    name, unit = f"order-{record.project.code}", record.issuer_unit_id
    return _send(order_paper(db.session(), record), language, name, f"order:{order_id}", unit)


@bp.get("/orders/<int:order_id>/<language>.docx")
@requires(Ability.ORDER_READ)
def order_word(order_id: int, language: str) -> ResponseReturnValue:
    record = fetch(db.session, Order, current_actor(), order_id)
    return _send_word(order_paper(db.session(), record), language, f"order-{record.project.code}")


@bp.get("/chains/<int:order_id>/<language>.pdf")
@requires(Ability.ORDER_READ)
def chain(order_id: int, language: str) -> ResponseReturnValue:
    actor = current_actor()
    record = orders.opened(db.session, actor, order_id)
    return _send(chain_paper(db.session(), actor, record), language, f"chain-{record.project.code}")


@bp.get("/bulletins/<int:bulletin_id>/<language>.pdf")
@requires(Ability.BULLETIN_READ)
def bulletin(bulletin_id: int, language: str) -> ResponseReturnValue:
    record = fetch(db.session, Bulletin, current_actor(), bulletin_id)
    name = f"push-{record.region_code}-{record.day.isoformat()}"
    paper = bulletin_paper(db.session(), record)
    return _send(paper, language, name, f"bulletin:{bulletin_id}", record.unit_id)


@bp.get("/handovers/<int:handover_id>/<language>.pdf")
@requires(Ability.HANDOVER_READ)
def handover(handover_id: int, language: str) -> ResponseReturnValue:
    record = fetch(db.session, Handover, current_actor(), handover_id)
    paper = handover_paper(db.session(), record)
    name = f"handover-{record.number}"
    return _send(paper, language, name, f"handover:{handover_id}", record.unit_id)


@bp.get("/concentrated/<int:concentrated_id>/<language>.pdf")
@requires(Ability.CONCENTRATED_READ)
def concentrated(concentrated_id: int, language: str) -> ResponseReturnValue:
    """The summary of a review that has ended, for the places of its reader."""
    actor = current_actor()
    record = fetch(db.session, ConcentratedReview, actor, concentrated_id)
    if record.status is not ConcentratedStatus.CONCLUDED:
        raise NotVisible(f"ConcentratedReview {concentrated_id} has not ended")
    name = f"concentrated-{record.id}-{actor.region_code}"
    paper = concentrated_paper(db.session(), actor, record)
    # What it says depends on the places of its reader's unit: each has versions of its own.
    subject = f"concentrated:{concentrated_id}:{actor.unit_id}"
    return _send(paper, language, name, subject, record.unit_id)


@bp.get("/rankings/<int:ranking_id>/<language>.pdf")
@requires(Ability.RANKING_READ)
def ranking(ranking_id: int, language: str) -> ResponseReturnValue:
    """The table of a ranking that is open to objections or published."""
    record = fetch(db.session, Ranking, current_actor(), ranking_id, *WHOLE)
    if record.status not in (RankingStatus.OBJECTION, RankingStatus.PUBLISHED):
        raise NotVisible(f"Ranking {ranking_id} is not to be printed")
    name = f"ranking-{record.plan.year}-{record.level.value}-{record.number}"
    return _send(ranking_paper(record), language, name, f"ranking:{ranking_id}", record.unit_id)


@bp.get("/circulars/<int:ranking_id>/<language>.pdf")
@requires(Ability.RANKING_READ)
def circular(ranking_id: int, language: str) -> ResponseReturnValue:
    """The circular of a ranking that is published."""
    record = _published(ranking_id)
    name = f"circular-{record.plan.year}-{record.level.value}-{record.number}"
    return _send(circular_paper(record), language, name, f"circular:{ranking_id}", record.unit_id)


@bp.get("/circulars/<int:ranking_id>/<language>.docx")
@requires(Ability.RANKING_READ)
def circular_word(ranking_id: int, language: str) -> ResponseReturnValue:
    """The same as a Word file."""
    record = _published(ranking_id)
    name = f"circular-{record.plan.year}-{record.level.value}-{record.number}"
    return _send_word(circular_paper(record), language, name)


def _published(ranking_id: int) -> Ranking:
    record = fetch(db.session, Ranking, current_actor(), ranking_id, *WHOLE)
    if record.status is not RankingStatus.PUBLISHED:
        raise NotVisible(f"Ranking {ranking_id} is not published")
    return record


@bp.get("/reports/<int:report_id>/<language>.pdf")
@requires(Ability.REPORT_READ)
def report(report_id: int, language: str) -> ResponseReturnValue:
    """A periodic report; before it has been checked as a draft."""
    record = fetch(db.session, Report, current_actor(), report_id, *WHOLE_REPORT)
    name = f"report-{record.region_code}-{record.plan.year}-{record.last_month:02}-{record.kind.value}"
    return _send(report_paper(record), language, name, f"report:{report_id}", record.unit_id)


@bp.get("/reports/<int:report_id>/<language>.docx")
@requires(Ability.REPORT_READ)
def report_word(report_id: int, language: str) -> ResponseReturnValue:
    """The same as a Word file."""
    record = fetch(db.session, Report, current_actor(), report_id, *WHOLE_REPORT)
    return _send_word(report_paper(record), language, f"report-{record.region_code}-{record.last_month:02}")


@bp.get("/announcements/<int:announcement_id>/<language>.pdf")
@requires(Ability.ANNOUNCEMENT_READ)
def announcement(announcement_id: int, language: str) -> ResponseReturnValue:
    """An announcement as a notice; before it is published as a draft."""
    record = _announced(announcement_id, language)
    paper = announcement_paper(db.session(), current_actor(), record)
    name = f"notice-{record.unit.region_code}-{record.id}"
    return _send(paper, language, name, f"announcement:{announcement_id}", record.unit_id)


@bp.get("/announcements/<int:announcement_id>/<language>.docx")
@requires(Ability.ANNOUNCEMENT_READ)
def announcement_word(announcement_id: int, language: str) -> ResponseReturnValue:
    """The same as a Word file."""
    record = _announced(announcement_id, language)
    paper = announcement_paper(db.session(), current_actor(), record)
    return _send_word(paper, language, f"notice-{record.unit.region_code}-{record.id}")


def _announced(announcement_id: int, language: str) -> Announcement:
    record = announcements.opened(db.session(), current_actor(), announcement_id)
    if record.withdrawn_at is not None or (language != "zh" and not record.has_uyghur):
        raise NotVisible(f"Announcement {announcement_id} was withdrawn or has no Uyghur text")
    return record


@bp.get("/projects/<int:project_id>/<language>.pdf")
@requires(Ability.PROJECT_READ)
def dossier(project_id: int, language: str) -> ResponseReturnValue:
    """The whole file of a project (全套档案) as far as its reader may see it."""
    actor = current_actor()
    record = fetch(db.session, Project, actor, project_id)
    return _send(dossier_paper(db.session(), actor, record), language, f"dossier-{record.code}")


@bp.get("/ledger/<language>.pdf")
@requires(Ability.ORDER_READ)
def problems(language: str) -> ResponseReturnValue:
    """The problem ledger as narrowed by the query string; a page that says how to narrow it where it is too long."""
    actor, today = current_actor(), clock.today()
    wanted = asked(asked_years(), last_look(actor))
    found = ledger.query(actor, wanted)
    if (total := count(found)) > MOST_ROWS:
        return too_long(found, total, wanted), 422
    rows = ledger.rows(db.session(), found, today)
    paper = ledger_paper(db.session(), actor, wanted, rows, today)
    return _send(paper, language, f"ledger-{actor.region_code}-{today.isoformat()}")
