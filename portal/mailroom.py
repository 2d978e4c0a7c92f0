"""Bulletins by mail, where a server is configured: a short text in both languages, the paper and the workbook.

A message that could not be sent is tried again by later runs for KEPT; what was sent is not sent again.
"""

from __future__ import annotations

import io
import smtplib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from portal import clock
from portal.exchange.bulletin_book import write_bulletin
from portal.i18n import date_text, in_language
from portal.models import Bulletin, Unit
from portal.reporting.builders import bulletin_paper
from portal.reporting.store import Store
from portal.services import bulletins

KEPT = timedelta(days=7)
"""How long a bulletin is tried."""

TIMEOUT = 30
"""Seconds to wait for the server."""


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server of the intranet; user is empty where it asks for none, tls means STARTTLS."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    tls: bool = False


def server_of(config: Mapping[str, Any]) -> Server | None:
    """The configured server; None where there is none."""
    if not config["MAIL_SERVER"]:
        return None
    return Server(
        config["MAIL_SERVER"],
        config["MAIL_PORT"],
        config["MAIL_FROM"],
        config["MAIL_USER"],
        config["MAIL_PASSWORD"],
        config["MAIL_TLS"],
    )


def waiting(today: date) -> Select[tuple[Bulletin]]:
    """Bulletins of the last days that their units want by mail and have not got."""
    return (
        select(Bulletin)
        .join(Unit, Unit.id == Bulletin.unit_id)
        .where(Unit.email != "", Bulletin.mailed_at.is_(None), Bulletin.day > today - KEPT)
        .options(joinedload(Bulletin.unit))
        .order_by(Bulletin.id)
    )


def deliver(session: Session, server: Server, store: Store, today: date) -> Iterator[bool]:
    """Send what waits, one after the other: the caller may commit after each. Yields whether it went out."""
    for bulletin in session.scalars(waiting(today)).all():
        message = compose(session, store, bulletin, server.sender)
        try:
            _send(server, message)
        except (OSError, smtplib.SMTPException) as error:
            bulletin.mail_error = type(error).__name__
        else:
            bulletin.mailed_at, bulletin.mail_error = clock.now(), ""
        session.flush()
        yield bulletin.mailed_at is not None


def compose(session: Session, store: Store, bulletin: Bulletin, sender: str) -> EmailMessage:
    """The message of a bulletin. Needs an application context."""
    message = EmailMessage()
    message["From"], message["To"] = sender, bulletin.unit.email
    message["Message-ID"] = make_msgid(bulletins.number_of(bulletin), domain=sender.rpartition("@")[2])
    said = {}
    for language in ("zh", "ug"):
        with in_language(language):
            day = date_text(bulletin.day)
            said[language] = (_("%(day)s 扶贫项目资金绩效问题推送", day=day), _text(bulletin))
    message["Subject"] = said["zh"][0]
    message.set_content("\n\n".join(f"{subject}\n{text}" for subject, text in said.values()))
    name = f"push-{bulletin.region_code}-{bulletin.day.isoformat()}"
    paper = store.fetch_or_make(bulletin_paper(session, bulletin), "both").read_bytes()
    message.add_attachment(paper, maintype="application", subtype="pdf", filename=f"{name}.pdf")
    book = io.BytesIO()
    with in_language("zh"):
        write_bulletin(book, bulletin, bulletins.content(bulletin))
    message.add_attachment(
        book.getvalue(),
        maintype="application",
        subtype="vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        filename=f"{name}.xlsx",
    )
    return message


def _text(bulletin: Bulletin) -> str:
    if bulletin.quiet:
        return _("本期你单位所辖项目没有需要推送的问题。")
    return _(
        "逾期未销号 %(overdue)s 件,新增 %(new)s 件,其他未销号 %(open)s 件,已销号 %(closed)s 件。详见附件,请登录系统签收。",
        overdue=bulletin.count_overdue,
        new=bulletin.count_new,
        open=bulletin.count_open,
        closed=bulletin.count_closed,
    )


def _send(server: Server, message: EmailMessage) -> None:
    with smtplib.SMTP(server.host, server.port, timeout=TIMEOUT) as connection:
        if server.tls:
            connection.starttls()
        if server.user:
            connection.login(server.user, server.password)
        connection.send_message(message)


def folder_of(config: Mapping[str, Any]) -> Store:
    """Where finished papers are kept."""
    return Store(Path(config["DOCUMENT_FOLDER"]))
