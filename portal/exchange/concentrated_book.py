"""The problems that a concentrated review found as a workbook, in the language of the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from flask_babel import gettext as _
from flask_babel import pgettext

from portal.domain.roles import Actor
from portal.exchange.ledger_book import Cell, Column, Sheet, write
from portal.i18n import date_text, language, named
from portal.labels import label
from portal.models import ConcentratedReview
from portal.services.concentrated_summary import Summary


def write_summary(target: BinaryIO, actor: Actor, review: ConcentratedReview, found: Summary) -> int:
    """Write the workbook; returns the number of rows."""
    return write(target, _sheet(actor, review), _rows(found))


def _sheet(actor: Actor, review: ConcentratedReview) -> Sheet:
    unit = actor.unit_name_ug if language() == "ug" and actor.unit_name_ug else actor.unit_name_zh
    period = _("%(since)s 至 %(day)s", since=date_text(review.starts_on), day=date_text(review.ends_on))
    return Sheet(
        title=_("集中审核问题清单：%(name)s", name=review.name),
        above=(_("填报单位：%(unit)s", unit=unit), period),
        columns=[
            Column("", pgettext("head", "序号"), 6),
            Column("", pgettext("head", "地区"), 14),
            Column("", pgettext("head", "项目编码"), 20),
            Column("", pgettext("head", "项目名称"), 30),
            Column("", pgettext("head", "实施单位"), 24),
            Column("", pgettext("head", "审核结果"), 10),
            Column("", pgettext("head", "问题类别"), 18),
            Column("", pgettext("head", "问题描述"), 44),
            Column("", pgettext("head", "文号"), 20),
            Column("", pgettext("head", "整改时限"), 12),
            Column("", pgettext("head", "状态"), 12),
        ],
        sign_off=(pgettext("word", "填表人："), pgettext("word", "审核人："), _("单位负责人：")),
        language=language(),
    )


def _rows(found: Summary) -> Iterator[list[Cell]]:
    for number, row in enumerate(found.problems, 1):
        order = row.order
        yield [
            number,
            named(row.region),
            row.project_code,
            row.project_name,
            named(row.unit),
            label(row.outcome),
            label(row.category),
            row.text,
            order.number if order else "",
            order.due_on if order else None,
            label(order.status) if order else "",
        ]
