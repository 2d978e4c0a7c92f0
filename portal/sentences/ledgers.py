"""Sentences of the problem ledger."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

SENTENCES: dict[str, LazyString] = {
    "entry.unit.wrong": _("责任单位须是所选地区内、您可以查看的单位。请重新选择。"),
    "entry.project.unknown": _(
        "所选地区没有编码为 %(code)s 的项目。请核对项目编码；问题不涉及具体项目的，此处留空。"
    ),
    "entry.text.long": _("这里共 %(length)s 字，最多 %(limit)s 字。请精简。"),
    "entry.found.missing": _("请填写发现日期，整改时限从这一天的次日起计算。"),
    "entry.found.future": _("发现日期 %(day)s 晚于今天。请填写实际发现的日期。"),
    "entry.completed.missing": _("请填写整改完成的日期，再登记整改完成。"),
    "entry.completed.range": _("完成日期 %(day)s 须在发现日期 %(found)s 与今天之间。请填写实际完成的日期。"),
    "entry.measures.missing": _("请写明采取的整改措施，再登记整改完成。"),
    "view.name.missing": _("请填写视图名称，例如“逾期未销号”。"),
    "view.name.taken": _("已有名为“%(name)s”的视图。请换一个名称，或先删除原来的视图。"),
    "view.many": _("已保存 %(count)s 个视图，最多 %(most)s 个。请先删除不用的视图。"),
}
