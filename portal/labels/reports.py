"""Words of periodic reports: kinds, states, parts, and the names and definitions of their figures."""

from __future__ import annotations

from enum import StrEnum

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as p
from flask_babel.speaklater import LazyString

from portal.domain.flows.reports import ReportAction
from portal.domain.report_figures import FigureCode, FigureUnit
from portal.domain.reports import ReportKind, ReportStatus, SectionCode

Labels = dict[StrEnum, LazyString]

REPORT_KIND: Labels = {
    ReportKind.PREFECTURE_MONTHLY: _("地州市月报"),
    ReportKind.MONTHLY: _("评价中心月报"),
    ReportKind.BIMONTHLY: p("report", "双月报"),
    ReportKind.HALF_YEAR: p("report", "半年报"),
    ReportKind.YEAR_END: p("report", "年终总结"),
}
REPORT_READER: Labels = {
    ReportKind.PREFECTURE_MONTHLY: _("财政绩效评价中心"),
    ReportKind.MONTHLY: _("分管厅领导"),
    ReportKind.BIMONTHLY: _("厅长办公会议"),
    ReportKind.HALF_YEAR: _("厅党组会议"),
    ReportKind.YEAR_END: _("厅党组会议"),
}
"""To whom each goes."""

REPORT_STATUS: Labels = {
    ReportStatus.DRAFT: p("status", "起草中"),
    ReportStatus.CHECKING: p("status", "复核中"),
    ReportStatus.CHECKED: p("status", "待签发"),
    ReportStatus.SIGNED: p("status", "已签发"),
    ReportStatus.FILED: p("status", "已归档"),
    ReportStatus.CANCELLED: p("status", "已作废"),
}
REPORT_ACTION: Labels = {
    ReportAction.SUBMIT: p("button", "提请复核"),
    ReportAction.RETURN: p("button", "退回修改"),
    ReportAction.APPROVE: p("button", "复核通过"),
    ReportAction.SIGN: p("button", "登记签发"),
    ReportAction.FILE: p("button", "归档"),
    ReportAction.CANCEL: p("button", "作废报告"),
}
SECTION: Labels = {
    SectionCode.PROGRESS: _("工作进展情况"),
    SectionCode.PROBLEMS: _("发现的主要问题"),
    SectionCode.RECTIFICATION: _("整改落实情况"),
    SectionCode.STANDING: _("排名靠后的地区"),
    SectionCode.NEXT: _("下一步工作安排"),
}
FIGURE_UNIT: Labels = {
    FigureUnit.CASES: p("unit", "件"),
    FigureUnit.FEN: p("unit", "万元"),
    FigureUnit.PERCENT: p("unit", "百分比"),
    FigureUnit.PLACE: p("unit", "名次"),
    FigureUnit.POINTS: p("unit", "分"),
}
FIGURE: Labels = {
    FigureCode.PROJECTS: p("figure", "项目总数"),
    FigureCode.TARGETS_APPROVED: _("目标已通过项目数"),
    FigureCode.TARGET_COVERAGE: _("绩效目标覆盖率"),
    FigureCode.TARGETS_LATE: _("逾期未通过目标数"),
    FigureCode.FUNDS_PLANNED: p("figure", "资金总额"),
    FigureCode.FUNDS_PAID: _("累计支付金额"),
    FigureCode.PAYMENT_RATE: p("figure", "支付率"),
    FigureCode.ROUNDS_DUE: _("到期监控件数"),
    FigureCode.ROUNDS_APPROVED: _("监控已通过件数"),
    FigureCode.ROUNDS_ON_TIME: _("监控按期报送率"),
    FigureCode.EVALUATIONS_DUE: _("到期自评件数"),
    FigureCode.EVALUATIONS_APPROVED: _("自评已通过件数"),
    FigureCode.PLACES_BEHIND: _("目标未全覆盖地区数"),
    FigureCode.LIGHTS_NEW: _("本期新亮灯数"),
    FigureCode.LIGHTS_OUT: _("本期熄灭灯数"),
    FigureCode.LIGHTS_RED: _("期末红灯数"),
    FigureCode.LIGHTS_YELLOW: _("期末黄灯数"),
    FigureCode.ORDERS_ISSUED: _("本期下发整改数"),
    FigureCode.ORDERS_CLOSED: _("本期销号整改数"),
    FigureCode.ORDERS_OPEN: _("期末未销号数"),
    FigureCode.ORDERS_OVERDUE: _("逾期未销号数"),
    FigureCode.ORDERS_ON_TIME: _("整改按期率"),
    FigureCode.RANK_PLACE: p("figure", "排名名次"),
    FigureCode.RANK_TOTAL: p("figure", "排名得分"),
}
"""Names of figures. They are the marks of a text as well, so no two may be the same in a language."""

