"""Accounts and the roles that people hold."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as p
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portal import clock
from portal.access.actor import current_actor
from portal.admin import fields, words
from portal.admin.base import Choice, Column, RecordView, commits
from portal.admin.places import unit_choices
from portal.domain.problems import Problem
from portal.domain.roles import Role
from portal.extensions import db
from portal.i18n import named
from portal.labels import choices, label
from portal.models import Assignment, Unit, User
from portal.services import accounts
from portal.services.accounts import AccountError


class UserForm(fields.RecordForm):
    """An account without its password."""

    username = fields.Text(
        p("field", "用户名"), needed=True, most=60, hint=_("拉丁字母、数字和 . _ -，登录时使用")
    )
    full_name = fields.Text(p("field", "姓名"), needed=True, most=60)
    phone = fields.Text(p("field", "联系电话"), most=40)
    language = fields.Pick(p("field", "界面语言"), lambda: words.LANGUAGES.items())


class UserEditForm(UserForm):
    """The same with the switch that closes an account."""

    active = fields.Tick(p("field", "账号可用"))


class UserView(RecordView):
    """Accounts. Passwords are made here, shown once and never stored as text."""

    noun = "account"
    title = p("nav", "账号")
    singular = p("nav", "账号")
    details_template = "admin/account.html"
    pages = frozenset({"index_view", "create_view", "edit_view", "details_view", "reset_view"})
    form = UserForm
    column_searchable_list = ("username", "full_name", "phone")
    order = "username"
    options = (selectinload(User.assignments).joinedload(Assignment.unit),)
    columns: ClassVar[tuple[Column, ...]] = (
        Column(p("field", "用户名"), lambda u: u.username, "username", "code"),
        Column(p("field", "姓名"), lambda u: u.full_name, "full_name"),
        Column(p("field", "角色"), lambda u: roles_in_words(u)),
        Column(
            p("field", "状态"), lambda u: p("status", "可用") if u.active else p("status", "已停用"), "active"
        ),
        Column(p("field", "最近登录"), lambda u: u.last_login_at, "last_login_at", "moment"),
    )

    def get_edit_form(self) -> type[fields.RecordForm]:
        return UserEditForm

    def name_of(self, record: User) -> str:
        return f"{record.full_name} ({record.username})"

    def facts(self, record: User) -> list[tuple[Any, Any]]:
        return [
            *(row for i, row in enumerate(super().facts(record)) if i != 2),
            (p("field", "联系电话"), record.phone),
            (p("field", "界面语言"), words.LANGUAGES[record.language]),
        ]

    def extras(self, record: User) -> dict[str, Any]:
        return {"today": clock.today()}

    def create(self, form: Any) -> User:
        self._template_args["password"] = password = accounts.readable_password()
        return accounts.create_user(
            db.session,
            current_actor(),
            username=form.username.data,
            full_name=form.full_name.data,
            phone=form.phone.data,
            language=form.language.data,
            password=password,
        )

    def change(self, form: Any, record: User) -> None:
        accounts.edit_user(db.session, current_actor(), record, self.values(form, record))

    def after(self, record: User, created: bool) -> ResponseReturnValue:
        # The first password is shown on this very page: it must not travel through a cookie to the next one.
        return self.render("admin/password.html", model=record) if created else super().after(record, created)

    @expose("/password/", methods=("POST",))
    @commits
    def reset_view(self) -> ResponseReturnValue:
        """Set a new first password and show it once."""
        record = self.get_one(request.args.get("id", ""))
        password = accounts.readable_password()
        accounts.set_password(db.session, current_actor(), record, password)
        return self.render("admin/password.html", model=record, password=password)


def roles_in_words(user: User) -> str:
    """Roles that hold today, with their units."""
    today = clock.today()
    return " / ".join(f"{named(a.unit)} · {label(a.role)}" for a in user.assignments if a.holds_on(today))


class RoleForm(fields.RecordForm):
    """A role for a person in a unit."""

    username = fields.Text(p("field", "用户名"), needed=True, most=60)
    unit_id = fields.Pick(p("field", "单位"), unit_choices, coerce=int)
    role = fields.Pick(p("field", "角色"), lambda: choices(Role), coerce=Role)
    starts_on = fields.Day(p("field", "开始日期"), needed=True)
    ends_on = fields.Day(p("field", "结束日期"), hint=_("含当日；长期有效则留空"))


class RoleEndForm(fields.RecordForm):
    """The last day of a role."""

    ends_on = fields.Day(p("field", "结束日期"), needed=True, hint=_("含当日，次日起失效"))


class RoleView(RecordView):
    """Roles: given and ended, never edited, so that the past stays readable."""

    noun = "account"
    title = p("nav", "角色")
    singular = p("nav", "角色")
    form = RoleForm
    order = "-id"
    options = (joinedload(Assignment.user), joinedload(Assignment.unit))
    choices: ClassVar[tuple[Choice, ...]] = (
        Choice("role", p("field", "角色"), lambda: choices(Role)),
        Choice("unit_id", p("field", "单位"), unit_choices),
    )
    columns: ClassVar[tuple[Column, ...]] = (
        Column(p("field", "姓名"), lambda a: a.user.full_name),
        Column(p("field", "用户名"), lambda a: a.user.username, "", "code"),
        Column(p("field", "角色"), lambda a: label(a.role), "role"),
        Column(p("field", "单位"), lambda a: named(a.unit), "unit_id"),
        Column(p("field", "开始日期"), lambda a: a.starts_on, "starts_on", "date"),
        Column(p("field", "结束日期"), lambda a: a.ends_on, "ends_on", "date"),
    )

    def get_edit_form(self) -> type[fields.RecordForm]:
        return RoleEndForm

    def create_form(self, obj: Any = None) -> Any:
        form = super().create_form(obj)
        if not form.is_submitted():
            form.username.data = request.args.get("username", "")[:60]
            wanted = request.args.get("unit_id", ""), request.args.get("role", "")
            if wanted[0].isascii() and wanted[0].isdigit() and wanted[1] in set(Role):
                form.unit_id.data, form.role.data = int(wanted[0]), Role(wanted[1])
            form.starts_on.data = clock.today()
        return form

    def name_of(self, record: Assignment) -> str:
        return f"{record.user.full_name} · {named(record.unit)} · {label(record.role)}"

    def create(self, form: Any) -> Assignment:
        user = db.session.scalars(select(User).where(User.username == form.username.data)).one_or_none()
        if user is None:
            raise AccountError([Problem("username", "account.unknown", {"username": form.username.data})])
        unit = db.session.scalars(select(Unit).where(Unit.id == form.unit_id.data)).one()
        try:
            return accounts.assign(
                db.session,
                current_actor(),
                user,
                unit,
                form.role.data,
                form.starts_on.data,
                form.ends_on.data,
            )
        except AccountError as error:
            raise AccountError([_at_field(problem) for problem in error.problems]) from error

    def change(self, form: Any, record: Assignment) -> None:
        accounts.end_assignment(db.session, current_actor(), record, form.ends_on.data)

    def details_url(self, record: Assignment) -> str:
        return url_for("admin_users.details_view", id=record.user_id)


def _at_field(problem: Problem) -> Problem:
    return Problem("unit_id", problem.code, problem.params) if problem.field == "unit" else problem
