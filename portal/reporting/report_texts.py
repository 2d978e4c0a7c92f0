"""What a periodic report says of itself: sentences written from its figures in both languages, with marks where the
figures stand, so that people may change the words and never a number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from flask_babel import gettext as _
from flask_babel import pgettext

from portal.domain.report_facts import PlaceRow, ReportFacts
from portal.domain.report_figures import IN_TEXT, FigureCode, Key, behind, value
from portal.domain.reports import Period, ReportKind, SectionCode
from portal.i18n import in_language
from portal.labels.reports import FACT_MARKS, FIGURE
from portal.reporting.papers import Language
from portal.reporting.wording import SIGNS

F = FigureCode


def mark_names(language: Language) -> dict[str, FigureCode | str]:
    """Names of the marks that a text in a language may hold: a figure's code, or "place", "as_of" or "period"."""
    with in_language(language):
        figures: dict[str, FigureCode | str] = {str(FIGURE[code]): code for code in IN_TEXT}
        return figures | {str(words): name for name, words in FACT_MARKS.items()}


def write(_kind: ReportKind, facts: ReportFacts) -> Mapping[SectionCode, tuple[str, str]]:
    """The words of every part in Chinese and in Uyghur."""
    found = {}
    for language in ("zh", "ug"):
        with in_language(language):
            found[language] = {code: "\n".join(_PARTS[code](_Marks(facts, language))) for code in SectionCode}
    return {code: (found["zh"][code], found["ug"][code]) for code in SectionCode}


class _Marks:
    """Marks and figures of a report while its text is written in one language."""

    def __init__(self, facts: ReportFacts, language: Language) -> None:
        self.facts, self.language = facts, language

    def __call__(self, code: FigureCode) -> str:
        """The mark of a figure."""
        return f"【{FIGURE[code]}】"

    def fact(self, name: str) -> str:
        """The mark of the place, the day or the period."""
        return f"【{FACT_MARKS[name]}】"

    def amount(self, code: FigureCode) -> int:
        """What the figure comes to, to tell which sentence fits."""
        return value(self.facts, Key(code)).amount

    def names(self, places: list[PlaceRow]) -> str:
        """Names of places in a row."""
        mark = "、" if self.language == "zh" else SIGNS["ug"].comma
        return mark.join(own_name(self.facts, row, self.language) for row in places)


def own_name(facts: ReportFacts, row: PlaceRow, language: Language) -> str:
    """Name of a place of a report; the place of the report itself stands for its own projects. In the language in force."""
    name = row.in_language(language)
    return _("%(place)s本级", place=name) if row.code == facts.place else name


def _progress(m: _Marks) -> Iterator[str]:
    yield _(
        "截至%(day)s，%(place)s共登记扶贫项目%(projects)s个，绩效目标审核通过%(approved)s个，绩效目标覆盖率%(rate)s。",
        day=m.fact("as_of"), place=m.fact("place"), projects=m(F.PROJECTS), approved=m(F.TARGETS_APPROVED),
        rate=m(F.TARGET_COVERAGE),
    )  # fmt: skip
    if m.amount(F.TARGETS_LATE):
        yield _("有%(late)s个项目的绩效目标逾期没有通过审核。", late=m(F.TARGETS_LATE))
    yield _(
        "目标已通过的项目全年资金%(planned)s万元，累计支付%(paid)s万元，支付率%(rate)s。",
        planned=m(F.FUNDS_PLANNED), paid=m(F.FUNDS_PAID), rate=m(F.PAYMENT_RATE),
    )  # fmt: skip
    if m.amount(F.ROUNDS_DUE):
        yield _(
            "到期的绩效监控%(due)s件，审核通过%(approved)s件，按期报送率%(rate)s。",
            due=m(F.ROUNDS_DUE), approved=m(F.ROUNDS_APPROVED), rate=m(F.ROUNDS_ON_TIME),
        )  # fmt: skip
    if m.amount(F.EVALUATIONS_DUE):
        yield _(
            "到期的绩效自评%(due)s件，审核通过%(approved)s件。",
            due=m(F.EVALUATIONS_DUE), approved=m(F.EVALUATIONS_APPROVED),
        )  # fmt: skip


