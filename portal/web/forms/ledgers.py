"""Forms of a problem entered in the ledger by hand: the entry, what was mended, the word given with a move."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, TypeVar

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as p
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from portal.domain.filings import ProblemCategory
from portal.domain.ledgers import Manner
from portal.domain.roles import Level
from portal.i18n import named
from portal.labels import choices
from portal.models import Unit
from portal.services.ledger_entries import EntryContent
from portal.web.forms.refusals import WholeField

Member = TypeVar("Member", bound=StrEnum)


class EntryForm(FlaskForm):
    """An entry; region is the place that was chosen before it."""

    region = HiddenField()
    found_on = DateField(p("field", "发现日期"), [Optional()])
    level = SelectField(p("field", "发现层级"), validate_choice=False)
    manner = SelectField(p("field", "发现方式"), validate_choice=False)
    project_code = StringField(_("项目编码（可不填）"))
    category = SelectField(p("field", "问题类别"), validate_choice=False)
    problem = TextAreaField(p("field", "问题描述"))
    responsible_unit_id = SelectField(p("field", "责任单位"), validate_choice=False)
    person = StringField(_("责任人（职务）"))
    requirement = TextAreaField(p("field", "整改要求"))
    working_days = WholeField(_("整改时限（工作日）"))
    measures = TextAreaField(p("field", "整改措施"))
    completed_on = DateField(p("field", "完成日期"), [Optional()])
    proof = TextAreaField(p("field", "佐证材料"))
    repeated = BooleanField(_("同类问题此前已发生过"))

    def offer(self, units: Sequence[Unit]) -> None:
        """Set the choices in the page's language, and the units that can have to mend."""
        self.level.choices, self.manner.choices = choices(Level), choices(Manner)
        self.category.choices = choices(ProblemCategory)
        self.responsible_unit_id.choices = [(str(unit.id), named(unit)) for unit in units]

    def fill(self, entry: EntryContent) -> None:
        """Show an entry."""
        for name in FIELDS:
            value = getattr(entry, name)
            self[name].data = value.value if isinstance(value, StrEnum) else value
        self.responsible_unit_id.data = str(entry.responsible_unit_id)

    def entry(self) -> EntryContent:
        """What was typed. An unknown unit is left to the service, which refuses it at its field."""
        unit = self.responsible_unit_id.data or ""
        return EntryContent(
            found_on=self.found_on.data,
            level=_member(Level, self.level.data, Level.COUNTY),
            manner=_member(Manner, self.manner.data, Manner.OTHER),
            category=_member(ProblemCategory, self.category.data, ProblemCategory.OTHER),
            problem=self.problem.data or "",
            responsible_unit_id=int(unit) if unit.isascii() and unit.isdigit() and len(unit) < 10 else 0,
            requirement=self.requirement.data or "",
            working_days=self.working_days.data or 0,
            project_code=(self.project_code.data or "")[:40],
            person=(self.person.data or "")[:60],
            measures=self.measures.data or "",
            completed_on=self.completed_on.data,
            proof=self.proof.data or "",
            repeated=bool(self.repeated.data),
        )


FIELDS = (
    "found_on", "level", "manner", "project_code", "category", "problem", "responsible_unit_id", "person",
    "requirement", "working_days", "measures", "completed_on", "proof", "repeated",
)  # fmt: skip
"""Names of what is typed, in the order of the form."""


def _member(kind: type[Member], word: Any, other: Member) -> Member:
    return kind(word) if word in set(kind) else other


class FinishForm(FlaskForm):
    """What was mended."""

    measures = TextAreaField(p("field", "整改措施"))
    completed_on = DateField(p("field", "完成日期"), [Optional()])
    proof = TextAreaField(p("field", "佐证材料"))
