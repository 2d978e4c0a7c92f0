"""What people of the demo world write: opinions, reasons, comments, findings and orders, as offices word them."""

from __future__ import annotations

from dataclasses import dataclass

from portal.domain.alerts import Rule
from portal.domain.filings import ProblemCategory

OPINIONS = (
    "绩效目标填报完整，指标细化量化，与资金量相匹配，同意。",
    "目标明确，指标值有依据，符合年度实施方案，同意上报。",
    "已对照项目实施方案和资金文件核对，内容一致，审核通过。",
    "产出和效益指标能够反映项目主要内容，同意。",
)
ROUND_OPINIONS = (
    "支付进度与财务账一致，指标完成情况属实，同意。",
    "监控内容真实完整，请继续加快资金支付进度。",
    "已核对支付凭证和现场进度，审核通过。",
)
EVALUATION_OPINIONS = (
    "自评得分依据充分，佐证材料齐全，同意。",
    "完成值与验收资料一致，评分符合计分规则，审核通过。",
)
RETURNS = (
    "数量指标与实施方案批复的建设规模不一致，请核实后重新报送。",
    "成本指标未说明补助标准依据，满意度指标值偏高，请修改完善后重新报送。",
    "年度目标与指标内容衔接不够，效益指标缺少测算依据，请补充后重新报送。",
)
ROUND_RETURNS = (
    "支付数与国库支付台账不一致，请核对后重新报送。",
    "部分指标完成情况未按截止日期填写，请核实更正。",
)
COMMENTS = (
    "请与实施方案批复的数量核对，并在备注中注明文号。",
    "请细化指标值，说明测算依据。",
)
GOAL_COMMENT = "年度目标请写明建设地点和受益范围。"
EXPLANATIONS = {
    Rule.A01: "指标文到达后需报县领导小组研究分配方案，会议推迟，现已全部下达，今后收文即办。",
    Rule.A02: "余下资金对应的项目正在评审，已列入本月领导小组会议，批复后即下达到项目。",
    Rule.P01: "春季受疫情影响开工推迟，现已复工，本月起按形象进度支付工程款。",
    Rule.P02: "招标程序刚完成，合同已签订，预付款本月内支付。",
    Rule.T01: "目标已编制完成，正在履行内部审核程序，本周内报送。",
    Rule.T03: "项目为村级零星维修，按村分别立项，已报县领导小组备案。",
    Rule.M02: "部分地块土地手续未办结，已协调调整建设地点，预计年底前完成。",
}
"""What units say of a light, by its rule."""
CONFIRMED = "经核实情况属实，限期整改。"
WAIVED = "所述原因属实，同意在所列日期前完成。"
ADJUSTMENTS = (
    "县脱贫攻坚领导小组批复核减建设规模，相应调整年度绩效目标。",
    "部分地块土地手续未办结，经批复核减建设数量，申请调整数量指标。",
)
NOTHING = (
    "项目正在办理招标和开工手续，截至监控时点尚未发生支出，无可报进展。",
    "受疫情影响项目开工推迟，本时点未形成实物工作量。",
)
SUMMARIES = (
    "项目按实施方案推进，资金支付与工程进度基本匹配。",
    "主体工程正在施工，预计年底前完成全部建设内容。",
    "补助对象已审核公示，资金按进度兑付。",
)
ANSWERS = {
    "target.core.missing": "本项目建设内容不涉及该核心指标。",
    "indicator.value.at_least_hundred": "验收合格率要求全部合格，按行业表述填写。",
    "indicator.date.other_year": "沿用指标库参考值，实施中按批复工期执行。",
    "target.goal.short": "目标内容已在指标中细化。",
    "monitoring.paid.differs_register": "部分支付凭证正在登记，以国库支付数为准。",
    "evaluation.actual.over_achieved": "实际受益范围扩大，已附验收资料说明。",
}
ANSWER = "已与实施方案和资金文件核对，情况属实。"
REASON_TEXT = "春季疫情防控期间施工队伍进场推迟，材料运输受限。"
MEASURES = "倒排工期，增加施工班组，7月底前补齐滞后工程量。"
SHORTFALL = "个别农户自愿放弃实施，数量略有减少；已调整到同村符合条件的农户，下年度提前做好摸底。"
ACHIEVEMENT = "项目已全部完工并通过验收，资金按合同支付，实际惠及{households}户{persons}人，{effect}。"
CONCLUSION = "经核查原始凭证和现场，自评结果基本真实，个别指标完成值依据不足，按核查值计分。"
CHECK_NOTE = "现场抽查与台账数量不一致，按抽查结果核定。"
CHECK_FINDING = "抽查发现完成数量与验收单不一致，验收资料未注明实际数量。"
CANCEL = "与上级检查时间重叠，并入上级检查一并开展。"
CLOSE = "整改措施已落实，佐证材料齐全，予以销号。"
SEND_BACK = "整改材料未附支付凭证和整改后现场照片，请补充后重新报送。"
WITHDRAW = "经复核，所列问题已在本时点监控中更正，撤回通知。"
REPLY_AGAIN = "已补充支付凭证复印件和整改后现场照片，请予复核。"
BASIS = (
    "《关于加强2020年自治区扶贫资金项目绩效管理工作的意见》第二、三部分；"
    "《扶贫项目资金绩效管理办法》（国办发〔2018〕35号）。"
)


