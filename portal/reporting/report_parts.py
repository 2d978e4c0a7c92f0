"""A periodic report in one language, part by part: words with their figures, tables and bars. The page shows every figure
as a link to the records behind it; the paper prints the same text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import pgettext

from portal.domain import reports
from portal.domain.alerts import Rule
from portal.domain.money import format_wan, percent_text, points_text
from portal.domain.report_facts import ReportFacts
from portal.domain.report_figures import UNITS, FigureCode, FigureUnit, Key, Value, by_place, value
from portal.domain.reports import ReportKind, SectionCode
from portal.i18n import date_text, in_language
from portal.labels import PROBLEM_CATEGORY, RULE
from portal.labels.reports import FIGURE, SECTION
from portal.reporting.papers import Language
from portal.reporting.report_texts import mark_names, own_name, period_text

F = FigureCode


@dataclass(frozen=True, slots=True)
class Spot:
    """Words, or a figure with the key of what it counts; isolated: a date or number that keeps its own direction."""

    text: str
    key: Key | None = None
    isolated: bool = False


@dataclass(frozen=True, slots=True)
class FigureTable:
    """A table: its title, the head of the first column, the heads of the others, and rows of a label and figures."""

    title: str
    first: str
    heads: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Spot]]]


@dataclass(frozen=True, slots=True)
class FigureBars:
    """Bars of a rate by place: label, percent of the whole, figure."""

    title: str
    bars: Sequence[tuple[str, int, Spot]]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a report: its heading, paragraphs, tables and bars."""

    code: SectionCode
    title: str
    paragraphs: Sequence[Sequence[Spot]]
    tables: Sequence[FigureTable] = ()
    bars: FigureBars | None = None


@dataclass(frozen=True, slots=True)
class Texts:
    """What a part says, as stored."""

    code: SectionCode
    zh: str
    ug: str

    def in_language(self, language: Language) -> str:
        """The words for a document in ``language``."""
        return self.ug if language == "ug" else self.zh


def parts(kind: ReportKind, facts: ReportFacts, sections: Sequence[Texts], language: Language) -> list[Part]:
    """All parts of a report in a language, in their order."""
    teller = _Teller(kind, facts, language)
    held = {section.code: section for section in sections}
    with in_language(language):
        return [
            Part(
                code,
                str(SECTION[code]),
                teller.paragraphs(held[code].in_language(language)),
                list(teller.tables(code)),
                teller.bars() if code is SectionCode.PROGRESS else None,
            )
            for code in SectionCode
            if code in held
        ]


def value_text(code: FigureCode, held: Value) -> str:
    """A figure as it is written, without its unit: money in 万元 with two places; "—" for a rate of nothing."""
    match UNITS[code]:
        case FigureUnit.FEN:
            return format_wan(held.amount, 2)
        case FigureUnit.PERCENT:
            return percent_text(held.amount, held.of) or "—"
        case FigureUnit.POINTS:
            return points_text(held.amount)
        case _:
            return str(held.amount)


