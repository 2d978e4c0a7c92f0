"""What each sample must say, in order: titles and heads by their Chinese sentence, which the catalogue translates, and
what the record holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from flask_babel import gettext, pgettext

from portal.i18n import date_text, in_language
from portal.reporting.papers import Bilingual, Language
from tests.reporting.announced_samples import ANNOUNCEMENT
from tests.reporting.ranked_samples import CIRCULAR
from tests.reporting.samples import BUREAU, GOAL, ORDER, PROJECT, UNIT


@dataclass(frozen=True, slots=True)
class S:
    """A sentence of the catalogue without placeholders, with its context where it has one."""

    text: str
    context: str = ""


Said: TypeAlias = "S | Bilingual | str"

_FORM: tuple[Said, ...] = (PROJECT.name, PROJECT.code, PROJECT.phone, PROJECT.department, UNIT)
_SEAL: tuple[Said, ...] = (S("填报单位（盖章）："), UNIT)

SAID: dict[str, tuple[Said, ...]] = {
    "target": (S("绩效目标申报表"), *_FORM, "214.06", GOAL, S("三级指标", "head"), "≥3200亩", "≥95%", *_SEAL),
    "review": (
        S("绩效目标审核表"),
        *_FORM,
        "214.06",
        "绩效目标设置总体规范，建议补充成本指标的测算依据。",
        BUREAU,
    ),
    "monitoring": (S("绩效目标执行监控表"), *_FORM, "48.61%", GOAL, "61.5%", "资金到位较晚", *_SEAL),
    "evaluation": (S("绩效目标自评表"), *_FORM, "95.33%", GOAL, "已改造低产核桃园3050亩", "97.25%", *_SEAL),
    "bulletin": (S("扶贫项目资金绩效问题推送单"), BUREAU, "数量指标与资金不符", "凭证不全"),
    "chain": (S("问题整改流程单"), PROJECT.name, PROJECT.code, "和财绩〔2020〕12号", "退款凭证.pdf"),
    "handover": (S("岗位交接单"), BUREAU, "移交人", "调往其他单位工作", "和财绩〔2020〕12号"),
    "concentrated": (
        S("集中审核情况汇总表"),
        "07-13-22",
        "9f86d081884c",
        "新财绩〔2020〕12号",
        "总体质量较上次提高",
    ),
    "ledger": ("数量指标与资金不符", "分管副局长", "复核员", "凭证齐全"),
    "ranking": (
        Bilingual("和田地区", "خوتەن ۋىلايىتى"),
        "91.25",
        "80.40",
        S("指标和满分："),
        S("组织单位："),
    ),
    "dossier": ("HZ-2020-653222-000102", "和田财绩整〔2020〕5号", "9f86d081884c"),
    "order": (
        ORDER.number,
        ORDER.recipient,
        S("存在的问题"),
        "申报表填报日期晚于批复；",
        S("整改依据", "head"),
        "《扶贫项目资金绩效管理办法》",
        S("整改要求", "head"),
        "重新报送自评表。",
        S("整改时限", "head"),
        S("需报送的佐证材料"),
        "资金支付凭证清单",
        S("附件：", "word"),
        "自评检查问题清单",
        "绩效目标自评表核对记录",
        ORDER.issuer,
    ),
    "report": (
        Bilingual("和田地区财政局", "خوتەن ۋىلايەتلىك مالىيە ئىدارىسى"),
        "和田财绩报〔2020〕6号",
        S("财政绩效评价中心"),
        S("工作进展情况"),
        S("各地工作进展情况表"),
        "83.33%",
        S("发现的主要问题"),
        S("预警分布情况表"),
        S("整改落实情况"),
        S("排名靠后的地区"),
        "96.25",
        S("下一步工作安排"),
    ),
    "announcement": (
        ANNOUNCEMENT.number,
        S("各县市区财政局"),
        S("各有关部门单位"),
        Bilingual("一、自评范围", "بىر، ئۆزىنى باھالاش دائىرىسى"),
        Bilingual("（一）如实填报", "(بىر) راست تولدۇرۇش"),
        ANNOUNCEMENT.issuer,
    ),
    "circular": (
        CIRCULAR.number,
        S("总体情况", "head"),
        "81.20",
        S("排名靠前和靠后的地区"),
        CIRCULAR.lines[0].name,
        "91.25",
        CIRCULAR.lines[-1].name,
        S("名次变化情况"),
        S("有关工作要求"),
        S("抓好靠后地区整改"),
        S("扭转名次下降"),
        S("加强日常绩效管理"),
        S("附件：", "word"),
        CIRCULAR.issuer,
        S("附件", "word"),
        S("名次变化", "head"),
        CIRCULAR.lines[3].name,
        "88.70",
    ),
}


def said(kind: str, language: Language) -> list[str]:
    """The sentences of a sample in a language, without white space. Needs an application context."""
    with in_language(language):
        found = [_spoken(one, language) for one in SAID[kind]]
    return ["".join(text.split()) for text in found]


def _spoken(one: Said, language: Language) -> str:
    if isinstance(one, S):
        return pgettext(one.context, one.text) if one.context else gettext(one.text)
    return one.in_language(language) if isinstance(one, Bilingual) else one


def dated(language: Language) -> str:
    """The day of the order as it is signed."""
    assert ORDER.issued_on is not None
    return "".join(date_text(ORDER.issued_on, language).split())


def heads(official: object) -> list[str]:
    """Texts of the heads of a composed document, without white space."""
    return [
        "".join("".join(run.text for run in block.runs).split())
        for block in official.blocks  # type: ignore[attr-defined]
        if getattr(block, "style", "") in ("level1", "level2", "level3", "level4")
    ]


def assert_in_order(text: str, wanted: list[str]) -> None:
    """Assert that every sentence stands in a text after the one before it."""
    at = 0
    for one in wanted:
        found = text.find(one, at)
        assert found >= 0, f"«{one}» is not there after what stands before it"
        at = found + len(one)
