"""Sentences of the project register."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

_FROZEN = _(
    "绩效目标正在审核或已通过,名称、类型和资金不能直接修改。正在审核的,请先撤回或由审核单位退回;已通过的,请先发起目标调整。"
)

SENTENCES: dict[str, LazyString] = {
    "project.name.empty": _("请填写项目名称。"),
    "project.person_in_charge.empty": _("请填写项目负责人。申报表上必须有负责人。"),
    "project.phone.empty": _("请填写联系电话。申报表上必须有负责人电话。"),
    "project.period": _("完工日期 %(ends)s 早于开工日期 %(starts)s。请核对两个日期。"),
    "project.code.taken": _("编码 %(code)s 已被其他项目使用。请改用其他编码,或留空由系统生成。"),
    "project.unit.foreign": _("所选单位不在您的填报范围内。请从列表中选择单位。"),
    "project.unit.no_division": _("该单位还没有对口业务处,无法确定审核处室。请联系管理员登记对口关系。"),
    "project.unit.submitted": _("该项目已有提交过的填报件,实施单位和主管部门不能再改。请保留原单位。"),
    "project.type.missing": _("请选择项目类型。"),
    "project.fund.missing": _("请选择资金类别。"),
    "project.place.missing": _("请选择实施地区。"),
    "project.no_plan": _("本年度方案尚未启用,暂不能登记项目。请联系评价中心。"),
    "project.frozen": _FROZEN,
    "project.amount.zero": _("金额为 0。请填写大于 0 的金额,或删除该行。"),
    "project.release.order": _("“%(document)s”的收文日期晚于下达日期 %(day)s。请核对两个日期。"),
    "project.release.future": _("“%(document)s”的下达日期 %(day)s 晚于今天。请填写实际下达的日期。"),
    "project.release.incomplete": _("这一笔资金下达没有填全。请同时填写文号、下达日期和金额,或删除该行。"),
    "project.payment.incomplete": _("这一笔支付没有填全。请同时填写支付日期和金额,或删除该行。"),
    "project.payment.future": _("支付日期 %(day)s 晚于今天。请填写实际支付的日期。"),
}
