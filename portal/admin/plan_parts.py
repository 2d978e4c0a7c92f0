"""The parts of a plan, each changed on a page of its own and shown on the plan's."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import request
from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as p
from sqlalchemy import select

from portal import clock
from portal.access.actor import current_actor
from portal.access.scope import NotVisible
from portal.admin import fields, words
from portal.admin.base import RecordView
from portal.admin.plans import plan_url
from portal.domain.permissions import Ability
from portal.extensions import db
from portal.i18n import named
from portal.models import FundCategory, Plan, PlanForm, PlanParameter, PlanTerm, ReviewCriterion, Round
from portal.services import plans, rules
from portal.services.round_locks import Lock


class PartView(RecordView):
    """A part of a plan. Its version is the plan's: whoever edits the plan meanwhile is noticed."""

    required_ability = Ability.PLAN_MANAGE
    noun = "plan"
    in_menu = False
    can_create = False
    pages: ClassVar[frozenset[str]] = frozenset({"edit_view"})

    def plan_of(self, record: Any) -> Plan:
        """The plan a part belongs to; for a new part the one named in the address."""
        wanted = str(record.plan_id) if record is not None else request.args.get("plan", "")
        plan = db.session.scalars(
            select(Plan).where(Plan.id == (int(wanted) if wanted.isascii() and wanted.isdigit() else 0))
        ).one_or_none()
        if plan is None:
            raise NotVisible(wanted)
        return plan

    def create_form(self, obj: Any = None) -> Any:
        self.plan_of(None)
        return super().create_form(obj)

    def version(self, record: Any) -> str:
        return str(self.plan_of(record).version_id)

    def details_url(self, record: Any) -> str:
        return plan_url(record.plan_id)

    def form_text(self, form: Any) -> dict[str, str]:
        """The form's fields as a mapping."""
        return {name: field.data for name, field in form._fields.items() if name != "csrf_token"}


class RoundForm(fields.RecordForm):
    """Dates of a round."""

    opens_on = fields.Day(p("field", "开始日期"), needed=True)
    due_on = fields.Day(p("field", "截止日期"), needed=True)
    cutoff_month = fields.Whole(_("数据截至月份（1 至 12）"), hint=_("只有监控轮次填写"))
    basis = fields.Text(p("field", "依据"), needed=True, most=200)
    lock_days = fields.Whole(
        _("截止后第几个工作日锁定"), hint=_("空白为不锁定,0 为截止当日24时锁定。锁定后不能填报和首次提交。")
    )
    lock_from = fields.Day(_("锁定规则自哪一天起执行"), hint=_("此前的日子不锁定"))
    lock_basis = fields.Text(_("锁定的依据"), most=200)


class RoundView(PartView):
    """Rounds: their dates move, their codes stay."""

    title = singular = p("nav", "轮次")
    form = RoundForm

    def name_of(self, record: Round) -> str:
        return named(record)

    def change(self, form: Any, record: Round) -> None:
        given = self.form_text(form)
        lock = Lock(*(given.pop(name) for name in ("lock_days", "lock_from", "lock_basis")))  # type: ignore[arg-type]
        plans.set_round_dates(db.session, current_actor(), record, lock=lock, **given)


class CriterionForm(fields.RecordForm):
    """Words of a criterion."""

    dimension_zh = fields.Text(_("审核内容（中文）"), needed=True, most=40)
    dimension_ug = fields.Text(_("审核内容（维吾尔文）"), most=80)
    name_zh = fields.Text(fields.NAME_ZH, needed=True, most=60)
    name_ug = fields.Text(fields.NAME_UG, most=120)
    question_zh = fields.LongText(_("审核要点（中文）"), needed=True)
    question_ug = fields.LongText(_("审核要点（维吾尔文）"))


class CriterionView(PartView):
    """Review criteria; their points are set together on the plan's page."""

    title = singular = p("nav", "审核要点")
    form = CriterionForm

    def name_of(self, record: ReviewCriterion) -> str:
        return named(record)

    def change(self, form: Any, record: ReviewCriterion) -> None:
        plans.set_criterion(db.session, current_actor(), self.plan_of(record), record, self.form_text(form))


