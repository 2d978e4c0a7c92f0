"""The admin area: accounts, places, reference data, the annual plan; never the records of the workflow."""

from __future__ import annotations

from flask import Flask
from flask.typing import ResponseReturnValue
from flask_admin import Admin, AdminIndexView, expose
from flask_admin.theme import Theme
from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as p

from portal import clock
from portal.admin import words
from portal.admin.base import Guarded, RecordView
from portal.admin.calendar import CalendarView, YearView
from portal.admin.people import RoleView, UserView
from portal.admin.places import RegionView, UnitView
from portal.admin.plan_parts import (
    CriterionView,
    FormTextView,
    FundView,
    ParameterView,
    RoundView,
    TermView,
)
from portal.admin.plans import PlanView
from portal.admin.references import IndicatorView, TypeView
from portal.domain.permissions import Ability
from portal.extensions import db
from portal.labels import register_events
from portal.models import (
    Assignment,
    CalendarDay,
    CalendarYear,
    FundCategory,
    LibraryIndicator,
    Plan,
    PlanForm,
    PlanParameter,
    PlanTerm,
    ProjectType,
    Region,
    ReviewCriterion,
    Round,
    Unit,
    User,
)
from portal.services import housekeeping

PEOPLE, PLACES, DATA, PLANS = _("账号和角色"), _("地区和单位"), p("nav", "基础数据"), p("nav", "年度方案")

VIEWS: tuple[tuple[type[RecordView], type, str, str, object], ...] = (
    (UserView, User, "users", "users", PEOPLE),
    (RoleView, Assignment, "roles", "roles", PEOPLE),
    (UnitView, Unit, "units", "units", PLACES),
    (RegionView, Region, "regions", "regions", PLACES),
    (TypeView, ProjectType, "types", "project-types", DATA),
    (IndicatorView, LibraryIndicator, "library", "library", DATA),
    (CalendarView, CalendarDay, "calendar", "calendar", DATA),
    (YearView, CalendarYear, "years", "calendar-years", DATA),
    (PlanView, Plan, "plans", "plans", PLANS),
    (RoundView, Round, "rounds", "plan-rounds", PLANS),
    (CriterionView, ReviewCriterion, "criteria", "plan-criteria", PLANS),
    (FundView, FundCategory, "funds", "plan-funds", PLANS),
    (ParameterView, PlanParameter, "parameters", "plan-parameters", PLANS),
    (TermView, PlanTerm, "terms", "plan-terms", PLANS),
    (FormTextView, PlanForm, "forms", "plan-forms", PLANS),
)


class Home(Guarded, AdminIndexView):
    """What is left to do in the admin area."""

    @expose("/")
    def index(self) -> ResponseReturnValue:
        return self.render(
            "admin/home.html", state=housekeeping.state(db.session, clock.today()), words=words
        )


def init_admin(app: Flask) -> None:
    """Register the area at /admin. Its endpoints are admin.index and admin_<name>.<page>."""
    register_events(words.EVENTS)
    home = Home(name=p("nav", "管理首页"), url="/admin")
    # The vendored scripts of the library are not used and not served.
    home.static_folder = None
    with app.app_context():
        admin = Admin(
            app, index_view=home, theme=Theme(folder="bootstrap4", base_template="admin/frame.html")
        )
        for view, model, name, path, category in VIEWS:
            admin.add_view(
                view(model, db, name=view.title, endpoint=f"admin_{name}", url=path, category=category)
            )


def declared_abilities(app: Flask) -> dict[str, Ability]:
    """The ability of every endpoint of the admin area."""
    found: dict[str, Ability] = {}
    for admin in app.extensions.get("admin", []):
        for view in admin._views:
            if isinstance(view, Guarded):
                found |= {f"{view.endpoint}.{row[1]}": view.required_ability for row in view._urls}
    return found
