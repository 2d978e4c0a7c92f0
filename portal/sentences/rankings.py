"""Sentences of the evaluation ranking: what stands against a step, and what places are told."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

SENTENCES: dict[str, LazyString] = {
    "ranking.no_set": _("%(year)s年没有这一级的排名指标。请先由系统管理员导入当年的排名指标,再拟定排名。"),
    "ranking.unfinished": _("这一级还有一份没有公布的排名。请先公布或作废那一份,再拟定新的。"),
    "ranking.marks.sum": _("基础分合计 %(sum)s 分,应为 %(full)s 分。请调整各项满分,使合计等于 %(full)s 分。"),
    "ranking.bounds.equal": _("得零分的值与得满分的值都是 %(value)s,无法按比例计分。请填写两个不同的数。"),
    "ranking.figure.range": _("这里应填写 %(low)s 到 %(high)s 之间的数。请改为这个范围内的数。"),
    "ranking.source.missing": _("请写明修改依据,例如会议纪要或文件名称。"),
    "ranking.value.counted": _("“%(metric)s”由系统按记录计算,不能填写。确有错误的,请在公示期内申诉更正。"),
    "ranking.value.half": _("只填写了一半。请同时填写完成数和应完成数,或把两项都清空。"),
    "ranking.value.range": _("数值超出范围。请填写不为负的整数,应完成数不能为零。"),
    "ranking.value.over": _("完成数 %(part)s 大于应完成数 %(whole)s。请核对,使完成数不超过应完成数。"),
    "ranking.value.missing": _("请填写更正后的数值。"),
    "ranking.proof.missing": _("请写明数据来源或证明材料,例如文号。"),
    "ranking.until.missing": _("请填写申诉截止日期。"),
    "ranking.until.past": _("申诉截止日期 %(until)s 不晚于今天。请填写今后的日期,给各地留出申诉时间。"),
    "ranking.window.open": _("申诉期到 %(until)s 为止,现在还不能公布。请在这一天之后公布。"),
    "ranking.objections.waiting": _("还有 %(count)s 件申诉没有答复。请全部答复后再公布。"),
    "objection.metric.missing": _("请选择要申诉的指标。"),
    "objection.reason.missing": _("请写明申诉理由:哪一条记录有误,正确的是什么,依据是什么。"),
    "objection.waiting": _("本单位对这项指标的申诉还没有答复。请等待答复,或先撤回再重新申诉。"),
    "objection.same_value": _("更正后的数值与现在的相同。请填写不同的数值;数值无误的,请选择不予更正。"),
    "notice.ranking.consult": _(
        "%(year)s年%(table)s(第%(number)s期,截至 %(day)s)开始公示,有异议的请在 %(until)s 前申诉。"
    ),
    "notice.ranking.publish": _(
        "%(year)s年%(table)s(第%(number)s期,截至 %(day)s)已公布,请查阅本地失分情况。"
    ),
    "notice.ranking.cancel": _("%(year)s年%(table)s(第%(number)s期,截至 %(day)s)已作废。"),
    "notice.ranking.object": _("%(place)s 对%(year)s年%(table)s(第%(number)s期)提出申诉,请答复。"),
    "notice.ranking.uphold": _("贵单位对%(year)s年%(table)s(第%(number)s期)的申诉属实,已更正:%(reply)s"),
    "notice.ranking.reject": _("贵单位对%(year)s年%(table)s(第%(number)s期)的申诉不予更正:%(reply)s"),
}
