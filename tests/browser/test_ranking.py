"""A ranking in a browser: consulted on, tried out, objected to, corrected with the difference shown, published by a second
person, printed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask_babel import gettext
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.ranking import RankingStatus
from portal.domain.roles import Level
from portal.models import Ranking, RankingRow
from tests.browser.conftest import PageFor
from tests.browser.walks import LANGUAGES, Walk, agree, clean, people, press
from tests.demo_portal import STANDS_ON

pytestmark = pytest.mark.browser

HOTAN = "653200"
UNTIL = STANDS_ON + timedelta(2)
OPEN = [RankingStatus.DRAFT, RankingStatus.OBJECTION]


def drafted(page: Page, records: Session) -> int:
    """The draft of prefectures: the one that stands in the demo, or a new one."""
    records.rollback()
    query = select(Ranking.id).where(Ranking.level == Level.PREFECTURE, Ranking.status.in_(OPEN))
    held = records.scalars(query).one_or_none()
    if held is not None:
        return held
    page.goto("/rankings/")
    page.locator("[name=level]").first.select_option("prefecture")
    press(page, page.locator("form[action='/rankings/'][method=post] button[type=submit]"))
    return int(page.url.rsplit("/", 1)[1])


def line_of(records: Session, ranking_id: int) -> RankingRow:
    """和田地区's line as the server has committed it."""
    records.rollback()
    return records.scalars(
        select(RankingRow).where(RankingRow.ranking_id == ranking_id, RankingRow.code == HOTAN)
    ).one()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_ranking_is_objected_to_corrected_and_published(
    portal: Flask, page_for: PageFor, records: Session, language: str
) -> None:
    walk, names = Walk(portal, page_for), people(records)
    walk.on(STANDS_ON)
    center = walk.page("center", language)
    number = drafted(center, records)
    center.goto(f"/rankings/{number}")
    clean(center, language, names)
    center.fill("[name=until]", UNTIL.isoformat())
    agree(center, center.locator("form[action$='/consult'] button"))

    bureau = walk.page("prefecture", language)
    bureau.goto(f"/rankings/{number}")
    row = line_of(records, number)
    press(bureau, bureau.locator(f"a[href='/rankings/units/{row.id}']"))
    clean(bureau, language, names)
    value = next(v for v in row.values if v.metric == "coverage")
    whole, total = value.denominator or 0, row.total
    bureau.fill("[name='n.coverage']", str(whole))
    press(bureau, bureau.locator("#try button[type=submit]"))
    expect(bureau.locator("#try [role=status]")).to_be_visible()
    assert line_of(records, number).total == total
    bureau.locator("[name=metric]").select_option("coverage")
    bureau.fill("[name=reason]", "所有项目的目标均已审核通过。")
    press(bureau, bureau.locator("form[action$='/objections'] button[type=submit]"))

    center.goto(f"/rankings/{number}")
    center.locator("details.fold:has(form[action$='/uphold']) > summary").click()
    form = center.locator("form[action$='/uphold']")
    form.locator("[name=reason]").fill("经核实属实。")
    form.locator("[name=numerator]").fill(str(whole))
    press(center, form.locator("button[type=submit]").first)
    assert (line_of(records, number).total or 0) > (total or 0)
    shown = center.locator("#objections-title ~ article table")
    assert shown.locator("tbody tr").count() >= 1
    assert walk.say(language, lambda: gettext("公布排名须由拟定人以外的人办理。")) in center.inner_text(
        "main"
    )
    clean(center, language, names)

    walk.on(UNTIL + timedelta(1))
    second = walk.page("center2", language)
    second.goto(f"/rankings/{number}")
    agree(second, second.locator("form[action$='/publish'] button"))
    records.rollback()
    ranking = records.scalars(select(Ranking).where(Ranking.id == number)).one()
    assert ranking.status is RankingStatus.PUBLISHED
    assert ranking.digest in second.inner_text("main")
    reader = walk.page("county", language)
    reader.goto(f"/rankings/{number}")
    clean(reader, language, names)
    assert reader.request.get(f"/papers/rankings/{number}/{language}.pdf").status == 200
