"""Prefilling, saving, copying and freezing a target declaration."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.guards import NotAllowed
from portal.access.scope import NotVisible
from portal.domain.filings import FilingStatus
from portal.domain.indicators import Level2
from portal.domain.lifecycle import IllegalMove
from portal.domain.roles import Actor
from portal.domain.target_checks import TargetRow
from portal.models import Filing, Plan, PlanParameter, TargetForm, TargetIndicator, Unit
from portal.services import filings, library, targets
from portal.services.targets import TargetEntry
from tests.factories import World, make_project

GOAL = "2020年10月底前硬化村内道路12公里,惠及120户480人,改善出行条件。"


def row(level2: Level2, name: str, value: str, weight: int | None, key: str = "") -> TargetRow:
    """A row as typed."""
    return TargetRow(key, level2.level1, level2, name, value, weight)


ENTRY = TargetEntry(
    GOAL,
    (
        row(Level2.USER_SATISFACTION, "受益贫困人口满意度", "≥95%", 1000),
        row(Level2.QUANTITY, "硬化道路里程", "≥12公里", 2000),
        row(Level2.QUALITY, "项目(工程)验收合格率", "=100%", 1000),
        row(Level2.TIMELINESS, "项目完工时限", "2020年10月底前", 1000),
        row(Level2.COST, "硬化补助标准", "≤7.5万元/公里", 1000),
        row(Level2.SOCIAL, "受益建档立卡贫困人口数", "≥480人", 3000),
    ),
)


@pytest.fixture
def clerk(session: Session, world: World) -> Actor:
    """The clerk of the implementing unit."""
    return world.actor(session, "unit")


@pytest.fixture
def filing(session: Session, world: World) -> Filing:
    """The declaration of the unit's project, not started."""
    return world.filing(session, "own")


def approve(session: Session, filing: Filing) -> None:
    """Let a filing be approved, as the last level does."""
    filing.status, filing.approved_at, filing.waiting_level = FilingStatus.APPROVED, clock.now(), None
    filings.approved(session, filing)


def test_a_form_nobody_opened_reads_as_its_prefill_and_writes_nothing(
    session: Session, filing: Filing
) -> None:
    entry = targets.read(session, filing)
    assert [r.name for r in entry.rows] == ["受益建档立卡贫困人口数"]
    assert entry.rows[0].core
    assert session.scalars(select(TargetForm).where(TargetForm.filing_id == filing.id)).first() is None


def test_opening_keeps_the_prefill_once(session: Session, clerk: Actor, filing: Filing) -> None:
    form = targets.open_form(session, clerk, filing)
    assert [i.key for i in form.indicators] == ["k1"]
    assert targets.open_form(session, clerk, filing) is form


def test_saving_starts_the_filing_orders_the_rows_and_raises_the_version(
    session: Session, clerk: Actor, filing: Filing
) -> None:
    before = filing.version_id
    targets.save(session, clerk, filing, ENTRY)
    assert filing.status is FilingStatus.DRAFT
    assert filing.version_id > before
    stored = targets.read(session, filing).rows
    assert [r.level2 for r in stored] == [
        Level2.QUANTITY, Level2.QUALITY, Level2.TIMELINESS, Level2.COST, Level2.SOCIAL, Level2.USER_SATISFACTION,
    ]  # fmt: skip
    assert len({r.key for r in stored}) == 6
    assert [r.core for r in stored] == [False, False, False, False, True, False]
    assert targets.problems(session, filing) == []


def test_rows_in_which_nothing_was_typed_are_dropped(session: Session, clerk: Actor, filing: Filing) -> None:
    blank = row(Level2.QUALITY, " ", "", None)
    targets.save(session, clerk, filing, replace(ENTRY, rows=(*ENTRY.rows, blank)))
    assert len(targets.read(session, filing).rows) == 6


def test_a_row_keeps_its_key_through_edits_and_no_key_is_given_twice(
    session: Session, clerk: Actor, filing: Filing
) -> None:
    targets.save(session, clerk, filing, ENTRY)
    stored = list(targets.read(session, filing).rows)
    renamed = replace(stored[0], name="新建硬化道路里程")
    targets.save(session, clerk, filing, TargetEntry(GOAL, (renamed, *stored[1:])))
    assert targets.read(session, filing).rows[0].key == stored[0].key
    last = max(stored, key=lambda r: int(r.key[1:]))
    filings.submit(session, clerk, filing, {})
    filing.status, filing.waiting_level, filing.return_reason = FilingStatus.RETURNED, None, "请细化"
    kept = tuple(r for r in targets.read(session, filing).rows if r.key != last.key)
    targets.save(session, clerk, filing, TargetEntry(GOAL, kept))
    targets.save(session, clerk, filing, TargetEntry(GOAL, (*kept, replace(last, key="", name="另一指标"))))
    fresh = next(r for r in targets.read(session, filing).rows if r.name == "另一指标")
    assert fresh.key not in {r.key for r in stored}


def test_the_same_new_row_sent_twice_stays_one_row(session: Session, clerk: Actor, filing: Filing) -> None:
    targets.save(session, clerk, filing, ENTRY)
    keys = [r.key for r in targets.read(session, filing).rows]
    targets.save(session, clerk, filing, ENTRY)
    assert [r.key for r in targets.read(session, filing).rows] == keys


def test_only_those_who_fill_in_may_save_and_only_while_it_is_open(
    session: Session, world: World, clerk: Actor, filing: Filing
) -> None:
    with pytest.raises(NotAllowed):
        targets.save(session, world.actor(session, "county"), filing, ENTRY)
    targets.save(session, clerk, filing, ENTRY)
    filings.submit(session, clerk, filing, {})
    with pytest.raises(IllegalMove):
        targets.save(session, clerk, filing, ENTRY)


