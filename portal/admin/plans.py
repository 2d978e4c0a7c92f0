"""The annual plan: copied, named, put in force, closed; points of its parts and of its review criteria."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext, pgettext
from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as p
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from werkzeug.utils import redirect

from portal import clock
from portal.access.actor import current_actor
from portal.admin import fields, words
from portal.admin.base import Column, RecordView, commits, place
from portal.domain.filings import Stage
from portal.domain.permissions import Ability
from portal.domain.scoring import Part
from portal.extensions import db
from portal.i18n import named
from portal.labels import label
from portal.messages import sentence
from portal.models import Plan
from portal.services import plans, reference, rules
from portal.services.plans import PlanError


def plan_choices() -> list[tuple[str, str]]:
    """Plans, latest year first."""
    return [(str(x.id), named(x)) for x in db.session.scalars(select(Plan).order_by(Plan.year.desc()))]


class CopyForm(fields.RecordForm):
    """Which plan is copied to which year, in whose words."""

    source_id = fields.Pick(_("复制哪一年的方案"), plan_choices, coerce=int)
    year = fields.Whole(_("新方案的年度"), needed=True)
    vocabulary = fields.Pick(
        _("资金类别和用语"),
        lambda: reference.vocabularies().items(),
        needed=False,
        hint=_("留空则沿用原方案的用语"),
    )


class NamesForm(fields.RecordForm):
    """Names and sources of a plan."""

    name_zh = fields.Text(fields.NAME_ZH, needed=True)
    name_ug = fields.Text(fields.NAME_UG, most=200)
    source = fields.LongText(fields.SOURCE)


class PlanView(RecordView):
    """Plans by year."""

    required_ability = Ability.PLAN_MANAGE
    noun = "plan"
    title = p("nav", "年度方案")
    singular = p("field", "年度方案")
    hint = _("新一年的方案从上一年复制，修改后启用。")
    details_template = "admin/plan.html"
    pages = frozenset(
        {
            "index_view",
            "create_view",
            "edit_view",
            "details_view",
            "status_view",
            "weights_view",
            "criteria_view",
        }
    )
    form = CopyForm
    order = "-year"
    columns: ClassVar[tuple[Column, ...]] = (
        Column(p("field", "年度"), lambda x: x.year, "year", "code"),
        Column(fields.NAME_ZH, lambda x: x.name_zh),
        Column(fields.NAME_UG, lambda x: x.name_ug),
        Column(p("field", "状态"), lambda x: words.PLAN_STATUS[x.status], "status"),
    )
    parts = (Plan.rounds, Plan.weights, Plan.criteria, Plan.funds, Plan.parameters, Plan.terms, Plan.forms)

    def get_edit_form(self) -> type[fields.RecordForm]:
        return NamesForm

    def get_one(self, id: Any) -> Any:
        record = super().get_one(id)
        if request.endpoint == f"{self.endpoint}.details_view":
            db.session.scalars(
                select(Plan).where(Plan.id == record.id).options(*(selectinload(part) for part in self.parts))
            ).one()
        return record

    def name_of(self, record: Plan) -> str:
        return named(record)

    def facts(self, record: Plan) -> list[tuple[Any, Any]]:
        return [*super().facts(record), (fields.SOURCE, record.source)]

    def extras(self, record: Plan) -> dict[str, Any]:
        return {
            "words": words,
            "weights": rules.weights(record),
            "criteria": {
                stage: rules.criteria(record, stage) for stage in Stage if rules.criteria(record, stage)
            },
            "shortcomings": [sentence(found) for found in plans.shortcomings(record)],
            "in_force": {r.id for key in rules.READERS if (r := rules.in_force(record, key, clock.today()))},
        }

    def create(self, form: Any) -> Plan:
        source = db.session.scalars(select(Plan).where(Plan.id == form.source_id.data)).one()
        return plans.copy_plan(db.session, current_actor(), source, form.year.data, form.vocabulary.data)

    def change(self, form: Any, record: Plan) -> None:
        plans.set_names(db.session, current_actor(), record, self.values(form, record))

    @expose("/status/", methods=("POST",))
    @commits
    def status_view(self) -> ResponseReturnValue:
        """Put a plan in force or close it; what it lacks is said on its page."""
        record = self.get_one(request.args.get("id", ""))
        verb = {"activate": plans.activate, "close": plans.close}.get(request.form.get("action", ""))
        if request.form.get("version_id") != self.version(record) or verb is None:
            flash(gettext("方案刚刚被他人修改，请核对后再办理。"), "warning")
            return redirect(self.details_url(record))
        try:
            verb(db.session, current_actor(), record)
        except PlanError as error:
            for problem in error.problems:
                flash(sentence(problem), "error")
        else:
            flash(pgettext("word", "已办理。"), "success")
        return redirect(self.details_url(record))

    @expose("/weights/", methods=("GET", "POST"))
    @commits
    def weights_view(self) -> ResponseReturnValue:
        """Points of the four parts on one page, because they must sum."""
        record = self.get_one(request.args.get("id", ""))
        held = rules.weights(record)
        rows = [(part.value, words.PARTS[part], held.get(part, 0)) for part in Part]
        heading = pgettext("field", "修改分值")
        return self._points_page(
            record,
            rows,
            heading,
            lambda got: plans.set_weights(
                db.session, current_actor(), record, {Part(code): points for code, points in got.items()}
            ),
        )

    @expose("/criteria/", methods=("GET", "POST"))
    @commits
    def criteria_view(self) -> ResponseReturnValue:
        """Points of all criteria of a stage on one page."""
        record = self.get_one(request.args.get("id", ""))
        wanted = request.args.get("stage", "")
        stage = next((s for s in Stage if s.value == wanted), Stage.TARGET)
        rows = [(c.code, named(c), c.points) for c in rules.criteria(record, stage)]
        heading = gettext("修改审核要点分值：%(stage)s", stage=label(stage))
        return self._points_page(
            record,
            rows,
            heading,
            lambda got: plans.set_criteria_points(db.session, current_actor(), record, stage, got),
        )

    def _points_page(self, record: Plan, rows: list[Any], heading: str, keep: Any) -> ResponseReturnValue:
        members = {code: fields.Points(words_of) for code, words_of, _points in rows}
        form = type("PointsForm", (fields.RecordForm,), members)()
        if not form.is_submitted():
            for code, _words, points in rows:
                form[code].data = fields.points_of(points)
        elif request.form.get("version_id") != self.version(record):
            form.form_errors.append(gettext("方案刚刚被他人修改，请核对后再办理。"))
        elif form.validate():
            try:
                keep({code: form[code].hundredths for code, _words, _points in rows})
            except PlanError as error:
                db.session.rollback()
                place(form, error.problems)
            else:
                flash(pgettext("word", "已保存。"), "success")
                return redirect(self.details_url(record))
        page = self.render("admin/points.html", form=form, model=record, heading=heading)
        return page, 422 if form.is_submitted() else 200


def plan_url(plan_id: int) -> str:
    """Where a plan is shown."""
    return url_for("admin_plans.details_view", id=plan_id)
