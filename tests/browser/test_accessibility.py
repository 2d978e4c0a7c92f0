"""Every page that a role reaches by links, in both languages: axe, a strict html5 reader, no sideways scrolling.

Pages are found and read over HTTP. Chromium opens, in each language, every endpoint at least once and every page
on which some kind of element stands that was not on a page opened before.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree as ET

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page

from tests.browser.conftest import NARROW, WIDE, PageFor
from tests.client import HTML, element_problems, page_problems, read_page

pytestmark = pytest.mark.browser

ACCOUNTS = (
    "center",
    "division",
    "region-unit",
    "prefecture",
    "county",
    "county-entry",
    "unit",
    "admin",
    "auditor",
)
EXAMPLES = 2
"""How many pages of one endpoint are read for each account and language."""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def examined() -> set[str]:
    """Languages with the endpoints and kinds of elements that were examined already."""
    return set()


@pytest.fixture(scope="module")
def tally() -> Iterator[Counter[str]]:
    """How many pages were read and opened; printed at the end."""
    counts: Counter[str] = Counter()
    yield counts
    print(f"\npages read: {counts['read']}, of them opened in the browser: {counts['opened']}")


def make_up(root: ET.Element) -> set[str]:
    """The kinds of elements on a page; words, addresses and repetitions do not count."""
    told = ("class", "role", "type")
    return {
        " ".join((e.tag, *(e.get(name, "") for name in told))) for e in root.iter() if isinstance(e.tag, str)
    }


def links(page: ET.Element, address: str) -> Iterator[str]:
    """Paths of this portal that a page links to."""
    for anchor in page.iter(f"{HTML}a"):
        parts = urlsplit(urljoin(address, anchor.get("href") or ""))
        if parts.netloc == urlsplit(address).netloc and "download" not in anchor.attrib:
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def crawl(page: Page, server: str, portal: Flask) -> Iterator[tuple[str, str, ET.Element]]:
    """Endpoint, path and content of the pages that links lead to from the home, EXAMPLES of each endpoint.

    Fails on a link that leads nowhere and on a page that breaks the rules of html5.
    """
    waiting, known, seen = deque(["/"]), {"/"}, Counter[str]()
    routes = portal.url_map.bind("127.0.0.1")
    while waiting:
        path = waiting.popleft()
        endpoint, _values = routes.match(path.partition("?")[0], method="GET")
        if seen[endpoint] == EXAMPLES or endpoint.startswith("papers."):
            continue
        seen[endpoint] += 1
        answer = page.request.get(server + path)
        assert answer.status == 200, f"{path}: {answer.status}"
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        root, problems = read_page(answer.text())
        problems += element_problems(root)
        assert not problems, f"{path}: {problems[:5]}"
        yield endpoint, path, root
        for found in links(root, answer.url):
            if found not in known:
                known.add(found)
                waiting.append(found)


def objections(page: Page, path: str) -> list[str]:
    """What axe and the two widths of a screen object to on a page."""
    found = []
    page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    page.goto(path)
    if over := page.evaluate(SIDEWAYS):
        found.append(f"{path}: {over} points too wide at {WIDE[0]}")
    for rule in Axe().run(page).response["violations"]:
        first = rule["nodes"][0]
        found.append(
            f"{path}: {rule['id']} ×{len(rule['nodes'])}: {first['html'][:160]} {first['failureSummary'][:200]}"
        )
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    if over := page.evaluate(SIDEWAYS):
        found.append(f"{path}: {over} points too wide at {NARROW[0]}")
    return found


@pytest.mark.parametrize("language", ["zh", "ug"])
@pytest.mark.parametrize("account", ACCOUNTS)
def test_every_page_of_a_role_can_be_read_by_everybody(
    account: str,
    language: str,
    page_for: PageFor,
    server: str,
    portal: Flask,
    examined: set[str],
    tally: Counter[str],
) -> None:
    page = page_for(account, language)
    found, kinds = [], set()
    for endpoint, path, root in crawl(page, server, portal):
        assert root.get("lang") == language, path
        kinds.add(endpoint)
        marks = {f"{language} {mark}" for mark in (endpoint, *make_up(root))}
        if marks - examined:
            examined |= marks
            tally["opened"] += 1
            found += objections(page, path)
        tally["read"] += 1
    assert len(kinds) > 5
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", ["zh", "ug"])
@pytest.mark.parametrize(("path", "status"), [("/login", 200), ("/no-such-page", 404)])
def test_pages_before_the_login_can_be_read_by_everybody(
    path: str, status: int, language: str, page_for: PageFor, allowed: list[str]
) -> None:
    allowed.append("404")
    page = page_for(None)
    page.goto(path)
    if language == "ug":
        page.locator(".language button").click()
        page.wait_for_selector("html[dir=rtl]")
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == status
    assert not page_problems(answer.text())
    assert not objections(page, path)
