"""Bulletins by mail: once to each unit with an address, tried again after a failure, with paper and workbook."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock, jobs, mailroom
from portal.extensions import db
from portal.models import Bulletin, JobRun, Unit
from portal.services import bulletins
from tests.private import populate, private_app

MONDAY = date(2020, 7, 20)


class Post:
    """Stands in for the mail server."""

    def __init__(self) -> None:
        self.sent: list[EmailMessage] = []
        self.said: list[tuple[str, ...]] = []
        self.down = False

    def __call__(self, host: str, port: int, timeout: int) -> Post:
        if self.down:
            raise ConnectionRefusedError
        self.said.append(("connect", host, str(port)))
        return self

    def __enter__(self) -> Post:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.said.append(("quit",))

    def starttls(self) -> None:
        self.said.append(("starttls",))

    def login(self, user: str, password: str) -> None:
        self.said.append(("login", user, password))

    def send_message(self, message: EmailMessage) -> None:
        self.sent.append(message)


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    """The server that messages reach."""
    made = Post()
    monkeypatch.setattr(smtplib, "SMTP", made)
    return made


@pytest.fixture
def pushed(app: Flask, tmp_path: Path) -> Iterator[Flask]:
    """A database in which the units have been pushed to; one of them has an address."""
    with private_app(app, tmp_path) as made, clock.frozen(MONDAY):
        made.config.update(MAIL_SERVER="mail.hotan.example", MAIL_FROM="portal@hotan.example")
        populate(made)
        with made.app_context():
            db.session.scalars(
                select(Unit).where(Unit.code == "653222F")
            ).one().email = "caizheng@moyu.example"
            list(bulletins.push(db.session(), MONDAY))
            db.session.commit()
            yield made
            db.session.remove()


def test_a_unit_with_an_address_gets_paper_and_workbook_once(pushed: Flask, post: Post) -> None:
    assert jobs.run_mail(MONDAY) == {"mailed": 1, "unsent": 0}
    assert jobs.run_mail(MONDAY) is None
    [message] = post.sent
    assert message["To"] == "caizheng@moyu.example"
    body: Any = message.get_body(("plain",))
    assert "2020年7月20日" in body.get_content()
    assert "2020-يىلى 7-ئاينىڭ 20-كۈنى" in body.get_content()
    kinds = {part.get_filename(): part.get_content()[:4] for part in message.iter_attachments()}
    assert kinds == {"push-653222-2020-07-20.pdf": b"%PDF", "push-653222-2020-07-20.xlsx": b"PK\x03\x04"}


def test_what_could_not_be_sent_is_tried_again_and_says_why(pushed: Flask, post: Post) -> None:
    post.down = True
    assert jobs.run_mail(MONDAY) == {"mailed": 0, "unsent": 1}
    [failed] = db.session.scalars(select(Bulletin).where(Bulletin.mail_error != "")).all()
    assert failed.mail_error == "ConnectionRefusedError"
    post.down = False
    assert jobs.run_mail(MONDAY) == {"mailed": 1, "unsent": 0}
    db.session.refresh(failed)
    assert (failed.mail_error, failed.mailed_at is not None) == ("", True)


def test_it_is_given_up_after_a_week(pushed: Flask, post: Post) -> None:
    assert jobs.run_mail(MONDAY + mailroom.KEPT) is None
    assert post.sent == []


def test_without_a_server_nothing_is_tried_and_no_run_is_written(pushed: Flask, post: Post) -> None:
    pushed.config["MAIL_SERVER"] = ""
    assert jobs.run_mail(MONDAY) is None
    assert db.session.scalars(select(JobRun)).all() == []


def test_encryption_and_log_in_where_they_are_set(pushed: Flask, post: Post) -> None:
    pushed.config.update(MAIL_TLS=True, MAIL_USER="portal", MAIL_PASSWORD="geheim", MAIL_PORT=587)
    jobs.run_mail(MONDAY)
    assert post.said == [
        ("connect", "mail.hotan.example", "587"),
        ("starttls",),
        ("login", "portal", "geheim"),
        ("quit",),
    ]
