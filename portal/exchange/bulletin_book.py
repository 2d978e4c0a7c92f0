"""A bulletin as a workbook, in the language of the page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import BinaryIO

from flask_babel import gettext as _
from flask_babel import pgettext

from portal.domain.problems import Problem
from portal.exchange.ledger_book import Cell, Column, Sheet, write
from portal.i18n import date_text, language, named
from portal.labels import label
from portal.messages import sentence
from portal.models import Bulletin
from portal.services.bulletins import Item


def said(item: Item) -> str:
    """What a pushed problem says: an order's own words, or the sentence of a light."""
    if not item.rule:
        return item.said
    return sentence(Problem("", item.sentence_code, json.loads(item.params)))


def write_bulletin(target: BinaryIO, bulletin: Bulletin, items: Sequence[Item]) -> int:
    """Write the workbook of a bulletin; returns the number of rows."""
    return write(target, _sheet(bulletin), _rows(items))


def _sheet(bulletin: Bulletin) -> Sheet:
    period = _("%(since)s 至 %(day)s", since=date_text(bulletin.since), day=date_text(bulletin.day))
    return Sheet(
        title=_("扶贫项目资金绩效问题推送单"),
        above=(_("接收单位：%(unit)s", unit=named(bulletin.unit)), period),
        columns=[
            Column("", pgettext("head", "序号"), 6),
            Column("", pgettext("head", "状态"), 14),
            Column("", pgettext("head", "地区"), 14),
            Column("", pgettext("head", "项目编码"), 18),
            Column("", pgettext("head", "项目名称"), 30),
            Column("", pgettext("head", "问题类别"), 18),
            Column("", pgettext("head", "问题描述"), 44),
            Column("", pgettext("head", "责任单位"), 24),
            Column("", pgettext("head", "文号"), 20),
            Column("", pgettext("head", "发现日期"), 12),
            Column("", pgettext("head", "整改时限"), 12),
            Column("", pgettext("head", "逾期工作日"), 10),
            Column("", pgettext("head", "销号日期"), 12),
        ],
        sign_off=(pgettext("word", "签收人："), _("单位负责人："), _("签收日期：")),
        language=language(),
    )


def _rows(items: Sequence[Item]) -> Iterator[list[Cell]]:
    uyghur = language() == "ug"
    for number, item in enumerate(items, 1):
        yield [
            number,
            label(item.part, "BulletinPart"),
            item.region_ug if uyghur and item.region_ug else item.region_zh,
            item.code,
            item.project,
            label(item.category, "ProblemCategory"),
            said(item),
            item.unit_ug if uyghur and item.unit_ug else item.unit_zh,
            item.number,
            _day(item.found_on),
            _day(item.due_on),
            item.days_late or None,
            _day(item.closed_on),
        ]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
