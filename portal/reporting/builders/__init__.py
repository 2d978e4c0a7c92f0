"""Records become papers: frozen payloads in, dataclasses of portal.reporting.papers out."""

from portal.reporting.builders.announcements import announcement_paper
from portal.reporting.builders.bulletins import bulletin_paper
from portal.reporting.builders.chains import chain_paper
from portal.reporting.builders.circulars import circular_paper
from portal.reporting.builders.concentrated import concentrated_paper
from portal.reporting.builders.dossiers import dossier_paper
from portal.reporting.builders.filings import filing_paper
from portal.reporting.builders.handovers import handover_paper
from portal.reporting.builders.ledgers import ledger_paper
from portal.reporting.builders.orders import order_paper
from portal.reporting.builders.rankings import ranking_paper
from portal.reporting.builders.reports import report_paper
from portal.reporting.builders.reviews import review_paper

__all__ = [
    "announcement_paper",
    "bulletin_paper",
    "chain_paper",
    "circular_paper",
    "concentrated_paper",
    "dossier_paper",
    "filing_paper",
    "handover_paper",
    "ledger_paper",
    "order_paper",
    "ranking_paper",
    "report_paper",
    "review_paper",
]
