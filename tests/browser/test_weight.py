"""What a page weighs on the line to the county, in compressed bytes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Response

from tests.browser.conftest import PageFor

pytestmark = pytest.mark.browser

FreshTarget = Callable[[str], int]
HEAVIEST_FIRST, HEAVIEST_LATER, FONTS = 150 * 1024, 40 * 1024, 120 * 1024


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_pages_are_light_and_later_ones_lighter(
    page_for: PageFor, fresh_target: FreshTarget, language: str
) -> None:
    page = page_for("unit", language)
    filing_id = fresh_target(f"weight-{language}")
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))

    def weigh(address: str) -> int:
        answers.clear()
        page.goto(address)
        page.wait_for_load_state("networkidle")
        return sum(one.request.sizes()["responseBodySize"] for one in answers if not one.from_service_worker)

    first = weigh("/")
    assert first <= HEAVIEST_FIRST + (FONTS if language == "ug" else 0)
    kept = [one.headers.get("cache-control", "") for one in answers if "/static/" in one.url]
    assert kept
    assert all("max-age=31536000" in one for one in kept)
    coded = {
        one.headers.get("content-encoding")
        for one in answers
        if one.url.split("?")[0].endswith((".css", ".js"))
    }
    assert coded <= {"br", "gzip"}
    for address in ("/records/projects", f"/filings/{filing_id}/target"):
        later = weigh(address)
        assert later <= HEAVIEST_LATER, f"{address}: {later}"
