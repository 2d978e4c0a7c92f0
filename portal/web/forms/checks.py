"""The page of a check as one form: money, scores beside the declared ones, findings, the conclusion."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as p
from flask_babel import pgettext
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)

from portal.domain.filings import ProblemCategory
from portal.labels import choices
from portal.models import Check
from portal.services.checks import CheckEntry, FindingEntry, RowEntry, Sheet
from portal.web.forms.refusals import MoneyField, PointsField

SPARE = 2


class RowForm(Form):
    """What was checked of one indicator."""

    key = HiddenField()
    value = StringField(p("field", "核查值"))
    score = PointsField(p("field", "核查得分"))
    note = StringField(p("field", "核查说明"))


class FindingForm(Form):
    """A problem found; number is empty for a new one."""

    number = HiddenField()
    category = SelectField(p("field", "问题类别"), validate_choice=False)
    indicator = SelectField(p("field", "涉及指标"), validate_choice=False)
    text = TextAreaField(p("field", "问题描述"))
    removed = BooleanField(_("删除这条问题"))

    def entry(self) -> FindingEntry:
        """What was typed."""
        category, number = self.category.data or "", self.number.data or ""
        return FindingEntry(
            text=self.text.data or "",
            category=ProblemCategory(category) if category in set(ProblemCategory) else ProblemCategory.OTHER,
            indicator_key=(self.indicator.data or "")[:12],
            id=int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None,
            removed=bool(self.removed.data),
        )


class CheckForm(FlaskForm):
    """A check in one form; the same fields are sent to save and to conclude."""

    executed = MoneyField(_("核查执行数"))
    execution_score = PointsField(_("核查执行得分"))
    conclusion = TextAreaField(p("field", "检查结论"))
    rows = FieldList(FormField(RowForm))
    findings = FieldList(FormField(FindingForm))

    def show(self, check: Check, sheet: Sheet) -> None:
        """Fill the form from what is kept, with a few empty findings at the end."""
        self.executed.data, self.execution_score.data = check.executed_fen, check.execution_score
        self.conclusion.data = check.conclusion
        for row in sheet.rows:
            self.rows.append_entry(
                {"key": row.key, "value": row.checked_value, "score": row.checked, "note": row.note}
            )
        for finding in check.findings:
            self.findings.append_entry(
                {
                    "number": str(finding.id),
                    "category": finding.category.value,
                    "indicator": finding.indicator_key,
                    "text": finding.text,
                }
            )
        for _spare in range(SPARE):
            self.findings.append_entry({"category": ProblemCategory.OTHER.value})

    def offer(self, sheet: Sheet) -> None:
        """Set the choices of the findings in the page's language."""
        indicators = [("", pgettext("word", "不限指标")), *((row.key, row.name) for row in sheet.rows)]
        for entry in self.findings.entries:
            entry.form.category.choices = choices(ProblemCategory)
            entry.form.indicator.choices = indicators

    def entry(self) -> CheckEntry:
        """What was typed."""
        return CheckEntry(
            executed_fen=self.executed.data,
            execution_score=self.execution_score.data,
            conclusion=self.conclusion.data or "",
            rows=tuple(
                RowEntry(
                    key=row.form.key.data or "",
                    value=(row.form.value.data or "")[:200],
                    score=row.form.score.data,
                    note=row.form.note.data or "",
                )
                for row in self.rows.entries
            ),
            findings=tuple(finding.form.entry() for finding in self.findings.entries),
        )


class CancelForm(FlaskForm):
    """Why a check is given up."""

    reason = TextAreaField(p("field", "理由"))
