"""Tables of statistics as pages and workbooks show them: heads, rows, and behind every figure the list it counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import pgettext

from portal.domain.alerts import Rule
from portal.domain.filings import FilingStatus, ProblemCategory
from portal.domain.money import percent_text, points_text
from portal.domain.regions import level_of
from portal.domain.roles import Level
from portal.domain.statistics import Dimension, per_hundred
from portal.i18n import named
from portal.labels import label
from portal.models import Plan
from portal.services import statistics
from portal.services.statistics import Asked, Counts, Line


@dataclass(frozen=True, slots=True)
class Figure:
    """A cell. text: as shown; value: as a workbook has it; url: the list that it counts, "" for a rate, which is taken of
    two figures beside it. A sum of money leads to the projects whose money it is."""

    text: str
    value: str | int | Decimal
    url: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its name, where its name leads, its figures; rate: what a chart draws of it; paid: the rate of payment, which
    the comparison draws beside it."""

    name: str
    url: str
    figures: Sequence[Figure]
    key: str = ""
    rate: tuple[int, int] = (0, 0)
    paid: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the head of the names, the heads of the figures, rows and the row of sums."""

    corner: str
    heads: Sequence[str]
    rows: Sequence[Row]
    total: Row


Args = Mapping[str, str | int]


def count(number: int, endpoint: str = "", **args: str | int) -> Figure:
    """A number of records with its list."""
    return Figure(f"{number:,}", number, url_for(endpoint, **args) if endpoint else "")


def rate(part: int, whole: int) -> Figure:
    """A share as percent; a dash where there is nothing to take it of."""
    text = percent_text(part, whole)
    return Figure(text or "—", text)


def money(fen: int, **args: str | int) -> Figure:
    """An amount in 万元 with the projects whose money it is."""
    wan = Decimal(fen) / 1_000_000
    return Figure(f"{wan:,.2f}", wan, url_for("records.projects", **args))


# Projects


def where(asked: Asked) -> dict[str, str | int]:
    """What every list of the page is narrowed by."""
    found: dict[str, str | int] = {"year": asked.year}
    if asked.place:
        found["region"] = asked.place
    if asked.kind:
        found["type"] = asked.kind
    return found


def of_projects(asked: Asked, dimension: Dimension, place: str, rows: Sequence[Line]) -> Table:
    """The table of a breakdown of projects; place: the one looked into."""
    level = level_of(place)
    corner = {
        Dimension.PLACE: pgettext("head", "单位") if level is Level.COUNTY else pgettext("head", "地区"),
        Dimension.FUND: pgettext("head", "资金类别"),
        Dimension.DEPARTMENT: pgettext("head", "主管部门"),
        Dimension.TYPE: pgettext("head", "项目类型"),
    }[dimension]
    narrow, onward = _narrowing(asked, dimension, place), _onward(asked, dimension, place)

    def name(line: Line) -> str:
        own = dimension is Dimension.PLACE and line.key == place
        return _("%(place)s本级", place=named(line)) if own else named(line)

    return Table(
        corner,
        _project_heads(),
        [_project_row(asked, line, narrow(line.key), onward(line.key), name(line)) for line in rows],
        _project_row(asked, statistics.sum_of(rows), where(asked), "", pgettext("head", "合计")),
    )


def _narrowing(asked: Asked, dimension: Dimension, place: str) -> Callable[[str], Args]:
    """What narrows the lists to a row."""
    base, level = where(asked), level_of(place)

    def narrow(key: str) -> Args:
        if dimension is not Dimension.PLACE:
            return {**base, {"fund": "fund", "department": "department", "type": "type"}[dimension]: key}
        if level is Level.COUNTY:
            return {**base, "unit": key}
        return {**base, "at": key} if key == place else {**base, "region": key}

    return narrow


def _onward(asked: Asked, dimension: Dimension, place: str) -> Callable[[str], str]:
    """Where the name of a row leads: one level down, at the bottom to the list of projects."""
    narrow = _narrowing(asked, dimension, place)
    further = {"unapproved": 1} if asked.unapproved else {}

    def onward(key: str) -> str:
        if dimension is Dimension.TYPE:
            return url_for("statistics.compare", **{**where(asked), "type": key}, **further)
        if dimension is Dimension.PLACE and level_of(place) is not Level.COUNTY and key != place:
            endpoint = "statistics.compare" if asked.kind else "statistics.index"
            return url_for(endpoint, **{**where(asked), "region": key}, **further)
        return url_for("records.projects", **narrow(key))

    return onward


def _project_heads() -> list[str]:
    return [
        pgettext("head", "登记项目"),
        pgettext("head", "目标已通过"),
        pgettext("head", "覆盖率"),
        _("资金总额(万元)"),
        _("已支付(万元)"),
        pgettext("head", "支付率"),
        pgettext("head", "项目红灯"),
        pgettext("head", "项目黄灯"),
        _("每百个项目红灯"),
        _("整改办理中"),
        pgettext("head", "其中逾期"),
        pgettext("head", "已办结"),
    ]


def _project_row(asked: Asked, line: Line, args: Args, url: str, name: str) -> Row:
    counted: Args = {"counted": "all" if asked.unapproved else 1}
    lights = {**args, "on": "project"}
    hundred = per_hundred(line.red, line.projects)
    return Row(
        name,
        url,
        [
            count(line.projects, "records.projects", **args),
            count(line.approved, "records.projects", **args, approved=1),
            rate(line.approved, line.projects),
            money(line.total, **args, **counted),
            money(line.paid, **args, **counted),
            rate(line.paid, line.total),
            count(line.red, "lights.index", **lights, colour="red"),
            count(line.yellow, "lights.index", **lights, colour="yellow"),
            Figure("—", "") if hundred is None else Figure(points_text(hundred), Decimal(hundred) / 100),
            count(line.open, "orders.index", **args, state="open"),
            count(line.overdue, "orders.index", **args, state="overdue"),
            count(line.closed, "orders.index", **args, state="closed"),
        ],
        line.key,
        (line.approved, line.projects),
        (line.paid, line.total),
    )


# Stages, lights, rectification


def of_stages(asked: Asked, plan: Plan, rows: Sequence[Counts]) -> Table:
    """Rounds against the states of their filings."""
    base, names = where(asked), {r.code: named(r) for r in plan.rounds}
    shown = [status for status in FilingStatus if rows and status.value in rows[0].counts]

    def row(held: Counts) -> Row:
        owed, args = held.counts["owed"], {**base, "round": held.key}
        figures = [
            count(owed, "records.projects", **args),
            count(held.counts["missing"], "records.projects", **args, filed="no"),
            *(
                count(held.counts[s.value], "records.filing_list", **args, status=s.value, original=1)
                for s in shown
            ),
            rate(held.counts["approved"], owed),
        ]
        approved = held.counts["approved"]
        return Row(names[held.key], str(figures[0].url), figures, held.key, (approved, owed))

    heads = [
        pgettext("head", "应报"),
        pgettext("head", "未报"),
        *(label(status) for status in shown),
        pgettext("head", "通过率"),
    ]
    # Projects owe several rounds: a sum of them would count nothing.
    return Table(pgettext("head", "轮次"), heads, [row(held) for held in rows], Row("", "", []))


def of_rules(asked: Asked, rows: Sequence[Counts]) -> Table:
    """Rules of lights by colour, with those that rest."""
    base = {name: value for name, value in where(asked).items() if name != "type"}
    wanted: Mapping[str, Args] = {
        "red": {"colour": "red"},
        "yellow": {"colour": "yellow"},
        "waived": {"show": "waived"},
        "out": {"show": "out"},
    }

    def row(name: str, key: str, counts: Mapping[str, int]) -> Row:
        args = {**base, "rule": key} if key else base
        figures = [count(counts[n], "lights.index", **{**args, **more}) for n, more in wanted.items()]
        return Row(name, url_for("lights.index", **args) if key else "", figures, key)

    heads = [
        pgettext("status", "红灯"),
        pgettext("status", "黄灯"),
        pgettext("status", "已豁免"),
        pgettext("status", "已熄灭"),
    ]
    return Table(
        pgettext("head", "规则"),
        heads,
        [row(label(Rule(held.key)), held.key, held.counts) for held in rows],
        row(pgettext("head", "合计"), "", _summed(rows, wanted)),
    )


def of_rectification(asked: Asked, rows: Sequence[Counts]) -> Table:
    """Kinds of problem against the states of their orders."""
    base = where(asked)

    def row(name: str, key: str, counts: Mapping[str, int]) -> Row:
        args: dict[str, Any] = {**base, "category": key} if key else {**base}
        figures = [
            count(counts[state], "orders.index", **args, state=state)
            for state in ("open", "overdue", "closed")
        ]
        every = counts["open"] + counts["closed"]
        return Row(
            name,
            url_for("orders.index", **args, state="open") if key else "",
            [*figures, rate(counts["closed"], every)],
            key,
            (counts["closed"], every),
        )

    heads = [
        _("整改办理中"),
        pgettext("head", "其中逾期"),
        pgettext("head", "已办结"),
        pgettext("head", "办结率"),
    ]
    return Table(
        pgettext("field", "问题类别"),
        heads,
        [row(label(ProblemCategory(held.key)), held.key, held.counts) for held in rows],
        row(pgettext("head", "合计"), "", _summed(rows, ("open", "overdue", "closed"))),
    )


def _summed(rows: Sequence[Counts], names: Any) -> dict[str, int]:
    return {name: sum(held.counts[name] for held in rows) for name in names}
