"""The script of one demo project: registered, funded, its target filed and recorded, then the year's stages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from portal import clock
from portal.cli.demo_world import files, ledger, rounds, words
from portal.cli.demo_world.kinds import Row, goal_of, target_rows
from portal.cli.demo_world.stage import Stage, carry
from portal.cli.demo_world.timeline import spread
from portal.domain.filings import FundSource
from portal.domain.roles import Level, Role
from portal.domain.target_checks import TargetRow
from portal.models import Filing
from portal.services import attachments, filings, projects, recordings, targets
from portal.services.projects import MoneyEntry, ProjectEntry, ReleaseEntry
from portal.services.targets import TargetEntry

_CATEGORIES = ("central_special", "region_special", "integrated", "central_special", "local", "other")
_SHARES: Mapping[str, tuple[tuple[FundSource, int], ...]] = {
    "central_special": ((FundSource.CENTRAL, 80), (FundSource.COUNTY, 20)),
    "region_special": ((FundSource.REGION, 100),),
    "integrated": ((FundSource.CENTRAL, 55), (FundSource.REGION, 25), (FundSource.COUNTY, 20)),
    "local": ((FundSource.PREFECTURE, 60), (FundSource.COUNTY, 40)),
    "other": ((FundSource.REGION, 85), (FundSource.OTHER, 15)),
}
"""Percent of the money by source for each category; the last source takes what rounding leaves."""
_APPROVAL = "依据县脱贫攻坚领导小组批复的实施方案"


def script(stage: Stage) -> Iterator[datetime]:
    """Play a project from its registration to where its story ends."""
    story, diary = stage.story, stage.diary
    if story.early:
        yield diary.on(stage.day(2, 17), 21)
    else:
        yield diary.on(stage.day(5, 6), 24)
    register(stage)
    yield diary.after(2, 5)
    fund(stage)
    if spread(f"{stage.key}file", 4) == 0:
        attach_plan(stage)
    yield from _target(stage)
    if stage.project.target_id is not None:
        yield from rounds.play(stage)


def register(stage: Stage) -> None:
    """Put the project into the register by its unit's clerk."""
    unit, kind, size = stage.unit, stage.kind, stage.size
    entry = ProjectEntry(
        name=stage.name,
        type_code=kind.code,
        fund_category_id=next(f.id for f in stage.plan.funds if f.code == _category(stage)),
        implementing_unit_id=unit.id,
        competent_unit_id=unit.id,
        place_code=unit.region_code,
        place=stage.place,
        content=f"{kind.content}建设规模{size.quantity}{kind.unit}。",
        person_in_charge=stage.pick(words.POSTS, "post"),
        phone="0991-0000000",
        starts_on=stage.day(3, 15),
        ends_on=size.ends_on,
        households=size.households,
        persons=size.persons,
    )
    clerk = stage.staff.of(unit, Role.ENTRY)
    stage.project = projects.register(stage.session, clerk, stage.plan, entry)
    stage.load_filings()


def _category(stage: Stage) -> str:
    if stage.unit.level is not Level.COUNTY:
        return "region_special"
    return str(stage.pick(_CATEGORIES, "category"))


def fund(stage: Stage) -> None:
    """Enter the funds by source and the document that released them."""
    total, left = stage.size.total_fen, stage.size.total_fen
    funds: dict[tuple[FundSource, int], int] = {}
    shares = _SHARES[_category(stage)]
    for source, percent in shares:
        amount = left if source is shares[-1][0] else total * percent // 1_000_000 * 10_000
        funds[source, stage.year] = amount
        left -= amount
    released = clock.today() - timedelta(days=1)
    received = released - timedelta(days=3 + spread(f"{stage.key}received", 24))
    document = f"新财扶〔{stage.year}〕{ledger.number(f'{stage.unit.region_code}{_category(stage)}')}号"
    fiscal = sum(fen for (source, _year), fen in funds.items() if source is not FundSource.OTHER)
    entry = MoneyEntry(funds, (ReleaseEntry(None, document, received, released, fiscal),), ())
    projects.save_money(stage.session, stage.clerk(), stage.project, entry)


