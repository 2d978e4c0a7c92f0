"""The form that adds files to a record."""

from __future__ import annotations

from flask_babel import lazy_pgettext as p
from flask_wtf import FlaskForm
from wtforms import HiddenField, MultipleFileField


class UploadForm(FlaskForm):
    """One or several files for a subject such as "filing:3"; next is the page to go back to."""

    subject = HiddenField()
    next = HiddenField()
    file = MultipleFileField(p("field", "添加附件"))
