"""The demo world: projects over all places, moved through every state by the same services that people use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.cli.demo_people import People, make_people
from portal.domain.filings import FundSource, Likelihood
from portal.domain.flows.filings import FilingAction
from portal.domain.indicators import Level1, Level2
from portal.domain.monitoring_checks import MoneyEntry as RoundMoney
from portal.domain.monitoring_checks import RoundEntry
from portal.domain.monitoring_checks import RowEntry as RoundRow
from portal.domain.roles import Actor, Level, Role
from portal.domain.target_checks import TargetRow
from portal.models import Filing, Payment, Plan, Project, ProjectFund, ProjectType, Release, Unit, User
from portal.services import filings, monitoring, recordings, reviews, targets
from portal.services.reference import load_reference
from portal.services.reviews import ReviewEntry
from portal.services.targets import TargetEntry

STATES = (
    "not_started",
    "draft",
    "submitted",
    "under_review",
    "returned",
    "approved",
    "recorded",
    "monitored",
    "approved",
    "recorded",
    "monitored",
    "late",
)
NAMES = (
    "村内道路硬化项目",
    "安全饮水巩固提升项目",
    "农田水利配套项目",
    "特色林果提质增效项目",
    "牛羊养殖扶持项目",
    "庭院经济发展项目",
    "人居环境整治项目",
    "蔬菜大棚建设项目",
)


def build(session: Session, count: int) -> Mapping[str, int]:
    """Build `count` projects; returns how many ended in each state."""
    load_reference(session)
    people = make_people(session)
    session.flush()
    plan = session.scalars(select(Plan).where(Plan.status == "active")).one()
    types = session.scalars(select(ProjectType).order_by(ProjectType.position)).all()
    users = {u.username: u for u in session.scalars(select(User).where(User.demo))}
    made: Counter[str] = Counter()
    owners = _owners(people)
    for n in range(count):
        unit = owners[n % len(owners)]
        with clock.frozen(date(2020, 3, 2 + n % 25)):
            project = _project(session, plan, unit, types[n % len(types)], n)
        # The turn through all owners shifts the states, so that each place meets each of them.
        state = STATES[(n + n // len(owners)) % len(STATES)]
        _carry(session, users, people, project, state)
        made[state] += 1
        if n % 50 == 49:
            session.flush()
            session.expire_all()
    session.flush()
    return dict(sorted(made.items()))


def _owners(people: People) -> list[Unit]:
    """Units in the order in which projects are dealt out; the accounts' own places come first and often."""
    mine = (
        people.departments["653222"]
        + [people.bureaus["653222"]]
        + [people.units[f"region-unit{n}"] for n in (1, 2, 3)]
    )
    mine += people.departments["653125"] + people.departments["653200"]
    rest = [unit for code in sorted(people.departments) for unit in people.departments[code][:2]]
    return mine * 2 + rest