def attach_plan(stage: Stage) -> None:
    """Hang the implementation plan on the project."""
    paper = files.pdf("项目实施方案", stage.name)
    attachments.upload(stage.session, stage.clerk(), stage.store, stage.project, "项目实施方案.pdf", paper)


def _target(stage: Stage) -> Iterator[datetime]:
    story, filing = stage.story, stage.filings["target"]
    outcome = story.target
    start, within = (stage.day(3, 23), 12) if story.early else _late_start(stage)
    if story.early and not story.recorded:
        within = 20
    yield from carry(
        stage, filing, outcome, lambda: save_target(stage, filing), start, within, lambda: mend(stage, filing)
    )
    if stage.project.target_id is None:
        return
    stage.rows = known_rows(stage, filing)
    if story.recorded:
        yield stage.diary.after(2, 4)
        record(stage, filing)
    if story.adjusted:
        yield stage.diary.on(stage.day(5, 25), 8)
        yield from _adjust(stage)


def _late_start(stage: Stage) -> tuple[date, int]:
    """Targets filed at the last moment, or after it."""
    if stage.story.target in ("submitted", "under_review"):
        return stage.day(7, 1), 6
    return stage.day(6, 15), 12


def save_target(stage: Stage, filing: Filing) -> None:
    """Type the target: goal and indicators; a draft lacks its last lines."""
    rows = target_rows(stage.kind, stage.size, stage.year)
    goal = goal_of(stage.kind, stage.size, stage.year)
    if stage.story.flawed:
        rows = tuple(replace(r, value="≥100%") if r.value == "=100%" else r for r in rows)
        goal = f"完成{stage.kind.works[0]}年度任务。"
    if stage.story.target == "draft":
        goal, rows = "", rows[: len(rows) // 2]
    targets.save(stage.session, stage.clerk(), filing, TargetEntry(goal, rows))


def mend(stage: Stage, filing: Filing) -> None:
    """Correct a returned target where its comments point: the basis of the first figures."""
    entry = targets.read(stage.session, filing)
    rows = tuple(replace(row, remark=_APPROVAL if n < 2 else row.remark) for n, row in enumerate(entry.rows))
    targets.save(stage.session, stage.clerk(), filing, TargetEntry(entry.goal, rows))


def known_rows(stage: Stage, filing: Filing) -> dict[str, Row]:
    """The kind's row behind each indicator of the approved target, by key."""
    by_name = {row.name: row for row in stage.kind.rows}
    content = filings.snapshot(filing)
    return {row["key"]: by_name[row["name"]] for row in content["indicators"] if row["name"] in by_name}


def record(stage: Stage, filing: Filing) -> None:
    """Mark the approved target as entered in the national system."""
    code = f"FP{stage.project.code}{spread(stage.key, 90) + 10}"
    recorder = stage.staff.recorder(stage.project)
    recordings.record(stage.session, recorder, [filing], {filing.id: code}, clock.today())


def _adjust(stage: Stage) -> Iterator[datetime]:
    reason = stage.pick(words.ADJUSTMENTS, "adjust")
    filing = filings.open_adjustment(stage.session, stage.clerk(), stage.project, reason)
    yield from carry(
        stage,
        filing,
        stage.story.adjusted,
        lambda: _save_adjusted(stage, filing),
        clock.today() + timedelta(days=1),
        3,
    )


def _save_adjusted(stage: Stage, filing: Filing) -> None:
    entry = targets.read(stage.session, filing)
    less = stage.size.quantity * 95 // 100
    rows = tuple(_reduced(stage, row, less) for row in entry.rows)
    targets.save(stage.session, stage.clerk(), filing, TargetEntry(entry.goal, rows))


def _reduced(stage: Stage, row: TargetRow, quantity: int) -> TargetRow:
    if row.value != f"≥{stage.size.quantity}{stage.kind.unit}":
        return row
    return replace(row, value=f"≥{quantity}{stage.kind.unit}", remark="按批复核减建设规模")
