"""Words of the problem ledger: how a problem was found, where an entry stands, what became of a row."""

from __future__ import annotations

from enum import StrEnum

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as p
from flask_babel.speaklater import LazyString

from portal.domain.flows.entries import EntryAction
from portal.domain.ledgers import Change, EntryStatus, Manner

Labels = dict[StrEnum, LazyString]

MANNER: Labels = {
    Manner.LIGHT: p("manner", "系统预警"),
    Manner.CONCENTRATED: p("manner", "集中审核"),
    Manner.SPOT: p("manner", "抽查"),
    Manner.PUSH: p("manner", "推送"),
    Manner.VISIT: p("manner", "现场"),
    Manner.PHONE: p("manner", "电话"),
    Manner.CHECK: p("manner", "自评检查"),
    Manner.REVIEW: p("manner", "审核发现"),
    Manner.OTHER: p("manner", "其他"),
}
ENTRY_STATUS: Labels = {
    EntryStatus.UNMENDED: p("status", "未整改"),
    EntryStatus.MENDING: p("status", "整改中"),
    EntryStatus.VERIFYING: p("status", "待复核"),
    EntryStatus.SENT_BACK: p("status", "退回整改"),
    EntryStatus.CLOSED: p("status", "已销号"),
    EntryStatus.VOID: p("status", "已作废"),
}
ENTRY_ACTION: Labels = {
    EntryAction.START: p("action", "开始整改"),
    EntryAction.FINISH: _("登记整改完成"),
    EntryAction.SEND_BACK: _("退回重新整改"),
    EntryAction.CLOSE: p("action", "销号"),
    EntryAction.VOID: p("action", "作废"),
}
CHANGE: Labels = {
    Change.NEW: p("change", "新增"),
    Change.MOVED: p("change", "有变化"),
    Change.CLOSED: p("change", "已销号"),
}
