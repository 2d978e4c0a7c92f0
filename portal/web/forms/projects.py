"""Forms of the project register: the head of a project, and its money as typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as p
from flask_wtf import FlaskForm
from wtforms import DateField, Field, SelectField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from portal.domain.filings import FundSource
from portal.domain.money import format_wan
from portal.domain.problems import Problem
from portal.i18n import named
from portal.models import Plan, Project, ProjectType, Region, Unit
from portal.services.projects import MoneyEntry, PaymentEntry, ProjectEntry, ReleaseEntry
from portal.web.forms.grids import moved, read_date, read_rows, read_wan
from portal.web.forms.refusals import WholeField

CHOICES = ("type_code", "fund_category_id", "implementing_unit_id", "competent_unit_id", "place_code")


def _required(field_: Field) -> Field:
    """Mark a field that the service insists on; the service itself refuses the empty one, at the field."""
    field_.flags.required = True
    return field_


class ProjectForm(FlaskForm):
    """The head of a project. Unknown choices are left to the service, which refuses them at their fields."""

    name = StringField(p("field", "项目名称"), [Length(max=200)])
    code = StringField(_("项目编码(留空自动生成)"), [Length(max=40)])
    type_code = SelectField(p("field", "项目类型"), validate_choice=False)
    fund_category_id = SelectField(p("field", "资金类别"), validate_choice=False)
    implementing_unit_id = SelectField(p("field", "实施单位"), validate_choice=False)
    competent_unit_id = SelectField(p("field", "主管部门"), validate_choice=False)
    place_code = SelectField(p("field", "实施地区"), validate_choice=False)
    place = StringField(_("具体地点(乡镇、村)"), [Length(max=200)])
    person_in_charge = StringField(_("项目负责人"), [Length(max=60)])
    phone = StringField(p("field", "联系电话"), [Length(max=40)])
    starts_on = DateField(p("field", "开工日期"), [Optional()])
    ends_on = DateField(p("field", "完工日期"), [Optional()])
    households = WholeField(p("field", "受益户数"))
    persons = WholeField(p("field", "受益人数"))
    content = TextAreaField(p("field", "建设内容"), [Length(max=4000)])
    note = TextAreaField(p("field", "备注"), [Length(max=2000)])

    def offer(
        self,
        types: Sequence[ProjectType],
        plan: Plan | None,
        units: Sequence[Unit],
        competent: Sequence[Unit],
        places: Sequence[Region],
    ) -> None:
        """Set the choices in the page's language and mark what is compulsory."""
        self.type_code.choices = [("", ""), *((t.code, named(t)) for t in types)]
        funds = plan.funds if plan else []
        self.fund_category_id.choices = [("", ""), *((str(f.id), named(f)) for f in funds)]
        self.implementing_unit_id.choices = [("", ""), *((str(u.id), named(u)) for u in units)]
        self.competent_unit_id.choices = [("", ""), *((str(u.id), named(u)) for u in competent)]
        self.place_code.choices = [("", ""), *((r.code, named(r)) for r in places)]
        for name in ("name", "person_in_charge", "phone", *CHOICES):
            _required(self[name])

    def fill(self, project: Project) -> None:
        """Show a stored project."""
        for one in self:
            if hasattr(project, one.name):
                value = getattr(project, one.name)
                one.data = str(value) if one.name in CHOICES else value

    def entry(self) -> ProjectEntry:
        """What was typed."""
        data: dict[str, Any] = {}
        for name in ProjectEntry.__dataclass_fields__:
            typed = self[name].data
            if name.endswith("_id"):
                typed = int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
            data[name] = typed if typed is not None or name in _OPTIONAL else ""
        return ProjectEntry(**data)


_OPTIONAL = ("starts_on", "ends_on", "households", "persons")


@dataclass(frozen=True, slots=True)
class TypedMoney:
    """The money page as typed: texts by cell, and what could not be read of them (field -> problem)."""

    years: Sequence[int]
    funds: Mapping[tuple[FundSource, int], str]
    releases: Sequence[Mapping[str, str]]
    payments: Sequence[Mapping[str, str]]
    entry: MoneyEntry
    unread: Sequence[Problem] = field(default_factory=tuple)

    def sums(self) -> dict[int, int]:
        """Total of each year in fen, of what could be read."""
        return {y: sum(fen for (_s, year), fen in self.entry.funds.items() if year == y) for y in self.years}


