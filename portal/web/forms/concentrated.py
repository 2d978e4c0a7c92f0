"""Forms of concentrated reviews: opening one, recording what was found of a filing, ending it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TypeVar

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as p
from flask_babel import pgettext
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portal.domain.concentrated import OUTCOMES, Outcome, Scale, Standing
from portal.domain.filings import ProblemCategory
from portal.domain.sampling import Strata
from portal.i18n import named
from portal.labels import choices, label
from portal.models import ConcentratedItem, ProjectType, Region, Round
from portal.services.concentrated import Finding, Opening, ProblemEntry
from portal.services.concentrated_draws import Wanted
from portal.web.forms.refusals import MoneyField, WholeField

SPARE = 2
SAMPLE, WHOLE = "sample", "whole"

Member = TypeVar("Member", bound=StrEnum)


def _one(kind: type[Member], text: str | None, fallback: Member) -> Member:
    return kind(text) if text in set(kind) else fallback


class OpeningForm(FlaskForm):
    """What a review is drawn from and how."""

    name = StringField(p("field", "名称"))
    round_id = SelectField(p("field", "审核轮次"), validate_choice=False)
    starts_on = DateField(p("field", "开始日期"), [Optional()])
    ends_on = DateField(p("field", "结束日期"), [Optional()])
    scale = SelectField(p("field", "结果用语"), validate_choice=False)
    standing = SelectField(_("填报件的状态"), validate_choice=False)
    prefectures = SelectMultipleField(
        _("地区(不选即全部)"),
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    fund = SelectField(p("field", "资金类别"), validate_choice=False)
    type = SelectField(p("field", "项目类型"), validate_choice=False)
    amount_from = MoneyField(_("年度资金总额不低于"))
    manner = RadioField(p("field", "选取方式"), validate_choice=False)
    size = WholeField(p("field", "抽取件数"))
    strata = SelectField(p("field", "分层"), validate_choice=False)
    at_least = WholeField(_("每层至少抽取"))
    seed = StringField(p("field", "抽样数"))

    def offer(
        self, rounds: Sequence[Round], prefectures: Sequence[Region], types: Sequence[ProjectType]
    ) -> None:
        """Set the choices in the page's language; nothing chosen narrows nothing."""
        every = ("", pgettext("word", "不限"))
        self.round_id.choices = [(str(r.id), f"{r.plan.year} {named(r)}") for r in rounds]
        self.prefectures.choices = [(r.code, named(r)) for r in prefectures]
        funds = {fund.code: fund for r in rounds for fund in r.plan.funds}
        self.fund.choices = [every, *((code, named(fund)) for code, fund in funds.items())]
        self.type.choices = [every, *((t.code, named(t)) for t in types)]
        self.scale.choices, self.standing.choices = choices(Scale), choices(Standing)
        self.strata.choices = choices(Strata)
        self.manner.choices = [
            (SAMPLE, pgettext("word", "随机抽样")),
            (WHOLE, pgettext("word", "全部审核")),
        ]
        if not self.manner.data:
            self.manner.data = SAMPLE

    def opening(self) -> Opening:
        """What was typed. An unknown round is left to the view, which finds none."""
        chosen = self.round_id.data or ""
        return Opening(
            name=self.name.data or "",
            round_id=int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 else 0,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            scale=_one(Scale, self.scale.data, Scale.GRADES),
            wanted=Wanted(
                standing=_one(Standing, self.standing.data, Standing.APPROVED),
                prefectures=tuple(code for code in self.prefectures.data or () if code in self._places()),
                fund=(self.fund.data or "")[:40],
                type=(self.type.data or "")[:30],
                amount_from_fen=self.amount_from.data,
            ),
            sampled=self.manner.data != WHOLE,
            size=self.size.data or 0,
            strata=_one(Strata, self.strata.data, Strata.NONE),
            at_least=self.at_least.data or 0,
            seed=self.seed.data or "",
        )

    def _places(self) -> set[str]:
        return {code for code, _name in self.prefectures.choices}


class ProblemForm(Form):
    """A problem found; number is empty for a new one."""

    number = HiddenField()
    category = SelectField(p("field", "问题类别"), validate_choice=False)
    text = TextAreaField(p("field", "问题描述"))
    removed = BooleanField(_("删除这条问题"))

    def entry(self) -> ProblemEntry:
        """What was typed."""
        number = self.number.data or ""
        return ProblemEntry(
            text=self.text.data or "",
            category=_one(ProblemCategory, self.category.data, ProblemCategory.OTHER),
            id=int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None,
            removed=bool(self.removed.data),
        )


class FindingForm(FlaskForm):
    """What was found of one filing."""

    outcome = RadioField(p("field", "审核结果"), validate_choice=False)
    note = TextAreaField(p("field", "审核意见"))
    problems = FieldList(FormField(ProblemForm))

    def show(self, item: ConcentratedItem) -> None:
        """Fill the form from what is kept, with a few empty problems at the end."""
        self.outcome.data = item.outcome.value if item.outcome else None
        self.note.data = item.note
        for problem in item.problems:
            self.problems.append_entry(
                {"number": str(problem.id), "category": problem.category.value, "text": problem.text}
            )
        for _spare in range(SPARE):
            self.problems.append_entry({"category": ProblemCategory.OTHER.value})

    def offer(self, scale: Scale) -> None:
        """Set the choices in the page's language."""
        self.outcome.choices = [(outcome.value, label(outcome)) for outcome in OUTCOMES[scale]]
        for entry in self.problems.entries:
            entry.form.category.choices = choices(ProblemCategory)

    def finding(self) -> Finding:
        """What was typed."""
        chosen = self.outcome.data
        return Finding(
            outcome=Outcome(chosen) if chosen in set(Outcome) else None,
            note=(self.note.data or "")[:2000],
            problems=tuple(problem.form.entry() for problem in self.problems.entries),
        )


class ConclusionForm(FlaskForm):
    """The words with which a review ends."""

    conclusion = TextAreaField(p("field", "审核结论"))


class CancelForm(FlaskForm):
    """Why a review is given up."""

    reason = TextAreaField(p("field", "理由"))
