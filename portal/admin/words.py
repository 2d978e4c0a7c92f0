"""Words of the admin area's codes: events, operators, evidence of names, parameters of a plan."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as p
from flask_babel.speaklater import LazyString

from portal.domain.indicators import Operator
from portal.domain.scoring import Part
from portal.labels.parameters import PARAMETERS
from portal.models import PlanStatus

__all__ = [
    "EVENTS", "FORMS", "LANGUAGES", "NAME_EVIDENCE", "OPERATORS", "PARAMETERS", "PARTS", "PLAN_STATUS", "SCOPES", "TERMS",
]  # fmt: skip

EVENTS: dict[str, LazyString] = {
    "account.create": p("action", "建立账号"),
    "account.edit": p("action", "修改账号"),
    "account.password": p("action", "设置密码"),
    "account.assign": p("action", "授予角色"),
    "account.end_role": p("action", "结束角色"),
    "region.create": p("action", "新增地区"),
    "region.edit": p("action", "修改地区"),
    "unit.create": p("action", "新增单位"),
    "unit.edit": p("action", "修改单位"),
    "project_type.create": _("新增项目类型"),
    "project_type.edit": _("修改项目类型"),
    "library.create": _("新增指标库指标"),
    "library.edit": _("修改指标库指标"),
    "reference.load": _("载入基础数据"),
    "calendar.enter": _("录入工作日历"),
    "calendar.remove": _("删除工作日历中的一天"),
    "calendar.know_year": _("确认年份日历完整"),
    "plan.copy": _("复制年度方案"),
    "plan.activate": _("启用年度方案"),
    "plan.close": _("关闭年度方案"),
    "plan.edit": _("修改年度方案"),
    "plan.round": p("action", "修改轮次"),
    "plan.weights": p("action", "修改分值"),
    "plan.criteria": _("修改审核要点"),
    "plan.parameter": _("修改方案参数"),
    "plan.term": _("修改年度用语"),
    "plan.fund": _("修改资金类别"),
    "plan.form": _("修改表样说明"),
}

PLAN_STATUS: dict[PlanStatus, LazyString] = {
    PlanStatus.DRAFT: p("status", "草案"),
    PlanStatus.ACTIVE: p("status", "已启用"),
    PlanStatus.CLOSED: p("status", "已关闭"),
}

PARTS: dict[Part, LazyString] = {
    Part.EXECUTION: _("预算资金执行率"),
    Part.OUTPUT: p("field", "产出指标"),
    Part.BENEFIT: p("field", "效益指标"),
    Part.SATISFACTION: _("满意度指标"),
}

OPERATORS: dict[Operator, LazyString] = {
    Operator.NONE: p("word", "未写明"),
    Operator.GE: p("word", "不低于"),
    Operator.LE: p("word", "不高于"),
    Operator.EQ: p("word", "等于"),
    Operator.GT: p("word", "高于"),
    Operator.LT: p("word", "低于"),
}

NAME_EVIDENCE: dict[str, LazyString] = {
    "": p("word", "未注明"),
    "official": p("word", "官方文件"),
    "seen": _("见于公开网页"),
    "geonames": _("地名数据，级别为添加"),
    "unconfirmed": p("word", "待核实"),
    "transliterated_unconfirmed": _("音译，待核实"),
}

LANGUAGES: dict[str, str] = {"zh": "中文", "ug": "ئۇيغۇرچە"}

SCOPES: dict[str, LazyString] = {"CN": p("level", "全国"), "XJ": p("level", "自治区")}

FORMS: dict[str, LazyString] = {
    "target": _("绩效目标申报表"),
    "review": _("绩效目标审核表"),
    "monitoring": _("绩效监控表"),
    "evaluation": _("绩效目标自评表"),
    "order": _("整改通知书"),
}

TERMS: dict[str, LazyString] = {
    "programme": p("word", "项目统称"),
    "fund": p("word", "资金统称"),
    "beneficiary_persons": p("word", "受益人口"),
    "beneficiary_households": p("word", "受益户"),
    "village": p("word", "受益村"),
    "monitoring_system": _("国家监控系统名称"),
    "partner_department": p("word", "配合部门"),
}
