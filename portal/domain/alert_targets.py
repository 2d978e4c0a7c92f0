"""Rules of lights on targets and on how money is cut up: not approved (T01), irregular (T02), 细散小 (T03)."""

from __future__ import annotations

from datetime import date

from portal.domain.alert_facts import ProjectSeen
from portal.domain.alert_types import Alert, Colour, Limits, Lit, Params, Rule, plain
from portal.domain.filings import Stage
from portal.domain.money import format_wan
from portal.domain.problems import has_hard

FEN_PER_WAN = 1_000_000


def no_target(seen: ProjectSeen, limits: Limits, today: date) -> Lit:
    """T01: no approved target after the round's date (《意见》: 6月30日前); says with whom it lies."""
    colour = limits.colours.get("T01.colour")
    targets = seen.of_stage(Stage.TARGET)
    if colour is None or seen.target_approved or not targets or today <= targets[0].due_on:
        return
    kind = "not_filed" if targets[0].missing else "not_reviewed"
    yield Alert(Rule.T01, colour, kind, params={"due": targets[0].due_on.isoformat()})


def irregular_target(seen: ProjectSeen, limits: Limits, _today: date) -> Lit:
    """T02: findings on the target as filed (绩效目标填写不规范)."""
    hard = sum(1 for problem in seen.target_problems if has_hard([problem]))
    soft = len(seen.target_problems) - hard
    red, yellow = limits.numbers.get("T02.red"), limits.numbers.get("T02.yellow")
    if red is not None and hard and hard >= red:
        yield Alert(Rule.T02, Colour.RED, "hard", params={"count": hard})
    elif yellow is not None and soft and soft >= yellow:
        params: Params = {"count": soft, "limit": plain(yellow)}
        yield Alert(Rule.T02, Colour.YELLOW, "soft", params=params)


def scattered(seen: ProjectSeen, limits: Limits, _today: date) -> Lit:
    """T03: 细散小. Split: the same unit, content and dates in parts, each under the threshold and together over it."""
    small, many = limits.numbers.get("T03.small"), limits.numbers.get("T03.many")
    colour, split = limits.colours.get("T03.colour"), limits.colours.get("T03.split")
    parts, alike = [seen.total_fen, *seen.twins], seen.neighbours + 1
    limit = 0 if small is None else int(small * FEN_PER_WAN)
    params: Params
    if split and len(parts) > 1 and max(parts) < limit <= sum(parts):
        params = {"count": len(parts), "sum": format_wan(sum(parts)), "limit": format_wan(limit)}
        yield Alert(Rule.T03, split, "split", params=params)
    elif colour and 0 < seen.total_fen < limit:
        params = {"total": format_wan(seen.total_fen), "limit": format_wan(limit)}
        yield Alert(Rule.T03, colour, "small", params=params)
    elif colour and many is not None and alike >= many:
        params = {"count": alike, "limit": plain(many)}
        yield Alert(Rule.T03, colour, "many", params=params)
