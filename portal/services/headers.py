"""The head that every payload shares: what is known of the project when a form is filled or frozen."""

from __future__ import annotations

from typing import Any

from portal.domain.filings import FundSource
from portal.models import Filing, Project, Unit


def unit_names(unit: Unit) -> dict[str, str]:
    """A unit as payloads carry it: code and the names in both languages."""
    return {"code": unit.code or "", "zh": unit.name_zh, "ug": unit.name_ug}


def project_head(project: Project) -> dict[str, Any]:
    """The project as payloads carry it: dates as ISO text, people and households as counts."""
    return {
        "id": project.id,
        "code": project.code,
        "name": project.name,
        "type": {"zh": project.project_type.name_zh, "ug": project.project_type.name_ug},
        "person_in_charge": project.person_in_charge,
        "phone": project.phone,
        "implementing_unit": unit_names(project.implementing_unit),
        "competent_unit": unit_names(project.competent_unit),
        "place": {
            "zh": project.place_region.name_zh,
            "ug": project.place_region.name_ug,
            "text": project.place,
        },
        "households": project.households,
        "persons": project.persons,
        "starts_on": project.starts_on.isoformat() if project.starts_on else None,
        "ends_on": project.ends_on.isoformat() if project.ends_on else None,
    }


def funds_head(project: Project) -> dict[str, Any]:
    """年度资金总额 and its parts in fen, of the plan's year."""
    by_source = {source.value: 0 for source in FundSource}
    for fund in project.funds:
        if fund.year == project.plan.year:
            by_source[fund.source.value] += fund.amount_fen
    return {
        "total_fen": project.total_fen,
        "fiscal_fen": project.fiscal_fen,
        "other_fen": project.other_fen,
        "by_source": by_source,
    }


def header(filing: Filing) -> dict[str, Any]:
    """The common head of a filing's payload."""
    project = filing.project
    form = next((f for f in project.plan.forms if f.kind == filing.stage.value), None)
    return {
        "kind": filing.stage.value,
        "form_version": form.version if form else "",
        "year": project.plan.year,
        "adjustment_no": filing.adjustment_no,
        "adjustment_reason": filing.adjustment_reason,
        "round": {
            "code": filing.round.code,
            "cutoff_month": filing.round.cutoff_month,
            "zh": filing.round.name_zh,
            "ug": filing.round.name_ug,
        },
        "project": project_head(project),
        "funds": funds_head(project),
    }
