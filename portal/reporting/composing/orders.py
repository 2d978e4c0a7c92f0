"""整改通知书: what is wrong, on what grounds, what is asked for and until when."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import pgettext

from portal.i18n import date_text
from portal.reporting.composing.prose import heading, isolated, item, listing, named, paragraph, runs, typed
from portal.reporting.official import Block, Official, Run
from portal.reporting.papers import Language, OrderPaper
from portal.reporting.wording import words


def compose_order(paper: OrderPaper, language: Language) -> Official:
    """The order as an official document in the language that sentences are in."""
    issuer = paper.issuer.in_language(language)
    project = paper.project_name.in_language(language)
    # A Chinese title takes the project's name on a line of its own, so that no name is torn at its start.
    title = _(
        "%(issuer)s关于%(project)s的整改通知书",
        issuer=issuer,
        project=f"\n{project}" if language == "zh" else project,
    )
    return Official(
        language=language,
        title=title,
        recipient=named(paper.recipient, language),
        blocks=tuple(_blocks(paper, language)),
        issuer=issuer,
        masthead=_("%(issuer)s文件", issuer=issuer),
        number=paper.number,
        dated=paper.issued_on,
        attachments=tuple(name.in_language(language) for name in paper.attachments),
        remark=_contact(paper, language),
        copies=tuple(name.in_language(language) for name in paper.copies_to),
        printed_by=paper.printed_by.in_language(language) if paper.printed_by else "",
        printed_on=paper.printed_on,
        draft=paper.draft,
        mark=paper.mark,
    )


def _contact(paper: OrderPaper, language: Language) -> tuple[Run, ...]:
    if not paper.contact:
        return ()
    person, phone = typed(paper.contact, language), isolated(paper.phone)
    return runs(_("联系人：%(person)s，联系电话：%(phone)s", person=person, phone=phone))


def _blocks(paper: OrderPaper, language: Language) -> Iterator[Block]:
    spoken = words()
    opening = _(
        "经核查，你单位实施的%(project)s在%(year)s年度%(stage)s中存在问题，现通知你单位限期整改。",
        project=named(paper.project_name, language),
        year=isolated(paper.year),
        stage=spoken.stages[paper.stage],
    )
    yield paragraph(opening)
    yield heading(1, 1, _("存在的问题"), language)
    for number, problem in enumerate(paper.problems, 1):
        head = spoken.problems[problem.category] if problem.category != "other" else ""
        yield item(2, number, typed(problem.text, language), language, head)
        for place, detail in enumerate(problem.details, 1):
            yield item(3, place, typed(detail, language), language)
    yield heading(1, 2, pgettext("head", "整改依据"), language)
    yield from listing(2, paper.bases, language)
    yield heading(1, 3, pgettext("head", "整改要求"), language)
    yield from listing(2, paper.requirements, language)
    yield heading(1, 4, pgettext("head", "整改时限"), language)
    yield paragraph(*_deadline(paper, language), gap=" " if language == "ug" else "")
    if paper.evidence:
        yield heading(1, 5, _("需报送的佐证材料"), language)
        yield from listing(2, paper.evidence, language)


def _deadline(paper: OrderPaper, language: Language) -> Iterator[str]:
    yield _(
        "请于%(deadline)s前完成整改（%(days)s个工作日），并将整改情况书面报送我单位。",
        deadline=date_text(paper.deadline, language),
        days=isolated(paper.working_days),
    )
    if paper.responsible:
        yield _("整改责任人：%(person)s。", person=typed(paper.responsible, language))
