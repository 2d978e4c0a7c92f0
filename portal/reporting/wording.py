"""Words of the codes that stand on printed forms, in the language of the document.

Call these inside the language of a document (``portal.reporting.layout`` does). An unknown code raises
KeyError: a form with a raw code on it is no form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import pgettext

from portal import labels
from portal.labels import announcements, rankings, supervision


@dataclass(frozen=True, slots=True)
class Words:
    """Labels by code for one document."""

    level1: dict[str, str]
    level2: dict[str, str]
    grades: dict[str, str]
    likelihoods: dict[str, str]
    reasons: dict[str, str]
    stages: dict[str, str]
    funds: dict[str, str]
    problems: dict[str, str]
    parts: dict[str, str]
    levels: dict[str, str]
    manners: dict[str, str]
    orders: dict[str, str]
    links: dict[str, str]
    standings: dict[str, str]
    roles: dict[str, str]
    rules: dict[str, str]
    work: dict[str, str]
    reasons_held: dict[str, str]
    outcomes: dict[str, str]
    states: dict[str, str]
    ranked: dict[str, str]
    formulas: dict[str, str]
    absences: dict[str, str]
    groups: dict[str, str]


def _spoken(table: Mapping[StrEnum, object]) -> dict[str, str]:
    return {code.value: str(label) for code, label in table.items()}


def words() -> Words:
    """Return every label in the current language; an empty level has an empty label (cells may be left
    blank).
    """
    return Words(
        level1={"": "", **_spoken(labels.LEVEL1)},
        level2={"": "", **_spoken(labels.LEVEL2)},
        grades=_spoken(labels.GRADE),
        likelihoods=_spoken(labels.LIKELIHOOD),
        reasons=_spoken(labels.DEVIATION_REASON),
        stages=_spoken(labels.STAGE),
        funds={
            **_spoken(labels.FUND_SOURCE),
            "total": _("年度资金总额"),
            "fiscal": pgettext("field", "财政拨款"),
            "carried_over": _("上年结转资金"),
        },
        problems=_spoken(labels.PROBLEM_CATEGORY),
        parts=_spoken(labels.BULLETIN_PART),
        levels=_spoken(labels.LEVEL),
        manners=_spoken(labels.MANNER),
        orders=_spoken(labels.ORDER_STATUS),
        links=_spoken(labels.LINK_STATE),
        standings={code: str(text) for code, text in supervision.STANDINGS.items()},
        roles=_spoken(labels.ROLE),
        rules=_spoken(labels.RULE),
        work={code: str(word) for code, word in supervision.WORK.items()},
        reasons_held=_spoken(labels.BELONGING),
        outcomes={"": "", **_spoken(labels.OUTCOME)},
        states={
            **{f"order:{code}": word for code, word in _spoken(labels.ORDER_STATUS).items()},
            **{f"light:{code}": word for code, word in _spoken(labels.LIGHT_STATUS).items()},
            **{f"entry:{code}": word for code, word in _spoken(labels.ENTRY_STATUS).items()},
            "open": pgettext("status", "未销号"),
            "overdue": pgettext("part", "逾期未销号"),
            "closed": pgettext("status", "已销号"),
        },
        ranked={code: str(text) for code, text in rankings.RANKED.items()},
        formulas=_spoken(rankings.FORMULA),
        absences=_spoken(rankings.ABSENCE),
        groups=_spoken(announcements.RECIPIENTS),
    )


@dataclass(frozen=True, slots=True)
class Signs:
    """Punctuation that joins names and values where no sentence of the catalogue does."""

    stop: str
    comma: str
    colon: str


SIGNS = {"zh": Signs("。", "，", "："), "ug": Signs(".", "، ", ":")}

_ZH_NUMBERS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
_UG_NUMBERS = ("بىر", "ئىككى", "ئۈچ", "تۆت", "بەش", "ئالتە", "يەتتە", "سەككىز", "توققۇز", "ئون")


def head_number(level: int, number: int, language: str) -> str:
    """Return the number before a head of ``level`` 1 to 4: 一、（一）1.（1） (GB/T 9704-2012, 7.3.3).

    Beyond ten, levels 1 and 2 go on as 十一 in Chinese and in digits in Uyghur. Raises ValueError for other
    levels.
    """
    if level not in (1, 2, 3, 4):
        raise ValueError(f"no head of level {level}")
    if level == 3:
        return f"{number}. " if language == "ug" else f"{number}."
    if language == "ug":
        word = _UG_NUMBERS[number - 1] if number <= len(_UG_NUMBERS) else str(number)
        return {1: f"{word}، ", 2: f"({word}) ", 4: f"({number}) "}[level]
    return {1: f"{_zh_number(number)}、", 2: f"（{_zh_number(number)}）", 4: f"（{number}）"}[level]


def _zh_number(number: int) -> str:
    tens, ones = divmod(number, 10)
    if number <= 10:
        return _ZH_NUMBERS[number - 1]
    return ("" if tens == 1 else _ZH_NUMBERS[tens - 1]) + "十" + (_ZH_NUMBERS[ones - 1] if ones else "")
