"""The work calendar: days, pasted lists of days, and the years that are complete."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext, ngettext, pgettext
from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as p
from sqlalchemy import extract, select
from werkzeug.utils import redirect

from portal import clock
from portal.access.actor import current_actor
from portal.admin import fields, words
from portal.admin.base import Choice, Column, RecordView, commits, place
from portal.extensions import db
from portal.i18n import date_text
from portal.models import CalendarDay, CalendarYear
from portal.services import calendars
from portal.services.calendars import CalendarError, DayEntry, YearState


def year_choices() -> list[tuple[str, str]]:
    """Years that hold any day."""
    year = extract("year", CalendarDay.day)
    rows = db.session.scalars(select(year).distinct().order_by(year.desc()))
    return [(str(int(y)), str(int(y))) for y in rows]


class DayForm(fields.RecordForm):
    """Whether a day is worked, and its name."""

    working = fields.Tick(_("这一天上班"))
    name_zh = fields.Text(fields.NAME_ZH, most=60)
    name_ug = fields.Text(fields.NAME_UG, most=120)
    source = fields.Text(fields.SOURCE, needed=True, most=200)


class NewDayForm(DayForm):
    """A day entered by hand."""

    scope = fields.Pick(p("field", "适用范围"), lambda: words.SCOPES.items())
    day = fields.Day(p("field", "日期"), needed=True)


class PasteForm(fields.RecordForm):
    """A list of days as a notice gives it."""

    scope = fields.Pick(p("field", "适用范围"), lambda: words.SCOPES.items())
    source = fields.Text(fields.SOURCE, needed=True, most=200, hint=_("通知名称和文号"))
    days = fields.LongText(
        p("field", "日期"),
        needed=True,
        most=20000,
        hint=_(
            "每行一天：日期、休或班、中文名称、维吾尔文名称，以空格或逗号分隔，例如 2020-07-31 休 古尔邦节"
        ),
    )


class CalendarView(RecordView):
    """Days that differ from Monday to Friday."""

    noun = "calendar"
    title = p("nav", "工作日历")
    singular = p("nav", "日期")
    hint = _("周一至周五上班，周末休息；这里只列与此不同的日子。自治区的安排优先于全国的安排。")
    list_template = "admin/calendar.html"
    details_template = "admin/day.html"
    pages = frozenset({"index_view", "create_view", "edit_view", "details_view", "paste_view", "remove_view"})
    form = NewDayForm
    column_searchable_list = ("name_zh", "name_ug", "source")
    order = "-day"
    choices: ClassVar[tuple[Choice, ...]] = (
        Choice("year", p("field", "年份"), year_choices),
        Choice("scope", p("field", "适用范围"), lambda: words.SCOPES.items()),
    )
    columns: ClassVar[tuple[Column, ...]] = (
        Column(p("field", "日期"), lambda d: d.day, "day", "date"),
        Column(p("field", "适用范围"), lambda d: words.SCOPES[d.scope], "scope"),
        Column(
            p("field", "安排"), lambda d: p("word", "上班") if d.working else p("word", "休息"), "working"
        ),
        Column(fields.NAME_ZH, lambda d: d.name_zh),
        Column(fields.NAME_UG, lambda d: d.name_ug),
        Column(fields.SOURCE, lambda d: d.source),
    )

    def name_of(self, record: CalendarDay) -> str:
        return date_text(record.day)

    def _filtered(self, query: Any) -> Any:
        year, scope = request.args.get("year", ""), request.args.get("scope", "")
        if year.isascii() and year.isdigit() and len(year) == 4:
            query = query.filter(extract("year", CalendarDay.day) == int(year))
        return query.filter(CalendarDay.scope == scope) if scope in calendars.SCOPES else query

    def get_edit_form(self) -> type[fields.RecordForm]:
        return DayForm

    def years(self) -> list[YearState]:
        """What is known of this year, the next, and the one that the list shows."""
        asked, this = request.args.get("year", ""), clock.today().year
        shown = {int(asked)} if asked.isascii() and asked.isdigit() and len(asked) == 4 else set()
        return calendars.year_states(db.session(), sorted({this, this + 1} | shown))

    def create(self, form: Any) -> CalendarDay:
        entry = DayEntry(form.day.data, form.working.data, form.name_zh.data, form.name_ug.data)
        return calendars.add_day(db.session(), current_actor(), form.scope.data, entry, form.source.data)

    def change(self, form: Any, record: CalendarDay) -> None:
        entry = DayEntry(record.day, form.working.data, form.name_zh.data, form.name_ug.data)
        calendars.enter_days(db.session, current_actor(), record.scope, [entry], form.source.data)

    @expose("/paste/", methods=("GET", "POST"))
    @commits
    def paste_view(self) -> ResponseReturnValue:
        """Enter a pasted list of days; every line that cannot be read is named and nothing is entered."""
        form = PasteForm()
        if form.is_submitted() and form.validate():
            try:
                entries = calendars.parse_days(form.days.data)
                calendars.enter_days(db.session, current_actor(), form.scope.data, entries, form.source.data)
            except CalendarError as error:
                db.session.rollback()
                place(form, error.problems)
            else:
                flash(ngettext("已录入 %(num)s 天。", "已录入 %(num)s 天。", len(entries)), "success")
                return redirect(url_for("admin_calendar.index_view", year=entries[0].day.year))
        page = self.render("admin/form.html", form=form, model=None, heading=gettext("粘贴放假安排"))
        return page, 422 if form.is_submitted() else 200

    @expose("/remove/", methods=("POST",))
    @commits
    def remove_view(self) -> ResponseReturnValue:
        """Take a wrongly entered day out."""
        calendars.remove_day(db.session, current_actor(), self.get_one(request.args.get("id", "")))
        flash(pgettext("word", "已删除。"), "success")
        return redirect(url_for("admin_calendar.index_view"))


class YearForm(fields.RecordForm):
    """A year whose list of days is complete."""

    year = fields.Whole(p("field", "年份"), needed=True)
    source = fields.Text(fields.SOURCE, needed=True, most=200, hint=_("国务院办公厅当年节假日安排的文号"))


class YearView(RecordView):
    """Years whose national calendar is complete; in other years deadlines are marked as uncertain."""

    noun = "calendar"
    title = p("nav", "日历年份")
    singular = p("nav", "年份")
    hint = _("全国节假日安排录入完整后，在这里确认该年份；未确认的年份按周一至周五计算，期限旁会有提示。")
    pages = frozenset({"index_view", "create_view", "details_view"})
    form = YearForm
    can_edit = False
    order = "-year"
    columns: ClassVar[tuple[Column, ...]] = (
        Column(p("field", "年份"), lambda y: y.year, "year", "code"),
        Column(fields.SOURCE, lambda y: y.source),
    )

    def name_of(self, record: CalendarYear) -> str:
        return str(record.year)

    def create(self, form: Any) -> CalendarYear:
        return calendars.know_year(db.session, current_actor(), form.year.data, form.source.data)
