"""What all pages of the admin area share: access, lists, forms, locking, history, one commit per request."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any, ClassVar

from flask import flash, make_response, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_admin.base import BaseView
from flask_admin.contrib.sqla import ModelView
from flask_babel import pgettext
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from sqlalchemy import Integer, inspect, select
from werkzeug.utils import redirect

from portal.access.actor import current_actor
from portal.access.guards import NotAllowed
from portal.access.scope import NotVisible
from portal.domain.permissions import Ability, may_ever
from portal.domain.problems import Problem
from portal.extensions import db
from portal.messages import sentence
from portal.models import Base
from portal.services import history

PAGE_SIZES = (20, 50, 100)
HIDDEN = frozenset({"password_hash", "version_id", "session_version"})
Words = str | LazyString


class Refusal(ValueError):
    """A record cannot be kept; problems name the field of the form."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(", ".join(p.code for p in problems))
        self.problems = list(problems)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: head, content, the attribute it sorts by, "number", "date" or "code"."""

    label: Words
    value: Callable[[Any], Any]
    sort: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter by one of several values of an attribute; choices are read when the page is made."""

    name: str
    label: Words
    choices: Callable[[], Iterable[tuple[Any, Any]]]


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list, as the tables of the interface want it."""

    items: Sequence[Any]
    total: int
    page: int
    size: int
    sort: str
    order: str

    @property
    def pages(self) -> int:
        """How many pages there are, at least 1."""
        return max(1, -(-self.total // self.size))


def commits(view: Callable[..., Any]) -> Callable[..., Any]:
    """Commit after an answer below 400; roll back after any other answer or an exception."""

    @wraps(view)
    def within_one_transaction(*args: Any, **kwargs: Any) -> Any:
        try:
            response = make_response(view(*args, **kwargs))
            if response.status_code < 400:
                db.session.commit()
            else:
                db.session.rollback()
        except BaseException:
            db.session.rollback()
            raise
        return response

    return within_one_transaction


class Guarded(BaseView):
    """A page of the admin area with the ability that it needs; others get the page for 403."""

    required_ability: ClassVar[Ability] = Ability.ADMIN_MANAGE

    def is_accessible(self) -> bool:
        return may_ever(self.required_ability, current_actor())

    def inaccessible_callback(self, name: Any, **kwargs: Any) -> ResponseReturnValue:
        raise NotAllowed(self.required_ability)

    def _run_view(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        # The base class calls a view a second time after any TypeError, which would hide faults.
        return fn(self, *args, **kwargs)


class RecordView(Guarded, ModelView):
    """Lists, shows, makes and changes records of one class. Nothing is deleted: validity ends instead."""

    list_template = "admin/list.html"
    create_template = "admin/form.html"
    edit_template = "admin/form.html"
    details_template = "admin/details.html"
    can_delete = False
    can_export = False
    can_view_details = True
    form_base_class = FlaskForm

    pages: ClassVar[frozenset[str]] = frozenset({"index_view", "create_view", "edit_view", "details_view"})
    """Exposed pages that this view keeps; the others of the base class do not exist."""
    title: ClassVar[Words] = ""
    singular: ClassVar[Words] = ""
    hint: ClassVar[Words] = ""
    columns: ClassVar[tuple[Column, ...]] = ()
    choices: ClassVar[tuple[Choice, ...]] = ()
    options: ClassVar[tuple[Any, ...]] = ()
    order: ClassVar[str] = ""
    noun: ClassVar[str] = ""
    """First part of the history's actions: "region" gives region.create and region.edit."""
    in_menu: ClassVar[bool] = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.column_sortable_list = tuple(
            {c.sort for c in self.columns if c.sort} | {self.order.lstrip("-")} - {""}
        )
        super().__init__(*args, **kwargs)

    def create_blueprint(self, admin: Any) -> Any:
        self._urls = [row for row in self._urls if row[1] in self.pages]  # type: ignore[has-type]
        return super().create_blueprint(admin)

    def is_visible(self) -> bool:
        return self.in_menu

    # What a kind of record says about itself.

    def name_of(self, record: Any) -> str:
        """The record's name in headings and questions."""
        return str(record)

    def chain(self, record: Any) -> str:
        """The history chain of a record."""
        raise LookupError(type(record).__name__)

    def check(self, form: Any, record: Any | None) -> list[Problem]:
        """What stands against keeping the form; record is None for a new one."""
        return []

    def values(self, form: Any, record: Any | None) -> dict[str, Any]:
        """Attributes to set from a form."""
        return {
            name: None if field.data == "" and _nullable(self.model, name) else field.data
            for name, field in form._fields.items()
            if name in self.model.__mapper__.column_attrs and name not in HIDDEN
        }

    def facts(self, record: Any) -> list[tuple[Words, Any]]:
        """Rows of the details page."""
        return [(column.label, column.value(record)) for column in self.columns]

    def extras(self, record: Any) -> dict[str, Any]:
        """Further values for the details page."""
        return {}

    def create(self, form: Any) -> Any:
        """Make and keep a record. Raises Refusal, or an error with problems."""
        if problems := self.check(form, None):
            raise Refusal(problems)
        record = self.model(**self.values(form, None))
        db.session.add(record)
        changes = {k: [None, plain(v)] for k, v in self.values(form, None).items() if v not in (None, "")}
        db.session.flush()
        self.note(record, "create", changes)
        return record

    def change(self, form: Any, record: Any) -> None:
        """Change a record. Raises Refusal, or an error with problems."""
        if problems := self.check(form, record):
            raise Refusal(problems)
        changes = {}
        for name, value in self.values(form, record).items():
            before = getattr(record, name)
            if before != value:
                changes[name] = [plain(before), plain(value)]
                setattr(record, name, value)
        db.session.flush()
        if changes:
            self.note(record, "edit", changes)

    def note(self, record: Any, action: str, changes: Mapping[str, Any]) -> None:
        """Write a change into the history, in the transaction of the change."""
        subject = f"{self.noun}:{inspect(record).identity[0]}"
        history.record(
            db.session,
            current_actor(),
            self.chain(record),
            subject[:40],
            f"{self.noun}.{action}",
            {"changes": dict(changes)},
        )

    # Flask-Admin's own hooks, led through the above.

    def create_model(self, form: Any) -> Any:
        return _kept(form, lambda: self.create(form))

    def update_model(self, form: Any, model: Any) -> Any:
        return _kept(form, lambda: self.change(form, model) or model)

    def get_query(self) -> Any:
        return self._filtered(super().get_query()).options(*self.options)

    def get_count_query(self) -> Any:
        return self._filtered(super().get_count_query())

    def _filtered(self, query: Any) -> Any:
        for choice in self.choices:
            wanted = request.args.get(choice.name, "")
            if wanted in {str(value) for value, _label in choice.choices()} - {""}:
                column = getattr(self.model, choice.name)
                query = query.filter(column == (int(wanted) if isinstance(column.type, Integer) else wanted))
        return query

    def get_one(self, id: Any) -> Any:
        column, text = inspect(self.model).primary_key[0], str(id)
        numbered = isinstance(column.type, Integer)
        if not text or (numbered and not (text.isascii() and text.isdigit() and len(text) < 10)):
            raise NotVisible(text)
        record = (
            db.session.scalars(
                select(self.model).where(column == (int(text) if numbered else text)).options(*self.options)
            )
            .unique()
            .one_or_none()
        )
        if record is None:
            raise NotVisible(text)
        return record

    # Pages.

    @expose("/")
    def index_view(self) -> ResponseReturnValue:
        sort, order = request.args.get("sort", self.order.lstrip("-")), request.args.get("order", "")
        if sort not in {c.sort for c in self.columns if c.sort}:
            sort, order = self.order.lstrip("-"), "desc" if self.order.startswith("-") else "asc"
        size = next((s for s in PAGE_SIZES if str(s) == request.args.get("size")), PAGE_SIZES[0])
        number = max(1, _whole(request.args.get("page")))
        total, rows = self.get_list(
            number - 1, sort, order == "desc", request.args.get("q", "").strip(), None, page_size=size
        )
        listed = Listed(rows, total or 0, number, size, sort, order or "asc")
        return self.render(self.list_template, listed=listed)

    @expose("/new/", methods=("GET", "POST"))
    @commits
    def create_view(self) -> ResponseReturnValue:
        if not self.can_create:
            raise NotVisible(self.endpoint)
        form = self.create_form()
        if form.is_submitted() and form.validate():
            record = self.create_model(form)
            if record is not None:
                return self.after(record, created=True)
        return self.render(self.create_template, form=form, model=None), 422 if form.is_submitted() else 200

    @expose("/edit/", methods=("GET", "POST"))
    @commits
    def edit_view(self) -> ResponseReturnValue:
        record = self.get_one(request.args.get("id", ""))
        if not self.can_edit:
            raise NotVisible(self.endpoint)
        form = self.edit_form(obj=record)
        if form.is_submitted():
            if request.form.get("version_id") != self.version(record):
                return self.conflict(form, record), 409
            if form.validate() and self.update_model(form, record) is not None:
                return self.after(record, created=False)
        return self.render(self.edit_template, form=form, model=record), 422 if form.is_submitted() else 200

    @expose("/details/")
    def details_view(self) -> ResponseReturnValue:
        record = self.get_one(request.args.get("id", ""))
        return self.render(
            self.details_template, model=record, facts=self.facts(record), **self.extras(record)
        )

    def after(self, record: Any, created: bool) -> ResponseReturnValue:
        """The answer to a kept record."""
        flash(pgettext("word", "已保存。"), "success")
        return redirect(self.details_url(record))

    def details_url(self, record: Any) -> str:
        """Where a record is shown."""
        return url_for(f"{self.endpoint}.details_view", id=inspect(record).identity[0])

    def edit_url(self, record: Any) -> str:
        """Where a record is changed."""
        return url_for(f"{self.endpoint}.edit_view", id=inspect(record).identity[0])

    def version(self, record: Any) -> str:
        """What tells one state of a record from the next: its version, else a digest of its columns."""
        counter = getattr(record, "version_id", None)
        if counter is not None:
            return str(counter)
        return digest_of(record)

    def conflict(self, form: Any, record: Any) -> str:
        """The page that shows what was typed beside what is stored now, and offers to save it after all."""
        fields = []
        for field in form:
            if field.type in ("CSRFTokenField", "SubmitField", "HiddenField"):
                continue
            stored = type(form)(formdata=None, obj=record)[field.name]
            mine, theirs = shown(field), shown(stored)
            fields.append((field.label.text, mine, theirs, mine != theirs))
        resubmit = [
            (k, v) for k, v in request.form.items(multi=True) if k not in ("csrf_token", "version_id")
        ]
        resubmit.append(("version_id", self.version(record)))
        return self.render(
            "errors/409.html", code=409, fields=fields, url=self.edit_url(record), resubmit=resubmit
        )


