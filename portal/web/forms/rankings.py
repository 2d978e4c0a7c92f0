"""Forms of the evaluation ranking: drawing up, values, objections and their answers, a new version of the metrics."""

from __future__ import annotations

import re
from fractions import Fraction

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as p
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)

from portal.domain.ranking import Formula
from portal.domain.roles import Level
from portal.i18n import named
from portal.models import Plan, RankingMetric, RankingSet
from portal.services.ranking_sets import MetricEntry, metric_of
from portal.services.rankings import Typed
from portal.web.forms.refusals import PointsField, TypedField, WholeField

LEVELS = (Level.PREFECTURE, Level.COUNTY)
_FIGURE = re.compile(r"\d{1,6}(?:\.\d{1,4})?", re.ASCII)


class FigureField(TypedField):
    """A figure that is not negative, with at most four decimals; data is a Fraction."""

    def shown(self, value: Fraction) -> str:  # type: ignore[override]
        return f"{float(value):g}"

    def read(self, text: str) -> Fraction:  # type: ignore[override]
        if not _FIGURE.fullmatch(text.strip()):
            shown = text.strip()[:20]
            raise ValueError(gettext("“%(text)s”不是数。请填写不为负的数,例如 60 或 2.5。", text=shown))
        return Fraction(text.strip())


class DrawForm(FlaskForm):
    """Which table is to be drawn up."""

    plan = SelectField(p("field", "年度"), coerce=int)
    level = SelectField(p("field", "排名对象"))

    def offer(self, plans: list[Plan], levels: list[tuple[str, str]]) -> None:
        """Set the choices in the page's language."""
        self.plan.choices = [(plan.id, str(plan.year)) for plan in plans]
        self.level.choices = levels


class ConsultForm(FlaskForm):
    """The last day for objections."""

    until = DateField(p("field", "申诉截止日期"))


class ReasonForm(FlaskForm):
    """Why a step is taken."""

    reason = TextAreaField(p("field", "理由"))


class ValueForm(FlaskForm):
    """So many of so many, and on what grounds."""

    numerator = WholeField(p("field", "完成数"))
    denominator = WholeField(p("field", "应完成数"))
    proof = StringField(p("field", "数据来源"))

    def typed(self) -> Typed:
        """What was typed."""
        return Typed(self.numerator.data, self.denominator.data, (self.proof.data or "")[:500])


class ObjectionForm(FlaskForm):
    """An objection to one value."""

    metric = SelectField(p("field", "指标"), validate_choice=False)
    reason = TextAreaField(p("field", "申诉理由"))

    def offer(self, metrics: list[RankingMetric]) -> None:
        """Set the choices in the page's language."""
        self.metric.choices = [(metric.code, named(metric)) for metric in metrics]


class AnswerForm(FlaskForm):
    """The answer to an objection; the figures count only where it is upheld."""

    numerator = WholeField(p("field", "更正后完成数"))
    denominator = WholeField(p("field", "更正后应完成数"))
    reason = TextAreaField(p("field", "答复"))

    def typed(self) -> Typed:
        """The corrected value as typed."""
        return Typed(self.numerator.data, self.denominator.data)


class MetricForm(Form):
    """One metric of a new version."""

    key = HiddenField()
    marks = PointsField(p("field", "满分"))
    floor = FigureField(_("得零分的值"))
    ceiling = FigureField(_("得满分的值"))
    step = FigureField(p("field", "每件分值"))
    least = WholeField(p("field", "最少件数"))

    def entry(self) -> MetricEntry:
        """What was typed."""
        return MetricEntry(
            code=self.key.data or "",
            marks=self.marks.data or 0,
            floor=self.floor.data,
            ceiling=self.ceiling.data,
            step=self.step.data,
            least=self.least.data or None,
        )


class SetForm(FlaskForm):
    """A new version of a set of metrics."""

    metrics = FieldList(FormField(MetricForm))
    least_projects = WholeField(_("参加排名的最少项目数"))
    with_corps = BooleanField(_("兵团城市参加排名"))
    with_zones = BooleanField(_("开发区参加排名"))
    source = TextAreaField(p("field", "修改依据"))

    def show(self, held: RankingSet) -> None:
        """Fill the form from the set in force."""
        self.least_projects.data = held.least_projects
        self.with_corps.data, self.with_zones.data = held.with_corps, held.with_zones
        for row in held.metrics:
            metric = metric_of(row)
            self.metrics.append_entry(
                {
                    "key": row.code,
                    "marks": row.marks,
                    "floor": metric.floor if row.formula is Formula.LINEAR else None,
                    "ceiling": metric.ceiling if row.formula is Formula.LINEAR else None,
                    "step": Fraction(metric.step, 100) if metric.step else None,
                    "least": row.least,
                }
            )

    def keys(self) -> list[str]:
        """Codes of the metrics that were sent, in order."""
        return [entry.form.key.data or "" for entry in self.metrics.entries]

    def entries(self) -> list[MetricEntry]:
        """What was typed, by metric."""
        return [entry.form.entry() for entry in self.metrics.entries]

    def general(self) -> dict[str, int]:
        """What holds for the whole table."""
        return {
            "least_projects": max(1, self.least_projects.data or 1),
            "with_corps": bool(self.with_corps.data),
            "with_zones": bool(self.with_zones.data),
        }