DEFINITION: Labels = {
    FigureCode.PROJECTS: _("截止日期前登记的本年度项目个数。"),
    FigureCode.TARGETS_APPROVED: _("截止日期前绩效目标审核通过的项目个数。"),
    FigureCode.TARGET_COVERAGE: _("绩效目标审核通过的项目数与项目总数之比。"),
    FigureCode.TARGETS_LATE: _("期限已过而截止日期前没有审核通过的绩效目标件数。"),
    FigureCode.FUNDS_PLANNED: _("绩效目标已通过的项目的全年资金合计。"),
    FigureCode.FUNDS_PAID: _("绩效目标已通过的项目截至截止日期的支付合计。"),
    FigureCode.PAYMENT_RATE: _("绩效目标已通过的项目的累计支付与全年资金之比。"),
    FigureCode.ROUNDS_DUE: _("期限已过的绩效监控件数。"),
    FigureCode.ROUNDS_APPROVED: _("期限已过的绩效监控中截止日期前审核通过的件数。"),
    FigureCode.ROUNDS_ON_TIME: _("期限已过的绩效监控中按期首次报送的件数与到期件数之比。"),
    FigureCode.EVALUATIONS_DUE: _("期限已过的绩效自评件数。"),
    FigureCode.EVALUATIONS_APPROVED: _("期限已过的绩效自评中截止日期前审核通过的件数。"),
    FigureCode.PLACES_BEHIND: _("还有项目的绩效目标没有审核通过的地区个数。"),
    FigureCode.LIGHTS_NEW: _("报告期内亮起的红灯和黄灯个数,已豁免的不计。"),
    FigureCode.LIGHTS_OUT: _("报告期内熄灭的红灯和黄灯个数,已豁免的不计。"),
    FigureCode.LIGHTS_RED: _("截止日期仍亮着的红灯个数,已豁免的不计。"),
    FigureCode.LIGHTS_YELLOW: _("截止日期仍亮着的黄灯个数,已豁免的不计。"),
    FigureCode.ORDERS_ISSUED: _("报告期内下发的整改通知份数,已撤回的不计。"),
    FigureCode.ORDERS_CLOSED: _("报告期内销号的整改通知份数。"),
    FigureCode.ORDERS_OPEN: _("截止日期没有销号的整改通知份数。"),
    FigureCode.ORDERS_OVERDUE: _("截止日期没有销号而期限已过的整改通知份数。"),
    FigureCode.ORDERS_ON_TIME: _("按期整改到位的整改通知数与已销号或期限已过的整改通知数之比。"),
    FigureCode.RANK_PLACE: _("截止日期前最近一期已公布评价排名中的名次。"),
    FigureCode.RANK_TOTAL: _("截止日期前最近一期已公布评价排名中的得分。"),
}
"""How each figure is counted."""

FACT_MARKS: dict[str, LazyString] = {
    "place": p("mark", "本地区"),
    "as_of": p("mark", "截止日期"),
    "period": p("mark", "报告期"),
}
"""Names of the marks that stand for no figure."""
