"""Forms of announcements, copies and nudges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import TypeVar

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as p
from flask_wtf import FlaskForm
from wtforms import DateField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portal.domain.announcements import AnnouncementEntry, Group, roles_of
from portal.domain.roles import Role
from portal.i18n import named
from portal.labels import label
from portal.models import Region, Unit
from portal.web.forms.typed import clean

Member = TypeVar("Member", bound=StrEnum)


class TickField(SelectMultipleField):
    """Boxes to tick; the service judges what was ticked."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class AnnouncementForm(FlaskForm):
    """An announcement: the text in both languages, to whom, until when."""

    title_zh = StringField(_("标题（汉文）"))
    text_zh = TextAreaField(_("正文（汉文）"))
    title_ug = StringField(_("标题（维吾尔文）"))
    text_ug = TextAreaField(_("正文（维吾尔文）"))
    groups = TickField(p("field", "接收单位"), validate_choice=False)
    places = TickField(p("field", "限定地区"), validate_choice=False)
    roles = TickField(p("field", "接收岗位"), validate_choice=False)
    due_on = DateField(p("field", "办理期限"), [Optional()])

    def offer(self, groups: tuple[Group, ...], places: Sequence[Region]) -> None:
        """Set the choices in the page's language."""
        self.groups.choices = [(group.value, label(group)) for group in groups]
        self.places.choices = [(place.code, named(place)) for place in places]
        self.roles.choices = [(role.value, label(role)) for role in roles_of(groups)]

    def fill(self, entry: AnnouncementEntry) -> None:
        """Show an entry."""
        for name in ("title_zh", "text_zh", "title_ug", "text_ug", "due_on"):
            self[name].data = getattr(entry, name)
        for name in ("groups", "places", "roles"):
            self[name].data = sorted(str(one) for one in getattr(entry, name))

    def entry(self) -> AnnouncementEntry:
        """What was typed; a code of nothing is left out, one that is not offered is left to the service."""
        return AnnouncementEntry(
            title_zh=_line(self.title_zh.data),
            text_zh=clean(self.text_zh.data or "", 20_000),
            title_ug=_line(self.title_ug.data),
            text_ug=clean(self.text_ug.data or "", 20_000),
            groups=_known(Group, self.groups.data),
            places=frozenset((self.places.data or [])[:200]),
            roles=_known(Role, self.roles.data),
            due_on=self.due_on.data,
        )


def _line(text: str | None) -> str:
    return clean(text or "", 1000).replace("\n", " ")


def _known(kind: type[Member], codes: Iterable[str] | None) -> frozenset[Member]:
    return frozenset(kind(code) for code in codes or () if code in set(kind))


class CopyForm(FlaskForm):
    """A copy for information: to whom, and why."""

    units = TickField(p("field", "抄送单位"), validate_choice=False)
    word = TextAreaField(p("field", "附言"))

    def offer(self, units: Sequence[Unit]) -> None:
        """Set the choices in the page's language."""
        self.units.choices = [(str(unit.id), named(unit)) for unit in units]

    def chosen(self) -> set[int]:
        """Ids of the units ticked; what is no number stands for a unit that nobody offered."""
        return {
            int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
            for text in self.units.data or []
        }
