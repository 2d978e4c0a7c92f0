"""Forms of items transferred, roles lent and posts handed over."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as p
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portal.labels import label
from portal.models import Assignment, User
from portal.services.handovers import HandoverEntry
from portal.web.listing import whole


def _people(users: Iterable[User]) -> list[tuple[str, str]]:
    return [(str(user.id), f"{user.full_name} ({user.username})") for user in users]


class TransferForm(FlaskForm):
    """Who gets an item, why, and until when."""

    to = SelectField(p("field", "转给"), validate_choice=False)
    reason = TextAreaField(p("field", "转办理由"))
    until = DateField(p("field", "转办截止"), [Optional()])

    def offer(self, users: Iterable[User]) -> None:
        """Set the colleagues to choose from."""
        self.to.choices = _people(users)

    @property
    def to_id(self) -> int:
        """Id of the chosen colleague, 0 for none."""
        return whole(self.to.data, 0)


class LendForm(FlaskForm):
    """To whom a role is lent, from which day to which, and why."""

    to = SelectField(p("field", "受托人"), validate_choice=False)
    starts_on = DateField(p("field", "开始日期"), [Optional()])
    ends_on = DateField(p("field", "结束日期"), [Optional()])
    reason = TextAreaField(p("field", "委托理由"))

    def offer(self, users: Iterable[User]) -> None:
        """Set the colleagues to choose from."""
        self.to.choices = _people(users)

    @property
    def to_id(self) -> int:
        """Id of the chosen colleague, 0 for none."""
        return whole(self.to.data, 0)


class HandoverForm(FlaskForm):
    """Who takes a post over, until when the leaver works, why, and which roles pass."""

    taker = SelectField(p("field", "接收人"), validate_choice=False)
    last_day = DateField(_("移交人最后工作日"), [Optional()])
    reason = TextAreaField(p("field", "交接事由"))
    roles = SelectMultipleField(
        _("一并移交的角色"),
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def offer(self, users: Iterable[User], held: Iterable[Assignment]) -> None:
        """Set the colleagues and the leaver's roles to choose from."""
        self.taker.choices = _people(users)
        self.roles.choices = [(str(a.id), label(a.role)) for a in held]

    def entry(self) -> HandoverEntry:
        """What was filled in."""
        return HandoverEntry(
            whole(self.taker.data, 0),
            self.last_day.data,
            self.reason.data or "",
            tuple(whole(word, 0) for word in self.roles.data or ()),
        )


class CancelForm(FlaskForm):
    """Why a handover is given up."""

    reason = TextAreaField(p("field", "取消理由"))
