"""Kinds of project and the indicator library."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as p
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.admin import fields, words
from portal.admin.base import Choice, Column, RecordView
from portal.admin.places import validity
from portal.domain.indicators import Level1, Level2, Operator
from portal.domain.problems import Problem
from portal.extensions import db
from portal.i18n import named
from portal.labels import choices, label
from portal.models import LibraryIndicator, ProjectType

CODE = re.compile(r"^[a-z][a-z0-9_]*$")


def type_choices() -> list[tuple[str, str]]:
    """Kinds of project in their order."""
    rows = db.session.scalars(select(ProjectType).order_by(ProjectType.position, ProjectType.code))
    return [(t.code, named(t)) for t in rows]


def operator_choices() -> list[tuple[str, str]]:
    """Operators with sign and word."""
    return [(op.value, f"{op.symbol} {words.OPERATORS[op]}".strip()) for op in Operator]


class TypeForm(fields.RecordForm):
    """A kind of project."""

    code = fields.Text(fields.CODE, needed=True, most=30)
    name_zh = fields.Text(fields.NAME_ZH, needed=True, most=60)
    name_ug = fields.Text(fields.NAME_UG, most=120)
    position = fields.Whole(fields.POSITION)


class TypeEditForm(TypeForm):
    """The same without the code, which projects refer to."""

    code = None


class TypeView(RecordView):
    """Kinds of project."""

    noun = "project_type"
    title = p("nav", "项目类型")
    singular = p("nav", "项目类型")
    form = TypeForm
    column_searchable_list = ("code", "name_zh", "name_ug")
    order = "position"
    columns: ClassVar[tuple[Column, ...]] = (
        Column(fields.POSITION, lambda t: t.position, "position", "number"),
        Column(fields.NAME_ZH, lambda t: t.name_zh, "name_zh"),
        Column(fields.NAME_UG, lambda t: t.name_ug, "name_ug"),
    )

    def get_edit_form(self) -> type[fields.RecordForm]:
        return TypeEditForm

    def name_of(self, record: ProjectType) -> str:
        return named(record)

    def chain(self, record: ProjectType) -> str:
        return "library:0"

    def check(self, form: Any, record: ProjectType | None) -> list[Problem]:
        if record is not None:
            return []
        if not CODE.match(form.code.data):
            return [Problem("code", "record.code", {"most": 30})]
        held = db.session.scalars(
            select(ProjectType.code).where(ProjectType.code == form.code.data)
        ).one_or_none()
        return [Problem("code", "record.code_taken", {"code": form.code.data})] if held else []

    def values(self, form: Any, record: ProjectType | None) -> dict[str, Any]:
        kept = super().values(form, record)
        return kept | {"position": kept["position"] or 0}


class IndicatorForm(fields.RecordForm):
    """An indicator of the library with the value it was published with."""

    type_code = fields.Pick(p("field", "项目类型"), type_choices)
    level1 = fields.Pick(p("field", "一级指标"), lambda: choices(Level1), coerce=Level1)
    level2 = fields.Pick(p("field", "二级指标"), lambda: choices(Level2), coerce=Level2)
    name = fields.Text(p("field", "三级指标"), needed=True, most=200)
    operator = fields.Pick(p("field", "比较关系"), operator_choices, coerce=Operator)
    value = fields.Text(p("field", "参考值"), most=120)
    unit = fields.Text(p("field", "计量单位"), most=40)
    core = fields.Tick(_("★ 核心指标（必填）"))
    source = fields.Text(fields.SOURCE, most=300)
    valid_from = fields.Day(fields.VALID_FROM)
    valid_to = fields.Day(fields.VALID_TO, hint=_("自这一天起不再使用"))


class IndicatorView(RecordView):
    """The indicator library."""

    noun = "library"
    title = p("nav", "指标库")
    singular = p("nav", "指标")
    form = IndicatorForm
    column_searchable_list = ("name", "value", "source")
    order = "id"
    options = (joinedload(LibraryIndicator.project_type),)
    choices: ClassVar[tuple[Choice, ...]] = (
        Choice("type_code", p("field", "项目类型"), type_choices),
        Choice("level2", p("field", "二级指标"), lambda: choices(Level2)),
    )
    columns: ClassVar[tuple[Column, ...]] = (
        Column(p("field", "项目类型"), lambda i: named(i.project_type), "type_code"),
        Column(p("field", "二级指标"), lambda i: label(i.level2, "Level2"), "level2"),
        Column(p("field", "三级指标"), lambda i: ("★ " if i.core else "") + i.name, "name"),
        Column(p("field", "参考值"), lambda i: f"{_symbol(i)}{i.value}{i.unit}", "", "code"),
        Column(fields.VALID_TO, lambda i: i.valid_to, "valid_to", "date"),
    )

    def name_of(self, record: LibraryIndicator) -> str:
        return record.name

    def chain(self, record: LibraryIndicator) -> str:
        return "library:0"

    def facts(self, record: LibraryIndicator) -> list[tuple[Any, Any]]:
        return [
            *super().facts(record),
            (p("field", "一级指标"), label(record.level1, "Level1")),
            (fields.VALID_FROM, record.valid_from),
            (fields.SOURCE, record.source),
        ]

    def check(self, form: Any, record: LibraryIndicator | None) -> list[Problem]:
        found = validity(form.valid_from.data, form.valid_to.data, "library.validity")
        if form.level2.data.level1 is not form.level1.data:
            found.append(Problem("level2", "library.level2"))
        return found

    def values(self, form: Any, record: LibraryIndicator | None) -> dict[str, Any]:
        kept = super().values(form, record)
        return kept | {name: str(kept[name].value) for name in ("level1", "level2", "operator")}


def _symbol(indicator: LibraryIndicator) -> str:
    return Operator(indicator.operator or Operator.NONE).symbol
