"""The form of what is said of a light."""

from __future__ import annotations

from flask_babel import lazy_pgettext as p
from flask_wtf import FlaskForm
from wtforms import DateField, TextAreaField
from wtforms.validators import Optional


class LightForm(FlaskForm):
    """The reason of a word on a light; until is the last day of a waiver."""

    reason = TextAreaField(p("field", "理由"))
    until = DateField(p("field", "豁免至"), [Optional()])