def _project(session: Session, plan: Plan, unit: Unit, kind: ProjectType, n: int) -> Project:
    fiscal = (800_000 + (n * 137_731) % 4_000_000) * 100
    other = (n % 4) * 5_000_000
    project = Project(
        plan=plan,
        code=f"{plan.year}{unit.region_code}{n + 1:05d}",
        name=f"{NAMES[n % len(NAMES)]}({kind.name_zh}{n + 1:03d})",
        project_type=kind,
        fund_category=plan.funds[n % len(plan.funds)],
        implementing_unit=unit,
        competent_unit=unit,
        owner_level=unit.level,
        region_code=unit.region_code,
        division_id=unit.division_id,
        place_code=unit.region_code,
        place=f"第{n % 12 + 1}村",
        content="按年度实施方案组织实施。",
        person_in_charge="项目负责人",
        phone="0991-0000000",
        starts_on=date(2020, 3, 15),
        ends_on=date(2020, 11, 30),
        households=40 + n % 200,
        persons=160 + 4 * (n % 200),
    )
    project.funds.append(ProjectFund(source=FundSource.CENTRAL, year=plan.year, amount_fen=fiscal))
    if other:
        project.funds.append(ProjectFund(source=FundSource.OTHER, year=plan.year, amount_fen=other))
    if n % 3:
        project.releases.append(
            Release(
                document_no=f"新财农〔2020〕{n % 90 + 1}号",
                received_on=date(2020, 3, 1),
                released_on=date(2020, 3, 20 + n % 10),
                amount_fen=fiscal,
            )
        )
        project.payments.append(Payment(paid_on=date(2020, 4, 20), amount_fen=fiscal * 4 // 10))
    session.add(project)
    session.flush()
    filings.create_filings(session, project)
    return project


def _actor(user: User, role: Role, unit: Unit) -> Actor:
    return Actor(
        user.id, user.username, user.full_name, 0, role, unit.id, unit.kind, unit.level, unit.region_code
    )


def _carry(session: Session, users: Mapping[str, User], people: People, project: Project, state: str) -> None:
    """Bring a project to a state, on believable days."""
    unit = project.implementing_unit
    clerk = _actor(users["unit"], Role.ENTRY, unit)
    filing = _filing(session, project, "target")
    if state == "not_started":
        return
    with clock.frozen(date(2020, 4, 10)):
        targets.save(session, clerk, filing, _target(project, complete=state not in ("draft", "late")))
    if state in ("draft", "late"):
        return
    with clock.frozen(date(2020, 4, 13)):
        session.refresh(filing)
        filings.submit(session, clerk, filing, _Everything())
    if state == "submitted":
        return
    steps = _steps(users, people, project)
    with clock.frozen(date(2020, 4, 20)):
        if state == "returned":
            _decide(session, steps[0], filing, FilingAction.RETURN)
            return
        if len(steps) == 2:
            _decide(session, steps[0], filing, FilingAction.PASS_ON)
            if state == "under_review":
                return
        _decide(session, steps[-1], filing, FilingAction.APPROVE)
    if state in ("recorded", "monitored"):
        recorder = (
            _actor(users["county"], Role.REVIEWER, people.bureaus[project.region_code])
            if (project.owner_level is not Level.REGION)
            else steps[-1]
        )
        with clock.frozen(date(2020, 5, 6)):
            recordings.record(session, recorder, [filing], {filing.id: f"KP{project.code}"}, date(2020, 5, 6))
    if state == "monitored":
        _monitor(session, clerk, steps, project)


class _Everything(dict[str, str]):
    """An answer to every soft problem."""

    def get(self, key: str, default: object = None) -> str:  # type: ignore[override]
        return "已核实,与实施方案一致。"


def _filing(session: Session, project: Project, code: str) -> Filing:
    return next(
        f
        for f in session.scalars(select(Filing).where(Filing.project_id == project.id))
        if f.round.code == code
    )


def _steps(users: Mapping[str, User], people: People, project: Project) -> list[Actor]:
    if project.owner_level is Level.REGION:
        division = project.implementing_unit.division
        assert division is not None  # noqa: S101 - a region-level unit has a division by constraint
        return [_actor(users["division"], Role.DIVISION, division)]
    prefecture = _actor(users["prefecture"], Role.REVIEWER, people.bureaus[project.region_code[:4] + "00"])
    if project.owner_level is Level.PREFECTURE:
        return [prefecture]
    return [_actor(users["county"], Role.REVIEWER, people.bureaus[project.region_code]), prefecture]


def _decide(session: Session, actor: Actor, filing: Filing, action: FilingAction) -> None:
    returning = action is FilingAction.RETURN
    share = 70 if returning else 92
    points = {c.code: c.points * share // 100 for c in reviews.criteria_of(filing)}
    rows = filings.snapshot(filing).get("indicators", [])
    comments = {f"indicator:{rows[0]['key']}": "请细化指标值,与资金量匹配。"} if returning and rows else {}
    reason = "指标值与资金规模不匹配,请按实施方案细化后重新报送。" if returning else ""
    reviews.decide(
        session, actor, filing, action, ReviewEntry("目标明确,指标合理。", reason, points, comments)
    )


def _target(project: Project, complete: bool) -> TargetEntry:
    rows = (
        TargetRow("", Level1.OUTPUT, Level2.QUANTITY, "完成建设任务数量", "≥12公里", 2000),
        TargetRow("", Level1.OUTPUT, Level2.QUALITY, "项目(工程)验收合格率", "=100%", 1000),
        TargetRow("", Level1.OUTPUT, Level2.TIMELINESS, "项目完工时限", "2020年10月底前", 1000),
        TargetRow("", Level1.OUTPUT, Level2.COST, "单位补助标准", "≤475元/亩", 1000),
        TargetRow("", Level1.BENEFIT, Level2.ECONOMIC, "带动增加贫困人口收入", "≥30万元", 1500),
        TargetRow("", Level1.BENEFIT, Level2.SOCIAL, "受益建档立卡贫困人口数", f"≥{project.persons}人", 1500),
        TargetRow("", Level1.SATISFACTION, Level2.USER_SATISFACTION, "受益贫困人口满意度", "≥95%", 1000),
    )
    goal = (
        f"年底前完成{project.name}建设任务,惠及{project.households}户{project.persons}人,改善生产生活条件。"
    )
    return TargetEntry(goal, rows) if complete else TargetEntry("", rows[:3])


def _monitor(session: Session, clerk: Actor, steps: list[Actor], project: Project) -> None:
    filing = _filing(session, project, "m05")
    entry_rows = {
        "quantity": ("5公里", "12公里"),
        "quality": ("100%", "100%"),
        "timeliness": ("50%", "2020年10月"),
        "cost": ("460元/亩", "460元/亩"),
        "economic": ("10万元", "30万元"),
        "social": ("120人", f"{project.persons}人"),
        "user_satisfaction": ("96%", "96%"),
    }
    with clock.frozen(date(2020, 5, 20)):
        form = monitoring.open_form(session, clerk, filing)
        levels = {r.key: r.level2 for r in monitoring.known(session, filing).rows}
        rows = tuple(RoundRow(r.key, *entry_rows[levels[r.key]], Likelihood.CERTAIN) for r in form.rows)
        money = RoundMoney(form.paid_fiscal_fen, form.paid_other_fen, project.fiscal_fen, project.other_fen)
        monitoring.save(session, clerk, filing, RoundEntry(money, rows, "按计划推进。"))
        session.refresh(filing)
        filings.submit(session, clerk, filing, _Everything())
        for actor, action in zip(
            steps, (FilingAction.PASS_ON, FilingAction.APPROVE)[-len(steps) :], strict=True
        ):
            _decide(session, actor, filing, action)
