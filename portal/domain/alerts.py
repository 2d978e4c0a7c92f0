"""Lights (预警): one door to the catalogue and to the rules, which look at a project as it stands on a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from portal.domain import alert_comparisons, alert_money, alert_reports, alert_targets
from portal.domain.alert_facts import ProjectSeen
from portal.domain.alert_types import (
    CATEGORIES,
    COLOURS,
    NUMBERS,
    PASSING,
    SENTENCE_CODES,
    Alert,
    Colour,
    Limits,
    Lit,
    Rule,
)

__all__ = [
    "CATEGORIES",
    "COLOURS",
    "NUMBERS",
    "PASSING",
    "RULES",
    "SENTENCE_CODES",
    "Alert",
    "Colour",
    "Limits",
    "Rule",
    "alerts_of",
]


def alerts_of(seen: ProjectSeen, limits: Limits, today: date) -> list[Alert]:
    """All lights of a project on a day, in the order of the catalogue; at most one for each rule and place. What lights
    up on a fund stands in domain.alert_funds."""
    return [alert for rule in RULES for alert in RULES[rule](seen, limits, today)]


RULES: Mapping[Rule, Callable[[ProjectSeen, Limits, date], Lit]] = {
    Rule.A01: alert_money.late_release,
    Rule.P01: alert_money.slow_payment,
    Rule.P02: alert_money.no_payment,
    Rule.P03: alert_money.amounts,
    Rule.T01: alert_targets.no_target,
    Rule.T02: alert_targets.irregular_target,
    Rule.T03: alert_targets.scattered,
    Rule.T04: alert_comparisons.near_copy,
    Rule.T05: alert_comparisons.outlier,
    Rule.M01: alert_reports.no_round,
    Rule.M02: alert_reports.deviation,
    Rule.S01: alert_reports.no_evaluation,
    Rule.S02: alert_reports.other_amount,
    Rule.R01: alert_reports.overdue_order,
}
