"""Words for codes: every enum of the portal in gettext, one table per enum. The database never holds these words.

Words of four characters or fewer carry a context, because a short word means different things in different places.
"""

from __future__ import annotations

from enum import StrEnum

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as p
from flask_babel.speaklater import LazyString

from portal.domain.alerts import Colour, Rule
from portal.domain.announcements import AnnouncementState, Group
from portal.domain.bulletins import BulletinPart
from portal.domain.chains import LinkState, Phase
from portal.domain.concentrated import ConcentratedStatus, Outcome, Scale, Standing
from portal.domain.filings import (
    CheckStatus,
    Decision,
    DeviationReason,
    FilingStatus,
    FundSource,
    Likelihood,
    OrderStatus,
    ProblemCategory,
    Stage,
)
from portal.domain.flows.checks import CheckAction
from portal.domain.flows.concentrated import ConcentratedAction
from portal.domain.flows.entries import EntryAction
from portal.domain.flows.filings import FilingAction
from portal.domain.flows.lights import LightAction, LightStatus
from portal.domain.flows.orders import OrderAction
from portal.domain.flows.rankings import ObjectionAction, RankingAction
from portal.domain.flows.reports import ReportAction
from portal.domain.funds import FundNature, FundState
from portal.domain.handing import Belonging, HandoverState
from portal.domain.indicators import Level1, Level2
from portal.domain.jobs import RunStatus
from portal.domain.ledgers import Change, EntryStatus, Manner
from portal.domain.papers import PaperKind, PaperState
from portal.domain.printing import Packing, PaperStep, PrintKind, PrintLanguage, PrintState
from portal.domain.ranking import Absence, Formula, MetricUnit, ObjectionStatus, RankingStatus
from portal.domain.ranking_measures import PortalMeasure
from portal.domain.reminders import Rung, StepKind
from portal.domain.report_figures import FigureCode, FigureUnit
from portal.domain.reports import ReportKind, ReportStatus, SectionCode
from portal.domain.roles import Level, Role, UnitKind
from portal.domain.round_locks import RoundStanding
from portal.domain.sampling import Strata
from portal.domain.scoring import Grade
from portal.domain.statistics import Dimension
from portal.labels import reports
from portal.labels.announcements import ANNOUNCEMENT_STATE, GROUP
from portal.labels.concentrated import (
    CONCENTRATED_ACTION,
    CONCENTRATED_STATUS,
    OUTCOME,
    SCALE,
    STANDING,
    STRATA,
)
from portal.labels.events import EVENTS
from portal.labels.ledgers import CHANGE, ENTRY_ACTION, ENTRY_STATUS, MANNER
from portal.labels.papers import PAPER_KIND, PAPER_STATE
from portal.labels.printing import PACKING, PAPER_STEP, PRINT_KIND, PRINT_LANGUAGE, PRINT_STATE
from portal.labels.rankings import (
    ABSENCE,
    FORMULA,
    MEASURE,
    METRIC_UNIT,
    OBJECTION_ACTION,
    OBJECTION_STATUS,
    RANKING_ACTION,
    RANKING_STATUS,
)
from portal.labels.statistics import DIMENSION
from portal.labels.supervision import (
    BELONGING,
    BULLETIN_PART,
    HANDOVER_STATE,
    LINK_STATE,
    PHASE,
    ROUND_STANDING,
)

Labels = dict[StrEnum, LazyString]

