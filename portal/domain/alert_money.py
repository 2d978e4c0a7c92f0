"""Rules of lights on the money of a project: passed on late (A01), paid slowly (P01, P02), amounts at odds (P03)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from portal.domain.alert_facts import ProjectSeen
from portal.domain.alert_types import Alert, Limits, Lit, Params, Rule, plain
from portal.domain.money import format_wan, percent_text


def late_release(seen: ProjectSeen, limits: Limits, _today: date) -> Lit:
    """A01: days from the receipt of the document to the release (预算法 art. 52: 30 days)."""
    for release in seen.releases:
        if release.received_on is None:
            continue
        days = (release.released_on - release.received_on).days
        if hit := limits.over(Rule.A01, days):
            yield Alert(
                Rule.A01,
                hit[0],
                "late",
                f"release:{release.id}",
                {
                    "days": days,
                    "limit": plain(hit[1]),
                    "received": release.received_on.isoformat(),
                    "released": release.released_on.isoformat(),
                },
            )


def slow_payment(seen: ProjectSeen, limits: Limits, today: date) -> Lit:
    """P01: the rate of payment lies behind the time gone by (序时进度), in percentage points."""
    if not seen.total_fen:
        return
    elapsed = seen.elapsed(today)
    lag = (elapsed - Fraction(seen.paid_fen, seen.total_fen)) * 100
    if hit := limits.over(Rule.P01, lag):
        yield Alert(
            Rule.P01,
            hit[0],
            "behind",
            params={
                "rate": percent_text(seen.paid_fen, seen.total_fen),
                "elapsed": percent_text(elapsed.numerator, elapsed.denominator),
                "lag": f"{float(lag):.2f}",
                "limit": plain(hit[1]),
            },
        )


def no_payment(seen: ProjectSeen, limits: Limits, today: date) -> Lit:
    """P02: money was released and nothing has been paid for so many days."""
    if seen.paid_fen or not seen.releases:
        return
    first = min(release.released_on for release in seen.releases)
    days = (today - first).days
    if hit := limits.over(Rule.P02, days):
        params: Params = {"released": first.isoformat(), "days": days, "limit": plain(hit[1])}
        yield Alert(Rule.P02, hit[0], "unpaid", params=params)


def amounts(seen: ProjectSeen, limits: Limits, _today: date) -> Lit:
    """P03: amounts that contradict each other (金额填报错误); the widest contradiction is named."""
    colour = limits.colours.get("P03.colour")
    if colour is None:
        return
    paid, released, total = seen.paid_fen, seen.released_fen, seen.total_fen
    amounts: Params = {"paid": format_wan(paid), "released": format_wan(released), "total": format_wan(total)}
    if paid > total:
        kind, names = "paid_over_total", ("paid", "total")
    elif released > total:
        kind, names = "released_over_total", ("released", "total")
    elif seen.releases and paid > released:
        kind, names = "paid_over_released", ("paid", "released")
    else:
        return
    yield Alert(Rule.P03, colour, kind, params={name: amounts[name] for name in names})
