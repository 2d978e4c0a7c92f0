"""Records as Facts: what the tables of permissions and moves may know about them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from portal import clock
from portal.domain.facts import Facts
from portal.domain.filings import Decision, Stage, route_of
from portal.domain.round_locks import locked_out, locks_on
from portal.models import (
    Announcement,
    AnnouncementRecipient,
    Bulletin,
    Check,
    ConcentratedItem,
    ConcentratedReview,
    Delegation,
    Filing,
    Fund,
    Handover,
    LedgerEntry,
    Light,
    Order,
    Project,
    Ranking,
    RankingObjection,
    RankingRow,
    Report,
    Review,
    RoundException,
    Unit,
)


def project_facts(project: Project) -> Facts:
    """Facts of a project."""
    return Facts(
        region_code=project.region_code,
        owner_level=project.owner_level,
        filler_unit_ids=frozenset({project.implementing_unit_id, project.competent_unit_id}),
        division_id=project.division_id,
        route=route_of(project.owner_level),
        target_approved=project.target_id is not None,
    )


def filing_facts(filing: Filing, today: date) -> Facts:
    """Facts of a filing. handled_by holds the submitter and all who passed on the current version."""
    handled = {r.reviewer_id for r in current_reviews(filing) if r.decision is not Decision.RETURNED}
    if filing.submitted_by is not None and filing.waiting_level is not None:
        handled |= {filing.submitted_by, filing.submitted_for or filing.submitted_by}
    of = filing.round
    return replace(
        project_facts(filing.project),
        status=filing.status,
        stage=filing.stage,
        waiting_level=filing.waiting_level,
        submitted_by=filing.submitted_by,
        handled_by=frozenset(handled),
        last_handled_unit=filing.last_unit_id,
        round_open=of.opens_on <= today,
        round_locked=round_locked(filing, today),
        stage_graded=filing.stage is Stage.TARGET,
        accepted=_accepted(filing),
        extra={"opens": of.opens_on.isoformat(), **_lock(filing)},
    )


def round_locked(filing: Filing, today: date) -> bool:
    """Whether the round's lock keeps a filing from being filled in on a day."""
    return locked_out(
        today,
        filing.round.open_until,
        filing.due_on,
        filing.due_rule,
        filed=filing.first_submitted_at is not None,
        adjustment=filing.adjustment_no > 0,
    )


def _lock(filing: Filing) -> dict[str, str]:
    """What is said of a round's lock: its name, its date, the rule and the last open day."""
    of, last = filing.round, locks_on(filing.round.open_until, filing.due_on, filing.due_rule)
    if last is None:
        return {}
    return {
        "round_zh": of.name_zh,
        "round_ug": of.name_ug,
        "due": of.due_on.isoformat(),
        "after": str(of.lock_days),
        "last": last.isoformat(),
    }


def unit_facts(unit: Unit) -> Facts:
    """Facts of a unit that fills in, as of its own project: for what is asked and granted to a unit."""
    return Facts(
        region_code=unit.region_code,
        owner_level=unit.level,
        filler_unit_ids=frozenset({unit.id}),
        division_id=unit.division_id,
    )


def exception_facts(asked: RoundException) -> Facts:
    """Facts of a request for a later day; the unit that asked is its issuer."""
    return replace(unit_facts(asked.unit), issuer_unit_id=asked.asked_unit_id)


def _accepted(filing: Filing) -> dict[str, str]:
    """Who has accepted the filing and on which day, empty where nobody has."""
    if filing.accepted_at is None or filing.accepted_unit is None or filing.accepter is None:
        return {}
    return {
        "unit_zh": filing.accepted_unit.name_zh,
        "unit_ug": filing.accepted_unit.name_ug or filing.accepted_unit.name_zh,
        "person": filing.accepter.full_name,
        "day": clock.official(filing.accepted_at).date().isoformat(),
    }


def current_reviews(filing: Filing) -> list[Review]:
    """Reviews of the latest version that still stand."""
    if not filing.versions:
        return []
    number = filing.versions[-1].number
    return [r for r in filing.reviews if r.version_number == number and not r.withdrawn]


def check_facts(check: Check) -> Facts:
    """Facts of a check; the checking unit is its issuer."""
    return replace(
        project_facts(check.filing.project),
        status=check.status,
        issuer_unit_id=check.unit_id,
        opened_by=check.opened_by,
    )


def fund_facts(fund: Fund) -> Facts:
    """Facts of a fund; the unit that keeps it answers for it."""
    return Facts(
        region_code=fund.region_code,
        owner_level=fund.owner_level,
        filler_unit_ids=frozenset({fund.unit_id}),
        division_id=fund.division_id,
        route=route_of(fund.owner_level),
    )


def concentrated_facts(review: ConcentratedReview) -> Facts:
    """Facts of a concentrated review."""
    return Facts(status=review.status, issuer_unit_id=review.unit_id)


