"""The choke point: which records exist for an actor at all.

Every list, count, export, paper and search starts from visible(); every single record is loaded by fetch(). What is
not visible is answered as not existing.
"""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, String, cast, exists, false, literal, or_, select, true
from sqlalchemy.orm import Session

from portal.domain.concentrated import ConcentratedStatus
from portal.domain.filings import SEEN_ABOVE, CheckStatus
from portal.domain.ranking import RankingStatus
from portal.domain.regions import prefix_of
from portal.domain.reports import REPORTED
from portal.domain.roles import Actor, Level, Role, UnitKind
from portal.models import (
    Announcement,
    AnnouncementRecipient,
    Attachment,
    Base,
    Bulletin,
    Check,
    ConcentratedItem,
    ConcentratedReview,
    Delegation,
    Filing,
    Fund,
    Handover,
    HistoryEntry,
    IssuedPaper,
    LedgerEntry,
    Light,
    Order,
    PrintJob,
    Project,
    Ranking,
    RankingObjection,
    RankingRow,
    RankingSet,
    Region,
    Report,
    RoundException,
    SavedView,
    Unit,
)

Record = TypeVar("Record", bound=Base)


class NotVisible(LookupError):
    """No such record for this actor: it does not exist or lies outside the scope. Both are answered as 404."""


def within(column: Any, code: str) -> ColumnElement[bool]:
    """Condition: a region-code column lies within a place's subtree."""
    prefix = prefix_of(code)
    if len(prefix) == 6:
        same: ColumnElement[bool] = column == code
        return same
    # A range of codes uses the plain index on both databases, which a LIKE does not.
    inside: ColumnElement[bool] = (column >= prefix) & (column < prefix + "\x7f")
    return inside


def project_scope(actor: Actor) -> ColumnElement[bool]:
    """Condition on Project: the actor's subtree, own projects of a department, a division's counterpart units."""
    if actor.reads_everything:
        return true()
    if actor.unit_kind is UnitKind.DIVISION:
        return Project.division_id == actor.unit_id
    if actor.unit_kind is UnitKind.DEPARTMENT:
        return or_(Project.implementing_unit_id == actor.unit_id, Project.competent_unit_id == actor.unit_id)
    if actor.unit_kind is UnitKind.FINANCE_BUREAU and actor.unit_level is not Level.REGION:
        return (Project.owner_level != Level.REGION) & within(Project.region_code, actor.region_code)
    return false()


def fills(actor: Actor) -> ColumnElement[bool]:
    """Condition on Project: the actor is of those who fill it in (see permissions.fills_for_owner)."""
    own = or_(Project.implementing_unit_id == actor.unit_id, Project.competent_unit_id == actor.unit_id)
    if actor.unit_kind is UnitKind.FINANCE_BUREAU:
        return own | ((Project.owner_level != Level.REGION) & (Project.region_code == actor.region_code))
    return own


def _projects(actor: Actor) -> Select[tuple[int]]:
    return select(Project.id).where(project_scope(actor))


def filing_scope(actor: Actor) -> ColumnElement[bool]:
    """Condition on Filing: of a visible project, and nobody above sees a draft.

    An auditor and a leader read like the level they stand at.
    """
    seen = Filing.status.in_(sorted(SEEN_ABOVE))
    mine = Filing.project_id.in_(select(Project.id).where(fills(actor)))
    return Filing.project_id.in_(_projects(actor)) & or_(seen, mine)


def fund_scope(actor: Actor) -> ColumnElement[bool]:
    """Condition on Fund: the actor's subtree, a division's own; a department reads what its own place received."""
    if actor.reads_everything:
        return true()
    if actor.unit_kind is UnitKind.DIVISION:
        return Fund.division_id == actor.unit_id
    if actor.unit_kind is UnitKind.DEPARTMENT:
        if actor.unit_level is Level.REGION:
            return Fund.division_id.in_(select(Unit.division_id).where(Unit.id == actor.unit_id))
        return (Fund.owner_level == actor.unit_level) & (Fund.region_code == actor.region_code)
    if actor.unit_kind is UnitKind.FINANCE_BUREAU and actor.unit_level is not Level.REGION:
        return (Fund.owner_level != Level.REGION) & within(Fund.region_code, actor.region_code)
    return false()


