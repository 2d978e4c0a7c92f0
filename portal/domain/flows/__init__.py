"""The transition tables of the portal, one per kind of record."""

from __future__ import annotations

from portal.domain.flows.checks import CHECK_FLOW
from portal.domain.flows.concentrated import CONCENTRATED_FLOW
from portal.domain.flows.entries import ENTRY_FLOW
from portal.domain.flows.filings import FILING_FLOW
from portal.domain.flows.lights import LIGHT_FLOW
from portal.domain.flows.orders import ORDER_FLOW
from portal.domain.flows.rankings import OBJECTION_FLOW, RANKING_FLOW
from portal.domain.flows.reports import REPORT_FLOW
from portal.domain.lifecycle import Flow

FLOWS: dict[str, Flow] = {
    flow.name: flow
    for flow in (
        FILING_FLOW,
        CHECK_FLOW,
        ORDER_FLOW,
        LIGHT_FLOW,
        CONCENTRATED_FLOW,
        ENTRY_FLOW,
        RANKING_FLOW,
        OBJECTION_FLOW,
        REPORT_FLOW,
    )
}

__all__ = [
    "CHECK_FLOW",
    "CONCENTRATED_FLOW",
    "ENTRY_FLOW",
    "FILING_FLOW",
    "FLOWS",
    "LIGHT_FLOW",
    "OBJECTION_FLOW",
    "ORDER_FLOW",
    "RANKING_FLOW",
    "REPORT_FLOW",
]