def drawn_facts(item: ConcentratedItem) -> Facts:
    """Facts of a filing drawn by a concentrated review; its status is that of the review."""
    return replace(project_facts(item.filing.project), status=item.review.status)


def light_facts(light: Light, today: date, until: date | None = None) -> Facts:
    """Facts of a light on a day; until: the day to which it is to be waived."""
    return replace(
        bearer_facts(light),
        status=light.status,
        extra={"today": today.isoformat(), "until": until.isoformat() if until else ""},
    )


def bearer_facts(light: Light) -> Facts:
    """Facts of what a light stands on."""
    bearer = light.bearer
    return fund_facts(bearer) if isinstance(bearer, Fund) else project_facts(bearer)


def bulletin_facts(bulletin: Bulletin) -> Facts:
    """Facts of a bulletin; the unit it went to answers for it."""
    return Facts(region_code=bulletin.region_code, responsible_unit_id=bulletin.unit_id)


def announcement_facts(announcement: Announcement, recipients: Iterable[AnnouncementRecipient]) -> Facts:
    """Facts of an announcement with those it went to, or those of them that matter; nobody takes note of a draft or
    of what was withdrawn."""
    return Facts(
        issuer_unit_id=announcement.unit_id,
        status=announcement.state,
        addressees=frozenset((r.unit_id, r.role.value) for r in recipients)
        if announcement.is_published
        else frozenset(),
    )


def delegation_facts(delegation: Delegation) -> Facts:
    """Facts of a delegation: whose it is, and in which unit."""
    parties = frozenset({delegation.lender_id, delegation.delegate_id})
    return Facts(responsible_unit_id=delegation.unit_id, parties=parties)


def handover_facts(handover: Handover) -> Facts:
    """Facts of a handover: who leaves and who takes over, in which unit."""
    return Facts(
        status=handover.state,
        responsible_unit_id=handover.unit_id,
        parties=frozenset({handover.leaver_id, handover.taker_id}),
    )


def entry_facts(entry: LedgerEntry) -> Facts:
    """Facts of a problem entered by hand; the unit that keeps the ledger is its issuer. handled_by: who reported it as
    mended, and for whom."""
    return Facts(
        region_code=entry.region_code,
        status=entry.status,
        issuer_unit_id=entry.unit_id,
        responsible_unit_id=entry.responsible_unit_id,
        handled_by=frozenset(i for i in (entry.finished_by, entry.finished_for) if i is not None),
        extra={
            "measures": entry.measures,
            "completed": entry.completed_on.isoformat() if entry.completed_on else "",
        },
    )


def ranking_facts(ranking: Ranking, today: date, waiting: int = 0) -> Facts:
    """Facts of a ranking on a day; waiting: objections without an answer. Who drew it up has had it in hand."""
    until = ranking.objections_until
    return Facts(
        status=ranking.status,
        issuer_unit_id=ranking.unit_id,
        handled_by=frozenset({ranking.drawn_by}),
        extra={
            "until": until.isoformat() if until else "",
            "today": today.isoformat(),
            "waiting": str(waiting),
        },
    )


def ranked_facts(row: RankingRow) -> Facts:
    """Facts of a line of a ranking: the bureau of its place speaks for it."""
    return Facts(region_code=row.code, owner_level=row.ranking.level, status=row.ranking.status)


def objection_facts(objection: RankingObjection) -> Facts:
    """Facts of an objection to a line of a ranking."""
    return replace(ranked_facts(objection.row), status=objection.status)


def report_facts(report: Report, today: date) -> Facts:
    """Facts of a periodic report on a day. Whoever drew it up, edited it or put it forward has had it in hand."""
    uneven = (s.code for s in report.sections if s.edited_zh != s.edited_ug)
    empty = (s.code for s in report.sections if not (s.text_zh.strip() and s.text_ug.strip()))
    hands = (report.drawn_by, report.submitted_by, *(s.edited_by for s in report.sections))
    return Facts(
        status=report.status,
        issuer_unit_id=report.unit_id,
        handled_by=frozenset(one for one in hands if one is not None),
        extra={
            "today": today.isoformat(),
            "as_of": report.as_of.isoformat(),
            "signer": report.signer,
            "signed_on": report.signed_on.isoformat() if report.signed_on else "",
            "scan": report.scan_sha256,
            "uneven": " ".join(uneven),
            "empty": " ".join(empty),
        },
    )


def order_facts(order: Order) -> Facts:
    """Facts of an order. has_reply: an answer without a verdict lies on the table."""
    return replace(
        project_facts(order.project),
        status=order.status,
        issuer_unit_id=order.issuer_unit_id,
        responsible_unit_id=order.unit_id,
        has_reply=any(not r.verdict for r in order.replies),
    )
