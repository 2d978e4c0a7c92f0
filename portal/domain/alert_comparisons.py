"""Rules of lights on a target beside those of other projects: near-copies (T04, 雷同) and outliers (T05, 离群).

The opinion of 2020 and 财预〔2015〕88号 want targets that fit their own project; one that is copied, or that asks for a
multiple of what all others ask, is asked about.
"""

from __future__ import annotations

from datetime import date

from portal.domain.alert_facts import ProjectSeen
from portal.domain.alert_types import Alert, Limits, Lit, Params, Rule, plain
from portal.domain.figures import number_text
from portal.domain.likeness import Compared
from portal.domain.money import percent_text


def near_copy(seen: ProjectSeen, limits: Limits, _today: date) -> Lit:
    """T04: goal or indicators that are those of a project filed before, but for names and figures; short ones are not
    judged."""
    colour = limits.colours.get("T04.colour")
    for alike in seen.alike:
        limit = limits.numbers.get(f"T04.{alike.part}")
        least = limits.numbers.get(f"T04.{alike.part}_least")
        if colour is None or limit is None or least is None or alike.length < least:
            continue
        if alike.share * 100 >= limit:
            share = percent_text(alike.share.numerator, alike.share.denominator)
            params: Params = {"share": share, "limit": plain(limit)}
            more: Params = {"count": alike.length} if alike.part is Compared.ROWS else {}
            yield Alert(Rule.T04, colour, alike.part.value, alike.part.value, {**params, **more})


def outlier(seen: ProjectSeen, limits: Limits, _today: date) -> Lit:
    """T05: a figure far outside what is usual for the same indicator and unit of the same type; fewer others than the
    plan's least say nothing."""
    colour, least = limits.colours.get("T05.colour"), limits.numbers.get("T05.least")
    times, margin = limits.numbers.get("T05.times"), limits.numbers.get("T05.margin")
    if colour is None or least is None or times is None or margin is None:
        return
    for one in seen.figures:
        others, figure = one.usual.count - 1, one.figure
        lowest, highest = one.usual.bounds(times, margin)
        if others < least or lowest <= figure.micros <= highest:
            continue
        params: Params = {
            "name": figure.name,
            "text": figure.text,
            "count": others,
            "lowest": number_text(lowest),
            "highest": number_text(highest),
            "unit": figure.unit,
        }
        yield Alert(Rule.T05, colour, "cost" if figure.cost else "value", f"row:{figure.key}", params)
