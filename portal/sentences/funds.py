"""Sentences of the fund ledger (资金总台账)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

SENTENCES: dict[str, LazyString] = {
    "fund.name.empty": _("请填写资金名称。"),
    "fund.document.empty": _("请填写指标文号。项目的资金下达按文号与这笔资金关联。"),
    "fund.document.taken": _(
        "文号“%(document)s”同一来源的资金已经登记过。请打开那一笔修改,或核对文号和资金级次。"
    ),
    "fund.source.missing": _("请选择资金级次。"),
    "fund.category.missing": _("请选择资金类别。"),
    "fund.nature.missing": _("请选择资金性质。"),
    "fund.received.missing": _("请填写收文日期。收到后未下达到项目的日数从这一天算起。"),
    "fund.day.future": _("日期 %(day)s 晚于今天。请填写实际收到或下达的日期。"),
    "fund.released.order": _("下达日期 %(released)s 早于收文日期 %(received)s。请核对两个日期。"),
    "fund.amount.empty": _("请填写指标金额。"),
    "fund.amount.zero": _("指标金额为 0。请填写大于 0 的金额;已登记的资金全部收回的,再改为 0。"),
    "fund.amount.under": _(
        "指标金额 %(amount)s 万元,少于按这笔资金下达到项目的 %(given)s 万元,相差 %(over)s 万元。请把指标金额改为不少于 %(given)s 万元,或先在项目的“资金与支付”中改小下达金额。"
    ),
    "fund.no_plan": _("本年度方案尚未启用,暂不能登记资金。请联系评价中心。"),
    "project.release.foreign_fund": _(
        "所选的资金不是项目所在地本级收到的。请从列表中选择,或选择“按文号关联”。"
    ),
    "project.release.over_fund": _(
        "资金“%(document)s”指标金额 %(amount)s 万元,其他项目已下达 %(others)s 万元,本项目 %(here)s 万元,超出 %(over)s 万元。下达合计不能超过指标金额。请把本项目的下达改小 %(over)s 万元或另选资金;指标金额有误的,请在资金台账改正。"
    ),
}
