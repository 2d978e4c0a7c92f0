"""The push: the sweep writes the bulletins of the day, the prefecture reads and signs for its own, the center sees that it
did, the county has its own; workbook and sheet come."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from flask_babel import gettext, ngettext, pgettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.domain.bulletins import BulletinPart
from portal.i18n import date_text
from portal.jobs import run_sweep
from portal.labels import label
from portal.models import Bulletin
from tests.browser.conftest import PageFor
from tests.browser.walks import LANGUAGES, Walk, clean, ordered, people, press, text_of, written

pytestmark = pytest.mark.browser

MONDAY = date(2020, 7, 27)
"""A day of the weekly push, later than any other day of these journeys: a push goes out once a day."""

PLACES = {
    "zh": ("prefecture", "county", "653200", "653222"),
    "ug": ("prefecture2", "county2", "653100", "653125"),
}
"""Prefecture and county whose people read in a language, with the codes of their places."""


@pytest.fixture(scope="module")
def pushed(portal: Flask) -> dict[str, int]:
    """The bulletins of the day by the code of the bureau's place. In each county an order is late by then."""
    for issuer, _county, _above, place in PLACES.values():
        ordered(portal, f"push-{place}", date(2020, 7, 6), 5, "缺少拨付凭证", place=place, issuer=issuer)
    clock.stand_on(MONDAY)
    with written(portal) as session:
        run_sweep(MONDAY)
        rows = session.execute(select(Bulletin.region_code, Bulletin.id).where(Bulletin.day == MONDAY))
        return dict(rows.tuples().all())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_prefecture_reads_its_push_and_signs_for_it(
    portal: Flask, page_for: PageFor, records: Session, pushed: dict[str, int], language: str
) -> None:
    walk, names = Walk(portal, page_for), people(records)
    walk.on(MONDAY)
    account, _county, place, _code = PLACES[language]
    identity = pushed[place]
    page = walk.page(account, language)
    page.goto("/inbox/")
    link = page.locator(f"a[href='/push/{identity}']").first
    assert date_text(MONDAY, language) in link.inner_text()
    press(page, link)
    clean(page, language, names)
    said, unread = text_of(page), walk.say(language, lambda: pgettext("status", "未签收"))
    assert unread in said
    shown_parts(walk, page_text=said, language=language, records=records, identity=identity)
    button = page.locator(f"form[action='/push/{identity}/receipt'] button")
    assert button.inner_text().strip() == walk.say(language, lambda: pgettext("action", "签收"))
    press(page, button)
    clean(page, language, names)
    assert walk.say(language, lambda: gettext("已签收这次推送。")) in text_of(page)
    assert unread not in text_of(page)
    assert page.locator(f"form[action='/push/{identity}/receipt']").count() == 0
    for address, kind in (
        (f"/push/{identity}.xlsx", "spreadsheetml"),
        (f"/papers/bulletins/{identity}/{language}.pdf", "application/pdf"),
    ):
        assert page.locator(f"a[href='{address}']").count() == 1
        answer = page.request.get(address)
        assert (answer.status, kind in answer.headers["content-type"]) == (200, True), address
    the_center_sees_it(walk, language, names, identity)


def shown_parts(walk: Walk, page_text: str, language: str, records: Session, identity: int) -> None:
    """Each part that holds something stands there with its count."""
    bulletin = records.scalars(select(Bulletin).where(Bulletin.id == identity)).one()
    counts = {part: int(getattr(bulletin, f"count_{part}")) for part in BulletinPart}
    assert sum(counts.values()) > 0
    for part, count in counts.items():
        if count:
            head = walk.say(language, lambda part=part: label(part))  # type: ignore[misc]
            total = walk.say(
                language,
                lambda count=count: ngettext("共 %(num)s 条", "共 %(num)s 条", count),  # type: ignore[misc]
            )
            assert f"{head} {total}" in page_text, part


def the_center_sees_it(walk: Walk, language: str, names: list[str], identity: int) -> None:
    """The receipt stands in the center's list, filtered by it."""
    page = walk.page("center", language)
    page.goto("/push/?state=read")
    clean(page, language, names)
    row = page.locator(f"tr:has(a[href='/push/{identity}'])")
    assert walk.say(language, lambda: pgettext("status", "已签收")) in row.inner_text()
    page.goto("/push/?state=unread")
    assert page.locator(f"a[href='/push/{identity}']").count() == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_county_sees_its_own_push_and_no_other(
    portal: Flask,
    page_for: PageFor,
    records: Session,
    allowed: list[str],
    pushed: dict[str, int],
    language: str,
) -> None:
    allowed.append("404")
    walk, names = Walk(portal, page_for), people(records)
    walk.on(MONDAY)
    _prefecture, account, above, place = PLACES[language]
    page = walk.page(account, language)
    page.goto("/inbox/")
    assert page.locator(f"a[href='/push/{pushed[place]}']").count() >= 1
    page.goto(f"/push/{pushed[place]}")
    clean(page, language, names)
    answer = page.goto(f"/push/{pushed[above]}")
    assert answer is not None
    assert answer.status == 404