ROLE: Labels = {
    Role.ENTRY: p("role", "填报"),
    Role.REVIEWER: p("role", "审核"),
    Role.LEADER: p("role", "领导"),
    Role.DIVISION: p("role", "业务处"),
    Role.CENTER: p("role", "评价中心"),
    Role.ADMIN: p("role", "管理员"),
    Role.AUDITOR: p("role", "审计"),
}
UNIT_KIND: Labels = {
    UnitKind.FINANCE_BUREAU: p("unit", "财政局"),
    UnitKind.DEPARTMENT: p("unit", "部门单位"),
    UnitKind.DIVISION: p("unit", "业务处"),
    UnitKind.CENTER: _("财政绩效评价中心"),
}
LEVEL: Labels = {
    Level.REGION: p("level", "自治区"),
    Level.PREFECTURE: p("level", "地州市"),
    Level.COUNTY: p("level", "县市区"),
}
STAGE: Labels = {
    Stage.TARGET: p("stage", "绩效目标"),
    Stage.MONITORING: p("stage", "绩效监控"),
    Stage.EVALUATION: p("stage", "绩效自评"),
}
FILING_STATUS: Labels = {
    FilingStatus.NOT_STARTED: p("status", "未开始"),
    FilingStatus.DRAFT: p("status", "草稿"),
    FilingStatus.SUBMITTED: p("status", "已提交"),
    FilingStatus.UNDER_REVIEW: p("status", "审核中"),
    FilingStatus.RETURNED: p("status", "已退回"),
    FilingStatus.APPROVED: p("status", "已通过"),
}
CHECK_STATUS: Labels = {
    CheckStatus.OPEN: p("status", "检查中"),
    CheckStatus.CONCLUDED: p("status", "已办结"),
    CheckStatus.CANCELLED: p("status", "已取消"),
}
ORDER_STATUS: Labels = {
    OrderStatus.DRAFT: p("status", "草稿"),
    OrderStatus.ISSUED: p("status", "已下发"),
    OrderStatus.ACKNOWLEDGED: p("status", "已签收"),
    OrderStatus.REPLIED: p("status", "待复核"),
    OrderStatus.SENT_BACK: p("status", "退回整改"),
    OrderStatus.CLOSED: p("status", "已销号"),
    OrderStatus.WITHDRAWN: p("status", "已撤销"),
}
FUND_SOURCE: Labels = {
    FundSource.CENTRAL: p("field", "中央资金"),
    FundSource.REGION: _("自治区资金"),
    FundSource.PREFECTURE: _("地州市资金"),
    FundSource.COUNTY: _("县市区资金"),
    FundSource.OTHER: p("field", "其他资金"),
}
FUND_NATURE: Labels = {
    FundNature.GENERAL: _("一般公共预算"),
    FundNature.GOVERNMENT_FUND: _("政府性基金预算"),
    FundNature.STATE_CAPITAL: _("国有资本经营预算"),
    FundNature.OTHER: p("word", "其他"),
}
FUND_STATE: Labels = {
    FundState.UNALLOCATED: p("status", "未下达项目"),
    FundState.PARTLY: p("status", "部分下达"),
    FundState.ALLOCATED: p("status", "全部下达"),
}
COLOUR: Labels = {
    Colour.RED: p("status", "红灯"),
    Colour.YELLOW: p("status", "黄灯"),
}
LIGHT_STATUS: Labels = {
    LightStatus.LIT: p("status", "亮灯中"),
    LightStatus.ACKNOWLEDGED: p("status", "已知悉"),
    LightStatus.EXPLAINED: p("status", "已说明"),
    LightStatus.WAIVED: p("status", "已豁免"),
    LightStatus.CONFIRMED: _("已确认为问题"),
    LightStatus.OUT: p("status", "已熄灭"),
}
RULE: Labels = {
    Rule.A01: _("资金下达超期"),
    Rule.A02: _("资金未细化到项目"),
    Rule.P01: _("资金支付进度慢"),
    Rule.P02: p("rule", "零支付"),
    Rule.P03: _("金额填报错误"),
    Rule.T01: _("绩效目标未填报"),
    Rule.T02: _("绩效目标填写不规范"),
    Rule.T03: _("项目“细散小”"),
    Rule.T04: _("绩效目标雷同"),
    Rule.T05: _("指标值离群"),
    Rule.M01: _("绩效监控未填报"),
    Rule.M02: _("绩效目标偏离"),
    Rule.S01: _("绩效自评未填报"),
    Rule.S02: _("自评金额与支付不一致"),
    Rule.R01: p("rule", "整改逾期"),
}
LIKELIHOOD: Labels = {
    Likelihood.CERTAIN: p("word", "确定能"),
    Likelihood.POSSIBLE: p("word", "有可能"),
    Likelihood.IMPOSSIBLE: _("完全不可能"),
}
DEVIATION_REASON: Labels = {
    DeviationReason.FUNDING: p("word", "经费保障"),
    DeviationReason.SYSTEM: p("word", "制度保障"),
    DeviationReason.PERSONNEL: p("word", "人员保障"),
    DeviationReason.HARDWARE: _("硬件条件保障"),
    DeviationReason.OTHER: p("word", "其他"),
}
PROBLEM_CATEGORY: Labels = {
    ProblemCategory.TARGET_IRREGULAR: _("绩效目标填写不规范"),
    ProblemCategory.AMOUNT_WRONG: _("金额填报错误"),
    ProblemCategory.SCATTERED: _("项目“细散小”"),
    ProblemCategory.RELEASE_LATE: _("资金下达不及时"),
    ProblemCategory.PAYMENT_SLOW: _("资金支付进度慢"),
    ProblemCategory.NOT_FILED: _("未按时填报"),
    ProblemCategory.DEVIATION: _("绩效目标偏离"),
    ProblemCategory.SCORE_WRONG: _("自评分值错误"),
    ProblemCategory.EVIDENCE_MISSING: _("佐证材料不足"),
    ProblemCategory.OTHER: p("word", "其他"),
}
DECISION: Labels = {
    Decision.PASSED_ON: _("初审通过,报上级"),
    Decision.APPROVED: p("action", "审核通过"),
    Decision.RETURNED: p("action", "退回"),
}
LEVEL1: Labels = {
    Level1.OUTPUT: p("field", "产出指标"),
    Level1.BENEFIT: p("field", "效益指标"),
    Level1.SATISFACTION: _("满意度指标"),
}
LEVEL2: Labels = {
    Level2.QUANTITY: p("field", "数量指标"),
    Level2.QUALITY: p("field", "质量指标"),
    Level2.TIMELINESS: p("field", "时效指标"),
    Level2.COST: p("field", "成本指标"),
    Level2.ECONOMIC: _("经济效益指标"),
    Level2.SOCIAL: _("社会效益指标"),
    Level2.ECOLOGICAL: _("生态效益指标"),
    Level2.SUSTAINABILITY: _("可持续影响指标"),
    Level2.USER_SATISFACTION: _("服务对象满意度指标"),
}
GRADE: Labels = {
    Grade.EXCELLENT: p("grade", "优"),
    Grade.GOOD: p("grade", "良"),
    Grade.FAIR: p("grade", "中"),
    Grade.POOR: p("grade", "差"),
}
FILING_ACTION: Labels = {
    FilingAction.START: p("action", "开始填报"),
    FilingAction.SUBMIT: p("action", "提交"),
    FilingAction.RECALL: p("action", "撤回"),
    FilingAction.PASS_ON: _("初审通过,报上级"),
    FilingAction.RECALL_REVIEW: p("action", "撤回审核"),
    FilingAction.APPROVE: p("action", "审核通过"),
    FilingAction.RETURN: p("action", "退回"),
    FilingAction.ACCEPT: p("action", "签收"),
    FilingAction.RELEASE: p("action", "解除签收"),
}
CHECK_ACTION: Labels = {
    CheckAction.CONCLUDE: p("action", "办结检查"),
    CheckAction.CANCEL: p("action", "取消检查"),
}
ORDER_ACTION: Labels = {
    OrderAction.ISSUE: p("action", "下发"),
    OrderAction.ACKNOWLEDGE: p("action", "签收"),
    OrderAction.REPLY: _("报送整改结果"),
    OrderAction.SEND_BACK: _("退回重新整改"),
    OrderAction.CLOSE: p("action", "销号"),
    OrderAction.WITHDRAW: p("action", "撤销"),
}
LIGHT_ACTION: Labels = {
    LightAction.ACKNOWLEDGE: p("action", "知悉"),
    LightAction.EXPLAIN: p("action", "说明情况"),
    LightAction.SEND_BACK: p("action", "退回说明"),
    LightAction.WAIVE: p("action", "限期豁免"),
    LightAction.CONFIRM: p("action", "确认问题"),
    LightAction.REOPEN: p("action", "恢复亮灯"),
    LightAction.COME_BACK: p("action", "自动恢复"),
    LightAction.GO_OUT: p("action", "自动熄灭"),
}
RUNG: Labels = {
    Rung.CLERK: p("rung", "经办人"),
    Rung.LEADER: _("本级财政局领导"),
    Rung.PREFECTURE: _("地州市财政局(区级单位为业务处)"),
    Rung.CENTER: p("rung", "评价中心"),
}
STEP_KIND: Labels = {
    StepKind.BEFORE: p("step", "期限前"),
    StepKind.DUE: p("step", "当日"),
    StepKind.AFTER: p("step", "逾期"),
    StepKind.LADDER: p("step", "提级督办"),
    StepKind.LOCK: p("step", "锁定前"),
    StepKind.LOCKED: p("step", "已锁定"),
}
RUN_STATUS: Labels = {
    RunStatus.RUNNING: p("status", "运行中"),
    RunStatus.DONE: p("status", "已完成"),
    RunStatus.FAILED: p("status", "失败"),
    RunStatus.CUT_SHORT: p("status", "中断"),
}
PARTS: dict[str, LazyString] = {
    "execution": _("预算执行率"),
    "output": p("field", "产出指标"),
    "benefit": p("field", "效益指标"),
    "satisfaction": _("满意度指标"),
}
"""Words for the parts of the 100 points."""

