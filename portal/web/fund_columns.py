"""The fund ledger as a workbook in the official layout: a row for each project of a fund, the fund's amounts on the first
of them alone, so that a column can be summed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import pgettext
from sqlalchemy import Select
from sqlalchemy.orm import Session, joinedload

from portal.domain.funds import Progress
from portal.domain.money import FEN_PER_WAN, percent_text
from portal.domain.roles import Actor
from portal.exchange.ledger_book import Cell, Column, Sheet
from portal.i18n import date_text, language, named
from portal.labels import label
from portal.models import Fund, Project, Release
from portal.services import fund_facts, funds

BATCH = 200


def sheet(actor: Actor, today: date) -> Sheet:
    """What stands around the rows."""
    unit = actor.unit_name_ug if language() == "ug" and actor.unit_name_ug else actor.unit_name_zh
    return Sheet(
        title=_("财政扶贫资金总台账"),
        above=(
            _("填报单位：%(unit)s", unit=unit),
            _("截至：%(day)s 单位:万元", day=date_text(today)),
        ),
        columns=_columns(),
        sign_off=(pgettext("word", "填表人："), pgettext("word", "审核人："), _("单位负责人：")),
        language=language(),
    )


def _columns() -> list[Column]:
    fund, project = pgettext("group", "资金指标"), pgettext("head", "项目")
    paid, stands = pgettext("group", "资金支付"), pgettext("group", "绩效")
    return [
        Column("", pgettext("head", "序号"), 6),
        Column("", pgettext("head", "地区"), 14),
        Column(fund, pgettext("field", "资金级次"), 12),
        Column(fund, pgettext("field", "资金名称"), 28),
        Column(fund, pgettext("field", "指标文号"), 22),
        Column(fund, pgettext("field", "收文日期"), 12),
        Column(fund, pgettext("field", "下达日期"), 12),
        Column(fund, pgettext("head", "指标金额"), 14),
        Column(fund, pgettext("head", "未下达项目"), 14),
        Column(fund, pgettext("field", "功能科目"), 18),
        Column(fund, pgettext("field", "资金性质"), 14),
        Column(fund, _("业务处室(股室)"), 16),
        Column(fund, pgettext("head", "是否整合"), 8),
        Column(project, pgettext("head", "项目编码"), 18),
        Column(project, pgettext("head", "项目名称"), 28),
        Column(project, pgettext("field", "建设内容"), 32),
        Column(project, pgettext("word", "实施地点"), 18),
        Column(project, pgettext("field", "主管部门"), 20),
        Column(project, pgettext("field", "实施单位"), 20),
        Column(project, pgettext("head", "负责人"), 10),
        Column(project, pgettext("field", "受益户数"), 9),
        Column(project, pgettext("field", "受益人数"), 9),
        Column(project, pgettext("field", "下达日期"), 12),
        Column(project, pgettext("head", "下达金额"), 14),
        Column(paid, _("最近支付日期"), 12),
        Column(paid, _("项目已支付"), 14),
        Column(paid, pgettext("head", "支付率"), 10),
        Column(paid, pgettext("head", "序时进度"), 10),
        Column(stands, pgettext("head", "目标状态"), 10),
        Column(stands, _("“确定能”完成的指标"), 12),
        Column("", pgettext("field", "备注"), 24),
    ]


def lines(session: Session, actor: Actor, found: Select[tuple[Fund]], today: date) -> Iterator[list[Cell]]:
    """The rows of a select of funds, BATCH funds at a time; the statements grow with the batches alone."""
    whole = (joinedload(Fund.plan), joinedload(Fund.region))
    ids = session.scalars(found.with_only_columns(Fund.id)).all()
    number = 0
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        held = {f.id: f for f in session.scalars(found.where(Fund.id.in_(part)).options(*whole))}
        for fund, release, progress, stands in _rows(session, actor, [held[i] for i in part], today):
            number += 1
            yield [number, *_fund(fund, progress), *_project(release, stands), fund.note]


Row = tuple[Fund, Release | None, Progress | None, Progress | None]


def _rows(session: Session, actor: Actor, part: Sequence[Fund], today: date) -> Iterator[Row]:
    figures = fund_facts.progress(session, part, today)
    given: dict[int | None, list[Release]] = defaultdict(list)
    for release in funds.releases(session, actor, *part):
        given[release.fund_id].append(release)
    projects = list({r.project_id: r.project for held in given.values() for r in held}.values())
    stands = fund_facts.of_projects(session, projects, today)
    for fund in part:
        first: Progress | None = figures[fund.id]
        for release in given[fund.id] or [None]:
            yield fund, release, first, stands[release.project_id] if release else None
            first = None


def _wan(fen: int) -> Decimal:
    return Decimal(fen) / FEN_PER_WAN


def _fund(fund: Fund, progress: Progress | None) -> list[Cell]:
    """The fund's cells; its amounts only where its progress is given."""
    return [
        named(fund.region),
        label(fund.source),
        fund.name,
        fund.document_no,
        fund.received_on,
        fund.released_on,
        _wan(progress.amount_fen) if progress else None,
        _wan(progress.rest_fen) if progress else None,
        fund.subject,
        label(fund.nature),
        fund.office,
        pgettext("word", "是") if fund.integrated else pgettext("word", "否"),
    ]


def _project(release: Release | None, stands: Progress | None) -> list[Cell]:
    if release is None or stands is None:
        return [None] * 17
    project: Project = release.project
    return [
        project.code,
        project.name,
        project.content,
        f"{named(project.place_region)} {project.place}".strip(),
        named(project.competent_unit),
        named(project.implementing_unit),
        project.person_in_charge,
        project.households,
        project.persons,
        release.released_on,
        _wan(release.amount_fen),
        max((payment.paid_on for payment in project.payments), default=None),
        _wan(stands.paid_fen),
        percent_text(stands.paid_fen, stands.amount_fen),
        percent_text(stands.elapsed.numerator, stands.elapsed.denominator),
        pgettext("status", "已通过") if project.target_id else pgettext("status", "未通过"),
        f"{stands.certain}/{stands.indicators}" if stands.indicators else "",
    ]
