"""The problem ledger as 问题整改工作台账, in the official layout."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.roles import Actor
from portal.models import Region, Unit
from portal.reporting.ledger_papers import LedgerPaper, LedgerRow
from portal.reporting.papers import Bilingual, SignOff
from portal.services.ledger import Problem
from portal.services.ledger_parts import Wanted


def ledger_paper(
    session: Session, actor: Actor, wanted: Wanted, rows: Iterable[Problem], day: date
) -> LedgerPaper:
    """The paper of a ledger as narrowed, to be signed in the unit of the actor."""
    regions = {
        region.code: Bilingual(region.name_zh, region.name_ug) for region in session.scalars(select(Region))
    }
    units = {unit.id: Bilingual(unit.name_zh, unit.name_ug) for unit in session.scalars(select(Unit))}
    chosen = (
        ("level", wanted.level),
        ("manner", wanted.manner),
        ("category", wanted.category),
        ("state", wanted.state),
    )
    return LedgerPaper(
        year=wanted.year or day.year,
        all_years=wanted.year is None,
        number="",
        day=day,
        place=regions.get(wanted.region),
        narrowed=tuple((kind, code) for kind, code in chosen if code),
        rows=tuple(_row(row, regions, units) for row in rows),
        sign_off=SignOff(unit=Bilingual(actor.unit_name_zh, actor.unit_name_ug)),
    )


def _row(row: Problem, regions: Mapping[str, Bilingual], units: Mapping[int, Bilingual]) -> LedgerRow:
    light = bool(row.light_rule)
    return LedgerRow(
        found_on=row.found_on,
        level=row.level.value,
        manner=row.manner.value,
        place=regions.get(row.region_code, Bilingual(row.region_code)),
        category=row.category.value,
        unit=units.get(row.unit_id, Bilingual("")),
        source="entry" if row.entry_id else "order" if row.order_id else "light",
        status=row.status,
        project=row.project_name,
        text="" if light else row.said,
        code=f"alert.{row.light_rule}.{row.light_kind}" if light else "",
        params=tuple(sorted(json.loads(row.said).items())) if light else (),
        person=row.person,
        requirement=row.requirement,
        due_on=row.due_on,
        pushed_on=row.pushed_on,
        measures=row.measures,
        done_on=row.replied_on,
        proof=row.proof,
        verifier=row.verifier,
        opinion=row.opinion,
        days_late=row.days_late,
        repeated=row.repeated,
    )