TABLES: dict[type[StrEnum], Labels] = {
    Role: ROLE,
    UnitKind: UNIT_KIND,
    Level: LEVEL,
    Stage: STAGE,
    FilingStatus: FILING_STATUS,
    CheckStatus: CHECK_STATUS,
    OrderStatus: ORDER_STATUS,
    FundSource: FUND_SOURCE,
    FundNature: FUND_NATURE,
    FundState: FUND_STATE,
    Colour: COLOUR,
    LightStatus: LIGHT_STATUS,
    LightAction: LIGHT_ACTION,
    Rung: RUNG,
    RoundStanding: ROUND_STANDING,
    Manner: MANNER,
    ConcentratedStatus: CONCENTRATED_STATUS,
    ConcentratedAction: CONCENTRATED_ACTION,
    Outcome: OUTCOME,
    Scale: SCALE,
    Standing: STANDING,
    Strata: STRATA,
    EntryStatus: ENTRY_STATUS,
    EntryAction: ENTRY_ACTION,
    Change: CHANGE,
    BulletinPart: BULLETIN_PART,
    Phase: PHASE,
    LinkState: LINK_STATE,
    Group: GROUP,
    AnnouncementState: ANNOUNCEMENT_STATE,
    HandoverState: HANDOVER_STATE,
    PaperKind: PAPER_KIND,
    PaperState: PAPER_STATE,
    PrintKind: PRINT_KIND,
    PrintLanguage: PRINT_LANGUAGE,
    Packing: PACKING,
    PrintState: PRINT_STATE,
    PaperStep: PAPER_STEP,
    Belonging: BELONGING,
    StepKind: STEP_KIND,
    RunStatus: RUN_STATUS,
    Rule: RULE,
    Likelihood: LIKELIHOOD,
    DeviationReason: DEVIATION_REASON,
    ProblemCategory: PROBLEM_CATEGORY,
    Decision: DECISION,
    Level1: LEVEL1,
    Level2: LEVEL2,
    Grade: GRADE,
    FilingAction: FILING_ACTION,
    CheckAction: CHECK_ACTION,
    OrderAction: ORDER_ACTION,
    RankingStatus: RANKING_STATUS,
    Dimension: DIMENSION,
    RankingAction: RANKING_ACTION,
    ObjectionStatus: OBJECTION_STATUS,
    ObjectionAction: OBJECTION_ACTION,
    Formula: FORMULA,
    MetricUnit: METRIC_UNIT,
    Absence: ABSENCE,
    PortalMeasure: MEASURE,
    ReportKind: reports.REPORT_KIND,
    ReportStatus: reports.REPORT_STATUS,
    ReportAction: reports.REPORT_ACTION,
    SectionCode: reports.SECTION,
    FigureCode: reports.FIGURE,
    FigureUnit: reports.FIGURE_UNIT,
}

_BY_NAME: dict[str, Labels] = {kind.__name__: table for kind, table in TABLES.items()}


def register_events(words: dict[str, LazyString]) -> None:
    """Add words for further history actions. Raises ValueError where an action already has other words."""
    for code, text in words.items():
        if code in EVENTS and EVENTS[code] is not text:
            raise ValueError(code)
        EVENTS[code] = text


def label(member: StrEnum | str | None, kind: str | None = None) -> str:
    """The word for an enum member in the language of the page; kind names the enum for a plain code.

    Empty for None; raises KeyError for a code without a word, so that a new member cannot be forgotten.
    """
    if member is None or member == "":
        return ""
    table = _BY_NAME[kind] if kind else TABLES[type(member)]  # type: ignore[index]
    return str(table[member])  # type: ignore[index]


def event(action: str) -> str:
    """The words for an action of the history."""
    return str(EVENTS[action]) if action in EVENTS else action


def choices(kind: type[StrEnum]) -> list[tuple[str, str]]:
    """(code, word) pairs of an enum for a select."""
    return [(member.value, label(member)) for member in kind]
