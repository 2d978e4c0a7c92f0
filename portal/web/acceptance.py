"""What the pages of a filing say of its acceptance (签收)."""

from __future__ import annotations

from portal.domain.flows.filings import not_accepted
from portal.messages import sentence
from portal.models import Filing
from portal.services import workflow


def held_by(filing: Filing) -> str:
    """Why the level below cannot recall the filing: who accepted it, when, and what mends that; empty where it can."""
    return " ".join(sentence(problem) for problem in not_accepted(workflow.facts(filing)))