class _Teller:
    def __init__(self, kind: ReportKind, facts: ReportFacts, language: Language) -> None:
        self.kind, self.facts, self.language = kind, facts, language
        self.names = mark_names(language)
        self.places = {row.code: row for row in facts.places}

    def spot(self, code: FigureCode, part: str = "") -> Spot:
        """A figure of the whole place."""
        key = Key(code, part=part)
        return Spot(value_text(code, value(self.facts, key)), key, isolated=True)

    def spots(self, code: FigureCode, places: Sequence[str]) -> list[Spot]:
        """A figure of each of some places."""
        held = by_place(self.facts, code)
        return [
            Spot(value_text(code, held.get(place, Value(0))), Key(code, place), isolated=True)
            for place in places
        ]

    def paragraphs(self, text: str) -> list[list[Spot]]:
        """Paragraphs of a text; a mark that names nothing stays as it was typed."""
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        return [
            [self._mark(mark) if mark else Spot(words) for words, mark in reports.parts_of(line)]
            for line in lines
        ]

    def _mark(self, name: str) -> Spot:
        meant = self.names.get(name)
        if isinstance(meant, FigureCode):
            return self.spot(meant)
        match meant:
            case "as_of":
                return Spot(date_text(self.facts.as_of, self.language), isolated=True)
            case "place":
                return Spot(self.places[self.facts.place].in_language(self.language))
            case "period":
                return Spot(period_text(self.kind, self.facts.period), isolated=True)
        return Spot(f"【{name}】")

    def tables(self, code: SectionCode) -> Iterator[FigureTable]:
        """The tables of a part, those without rows left out."""
        made = {
            SectionCode.PROGRESS: self._of_places,
            SectionCode.PROBLEMS: self._of_rules,
            SectionCode.RECTIFICATION: self._of_categories,
            SectionCode.STANDING: self._of_ranking,
        }.get(code)
        table = made() if made else None
        if table is not None and table.rows:
            yield table

    def _with_projects(self) -> list[str]:
        held = {self.facts.place_of(row.id) for row in self.facts.projects}
        return [row.code for row in self.facts.places if row.code in held]

    def _of_places(self) -> FigureTable:
        codes = (
            F.PROJECTS, F.TARGETS_APPROVED, F.TARGET_COVERAGE, F.PAYMENT_RATE, F.LIGHTS_RED, F.ORDERS_OVERDUE,
        )  # fmt: skip
        heads = [str(FIGURE[code]) for code in codes]
        rows = self._rows(codes, self._with_projects())
        return FigureTable(_("各地工作进展情况表"), pgettext("head", "地区"), heads, rows)

    def _own(self, place: str) -> str:
        return own_name(self.facts, self.places[place], self.language)

    def _of_rules(self) -> FigureTable:
        codes = (F.LIGHTS_NEW, F.LIGHTS_OUT, F.LIGHTS_RED, F.LIGHTS_YELLOW)
        held = sorted({row.rule for row in self.facts.lights})
        rows = [(str(RULE[Rule(rule)]), [self.spot(code, rule) for code in codes]) for rule in held]
        told = [row for row in rows if any(spot.text != "0" for spot in row[1])]
        return FigureTable(
            _("预警分布情况表"), pgettext("head", "预警规则"), [str(FIGURE[c]) for c in codes], told
        )

    def _of_categories(self) -> FigureTable:
        codes = (F.ORDERS_ISSUED, F.ORDERS_CLOSED, F.ORDERS_OPEN, F.ORDERS_OVERDUE)
        held = {row.category for row in self.facts.orders}
        rows = [
            (str(word), [self.spot(code, category.value) for code in codes])
            for category, word in PROBLEM_CATEGORY.items()
            if category in held
        ]
        return FigureTable(
            _("整改情况表"), pgettext("head", "问题类别"), [str(FIGURE[c]) for c in codes], rows
        )

    def _of_ranking(self) -> FigureTable:
        codes = (F.RANK_PLACE, F.RANK_TOTAL)
        rows = self._rows(codes, [row.code for row in self.facts.ranked if row.code in self.places])
        return FigureTable(
            _("各地评价排名表"), pgettext("head", "地区"), [str(FIGURE[c]) for c in codes], rows
        )

    def _rows(self, codes: Sequence[FigureCode], places: Sequence[str]) -> list[tuple[str, list[Spot]]]:
        """A row for each of some places."""
        columns = [self.spots(code, places) for code in codes]
        return [(self._own(place), list(row)) for place, *row in zip(places, *columns, strict=True)]

    def bars(self) -> FigureBars | None:
        """Coverage by place, None where there is but one."""
        places, held = self._with_projects(), by_place(self.facts, F.TARGET_COVERAGE)
        lengths = [held[place].amount * 100 // held[place].of for place in places]
        names, figures = [self._own(place) for place in places], self.spots(F.TARGET_COVERAGE, places)
        found = list(zip(names, lengths, figures, strict=True))
        return FigureBars(_("各地绩效目标覆盖率"), found) if len(found) > 1 else None