def order_scope(actor: Actor) -> ColumnElement[bool]:
    """Condition on Order: of a visible project or addressed to the unit; what was never issued, a draft or a draft
    given up, only for the unit that wrote it."""
    reachable = or_(
        Order.project_id.in_(_projects(actor)),
        Order.unit_id == actor.unit_id,
        Order.issuer_unit_id == actor.unit_id,
    )
    return reachable & or_(Order.issued_on.is_not(None), Order.issuer_unit_id == actor.unit_id)


def check_scope(actor: Actor) -> ColumnElement[bool]:
    """Condition on Check: of a visible project; an open check only for the unit that makes it."""
    reachable = Check.filing_id.in_(select(Filing.id).where(Filing.project_id.in_(_projects(actor))))
    return reachable & or_(Check.status != CheckStatus.OPEN, Check.unit_id == actor.unit_id)


def _concentrated_states(actor: Actor) -> list[ConcentratedStatus]:
    """Results are fed back when a review has ended; a division works on it while it is open."""
    ended = [ConcentratedStatus.CONCLUDED]
    return [ConcentratedStatus.OPEN, *ended] if actor.unit_kind is UnitKind.DIVISION else ended


def concentrated_scope(actor: Actor) -> ColumnElement[bool]:
    """Condition on ConcentratedReview: those that drew a filing of a visible project."""
    if actor.reads_everything:
        return true()
    drawn = (
        select(ConcentratedItem.review_id)
        .join(Filing, Filing.id == ConcentratedItem.filing_id)
        .where(Filing.project_id.in_(_projects(actor)))
    )
    return ConcentratedReview.id.in_(drawn) & ConcentratedReview.status.in_(_concentrated_states(actor))


def concentrated_item_scope(actor: Actor) -> ColumnElement[bool]:
    """Condition on ConcentratedItem: of a visible project and a review that may be seen."""
    if actor.reads_everything:
        return true()
    reviews = select(ConcentratedReview.id).where(ConcentratedReview.status.in_(_concentrated_states(actor)))
    drawn = select(Filing.id).where(Filing.project_id.in_(_projects(actor)))
    return ConcentratedItem.review_id.in_(reviews) & ConcentratedItem.filing_id.in_(drawn)


def light_scope(actor: Actor) -> ColumnElement[bool]:
    """Condition on Light: of a visible project, or of a fund for those who watch over money. A light tells nothing of
    a draft: the rules do not look at one."""
    own = Light.project_id.in_(_projects(actor))
    if actor.unit_kind is UnitKind.DEPARTMENT:
        return own
    return own | Light.fund_id.in_(select(Fund.id).where(fund_scope(actor)))


def bulletin_scope(actor: Actor) -> ColumnElement[bool]:
    """Condition on Bulletin: those of one's own unit, of the places below for a bureau; a department is told of its
    problems by the orders themselves."""
    if actor.reads_everything:
        return true()
    own = Bulletin.unit_id == actor.unit_id
    if actor.unit_kind is UnitKind.FINANCE_BUREAU and actor.unit_level is not Level.REGION:
        return own | within(Bulletin.region_code, actor.region_code)
    return own


def announced_to(actor: Actor) -> ColumnElement[bool]:
    """Condition on Announcement: it went to the actor's unit and role; a leader reads what came to the unit."""
    to_unit = exists().where(
        AnnouncementRecipient.announcement_id == Announcement.id,
        AnnouncementRecipient.unit_id == actor.unit_id,
    )
    return to_unit if actor.role is Role.LEADER else to_unit.where(AnnouncementRecipient.role == actor.role)


def announcement_scope(actor: Actor) -> ColumnElement[bool]:
    """Condition on Announcement: one's own unit's, drafts among them; once published, of those it went to and of
    those who read everything."""
    own = Announcement.unit_id == actor.unit_id
    published = Announcement.published_at.is_not(None)
    return own | (published if actor.reads_everything else published & announced_to(actor))