def _kept(form: Any, keep: Callable[[], Any]) -> Any | None:
    """Run a change; problems land at the fields of the form and None comes back."""
    try:
        return keep()
    except ValueError as error:
        problems = getattr(error, "problems", None)
        if problems is None:
            raise
        db.session.rollback()
        place(form, problems)
        return None


def place(form: Any, problems: Iterable[Problem]) -> None:
    """Put sentences at the fields that problems name, or at the head of the form."""
    for problem in problems:
        field = form._fields.get(problem.field.split(".")[0])
        if field is None:
            form.form_errors.append(sentence(problem))
        else:
            field.errors = [*field.errors, sentence(problem)]


def digest_of(record: Base) -> str:
    """A digest of a record's columns."""
    values = [plain(getattr(record, c.key)) for c in inspect(type(record)).column_attrs]
    return hashlib.sha256(history.canonical(values).encode()).hexdigest()[:16]


def plain(value: Any) -> Any:
    """A value as the history keeps it: codes, numbers, dates as ISO text."""
    return value.isoformat() if isinstance(value, date) else value


def shown(field: Any) -> str:
    """What a field holds, in words."""
    if hasattr(field, "iter_choices"):
        return " ".join(str(label) for _value, label, selected, *_rest in field.iter_choices() if selected)
    if isinstance(field.data, bool):
        return pgettext("word", "是") if field.data else pgettext("word", "否")
    return "" if field.data is None else str(field.data)


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else 1


def _nullable(model: Any, name: str) -> bool:
    return bool(model.__mapper__.columns[name].nullable)
