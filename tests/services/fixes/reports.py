"""Refusals of periodic reports: drawing up, words, the second person, the signature, the scan."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path

from flask import current_app
from sqlalchemy.orm import Session

from portal.domain.reports import Period, SectionCode
from portal.models import Report
from portal.reporting.report_texts import write
from portal.services import reports
from portal.services.attachments import Store
from portal.services.reports import MOST_LETTERS, Signature
from tests import reported
from tests.conftest import TODAY
from tests.factories import World
from tests.services.fixes.case import Act, Fix, either, nothing

GOOD = ("继续做好【报告期】的工作。", "خىزمەتنى داۋاملىق ياخشى ئىشلەش.")


def draws(period: Period) -> Act:
    """A report on a period is drawn up."""
    return lambda session, world, _begun: reported.drawn(session, world, period=period)


def goes_on(session: Session, world: World, report: Report) -> None:
    """The version that stands in the way is put forward."""
    submits(session, world, report)


def cancels(session: Session, world: World, report: Report) -> None:
    """It is given up, and another one drawn up."""
    reports.cancel(session, world.actor(session, reported.PREFECTURE), report, "数据有误")
    reported.drawn(session, world)


def says(zh: str, ug: str = GOOD[1]) -> Act:
    """The words of the last part are written."""

    def act(session: Session, world: World, report: Report) -> None:
        actor = world.actor(session, reported.PREFECTURE)
        reports.edit(session, actor, reported.part(report), (zh, ug), reported.marks())

    return act


def restores(session: Session, world: World, report: Report) -> None:
    """The words that follow from the figures stand again."""
    for code in SectionCode:
        part = reported.part(report, code)
        reports.restore(session, world.actor(session, reported.PREFECTURE), part, write)


def submits(session: Session, world: World, report: Report) -> None:
    """Put before the second person."""
    reports.submit(session, world.actor(session, reported.PREFECTURE), report)


def then_submits(*acts: Act) -> Act:
    """What is advised, and then put forward."""

    def act(session: Session, world: World, report: Report) -> None:
        for one in acts:
            one(session, world, report)
        submits(session, world, report)

    return act


def emptied(session: Session, world: World) -> Report:
    """A draft with a part that says nothing in Uyghur, as the portal itself never leaves one."""
    report = reported.drawn(session, world)
    reported.part(report).text_ug = " "
    session.flush()
    return report


def edited_in_one(session: Session, world: World) -> Report:
    """A draft of which one part was edited in Chinese alone."""
    report = reported.drawn(session, world)
    says(GOOD[0], reported.part(report).text_ug)(session, world, report)
    return report


def signs(signature: Signature) -> Act:
    """The signature is entered."""
    return lambda session, world, report: reports.sign(
        session, world.actor(session, reported.PREFECTURE), report, signature
    )


def files(content: bytes | None) -> Act:
    """The scan is filed; without one the flow itself is asked."""

    def act(session: Session, world: World, report: Report) -> None:
        from portal.services import workflow

        actor = world.actor(session, reported.PREFECTURE)
        if content is None:
            workflow.perform(session, actor, report, "file")
            return
        store = Store(Path(current_app.config["ATTACHMENT_FOLDER"]))
        reports.file(session, actor, report, store, "签发件.pdf", BytesIO(content))

    return act


SIGNED = Signature("阿布都", TODAY)

FIXES: dict[str, Fix] = {
    "report.period.ahead": Fix(nothing, draws(Period(2020, 7, 7)), draws(reported.MAY)),
    "report.unfinished": Fix(reported.drawn, draws(reported.MAY), either(goes_on, cancels)),
    "report.text.empty": Fix(reported.drawn, says(" "), either(says("没有需要报告的情况。"), restores)),
    "report.text.long": Fix(reported.drawn, says("长" * (MOST_LETTERS + 1)), says(GOOD[0])),
    "report.mark.unknown": Fix(
        reported.drawn, says("共有【项目个数】个。"), either(says("共有【项目总数】个。"), says("共有项目。"))
    ),
    "report.mark.torn": Fix(
        reported.drawn, says("共有【项目总数个。"), either(says("共有【项目总数】个。"), says("共有项目。"))
    ),
    "report.section.empty": Fix(emptied, submits, either(then_submits(says(*GOOD)), then_submits(restores))),
    "report.section.one_language": Fix(
        edited_in_one, submits, either(then_submits(says(*GOOD)), then_submits(restores))
    ),
    "report.signer.missing": Fix(reported.checked, signs(Signature(" ", TODAY)), signs(SIGNED)),
    "report.signed_on.missing": Fix(reported.checked, signs(Signature("阿布都", None)), signs(SIGNED)),
    "report.signed_on.range": Fix(
        reported.checked, signs(Signature("阿布都", TODAY + timedelta(1))), signs(SIGNED)
    ),
    "report.scan.missing": Fix(reported.signed, files(None), files(reported.SCAN)),
}