def delegation_scope(actor: Actor) -> ColumnElement[bool]:
    """Condition on Delegation: those one gave or has; a leader sees the unit's, who reads everything all."""
    if actor.reads_everything:
        return true()
    mine = or_(Delegation.lender_id == actor.user_id, Delegation.delegate_id == actor.user_id)
    return mine | (Delegation.unit_id == actor.unit_id) if actor.role is Role.LEADER else mine


def handover_scope(actor: Actor) -> ColumnElement[bool]:
    """Condition on Handover: those one takes part in or opened; those who may open one see the unit's."""
    if actor.reads_everything:
        return true()
    mine = or_(
        Handover.leaver_id == actor.user_id,
        Handover.taker_id == actor.user_id,
        Handover.opened_by == actor.user_id,
    )
    opens = actor.role in (Role.REVIEWER, Role.LEADER, Role.DIVISION)
    return mine | (Handover.unit_id == actor.unit_id) if opens else mine


def entry_scope(actor: Actor) -> ColumnElement[bool]:
    """Condition on LedgerEntry: what one's own unit entered or has to mend, of a visible project, and for a bureau what
    was found in its place: each level answers for what the levels above found there (opinion of 2020, part 三)."""
    if actor.reads_everything:
        return true()
    found = or_(
        LedgerEntry.unit_id == actor.unit_id,
        LedgerEntry.responsible_unit_id == actor.unit_id,
        LedgerEntry.project_id.in_(_projects(actor)),
    )
    if actor.unit_kind is UnitKind.FINANCE_BUREAU and actor.unit_level is not Level.REGION:
        return found | within(LedgerEntry.region_code, actor.region_code)
    return found


def view_scope(actor: Actor) -> ColumnElement[bool]:
    """Condition on SavedView: a person's own."""
    return SavedView.user_id == actor.user_id


def unit_scope(actor: Actor) -> ColumnElement[bool]:
    """Condition on Unit: units of the actor's subtree, a division's counterpart units, one's own."""
    if actor.reads_everything or actor.role is Role.ADMIN:
        return true()
    own = Unit.id == actor.unit_id
    if actor.unit_kind is UnitKind.DIVISION:
        return or_(own, Unit.division_id == actor.unit_id)
    if actor.unit_level is Level.REGION:
        return own
    return or_(own, within(Unit.region_code, actor.region_code) & (Unit.level != Level.REGION))


def exception_scope(actor: Actor) -> ColumnElement[bool]:
    """Condition on RoundException: of one's own unit and one's place's bureau, which holds for all of the place; of the
    counterpart units for a division, of the subtree's units for a bureau."""
    if actor.reads_everything:
        return true()
    units: ColumnElement[bool] = Unit.id == actor.unit_id
    if actor.unit_kind is UnitKind.DIVISION:
        units |= Unit.division_id == actor.unit_id
    elif actor.unit_level is not Level.REGION:
        below = within(Unit.region_code, actor.region_code) & (Unit.level != Level.REGION)
        bureau = (Unit.kind == UnitKind.FINANCE_BUREAU) & (Unit.region_code == actor.region_code)
        units |= below if actor.unit_kind is UnitKind.FINANCE_BUREAU else bureau
    return RoundException.unit_id.in_(select(Unit.id).where(units))


def ranking_scope(actor: Actor) -> ColumnElement[bool]:
    """Condition on Ranking: once objections may be made everybody reads the table; a draft is the center's."""
    if actor.reads_everything:
        return true()
    return Ranking.status.in_([RankingStatus.OBJECTION, RankingStatus.PUBLISHED])


def ranking_row_scope(actor: Actor) -> ColumnElement[bool]:
    """Condition on RankingRow, the line with its records behind it: a bureau's own place and those within it."""
    if actor.reads_everything:
        return true()
    if actor.unit_kind is not UnitKind.FINANCE_BUREAU or actor.unit_level is Level.REGION:
        return false()
    seen = RankingRow.ranking_id.in_(select(Ranking.id).where(ranking_scope(actor)))
    return seen & within(RankingRow.code, actor.region_code)


def objection_scope(actor: Actor) -> ColumnElement[bool]:
    """Condition on RankingObjection: to a line that may be looked into."""
    if actor.reads_everything:
        return true()
    return RankingObjection.row_id.in_(select(RankingRow.id).where(ranking_row_scope(actor)))


