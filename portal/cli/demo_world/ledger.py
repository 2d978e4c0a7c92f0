"""The fund ledger of the demo world: for every document that released money to projects, the fund that each bureau or
division received by it; every fifth is larger than what was given out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.cli.demo_world.staff import Staff
from portal.cli.demo_world.timeline import LATEST, Script, spread
from portal.domain.filings import FundSource
from portal.domain.roles import Actor, Level, Role
from portal.models import Plan, Project, Release
from portal.services import funds
from portal.services.funds import FundEntry

_EVENINGS = (clock.at(date(2020, 4, 10), 19), clock.at(date(2020, 6, 12), 19), LATEST + timedelta(hours=2))
"""After the releases of spring, after those of summer, and after the last act of all: what was given is known then."""
_SOURCES = {
    "central_special": (FundSource.CENTRAL, "中央财政专项扶贫资金"),
    "region_special": (FundSource.REGION, "自治区财政专项扶贫资金"),
    "integrated": (FundSource.CENTRAL, "统筹整合涉农资金"),
    "local": (FundSource.PREFECTURE, "地州市本级扶贫资金"),
}
_OTHER = (FundSource.REGION, "其他扶贫资金")
_SUBJECTS = ("2130504 农村基础设施建设", "2130505 生产发展", "2130599 其他扶贫支出")


def number(series: str) -> int:
    """Number of the document by which money of a series (place and category) is given out now: another one for each
    stretch between two evenings, for a fund is entered as large as what it was given out for."""
    stretch = sum(1 for evening in _EVENINGS if evening <= clock.now())
    return 12 + 20 * stretch + spread(f"{series}{stretch}", 20)


def scripts(session: Session, staff: Staff, plan: Plan) -> list[Script]:
    """One script: all houses enter what they received."""
    return [_enter(session, staff, plan)]


def _enter(session: Session, staff: Staff, plan: Plan) -> Iterator[datetime]:
    for evening in _EVENINGS:
        yield evening
        for (document, _place, _owner), releases in sorted(_documents(session, plan).items()):
            entry = _entry(plan, document, releases)
            funds.register(session, _keeper(staff, releases[0].project), plan, entry)


def _documents(session: Session, plan: Plan) -> dict[tuple[str, str, int], list[Release]]:
    """Releases out of no fund by document, place and keeping house."""
    rows = session.scalars(
        select(Release)
        .join(Project, Project.id == Release.project_id)
        .where(Project.plan_id == plan.id, Release.fund_id.is_(None))
        .order_by(Release.id)
    )
    found: dict[tuple[str, str, int], list[Release]] = defaultdict(list)
    for release in rows:
        project = release.project
        found[release.document_no, project.region_code, project.division_id or 0].append(release)
    return found


def _keeper(staff: Staff, project: Project) -> Actor:
    """Who enters the funds of a project's house."""
    if project.owner_level is Level.REGION and project.division is not None:
        return staff.of(project.division, Role.DIVISION)
    return staff.of(staff.people.bureaus[project.region_code], Role.ENTRY)


def _entry(plan: Plan, document: str, releases: Sequence[Release]) -> FundEntry:
    category = releases[0].project.fund_category
    source, name = _SOURCES.get(category.code, _OTHER)
    key = f"{releases[0].project.region_code}{document}"
    given = sum(release.amount_fen for release in releases)
    return FundEntry(
        name=name,
        document_no=document,
        source=source,
        fund_category_id=category.id,
        received_on=min(release.received_on or release.released_on for release in releases),
        released_on=min(min(release.released_on for release in releases), clock.today()),
        amount_fen=given if spread(f"{key}rest", 5) else given * 6 // 5,
        subject=_SUBJECTS[spread(f"{key}subject", len(_SUBJECTS))],
        integrated=category.code == "integrated",
        office="农业农村股" if spread(f"{key}office", 3) else "社会保障股",
    )
