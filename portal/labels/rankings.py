"""Words of the evaluation ranking (评价排名)."""

from __future__ import annotations

from enum import StrEnum

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as p
from flask_babel.speaklater import LazyString

from portal.domain.flows.rankings import ObjectionAction, RankingAction
from portal.domain.ranking import Absence, Formula, MetricUnit, ObjectionStatus, RankingStatus
from portal.domain.ranking_measures import PortalMeasure

Labels = dict[StrEnum, LazyString]

RANKING_STATUS: Labels = {
    RankingStatus.DRAFT: p("status", "拟定中"),
    RankingStatus.OBJECTION: p("status", "公示中"),
    RankingStatus.PUBLISHED: p("status", "已公布"),
    RankingStatus.CANCELLED: p("status", "已作废"),
}
RANKING_ACTION: Labels = {
    RankingAction.CONSULT: p("button", "开始公示"),
    RankingAction.PUBLISH: p("button", "公布排名"),
    RankingAction.CANCEL: p("button", "作废排名"),
}
OBJECTION_STATUS: Labels = {
    ObjectionStatus.OPEN: p("status", "待答复"),
    ObjectionStatus.UPHELD: p("status", "属实已更正"),
    ObjectionStatus.REJECTED: p("status", "不予更正"),
    ObjectionStatus.WITHDRAWN: p("status", "已撤回"),
}
OBJECTION_ACTION: Labels = {
    ObjectionAction.UPHOLD: p("button", "属实更正"),
    ObjectionAction.REJECT: p("button", "不予更正"),
    ObjectionAction.WITHDRAW: p("button", "撤回申诉"),
}
FORMULA: Labels = {
    Formula.LINEAR: p("formula", "按比例计分"),
    Formula.BANDS: p("formula", "分档计分"),
    Formula.PER_CASE: p("formula", "按件扣分"),
    Formula.BONUS: p("formula", "加分"),
    Formula.DEDUCTION: p("formula", "减分"),
    Formula.VETO: p("formula", "不得评优"),
}
METRIC_UNIT: Labels = {
    MetricUnit.PERCENT: p("unit", "百分比"),
    MetricUnit.PER_HUNDRED: p("unit", "每百个"),
    MetricUnit.DAYS: p("unit", "天"),
    MetricUnit.POINTS: p("unit", "分"),
    MetricUnit.CASES: p("unit", "件"),
}
ABSENCE: Labels = {
    Absence.NO_PROJECTS: p("absence", "本年度没有项目"),
    Absence.FEW_PROJECTS: p("absence", "项目数不足"),
    Absence.LITTLE_JUDGED: p("absence", "可评指标不足"),
    Absence.CORPS: p("absence", "兵团城市不参加排名"),
    Absence.ZONE: p("absence", "开发区不参加排名"),
}
MEASURE: Labels = {
    PortalMeasure.COVERAGE: _("目标审核通过的项目数与项目总数之比"),
    PortalMeasure.TARGETS_ON_TIME: _("按期审核通过的目标数与到期或已通过的目标数之比"),
    PortalMeasure.APPROVED_AT_ONCE: _("未经退回即审核通过的件数与已有审核结果的件数之比"),
    PortalMeasure.RETURNS: _("每百件已提交填报件被退回的次数"),
    PortalMeasure.RED_LIGHTS: _("每百个项目亮红灯的次数"),
    PortalMeasure.DAYS_TO_CLEAR: _("红灯从亮到灭的平均天数,未灭的算到截止日"),
    PortalMeasure.ORDERS_ON_TIME: _("按期整改到位的整改通知数与已销号或已到期的整改通知数之比"),
    PortalMeasure.REPEATED: _("同一单位同类问题再次下发整改通知的件数与整改通知总数之比"),
    PortalMeasure.ROUNDS_DONE: _("审核通过的监控件数与到期监控件数之比"),
    PortalMeasure.ROUNDS_ON_TIME: _("按期首次提交的监控件数与到期监控件数之比"),
    PortalMeasure.EVALUATIONS_DONE: _("审核通过的自评件数与到期自评件数之比"),
    PortalMeasure.EVALUATION_DISTANCE: _("自评得分与检查得分相差的平均分数"),
    PortalMeasure.LEDGER_COMPLETE: _("台账要素齐全的整改通知数与整改通知总数之比"),
}
"""What each counts, as the page explains it."""

RANKED: dict[str, LazyString] = {
    "prefecture": _("地州市评价排名"),
    "county": _("县市区评价排名"),
}
"""Names of the tables by the level ranked."""
