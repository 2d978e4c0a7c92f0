"""Forms of exceptions from a round's date: the request or grant, the opinion, the answer."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_pgettext as p
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, TextAreaField
from wtforms.validators import Optional

from portal.i18n import named
from portal.models import Round, Unit


class ExceptionForm(FlaskForm):
    """For which unit and round, until which day, and why."""

    round_id = SelectField(p("field", "轮次"), validate_choice=False)
    unit_id = SelectField(p("field", "单位"), validate_choice=False)
    wished_on = DateField(p("field", "延期至"), [Optional()])
    reason = TextAreaField(p("field", "延期理由"))

    def offer(self, rounds: Sequence[Round], units: Sequence[Unit]) -> None:
        """Set the choices in the page's language."""
        self.round_id.choices = [(str(r.id), f"{r.plan.year} · {named(r)}") for r in rounds]
        self.unit_id.choices = [(str(unit.id), named(unit)) for unit in units]


class OpinionForm(FlaskForm):
    """What the level between thinks of a request."""

    opinion = TextAreaField(p("field", "意见"))


class AnswerForm(FlaskForm):
    """The center's answer: until which day, and a word."""

    until = DateField(p("field", "准予延期至"), [Optional()])
    answer = TextAreaField(p("field", "答复意见"))
