"""A frozen sample of a periodic report, as tests/reporting/samples.py holds those of the other papers."""

from __future__ import annotations

from datetime import date

from portal.domain.alert_types import Colour
from portal.domain.filings import ProblemCategory, Stage
from portal.domain.report_facts import (
    FilingRow,
    LightRow,
    OrderRow,
    PlaceRow,
    ProjectRow,
    RankedRow,
    ReportFacts,
)
from portal.domain.reports import Period, ReportKind, SectionCode
from portal.reporting.papers import Bilingual, Receipt
from portal.reporting.report_papers import ReportPaper
from portal.reporting.report_parts import Texts

PLACES = (
    ("653200", "和田地区", "خوتەن ۋىلايىتى"),
    ("653201", "和田市", "خوتەن شەھىرى"),
    ("653221", "和田县", "خوتەن ناھىيىسى"),
    ("653222", "墨玉县", "قاراقاش ناھىيىسى"),
    ("653223", "皮山县", "گۇما ناھىيىسى"),
    ("653224", "洛浦县", "لوپ ناھىيىسى"),
    ("653225", "策勒县", "چىرا ناھىيىسى"),
    ("653226", "于田县", "كېرىيە ناھىيىسى"),
    ("653227", "民丰县", "نىيە ناھىيىسى"),
)
EACH = 6
"""Projects of a place."""

_IDS = range(1, len(PLACES) * EACH + 1)


def _day(number: int) -> date:
    return date(2020, 6, number)


def _facts() -> ReportFacts:
    """Every sixth project without an approved target, every fifth with a light, every seventh with an order."""
    code_of = {n: PLACES[(n - 1) // EACH][0] for n in _IDS}
    rules = ("P01", "P02", "T01", "A01")
    kinds = tuple(ProblemCategory)
    return ReportFacts(
        as_of=_day(30),
        period=Period(2020, 6, 6),
        place=PLACES[0][0],
        places=tuple(PlaceRow(*place) for place in PLACES),
        projects=tuple(
            ProjectRow(n, f"P{n}", f"项目{n}", code_of[n], 12_345_600 * n, 4_567_800 * n, n % 6 != 0)
            for n in _IDS
        ),
        filings=tuple(
            FilingRow(n, n, Stage.MONITORING, "may", _day(10), _day(8 + n % 4), _day(12) if n % 3 else None)
            for n in _IDS
        ),
        lights=tuple(
            LightRow(
                n,
                n,
                rules[n % 4],
                Colour.RED if n % 2 else Colour.YELLOW,
                _day(n % 28 + 1),
                _day(29) if n % 4 == 0 else None,
            )
            for n in _IDS
            if n % 5 == 0
        ),
        orders=tuple(
            OrderRow(n, n, f"{n}号", kinds[n % 4], _day(1), _day(15), _day(14), _day(16) if n % 2 else None)
            for n in _IDS
            if n % 7 == 0
        ),
        ranked=tuple(
            RankedRow(1, 1, code, place, 9_800 - 175 * place, len(PLACES) - 1)
            for place, (code, _zh, _ug) in enumerate(PLACES[1:], 1)
        ),
    )


_SAID = {
    SectionCode.PROGRESS: (
        "截至【截止日期】，【本地区】共登记扶贫项目【项目总数】个，绩效目标覆盖率【绩效目标覆盖率】。\n"
        "目标已通过的项目全年资金【资金总额】万元，累计支付【累计支付金额】万元，支付率【支付率】。",
        "【ئاخىرقى كۈن】 گىچە، 【مۇشۇ جاي】 دا 【ئومۇمىي تۈر سانى】 تۈر تىزىملاندى، قاپلاش نىسبىتى 【ئۈنۈم نىشانى قاپلاش نىسبىتى】.\n"
        "يىللىق مەبلەغ 【مەبلەغ ئومۇمىي سوممىسى】 تۈمەن يۈەن، تۆلەش نىسبىتى 【تۆلەش نىسبىتى】.",
    ),
    SectionCode.PROBLEMS: (
        "【报告期】新亮预警【本期新亮灯数】个，仍有红灯【期末红灯数】个。",
        "【دوكلات مەزگىلى】 دا يېڭى يانغان چىراغ 【بۇ مەزگىلدە يېڭى يانغان چىراغ سانى】.",
    ),
    SectionCode.RECTIFICATION: (
        "下发整改通知【本期下发整改数】份，逾期【逾期未销号数】份。",
        "تۈزىتىش ئۇقتۇرۇشى 【بۇ مەزگىلدە چۈشۈرۈلگەن تۈزىتىش سانى】 پارچە.",
    ),
    SectionCode.STANDING: (
        "各地名次和得分见下表。",
        "جايلارنىڭ ئورنى ۋە نومۇرى تۆۋەندىكى جەدۋەلدە.",
    ),
    SectionCode.NEXT: ("继续做好问题推送。", "مەسىلە يەتكۈزۈشنى داۋاملىق ياخشى ئىشلەش."),
}

REPORT = ReportPaper(
    year=2020,
    number="和田财绩报〔2020〕6号",
    receipt=Receipt("和田财绩报〔2020〕6号", "5d" * 32),
    report=ReportKind.PREFECTURE_MONTHLY.value,
    place=Bilingual("和田地区", "خوتەن ۋىلايىتى"),
    issuer=Bilingual("和田地区财政局", "خوتەن ۋىلايەتلىك مالىيە ئىدارىسى"),
    facts=_facts(),
    sections=tuple(Texts(code, *_SAID[code]) for code in SectionCode),
)
