"""Frozen samples of the printed table of a ranking and of its circular, as tests/reporting/samples.py holds those of the other papers."""

from __future__ import annotations

from datetime import date

from portal.reporting.circulars import CircularPaper
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

_PLACES = (
    ("和田地区", "خوتەن ۋىلايىتى", 9125, 2, "excellent"),
    ("喀什地区", "قەشقەر ۋىلايىتى", 9040, -1, "excellent"),
    ("阿克苏地区", "ئاقسۇ ۋىلايىتى", 9040, None, "excellent"),
    ("克孜勒苏柯尔克孜自治州", "قىزىلسۇ قىرغىز ئاپتونوم ئوبلاستى", 8870, 0, "good"),
    ("巴音郭楞蒙古自治州", "بايىنغولىن موڭغۇل ئاپتونوم ئوبلاستى", 8515, 1, "good"),
    ("哈密市", "قۇمۇل شەھىرى", 8210, 3, "good"),
    ("昌吉回族自治州", "سانجى خۇيزۇ ئاپتونوم ئوبلاستى", 7988, -3, "fair"),
    ("塔城地区", "تارباغاتاي ۋىلايىتى", 6420, -2, "fair"),
    ("阿勒泰地区", "ئالتاي ۋىلايىتى", 5875, 0, "poor"),
)
CIRCULAR = CircularPaper(
    year=2020,
    number="TB-2020-D-02",
    receipt=RECEIPT,
    level="prefecture",
    issue=2,
    as_of=date(2020, 6, 30),
    issuer=B(
        "自治区财政厅财政绩效评价中心", "ئاپتونوم رايونلۇق مالىيە نازارىتى مالىيە ئۈنۈمىنى باھالاش مەركىزى"
    ),
    lines=tuple(
        PlaceLine(2 if n == 3 else n, B(zh, ug), total, moved, grade, ())
        for n, (zh, ug, total, moved, grade) in enumerate(_PLACES, 1)
    ),
    absent=(PlaceLine(None, B("吐鲁番市", "تۇرپان شەھىرى"), None, None, "", (), "few_projects"),),
    published_on=date(2020, 7, 10),
    printed_by=B(
        "自治区财政厅财政绩效评价中心", "ئاپتونوم رايونلۇق مالىيە نازارىتى مالىيە ئۈنۈمىنى باھالاش مەركىزى"
    ),
)
