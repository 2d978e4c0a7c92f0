"""Reproducible random samples (随机抽样): whoever knows the codes and the published number draws the same ones again.

How to recompute by hand: for each code type the published number, a colon and the code into a SHA-256 calculator, for
instance ``20200713:2020-653222-001`` (UTF-8, no space, no line end). Sort the codes by these digests, read as text;
the first ones are drawn. In a stratified sample the same is done within each place; how many each place gives is
said by allocate(). Nothing here is random: the chance lies in the number alone, which is fixed before the draw.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum

from portal.domain.problems import Problem
from portal.domain.regions import REGION_ROOT, level_of
from portal.domain.roles import Level

LONGEST_SEED = 60


class Strata(StrEnum):
    """What a sample is divided by, so that no place is passed over."""

    NONE = "none"
    PREFECTURE = "prefecture"
    COUNTY = "county"


def digest(seed: str, code: str) -> str:
    """The SHA-256 (hex) by which a code takes its place in a draw."""
    return hashlib.sha256(f"{seed}:{code}".encode()).hexdigest()


def population_digest(codes: Iterable[str]) -> str:
    """SHA-256 (hex) of a population: its codes in order, a line each, every line ended by one line feed."""
    return hashlib.sha256("".join(f"{code}\n" for code in sorted(codes)).encode()).hexdigest()


def draw(codes: Iterable[str], seed: str, size: int) -> tuple[str, ...]:
    """The first `size` codes in the order of their digests; all of them where there are fewer."""
    ranked = sorted(set(codes), key=lambda code: (digest(seed, code), code))
    return tuple(ranked[: max(0, size)])


def stratum_of(strata: Strata, region_code: str) -> str:
    """The place that a record counts to: its county, its prefecture, or the whole. A county-level draw counts what a
    prefecture's or the region's own units carry out under the prefecture and the region."""
    if strata is Strata.NONE:
        return REGION_ROOT
    if strata is Strata.PREFECTURE and level_of(region_code) is not Level.REGION:
        return region_code[:4] + "00"
    return region_code


def allocate(counts: Mapping[str, int], size: int, at_least: int = 0) -> dict[str, int]:
    """How many of a sample each stratum gives: first `at_least` (all of a smaller stratum), then the rest in
    proportion to what each has left, by largest remainder; equal remainders go to the smaller code.

    size must lie between the sum of the minima and the population. Raises ValueError otherwise.
    """
    given = {code: min(at_least, counts[code]) for code in sorted(counts)}
    rest = size - sum(given.values())
    left = {code: counts[code] - given[code] for code in given}
    total = sum(left.values())
    if rest < 0 or rest > total:
        raise ValueError(f"{size} of {sum(counts.values())} with {at_least} of each")
    if not rest:
        return given
    share = {code: divmod(rest * left[code], total) for code in given}
    over = rest - sum(whole for whole, _remainder in share.values())
    by_remainder = sorted(given, key=lambda code: (-share[code][1], code))
    for code in given:
        given[code] += share[code][0] + (code in by_remainder[:over])
    return given


def draw_strata(
    stratum_by_code: Mapping[str, str], seed: str, size: int, at_least: int = 0
) -> tuple[str, ...]:
    """A stratified sample: strata in the order of their codes, within each the order of the draw.

    Raises ValueError where the size does not fit, see allocate().
    """
    quota = allocate(Counter(stratum_by_code.values()), size, at_least)
    found: list[str] = []
    for stratum, number in quota.items():
        found += draw((code for code, held in stratum_by_code.items() if held == stratum), seed, number)
    return tuple(found)


def sample_problems(counts: Mapping[str, int], seed: str, size: int, at_least: int) -> list[Problem]:
    """What stands against a draw, each with the numbers that would do; counts: records by stratum."""
    population = sum(counts.values())
    least = max(1, sum(min(at_least, count) for count in counts.values()))
    found: list[Problem] = []
    if not seed.strip():
        found.append(Problem("seed", "sample.seed.missing"))
    elif len(seed.strip()) > LONGEST_SEED:
        found.append(
            Problem("seed", "sample.seed.long", {"length": len(seed.strip()), "limit": LONGEST_SEED})
        )
    if population and not least <= size <= population:
        found.append(Problem("size", "sample.size.range", {"size": size, "least": least, "most": population}))
    return found
