"""Words for what happened: the actions in history and notices."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as p
from flask_babel.speaklater import LazyString

EVENTS: dict[str, LazyString] = {
    "filing.start": p("action", "开始填报"),
    "filing.submit": _("提交填报件"),
    "filing.recall": _("撤回填报件"),
    "filing.pass_on": _("初审通过,报上级审核"),
    "filing.recall_review": _("撤回初审意见"),
    "filing.approve": _("审核通过填报件"),
    "filing.return": _("退回填报件"),
    "filing.accept": _("签收填报件"),
    "filing.release": _("解除填报件的签收"),
    "filing.record": _("录入动态监控系统"),
    "filing.adjust": _("发起绩效目标调整"),
    "check.open": _("开展自评检查"),
    "check.conclude": _("办结自评检查"),
    "check.cancel": _("取消自评检查"),
    "order.draft": _("起草整改通知书"),
    "order.issue": _("下发整改通知书"),
    "order.acknowledge": _("签收整改通知书"),
    "order.reply": _("报送整改情况"),
    "order.send_back": _("退回重新整改"),
    "order.verify": _("复核整改情况"),
    "order.close": _("整改事项销号"),
    "order.withdraw": _("撤销整改通知书"),
    "order.remind": p("action", "期限提醒"),
    "order.escalate": _("整改逾期,提级督办"),
    "order.extend_ask": _("申请延长整改期限"),
    "order.extend_answer": _("答复延期申请"),
    "order.extend_grant": _("同意延长整改期限"),
    "order.extend_refuse": _("不同意延长整改期限"),
    "order.supervise": _("下发督办单"),
    "order.interview": _("约谈责任单位"),
    "order.circular": _("通报责任单位"),
    "light.lit": p("action", "预警亮灯"),
    "light.acknowledge": p("action", "知悉预警"),
    "light.explain": _("对预警作出说明"),
    "light.send_back": _("退回对预警的说明"),
    "light.waive": _("限期豁免预警"),
    "light.confirm": _("确认预警为问题"),
    "light.reopen": _("恢复预警亮灯"),
    "light.come_back": _("豁免到期或数值变化,预警恢复亮灯"),
    "light.go_out": _("问题消除,预警熄灭"),
    "fund.register": _("登记资金指标"),
    "fund.edit": _("修改资金指标"),
    "project.register": p("action", "登记项目"),
    "project.edit": _("修改项目信息"),
    "project.money": _("修改资金信息"),
}
"""Words for the actions in history and notices. Other rooms add theirs through labels.register_events()."""
