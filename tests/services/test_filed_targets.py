"""Findings on many targets at once are those on each."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Filing, TargetForm
from portal.services import filed_targets, targets
from tests.factories import World, make_project
from tests.filed import FULL, approved, submitted


def test_the_same_findings_as_one_by_one(session: Session, world: World) -> None:
    approved(session, world)
    submitted(session, world, "region")
    twin = make_project(session, world.project(session, "own").implementing_unit, "twin")
    filing = session.scalars(
        select(Filing).where(Filing.project_id == twin.id, Filing.stage == "target")
    ).one()
    targets.save(session, world.actor(session, "unit"), filing, FULL)
    session.get_one(TargetForm, world.filing(session, "region").id).indicators[0].value = ""
    session.flush()
    held = [(world.project(session, name), world.filing(session, name)) for name in ("own", "region")]
    held.append((twin, filing))
    found = filed_targets.findings(session, held[0][0].plan, held)
    assert found == {filing.id: targets.problems(session, filing) for _project, filing in held}
    assert [p.code for p in found[held[0][1].id]] == ["target.goal.copied"]
    assert any(p.hard for p in found[held[1][1].id])


def test_a_filing_nobody_has_opened_has_no_findings(session: Session, world: World) -> None:
    pair = (world.project(session, "own"), world.filing(session, "own"))
    assert filed_targets.findings(session, pair[0].plan, [pair]) == {}
    assert filed_targets.findings(session, pair[0].plan, []) == {}
