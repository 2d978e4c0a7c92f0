"""Words of issued papers and their register."""

from __future__ import annotations

from enum import StrEnum

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as p
from flask_babel.speaklater import LazyString

from portal.domain.papers import PaperKind, PaperState

PAPER_KIND: dict[StrEnum, LazyString] = {
    PaperKind.TARGET: _("绩效目标申报表"),
    PaperKind.MONITORING: _("绩效目标执行监控表"),
    PaperKind.EVALUATION: _("绩效目标自评表"),
    PaperKind.REVIEW: _("绩效目标审核表"),
    PaperKind.ORDER: _("整改通知书"),
    PaperKind.BULLETIN: _("扶贫项目资金绩效问题推送单"),
    PaperKind.CONCENTRATED: _("集中审核情况汇总表"),
    PaperKind.HANDOVER: _("岗位交接单"),
    PaperKind.RANKING: _("绩效管理评价排名表"),
    PaperKind.CIRCULAR: _("评价排名情况通报"),
    PaperKind.REPORT: _("绩效管理工作情况报告"),
    PaperKind.ANNOUNCEMENT: p("kind", "通知公告"),
}
PAPER_STATE: dict[StrEnum, LazyString] = {
    PaperState.VALID: p("status", "有效"),
    PaperState.SUPERSEDED: p("status", "已更新"),
    PaperState.REVOKED: p("status", "已作废"),
}
