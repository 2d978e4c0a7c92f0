"""The administrator's work as rows of a to-do list: what is missing, and the page on which it is mended."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import pgettext

from portal.i18n import named
from portal.labels import label
from portal.services.housekeeping import State


def rows(state: State) -> list[dict[str, Any]]:
    """Everything open, the calendar first (every deadline hangs on it), then people, then names."""
    return [*_calendar(state), *_people(state), *_places(state)]


def _calendar(state: State) -> Iterator[dict[str, Any]]:
    for year in state.years_without_calendar:
        yield {
            "title": _("%(year)s 年没有全国工作日历", year=year),
            "detail": _("截止日期暂按周一至周五推算。请按国务院办公厅放假通知录入,再确认该年。"),
            "url": url_for("admin_years.index_view"),
            "action": pgettext("button", "录入"),
        }
    for year in state.years_without_region_days:
        yield {
            "title": _("%(year)s 年还没有录入自治区节假日", year=year),
            "detail": _("请按自治区人民政府办公厅放假通知录入。"),
            "url": url_for("admin_calendar.paste_view"),
            "action": pgettext("button", "录入"),
        }


def _people(state: State) -> Iterator[dict[str, Any]]:
    for user in state.without_role:
        yield {
            "title": user.full_name,
            "detail": _("账号 %(name)s 没有任何有效身份。", name=user.username),
            "url": url_for("admin_users.details_view", id=user.id),
            "action": pgettext("button", "授予"),
        }
    ending = pgettext("word", "身份即将到期")
    for held in state.ending:
        yield {
            "title": held.user.full_name,
            "detail": f"{ending} · {label(held.role)} · {named(held.unit)}",
            "url": url_for("admin_users.details_view", id=held.user_id),
            "action": pgettext("button", "查看"),
            "due": held.ends_on,
        }
    for unit in state.bureaus_without_reviewer:
        yield {
            "title": named(unit),
            "detail": _("该财政局没有审核人员,报来的材料无人审核。"),
            "url": url_for("admin_roles.create_view"),
            "action": pgettext("button", "授予"),
        }


def _places(state: State) -> Iterator[dict[str, Any]]:
    for region in state.regions_without_uyghur:
        yield {
            "title": named(region),
            "detail": _("地名的维吾尔文待核实"),
            "url": url_for("admin_regions.edit_view", id=region.code),
            "action": pgettext("button", "核实"),
        }