def _problems(m: _Marks) -> Iterator[str]:
    if not any(m.amount(code) for code in (F.LIGHTS_NEW, F.LIGHTS_OUT, F.LIGHTS_RED, F.LIGHTS_YELLOW)):
        yield _("%(period)s没有新亮的预警，期末没有仍亮着的预警。", period=m.fact("period"))
        return
    yield _(
        "%(period)s新亮预警%(new)s个，熄灭%(out)s个。截至%(day)s仍有红灯%(red)s个、黄灯%(yellow)s个，按预警规则的分布见下表。",
        period=m.fact("period"), new=m(F.LIGHTS_NEW), out=m(F.LIGHTS_OUT), day=m.fact("as_of"),
        red=m(F.LIGHTS_RED), yellow=m(F.LIGHTS_YELLOW),
    )  # fmt: skip


def _rectification(m: _Marks) -> Iterator[str]:
    if not m.facts.orders:
        yield _("至%(day)s没有下发整改通知。", day=m.fact("as_of"))
        return
    yield _(
        "%(period)s下发整改通知%(issued)s份，销号%(closed)s份。截至%(day)s未销号%(open)s份，其中逾期%(overdue)s份，累计整改按期率%(rate)s。",
        period=m.fact("period"), issued=m(F.ORDERS_ISSUED), closed=m(F.ORDERS_CLOSED), day=m.fact("as_of"),
        open=m(F.ORDERS_OPEN), overdue=m(F.ORDERS_OVERDUE), rate=m(F.ORDERS_ON_TIME),
    )  # fmt: skip


def _standing(m: _Marks) -> Iterator[str]:
    last = behind(m.facts)
    if not last:
        yield _("各地绩效目标均已全部通过，没有需要点名的地区。")
    elif m.facts.ranked:
        yield _("最近一期评价排名中靠后的地区是%(places)s，各地名次和得分见下表。", places=m.names(last))
    else:
        yield _("绩效目标覆盖率靠后的地区是%(places)s。", places=m.names(last))


def _next(m: _Marks) -> Iterator[str]:
    if m.amount(F.PLACES_BEHIND):
        yield _(
            "督促%(places)s个地区完成其余项目绩效目标的审核和录入，做到应填尽填。", places=m(F.PLACES_BEHIND)
        )
    if m.amount(F.LIGHTS_RED):
        yield _("逐个核实%(red)s个红灯，问题属实的下发整改通知，明确责任人和时限。", red=m(F.LIGHTS_RED))
    if m.amount(F.ORDERS_OVERDUE):
        yield _("督办%(overdue)s份逾期没有销号的整改通知，逐件落实。", overdue=m(F.ORDERS_OVERDUE))
    yield _("继续做好问题推送和工作台账登记，按时限完成下一轮绩效监控。")


_PARTS: Mapping[SectionCode, Callable[[_Marks], Iterator[str]]] = {
    SectionCode.PROGRESS: _progress,
    SectionCode.PROBLEMS: _problems,
    SectionCode.RECTIFICATION: _rectification,
    SectionCode.STANDING: _standing,
    SectionCode.NEXT: _next,
}


def period_text(kind: ReportKind, period: Period) -> str:
    """The months a report covers, in the language in force."""
    year, first, last = period.year, period.first_month, period.last_month
    match kind:
        case ReportKind.BIMONTHLY:
            return _("%(year)s年%(first)s-%(last)s月", year=year, first=first, last=last)
        case ReportKind.HALF_YEAR:
            half = pgettext("half", "上半年") if first == 1 else pgettext("half", "下半年")
            return _("%(year)s年%(half)s", year=year, half=half)
        case ReportKind.YEAR_END:
            return _("%(year)s年全年", year=year)
        case _:
            return _("%(year)s年%(month)s月", year=year, month=last)


def title_text(kind: ReportKind, place: str, period: str) -> str:
    """The title of a report, in the language in force. place: name of the place; period: as period_text() says."""
    return _("%(place)s%(period)s扶贫项目资金绩效管理工作情况的报告", place=place, period=period)
