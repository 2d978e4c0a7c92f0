"""Every number in the text and the tables of a report is found again by the query behind its link: the list of records
that it opens adds up to it, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from html import unescape

import pytest
from sqlalchemy import select

from portal import clock
from portal.access.actor import actor_of
from portal.domain.money import percent_text, round_half_up
from portal.domain.reports import Period, ReportKind
from portal.extensions import db
from portal.models import Assignment, Plan, Report, User
from portal.reporting.report_texts import write
from portal.services import reports
from tests.client import PortalClient
from tests.demo_portal import STANDS_ON, demo_portal

FIGURE = re.compile(r'<a class="report-figure" href="([^"]+)"><bdi>([^<]+)</bdi></a>')
SHARE = re.compile(r'<bdi class="share">([^<]+)</bdi>')
TOTAL = re.compile(r'id="total">([^<]+)<')
REPORTS = {
    "prefecture": (ReportKind.PREFECTURE_MONTHLY, Period(2020, 7, 7)),
    "center": (ReportKind.BIMONTHLY, Period(2020, 7, 8)),
}


@pytest.fixture(scope="module", params=list(REPORTS))
def drawn(request: pytest.FixtureRequest) -> Iterator[tuple[str, int]]:
    """A report drawn up on the day on which the demo world stands."""
    who = request.param
    kind, period = REPORTS[who]
    app = demo_portal()
    with app.app_context(), clock.frozen(STANDS_ON):
        held = db.session.scalars(select(Assignment).join(User).where(User.username == who)).first()
        assert held is not None
        plan = db.session.scalars(select(Plan)).one()
        made = reports.draw_up(db.session(), actor_of(held.user, held), plan, kind, period, write)
        number = made.id
        db.session.commit()
        db.session.remove()
    yield who, number
    with app.app_context():
        db.session.delete(db.session.scalars(select(Report).where(Report.id == number)).one())
        db.session.commit()
        db.session.remove()


def pages(client: PortalClient, path: str) -> list[str]:
    """All pages of a list."""
    joined = f"{path}{'&' if '?' in path else '?'}size=100"
    found = [client.get(joined).get_data(as_text=True)]
    while f"page={len(found) + 1}" in found[-1]:
        found.append(client.get(f"{joined}&page={len(found) + 1}").get_data(as_text=True))
    return found


def added_up(code: str, shares: list[str]) -> str:
    """The records' shares as one figure, counted without the portal's figures."""
    parts = [[Decimal(part) for part in share.split(" / ")] for share in shares]
    amount = sum((part[0] for part in parts), Decimal(0))
    if any(len(part) == 2 for part in parts):
        whole = sum((part[1] for part in parts), Decimal(0))
        return percent_text(int(amount * 10**6), int(whole * 10**6)) or "—"
    if code.startswith("funds_"):
        return f"{round_half_up(amount, 2):.2f}"
    return f"{amount.normalize():f}"


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_every_number_is_the_sum_of_the_records_behind_it(drawn: tuple[str, int], language: str) -> None:
    who, number = drawn
    with clock.frozen(STANDS_ON):
        client = demo_portal().test_client()
        assert isinstance(client, PortalClient)
        client.sign_in(who, language)
        shown = [
            (unescape(path), text)
            for path, text in FIGURE.findall(client.get(f"/reports/{number}").get_data(as_text=True))
        ]
        assert len(shown) > 60
        faults = []
        for path in dict(shown):
            found = pages(client, path)
            code = path.split("/figures/")[1].split("?")[0]
            shares = [unescape(share) for page in found for share in SHARE.findall(page)]
            total = TOTAL.search(found[0])
            again = added_up(code, shares) if shares else None
            empty = {"0", "0.00", "—"}
            for text in {text for other, text in shown if other == path}:
                if total is None or total.group(1) != text:
                    faults.append(f"{path}: the report says {text}, its page {total and total.group(1)}")
                if (again != text) if again is not None else (text not in empty):
                    faults.append(f"{path}: the report says {text}, its records {again}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_no_number_stands_without_its_link(drawn: tuple[str, int], language: str) -> None:
    """In the parts of a report digits stand in links to their records, in days and periods, and nowhere else."""
    who, number = drawn
    with clock.frozen(STANDS_ON):
        client = demo_portal().test_client()
        assert isinstance(client, PortalClient)
        client.sign_in(who, language)
        page = client.get(f"/reports/{number}").get_data(as_text=True)
    parts = re.findall(r'<section class="card report-part".*?</section>', page, re.DOTALL)
    assert len(parts) == 5
    for part in parts:
        bare = FIGURE.sub("", part)
        bare = re.sub(r"<bdi>[^<]*(?:年|يىلى)[^<]*</bdi>", "", bare)
        assert not re.findall(r"\d+", re.sub(r"<[^>]+>", "", bare))
