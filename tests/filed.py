"""Filings sent the real way: saved by the clerk, submitted, reviewed, for tests of what follows."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.flows.filings import FilingAction
from portal.domain.indicators import Level2
from portal.domain.roles import Actor
from portal.extensions import db
from portal.models import Filing, FilingVersion, Review
from portal.services import filings, reviews, targets
from portal.services.reviews import ReviewEntry
from portal.services.targets import TargetEntry
from tests.factories import World, target_row

CLERKS = {"own": "unit", "region": "region-unit"}


FULL = TargetEntry(
    "2020年10月底前硬化村内道路12公里,惠及120户480人,改善出行条件。",
    (
        target_row(Level2.QUANTITY, "硬化道路里程", "≥12公里", 2000),
        target_row(Level2.QUALITY, "项目(工程)验收合格率", "=100%", 1000),
        target_row(Level2.TIMELINESS, "项目完工时限", "2020年10月底前", 1000),
        target_row(Level2.COST, "硬化补助标准", "≤7.5万元/公里", 1000),
        target_row(Level2.SOCIAL, "受益建档立卡贫困人口数", "≥480人", 3000),
        target_row(Level2.USER_SATISFACTION, "受益贫困人口满意度", "≥95%", 1000),
    ),
)
"""A target without a finding."""


def drafted(session: Session, world: World, name: str = "own", entry: TargetEntry = FULL) -> Filing:
    """The target of a project as its clerk saved it."""
    filing = world.filing(session, name)
    targets.save(session, clerk(session, world, name), filing, entry)
    return filing


def clerk(session: Session, world: World, name: str = "own") -> Actor:
    """Who fills in for a project."""
    return world.actor(session, CLERKS[name])


def submit(
    session: Session, actor: Actor, filing: Filing, reasons: Mapping[str, str] | None = None
) -> FilingVersion:
    """Submit, with a word for every reminder."""
    words = {f"{p.field}|{p.code}": "已核对" for p, _a in filings.outstanding(session, filing) if not p.hard}
    return filings.submit(session, actor, filing, {**words, **(reasons or {})})


def submitted(session: Session, world: World, name: str = "own") -> Filing:
    """The target of a project as submitted."""
    filing = drafted(session, world, name)
    submit(session, clerk(session, world, name), filing)
    return filing


def full_points(filing: Filing) -> dict[str, int]:
    """All points for every criterion."""
    return {c.code: c.points for c in reviews.criteria_of(filing)}


def passed_on(session: Session, world: World, name: str = "own") -> Filing:
    """The target of a county project, passed on by the county."""
    filing = submitted(session, world, name)
    decide(session, world.actor(session, "county"), filing, FilingAction.PASS_ON)
    return filing


def decide(session: Session, actor: Actor, filing: Filing, action: str, **more: object) -> Review:
    """Decide with all points and an opinion."""
    entry = ReviewEntry(opinion="同意", reason="请细化数量指标", points=full_points(filing))
    return reviews.decide(session, actor, filing, action, entry, **more)  # type: ignore[arg-type]


def approved(session: Session, world: World, name: str = "own") -> Filing:
    """The target of a project, approved by every level of its route."""
    if name == "region":
        filing = submitted(session, world, name)
        decide(session, world.actor(session, "division"), filing, FilingAction.APPROVE)
        return filing
    filing = passed_on(session, world, name)
    decide(session, world.actor(session, "prefecture"), filing, FilingAction.APPROVE)
    return filing


def stored(app: Flask, filing_id: int) -> Filing:
    """A filing as stored, free of any session."""
    with app.app_context():
        filing = db.session.scalars(select(Filing).where(Filing.id == filing_id)).one()
        db.session.expunge(filing)
        return filing
