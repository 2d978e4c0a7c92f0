"""Sentences of monitoring rounds and self-evaluations."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

SENTENCES: dict[str, LazyString] = {
    "monitoring.paid.empty": _("请填写截至本轮的已支付金额,没有支付请填 0。"),
    "monitoring.paid.above_budget": _(
        "已支付财政资金 %(paid)s 万元超过预算 %(budget)s 万元。请核对金额和单位。"
    ),
    "monitoring.paid.other_above_budget": _(
        "已支付其他资金 %(paid)s 万元超过预算 %(budget)s 万元。请核对,或说明理由。"
    ),
    "monitoring.paid.below_last": _("已支付 %(paid)s 万元少于上一轮的 %(last)s 万元。请核对,或说明理由。"),
    "monitoring.paid.differs_register": _(
        "已支付 %(paid)s 万元与支付登记 %(registered)s 万元不一致。请核对支付登记,或说明理由。"
    ),
    "monitoring.expected.empty": _("请填写全年预计支付金额,没有请填 0。"),
    "monitoring.expected.below_paid": _(
        "全年预计支付 %(expected)s 万元少于已支付的 %(paid)s 万元。请改为不少于已支付的金额。"
    ),
    "monitoring.expected.above_budget": _(
        "全年预计支付 %(expected)s 万元超过预算 %(budget)s 万元。请核对,或说明理由。"
    ),
    "monitoring.progress.empty": _("“%(name)s”没有填写执行情况。请填写实际完成的数值。"),
    "monitoring.progress.not_actual": _(
        "“%(name)s”的执行情况“%(text)s”是目标的写法,不是实际数值。请改为例如 %(example)s。"
    ),
    "monitoring.progress.not_date": _(
        "“%(name)s”的执行情况“%(text)s”是期限,不是实际日期。请填写完成日期或进度百分比。"
    ),
    "monitoring.progress.copies_target": _(
        "“%(name)s”的执行情况“%(text)s”照抄了目标。请写明实际进展,或说明理由。"
    ),
    "monitoring.progress.no_figure": _(
        "“%(name)s”的目标是 %(target)s,执行情况“%(text)s”没有数字。请填写数字,或说明理由。"
    ),
    "monitoring.progress.other_unit": _(
        "“%(name)s”的目标是 %(target)s,执行情况“%(text)s”单位不同。请统一单位,或说明理由。"
    ),
    "monitoring.progress.below_last": _(
        "“%(name)s”的执行情况“%(text)s”少于上一轮的 %(last)s。请核对,或说明理由。"
    ),
    "monitoring.outlook.empty": _("“%(name)s”没有填写全年预计完成情况。请填写预计数值。"),
    "monitoring.outlook.below_progress": _(
        "“%(name)s”的全年预计“%(text)s”少于已完成的 %(progress)s。请核对,或说明理由。"
    ),
    "monitoring.likelihood.missing": _("“%(name)s”没有选择完成目标可能性。请选择一项。"),
    "monitoring.likelihood.too_sure": _(
        "“%(name)s”预计“%(text)s”达不到目标 %(target)s,却选了确定能。请改选有可能或完全不可能,或核对预计数值。"
    ),
    "monitoring.likelihood.too_dark": _(
        "“%(name)s”预计“%(text)s”已达到目标 %(target)s,却选了完全不可能。请改选,或核对预计数值。"
    ),
    "monitoring.reasons.missing": _("“%(name)s”不能确定完成,请至少勾选一类偏差原因。"),
    "monitoring.reason_text.missing": _("“%(name)s”不能确定完成,请说明偏差原因。"),
    "monitoring.measures.missing": _("“%(name)s”不能确定完成,请填写改进措施。"),
    "evaluation.budget.empty": _("请填写全年预算数,没有请填 0。"),
    "evaluation.budget.zero": _("全年预算数为 0,无法计算执行率。请核对金额。"),
    "evaluation.budget.differs": _(
        "全年预算数 %(entered)s 万元与项目资金 %(registered)s 万元不一致。请核对,或说明理由。"
    ),
    "evaluation.executed.empty": _("请填写全年执行数,没有请填 0。"),
    "evaluation.executed.above_budget": _(
        "全年执行数 %(executed)s 万元超过预算数 %(budget)s 万元,执行率 %(rate)s。请核对,或说明理由。"
    ),
    "evaluation.executed.differs_register": _(
        "全年执行数 %(executed)s 万元与支付登记 %(registered)s 万元不一致。请核对,或说明理由。"
    ),
    "evaluation.execution.unexplained": _("预算执行率 %(rate)s 低于 %(limit)s。请在情况说明中写明原因。"),
    "evaluation.execution.above_weight": _(
        "调整后的执行率得分 %(score)s 超过分值 %(weight)s。请改为不超过分值的数。"
    ),
    "evaluation.execution.no_reason": _("执行率得分调整为 %(score)s,没有理由。请填写理由,或清空调整。"),
    "evaluation.execution.outputs_full": _(
        "预算执行率只有 %(rate)s,产出指标却全部满分。请核对产出,或说明理由。"
    ),
    "evaluation.achievement.empty": _("请填写年度总体目标完成情况。"),
    "evaluation.achievement.copies_goal": _("年度总体目标完成情况照抄了年初目标。请写明实际完成的情况。"),
    "evaluation.actual.empty": _("“%(name)s”没有填写实际完成值。请填写。"),
    "evaluation.actual.not_actual": _(
        "“%(name)s”的实际完成值“%(text)s”是目标的写法。请改为例如 %(example)s。"
    ),
    "evaluation.actual.not_date": _(
        "“%(name)s”的目标是 %(target)s,实际完成值“%(text)s”不是日期。请填写完成日期。"
    ),
    "evaluation.actual.no_figure": _(
        "“%(name)s”的目标是 %(target)s,实际完成值“%(text)s”没有数字。请填写数字。"
    ),
    "evaluation.actual.other_unit": _(
        "“%(name)s”的目标是 %(target)s,实际完成值“%(text)s”单位不同。请统一单位。"
    ),
    "evaluation.actual.copies_target": _(
        "“%(name)s”的实际完成值“%(text)s”照抄了目标。请写明实际情况,或说明理由。"
    ),
    "evaluation.actual.over_achieved": _(
        "“%(name)s”完成 %(text)s,超过目标 %(target)s 的 %(limit)s。请说明目标是否定得过低。"
    ),
    "evaluation.attained.missing": _("“%(name)s”是定性指标,请填写达成程度的百分比。"),
    "evaluation.override.above_weight": _(
        "“%(name)s”调整后的得分 %(score)s 超过分值 %(weight)s。请改为不超过分值的数。"
    ),
    "evaluation.override.no_reason": _("“%(name)s”得分调整为 %(score)s,没有理由。请填写理由,或清空调整。"),
    "evaluation.deviation.missing": _(
        "“%(name)s”完成 %(text)s,未达到目标 %(target)s。请填写未完成原因及改进措施。"
    ),
    "evaluation.weights.total": _("各项分值合计为 %(sum)s,应为 %(expected)s。请核对目标的分值,或说明理由。"),
}
