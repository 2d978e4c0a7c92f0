"""Chinese titles of official documents (GB/T 9704-2012, 7.3.1): their parts, and the words in them that no line ends inside.

It is about the Chinese text alone, whatever language the portal speaks, so these words are not the catalogue's.
"""

from __future__ import annotations

import re

ABOUT = "关于"
KINDS = ("通知", "公告", "通告", "通报", "意见", "决定", "函")
"""Kinds of documents that a title ends with."""

PASSED_ON = ("转发", "印发")
"""What a title begins with that passes a document of others on; it needs no 关于."""

ADDRESSED = (
    r"(?:局|厅|处|科|股|室|办|办公室|委|委员会|中心|站|所|院|部|会|单位|部门|政府|公司|县|市|区|州|乡|镇)$"
)
"""How the name of whom a document addresses ends: a pattern."""

PARTICLE = "的"
"""No line begins with it."""

WHOLE = (
    "提质增效", "基础设施", "饮水安全", "自治区", "自治州", "财政局", "农业农村", "评价中心", "通知书", "上半年", "下半年", "全年", "绩效", "资金", "项目", "扶贫", "脱贫",
    "攻坚", "工作", "情况", "通知", "通报", "报告", "公告", "意见", "方案", "安排", "整改", "问题", "管理", "目标", "监控", "自评",
    "审核", "评价", "排名", "检查", "改造", "配套", "建设", "工程", "产业", "特色", "林果", "渠道", "道路", "饮水", "安全", "灌溉",
    "搬迁", "就业", "养殖", "种植", "农田", "节水", "年度", "季度", "地区", "县市", "乡镇", "有关", "做好", "开展", "加强", "进一步",
    "推进", "落实", "实施", "组织", "关于",
)  # fmt: skip
"""Words that titles of the field are made of; no line of one ends inside (词意完整). Others may be torn."""

WHOLE_DATES = r"\d+(?:[—–-]+\d+)?(?:年度|年[上下]半年|年\d+月份?|年份?|月份?|季度|日)"
"""The same for years, months and days in figures: a pattern."""

_KIND = re.compile(rf"(?P<of>{PARTICLE})?(?:{'|'.join(KINDS)})(?:[（(][^（()）]*[)）])?$")


def of_notice(issuer: str, said: str) -> str:
    """The title of a notice: who issues it, 关于 what, and its kind; what was typed of that stays. What it is about
    stands on a line of its own, so that no word of it is torn at its start."""
    said = said.removeprefix(issuer)
    about, matter = said.startswith(ABOUT), said.removeprefix(ABOUT)
    kind = _KIND.search(matter)
    if kind is None:
        matter = f"{matter}{PARTICLE}{KINDS[0]}"
    # 紧急通知 has no matter of its own; 做好…的通知 has.
    passed_on = matter.startswith(PASSED_ON)
    needs_about = about or (not passed_on and (kind is None or kind["of"] is not None))
    return f"{issuer}{ABOUT if needs_about else ''}\n{matter}"
