"""Back-test: how many lights another threshold would have given on a day of the past, and in which counties.

Nothing is written. A project is looked at as far as the records can tell how it stood then: payments and releases up to
that day, filings submitted by then with the content they have now, the target where it had been approved.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.scope import visible
from portal.domain.alert_facts import FilingSeen, ProjectSeen
from portal.domain.alert_funds import FUND_RULES, FundSeen
from portal.domain.alerts import NUMBERS, RULES, Alert, Colour, Limits, Rule
from portal.domain.filings import FilingStatus
from portal.domain.problems import Problem
from portal.domain.roles import Actor
from portal.models import Filing, Fund, Plan, Project, Round
from portal.services import light_facts, rules
from portal.services.fund_facts import funds_seen
from portal.services.lights import BATCH
from portal.services.workflow import Refused

ON_TARGETS = (Rule.T02, Rule.T04, Rule.T05)
"""Rules that look into the target as filed."""


@dataclass(slots=True)
class Trial:
    """What a threshold gives on a day: lights by county code and colour, with the value in force and with another.
    projects counts what was looked at, the funds where the rule looks at them."""

    rule: Rule
    day: date
    held: str
    tried: str
    projects: int = 0
    before: Counter[tuple[str, Colour]] = field(default_factory=Counter)
    after: Counter[tuple[str, Colour]] = field(default_factory=Counter)

    @property
    def on_funds(self) -> bool:
        """Whether the rule looks at funds and not at projects."""
        return self.rule in FUND_RULES

    def places(self) -> list[str]:
        """Codes of places with a light in either case, where the number changes most first."""
        codes = {code for code, _colour in (*self.before, *self.after)}
        return sorted(codes, key=lambda c: (-abs(self.total(self.after, c) - self.total(self.before, c)), c))

    @staticmethod
    def total(counted: Mapping[tuple[str, Colour], int], code: str) -> int:
        """Lights of a place, of all colours."""
        return sum(counted.get((code, colour), 0) for colour in Colour)


def days(session: Session, plan: Plan, today: date) -> list[Round]:
    """Rounds whose day has passed, the latest first: the days on which a threshold can be tried."""
    query = select(Round).where(Round.plan_id == plan.id, Round.due_on < today).order_by(Round.due_on.desc())
    return list(session.scalars(query))


def trial(session: Session, actor: Actor, plan: Plan, key: str, value: str, day: date) -> Trial:
    """Try a value of a threshold (a key of NUMBERS) on a day. Raises Refused for another key or an unreadable value."""
    name = f"{rules.LIGHT}{key}"
    if key not in NUMBERS or not value.strip() or not rules.readable(name, value):
        raise Refused([Problem("value", "backtest.value", {"word": value.strip()[:20]})])
    on = max(day, rules.first_day(plan))
    limits = rules.limits(plan, on)
    other = replace(limits, numbers={**limits.numbers, key: rules.threshold(value)})
    row = rules.in_force(plan, name, on)
    found = Trial(Rule(key.partition(".")[0]), day, row.value if row else "", value.strip())
    for finds, code in _found(session, actor, plan, day, found.rule):
        found.projects += 1
        found.before.update((code, alert.colour) for alert in finds(limits))
        found.after.update((code, alert.colour) for alert in finds(other))
    return found


Finds = Callable[[Limits], Iterable[Alert]]


def _found(session: Session, actor: Actor, plan: Plan, day: date, rule: Rule) -> Iterator[tuple[Finds, str]]:
    """What the rule finds under given thresholds, for each project or fund that it looks at, with its place."""
    if rule in FUND_RULES:
        for fund, code in _funds_then(session, actor, plan, day):
            yield partial(_of_fund, rule, fund, day), code
    else:
        for project, code in _then(session, actor, plan, day, rule):
            yield partial(_of_project, rule, project, day), code


def _of_fund(rule: Rule, fund: FundSeen, day: date, limits: Limits) -> Iterable[Alert]:
    return FUND_RULES[rule](fund, limits, day)


def _of_project(rule: Rule, project: ProjectSeen, day: date, limits: Limits) -> Iterable[Alert]:
    return RULES[rule](project, limits, day)


def _funds_then(session: Session, actor: Actor, plan: Plan, day: date) -> Iterator[tuple[FundSeen, str]]:
    """The funds the actor sees that had been received by a day, with what had been given out of them by then."""
    mine = visible(Fund, actor).where(Fund.plan_id == plan.id, Fund.received_on <= day)
    places = session.execute(mine.with_only_columns(Fund.id, Fund.region_code).order_by(Fund.id))
    codes = dict(places.tuples().all())
    ids = list(codes)
    for first in range(0, len(ids), BATCH):
        for fund in funds_seen(session, ids[first : first + BATCH], day):
            yield fund, codes[fund.id]


def _then(
    session: Session, actor: Actor, plan: Plan, day: date, rule: Rule
) -> Iterator[tuple[ProjectSeen, str]]:
    """The projects the actor sees as they stood on a day, with the code of their place, a batch at a time."""
    mine = visible(Project, actor).where(Project.plan_id == plan.id)
    places = session.execute(mine.with_only_columns(Project.id, Project.region_code).order_by(Project.id))
    # Asked for as a list: a result has keys() of its own and would pass for a mapping.
    codes = dict(places.tuples().all())
    ids = list(codes)
    for first in range(0, len(ids), BATCH):
        part = ids[first : first + BATCH]
        filed = _filed(session, part)
        for project in light_facts.seen(session, plan, part, day, targets=rule in ON_TARGETS):
            yield _as_of(project, filed.get(project.id, {}), day), codes[project.id]


Moments = tuple[datetime | None, datetime | None]


def _filed(session: Session, ids: list[int]) -> dict[int, dict[str, Moments]]:
    """When each filing was first submitted and when it was approved, by project and round."""
    rows = session.execute(
        select(Filing.project_id, Round.code, Filing.first_submitted_at, Filing.approved_at)
        .join(Round, Round.id == Filing.round_id)
        .where(Filing.project_id.in_(ids), Filing.adjustment_no == 0)
    )
    found: dict[int, dict[str, Moments]] = {}
    for project_id, code, submitted, approved in rows:
        found.setdefault(project_id, {})[code] = submitted, approved
    return found


def _as_of(project: ProjectSeen, filed: Mapping[str, Moments], day: date) -> ProjectSeen:
    def by_then(moment: datetime | None) -> bool:
        return moment is not None and clock.official(moment).date() <= day

    def stood(filing: FilingSeen) -> FilingSeen:
        if by_then(filed.get(filing.code, (None, None))[0]):
            return filing
        return FilingSeen(filing.code, filing.stage, FilingStatus.NOT_STARTED, filing.due_on, filing.position)

    target = [filed[f.code] for f in project.filings if f.stage == "target" and f.code in filed]
    stood_filed = any(by_then(submitted) for submitted, _approved in target)
    return replace(
        project,
        releases=[r for r in project.releases if r.released_on <= day],
        filings=[stood(f) for f in project.filings],
        target_approved=project.target_approved and any(by_then(approved) for _s, approved in target),
        target_problems=project.target_problems if stood_filed else (),
        alike=project.alike if stood_filed else (),
        figures=project.figures if stood_filed else (),
    )