@dataclass(frozen=True, slots=True)
class OrderWords:
    """What an order says, and what is answered to it."""

    category: ProblemCategory
    problem: str
    requirement: str
    evidence: str
    reply: str


ROUND_ORDERS = (
    OrderWords(
        ProblemCategory.PAYMENT_SLOW,
        "项目资金支付率低于序时进度，已完工部分未及时办理结算支付。",
        "查明支付滞后原因，督促施工单位报送结算资料，按合同约定加快支付。",
        "支付凭证、整改报告",
        "已约谈施工单位，补齐结算资料，按合同办理已完工部分支付；支付凭证和整改报告随文报送。",
    ),
    OrderWords(
        ProblemCategory.EVIDENCE_MISSING,
        "监控填报的完成数量缺少佐证，现场抽查发现施工日志和验收单未归档。",
        "补齐施工日志、验收单等资料，按项目归档备查。",
        "验收单扫描件、现场照片",
        "已补齐施工日志和分项验收单，项目资料按年度归档；扫描件随文报送。",
    ),
    OrderWords(
        ProblemCategory.DEVIATION,
        "部分指标进度明显滞后，监控表未说明偏差原因和改进措施。",
        "分析偏差原因，制定赶工计划，明确完成时间和责任人。",
        "赶工计划、整改报告",
        "已分析滞后原因，制定赶工计划并按周调度；赶工计划和整改报告随文报送。",
    ),
)
TARGET_ORDERS = (
    OrderWords(
        ProblemCategory.TARGET_IRREGULAR,
        "绩效目标中数量指标与批复的建设规模表述不一致，时效指标未说明依据。",
        "对照批复文件重新核定指标值，按程序完善绩效目标。",
        "整改报告",
        "已对照批复文件核对建设规模，修改完善绩效目标并留存依据；整改报告随文报送。",
    ),
    OrderWords(
        ProblemCategory.AMOUNT_WRONG,
        "项目登记的资金来源与资金文件表述不一致，未附资金文件。",
        "核对资金文件，更正项目登记信息。",
        "资金文件、更正说明",
        "已核对资金文件，更正登记信息；资金文件和更正说明随文报送。",
    ),
)
FINDING_ORDER = OrderWords(
    ProblemCategory.EVIDENCE_MISSING,
    "检查发现完成数量与验收单不一致，验收资料未注明实际数量。",
    "核实实际完成数量，更正验收资料，完善项目档案。",
    "验收单扫描件、更正说明",
    "已会同村委会复核实际数量，更正验收资料；验收单扫描件和更正说明随文报送。",
)
NOT_FILED = OrderWords(
    ProblemCategory.NOT_FILED,
    "项目绩效目标未按要求及时编制报送，影响绩效目标审核和录入工作。",
    "立即组织编制绩效目标并报送审核，说明迟报原因。",
    "情况说明",
    "项目前期手续已办结，正在组织编制绩效目标，近日报送；情况说明随文报送。",
)
POSTS = ("分管副局长", "项目办主任", "项目科科长", "业务股股长")
"""Persons in charge are posts: no name is invented."""
