"""Papers on their way to the press: one that is final is entered in the register and bears its mark.

Printing is a GET. It enters a version once, before the file is made, in a transaction of its own; asked for again it
only reads (docs/decisions/0014).
"""

from __future__ import annotations

from typing import Any

from flask import current_app, request

from portal.access.actor import current_actor
from portal.extensions import db
from portal.reporting.issuing import check_address, marked, sheet_of
from portal.services import issued_papers
from portal.web.transaction import in_own_transaction


def portal_address() -> str:
    """The address that papers lead to: the one that the portal is known by, else the one asked."""
    return str(current_app.config["PUBLIC_ADDRESS"] or request.host_url)


def address_of(code: str = "") -> str:
    """Where a paper is checked, as it is printed."""
    return check_address(portal_address(), code)


def sealed(paper: Any, subject: str, unit_id: int) -> Any:
    """A final paper with its mark, entered in the register where it was not; any other paper, and one whose record has
    just been taken back, as it is.

    Whatever the session has loaded is let go where something is entered: take it before.
    """
    if not paper.is_final:
        return paper
    sheet, address = sheet_of(paper, subject, unit_id), portal_address()
    held = issued_papers.entered(db.session(), sheet)
    if held is not None:
        return marked(paper, held, address)
    actor = current_actor()
    try:
        return in_own_transaction(
            lambda session: marked(paper, issued_papers.enter(session, actor, sheet), address)
        )
    except issued_papers.TakenBack:
        return paper
