"""Asks a page as somebody, and says what came of it: the answer, what changed, what leaked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, func, select
from werkzeug.test import TestResponse

from portal.cli.demo_people import PASSWORD
from portal.models import (
    Announcement,
    AnnouncementReceipt,
    Assignment,
    Attachment,
    Check,
    Filing,
    FilingVersion,
    Fund,
    HistoryEntry,
    NoticeRead,
    Nudge,
    Order,
    Plan,
    Project,
    Recording,
    Review,
    Unit,
    User,
)
from tests.access.world import Ground, Thing

STRANGER = "stranger"
VERSIONED = (Filing, Fund, Project, Order, Check, User, Unit, Plan, Announcement)
COUNTED = (
    HistoryEntry, Attachment, Recording, Review, FilingVersion, Assignment, NoticeRead, AnnouncementReceipt, Nudge,
)  # fmt: skip
CONTENT = select(
    *(select(func.sum(model.version_id)).scalar_subquery() for model in VERSIONED),
    *(select(func.count()).select_from(model).scalar_subquery() for model in COUNTED),
)
"""A figure for everything that a refused probe must leave alone."""

LINKS = {
    "project": re.compile(r'href="/records/projects/(\d+)'),
    "filing": re.compile(r'href="/(?:records/filings|reviews|filings|papers/filings)/(\d+)'),
    "order": re.compile(r'href="/(?:papers/)?orders/(\d+)'),
    "announcement": re.compile(r'href="/announcements/(\d+)'),
    "check": re.compile(r'href="/checks/(\d+)'),
    "fund": re.compile(r'href="/ledgers/funds/(\d+)'),
    "file": re.compile(r'href="/files/(\d+)'),
    "review": re.compile(r'href="/papers/reviews/(\d+)'),
}


@dataclass(frozen=True, slots=True)
class Probe:
    """One question and its answer."""

    who: str
    method: str
    path: str
    status: int
    location: str
    body: str
    changed: bool

    def __str__(self) -> str:
        effect = ", something changed" if self.changed else ""
        return f"{self.who} {self.method} {self.path}: {self.status}{effect}"


@dataclass
class Stage:
    """The world with its clients; counts what it asks."""

    app: Flask
    ground: Ground
    held: Connection
    probes: int = 0
    leaks: list[str] = field(default_factory=list)
    clients: dict[str, tuple[FlaskClient, str]] = field(default_factory=dict)
    silent: dict[str, list[str]] = field(default_factory=dict)

    def client(self, who: str) -> tuple[FlaskClient, str]:
        """A signed-in client with its token; the stranger has a token and nothing else."""
        if who not in self.clients:
            client = FlaskClient(self.app, self.app.response_class)
            token = _token(client.get("/login"))
            if who != STRANGER:
                form = {"username": who, "password": PASSWORD, "csrf_token": token}
                assert client.post("/login", data=form).status_code == 302
                token = _token(client.get("/profile"))
            self.clients[who] = client, token
            self.silent[who] = self.ground.forbidden(who)
        return self.clients[who]

    def ask(self, who: str, method: str, path: str, data: Mapping[str, Any] | None = None) -> Probe:
        """Ask, roll back, and note every text and link that must not be on the answer."""
        client, token = self.client(who)
        self.probes += 1
        if method == "GET":
            return self._read(who, path, client.get(path))
        before, cookies = self._figures(), copy(client._cookies)
        nested = self.held.begin_nested()
        response = client.post(path, data={**(data or {}), "csrf_token": token})
        changed = self._figures() != before
        nested.rollback()
        # A log-out, a language or another role would last beyond the probe.
        client._cookies = cookies
        return self._judge(who, method, path, response, changed)

    def _read(self, who: str, path: str, response: TestResponse) -> Probe:
        return self._judge(who, "GET", path, response, False)

    def _figures(self) -> Any:
        return self.held.execute(CONTENT).one()

    def _judge(self, who: str, method: str, path: str, response: TestResponse, changed: bool) -> Probe:
        body = (
            response.get_data(as_text=True)
            if response.mimetype.startswith(("text/", "application/json"))
            else ""
        )
        response.close()
        probe = Probe(who, method, path, response.status_code, response.location or "", body, changed)
        for word in self.silent[who]:
            if word in body:
                self.leaks.append(f"{probe} shows {word}")
        if who != STRANGER:
            self._links(who, probe)
        return probe

    def _links(self, who: str, probe: Probe) -> None:
        """Every record that a page links to must exist for its reader."""
        for kind, pattern in LINKS.items():
            for identity in set(pattern.findall(probe.body)):
                thing = self.known(kind, int(identity))
                if thing is not None and not self.ground.sees(who, thing):
                    self.leaks.append(f"{probe} links to {kind} {thing.state} of {thing.place}")

    def known(self, kind: str, identity: int) -> Thing | None:
        """The thing behind an id, None for a record of the small world beside."""
        return next((t for t in self.ground.things if t.kind == kind and t.id == identity), None)


def _token(response: TestResponse) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', response.get_data(as_text=True))
    assert found is not None, response.status
    return found.group(1)


def wrong(probe: Probe, right: set[int] | None) -> bool:
    """Whether an answer is a leak or an unjust refusal."""
    if right is None:
        return probe.status in (401, 403, 404) or probe.status >= 500
    return probe.status not in right or probe.changed


def report(capsys: pytest.CaptureFixture[str], what: str, probes: int, leaks: int) -> None:
    """Say how many probes were made, also where pytest swallows output."""
    with capsys.disabled():
        print(f"\naccess matrix, {what}: {probes} probes, {leaks} leaks")
