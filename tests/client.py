"""A test client that reads every page it gets as a strict reader would."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any
from xml.etree import ElementTree as ET

import html5lib
from flask import has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

HTML = "{http://www.w3.org/1999/xhtml}"
PASSWORD = "Demo-2020!"


class PortalClient(FlaskClient):
    """Signs in, carries the CSRF token, and lints every HTML page."""

    token: str = ""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        assert not has_app_context(), "an open app context would share g between requests"
        if str(kwargs.get("method", "GET")).upper() == "POST" and not kwargs.pop("bare", False):
            data = kwargs.get("data")
            kwargs["data"] = (
                {**(data or {}), "csrf_token": self.token} if not isinstance(data, bytes) else data
            )
        kwargs.pop("bare", None)
        kwargs.setdefault("buffered", True)
        response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and response.status_code not in (301, 302, 303, 304, 308):
            self.lint(response)
        return response

    def lint(self, response: TestResponse) -> None:
        """Fail on a page that is not valid, not labelled, or breaks the content policy."""
        text = response.get_data(as_text=True)
        if not text.lstrip().lower().startswith("<!doctype"):
            return
        problems = page_problems(text)
        assert not problems, f"{response.request.path}: " + "; ".join(problems[:6])
        found = re.search(r'name="csrf-token" content="([^"]+)"', text)
        if found:
            self.token = found.group(1)

    def sign_in(self, username: str, language: str = "zh") -> None:
        """Sign in as a demo account and choose a language."""
        self.get("/login")
        answer = self.post("/login", data={"username": username, "password": PASSWORD})
        assert answer.status_code == 302, answer.get_data(as_text=True)[-800:]
        self.get("/profile")
        if language != "zh":
            self.post("/language", data={"language": language})


def read_page(text: str) -> tuple[ET.Element, list[str]]:
    """The elements of a page, and where its text breaks the rules of html5."""
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=True)
    root = parser.parse(text)
    return root, [f"html5 {code} at {position}" for position, code, _params in parser.errors]


def page_problems(text: str) -> list[str]:
    """What a strict reader objects to in a page."""
    root, found = read_page(text)
    return found + element_problems(root)


def element_problems(root: ET.Element) -> list[str]:
    """What is missing or not allowed in the elements of a page."""
    found = []
    if root.get("lang") not in ("zh", "ug") or root.get("dir") not in ("ltr", "rtl"):
        found.append("lang or dir missing")
    found.extend(_heads(root))
    ids = Counter(e.get("id") for e in root.iter() if e.get("id"))
    found.extend(f"id {name} twice" for name, n in ids.items() if n > 1)
    found.extend(_labels(root))
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        if element.get("style") is not None or element.tag == HTML + "style":
            found.append(f"inline style on {element.tag.removeprefix(HTML)}")
        found.extend(f"handler {a}" for a in element.attrib if isinstance(a, str) and a.startswith("on"))
        if element.tag == HTML + "script" and not element.get("nonce"):
            found.append("script without nonce")
    return found


def _heads(root: ET.Element) -> list[str]:
    titles = ["".join(e.itertext()) for e in root.iter(HTML + "title")]
    heads = [" ".join("".join(e.itertext()).split()) for e in root.iter(HTML + "h1")]
    if len(heads) != 1:
        return [f"{len(heads)} h1"]
    title = " ".join(titles[0].split()) if titles else ""
    return [] if heads[0] in title else [f"title {title!r} without h1 {heads[0]!r}"]


def _labels(root: ET.Element) -> list[str]:
    named = {e.get("for") for e in root.iter(HTML + "label")}
    inside = {id(c) for lab in root.iter(HTML + "label") for c in lab.iter()}
    found = []
    for tag in ("input", "select", "textarea"):
        for e in root.iter(HTML + tag):
            if e.get("type") in ("hidden", "submit", "button"):
                continue
            if not (
                e.get("aria-label") or e.get("aria-labelledby") or e.get("id") in named or id(e) in inside
            ):
                found.append(f"{tag} {e.get('name')} without a label")
    return found
