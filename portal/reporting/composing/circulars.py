"""关于…评价排名情况的通报: the text is written from the figures of a ranking that is in force.

The ranking of places and the pressing of those at the end (督导排名靠后的) are asked for by the opinion of 2020, part 五.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from flask_babel import gettext as _
from flask_babel import pgettext

from portal.domain.announcements import Group
from portal.domain.money import to_hundredths
from portal.domain.scoring import Grade
from portal.i18n import date_text
from portal.reporting.circulars import CircularPaper
from portal.reporting.composing.prose import cell, heading, isolated, item, listed, named, paragraph, points
from portal.reporting.official import Align, Annex, Block, Cell, Official, Table
from portal.reporting.papers import Language
from portal.reporting.rankings import PlaceLine
from portal.reporting.wording import words

ENDS = 3
"""Places named at either end."""

MANY = 2 * ENDS
"""With as many places or fewer nobody is said to be at the end: the first would be the last."""


def compose_circular(paper: CircularPaper, language: Language) -> Official:
    """The circular as an official document in the language that sentences are in."""
    issuer = paper.issuer.in_language(language)
    table = words().ranked[paper.level]
    results = _("%(table)s结果表", table=table)
    subject = _("%(year)s年第%(issue)s期%(table)s情况的通报", year=paper.year, table=table, issue=paper.issue)
    return Official(
        language=language,
        title=_(
            "%(issuer)s关于%(subject)s",
            issuer=issuer,
            subject=f"\n{subject}" if language == "zh" else subject,
        ),
        recipient=_recipient(paper.level),
        blocks=tuple(_blocks(paper, language)),
        issuer=issuer,
        masthead=_("%(issuer)s文件", issuer=issuer),
        number=paper.number,
        dated=paper.published_on,
        attachments=(results,),
        # One alone bears no number, here as in the list below the text (7.3.7).
        annexes=(Annex(pgettext("word", "附件"), results, (_table(paper.lines, language),)),),
        printed_by=paper.printed_by.in_language(language) if paper.printed_by else "",
        printed_on=paper.published_on,
        draft=paper.draft,
        mark=paper.mark,
    )


def _recipient(level: str) -> str:
    return words().groups[Group.PREFECTURES if level == "prefecture" else Group.COUNTIES]


def _blocks(paper: CircularPaper, language: Language) -> Iterator[Block]:
    gap = " " if language == "ug" else ""
    yield paragraph(
        _(
            "按照扶贫项目资金绩效管理有关要求，我单位根据截至%(day)s的项目绩效管理记录，组织开展了第%(issue)s期评价排名。"
            "排名结果已经公示，现将有关情况通报如下。",
            day=date_text(paper.as_of, language),
            issue=isolated(paper.issue),
        )
    )
    parts = (
        (pgettext("head", "总体情况"), [paragraph(*_overall(paper, language), gap=gap)]),
        (_("排名靠前和靠后的地区"), [paragraph(text) for text in _ends(paper.lines, language)]),
        (_("名次变化情况"), [paragraph(*_movement(paper.lines, language), gap=gap)]),
        (_("有关工作要求"), list(_requirements(paper.lines, language))),
    )
    for number, (head, paragraphs) in enumerate(parts, 1):
        yield heading(1, number, head, language)
        yield from paragraphs


def _overall(paper: CircularPaper, language: Language) -> Iterator[str]:
    totals = [line.total for line in paper.lines if line.total is not None]
    if not totals:
        yield _("本期没有可以排名的地区。")
    else:
        yield _(
            "参加本期排名的地区共%(count)s个，平均得分%(mean)s分，最高%(best)s分，最低%(worst)s分。",
            count=isolated(len(totals)),
            mean=points(to_hundredths(Fraction(sum(totals), 100 * len(totals)))),
            best=points(max(totals)),
            worst=points(min(totals)),
        )
        yield _("其中：%(grades)s。", grades=listed(_grades(paper.lines), language))
    if paper.absent:
        spoken = words()
        named_ones = [
            _("%(name)s（%(why)s）", name=named(line.name, language), why=spoken.absences[line.absence])
            for line in paper.absent
        ]
        yield _(
            "另有%(count)s个地区不参加排名：%(places)s。",
            count=isolated(len(paper.absent)),
            places=listed(named_ones, language),
        )


def _grades(lines: Sequence[PlaceLine]) -> list[str]:
    spoken = words()
    counts = {grade.value: sum(line.grade == grade for line in lines) for grade in Grade}
    return [
        _("等次为“%(grade)s”的%(count)s个", grade=spoken.grades[grade], count=isolated(count))
        for grade, count in counts.items()
        if count
    ]


def _scored(lines: Sequence[PlaceLine], language: Language) -> str:
    return listed(
        [
            _("%(name)s（%(points)s分）", name=named(line.name, language), points=points(line.total))
            for line in lines
            if line.total is not None
        ],
        language,
    )


def _ends(lines: Sequence[PlaceLine], language: Language) -> Iterator[str]:
    first = [line for line in lines if line.place is not None and line.place <= ENDS]
    if first:
        yield _("排名靠前的地区依次是：%(places)s。", places=_scored(first, language))
    if last := last_places(lines):
        yield _("排名靠后的地区依次是：%(places)s。", places=_scored(last, language))
    else:
        yield _("参加排名的地区较少，本期不列排名靠后的地区。")


def last_places(lines: Sequence[PlaceLine]) -> Sequence[PlaceLine]:
    """The last lines of a ranking in its order; none where few are ranked."""
    return lines[-ENDS:] if len(lines) > MANY else ()


def _movement(lines: Sequence[PlaceLine], language: Language) -> Iterator[str]:
    moves = [(line.moved, line) for line in lines if line.moved is not None]
    if not moves:
        yield _("参加排名的地区没有上期名次，本期不作比较。")
        return
    yield _(
        "与上期相比，名次上升的%(up)s个，下降的%(down)s个，没有变化的%(same)s个。",
        up=isolated(sum(by > 0 for by, _line in moves)),
        down=isolated(sum(by < 0 for by, _line in moves)),
        same=isolated(sum(by == 0 for by, _line in moves)),
    )
    if (most := max(by for by, _line in moves)) > 0:
        places = [named(line.name, language) for by, line in moves if by == most]
        yield _("上升最多的是%(places)s，上升%(by)s位。", places=listed(places, language), by=isolated(most))
    if (least := min(by for by, _line in moves)) < 0:
        places = [named(line.name, language) for by, line in moves if by == least]
        yield _(
            "下降最多的是%(places)s，下降%(by)s位。", places=listed(places, language), by=isolated(-least)
        )


def _requirements(lines: Sequence[PlaceLine], language: Language) -> Iterator[Block]:
    said: list[tuple[str, str]] = []
    if last := last_places(lines):
        places = listed([named(line.name, language) for line in last], language)
        text = _(
            "%(places)s要对照失分指标逐项查找原因，制定整改措施，明确责任人和完成时限，我单位将予以重点督导。",
            places=places,
        )
        said.append((_("抓好靠后地区整改"), text))
    if any(line.moved is not None and line.moved < 0 for line in lines):
        text = _("名次下降的地区要分析下降原因，及时补齐短板，防止同类问题重复发生。")
        said.append((_("扭转名次下降"), text))
    text = _(
        "各地要严格落实绩效目标、绩效监控、绩效自评各环节的时限和质量要求，如实填报，并把排名结果用于改进管理。"
    )
    said.append((_("加强日常绩效管理"), text))
    for number, (head, text) in enumerate(said, 1):
        yield item(2, number, text, language, head)


def _table(lines: Sequence[PlaceLine], language: Language) -> Table:
    spoken = words()
    heads = (
        pgettext("head", "名次"),
        pgettext("head", "地区"),
        pgettext("head", "得分"),
        pgettext("head", "等次"),
        pgettext("head", "名次变化"),
    )

    def row(line: PlaceLine) -> tuple[Cell, ...]:
        return (
            cell(isolated(line.place or ""), Align.CENTRE),
            cell(named(line.name, language)),
            cell(points(line.total) if line.total is not None else "—", Align.CENTRE),
            cell(spoken.grades[line.grade], Align.CENTRE),
            cell(_moved(line.moved), Align.CENTRE),
        )

    return Table(
        title=(),
        widths=(12, 36, 18, 16, 18),
        head=(tuple(cell(head, Align.CENTRE) for head in heads),),
        body=tuple(row(line) for line in lines),
    )


def _moved(by: int | None) -> str:
    """Places gained or lost with their sign; a dash where there is nothing to compare with."""
    return "—" if by is None else isolated(f"{by:+d}" if by else "0")
