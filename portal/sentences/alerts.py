"""What a light says: where it stands, the value, the rule, and what puts it out."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from portal.domain.alerts import Rule

SENTENCES: dict[str, LazyString] = {
    "backtest.value": _("“%(word)s”不能作为界限试算。请选择一项界限,填写不为负的数,例如 20。"),
    "light.until.missing": _("请填写豁免到哪一天为止。"),
    "light.until.past": _("豁免截止日期 %(until)s 不晚于今天,请填写今后的日期。"),
    "alert.A01.late": _(
        "%(received)s 收文,%(released)s 下达,历时 %(days)s 日,超过 %(limit)s 日。请核对两个日期,有误的请更正;确已超期的,此灯保留备查。"
    ),
    "alert.A02.unallocated": _(
        "资金 %(amount)s 万元 %(received)s 收到,已 %(days)s 日没有下达到项目,超过 %(limit)s 日。请在项目的“资金与支付”中登记下达并关联这笔资金;已收回的,请改正资金台账的金额。"
    ),
    "alert.A02.partly": _(
        "资金 %(amount)s 万元 %(received)s 收到,已 %(days)s 日,还有 %(rest)s 万元没有下达到项目,超过 %(limit)s 日。请在项目的“资金与支付”中登记下达并关联这笔资金;已收回的,请改正资金台账的金额。"
    ),
    "alert.P01.behind": _(
        "支付率 %(rate)s,序时进度 %(elapsed)s,落后 %(lag)s 个百分点,超过 %(limit)s 个百分点。请按进度支付并登记支付,或核对项目起止日期。"
    ),
    "alert.P02.unpaid": _(
        "资金 %(released)s 下达,已 %(days)s 日没有支付,超过 %(limit)s 日。请推进项目并登记支付。"
    ),
    "alert.P03.paid_over_total": _(
        "已支付 %(paid)s 万元,超过年度资金总额 %(total)s 万元。请核对支付和资金来源的金额。"
    ),
    "alert.P03.paid_over_released": _(
        "已支付 %(paid)s 万元,超过已下达的 %(released)s 万元。请补登下达,或核对支付金额。"
    ),
    "alert.P03.released_over_total": _(
        "已下达 %(released)s 万元,超过年度资金总额 %(total)s 万元。请核对下达和资金来源的金额。"
    ),
    "alert.T01.not_filed": _(
        "绩效目标应于 %(due)s 前审核通过,现在还没有报送。请填报单位尽快填写并提交,由审核部门尽快审核。"
    ),
    "alert.T01.not_reviewed": _(
        "绩效目标应于 %(due)s 前审核通过,现已报送,尚未审核完毕。请审核部门尽快审核。"
    ),
    "alert.T02.hard": _(
        "绩效目标有 %(count)s 处必须修改。请逐处改正;已报送的请退回修改,已通过的请发起调整。"
    ),
    "alert.T02.soft": _(
        "绩效目标有 %(count)s 处提醒,达到 %(limit)s 处。请按提醒改正;情况属实的请说明理由,由审核单位核对,理由不成立的退回修改。"
    ),
    "alert.T03.small": _("年度资金总额 %(total)s 万元,少于 %(limit)s 万元。请核对金额,或与同类项目合并。"),
    "alert.T03.many": _(
        "同一地点的同类项目有 %(count)s 个,达到 %(limit)s 个。请核对实施地点,属于同一项目的请合并。"
    ),
    "alert.T03.split": _(
        "同一单位、内容和起止日期的项目有 %(count)s 个,每个都少于 %(limit)s 万元,合计 %(sum)s 万元。请核对是否拆分,应合并的请合并。"
    ),
    "alert.T04.goal": _(
        "年度目标与先报的另一个项目相同 %(share)s,达到 %(limit)s%%(地名、项目名和数字不计)。请查看对照,按本项目的建设内容和预期效果重写年度目标。"
    ),
    "alert.T04.rows": _(
        "%(count)s 项指标连同指标值与先报的另一个项目相同 %(share)s,达到 %(limit)s%%(核心指标不计)。请查看对照,按本项目的实际情况改写指标和指标值。"
    ),
    "alert.T05.cost": _(
        "成本指标“%(name)s”填报 %(text)s;与 %(count)s 个同类型项目比较,一般在 %(lowest)s 至 %(highest)s%(unit)s 之间。请核对数值和计量单位,有误的更正到这一范围;情况属实的请说明。"
    ),
    "alert.T05.value": _(
        "指标“%(name)s”填报 %(text)s;与 %(count)s 个同类型项目比较,一般在 %(lowest)s 至 %(highest)s%(unit)s 之间。请核对数值和计量单位,有误的更正到这一范围;情况属实的请说明。"
    ),
    "alert.M01.not_filed": _("本轮监控应于 %(due)s 前填报,现在还没有报送。请填报单位尽快填写并提交。"),
    "alert.M02.impossible": _(
        "有 %(count)s 项指标填报为“完全不可能”完成。请采取措施,或按程序调整绩效目标;下一轮监控据实更新。"
    ),
    "alert.M02.possible": _("有 %(count)s 项指标填报为“有可能”完成。请落实改进措施,下一轮监控据实更新。"),
    "alert.M02.money": _(
        "预计全年支付为资金总额的 %(expected)s,低于 %(limit)s%%。请加快支付,或按程序调整;下一轮监控据实更新。"
    ),
    "alert.S01.not_filed": _("绩效自评应于 %(due)s 前填报,现在还没有报送。请填报单位尽快填写并提交。"),
    "alert.S02.executed": _(
        "自评填报的全年执行数为 %(executed)s 万元,登记的支付合计 %(paid)s 万元。请核对,更正自评或补登支付。"
    ),
    "alert.R01.overdue": _(
        "整改通知书 %(number)s 应于 %(due)s 前整改完毕,现未销号。请整改并报送,由下发单位复核销号。"
    ),
}

LOOKS_AT: dict[Rule, LazyString] = {
    Rule.A01: _("每笔资金从收文到下达的日数。"),
    Rule.A02: _("资金收到后还没有下达到项目的金额和日数。"),
    Rule.P01: _("登记的支付与项目时间的进度(序时进度)之差。"),
    Rule.P02: _("资金下达后一直没有支付的日数。"),
    Rule.P03: _("资金总额、下达、支付三个金额是否矛盾。"),
    Rule.T01: _("绩效目标过了截止日期是否审核通过。"),
    Rule.T02: _("报送的绩效目标按填报要求检查出的问题。"),
    Rule.T03: _("项目金额过小、同地同类项目过多,或一个项目被拆成几个。"),
    Rule.T04: _("报送的年度目标和指标是否与先报的其他项目(含以前年度)雷同。"),
    Rule.T05: _("报送的指标值是否远离同类型项目同一指标的一般范围。"),
    Rule.M01: _("监控轮次过了截止日期是否报送;绩效目标未通过的,由绩效目标一项提示。"),
    Rule.M02: _("最近一轮监控填报的完成可能性和预计全年支付。"),
    Rule.S01: _("绩效自评过了截止日期是否报送。"),
    Rule.S02: _("自评填报的全年执行数与登记的支付是否一致。"),
    Rule.R01: _("整改通知书过了整改期限是否销号。"),
}
"""What each rule looks at, for the catalogue."""
