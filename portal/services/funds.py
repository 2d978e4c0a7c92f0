"""The fund ledger (资金总台账): entering and changing funds, and tying the releases of projects to them.

A fund belongs to the bureau or division that enters it. Every change goes to the fund's own chain of history. Nothing
here commits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal import clock
from portal.access.facts import fund_facts
from portal.access.guards import NotAllowed
from portal.access.scope import fetch, visible
from portal.domain.filings import FundSource
from portal.domain.funds import FundNature, document_key
from portal.domain.money import format_wan
from portal.domain.permissions import Ability, allows, may_ever
from portal.domain.problems import Problem
from portal.domain.roles import Actor, UnitKind
from portal.models import Fund, HistoryEntry, Plan, Project, Release, Unit
from portal.services import fund_links, history
from portal.services.workflow import Refused


@dataclass(frozen=True, slots=True)
class FundEntry:
    """A fund as typed, amount in fen; None where nothing readable was given."""

    name: str
    document_no: str
    source: FundSource | None
    fund_category_id: int
    received_on: date | None
    amount_fen: int | None
    released_on: date | None = None
    nature: FundNature | None = FundNature.GENERAL
    subject: str = ""
    integrated: bool = False
    office: str = ""
    note: str = ""


def opened(session: Session, actor: Actor, fund_id: int) -> Fund:
    """One fund with its plan, category and unit. Raises NotVisible."""
    whole = (
        joinedload(Fund.plan),
        joinedload(Fund.fund_category),
        joinedload(Fund.unit),
        joinedload(Fund.region),
    )
    return fetch(session, Fund, actor, fund_id, *whole)


def register(session: Session, actor: Actor, plan: Plan, entry: FundEntry) -> Fund:
    """Enter a fund that the actor's unit has received; releases that name its document are tied to it.

    Raises NotAllowed, or Refused with a problem at each field that cannot stand.
    """
    if not may_ever(Ability.FUND_REGISTER, actor):
        raise NotAllowed(Ability.FUND_REGISTER)
    found = _problems(session, actor.unit_id, plan, entry, None)
    if entry.amount_fen == 0:
        found.append(Problem("amount_fen", "fund.amount.zero"))
    if found:
        raise Refused(found)
    unit = session.scalars(select(Unit).where(Unit.id == actor.unit_id)).one()
    fund = Fund(
        plan=plan,
        unit=unit,
        owner_level=unit.level,
        region_code=unit.region_code,
        division_id=unit.id if unit.kind is UnitKind.DIVISION else None,
        created_by=actor.user_id,
    )
    # One whole: a fund that turns out too small for what names it has never been.
    with session.begin_nested():
        with session.no_autoflush:
            _assign(fund, entry)
            session.add(fund)
            session.flush()
        session.refresh(fund)
        _tie(session, fund)
    _note(
        session, actor, fund, "fund.register", {"document": fund.document_no, "amount_fen": fund.amount_fen}
    )
    return fund


def update(session: Session, actor: Actor, fund: Fund, entry: FundEntry) -> None:
    """Change a fund; old and new values go to its history. Raises NotAllowed or Refused."""
    if not allows(Ability.FUND_EDIT, actor, fund_facts(fund)):
        raise NotAllowed(Ability.FUND_EDIT)
    found = _problems(session, fund.unit_id, fund.plan, entry, fund)
    given = fund_links.given(session, fund)
    given += sum(release.amount_fen for release in _waiting(session, fund, entry.document_no))
    if entry.amount_fen is not None and entry.amount_fen < given:
        found.append(_too_little(entry.amount_fen, given))
    if found:
        raise Refused(found)
    changed = _assign(fund, entry)
    session.flush()
    _tie(session, fund)
    if changed:
        _note(session, actor, fund, "fund.edit", changed)


def _tie(session: Session, fund: Fund) -> None:
    """Tie releases that were entered before the fund. Raises Refused where they are more than the fund holds."""
    waiting = _waiting(session, fund, fund.document_no)
    given = fund_links.given(session, fund) + sum(release.amount_fen for release in waiting)
    if waiting and given > fund.amount_fen:
        raise Refused([_too_little(fund.amount_fen, given)])
    for release in waiting:
        release.fund_id = fund.id
    session.flush()


def _waiting(session: Session, fund: Fund, document: str) -> Sequence[Release]:
    """Releases that would come out of the fund by this document. Where the document brought money of another source
    too it does not say out of which a release comes, and there are none."""
    found = fund_links.waiting(session, fund, document)
    return [] if found and _others_of_document(session, fund, document) else found


def _others_of_document(session: Session, fund: Fund, document: str) -> bool:
    rows = session.scalars(
        select(Fund.document_no).where(
            Fund.unit_id == fund.unit_id, Fund.plan_id == fund.plan_id, Fund.id != fund.id
        )
    )
    key = document_key(document)
    return any(document_key(number) == key for number in rows)


def _too_little(amount: int, given: int) -> Problem:
    params = {"amount": format_wan(amount), "given": format_wan(given), "over": format_wan(given - amount)}
    return Problem("amount_fen", "fund.amount.under", params)


def _problems(
    session: Session, unit_id: int, plan: Plan, entry: FundEntry, fund: Fund | None
) -> list[Problem]:
    found = [
        Problem(name, code)
        for name, code, missing in (
            ("name", "fund.name.empty", not entry.name.strip()),
            ("document_no", "fund.document.empty", not entry.document_no.strip()),
            ("source", "fund.source.missing", entry.source is None),
            ("nature", "fund.nature.missing", entry.nature is None),
            ("received_on", "fund.received.missing", entry.received_on is None),
            ("amount_fen", "fund.amount.empty", entry.amount_fen is None),
        )
        if missing
    ]
    if entry.fund_category_id not in {category.id for category in plan.funds}:
        found.append(Problem("fund_category_id", "fund.category.missing"))
    found.extend(_date_problems(entry))
    taken = select(Fund.id).where(
        Fund.plan_id == plan.id,
        Fund.unit_id == unit_id,
        Fund.document_no == entry.document_no.strip(),
        Fund.source == entry.source,
        Fund.id != (fund.id if fund else 0),
    )
    if entry.source is not None and session.scalars(taken).first() is not None:
        found.append(Problem("document_no", "fund.document.taken", {"document": entry.document_no.strip()}))
    return found


def _date_problems(entry: FundEntry) -> list[Problem]:
    today, found = clock.today(), []
    for name, day in (("received_on", entry.received_on), ("released_on", entry.released_on)):
        if day is not None and day > today:
            found.append(Problem(name, "fund.day.future", {"day": day.isoformat()}))
    if entry.received_on and entry.released_on and entry.released_on < entry.received_on:
        days = {"received": entry.received_on.isoformat(), "released": entry.released_on.isoformat()}
        found.append(Problem("released_on", "fund.released.order", days))
    return found


def _assign(fund: Fund, entry: FundEntry) -> dict[str, list[Any]]:
    changed: dict[str, list[Any]] = {}
    for name in FundEntry.__dataclass_fields__:
        value, before = getattr(entry, name), getattr(fund, name)
        value = (
            value.strip()
            if isinstance(value, str) and not isinstance(value, FundSource | FundNature)
            else value
        )
        if before != value:
            changed[name] = [_plain(before), _plain(value)]
            setattr(fund, name, value)
    return changed


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _note(session: Session, actor: Actor, fund: Fund, action: str, params: Mapping[str, Any]) -> None:
    history.record(session, actor, f"fund:{fund.id}", f"fund:{fund.id}", action, params)


def steps(session: Session, fund: Fund) -> Sequence[HistoryEntry]:
    """What was done with a fund and with its lights, the latest first; the fund must have been loaded through the
    scope."""
    return session.scalars(
        select(HistoryEntry)
        .where(HistoryEntry.chain == f"fund:{fund.id}")
        .options(joinedload(HistoryEntry.user))
        .order_by(HistoryEntry.seq.desc())
    ).all()


def releases(session: Session, actor: Actor, *funds: Fund) -> Sequence[Release]:
    """What was given out of funds to projects that the actor sees, with all that the ledger shows of them."""
    whole = joinedload(Release.project).options(
        joinedload(Project.implementing_unit),
        joinedload(Project.competent_unit),
        joinedload(Project.place_region),
        joinedload(Project.plan),
        selectinload(Project.funds),
        selectinload(Project.payments),
        selectinload(Project.releases),
    )
    seen = visible(Project, actor).with_only_columns(Project.id)
    return session.scalars(
        select(Release)
        .where(Release.fund_id.in_([fund.id for fund in funds]), Release.project_id.in_(seen))
        .options(whole)
        .order_by(Release.released_on, Release.id)
    ).all()
