"""Words for announcements, and for the kinds of what the inbox holds."""

from __future__ import annotations

from enum import StrEnum

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as p
from flask_babel.speaklater import LazyString

from portal.domain.announcements import AnnouncementState, Group

GROUP: dict[StrEnum, LazyString] = {
    Group.PREFECTURES: _("地州市财政局"),
    Group.COUNTIES: _("县市区财政局"),
    Group.DEPARTMENTS: p("unit", "部门单位"),
    Group.DIVISIONS: p("unit", "业务处"),
}
RECIPIENTS: dict[StrEnum, LazyString] = {
    Group.PREFECTURES: _("各地州市财政局"),
    Group.COUNTIES: _("各县市区财政局"),
    Group.DEPARTMENTS: _("各有关部门单位"),
    Group.DIVISIONS: _("厅机关各业务处"),
}
"""All units of a group, as a paper addresses them."""

ANNOUNCEMENT_STATE: dict[StrEnum, LazyString] = {
    AnnouncementState.DRAFT: p("status", "草稿"),
    AnnouncementState.PUBLISHED: p("status", "已发布"),
    AnnouncementState.WITHDRAWN: p("status", "已撤回"),
}
KINDS: dict[str, LazyString] = {
    "filing": p("kind", "填报件"),
    "order": p("kind", "整改通知"),
    "check": p("kind", "检查"),
    "light": p("kind", "预警"),
    "project": p("kind", "项目"),
    "fund": p("kind", "资金指标"),
    "reminder": p("kind", "到期提醒"),
    "bulletin": p("kind", "问题推送"),
    "announcement": p("kind", "通知公告"),
    "nudge": p("kind", "催办"),
    "copy": p("kind", "抄送"),
    "item": p("nav", "转办"),
    "account": p("nav", "委托代行"),
    "handover": p("nav", "岗位交接"),
    "ranking": p("nav", "评价排名"),
    "report": p("nav", "定期报告"),
    "concentrated": p("nav", "集中审核"),
    "exception": p("nav", "延期填报"),
    "entry": p("head", "台账登记"),
    "job": p("nav", "批量打印"),
}
"""Words for the kinds of notices, and of records that steps are made on."""
