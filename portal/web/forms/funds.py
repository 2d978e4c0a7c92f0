"""The form of a fund of the fund ledger."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as p
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from portal.domain.filings import FundSource
from portal.domain.funds import FundNature
from portal.i18n import named
from portal.labels import choices
from portal.models import Fund, Plan
from portal.services.funds import FundEntry
from portal.web.forms.refusals import MoneyField

REQUIRED = ("name", "document_no", "source", "fund_category_id", "received_on", "amount_fen", "nature")


class FundForm(FlaskForm):
    """A fund. Empty fields and unknown choices are left to the service, which refuses them at their fields."""

    name = StringField(p("field", "资金名称"), [Length(max=200)])
    document_no = StringField(p("field", "指标文号"), [Length(max=80)])
    source = SelectField(p("field", "资金级次"), validate_choice=False)
    fund_category_id = SelectField(p("field", "资金类别"), validate_choice=False)
    received_on = DateField(p("field", "收文日期"), [Optional()])
    released_on = DateField(p("field", "下达日期"), [Optional()])
    amount_fen = MoneyField(_("指标金额(万元)"))
    subject = StringField(p("field", "功能科目"), [Length(max=120)])
    nature = SelectField(p("field", "资金性质"), validate_choice=False)
    integrated = BooleanField(_("纳入统筹整合使用"))
    office = StringField(_("业务处室(股室)"), [Length(max=120)])
    note = TextAreaField(p("field", "备注"), [Length(max=2000)])

    def offer(self, plan: Plan | None) -> None:
        """Set the choices in the page's language and mark what is compulsory."""
        self.source.choices = [("", ""), *choices(FundSource)]
        self.nature.choices = choices(FundNature)
        self.fund_category_id.choices = [
            ("", ""),
            *((str(c.id), named(c)) for c in (plan.funds if plan else [])),
        ]
        for name in REQUIRED:
            self[name].flags.required = True

    def fill(self, fund: Fund) -> None:
        """Show a stored fund."""
        for one in self:
            if hasattr(fund, one.name):
                value = getattr(fund, one.name)
                one.data = str(value) if one.name in ("source", "nature", "fund_category_id") else value

    def entry(self) -> FundEntry:
        """What was typed."""
        category = self.fund_category_id.data or ""
        return FundEntry(
            name=self.name.data or "",
            document_no=self.document_no.data or "",
            source=_member(FundSource, self.source.data),
            fund_category_id=int(category)
            if category.isascii() and category.isdigit() and len(category) < 10
            else 0,
            received_on=self.received_on.data,
            released_on=self.released_on.data,
            amount_fen=self.amount_fen.data,
            subject=self.subject.data or "",
            nature=_member(FundNature, self.nature.data),
            integrated=bool(self.integrated.data),
            office=self.office.data or "",
            note=self.note.data or "",
        )


def _member(kind: Any, code: str | None) -> Any:
    return kind(code) if code in set(kind) else None
