"""The rule of lights (预警) that looks at a fund: money received by a place and not given to projects.

Source: the catalogue of the dynamic monitoring (资金未细化到项目); its days are dated parameters of the plan.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from portal.domain.alert_types import Alert, Limits, Lit, Params, Rule, plain
from portal.domain.money import format_wan


@dataclass(frozen=True, slots=True)
class FundSeen:
    """A fund on a day, amounts in fen."""

    id: int
    received_on: date
    amount_fen: int
    allocated_fen: int = 0


def fund_alerts_of(seen: FundSeen, limits: Limits, today: date) -> list[Alert]:
    """All lights of a fund on a day."""
    return [alert for rule in FUND_RULES for alert in FUND_RULES[rule](seen, limits, today)]


def _unallocated(seen: FundSeen, limits: Limits, today: date) -> Lit:
    """A02: so many days after the receipt, money has not been given to a project."""
    rest, days = seen.amount_fen - seen.allocated_fen, (today - seen.received_on).days
    hit = limits.over(Rule.A02, days) if rest > 0 else None
    if hit is None:
        return
    params: Params = {
        "received": seen.received_on.isoformat(),
        "days": days,
        "limit": plain(hit[1]),
        "amount": format_wan(seen.amount_fen),
    }
    if seen.allocated_fen:
        yield Alert(Rule.A02, hit[0], "partly", params={**params, "rest": format_wan(rest)})
    else:
        yield Alert(Rule.A02, hit[0], "unallocated", params=params)


FUND_RULES: Mapping[Rule, Callable[[FundSeen, Limits, date], Lit]] = {Rule.A02: _unallocated}
