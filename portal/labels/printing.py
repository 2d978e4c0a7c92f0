"""Words of printing in bulk."""

from __future__ import annotations

from enum import StrEnum

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as p
from flask_babel.speaklater import LazyString

from portal.domain.printing import Packing, PaperStep, PrintKind, PrintLanguage, PrintState

PRINT_KIND: dict[StrEnum, LazyString] = {
    PrintKind.FORMS: _("一个地区一个轮次的报表"),
    PrintKind.PUSHED: _("一次推送中的整改通知"),
    PrintKind.OPEN_ORDERS: _("一个地区未销号的整改通知"),
    PrintKind.REPORTS: _("地州市最近一期月报"),
}
PRINT_LANGUAGE: dict[StrEnum, LazyString] = {
    PrintLanguage.ZH: p("language", "汉文"),
    PrintLanguage.UG: p("language", "维吾尔文"),
    PrintLanguage.BOTH: p("language", "两种文字"),
}
PACKING: dict[StrEnum, LazyString] = {
    Packing.MERGED: _("合并为一个文件,带书签"),
    Packing.ZIP: _("每份一个文件,打成压缩包"),
}
PRINT_STATE: dict[StrEnum, LazyString] = {
    PrintState.WAITING: p("status", "等待中"),
    PrintState.RUNNING: p("status", "打印中"),
    PrintState.DONE: p("status", "已完成"),
    PrintState.FAILED: p("status", "失败"),
    PrintState.CANCELLED: p("status", "已取消"),
}
PAPER_STEP: dict[StrEnum, LazyString] = {
    PaperStep.WAITING: p("status", "等待中"),
    PaperStep.DONE: p("status", "已打印"),
    PaperStep.SKIPPED: p("status", "已跳过"),
}
