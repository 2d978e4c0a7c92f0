"""One project of the demo on its way: what is known of it, and filing, reviewing and mending as people do it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from portal.cli.demo_world import words
from portal.cli.demo_world.kinds import Kind, Row, Size
from portal.cli.demo_world.staff import Staff
from portal.cli.demo_world.stories import Story
from portal.cli.demo_world.timeline import Diary, spread
from portal.domain.flows.filings import FilingAction
from portal.domain.roles import Actor
from portal.models import EvaluationForm, Filing, Fund, MonitoringForm, Plan, Project, TargetForm, Unit
from portal.services import filings, reviews, rules, workflow
from portal.services.attachments import Store
from portal.services.reviews import ReviewEntry

Fill = Callable[[], None]
WORDS: Mapping[str, tuple[str, ...]] = {
    "target": words.OPINIONS,
    "monitoring": words.ROUND_OPINIONS,
    "evaluation": words.EVALUATION_OPINIONS,
}
FORMS: Mapping[str, type] = {
    "target": TargetForm,
    "monitoring": MonitoringForm,
    "evaluation": EvaluationForm,
}


@dataclass
class Stage:
    """A project with all that its script needs. rows: of the approved target, the kind's row by indicator key.
    kept: forms that later stages read again, held so that the session need not load them anew. received: the fund of a
    planted defect."""

    session: Session
    staff: Staff
    store: Store
    plan: Plan
    unit: Unit
    kind: Kind
    size: Size
    story: Story
    diary: Diary
    name: str
    place: str
    project: Project = field(init=False)
    filings: dict[str, Filing] = field(default_factory=dict)
    rows: dict[str, Row] = field(default_factory=dict)
    shares: dict[str, int] = field(default_factory=dict)
    kept: list[object] = field(default_factory=list)
    received: Fund | None = None

    @property
    def key(self) -> str:
        """What the project's own chances hang on."""
        return self.diary.key

    @property
    def year(self) -> int:
        """The plan's year."""
        return self.plan.year

    def day(self, month: int, day: int, years: int = 0) -> date:
        """A day of the plan's year, or of a later one."""
        return date(self.year + years, month, day)

    def pick(self, choices: tuple[Any, ...], salt: str = "") -> Any:
        """One of some choices, always the same for the project."""
        return choices[spread(f"{self.key}{salt}", len(choices))]

    def clerk(self) -> Actor:
        """Who fills the project in."""
        return self.staff.clerk(self.project)

    def load_filings(self) -> None:
        """Keep the new filings at hand, by the code of their round; nothing lies below them yet."""
        rows = self.session.scalars(select(Filing).where(Filing.project_id == self.project.id)).all()
        for filing in rows:
            set_committed_value(filing, "project", self.project)
            for name in ("versions", "reviews", "comments", "answers"):
                set_committed_value(filing, name, [])
        for name in ("funds", "releases", "payments"):
            set_committed_value(self.project, name, [])
        self.filings = {filing.round.code: filing for filing in rows}


class Answers(dict[str, str]):
    """A word of reason for every soft finding, by its code."""

    def get(self, key: str, default: Any = None) -> str:
        """The words for "<field>|<code>"."""
        return words.ANSWERS.get(key.rpartition("|")[2], words.ANSWER)


def carry(
    stage: Stage,
    filing: Filing,
    outcome: str,
    fill: Fill,
    start: date,
    within: int,
    mend: Fill | None = None,
    diary: Diary | None = None,
) -> Iterator[datetime]:
    """Bring one filing to its outcome: filled, filed, reviewed level by level, returned and mended.

    diary: another one than the project's own, for what goes on beside; its days follow one another closely.
    """
    session, clerk = stage.session, stage.clerk()
    pace = 3 if diary is None else 1
    diary = diary or stage.diary
    if not outcome:
        return
    yield diary.on(start, within)
    fill()
    stage.kept.append(session.get(FORMS[filing.stage], filing.id))
    if outcome == "draft":
        return
    yield diary.after(0, 2)
    filings.submit(session, clerk, filing, Answers())
    if outcome == "recalled":
        yield diary.after(0)
        workflow.perform(session, clerk, filing, FilingAction.RECALL)
        return
    if outcome == "submitted":
        return
    reviewers = stage.staff.reviewers(stage.project)
    if outcome == "under_review" and len(reviewers) == 1:
        return
    if outcome in ("returned", "returned_above", "mended"):
        yield from _turn_back(stage, diary, filing, reviewers, above=outcome == "returned_above")
        if outcome != "mended":
            return
        yield diary.after(1, 2)
        (mend or fill)()
        yield diary.after(0)
        filings.submit(session, clerk, filing, Answers())
    for reviewer in reviewers:
        last = reviewer is reviewers[-1]
        if last and outcome == "under_review":
            return
        yield diary.after(1, pace)
        decide(stage, filing, reviewer, FilingAction.APPROVE if last else FilingAction.PASS_ON)


def _turn_back(
    stage: Stage, diary: Diary, filing: Filing, reviewers: list[Actor], *, above: bool
) -> Iterator[datetime]:
    if above and len(reviewers) > 1:
        yield diary.after(1, 2)
        decide(stage, filing, reviewers[0], FilingAction.PASS_ON)
    yield diary.after(1, 2)
    decide(stage, filing, reviewers[-1] if above else reviewers[0], FilingAction.RETURN)


def decide(stage: Stage, filing: Filing, reviewer: Actor, action: FilingAction) -> None:
    """A review step with its points, words and comments."""
    returning = action is FilingAction.RETURN
    opinion = stage.pick(WORDS[filing.stage], f"o{reviewer.unit_id}")
    entry = ReviewEntry("" if returning else opinion, points=points_of(stage, filing, returning))
    if returning:
        choices = words.RETURNS if filing.stage == "target" else words.ROUND_RETURNS
        entry = ReviewEntry("", stage.pick(choices, "r"), entry.points, _comments(stage, filing))
    reviews.decide(stage.session, reviewer, filing, action, entry)


def points_of(stage: Stage, filing: Filing, returning: bool) -> dict[str, int]:
    """Points of each criterion: 中 where it is returned, 优 or 良 where it goes on."""
    criteria = rules.criteria(filing.project.plan, filing.stage)
    low = 62 if returning else 84
    return {
        c.code: c.points * (low + spread(f"{stage.key}{c.code}{filing.id}", 13)) // 100 // 50 * 50
        for c in criteria
    }


def _comments(stage: Stage, filing: Filing) -> dict[str, str]:
    content = filings.snapshot(filing)
    rows = content.get("indicators") or content.get("rows") or []
    found = {f"indicator:{row['key']}": text for row, text in zip(rows[:2], words.COMMENTS, strict=False)}
    if filing.stage == "target" and spread(f"{stage.key}g", 3) == 0:
        found["goal"] = words.GOAL_COMMENT
    return found
