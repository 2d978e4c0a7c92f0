"""Papers on their way to the press: one that is final is entered in the register and bears its mark.

Printing is a GET. It enters a version once, before the file is made, in a transaction of its own; asked for again it
only reads (docs/decisions/0014).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urljoin

from flask import current_app, request, url_for

from portal.access.actor import current_actor
from portal.domain.papers import PaperKind, grouped
from portal.extensions import db
from portal.models import IssuedPaper
from portal.reporting.digest import frozen
from portal.reporting.marks import Mark
from portal.services import issued_papers
from portal.services.issued_papers import Sheet
from portal.web.transaction import in_own_transaction


def address_of(code: str = "") -> str:
    """Where a paper is checked, as it is printed: below the address that the portal is known by, else the one asked."""
    path = url_for("proof.show", code=code) if code else url_for("proof.form")
    known = current_app.config["PUBLIC_ADDRESS"]
    return urljoin(known or request.host_url, path)


def sealed(paper: Any, subject: str, unit_id: int) -> Any:
    """A final paper with its mark, entered in the register where it was not; any other paper as it is.

    Whatever the session has loaded is let go where something is entered: take it before.
    """
    if not paper.is_final:
        return paper
    sheet = Sheet(PaperKind(paper.kind), subject, paper.number, unit_id, frozen(paper))
    held = issued_papers.entered(db.session(), sheet)
    if held is not None:
        return replace(paper, mark=_mark(held))
    actor = current_actor()
    mark = in_own_transaction(lambda session: _mark(issued_papers.enter(session, actor, sheet)))
    return replace(paper, mark=mark)


def _mark(held: IssuedPaper) -> Mark:
    return Mark(grouped(held.code), held.version, held.digest, address_of(), address_of(held.code))
