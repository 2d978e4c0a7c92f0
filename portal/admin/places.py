"""Regions and units."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as p
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.admin import fields, words
from portal.admin.base import Choice, Column, RecordView
from portal.domain.problems import Problem
from portal.domain.regions import REGION_CODE, level_of, parent_of
from portal.domain.roles import Level, UnitKind
from portal.extensions import db
from portal.i18n import named
from portal.labels import choices, label
from portal.labels.weekdays import PUSH_DAYS
from portal.models import Region, Unit

MAIL_ADDRESS = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
"""What the mail server of an intranet takes as an address."""


def push_choices() -> list[tuple[str, Any]]:
    """Days of the push."""
    return [(str(day), words) for day, words in PUSH_DAYS.items()]


def region_choices() -> list[tuple[str, str]]:
    """Places by code, in the order of codes."""
    rows = db.session.scalars(select(Region).order_by(Region.code))
    return [(r.code, f"{r.code} {named(r)}") for r in rows]


def division_choices() -> list[tuple[str, str]]:
    """Business divisions."""
    rows = db.session.scalars(select(Unit).where(Unit.kind == UnitKind.DIVISION).order_by(Unit.id))
    return [(str(u.id), named(u)) for u in rows]


def validity(start: date | None, end: date | None, code: str) -> list[Problem]:
    """A problem where a validity ends before it begins."""
    return [Problem("valid_to", code)] if start and end and end <= start else []


class RegionForm(fields.RecordForm):
    """A place. Level and place above follow from the code."""

    code = fields.Text(
        fields.CODE, needed=True, most=6, hint=_("六位代码；没有法定代码的地区末两位用一个大写字母加一位数字")
    )
    name_zh = fields.Text(fields.NAME_ZH, needed=True, most=60)
    name_ug = fields.Text(fields.NAME_UG, most=120)
    name_source = fields.Pick(
        _("维吾尔文名称依据"), lambda: list(words.NAME_EVIDENCE.items())[1:], needed=False
    )
    valid_from = fields.Day(fields.VALID_FROM)
    valid_to = fields.Day(fields.VALID_TO, hint=_("自这一天起不再使用"))
    succeeded_by = fields.Pick(_("由哪个地区接续"), region_choices, needed=False)
    corps = fields.Tick(p("field", "兵团城市"))
    sort_order = fields.Whole(fields.POSITION)


class RegionEditForm(RegionForm):
    """The same without the code, which other records refer to."""

    code = None


class RegionView(RecordView):
    """Places with validity and successors."""

    noun = "region"
    title = p("nav", "地区")
    singular = p("nav", "地区")
    form = RegionForm
    column_searchable_list = ("code", "name_zh", "name_ug")
    order = "code"
    choices: ClassVar[tuple[Choice, ...]] = (
        Choice("level", p("field", "级别"), lambda: choices(Level)),
        Choice("name_source", _("维吾尔文名称依据"), lambda: list(words.NAME_EVIDENCE.items())[1:]),
    )
    columns: ClassVar[tuple[Column, ...]] = (
        Column(fields.CODE, lambda r: r.code, "code", "code"),
        Column(fields.NAME_ZH, lambda r: r.name_zh, "name_zh"),
        Column(fields.NAME_UG, lambda r: r.name_ug, "name_ug"),
        Column(p("field", "级别"), lambda r: label(r.level), "level"),
        Column(fields.VALID_FROM, lambda r: r.valid_from, "valid_from", "date"),
        Column(fields.VALID_TO, lambda r: r.valid_to, "valid_to", "date"),
        Column(_("维吾尔文名称依据"), lambda r: words.NAME_EVIDENCE.get(r.name_source, r.name_source)),
    )
    options = (joinedload(Region.parent), joinedload(Region.successor))

    def get_edit_form(self) -> type[fields.RecordForm]:
        return RegionEditForm

    def name_of(self, record: Region) -> str:
        return named(record)

    def chain(self, record: Region) -> str:
        return f"region:{record.code}"

    def facts(self, record: Region) -> list[tuple[Any, Any]]:
        return [
            *super().facts(record),
            (p("field", "上级地区"), named(record.parent)),
            (_("由哪个地区接续"), named(record.successor)),
            (p("field", "兵团城市"), p("word", "是") if record.corps else p("word", "否")),
            (fields.POSITION, record.sort_order),
        ]

    def check(self, form: Any, record: Region | None) -> list[Problem]:
        found = validity(form.valid_from.data, form.valid_to.data, "region.validity")
        if record is None:
            found += self._code_problems(form.code.data)
        return found

    def _code_problems(self, code: str) -> list[Problem]:
        if not REGION_CODE.match(code) or not code.startswith("65"):
            return [Problem("code", "region.code")]
        held = set(
            db.session.scalars(select(Region.code).where(Region.code.in_([code, parent_of(code) or ""])))
        )
        if code in held:
            return [Problem("code", "region.code_taken", {"code": code})]
        above = parent_of(code)
        return [] if above in held else [Problem("code", "region.parent", {"code": above or code})]

    def values(self, form: Any, record: Region | None) -> dict[str, Any]:
        kept = super().values(form, record)
        kept["sort_order"] = kept["sort_order"] or 0
        kept["name_source"] = kept["name_source"] or ""
        if record is None:
            code = form.code.data
            kept |= {"level": level_of(code), "parent_code": parent_of(code), "custom": not code.isdigit()}
        return kept


class UnitForm(fields.RecordForm):
    """A unit of a place."""

    kind = fields.Pick(p("field", "单位类别"), lambda: choices(UnitKind), coerce=UnitKind)
    region_code = fields.Pick(p("field", "所在地区"), region_choices)
    code = fields.Text(p("field", "单位编码"), most=20, hint=_("没有编码的单位留空"))
    name_zh = fields.Text(fields.NAME_ZH, needed=True)
    name_ug = fields.Text(fields.NAME_UG, most=200)
    division_id = fields.Pick(
        _("对口业务处"), division_choices, needed=False, coerce=int, hint=_("只有自治区级部门单位填写")
    )
    phone = fields.Text(p("field", "联系电话"), most=40)
    email = fields.Text(p("field", "接收邮箱"), most=120, hint=_("问题推送发到这个内网邮箱；不用邮件的留空"))
    push_weekday = fields.Pick(
        _("问题推送日"), push_choices, needed=False, coerce=int, hint=_("不选的按年度方案的推送日")
    )
    document_prefix = fields.Text(_("发文机关代字"), most=40, hint=_("整改通知书编号用，例如“墨财绩”"))
    valid_from = fields.Day(fields.VALID_FROM)
    valid_to = fields.Day(fields.VALID_TO, hint=_("自这一天起不再使用"))


class UnitView(RecordView):
    """Finance bureaus, departments, business divisions and the center."""

    noun = "unit"
    title = p("nav", "单位")
    singular = p("nav", "单位")
    form = UnitForm
    column_searchable_list = ("code", "name_zh", "name_ug", "region_code")
    order = "region_code"
    options = (joinedload(Unit.region), joinedload(Unit.division))
    choices: ClassVar[tuple[Choice, ...]] = (
        Choice("kind", p("field", "单位类别"), lambda: choices(UnitKind)),
        Choice("level", p("field", "级别"), lambda: choices(Level)),
        Choice("region_code", p("field", "所在地区"), region_choices),
    )
    columns: ClassVar[tuple[Column, ...]] = (
        Column(fields.NAME_ZH, lambda u: u.name_zh, "name_zh"),
        Column(fields.NAME_UG, lambda u: u.name_ug, "name_ug"),
        Column(p("field", "单位类别"), lambda u: label(u.kind), "kind"),
        Column(p("field", "级别"), lambda u: label(u.level), "level"),
        Column(p("field", "所在地区"), lambda u: named(u.region), "region_code"),
        Column(p("field", "单位编码"), lambda u: u.code, "code", "code"),
        Column(fields.VALID_TO, lambda u: u.valid_to, "valid_to", "date"),
    )

    def name_of(self, record: Unit) -> str:
        return named(record)

    def chain(self, record: Unit) -> str:
        return f"unit:{record.id}"

    def facts(self, record: Unit) -> list[tuple[Any, Any]]:
        return [
            *super().facts(record),
            (_("对口业务处"), named(record.division)),
            (p("field", "联系电话"), record.phone),
            (p("field", "接收邮箱"), record.email),
            (_("问题推送日"), PUSH_DAYS.get(record.push_weekday, _("按年度方案"))),
            (_("发文机关代字"), record.document_prefix),
            (fields.VALID_FROM, record.valid_from),
        ]

    def check(self, form: Any, record: Unit | None) -> list[Problem]:
        found = validity(form.valid_from.data, form.valid_to.data, "region.validity")
        level, kind = level_of(form.region_code.data), form.kind.data
        if kind in (UnitKind.DIVISION, UnitKind.CENTER) and level is not Level.REGION:
            found.append(Problem("region_code", "unit.level"))
        if form.division_id.data and (level is not Level.REGION or kind is not UnitKind.DEPARTMENT):
            found.append(Problem("division_id", "unit.division"))
        if form.email.data and not MAIL_ADDRESS.fullmatch(form.email.data):
            found.append(Problem("email", "unit.email", {"text": form.email.data}))
        if form.code.data:
            held = db.session.scalars(select(Unit.id).where(Unit.code == form.code.data)).one_or_none()
            if held is not None and (record is None or held != record.id):
                found.append(Problem("code", "unit.code_taken", {"code": form.code.data}))
        return found

    def values(self, form: Any, record: Unit | None) -> dict[str, Any]:
        kept = super().values(form, record)
        return kept | {"level": level_of(kept["region_code"])}


def unit_choices() -> Iterable[tuple[str, str]]:
    """Units with their place, in the order of places."""
    rows = db.session.scalars(
        select(Unit).options(joinedload(Unit.region)).order_by(Unit.region_code, Unit.kind, Unit.id)
    )
    return [(str(u.id), f"{named(u.region)} · {named(u)}") for u in rows]
