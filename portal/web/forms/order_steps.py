"""Forms beside an order's own moves: a later day asked for and answered, a step of pressure."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as p
from flask_wtf import FlaskForm
from wtforms import TextAreaField

from portal.web.forms.refusals import WholeField


class ExtensionForm(FlaskForm):
    """A request for more working days."""

    working_days = WholeField(_("申请延长（工作日）"))
    reason = TextAreaField(p("field", "延期理由"))


class AnswerForm(FlaskForm):
    """The answer to it."""

    answer = TextAreaField(p("field", "答复意见"))


class PressureForm(FlaskForm):
    """What a supervision note, a talk or a circular says."""

    words = TextAreaField(p("field", "督办内容"))
