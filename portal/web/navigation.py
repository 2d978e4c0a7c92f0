"""The menu as data: which rooms an actor finds, in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request, url_for
from flask_babel import pgettext

from portal.domain.permissions import Ability, may_ever
from portal.domain.roles import Actor, Role, UnitKind


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the menu: a page, or a group of pages without an address of its own."""

    label: str
    url: str
    icon: str
    active: bool
    count: int | None = None
    pages: Sequence[Item] = ()


HOMES: dict[Role, str] = {
    Role.ENTRY: "entry.home",
    Role.REVIEWER: "prefecture.home",
    Role.DIVISION: "division.home",
    Role.CENTER: "center.home",
    Role.ADMIN: "center.accounts_home",
    Role.AUDITOR: "center.audit_home",
}


def home_endpoint(actor: Actor) -> str:
    """The home of an actor. A leader looks at the home of the unit's workers."""
    if actor.role is not Role.LEADER:
        return HOMES[actor.role]
    return {
        UnitKind.CENTER: "center.home",
        UnitKind.DIVISION: "division.home",
        UnitKind.FINANCE_BUREAU: "prefecture.home",
        UnitKind.DEPARTMENT: "entry.home",
    }[actor.unit_kind]


Row = tuple[str, str, str, Ability | None]
"""Label, endpoint, icon, and the ability without which the page is not offered."""


def _groups(actor: Actor) -> list[tuple[str, str, list[Row]]]:
    """The menu: pages alone, and groups of pages under a label with an icon; a group without a label is one page."""
    return [
        ("", "", [(pgettext("nav", "首页"), home_endpoint(actor), "home", None)]),
        (
            pgettext("nav", "项目填报"),
            "list",
            [
                (pgettext("nav", "项目"), "records.projects", "list", None),
                (pgettext("nav", "填报件"), "records.filing_list", "file", None),
                (pgettext("nav", "录入登记"), "recordings.index", "record", Ability.FILING_RECORD),
                (pgettext("nav", "轮次填报"), "rounds.index", "table", Ability.ROUND_READ),
                (pgettext("nav", "延期填报"), "exceptions.index", "clock", Ability.EXCEPTION_READ),
            ],
        ),
        (
            pgettext("nav", "审核检查"),
            "review",
            [
                (pgettext("nav", "审核"), "reviews.queue", "review", Ability.FILING_REVIEW),
                (pgettext("nav", "集中审核"), "concentrated.index", "check", Ability.CONCENTRATED_READ),
            ],
        ),
        (
            pgettext("nav", "问题整改"),
            "flag",
            [
                (pgettext("nav", "预警"), "lights.index", "light", Ability.LIGHT_READ),
                (pgettext("nav", "整改通知"), "orders.index", "flag", None),
                (pgettext("nav", "问题推送"), "bulletins.index", "inbox", Ability.BULLETIN_READ),
            ],
        ),
        (
            pgettext("nav", "台账"),
            "table",
            [
                (pgettext("nav", "工作台账"), "ledgers.problems", "table", Ability.ORDER_READ),
                (pgettext("nav", "资金台账"), "funds.index", "money", Ability.FUND_READ),
            ],
        ),
        (
            pgettext("nav", "收件"),
            "bell",
            [
                (pgettext("nav", "待办"), "inbox.tasks", "list", None),
                (pgettext("nav", "已办"), "inbox.done", "check", None),
                (pgettext("nav", "通知"), "inbox.index", "bell", None),
                (pgettext("nav", "通知公告"), "announcements.index", "file", None),
                (pgettext("nav", "岗位交接"), "handovers.index", "users", Ability.HANDOVER_READ),
            ],
        ),
        (
            pgettext("nav", "统计排名"),
            "chart",
            [
                (pgettext("nav", "进度总览"), "records.progress", "chart", None),
                (pgettext("nav", "统计分析"), "statistics.index", "table", Ability.STATISTICS_READ),
                (pgettext("nav", "评价排名"), "rankings.index", "flag", Ability.RANKING_READ),
                (pgettext("nav", "定期报告"), "reports.index", "file", Ability.REPORT_READ),
            ],
        ),
        (
            pgettext("nav", "管理"),
            "settings",
            [
                (pgettext("nav", "年度方案"), "center.plan", "calendar", Ability.PLAN_READ),
                (pgettext("nav", "批量打印"), "printing.index", "printer", Ability.PAPER_PRINT),
                (pgettext("nav", "文书登记"), "proof.register", "file", Ability.PAPER_READ),
                (pgettext("nav", "后台任务"), "supervision.jobs", "clock", Ability.JOB_READ),
                (pgettext("nav", "系统管理"), "admin.index", "settings", Ability.ADMIN_MANAGE),
                (pgettext("nav", "操作日志"), "center.history", "history", Ability.AUDIT_READ),
            ],
        ),
    ]


NOT_FOR_ADMIN = {
    "records.filing_list",
    "lights.index",
    "orders.index",
    "ledgers.problems",
    "funds.index",
    "records.progress",
}
"""Pages of work, which an administrator of accounts and reference data has none of."""


def navigation_for(actor: Actor) -> list[Item]:
    """The menu of an actor; a group of which one page is left is that page."""
    found = []
    for text, icon, rows in _groups(actor):
        pages = [_item(row) for row in rows if _offered(actor, row)]
        if len(pages) > 1:
            active = any(page.active for page in pages)
            found.append(Item(text, "", icon, active, sum(page.count or 0 for page in pages), pages))
        else:
            found += pages
    return found


def _offered(actor: Actor, row: Row) -> bool:
    _text, endpoint, _icon, ability = row
    if actor.role is Role.ADMIN and endpoint in NOT_FOR_ADMIN:
        return False
    return ability is None or may_ever(ability, actor)


def _item(row: Row) -> Item:
    text, endpoint, icon, _ability = row
    return Item(text, url_for(endpoint), icon, request.endpoint == endpoint)
