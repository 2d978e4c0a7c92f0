"""A frozen sample of the printed table of a ranking, as tests/reporting/samples.py holds those of the other papers."""

from __future__ import annotations

from datetime import date

from portal.reporting.papers import Bilingual, Receipt
from portal.reporting.rankings import MetricHead, PlaceLine, RankingPaper

B = Bilingual
RECEIPT = Receipt("HZ-653222-2020-000137", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")

RANKING = RankingPaper(
    year=2020,
    number="PM-2020-D-02",
    receipt=RECEIPT,
    level="prefecture",
    issue=2,
    as_of=date(2020, 6, 30),
    issuer=B("评价中心", "باھالاش مەركىزى"),
    metrics=(
        MetricHead(B("绩效目标覆盖率", "ئۈنۈم نىشانىنىڭ قاپلاش نىسبىتى"), "linear", 1200),
        MetricHead(B("整改按期完成率", "تۈزىتىشنى مۆھلىتىدە تاماملاش نىسبىتى"), "linear", 1000),
        MetricHead(B("审计、检查发现违规", "تەكشۈرۈشتە بايقالغان خىلاپلىقلار"), "deduction", 600),
        MetricHead(B("严重违纪违法问题", "ئېغىر ئىنتىزامغا خىلاپ مەسىلىلەر"), "veto", 0),
    ),
    lines=(
        PlaceLine(1, B("和田地区", "خوتەن ۋىلايىتى"), 9125, 2, "excellent", (1200, 862, None, 0)),
        PlaceLine(2, B("喀什地区", "قەشقەر ۋىلايىتى"), 8040, -1, "good", (1130, 700, -200, None)),
        PlaceLine(2, B("阿克苏地区", "ئاقسۇ ۋىلايىتى"), 8040, None, "good", (1130, None, None, None)),
    ),
    others=(
        PlaceLine(
            None, B("吐鲁番市", "تۇرپان شەھىرى"), None, None, "", (None, None, None, None), "few_projects"
        ),
    ),
    until=None,
    published_on=date(2020, 7, 10),
)
