"""What the portal counts for a ranking: every metric as so many of so many, record by record.

The list follows the ranking that the opinion of 2020 asks for (parts 四 and 五) and what it demands of the counties:
every project has a target by 30 June, rounds are filed in time, problems are mended within their limit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.domain.alert_types import Colour
from portal.domain.filings import FilingStatus, Stage
from portal.domain.ranking import Measure, MetricUnit
from portal.domain.ranking_facts import FilingRow, RankingFacts
from portal.domain.regions import level_of, parent_of
from portal.domain.roles import Level


class PortalMeasure(StrEnum):
    """What the portal can count by itself."""

    COVERAGE = "coverage"
    TARGETS_ON_TIME = "targets_on_time"
    APPROVED_AT_ONCE = "approved_at_once"
    RETURNS = "returns"
    RED_LIGHTS = "red_lights"
    DAYS_TO_CLEAR = "days_to_clear"
    ORDERS_ON_TIME = "orders_on_time"
    REPEATED = "repeated"
    ROUNDS_DONE = "rounds_done"
    ROUNDS_ON_TIME = "rounds_on_time"
    EVALUATIONS_DONE = "evaluations_done"
    EVALUATION_DISTANCE = "evaluation_distance"
    LEDGER_COMPLETE = "ledger_complete"


@dataclass(frozen=True, slots=True)
class Counted:
    """One record's share in a metric of its project's place. against: it is a record that costs points."""

    project: int
    subject: str
    numerator: int
    denominator: int
    against: bool


Counter = Callable[[RankingFacts], Iterator[Counted]]


def _filings(facts: RankingFacts, stage: Stage) -> Iterator[FilingRow]:
    return (row for row in facts.filings if row.stage is stage)


def _approved(row: FilingRow) -> bool:
    return row.status is FilingStatus.APPROVED


def coverage(facts: RankingFacts) -> Iterator[Counted]:
    """目标覆盖率: projects whose target is approved, of all projects."""
    approved = {row.project for row in _filings(facts, Stage.TARGET) if _approved(row)}
    for project in facts.projects:
        done = project.id in approved
        yield Counted(project.id, f"project:{project.id}", int(done), 1, not done)


def targets_on_time(facts: RankingFacts) -> Iterator[Counted]:
    """目标按时完成率: targets approved by their day, of those whose day has passed or that are approved."""
    for row in _filings(facts, Stage.TARGET):
        if row.due_on < facts.as_of or _approved(row):
            yield _of(row, row.approved_on is not None and row.approved_on <= row.due_on)


def rounds_done(facts: RankingFacts) -> Iterator[Counted]:
    """监控完成率: rounds approved, of those whose day has passed."""
    yield from _done(facts, Stage.MONITORING)


def evaluations_done(facts: RankingFacts) -> Iterator[Counted]:
    """自评完成率: self-evaluations approved, of those whose day has passed."""
    yield from _done(facts, Stage.EVALUATION)


def _done(facts: RankingFacts, stage: Stage) -> Iterator[Counted]:
    for row in _filings(facts, stage):
        if row.due_on < facts.as_of:
            yield _of(row, _approved(row))


def rounds_on_time(facts: RankingFacts) -> Iterator[Counted]:
    """监控及时率: rounds first submitted by their day, of those whose day has passed."""
    for row in _filings(facts, Stage.MONITORING):
        if row.due_on < facts.as_of:
            yield _of(row, row.submitted_on is not None and row.submitted_on <= row.due_on)


def approved_at_once(facts: RankingFacts) -> Iterator[Counted]:
    """审核一次通过率: filings approved without having been sent back, of those decided on."""
    for row in facts.filings:
        if _approved(row) or row.returned:
            yield _of(row, _approved(row) and not row.returned)


def returns(facts: RankingFacts) -> Iterator[Counted]:
    """退回次数: how often filings were sent back, for each hundred that were submitted."""
    for row in facts.filings:
        if row.submitted_on is not None:
            yield Counted(row.project, f"filing:{row.id}", row.returned, 1, row.returned > 0)


def _of(row: FilingRow, good: bool) -> Counted:
    return Counted(row.project, f"filing:{row.id}", int(good), 1, not good)


def red_lights(facts: RankingFacts) -> Iterator[Counted]:
    """红灯数: red lights of the year, for each hundred projects."""
    for project in facts.projects:
        yield Counted(project.id, f"project:{project.id}", 0, 1, False)
    for row in facts.lights:
        if row.colour is Colour.RED:
            yield Counted(row.project, f"light:{row.id}", 1, 0, True)


def days_to_clear(facts: RankingFacts) -> Iterator[Counted]:
    """红灯平均消除天数: calendar days that red lights shone; for one that still shines, those so far."""
    for row in facts.lights:
        if row.colour is Colour.RED:
            days = (row.until - row.lit_on).days
            yield Counted(row.project, f"light:{row.id}", days, 1, days > 0)


def orders_on_time(facts: RankingFacts) -> Iterator[Counted]:
    """整改按期率: orders whose accepted reply came in time, of those closed or past their day."""
    for row in facts.orders:
        if row.closed_on is not None or row.due_on < facts.as_of:
            good = row.closed_on is not None and (row.replied_on or row.closed_on) <= row.due_on
            yield Counted(row.project, f"order:{row.id}", int(good), 1, not good)


def repeated(facts: RankingFacts) -> Iterator[Counted]:
    """重复发生率: orders about what the unit had been ordered to mend before, of all orders."""
    for row in facts.orders:
        yield Counted(row.project, f"order:{row.id}", int(row.repeated), 1, row.repeated)


def ledger_complete(facts: RankingFacts) -> Iterator[Counted]:
    """台账完整率: orders whose line of the ledger has all that its state asks for, of all orders."""
    for row in facts.orders:
        yield Counted(row.project, f"order:{row.id}", int(row.complete), 1, not row.complete)


def evaluation_distance(facts: RankingFacts) -> Iterator[Counted]:
    """自评偏差: points between a self-evaluation and its check, either way, on average."""
    for row in facts.checks:
        apart = abs(row.declared - row.checked)
        yield Counted(row.project, f"check:{row.id}", apart, 1, apart > 0)


COUNTERS: Mapping[PortalMeasure, Counter] = {
    PortalMeasure.COVERAGE: coverage,
    PortalMeasure.TARGETS_ON_TIME: targets_on_time,
    PortalMeasure.APPROVED_AT_ONCE: approved_at_once,
    PortalMeasure.RETURNS: returns,
    PortalMeasure.RED_LIGHTS: red_lights,
    PortalMeasure.DAYS_TO_CLEAR: days_to_clear,
    PortalMeasure.ORDERS_ON_TIME: orders_on_time,
    PortalMeasure.REPEATED: repeated,
    PortalMeasure.ROUNDS_DONE: rounds_done,
    PortalMeasure.ROUNDS_ON_TIME: rounds_on_time,
    PortalMeasure.EVALUATIONS_DONE: evaluations_done,
    PortalMeasure.EVALUATION_DISTANCE: evaluation_distance,
    PortalMeasure.LEDGER_COMPLETE: ledger_complete,
}

UNITS: Mapping[PortalMeasure, MetricUnit] = {
    **dict.fromkeys(PortalMeasure, MetricUnit.PERCENT),
    PortalMeasure.RETURNS: MetricUnit.PER_HUNDRED,
    PortalMeasure.RED_LIGHTS: MetricUnit.PER_HUNDRED,
    PortalMeasure.DAYS_TO_CLEAR: MetricUnit.DAYS,
    PortalMeasure.EVALUATION_DISTANCE: MetricUnit.POINTS,
}
"""The unit each is counted in."""

MENDABLE = frozenset(
    {
        PortalMeasure.COVERAGE,
        PortalMeasure.ROUNDS_DONE,
        PortalMeasure.EVALUATIONS_DONE,
        PortalMeasure.LEDGER_COMPLETE,
    }
)
"""What can still be made good; a day that has passed and a problem that has been found cannot."""


def place_of(region: str, level: Level) -> str | None:
    """The unit of a ranking that a project's place counts for: its prefecture, or the county itself; None where it counts
    for none (a region-level project; a prefecture's own project among counties)."""
    own = level_of(region)
    if level is Level.PREFECTURE:
        return {Level.COUNTY: parent_of(region), Level.PREFECTURE: region}.get(own)
    return region if own is Level.COUNTY else None


def measures(facts: RankingFacts, level: Level) -> dict[str, dict[PortalMeasure, Measure]]:
    """What was counted of each unit of a level, by code of its place; a metric of which nothing was counted is missing."""
    places = {row.id: place_of(row.region, level) for row in facts.projects}
    sums: dict[tuple[str, PortalMeasure], list[int]] = defaultdict(lambda: [0, 0])
    for measure, count in COUNTERS.items():
        for one in count(facts):
            if (place := places.get(one.project)) is not None:
                held = sums[place, measure]
                held[0] += one.numerator
                held[1] += one.denominator
    found: dict[str, dict[PortalMeasure, Measure]] = defaultdict(dict)
    for (place, measure), (numerator, denominator) in sums.items():
        found[place][measure] = Measure(numerator, denominator)
    return found


def projects_of(facts: RankingFacts, level: Level) -> dict[str, int]:
    """How many projects count for each unit of a level."""
    found: dict[str, int] = defaultdict(int)
    for row in facts.projects:
        if (place := place_of(row.region, level)) is not None:
            found[place] += 1
    return found


def against(facts: RankingFacts, level: Level, unit: str) -> dict[PortalMeasure, list[str]]:
    """The records that cost a unit points, by metric: subjects such as "filing:12", in the order of the facts."""
    inside = {row.id for row in facts.projects if place_of(row.region, level) == unit}
    return {measure: list(_against(count(facts), inside)) for measure, count in COUNTERS.items()}


def _against(counted: Iterable[Counted], inside: set[int]) -> Iterator[str]:
    return (one.subject for one in counted if one.against and one.project in inside)