def test_the_snapshot_is_complete(session: Session, clerk: Actor, filing: Filing) -> None:
    targets.save(session, clerk, filing, ENTRY)
    content = targets.payload(session, filing)
    assert content["kind"] == "target"
    assert content["goal"] == GOAL
    assert content["funds"]["total_fen"] == filing.project.total_fen
    assert set(content["indicators"][0]) == {
        "key", "level1", "level2", "name", "value", "weight", "core", "remark",
    }  # fmt: skip
    assert content["indicators"][0]["weight"] == 2000


def test_an_adjustment_begins_as_a_copy_with_the_same_keys(
    session: Session, clerk: Actor, filing: Filing
) -> None:
    targets.save(session, clerk, filing, ENTRY)
    filings.submit(session, clerk, filing, {})
    approve(session, filing)
    session.flush()
    changed = filings.open_adjustment(session, clerk, filing.project, "里程核减")
    assert targets.read(session, changed) == targets.read(session, filing)
    fresh = row(Level2.QUANTITY, "桥涵数量", "≥2座", 0)
    rows = targets.read(session, changed).rows
    targets.save(session, clerk, changed, TargetEntry(GOAL, (*rows, fresh)))
    assert len(targets.read(session, filing).rows) == 6
    assert next(r.key for r in targets.read(session, changed).rows if r.name == "桥涵数量") not in {
        r.key for r in rows
    }


def test_copying_completes_and_never_overwrites(session: Session, clerk: Actor, filing: Filing) -> None:
    unit = session.scalars(select(Unit).where(Unit.id == clerk.unit_id)).one()
    other = make_project(session, unit, "other")
    source = next(
        f for f in session.scalars(select(Filing).where(Filing.project_id == other.id)) if f.stage == "target"
    )
    targets.save(session, clerk, source, ENTRY)
    mine = TargetEntry("我的目标,硬化3公里", (row(Level2.QUANTITY, "硬化道路里程", "≥3公里", None),))
    targets.save(session, clerk, filing, mine)
    assert source in session.scalars(targets.sources(clerk, filing)).unique().all()
    assert targets.copy_from(session, clerk, filing, source.id) == 5
    entry = targets.read(session, filing)
    assert entry.goal == "我的目标,硬化3公里"
    assert (entry.rows[0].value, entry.rows[0].weight) == ("≥3公里", 2000)


def test_a_target_nobody_shows_me_cannot_be_copied(
    session: Session, world: World, clerk: Actor, filing: Filing
) -> None:
    foreign = world.filing(session, "sibling")
    with pytest.raises(NotVisible):
        targets.copy_from(session, clerk, filing, foreign.id)


def test_a_goal_copied_from_another_project_of_the_unit_is_asked_about(
    session: Session, clerk: Actor, filing: Filing
) -> None:
    unit = session.scalars(select(Unit).where(Unit.id == clerk.unit_id)).one()
    other = make_project(session, unit, "other")
    source = next(
        f for f in session.scalars(select(Filing).where(Filing.project_id == other.id)) if f.stage == "target"
    )
    targets.save(session, clerk, source, ENTRY)
    targets.save(session, clerk, filing, ENTRY)
    assert "target.goal.copied" in {p.code for p in targets.problems(session, filing)}


def test_the_plan_sets_how_strict_the_soft_checks_are(session: Session, clerk: Actor, filing: Filing) -> None:
    plan: Plan = filing.project.plan
    day = clock.today().replace(month=1, day=1)
    plan.parameters.extend(
        [
            PlanParameter(key=targets.GOAL_MINIMUM, value="200", starts_on=day),
            PlanParameter(key=targets.SMALL_PROJECT, value="500", starts_on=day),
            PlanParameter(key=targets.COST_TOLERANCE, value="0.01", starts_on=day),
        ]
    )
    targets.save(session, clerk, filing, ENTRY)
    found = {p.code for p in targets.problems(session, filing)}
    assert {"target.goal.short", "target.funds.small", "target.cost.product_under"} <= found


def test_the_library_offers_a_name_once_and_core_ones_first(session: Session) -> None:
    rows = library.rows_for(session, "road", clock.today())
    names = [(r.level2, r.name) for r in rows]
    assert len(names) == len(set(names))
    social = [r.core for r in rows if r.level2 is Level2.SOCIAL]
    assert social == sorted(social, reverse=True)


def test_missing_core_indicators_are_added_by_name(session: Session, filing: Filing) -> None:
    empty = TargetEntry("", ())
    assert [r.name for r in targets.with_core(session, filing, empty).rows] == ["受益建档立卡贫困人口数"]
    assert targets.with_core(session, filing, empty, "别的").rows == ()


def test_peer_values_need_five_approved_targets(session: Session, clerk: Actor, filing: Filing) -> None:
    unit = session.scalars(select(Unit).where(Unit.id == clerk.unit_id)).one()
    rows = targets.ordered(ENTRY.rows)
    named = [replace(r, key=f"k{n}") for n, r in enumerate(rows)]
    for number in range(5):
        peers = library.peer_values(session, filing.project, named)
        assert peers == {}
        project = make_project(session, unit, f"peer{number}")
        peer = next(
            f
            for f in session.scalars(select(Filing).where(Filing.project_id == project.id))
            if f.stage == "target"
        )
        targets.open_form(session, clerk, peer).indicators.append(
            TargetIndicator(
                key="q1", position=9, level1="output", level2="quantity", name="硬化道路里程",
                value=f"≥{number + 1}公里", weight=2000,
            )
        )  # fmt: skip
        approve(session, peer)
        session.flush()
    found = library.peer_values(session, filing.project, named)["k0"]
    assert (found.lowest, found.middle, found.highest, found.count) == (1, 3, 5, 5)
