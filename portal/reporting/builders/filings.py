"""Filings as papers: target declaration, monitoring form, self-evaluation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.domain.filings import Stage
from portal.domain.money import rate, round_half_up
from portal.models import Filing
from portal.reporting.builders import heads
from portal.reporting.papers import (
    AnyPaper,
    EvaluationPaper,
    EvaluationRow,
    FundLine,
    MonitoringPaper,
    MonitoringRow,
    TargetPaper,
    TargetRow,
)


def filing_paper(filing: Filing, payload: Mapping[str, Any]) -> AnyPaper:
    """The paper of a filing with the content given (live or a snapshot)."""
    return {
        Stage.TARGET: target_paper,
        Stage.MONITORING: monitoring_paper,
        Stage.EVALUATION: evaluation_paper,
    }[filing.stage](filing, payload)


def _common(filing: Filing, payload: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "year": payload["year"],
        "number": heads.number_of(filing),
        "draft": heads.is_draft(filing),
        "receipt": heads.receipt_of(filing),
        "project": heads.project_of(payload),
        "goal": payload["goal"],
        "notes": heads.notes_of(filing),
        "sign_off": heads.sign_off_of(filing, payload),
    }


def target_paper(filing: Filing, payload: Mapping[str, Any]) -> TargetPaper:
    """绩效目标申报表."""
    return TargetPaper(
        **_common(filing, payload),
        funds=heads.fund_lines(payload),
        indicators=tuple(
            TargetRow(r["level1"], r["level2"], r["name"], r["value"], r["remark"], r["core"])
            for r in payload["indicators"]
        ),
        sign_blocks=heads.sign_blocks_of(filing),
    )


def basis_points(executed: int | None, budget: int | None) -> int | None:
    """Execution rate in hundredths of a percent, half up; None without a budget."""
    share = rate(executed or 0, budget or 0)
    return None if share is None else int(round_half_up(share * 10000, 0))


def _line(kind: str, budget: int | None, executed: int | None, **values: Any) -> FundLine:
    return FundLine(
        kind, budget_fen=budget, executed_fen=executed, rate=basis_points(executed, budget), **values
    )


def _sum(money: Mapping[str, Any], what: str) -> int:
    return (money.get(f"{what}_fiscal_fen") or 0) + (money.get(f"{what}_other_fen") or 0)


def monitoring_paper(filing: Filing, payload: Mapping[str, Any]) -> MonitoringPaper:
    """绩效监控表."""
    money = payload["money"]
    funds = tuple(
        FundLine(
            kind,
            budget_fen=budget,
            initial_fen=budget,
            executed_fen=paid,
            expected_fen=expected,
            rate=basis_points(paid, budget),
        )
        for kind, budget, paid, expected in (
            ("total", _sum(money, "budget"), _sum(money, "paid"), _sum(money, "expected")),
            (
                "fiscal",
                money.get("budget_fiscal_fen"),
                money.get("paid_fiscal_fen"),
                money.get("expected_fiscal_fen"),
            ),
            (
                "other",
                money.get("budget_other_fen"),
                money.get("paid_other_fen"),
                money.get("expected_other_fen"),
            ),
        )
    )
    return MonitoringPaper(
        **_common(filing, payload),
        round_name=heads.both(payload["round"]),
        last_month=payload["round"]["cutoff_month"],
        funds=funds,
        indicators=tuple(
            MonitoringRow(
                r["level1"],
                r["level2"],
                r["name"],
                r["value"],
                r["progress"],
                r["expected"],
                frozenset(r["reasons"]),
                r["reason_text"],
                r["likelihood"] or None,
                "\n".join(t for t in (r["measures"], r["remark"]) if t),
            )
            for r in payload["rows"]
        ),
        nothing_to_report=payload["nothing_reason"] if payload["nothing_to_report"] else "",
    )


def evaluation_paper(filing: Filing, payload: Mapping[str, Any]) -> EvaluationPaper:
    """绩效自评表."""
    money, execution = payload["money"], payload["execution"]
    weights = {w.part: w.points for w in filing.project.plan.weights}
    return EvaluationPaper(
        **_common(filing, payload),
        funds=(
            _line(
                "total",
                _sum(money, "budget"),
                _sum(money, "executed"),
                weight=execution["weight"],
                score=execution["score"],
            ),
            _line("fiscal", money.get("budget_fiscal_fen"), money.get("executed_fiscal_fen")),
            _line("other", money.get("budget_other_fen"), money.get("executed_other_fen")),
        ),
        achievement=payload["achievement"],
        indicators=tuple(
            EvaluationRow(
                r["level1"],
                r["level2"],
                r["name"],
                r["weight"],
                r["value"],
                r["actual"],
                r["score"],
                "\n".join(t for t in (r["deviation"], r["override_reason"]) if t),
            )
            for r in payload["rows"]
        ),
        level1_weights=tuple((p, weights[p]) for p in ("output", "benefit", "satisfaction") if p in weights),
        total_weight=sum(weights.values()),
        total_score=payload["total"],
        grade=payload["grade"] or None,
    )