class FundForm(fields.RecordForm):
    """A new fund category."""

    code = fields.Text(fields.CODE, needed=True, most=40)
    name_zh = fields.Text(fields.NAME_ZH, needed=True)
    name_ug = fields.Text(fields.NAME_UG, most=200)
    position = fields.Whole(fields.POSITION)


class FundEditForm(FundForm):
    """A fund category whose code projects refer to."""

    code = None


class FundView(PartView):
    """Fund categories in the words of the year."""

    title = singular = p("nav", "资金类别")
    form = FundForm
    can_create = True
    pages = frozenset({"create_view", "edit_view"})

    def get_edit_form(self) -> type[fields.RecordForm]:
        return FundEditForm

    def name_of(self, record: FundCategory) -> str:
        return named(record)

    def create(self, form: Any) -> FundCategory:
        return self._set(form, None, form.code.data)

    def change(self, form: Any, record: FundCategory) -> None:
        self._set(form, record, record.code)

    def _set(self, form: Any, record: FundCategory | None, code: str) -> FundCategory:
        return plans.set_fund(
            db.session,
            current_actor(),
            self.plan_of(record),
            code,
            form.name_zh.data,
            form.name_ug.data,
            form.position.data or 0,
        )


class ParameterForm(fields.RecordForm):
    """A parameter from a day on."""

    key = fields.Pick(p("field", "参数"), lambda: words.PARAMETERS.items())
    value = fields.Text(p("field", "取值"), most=200)
    starts_on = fields.Day(_("自哪一天起"), needed=True, hint=_("此前的日子仍按原来的取值"))
    source = fields.Text(fields.SOURCE, needed=True, most=200)


class ParameterView(PartView):
    """Parameters are dated: a new value gets a new day, the old one stays readable."""

    title = singular = p("nav", "方案参数")
    form = ParameterForm
    can_create = True
    can_edit = False
    pages = frozenset({"create_view"})

    def create_form(self, obj: Any = None) -> Any:
        form = super().create_form(obj)
        if not form.is_submitted():
            plan = self.plan_of(None)
            form.key.data = request.args.get("key", "")[:60] or None
            form.starts_on.data = max(clock.today(), rules.first_day(plan))
        return form

    def name_of(self, record: PlanParameter) -> str:
        return str(words.PARAMETERS.get(record.key, record.key))

    def create(self, form: Any) -> PlanParameter:
        return plans.set_parameter(
            db.session,
            current_actor(),
            self.plan_of(None),
            form.key.data,
            form.value.data,
            form.starts_on.data,
            form.source.data,
        )


class TermForm(fields.RecordForm):
    """A word of the year."""

    zh = fields.Text(p("field", "中文"), needed=True)
    ug = fields.Text(p("field", "维吾尔文"), most=200)


class TermView(PartView):
    """Words of the year."""

    title = singular = p("nav", "年度用语")
    form = TermForm

    def name_of(self, record: PlanTerm) -> str:
        return str(words.TERMS.get(record.code, record.code))

    def change(self, form: Any, record: PlanTerm) -> None:
        plans.set_term(
            db.session, current_actor(), self.plan_of(record), record.code, form.zh.data, form.ug.data
        )


class FormTextForm(fields.RecordForm):
    """What is printed around a form; one note or stamp block per line."""

    version = fields.Text(p("field", "表样版本"), needed=True, most=40)
    notes_zh = fields.LongText(_("填表说明（中文），每行一条"))
    notes_ug = fields.LongText(_("填表说明（维吾尔文），每行一条"))
    sign_zh = fields.LongText(_("签章栏（中文），每行一栏"))
    sign_ug = fields.LongText(_("签章栏（维吾尔文），每行一栏"))


class FormTextView(PartView):
    """Forms of the year: version, notes, stamp blocks."""

    title = singular = p("nav", "表样说明")
    form = FormTextForm

    def name_of(self, record: PlanForm) -> str:
        return str(words.FORMS.get(record.kind, record.kind))

    def change(self, form: Any, record: PlanForm) -> None:
        plans.set_form(db.session, current_actor(), self.plan_of(record), record, self.form_text(form))
