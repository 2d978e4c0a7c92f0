"""Sentences of concentrated reviews and their samples."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

SENTENCES: dict[str, LazyString] = {
    "sample.seed.missing": _("请填写抽样数。抽样数要在抽取前确定并公布,任何人都可以用它复核抽取结果。"),
    "sample.seed.long": _("抽样数有 %(length)s 个字,超过 %(limit)s 个字,请缩短。"),
    "sample.size.range": _(
        "抽取 %(size)s 件不符合条件:按所选分层至少抽取 %(least)s 件,最多 %(most)s 件。请填写这个范围内的数。"
    ),
    "concentrated.name.missing": _("请填写集中审核的名称,例如“第一次集中审核”。"),
    "concentrated.name.long": _("名称超过 %(limit)s 个字,请缩短。"),
    "concentrated.period.missing": _("请填写开始日期和结束日期。"),
    "concentrated.period.order": _("结束日期 %(end)s 早于开始日期 %(start)s。请改为不早于开始日期的一天。"),
    "concentrated.population.empty": _("没有符合条件的填报件。请放宽地区、资金、类型、金额或状态的条件。"),
    "concentrated.outcome.missing": _("请选择审核结果。"),
    "concentrated.outcome.unfounded": _(
        "结果为中、差或有问题的,必须写明问题,下级才知道如何整改。请至少写明一条问题,或改选其他结果。"
    ),
    "concentrated.outcome.problems": _(
        "结果为无问题,但写明了 %(count)s 条问题。请改选“有问题”,或删除这些问题。"
    ),
    "concentrated.problem.text_missing": _("请写明问题。不需要这条问题的,请勾选“删除这条问题”。"),
    "concentrated.problem.ordered": _(
        "这条问题已起草过整改通知书,不能删除。请取消勾选“删除这条问题”,需要更正的在问题描述中写明。"
    ),
    "concentrated.unrecorded": _("还有 %(count)s 件没有记录审核结果。请全部记录后再办结。"),
    "concentrated.conclusion.missing": _("请填写审核结论,再办结集中审核。"),
    "notice.concentrated.open": _("%(name)s 已开始,其中有您对口单位的 %(count)s 件,请审核并记录结果。"),
    "notice.concentrated.conclude": _(
        "%(name)s 已办结:涉及所辖项目 %(count)s 件,发现问题 %(problems)s 条,请查阅汇总并组织整改。"
    ),
}
