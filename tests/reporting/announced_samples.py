"""A frozen sample of an announcement as a notice, as tests/reporting/samples.py holds those of the other papers."""

from __future__ import annotations

from datetime import date

from portal.reporting.announcement_papers import AnnouncementPaper
from portal.reporting.papers import Bilingual, Receipt

B = Bilingual

ANNOUNCEMENT = AnnouncementPaper(
    year=2020,
    number="和财绩通〔2020〕3号",
    receipt=Receipt(
        "和财绩通〔2020〕3号", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    ),
    issuer=B("和田地区财政局", "خوتەن ۋىلايەتلىك مالىيە ئىدارىسى"),
    title=B(
        "关于做好2020年扶贫项目资金绩效自评工作的通知",
        "2020-يىللىق نامراتلارنى يۆلەش تۈر مەبلىغىنىڭ ئۈنۈمىنى ئۆزىنى باھالاش خىزمىتىنى ياخشى ئىشلەش توغرىسىدىكى ئۇقتۇرۇش",
    ),
    text=B(
        "根据自治区扶贫项目资金绩效管理工作安排，现将2020年绩效自评有关事项通知如下。\n"
        "一、自评范围\n"
        "2020年安排的财政扶贫资金项目全部开展自评，做到项目全覆盖、资金全覆盖。\n"
        "二、工作要求\n"
        "（一）如实填报\n"
        "各单位对照批复的绩效目标逐项填写实际完成值，执行数与资金支付台账一致，附支付凭证和验收材料。\n"
        "（二）严格审核\n"
        "县市财政局逐个项目审核，发现问题的退回补正，不得代填代报。",
        "ئاپتونوم رايوننىڭ خىزمەت ئورۇنلاشتۇرۇشىغا ئاساسەن، 2020-يىللىق ئۆزىنى باھالاش خىزمىتىگە مۇناسىۋەتلىك ئىشلار تۆۋەندىكىدەك ئۇقتۇرۇلىدۇ.\n"
        "بىر، ئۆزىنى باھالاش دائىرىسى\n"
        "2020-يىلى ئورۇنلاشتۇرۇلغان تۈرلەرنىڭ ھەممىسى ئۆزىنى باھالايدۇ.\n"
        "ئىككى، خىزمەت تەلىپى\n"
        "(بىر) راست تولدۇرۇش\n"
        "ئورۇنلار تەستىقلانغان ئۈنۈم نىشانىغا سېلىشتۇرۇپ ئەمەلىي تاماملانغان قىممەتنى تولدۇرسۇن.\n"
        "(ئىككى) قاتتىق تەكشۈرۈش\n"
        "ناھىيەلىك مالىيە ئىدارىلىرى ھەر بىر تۈرنى تەكشۈرسۇن.",
    ),
    groups=("counties", "departments"),
    due_on=date(2020, 12, 31),
    published_on=date(2020, 11, 20),
)
