"""Problems that units of the demo world entered in their ledgers by hand: one in each state, as of the day it stands on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.cli.demo_world.staff import Staff
from portal.cli.demo_world.timeline import Script
from portal.domain.filings import ProblemCategory
from portal.domain.flows.entries import EntryAction
from portal.domain.ledgers import Manner
from portal.domain.roles import Level, Role
from portal.models import Project, Unit
from portal.services import ledger_entries
from portal.services.ledger_entries import EntryContent

_DAYS = 10


@dataclass(frozen=True, slots=True)
class Planted:
    """An entry: the bureau that keeps it and the unit that has to mend by their codes, what was found on which day, the
    mending and the verdict on it as far as they have come. done: the day it was reported as mended; opinion: struck off
    with; doubt: sent back with."""

    keeper: str
    unit: str
    found_on: date
    manner: Manner
    category: ProblemCategory
    problem: str
    requirement: str
    person: str
    begun: date | None = None
    done: date | None = None
    measures: str = ""
    proof: str = ""
    judged: date | None = None
    opinion: str = ""
    doubt: str = ""


PLANTED = (
    Planted(
        "653200F", "653222U1", date(2020, 7, 8), Manner.VISIT, ProblemCategory.OTHER,
        "实地查看时养殖圈舍已投入使用半年，尚未组织竣工验收。",
        "组织竣工验收，补齐验收单和影像资料，完善项目档案。", "分管副局长",
    ),
    Planted(
        "653222F", "653222U2", date(2020, 7, 1), Manner.PHONE, ProblemCategory.PAYMENT_SLOW,
        "电话核实，道路硬化项目完工两个月，尾款仍未申请支付。",
        "核对工程量后在月内提出支付申请。", "项目办主任", begun=date(2020, 7, 6),
    ),
    Planted(
        "653200F", "653221F", date(2020, 6, 22), Manner.VISIT, ProblemCategory.AMOUNT_WRONG,
        "抽查资金台账，两笔支付的日期与国库支付凭证不一致。",
        "对照国库支付凭证逐笔更正台账。", "预算股负责人",
        begun=date(2020, 6, 24), done=date(2020, 7, 3), measures="已逐笔核对并更正两笔支付日期，建立每月对账制度。",
        proof="国库支付凭证复印件2份，存农业农村股。",
    ),
    Planted(
        "652900F", "652900U1", date(2020, 6, 16), Manner.VISIT, ProblemCategory.OTHER,
        "项目村没有公告公示资金安排和建设内容。", "在项目村公示栏补做公告公示，公示期不少于10日。", "分管副局长",
        done=date(2020, 6, 23), measures="已在项目村张贴公示。", proof="照片1张。",
        judged=date(2020, 6, 24), doubt="照片看不清公示内容和日期，请重新拍照，并附村委会证明。",
    ),
    Planted(
        "652900F", "652900U2", date(2020, 6, 9), Manner.PHONE, ProblemCategory.EVIDENCE_MISSING,
        "项目档案缺少招标文件和合同副本。", "补齐招标文件、合同副本，按年度归档。", "办公室负责人",
        done=date(2020, 6, 18), measures="已补齐招标文件和合同副本，按年度装订归档。", proof="归档目录，存局档案室。",
        judged=date(2020, 6, 19), opinion="已到局档案室查看，档案齐全，同意销号。",
    ),
)  # fmt: skip


def scripts(session: Session, staff: Staff) -> list[Script]:
    """A script for each entry."""
    return [_life(session, staff, plan) for plan in PLANTED]


def _life(session: Session, staff: Staff, plan: Planted) -> Iterator[datetime]:
    """Registered on the day it was found; what was reported is judged by a second person of the bureau."""
    keeper, unit = staff.people.held[plan.keeper], staff.people.held[plan.unit]
    yield clock.at(plan.found_on, 17, 25)
    writer = staff.of(keeper, Role.REVIEWER)
    found = ledger_entries.register(session, writer, unit.region_code, _content(session, plan, keeper.level))
    if plan.begun is not None:
        yield clock.at(plan.begun, 10, 40)
        ledger_entries.move(session, writer, found, EntryAction.START)
    if plan.done is None:
        return
    yield clock.at(plan.done, 16, 15)
    ledger_entries.finish(session, writer, found, plan.measures, plan.done, plan.proof)
    if plan.judged is None:
        return
    yield clock.at(plan.judged, 11, 50)
    second = staff.second(keeper, Role.REVIEWER)
    if plan.doubt:
        ledger_entries.move(session, second, found, EntryAction.SEND_BACK, plan.doubt)
    else:
        ledger_entries.close(session, second, found, plan.opinion)


def _content(session: Session, plan: Planted, level: Level) -> EntryContent:
    """What the bureau types; with the first project of the unit that has to mend, where it carries one out."""
    first = (
        select(Project.code)
        .join(Unit, Unit.id == Project.implementing_unit_id)
        .where(Unit.code == plan.unit, Project.region_code == Unit.region_code)
        .order_by(Project.id)
        .limit(1)
    )
    unit_id = session.scalars(select(Unit.id).where(Unit.code == plan.unit)).one()
    return EntryContent(
        found_on=plan.found_on,
        level=level,
        manner=plan.manner,
        category=plan.category,
        problem=plan.problem,
        responsible_unit_id=unit_id,
        requirement=plan.requirement,
        working_days=_DAYS,
        project_code=session.scalars(first).one_or_none() or "",
        person=plan.person,
    )