def stored_money(project: Project) -> TypedMoney:
    """The money page of a project as stored."""
    year = project.plan.year
    years = sorted({year - 1, year, year + 1, *(f.year for f in project.funds)})
    return read_money(
        {
            **{f"funds-{y}-{s.value}": "" for y in years for s in FundSource},
            **{f"funds-{f.year}-{f.source.value}": format_wan(f.amount_fen) for f in project.funds},
            **_cells("releases", [
                {"id": r.id, "document": r.document_no, "received": r.received_on, "released": r.released_on,
                 "amount": format_wan(r.amount_fen), "fund": r.fund_id} for r in project.releases
            ]),
            **_cells("payments", [
                {"id": p.id, "paid": p.paid_on, "amount": format_wan(p.amount_fen), "voucher": p.voucher_no}
                for p in project.payments
            ]),
        }
    )  # fmt: skip


def _cells(prefix: str, rows: Sequence[Mapping[str, object]]) -> dict[str, str]:
    return {
        f"{prefix}-{number}-{name}": _text(value)
        for number, row in enumerate(rows)
        for name, value in row.items()
    }


def _text(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def read_money(form: Mapping[str, str], command: str = "") -> TypedMoney:
    """Read the posted money page; command is a button of one of its grids. Empty rows are no rows."""
    unread: list[Problem] = []
    funds, texts, years = _read_funds(form, unread)
    releases = _arranged(read_rows(form, "releases"), "releases", command)
    payments = _arranged(read_rows(form, "payments"), "payments", command)
    entry = MoneyEntry(
        funds,
        tuple(r for n, row in enumerate(releases) if (r := _release(row, n, unread)) is not None),
        tuple(r for n, row in enumerate(payments) if (r := _payment(row, n, unread)) is not None),
    )
    return TypedMoney(years, texts, releases, payments, entry, tuple(unread))


def _read_funds(
    form: Mapping[str, str], unread: list[Problem]
) -> tuple[dict[tuple[FundSource, int], int], dict[tuple[FundSource, int], str], list[int]]:
    amounts: dict[tuple[FundSource, int], int] = {}
    texts: dict[tuple[FundSource, int], str] = {}
    for year, cells in _fund_rows(form):
        for source in FundSource:
            text = cells.get(source.value, "")[:40]
            texts[source, year] = text
            fen = read_wan(text, f"funds.{source.value}.{year}", unread)
            if fen is not None:
                amounts[source, year] = fen
    return amounts, texts, sorted({year for _source, year in texts})


def _fund_rows(form: Mapping[str, str]) -> list[tuple[int, dict[str, str]]]:
    found: dict[int, dict[str, str]] = {}
    for name, text in form.items():
        prefix, _dash, rest = name.partition("-")
        year, _dash, source = rest.partition("-")
        if prefix == "funds" and year.isascii() and year.isdigit() and len(year) == 4:
            found.setdefault(int(year), {})[source] = text
    return sorted(found.items())


def _arranged(rows: list[dict[str, str]], prefix: str, command: str) -> list[dict[str, str]]:
    rows = [
        row
        for row in rows
        if command or any(text.strip() for name, text in row.items() if name not in ("id", "fund"))
    ]
    if command.split(":")[1:2] != [prefix]:
        return rows
    return [*rows, {}] if command.startswith("add:") else moved(rows, command) or []


def _release(row: Mapping[str, str], number: int, unread: list[Problem]) -> ReleaseEntry | None:
    place = f"releases.{number}"
    if not any(row.get(name, "").strip() for name in ("document", "received", "released", "amount")):
        return None
    before = len(unread)
    amount = read_wan(row.get("amount", ""), f"{place}.amount", unread)
    received = read_date(row.get("received", ""), f"{place}.received", unread)
    released = read_date(row.get("released", ""), f"{place}.released", unread)
    if amount is None or released is None or not row.get("document", "").strip():
        if len(unread) == before:
            unread.append(Problem(place, "project.release.incomplete"))
        return None
    return ReleaseEntry(_id(row), row["document"][:80], received, released, amount, _id(row, "fund"))


def _payment(row: Mapping[str, str], number: int, unread: list[Problem]) -> PaymentEntry | None:
    place = f"payments.{number}"
    if not any(row.get(name, "").strip() for name in ("paid", "amount", "voucher")):
        return None
    before = len(unread)
    amount = read_wan(row.get("amount", ""), f"{place}.amount", unread)
    paid = read_date(row.get("paid", ""), f"{place}.paid", unread)
    if amount is None or paid is None:
        if len(unread) == before:
            unread.append(Problem(place, "project.payment.incomplete"))
        return None
    return PaymentEntry(_id(row), paid, amount, row.get("voucher", "")[:80])


def _id(row: Mapping[str, str], name: str = "id") -> int | None:
    text = row.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