def ranking_set_scope(_actor: Actor) -> ColumnElement[bool]:
    """Condition on RankingSet: by what one is measured, everybody reads."""
    return true()


def report_scope(actor: Actor) -> ColumnElement[bool]:
    """Condition on Report: one's own unit's; what has been signed, for those who read everything."""
    own = Report.unit_id == actor.unit_id
    return own | Report.status.in_(REPORTED) if actor.reads_everything else own


def paper_scope(actor: Actor) -> ColumnElement[bool]:
    """Condition on IssuedPaper: those that one's own unit answers for, and those that one has printed oneself."""
    if actor.reads_everything:
        return true()
    return (IssuedPaper.unit_id == actor.unit_id) | (IssuedPaper.issued_by == actor.user_id)


def print_scope(actor: Actor) -> ColumnElement[bool]:
    """Condition on PrintJob: what one asked for oneself in this very post, whose scope the papers were chosen by."""
    return (
        (PrintJob.user_id == actor.user_id)
        & (PrintJob.unit_id == actor.unit_id)
        & (PrintJob.role == actor.role)
    )


def region_scope(actor: Actor) -> ColumnElement[bool]:
    """Condition on Region: the actor's subtree."""
    return within(Region.code, actor.region_code)


def attachment_scope(actor: Actor) -> ColumnElement[bool]:
    """Condition on Attachment: of a visible project, or of an order addressed to the unit."""
    own_orders = select(Order.project_id).where(Order.unit_id == actor.unit_id, Order.issued_on.is_not(None))
    return or_(Attachment.project_id.in_(_projects(actor)), Attachment.project_id.in_(own_orders))


def history_scope(actor: Actor) -> ColumnElement[bool]:
    """Condition on HistoryEntry: chains of visible projects and funds, the own unit's steps with orders, checks and
    announcements, and those with visible entries of the ledger; all chains for those who read everything."""
    if actor.reads_everything:
        return true()
    chains = select(literal("project:") + cast(Project.id, String(20))).where(project_scope(actor))
    funds = select(literal("fund:") + cast(Fund.id, String(20))).where(fund_scope(actor))
    kinds = ("order", "check", "concentrated", "announcement", "exception", "objection", "paper", "report")
    own = or_(*(HistoryEntry.subject.startswith(f"{kind}:") for kind in kinds))
    entries = select(literal("entry:") + cast(LedgerEntry.id, String(20))).where(entry_scope(actor))
    read = HistoryEntry.chain.in_(chains) | HistoryEntry.chain.in_(funds) | HistoryEntry.subject.in_(entries)
    return or_(read, (HistoryEntry.chain == f"unit:{actor.unit_id}") & own)


_SCOPES = {
    Announcement: announcement_scope,
    Project: project_scope,
    Filing: filing_scope,
    Fund: fund_scope,
    Order: order_scope,
    Check: check_scope,
    ConcentratedReview: concentrated_scope,
    ConcentratedItem: concentrated_item_scope,
    Light: light_scope,
    Bulletin: bulletin_scope,
    Delegation: delegation_scope,
    Handover: handover_scope,
    RoundException: exception_scope,
    LedgerEntry: entry_scope,
    SavedView: view_scope,
    IssuedPaper: paper_scope,
    PrintJob: print_scope,
    Ranking: ranking_scope,
    RankingRow: ranking_row_scope,
    RankingObjection: objection_scope,
    RankingSet: ranking_set_scope,
    Report: report_scope,
    Unit: unit_scope,
    Region: region_scope,
    Attachment: attachment_scope,
    HistoryEntry: history_scope,
}


def visible(model: type[Record], actor: Actor) -> Select[tuple[Record]]:
    """A select of the model limited to what exists for the actor. Raises KeyError for a model without a scope."""
    condition = _SCOPES[model](actor)
    return select(model).where(condition)


def fetch(session: Session, model: type[Record], actor: Actor, identity: int | str, *options: Any) -> Record:
    """One record by primary key through visible(). Raises NotVisible."""
    key = model.__mapper__.primary_key[0]
    record = (
        session.scalars(visible(model, actor).where(key == identity).options(*options)).unique().one_or_none()
    )
    if record is None:
        raise NotVisible(f"{model.__name__} {identity}")
    return record
