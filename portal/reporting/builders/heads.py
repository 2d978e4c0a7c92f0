"""What the papers of filings share: the project's head, funds, notes, sign-off and receipt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal import clock
from portal.domain.filings import EDITABLE
from portal.models import Filing, PlanForm
from portal.reporting.papers import Bilingual, FundLine, Project, Receipt, SignBlock, SignOff


def both(names: Mapping[str, str]) -> Bilingual:
    """A pair of names from a payload."""
    return Bilingual(names["zh"], names.get("ug", ""))


def project_of(payload: Mapping[str, Any]) -> Project:
    """The head of a form from a payload."""
    head = payload["project"]
    return Project(
        name=Bilingual(head["name"]),
        code=head["code"],
        contact=head["person_in_charge"],
        phone=head["phone"],
        department=both(head["competent_unit"]),
        unit=both(head["implementing_unit"]),
        unit_code=head["implementing_unit"]["code"],
    )


def plan_form(filing: Filing) -> PlanForm | None:
    """The form of the plan's year for the filing's stage."""
    return next((f for f in filing.project.plan.forms if f.kind == filing.stage.value), None)


def lines(zh: str, ug: str) -> tuple[Bilingual, ...]:
    """Texts kept one a line in both languages, paired."""
    first, second = zh.splitlines(), ug.splitlines()
    second += [""] * (len(first) - len(second))
    return tuple(Bilingual(a, b) for a, b in zip(first, second, strict=False) if a.strip())


def notes_of(filing: Filing) -> tuple[Bilingual, ...]:
    """The notes printed under the form."""
    form = plan_form(filing)
    return lines(form.notes_zh, form.notes_ug) if form else ()


def sign_blocks_of(filing: Filing) -> tuple[SignBlock, ...]:
    """The blocks for opinions and seals at the foot."""
    form = plan_form(filing)
    return tuple(SignBlock(title) for title in lines(form.sign_zh, form.sign_ug)) if form else ()


def receipt_of(filing: Filing) -> Receipt | None:
    """The receipt of the last submission."""
    if not filing.versions:
        return None
    last = filing.versions[-1]
    return Receipt(last.receipt_no, last.digest)


def sign_off_of(filing: Filing, payload: Mapping[str, Any]) -> SignOff:
    """The sign-off line; the date is that of the submission."""
    last = filing.versions[-1] if filing.versions else None
    return SignOff(
        unit=both(payload["project"]["implementing_unit"]),
        filled_by=last.submitter.full_name if last else "",
        filled_on=clock.official(last.submitted_at).date() if last else None,
    )


def number_of(filing: Filing) -> str:
    """The number on the paper: the receipt's, or the project's code before any submission."""
    return filing.versions[-1].receipt_no if filing.versions else filing.project.code


def is_draft(filing: Filing) -> bool:
    """Papers of content that is still being filled in carry 草稿."""
    return filing.status in EDITABLE


def fund_lines(payload: Mapping[str, Any]) -> tuple[FundLine, ...]:
    """年度资金总额 and its parts as declared."""
    funds = payload["funds"]
    return (
        FundLine("total", budget_fen=funds["total_fen"]),
        FundLine("fiscal", budget_fen=funds["fiscal_fen"]),
        FundLine("other", budget_fen=funds["other_fen"]),
    )
