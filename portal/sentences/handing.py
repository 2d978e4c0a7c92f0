"""Sentences of items transferred, roles lent and posts handed over."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

SENTENCES: dict[str, LazyString] = {
    "transfer.colleague": _("请选择本单位同一角色的另一位同事；提交过该填报件的人不能审核它。"),
    "transfer.reason.missing": _("请写明转办理由。"),
    "transfer.until.past": _("转办截止日期 %(until)s 已过，请改为今天或以后，或者留空。"),
    "delegation.colleague": _("请选择本单位的另一位同事。"),
    "delegation.reason.missing": _("请写明委托理由，例如休假、出差、学习。"),
    "delegation.day.missing": _("请填写委托的开始日期和结束日期。"),
    "delegation.past": _("开始日期 %(day)s 已过，请改为今天或以后。"),
    "delegation.order": _("结束日期 %(ends)s 早于开始日期 %(starts)s，请改正其中一个日期。"),
    "delegation.overlap": _(
        "这个角色自 %(since)s 至 %(until)s 已委托给“%(name)s”，请先收回那次委托，或者改用其他日期。"
    ),
    "handover.no_role": _("“%(name)s”在“%(unit)s”没有角色，没有可以交接的岗位，请核对人员。"),
    "handover.taker": _("请选择本单位的另一位同事作为接收人。"),
    "handover.reason.missing": _("请写明理由。"),
    "handover.day.missing": _("请填写移交人在岗的最后一天。"),
    "handover.day.past": _("最后一天 %(day)s 已过，请改为今天或以后。"),
    "handover.waiting": _("此人已有岗位交接 %(number)s 正在办理，请先办完或者取消它。"),
    "handover.left_behind": _(
        "交接后这些事项没有人办理：%(text)s。请一并移交相应角色，或者改选可以办理的接收人。"
    ),
    "notice.item.transfer": _("“%(name)s”把一件事项转给你办理。"),
    "notice.account.lend": _("“%(giver)s”自 %(since)s 至 %(until)s 委托“%(name)s”代行职责。"),
    "notice.account.lend_end": _("“%(giver)s”给“%(name)s”的委托（%(since)s 至 %(until)s）已收回。"),
    "notice.handover.open": _("岗位交接 %(number)s：“%(giver)s”移交给“%(name)s”，请核对后确认。"),
    "notice.handover.ask": _("岗位交接 %(number)s：“%(giver)s”移交给“%(name)s”，有角色需要管理员同意。"),
    "notice.handover.sign": _("岗位交接 %(number)s 已有一方确认。"),
    "notice.handover.approve": _("岗位交接 %(number)s 的角色移交已经管理员同意。"),
    "notice.handover.done": _("岗位交接 %(number)s 已完成，事项和角色已移交给“%(name)s”。"),
    "notice.handover.cancel": _("岗位交接 %(number)s 已取消。"),
}
