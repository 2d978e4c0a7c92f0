"""Forms of periodic reports: drawing one up, the words of a part, the signature, the scan."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as p
from flask_wtf import FlaskForm
from wtforms import DateField, FileField, SelectField, StringField, TextAreaField

from portal.services.reports import MOST_LETTERS, Signature


class DrawForm(FlaskForm):
    """Which period is to be reported on: "plan:kind:last month"."""

    period = SelectField(p("field", "报告期"), validate_choice=False)


class SectionForm(FlaskForm):
    """The words of a part in both languages."""

    text_zh = TextAreaField(p("field", "中文"))
    text_ug = TextAreaField(p("field", "维吾尔文"))

    def typed(self) -> tuple[str, str]:
        """What was typed, cut where nobody types so much."""
        most = MOST_LETTERS * 4
        return (self.text_zh.data or "")[:most], (self.text_ug.data or "")[:most]


class SignForm(FlaskForm):
    """What the signed paper bears."""

    signer = StringField(p("field", "签发人"))
    signed_on = DateField(p("field", "签发日期"))

    def typed(self) -> Signature:
        """What was typed."""
        return Signature((self.signer.data or "")[:60], self.signed_on.data)


class ScanForm(FlaskForm):
    """The scan of the signed paper."""

    file = FileField(_("签字盖章后的扫描件"))


class ReasonForm(FlaskForm):
    """Why a step is taken."""

    reason = TextAreaField(p("field", "理由"))
