"""The published self-evaluations and the library's targets as projects of the demo, played like all others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.cli.demo_world.published import Line, beside
from portal.cli.demo_world.staff import Staff
from portal.cli.demo_world.stage import Answers
from portal.cli.demo_world.timeline import Diary
from portal.domain.evaluation_scores import EvaluationEntry, evaluate
from portal.domain.evaluation_scores import MoneyEntry as YearMoney
from portal.domain.evaluation_scores import RowEntry as YearRow
from portal.domain.filings import FundSource
from portal.domain.flows.filings import FilingAction
from portal.domain.indicators import ValueKind, parse_value
from portal.domain.money import format_wan
from portal.domain.monitoring_checks import RoundEntry
from portal.domain.roles import Actor, Role
from portal.models import Filing, Plan, Project, Unit
from portal.services import evaluations, filings, monitoring, projects, recordings, reviews, rules, targets
from portal.services.projects import MoneyEntry, PaymentEntry, ProjectEntry
from portal.services.reviews import ReviewEntry
from portal.services.targets import TargetEntry

_OPINION = "公开表样本，指标按原表录入，补列项已注明。"
_NOT_FOLLOWED = "本件为公开绩效表样本，供对照使用，不逐月监控。"
_OVERRIDE = "按公开表得分录入，原表未说明理由。"
_DONE = 9000


@dataclass(frozen=True, slots=True)
class Sample:
    """A published form: its words as lines with the form's weights; money in fen, scores in hundredths.

    draft: the lines as published, for a target whose values the form refuses. budget_fen and executed_fen are the
    published full-year figures; executed_fen None where none is published: a target without results.
    """

    code: str
    name: str
    type_code: str
    place: str
    note: str
    unit: Unit
    funds: Mapping[FundSource, int]
    lines: tuple[Line, ...]
    draft: tuple[Line, ...] = ()
    executed_fen: int | None = None
    execution_score: int | None = None
    is_table: bool = False

    @property
    def total_fen(self) -> int:
        """The money of the year."""
        return sum(self.funds.values())


@dataclass
class Entering:
    """A sample on its way into the portal."""

    session: Session
    staff: Staff
    plan: Plan
    keeper: Unit
    sample: Sample
    diary: Diary
    project: Project = field(init=False)
    filings: dict[str, Filing] = field(default_factory=dict)

    @property
    def clerk(self) -> Actor:
        """Who types it in."""
        return self.staff.of(self.sample.unit, Role.ENTRY)


def script(entering: Entering) -> Iterator[datetime]:
    """Register a sample, file its target where the form takes it, enter its results where there are any."""
    diary, sample = entering.diary, entering.sample
    yield diary.on(date(entering.plan.year, 3, 2), 20)
    _register(entering)
    yield diary.after(1, 4)
    _save_target(entering, sample.lines)
    target = entering.filings["target"]
    if any(p.hard for p in targets.problems(entering.session, target)):
        _save_target(entering, sample.draft or sample.lines)
        return
    yield diary.after(0, 2)
    filings.submit(entering.session, entering.clerk, target, Answers())
    reviewer = entering.staff.reviewers(entering.project)[0]
    yield diary.after(2, 4)
    _approve(entering, target, reviewer)
    yield diary.after(2, 5)
    code = f"FP{entering.project.code}"
    recordings.record(entering.session, reviewer, [target], {target.id: code}, clock.today())
    yield from _nothing_to_report(entering, reviewer)
    if sample.is_table:
        yield from _evaluate(entering, reviewer)


def _register(entering: Entering) -> None:
    sample, plan = entering.sample, entering.plan
    entry = ProjectEntry(
        name=sample.name,
        type_code=sample.type_code,
        fund_category_id=next(f.id for f in plan.funds if f.code == "other"),
        implementing_unit_id=sample.unit.id,
        competent_unit_id=entering.keeper.id,
        place_code=sample.unit.region_code,
        place=sample.place,
        content="公开绩效表样本，文字和数字按原表录入，供对照。",
        person_in_charge="项目负责人",
        phone="0991-0000000",
        starts_on=date(plan.year, 1, 1),
        ends_on=date(plan.year, 12, 31),
        note=sample.note,
    )
    entering.project = projects.register(entering.session, entering.clerk, plan, entry)
    rows = entering.session.scalars(select(Filing).where(Filing.project_id == entering.project.id))
    entering.filings = {filing.round.code: filing for filing in rows}
    funds = {(source, plan.year): fen for source, fen in sample.funds.items()}
    if funds:
        projects.save_money(entering.session, entering.clerk, entering.project, MoneyEntry(funds))


def _save_target(entering: Entering, lines: tuple[Line, ...]) -> None:
    sample = entering.sample
    money = f"，资金{format_wan(sample.total_fen)}万元" if sample.total_fen else ""
    goal = f"{sample.name}：按公开表所列{sum(not line.added for line in lines)}项指标完成年度任务{money}。"
    rows = tuple(line.row for line in lines)
    targets.save(entering.session, entering.clerk, entering.filings["target"], TargetEntry(goal, rows))


def _approve(entering: Entering, filing: Filing, reviewer: Actor) -> None:
    points = {c.code: c.points * 9 // 10 for c in rules.criteria(entering.plan, filing.stage)}
    reviews.decide(
        entering.session, reviewer, filing, FilingAction.APPROVE, ReviewEntry(_OPINION, points=points)
    )


def _nothing_to_report(entering: Entering, reviewer: Actor) -> Iterator[datetime]:
    """A form of another place is not followed month by month."""
    filing = entering.filings["m05"]
    yield entering.diary.on(date(entering.plan.year, 5, 11), 10)
    entry = RoundEntry(nothing_to_report=True, nothing_reason=_NOT_FOLLOWED)
    monitoring.save(entering.session, entering.clerk, filing, entry)
    filings.submit(entering.session, entering.clerk, filing, Answers())
    yield entering.diary.after(1, 3)
    _approve(entering, filing, reviewer)


def _evaluate(entering: Entering, reviewer: Actor) -> Iterator[datetime]:
    """The results as published; a table that the checks refuse stays a draft."""
    filing = entering.filings["evaluation"]
    yield entering.diary.on(date(entering.plan.year, 7, 1), 3)
    _pay(entering)
    _save_results(entering, filing)
    if any(p.hard for p in evaluations.problems(entering.session, filing)):
        return
    yield entering.diary.after(0, 2)
    filings.submit(entering.session, entering.clerk, filing, Answers())
    yield entering.diary.after(1, 2)
    _approve(entering, filing, reviewer)


def _pay(entering: Entering) -> None:
    executed = entering.sample.executed_fen
    if not executed:
        return
    funds = {(f.source, f.year): f.amount_fen for f in entering.project.funds}
    paid = PaymentEntry(None, date(entering.plan.year, 6, 28), executed)
    projects.save_money(entering.session, entering.clerk, entering.project, MoneyEntry(funds, (), (paid,)))


def _save_results(entering: Entering, filing: Filing) -> None:
    sample = entering.sample
    money = YearMoney(sample.total_fen, 0, sample.executed_fen, 0)
    done = f"执行{format_wan(sample.executed_fen)}万元，" if sample.executed_fen else ""
    entry = EvaluationEntry(
        money,
        tuple(_result(key, line) for key, line in _by_key(entering)),
        f"{done}各项指标完成情况见公开表所列全年实际值，未列的待填报单位补充。",
        sample.note,
    )
    known = evaluations.known(entering.session, filing)
    evaluations.save(entering.session, entering.clerk, filing, _as_published(entering, entry, known))


def _by_key(entering: Entering) -> list[tuple[str, Line]]:
    """The lines under the keys that the target gave their rows."""
    named = {(line.row.level2, line.row.name): line for line in entering.sample.lines}
    stored = targets.read(entering.session, entering.filings["target"]).rows
    return [(row.key, named[row.level2, row.name]) for row in stored if (row.level2, row.name) in named]


def _result(key: str, line: Line) -> YearRow:
    qualitative = parse_value(line.row.value, line.row.level2).kind is ValueKind.QUALITATIVE
    attained = _DONE if qualitative and line.actual else None
    return YearRow(key, line.actual, attained, deviation=beside(line))


def _as_published(entering: Entering, entry: EvaluationEntry, known: Any) -> EvaluationEntry:
    """Published scores in place of computed ones, with a reason, where the weight is the published one."""
    result = evaluate(entry, known)
    lines = dict(_by_key(entering))
    rows = []
    for row, scored in zip(entry.rows, result.rows, strict=True):
        line = lines[row.key]
        if line.kept and line.score is not None and line.score != scored.computed:
            row = replace(row, override=min(line.score, scored.weight), override_reason=_OVERRIDE)
        rows.append(row)
    score = entering.sample.execution_score
    if score is not None and score != result.execution.computed and score <= result.execution.weight:
        entry = replace(entry, execution_override=score, execution_reason=_OVERRIDE)
    return replace(entry, rows=tuple(rows))
