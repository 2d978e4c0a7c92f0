"""Forms of a rectification order: the draft, the answer, the word given with a move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as p
from flask_wtf import FlaskForm
from wtforms import HiddenField, MultipleFileField, SelectField, StringField, TextAreaField

from portal.domain.filings import ProblemCategory
from portal.i18n import named
from portal.labels import choices
from portal.models import Unit
from portal.services.order_drafts import OrderEntry
from portal.web.forms.refusals import WholeField


class OrderForm(FlaskForm):
    """A draft of an order. filing, finding, light and concentrated (a problem of a concentrated review) name what it
    stands on, empty for an order on a project."""

    category = SelectField(p("field", "问题类别"), validate_choice=False)
    problem = TextAreaField(p("field", "存在问题"))
    basis = TextAreaField(p("field", "依据"))
    requirement = TextAreaField(p("field", "整改要求"))
    evidence = TextAreaField(_("需报送的佐证材料"))
    unit_id = SelectField(p("field", "责任单位"), validate_choice=False)
    person = StringField(p("field", "责任人"))
    working_days = WholeField(_("整改时限（工作日）"))
    filing = HiddenField()
    finding = HiddenField()
    light = HiddenField()
    concentrated = HiddenField()

    def offer(self, units: Sequence[Unit]) -> None:
        """Set the choices: categories in the page's language, and the units the order can go to."""
        self.category.choices = choices(ProblemCategory)
        self.unit_id.choices = [(str(unit.id), named(unit)) for unit in units]

    def stand_on(self, values: Mapping[str, str]) -> None:
        """Carry along what a new draft stands on, as the address names it."""
        for name in ("filing", "finding", "light", "concentrated"):
            self[name].data = values.get(name)

    def fill(self, entry: OrderEntry) -> None:
        """Show an entry."""
        self.category.data, self.unit_id.data = entry.category.value, str(entry.unit_id)
        self.problem.data, self.basis.data = entry.problem, entry.basis
        self.requirement.data, self.evidence.data = entry.requirement, entry.evidence
        self.person.data, self.working_days.data = entry.person, entry.working_days

    def entry(self) -> OrderEntry:
        """What was typed. An unknown unit is left to the service, which refuses it at its field."""
        category, unit = self.category.data or "", self.unit_id.data or ""
        return OrderEntry(
            category=ProblemCategory(category) if category in set(ProblemCategory) else ProblemCategory.OTHER,
            problem=self.problem.data or "",
            basis=self.basis.data or "",
            requirement=self.requirement.data or "",
            evidence=self.evidence.data or "",
            unit_id=int(unit) if unit.isascii() and unit.isdigit() and len(unit) < 10 else 0,
            person=(self.person.data or "")[:60],
            working_days=self.working_days.data or 0,
        )


class ReplyForm(FlaskForm):
    """The answer of the responsible unit."""

    measures = TextAreaField(_("整改措施和结果"))
    files = MultipleFileField(p("field", "佐证材料"))

    def lost_files(self) -> None:
        """Say that a browser forgets chosen files when a page comes back."""
        if self.files.raw_data and any(getattr(f, "filename", "") for f in self.files.raw_data):
            again = gettext("浏览器不会保留已选的文件，改正后请重新选择全部文件。")
            self.files.errors = [*self.files.errors, again]


class OpinionForm(FlaskForm):
    """The issuer's opinion with which an order is closed (销号)."""

    opinion = TextAreaField(p("field", "复核意见"))


class ReasonForm(FlaskForm):
    """The reason of a move that needs one."""

    reason = TextAreaField(p("field", "理由"))
