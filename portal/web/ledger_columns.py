"""Columns of the problem ledger: heads, groups and values in the language of the page, the same on screen and in the
workbook.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import lazy_gettext, pgettext
from flask_babel import lazy_pgettext as p
from flask_babel.speaklater import LazyString
from sqlalchemy import select

from portal.domain import problems
from portal.exchange.ledger_book import Cell
from portal.extensions import db
from portal.i18n import named
from portal.labels import label
from portal.messages import sentence
from portal.models import Region, Unit
from portal.services.ledger import Problem


@dataclass(frozen=True, slots=True)
class LedgerColumn:
    """A column by its name in the query string; sort: the order of the ledger that its head leads to."""

    name: str
    group: LazyString | str
    head: LazyString
    width: int
    value: Callable[[Problem, Names], Cell]
    shown: bool = True
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """Names of places and units in the language of the page, by code and id; words are looked up once each, as a
    ledger repeats few words many times."""

    regions: Mapping[str, str]
    units: Mapping[int, str]
    known: dict[tuple[str, str], str] = field(default_factory=dict)

    def word(self, member: StrEnum | str | None, kind: str) -> str:
        """The word for a code of an enum, "" for None."""
        if member is None:
            return ""
        if (key := (kind, str(member))) not in self.known:
            self.known[key] = label(member, kind)
        return self.known[key]


def names() -> Names:
    """Read all names once: two statements, however long the ledger."""
    regions = db.session.scalars(select(Region))
    units = db.session.scalars(select(Unit))
    return Names({r.code: named(r) for r in regions}, {u.id: named(u) for u in units})


def said(row: Problem) -> str:
    """What is wrong: the words of an order or an entry, or the sentence of a light."""
    if not row.light_rule:
        return row.said
    code = f"alert.{row.light_rule}.{row.light_kind}"
    return sentence(problems.Problem("", code, json.loads(row.said), hard=False))


def status_kind(row: Problem) -> str:
    """The enum that a row's status is a member of."""
    if row.entry_id is not None:
        return "EntryStatus"
    return "OrderStatus" if row.order_id is not None else "LightStatus"


def _source(row: Problem) -> str:
    if row.entry_id is not None:
        return pgettext("source", "手工登记")
    return _("整改通知书") if row.order_id is not None else _("已确认的预警")


def _prefecture(row: Problem, held: Names) -> Cell:
    return "" if row.region_code.endswith("0000") else held.regions.get(row.region_code[:4] + "00", "")


def _status(row: Problem, held: Names) -> Cell:
    return held.word(row.status, status_kind(row))


def _county(row: Problem, held: Names) -> Cell:
    return "" if row.region_code.endswith("00") else held.regions.get(row.region_code, "")


_FOUND, _PROJECT = p("group", "问题发现"), p("head", "项目")
_PROBLEM, _DUTY = p("group", "问题"), p("group", "责任")
_DEMAND, _PUSH, _MENDING, _CHECK = (
    p("group", "整改要求"),
    p("group", "推送"),
    p("group", "整改情况"),
    p("group", "复核"),
)

COLUMNS: Sequence[LedgerColumn] = (
    LedgerColumn("found", _FOUND, p("head", "发现日期"), 12, lambda r, n: r.found_on, sort="found"),
    LedgerColumn("level", _FOUND, p("head", "发现层级"), 10, lambda r, n: n.word(r.level, "Level")),
    LedgerColumn("manner", _FOUND, p("head", "发现方式"), 12, lambda r, n: n.word(r.manner, "Manner")),
    LedgerColumn(
        "keeper", _FOUND, p("head", "登记单位"), 20,
        lambda r, n: n.units.get(r.keeper_id or 0, ""), shown=False,
    ),
    LedgerColumn("source", _FOUND, p("head", "登记来源"), 12, lambda r, n: _source(r), shown=False),
    LedgerColumn("prefecture", _PROJECT, p("head", "地州市"), 14, _prefecture, sort="place"),
    LedgerColumn("county", _PROJECT, p("head", "县市区"), 12, _county),
    LedgerColumn("code", _PROJECT, p("head", "项目编码"), 18, lambda r, n: r.project_code, shown=False),
    LedgerColumn("project", _PROJECT, p("head", "项目名称"), 28, lambda r, n: r.project_name),
    LedgerColumn(
        "category", _PROBLEM, p("head", "问题类别"), 16,
        lambda r, n: n.word(r.category, "ProblemCategory"), sort="category",
    ),
    LedgerColumn("said", _PROBLEM, p("head", "问题描述"), 36, lambda r, n: said(r)),
    LedgerColumn("unit", _DUTY, p("head", "责任单位"), 22, lambda r, n: n.units.get(r.unit_id, "")),
    LedgerColumn("person", _DUTY, p("head", "责任人"), 10, lambda r, n: r.person),
    LedgerColumn("number", _DEMAND, p("head", "文号"), 20, lambda r, n: r.number, shown=False),
    LedgerColumn("requirement", _DEMAND, p("head", "要求"), 30, lambda r, n: r.requirement, shown=False),
    LedgerColumn("due", _DEMAND, p("head", "整改时限"), 12, lambda r, n: r.due_on, sort="due"),
    LedgerColumn("pushed", _PUSH, p("head", "推送日期"), 12, lambda r, n: r.pushed_on, shown=False),
    LedgerColumn("batch", _PUSH, p("head", "推送批次"), 22, lambda r, n: r.batch, shown=False),
    LedgerColumn("measures", _MENDING, p("head", "整改措施"), 32, lambda r, n: r.measures, shown=False),
    LedgerColumn("replied", _MENDING, p("head", "完成日期"), 12, lambda r, n: r.replied_on),
    LedgerColumn("proofs", _MENDING, p("head", "佐证(件)"), 9, lambda r, n: r.proofs),
    LedgerColumn("proof", _MENDING, p("head", "佐证材料"), 24, lambda r, n: r.proof, shown=False),
    LedgerColumn("verifier", _CHECK, p("head", "复核人"), 10, lambda r, n: r.verifier, shown=False),
    LedgerColumn("opinion", _CHECK, p("head", "复核意见"), 24, lambda r, n: r.opinion, shown=False),
    LedgerColumn("closed", _CHECK, p("head", "销号日期"), 12, lambda r, n: r.closed_on, shown=False),
    LedgerColumn("status", "", p("head", "状态"), 12, _status),
    LedgerColumn("late", "", p("head", "逾期工作日"), 9, lambda r, n: r.days_late),
    LedgerColumn("repeated", "", p("head", "重复发生"), 8, lambda r, n: _yes(r.repeated)),
    LedgerColumn("change", "", lazy_gettext("上次查看后"), 10, lambda r, n: n.word(r.change, "Change"), shown=False),
)  # fmt: skip
"""All columns in the order of the official ledger; those not shown at first are chosen by the reader."""


def _yes(given: bool) -> str:
    return _("是(重复)") if given else ""


def chosen(given: Iterable[str]) -> Sequence[LedgerColumn]:
    """Columns by name in the ledger's own order; the usual ones where none is named."""
    wanted = set(given)
    found = [column for column in COLUMNS if column.name in wanted]
    return found or [column for column in COLUMNS if column.shown]
