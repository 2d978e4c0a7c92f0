"""Forms of issued papers: the code to be checked, the reason for which one is revoked."""

from __future__ import annotations

from flask_babel import lazy_pgettext as p
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField


class CheckForm(FlaskForm):
    """The code as it stands on the paper."""

    class Meta:
        csrf = False

    code = StringField(p("field", "查验码"))


class RevokeForm(FlaskForm):
    """Why a paper is revoked."""

    reason = TextAreaField(p("field", "作废原因"))
