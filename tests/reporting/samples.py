"""One paper of each kind with recognisable values in every column, a long self-evaluation, and readers of
PDF files.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from portal.reporting.chain_papers import ChainPaper, ChainRow, ChainUnit, ProofRow
from portal.reporting.handovers import HandedRow, HandoverPaper, LentRow
from portal.reporting.ledger_papers import LedgerPaper, LedgerRow
from portal.reporting.papers import (
    Bilingual,
    BulletinPaper,
    CriterionRow,
    EvaluationPaper,
    EvaluationRow,
    Finding,
    FundLine,
    MonitoringPaper,
    MonitoringRow,
    OrderPaper,
    Paper,
    Project,
    PushedRow,
    Receipt,
    ReviewPaper,
    SignBlock,
    SignOff,
    TargetPaper,
    TargetRow,
)
from portal.reporting.summaries import CategoryLine, ConcentratedPaper, FoundRow, TallyRow
from tests.reporting.announced_samples import ANNOUNCEMENT
from tests.reporting.dossier_samples import DOSSIER
from tests.reporting.ranked_samples import CIRCULAR, RANKING
from tests.reporting.reported_samples import REPORT

B = Bilingual

UNIT = B("墨玉县阔依其乡人民政府", "كۆئىچى يېزىلىق خەلق ھۆكۈمىتى")
BUREAU = B("墨玉县财政局", "قاراقاش ناھىيىلىك مالىيە ئىدارىسى")
PROJECT = Project(
    B("墨玉县阔依其乡特色林果提质增效及配套渠道改造项目", "قاراقاش ناھىيىسى مېۋىلىك باغ تۈرى"),
    "653222-2020-0137",
    "项目负责人",
    "0903-6512345",
    B("墨玉县农业农村局", "قاراقاش ناھىيىلىك يېزا ئىگىلىك ئىدارىسى"),
    UNIT,
    "607001",
)
RECEIPT = Receipt("HZ-653222-2020-000137", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
SIGN_OFF = SignOff(UNIT, filled_on=date(2020, 6, 12))
GOAL = (
    "新建防渗渠道12.6公里，改造低产核桃园3200亩，受益建档立卡贫困户418户1672人，受益群众满意度达到95%以上。"
)
NOTES = (
    B("一级指标分值统一设置为：产出指标50分、效益指标30分、满意度指标10分、预算资金执行率10分。"),
    B("定性指标按照100%—80%（含80%）、80%—60%（含60%）、60%—0%合理确定得分。"),
)
LEVELS = (
    ("output", "quantity", "改造低产核桃园面积", "≥3200亩"),
    ("output", "quality", "项目（工程）验收合格率", "100%"),
    ("output", "timeliness", "项目完成时间", "2020年10月底前"),
    ("output", "cost", "亩均补助标准", "≤475元/亩"),
    ("benefit", "economic", "户均年增收", "≥1200元"),
    ("benefit", "social", "受益建档立卡贫困人口数", "≥1672人"),
    ("benefit", "ecological", "新增和改善灌溉面积", "≥3200亩"),
    ("benefit", "sustainability", "工程设计使用年限", "≥20年"),
    ("satisfaction", "user_satisfaction", "受益贫困人口满意度", "≥95%"),
)

TARGET = TargetPaper(
    year=2020,
    number="墨财绩〔2020〕37号",
    receipt=RECEIPT,
    project=PROJECT,
    funds=(FundLine("total", 214_060_000), FundLine("fiscal", 200_000_000), FundLine("other", 14_060_000)),
    goal=GOAL,
    indicators=tuple(TargetRow(*row, remark="", core=n % 4 == 0) for n, row in enumerate(LEVELS)),
    sign_blocks=(
        SignBlock(B("财政部门支出股室初审意见")),
        SignBlock(B("财政部门绩效评价股审核意见")),
        SignBlock(B("扶贫办审核意见")),
    ),
    notes=(B("★为必填的核心绩效指标。"),),
    sign_off=SIGN_OFF,
)

REVIEW = ReviewPaper(
    year=2020,
    number="墨财绩审〔2020〕37号",
    receipt=RECEIPT,
    project=PROJECT,
    amount_fen=214_060_000,
    criteria=tuple(
        CriterionRow(
            B(dimension),
            B(f"{dimension}第{n}项"),
            B("填报格式是否规范，内容是否完整、准确、详实"),
            1250,
            grade,
            1175,
        )
        for n, (dimension, grade) in enumerate(
            (d, g)
            for d in ("完整性审核", "相关性审核", "适当性审核", "可行性审核")
            for g in ("excellent", "fair")
        )
    ),
    total=9400,
    grade="excellent",
    opinion="绩效目标设置总体规范，建议补充成本指标的测算依据。",
    unit=BUREAU,
    reviewed_on=date(2020, 6, 18),
)

MONITORING = MonitoringPaper(
    year=2020,
    number="墨财绩监〔2020〕37号",
    receipt=RECEIPT,
    round_name=B("6月轮", "6-ئايلىق نۆۋەت"),
    last_month=6,
    project=PROJECT,
    funds=(
        FundLine(
            "total", initial_fen=214_060_000, executed_fen=104_060_000, rate=4861, expected_fen=214_060_000
        ),
    ),
    goal=GOAL,
    indicators=tuple(
        MonitoringRow(
            level1,
            level2,
            name,
            target,
            "61.5%",
            "100%",
            frozenset({"funding", "other"}),
            "资金到位较晚",
            "possible",
        )
        for level1, level2, name, target in LEVELS
    ),
    notes=NOTES,
    sign_off=SIGN_OFF,
)

EVALUATION = EvaluationPaper(
    year=2020,
    number="墨财绩〔2020〕137号",
    receipt=RECEIPT,
    project=PROJECT,
    funds=(
        FundLine("total", 214_060_000, executed_fen=204_060_000, rate=9533, weight=1000, score=953),
        FundLine("fiscal", 200_000_000, executed_fen=190_000_000),
        FundLine("other", 14_060_000, executed_fen=14_060_000),
    ),
    goal=GOAL,
    achievement="已改造低产核桃园3050亩，受益418户1672人。",
    indicators=tuple(
        EvaluationRow(level1, level2, name, 1000, target, "97.25%", 973, "因汛期施工受阻")
        for level1, level2, name, target in LEVELS
    ),
    level1_weights=(("output", 5000), ("benefit", 3000), ("satisfaction", 1000)),
    total_weight=10000,
    total_score=9553,
    grade="excellent",
    notes=NOTES,
    sign_off=SIGN_OFF,
)

ORDER = OrderPaper(
    year=2020,
    number="和地财绩〔2020〕12号",
    issuer=B("和田地区财政局", "خوتەن ۋىلايەتلىك مالىيە ئىدارىسى"),
    recipient=BUREAU,
    project_name=PROJECT.name,
    stage="evaluation",
    problems=(
        Finding(
            "target_irregular",
            "绩效目标" + "中数量指标未附测算依据与批复的实施方案不一致" * 12 + "。",
            ("申报表填报日期晚于批复；",),
        ),
        Finding("score_wrong", "自评表中预算执行率为95.33%，执行得分填报为10分，应为9.53分。"),
    ),
    bases=(
        "《扶贫项目资金绩效管理办法》（国办发〔2018〕35号）",
        "《项目支出绩效评价管理办法》（财预〔2020〕10号）",
    ),
    requirements=("对照批复的实施方案更正数量指标，并补充测算依据。" * 6, "重新报送自评表。"),
    evidence=("更正后的绩效目标自评表（加盖公章）", "资金支付凭证清单"),
    deadline=date(2020, 12, 4),
    working_days=10,
    responsible="整改责任人",
    contact="经办人",
    phone="0903-2022222",
    attachments=(B("自评检查问题清单"), B("绩效目标自评表核对记录")),
    issued_on=date(2020, 11, 20),
    copies_to=(B("自治区财政厅财政绩效评价中心"),),
    printed_by=B("和田地区财政局办公室"),
    printed_on=date(2020, 11, 20),
)

BULLETIN = BulletinPaper(
    year=2020,
    number="TS-653222-12-2020-003",
    receipt=RECEIPT,
    recipient=BUREAU,
    issuer=B("评价中心", "باھالاش مەركىزى"),
    since=date(2020, 7, 6),
    day=date(2020, 7, 13),
    rows=(
        PushedRow(
            "overdue", B("墨玉县", "قاراقاش ناھىيىسى"), PROJECT.name.zh, "target_irregular", UNIT,
            text="数量指标与资金不符", number="和财绩〔2020〕12号",
            found_on=date(2020, 6, 18), due_on=date(2020, 7, 3), days_late=6,
        ),
        PushedRow(
            "new", B("墨玉县", "قاراقاش ناھىيىسى"), PROJECT.name.zh, "amount_wrong", UNIT,
            code="alert.A01.late",
            params=(("days", 61), ("limit", "30"), ("received", "2020-03-01"), ("released", "2020-05-01")),
            found_on=date(2020, 7, 9),
        ),
        PushedRow(
            "closed", B("墨玉县", "قاراقاش ناھىيىسى"), PROJECT.name.zh, "other", UNIT, text="凭证不全",
            found_on=date(2020, 6, 2), due_on=date(2020, 6, 30), closed_on=date(2020, 7, 8),
        ),
    ),
)  # fmt: skip

_HERE, _ABOVE = (
    ChainUnit(UNIT, "county"),
    ChainUnit(B("和田地区财政局", "خوتەن ۋىلايەتلىك مالىيە ئىدارىسى"), "prefecture"),
)
CHAIN = ChainPaper(
    year=2020,
    number="LC-653222-2020-000012",
    receipt=RECEIPT,
    day=date(2020, 7, 13),
    project_name=PROJECT.name,
    project_code=PROJECT.code,
    order_number="和财绩〔2020〕12号",
    category="target_irregular",
    manner="light",
    problem="数量指标与资金不符",
    requirement="核实并更正数量指标",
    responsible=UNIT,
    person="整改责任人",
    issuer=_ABOVE.name,
    issued_on=date(2020, 6, 15),
    deadline=date(2020, 7, 7),
    first_deadline=date(2020, 6, 30),
    working_days=10,
    status="sent_back",
    standing="overdue",
    days_left=-4,
    repeats=2,
    rows=(
        ChainRow("light.lit", "done", date(2020, 6, 12)),
        ChainRow("light.confirm", "done", date(2020, 6, 12), (_ABOVE,), "审核人员", "支付凭证与预算不符", days=0),
        ChainRow(
            "order.issue", "done", date(2020, 6, 15), (_ABOVE,), "审核人员", due=date(2020, 6, 30), asked=10, days=1
        ),
        ChainRow("order.acknowledge", "done", date(2020, 6, 17), (_HERE,), "填报人员", days=2),
        ChainRow("order.remind", "done", date(2020, 6, 24), (_HERE,), detail="before", asked=3),
        ChainRow("order.extend_grant", "done", date(2020, 6, 29), (_ABOVE,), "审核人员", "同意", due=date(2020, 7, 7)),
        ChainRow("order.escalate", "done", date(2020, 7, 8), (_HERE,), detail="clerk", late=1),
        ChainRow("order.reply", "done", date(2020, 7, 8), (_HERE,), "填报人员", "已退回多付款项", days=9, late=1),
        ChainRow("order.send_back", "done", date(2020, 7, 9), (_ABOVE,), "审核人员", "缺少银行回单", days=1),
        ChainRow("order.reply", "late", units=(_HERE,), days=2, late=4),
        ChainRow("order.verify", "waiting", units=(_ABOVE,)),
    ),
    proofs=(ProofRow(1, "退款凭证.pdf", 204_800, RECEIPT.digest, date(2020, 7, 8)),),
)  # fmt: skip
HANDOVER = HandoverPaper(
    year=2020,
    number="JJ-653222F-2020-003",
    receipt=RECEIPT,
    unit=BUREAU,
    leaver="移交人",
    taker="接收人",
    last_day=date(2020, 7, 31),
    reason="调往其他单位工作",
    roles=("reviewer", "entry"),
    passing=("reviewer",),
    rows=(
        HandedRow(
            "review", PROJECT.name.zh, "sole", B("6月监控", "6-ئايلىق نازارەت"), due_on=date(2020, 7, 20)
        ),
        HandedRow("reply", PROJECT.name.zh, "handed", B("和财绩〔2020〕12号"), due_on=date(2020, 7, 24)),
        HandedRow("judge", PROJECT.name.zh, "sole", rule="P01"),
        HandedRow("draft", PROJECT.name.zh, "drafted"),
    ),
    lent=(LentRow("entry", "移交人", "受托人", date(2020, 7, 1), date(2020, 8, 1)),),
    leaver_signed_on=date(2020, 7, 30),
)

CONCENTRATED = ConcentratedPaper(
    year=2020,
    number="JS-2020-003-653200-9",
    receipt=RECEIPT,
    name="2020年第二次绩效目标集中审核",
    round_name=B("绩效目标申报", "ئۈنۈم نىشانىنى يوللاش"),
    scope=B("和田地区", "خوتەن ۋىلايىتى"),
    issuer=B("评价中心", "باھالاش مەركىزى"),
    starts_on=date(2020, 7, 6),
    ends_on=date(2020, 7, 17),
    population=412,
    size=60,
    seed="07-13-22",
    digest="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    outcomes=("excellent", "good", "fair", "poor"),
    total=TallyRow(B("和田地区", "خوتەن ۋىلايىتى"), 12, (3, 6, 2, 1), 3, 4),
    places=(
        TallyRow(B("和田地区", "خوتەن ۋىلايىتى"), 12, (3, 6, 2, 1), 3, 4),
        TallyRow(B("墨玉县", "قاراقاش ناھىيىسى"), 7, (2, 3, 1, 1), 2, 3, county=True),
        TallyRow(B("和田县", "خوتەن ناھىيىسى"), 5, (1, 3, 1, 0), 1, 1, county=True),
    ),
    before=TallyRow(B("2020年第一次绩效目标集中审核"), 10, (None, None, None, None), 5, 8),
    categories=(CategoryLine("target_irregular", 3, 2, 5), CategoryLine("amount_wrong", 1, 1, 3)),
    problems=(
        FoundRow(
            B("墨玉县", "قاراقاش ناھىيىسى"), PROJECT.name.zh, UNIT, "poor", "target_irregular",
            "数量指标与资金规模不匹配", "新财绩〔2020〕12号",
        ),
        FoundRow(B("和田县", "خوتەن ناھىيىسى"), PROJECT.name.zh, UNIT, "fair", "amount_wrong", "金额与下达文件不一致"),
    ),
    conclusion="总体质量较上次提高，问题集中在数量指标。",
    concluded_on=date(2020, 7, 17),
)  # fmt: skip

LEDGER = LedgerPaper(
    year=2020,
    number="",
    day=date(2020, 7, 13),
    place=B("墨玉县", "قاراقاش ناھىيىسى"),
    narrowed=(("state", "open"), ("category", "target_irregular")),
    rows=(
        LedgerRow(
            date(2020, 6, 18), "prefecture", "check", B("墨玉县", "قاراقاش ناھىيىسى"), "target_irregular", UNIT,
            "order", "replied", project=PROJECT.name.zh, text="数量指标与资金不符", person="分管副局长",
            requirement="核实并更正数量指标", due_on=date(2020, 7, 3), pushed_on=date(2020, 6, 22),
            measures="已更正指标", done_on=date(2020, 7, 9), proof="更正后的申报表.pdf", days_late=6, repeated=True,
        ),
        LedgerRow(
            date(2020, 7, 9), "region", "light", B("墨玉县", "قاراقاش ناھىيىسى"), "release_late", UNIT,
            "light", "confirmed", project=PROJECT.name.zh, code="alert.A01.late",
            params=(("days", 61), ("limit", "30"), ("received", "2020-03-01"), ("released", "2020-05-01")),
        ),
        LedgerRow(
            date(2020, 7, 1), "county", "phone", B("墨玉县", "قاراقاش ناھىيىسى"), "other", UNIT,
            "entry", "closed", text="凭证不全", requirement="补齐凭证", due_on=date(2020, 7, 15),
            measures="已补齐", done_on=date(2020, 7, 8), proof="凭证12号", verifier="复核员", opinion="凭证齐全",
        ),
    ),
    sign_off=SignOff(unit=BUREAU),
)  # fmt: skip

PAPERS: dict[str, Paper] = {
    "target": TARGET,
    "review": REVIEW,
    "monitoring": MONITORING,
    "evaluation": EVALUATION,
    "order": ORDER,
    "bulletin": BULLETIN,
    "chain": CHAIN,
    "handover": HANDOVER,
    "concentrated": CONCENTRATED,
    "ledger": LEDGER,
    "ranking": RANKING,
    "dossier": DOSSIER,
    "circular": CIRCULAR,
    "report": REPORT,
    "announcement": ANNOUNCEMENT,
}


def long_evaluation(rows: int = 45) -> EvaluationPaper:
    """A self-evaluation over several pages; every row's columns carry numbers found nowhere else on the
    page.
    """
    return replace(
        EVALUATION,
        indicators=tuple(
            EvaluationRow(
                LEVELS[n * 9 // rows][0],
                LEVELS[n * 9 // rows][1],
                f"第{700 + n}标段",
                750,
                f"≥{61 + n}.5%",
                f"{1062 + n}.25%",
                731,
                f"误差{4100 + n}天",
            )
            for n in range(rows)
        ),
    )
