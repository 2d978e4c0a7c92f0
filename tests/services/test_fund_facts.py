"""Money and performance of funds: what was given, paid and shared out, and how the projects stand."""

from __future__ import annotations

from datetime import date

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.scope import visible
from portal.domain.filings import FilingStatus, Likelihood
from portal.domain.roles import Level
from portal.models import Filing, Fund, MonitoringRow
from portal.services import fund_facts, monitoring
from tests.conftest import TODAY
from tests.factories import World
from tests.funded import WAN, fund, give, neighbour
from tests.lit import pay
from tests.monitored import ROUND, approved_target


def progress(session: Session, *funds: Fund) -> dict[int, fund_facts.Progress]:
    """Figures of today."""
    return fund_facts.progress(session, funds, TODAY)


def filed(session: Session, world: World, code: str, status: FilingStatus = FilingStatus.SUBMITTED) -> Filing:
    """A round of a project with an approved target, in a state."""
    if world.project(session, "own").target_id is None:
        approved_target(session, world)
    filing = world.filing(session, "own", code)
    with clock.frozen(filing.round.opens_on):
        monitoring.save(session, world.actor(session, "unit"), filing, ROUND)
    filing.status = status
    filing.waiting_level = Level.COUNTY if status is FilingStatus.SUBMITTED else None
    filing.submitted_by = world.actor(session, "unit").user_id
    filing.submitted_at = clock.now()
    session.flush()
    return filing


def test_what_was_given_and_paid(session: Session, world: World) -> None:
    made, empty = fund(session, world), fund(session, world, document_no="和财农〔2020〕9号")
    pay(session, give(session, world, 20 * WAN), 5 * WAN)
    found = progress(session, made, empty)
    assert (found[made.id].allocated_fen, found[made.id].paid_fen) == (20 * WAN, 5 * WAN)
    assert (found[empty.id].allocated_fen, found[empty.id].paid_fen) == (0, 0)
    assert found[made.id].elapsed == fund_facts.domain.elapsed(2020, TODAY)


def test_payments_go_in_the_proportion_of_the_releases(session: Session, world: World) -> None:
    made, second = fund(session, world), fund(session, world, document_no="和财农〔2020〕9号")
    project = give(session, world, 10 * WAN)
    give(session, world, 20 * WAN, second.document_no)
    give(session, world, 10 * WAN, "没有登记的文号")
    pay(session, project, 8 * WAN + 1)
    found = progress(session, made, second)
    assert found[made.id].paid_fen == 2 * WAN
    assert found[second.id].paid_fen in (4 * WAN, 4 * WAN + 1)


def test_payments_of_later_do_not_count(session: Session, world: World) -> None:
    made = fund(session, world)
    pay(session, give(session, world, 10 * WAN), WAN, date(2020, 6, 16))
    assert progress(session, made)[made.id].paid_fen == 0


def test_performance_is_what_the_latest_filed_round_says(session: Session, world: World) -> None:
    made = fund(session, world)
    filing = filed(session, world, "m05")
    project = give(session, world, WAN)
    rows = session.scalars(select(MonitoringRow).where(MonitoringRow.filing_id == filing.id)).all()
    rows[0].likelihood = Likelihood.POSSIBLE
    session.flush()
    stands = progress(session, made)[made.id]
    assert (stands.certain, stands.indicators) == (len(rows) - 1, len(rows))
    mine = fund_facts.of_projects(session, [project], TODAY)[project.id]
    assert (mine.certain, mine.indicators) == (len(rows) - 1, len(rows))
    assert (mine.amount_fen, mine.allocated_fen) == (project.total_fen, WAN)


def test_a_draft_says_nothing_and_a_later_round_speaks_for_the_earlier(
    session: Session, world: World
) -> None:
    made = fund(session, world)
    give(session, world, WAN)
    may = filed(session, world, "m05")
    for row in session.scalars(select(MonitoringRow).where(MonitoringRow.filing_id == may.id)):
        row.likelihood = Likelihood.POSSIBLE
    june = filed(session, world, "m06", FilingStatus.DRAFT)
    assert progress(session, made)[made.id].certain == 0
    june.status, june.waiting_level = FilingStatus.SUBMITTED, Level.COUNTY
    session.flush()
    stands = progress(session, made)[made.id]
    assert stands.certain == stands.indicators == len(ROUND.rows)


def test_sums_are_of_all_funds_of_a_select_whatever_the_page(session: Session, world: World) -> None:
    fund(session, world)
    fund(session, world, 30 * WAN, document_no="和财农〔2020〕9号")
    fund(session, world, 7 * WAN, who="county2")
    pay(session, give(session, world, 20 * WAN), 5 * WAN)
    give(session, world, 1 * WAN, project=neighbour(session))
    found = fund_facts.sums(session, visible(Fund, world.actor(session, "county")).order_by(Fund.id), TODAY)
    assert (found.amount_fen, found.allocated_fen, found.paid_fen) == (80 * WAN, 21 * WAN, 5 * WAN)
    nothing = fund_facts.sums(session, visible(Fund, world.actor(session, "division")), TODAY)
    assert nothing == fund_facts.Sums()


def test_statements_do_not_grow_with_the_funds(session: Session, world: World) -> None:
    one = [fund(session, world)]
    give(session, world, WAN)
    many = one + [fund(session, world, document_no=f"和财农〔2020〕{n}号") for n in range(20, 32)]
    assert _count(session, one) == _count(session, many)


def _count(session: Session, funds: list[Fund]) -> int:
    """Statements of one look, once the records themselves are loaded."""
    progress(session, *funds)
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        progress(session, *funds)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def test_a_day_of_the_past_counts_releases_made_by_then(session: Session, world: World) -> None:
    made = fund(session, world)
    give(session, world, WAN)
    [now] = fund_facts.funds_seen(session, [made.id])
    [before] = fund_facts.funds_seen(session, [made.id], date(2020, 6, 1))
    assert (now.allocated_fen, before.allocated_fen) == (WAN, 0)
