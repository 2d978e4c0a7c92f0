"""Two concentrated reviews of targets in the demo world: one that has ended with an order on a problem, one open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.cli.demo_world.staff import Staff
from portal.cli.demo_world.timeline import spread
from portal.cli.demo_world.words import BASIS
from portal.domain.concentrated import Outcome
from portal.domain.filings import ProblemCategory
from portal.domain.roles import Actor, Role
from portal.domain.sampling import Strata
from portal.models import ConcentratedItem, ConcentratedReview, Round
from portal.services import concentrated, concentrated_draws, order_drafts, orders
from portal.services.concentrated import Finding, Opening, ProblemEntry
from portal.services.concentrated_draws import Wanted

_OUTCOMES = (
    Outcome.POOR, Outcome.FAIR, Outcome.FAIR, Outcome.GOOD, Outcome.GOOD, Outcome.GOOD, Outcome.GOOD,
    Outcome.EXCELLENT, Outcome.EXCELLENT, Outcome.EXCELLENT,
)  # fmt: skip
_PROBLEMS = (
    ProblemEntry("数量指标没有覆盖全部建设内容，与资金规模不匹配。", ProblemCategory.TARGET_IRREGULAR),
    ProblemEntry("成本指标只填写了总金额，没有单位成本标准。", ProblemCategory.TARGET_IRREGULAR),
    ProblemEntry("年度资金总额与下达文件不一致。", ProblemCategory.AMOUNT_WRONG),
    ProblemEntry("同一村同类项目拆分申报。", ProblemCategory.SCATTERED),
)
_CONCLUSION = "多数绩效目标设置规范。问题集中在数量指标和成本指标，请各地对照问题清单逐条修改，举一反三。"
_REQUIREMENT = "对照问题逐条修改绩效目标，按程序重新报送审核，并自查同类项目。"
_DAYS = 10


def script(session: Session, staff: Staff) -> Iterator[datetime]:
    """Play both reviews. A world too small for a sample has none."""
    center = staff.of(staff.people.units["center"], Role.CENTER)
    yield clock.at(date(2020, 6, 15), 9, 45)
    first = _open(
        session, center, "2020年第一次绩效目标集中审核", date(2020, 6, 15), date(2020, 6, 30), "06-15-27"
    )
    if first is not None:
        half = len(first.items) // 2
        yield clock.at(date(2020, 6, 18), 16, 20)
        _record(session, center, first.items[:half])
        yield clock.at(date(2020, 6, 29), 16, 40)
        _record(session, center, first.items[half:])
        yield clock.at(date(2020, 6, 30), 17, 10)
        concentrated.conclude(session, center, first, _CONCLUSION)
        yield clock.at(date(2020, 7, 2), 11, 5)
        _order(session, center, first)
    yield clock.at(date(2020, 7, 6), 9, 50)
    second = _open(
        session, center, "2020年第二次绩效目标集中审核", date(2020, 7, 6), date(2020, 7, 17), "07-06-08"
    )
    if second is not None:
        yield clock.at(date(2020, 7, 9), 17, 15)
        _record(session, center, second.items[: len(second.items) // 3])


def _open(
    session: Session, center: Actor, name: str, starts_on: date, ends_on: date, seed: str
) -> ConcentratedReview | None:
    """A sample of a third of the approved targets, one of each prefecture at least; None where none are approved."""
    round_ = session.scalars(select(Round).where(Round.code == "target").order_by(Round.id).limit(1)).one()
    found = concentrated_draws.candidates(session, center, round_, Wanted())
    if not found:
        return None
    places = {one.region_code[:4] for one in found}
    opening = Opening(
        name=name,
        round_id=round_.id,
        starts_on=starts_on,
        ends_on=ends_on,
        sampled=True,
        size=max(len(places), len(found) // 3),
        strata=Strata.PREFECTURE,
        at_least=1,
        seed=seed,
    )
    return concentrated.open_review(session, center, opening, round_)


def _record(session: Session, center: Actor, items: Sequence[ConcentratedItem]) -> None:
    for item in items:
        outcome = _OUTCOMES[spread(item.code, len(_OUTCOMES))]
        problem = _PROBLEMS[spread(f"{item.code}problem", len(_PROBLEMS))]
        faulty = outcome in (Outcome.POOR, Outcome.FAIR)
        concentrated.record(session, center, item, Finding(outcome, "", (problem,) if faulty else ()))


def _order(session: Session, center: Actor, review: ConcentratedReview) -> None:
    """An order on the first problem found."""
    problem = next((one for item in review.items for one in item.problems), None)
    if problem is None:
        return
    filing = problem.item.filing
    entry = order_drafts.prefill(session, center, filing.project, filing, None, concentrated=problem)
    entry = replace(entry, basis=BASIS, requirement=_REQUIREMENT, working_days=_DAYS)
    made = order_drafts.draft(session, center, filing.project, entry, filing, concentrated=problem)
    orders.issue(session, center, made)
