"""Sentences of announcements, copies and nudges."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

SENTENCES: dict[str, LazyString] = {
    "announcement.title.missing": _("请填写汉文标题。"),
    "announcement.title.long": _("标题共 %(length)s 字,最多 %(limit)s 字。请精简。"),
    "announcement.text.missing": _("请填写汉文正文。"),
    "announcement.text.long": _("正文共 %(length)s 字,最多 %(limit)s 字。请精简或分成几份。"),
    "announcement.groups.missing": _("请至少选择一类接收单位。"),
    "announcement.groups.wrong": _("所选接收单位中有本单位不能通知的。请只在列出的单位中选择。"),
    "announcement.roles.missing": _("请至少选择一个接收岗位。"),
    "announcement.roles.none": _("所选单位中没有所选岗位。请改选岗位,例如部门单位只有填报岗位。"),
    "announcement.places.wrong": _("所选地区不在本单位的范围内。请只在列出的地区中选择。"),
    "announcement.due.past": _("办理期限 %(due)s 已经过去。请改为今天或以后的日期,或者留空。"),
    "announcement.nobody": _("按所选单位、地区和岗位,没有一个接收单位。请放宽选择。"),
    "announcement.reason.missing": _("请写明撤回的原因,接收单位会看到。"),
    "copy.units.missing": _("请至少选择一个抄送单位。"),
    "copy.units.wrong": _("所选单位不在这份材料的办理链条上。请只在列出的单位中选择。"),
    "copy.units.unseen": _(
        "%(unit)s看不到这份材料,抄送不给予新的查看权限。请去掉这个单位,或者等材料报送、下发后再抄送。"
    ),
    "copy.word.missing": _("请写一句话,说明为什么抄送。"),
    "copy.word.long": _("附言共 %(length)s 字,最多 %(limit)s 字。请精简。"),
    "nudge.nobody": _("这一件眼下没有单位需要办理,不能催办。请等轮到有单位办理时再催办。"),
    "nudge.not_waiting": _("本单位不在等待这一步,不能催办。请由等待这一步的单位催办。"),
    "nudge.own": _("这一步应由本单位本岗位办理,不必催办。请直接办理。"),
    "nudge.all_read": _("没有尚未签收的单位,不必催办。"),
    "nudge.today": _("本单位这个工作日已经催办过。下一次可在 %(next)s 催办。"),
    "nudge.word.long": _("催办的话共 %(length)s 字,最多 %(limit)s 字。请精简。"),
}
