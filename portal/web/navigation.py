"""The menu as data: which rooms an actor finds, in which order."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for
from flask_babel import pgettext

from portal.domain.permissions import Ability, may_ever
from portal.domain.roles import Actor, Role, UnitKind


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the menu."""

    label: str
    url: str
    icon: str
    active: bool
    count: int | None = None


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


def navigation_for(actor: Actor) -> list[Item]:
    """The menu of an actor."""
    rows = [
        (pgettext("nav", "首页"), home_endpoint(actor), "home", None),
        (pgettext("nav", "项目"), "records.projects", "list", None),
        (pgettext("nav", "填报件"), "records.filing_list", "file", None),
        (pgettext("nav", "审核"), "reviews.queue", "review", Ability.FILING_REVIEW),
        (pgettext("nav", "录入登记"), "recordings.index", "record", Ability.FILING_RECORD),
        (pgettext("nav", "预警"), "lights.index", "light", Ability.LIGHT_READ),
        (pgettext("nav", "整改通知"), "orders.index", "flag", None),
        (pgettext("nav", "工作台账"), "ledgers.problems", "table", Ability.ORDER_READ),
        (pgettext("nav", "问题推送"), "bulletins.index", "inbox", Ability.BULLETIN_READ),
        (pgettext("nav", "通知"), "inbox.index", "bell", None),
        (pgettext("nav", "进度总览"), "records.progress", "chart", None),
        (pgettext("nav", "年度方案"), "center.plan", "calendar", Ability.PLAN_READ),
        (pgettext("nav", "后台任务"), "supervision.jobs", "clock", Ability.JOB_READ),
        (pgettext("nav", "系统管理"), "admin.index", "settings", Ability.ADMIN_MANAGE),
        (pgettext("nav", "操作日志"), "center.history", "history", Ability.AUDIT_READ),
    ]
    items = []
    for text, endpoint, icon, ability in rows:
        if ability is not None and not may_ever(ability, actor):
            continue
        if actor.role is Role.ADMIN and endpoint in (
            "records.filing_list",
            "lights.index",
            "orders.index",
            "ledgers.problems",
            "records.progress",
        ):
            continue
        url = url_for(endpoint)
        items.append(Item(text, url, icon, request.endpoint == endpoint))
    return items
