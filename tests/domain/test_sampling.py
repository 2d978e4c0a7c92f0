"""Reproducible samples: the same number draws the same ones, and a person with a hash calculator finds them too."""

from __future__ import annotations

import hashlib
from collections import Counter

import pytest

from portal.domain.sampling import (
    Strata,
    allocate,
    digest,
    draw,
    draw_strata,
    population_digest,
    sample_problems,
    stratum_of,
)

CODES = [f"2020-65{place:04d}-{number:03d}" for place in (3221, 3222, 3125) for number in range(40)]
SEED = "20200713第088期"


def by_hand(codes: list[str], seed: str, size: int) -> list[str]:
    """What a person does with a hash calculator and a spreadsheet: a column of digests, sorted, the first rows."""
    table = [(hashlib.sha256((seed + ":" + code).encode("utf-8")).hexdigest(), code) for code in codes]
    table.sort()
    return [code for _hash, code in table][:size]


@pytest.mark.parametrize("size", [0, 1, 7, 60, 119, 120])
@pytest.mark.parametrize("seed", [SEED, "1", "ئۈرۈمچى-7"])
def test_a_person_with_a_hash_calculator_finds_the_same_ones(seed: str, size: int) -> None:
    assert list(draw(CODES, seed, size)) == by_hand(CODES, seed, size)


def test_a_published_example_stays_as_it_was_published() -> None:
    """printf "7:a" | sha256sum begins with 82d9; 7:b with ec2a, 7:c with 18ec."""
    assert [digest("7", code)[:4] for code in "abc"] == ["82d9", "ec2a", "18ec"]
    assert draw(["a", "b", "c"], "7", 3) == ("c", "a", "b")


def test_the_order_in_which_codes_are_given_and_repeats_change_nothing() -> None:
    assert draw(reversed(CODES), SEED, 30) == draw([*CODES, *CODES[:9]], SEED, 30) == draw(CODES, SEED, 30)


def test_a_larger_sample_begins_with_the_smaller_one() -> None:
    whole = draw(CODES, SEED, len(CODES))
    assert sorted(whole) == sorted(CODES)
    for size in range(len(CODES)):
        assert draw(CODES, SEED, size) == whole[:size]


def test_one_more_record_moves_no_other() -> None:
    before, after = draw(CODES, SEED, 120), draw([*CODES, "2020-653222-999"], SEED, 121)
    assert [code for code in after if code != "2020-653222-999"] == list(before)


def test_another_number_draws_others_and_every_record_has_its_chance() -> None:
    drawn = Counter(code for seed in range(300) for code in draw(CODES, str(seed), 12))
    assert set(drawn) == set(CODES)
    # 300 draws of 12 from 120: 30 times each is to be expected; the numbers are fixed, so this cannot waver.
    assert min(drawn.values()) >= 14
    assert max(drawn.values()) <= 50


@pytest.mark.parametrize("at_least", [0, 1, 2, 5])
def test_shares_add_up_and_keep_within_every_stratum(at_least: int) -> None:
    for counts in ({"a": 1}, {"a": 3, "b": 7, "c": 1}, {"a": 40, "b": 40, "c": 40}, {"a": 1, "b": 999}):
        least = sum(min(at_least, n) for n in counts.values())
        for size in range(least, sum(counts.values()) + 1):
            quota = allocate(counts, size, at_least)
            assert sum(quota.values()) == size
            for code, count in counts.items():
                assert min(at_least, count) <= quota[code] <= count


def test_shares_are_proportional_within_one_of_the_exact_share() -> None:
    counts = {"653125": 17, "653221": 61, "653222": 222}
    for size in range(301):
        for code, number in allocate(counts, size).items():
            assert abs(number - size * counts[code] / 300) < 1


def test_equal_remainders_go_to_the_smaller_code() -> None:
    assert allocate({"b": 10, "a": 10, "c": 10}, 4) == {"a": 2, "b": 1, "c": 1}


@pytest.mark.parametrize(("size", "at_least"), [(3, 2), (13, 0), (-1, 0)])
def test_a_size_that_does_not_fit_is_refused(size: int, at_least: int) -> None:
    with pytest.raises(ValueError, match="of 12"):
        allocate({"a": 6, "b": 6}, size, at_least)


def test_a_stratified_sample_draws_within_each_place_as_a_person_would() -> None:
    place = {code: code[5:11] for code in CODES}
    drawn = draw_strata(place, SEED, 20, 2)
    assert len(set(drawn)) == 20
    by_place = Counter(place[code] for code in drawn)
    assert by_place == {"653125": 7, "653221": 7, "653222": 6}
    expected = []
    for region in sorted(by_place):
        expected += by_hand([c for c in CODES if place[c] == region], SEED, by_place[region])
    assert list(drawn) == expected


@pytest.mark.parametrize(
    ("strata", "region", "expected"),
    [
        (Strata.NONE, "653222", "650000"),
        (Strata.PREFECTURE, "653222", "653200"),
        (Strata.PREFECTURE, "653200", "653200"),
        (Strata.PREFECTURE, "650000", "650000"),
        (Strata.COUNTY, "653222", "653222"),
        (Strata.COUNTY, "653200", "653200"),
    ],
)
def test_a_record_counts_to_its_place(strata: Strata, region: str, expected: str) -> None:
    assert stratum_of(strata, region) == expected


def test_the_digest_of_a_population_is_that_of_its_lines() -> None:
    text = "".join(code + "\n" for code in sorted(CODES))
    assert population_digest(reversed(CODES)) == hashlib.sha256(text.encode()).hexdigest()
    assert population_digest(CODES[1:]) != population_digest(CODES)


def test_what_a_message_advises_is_then_in_order() -> None:
    counts = {"a": 6, "b": 1}
    for size in (0, 2, 8):
        (problem,) = sample_problems(counts, "7", size, 2)
        assert (problem.field, problem.code) == ("size", "sample.size.range")
        for advised in ("least", "most"):
            mended = int(problem.params[advised])
            assert sample_problems(counts, "7", mended, 2) == []
            assert sum(allocate(counts, mended, 2).values()) == mended
    assert [p.code for p in sample_problems(counts, " ", 3, 0)] == ["sample.seed.missing"]
    assert [p.code for p in sample_problems(counts, "7" * 61, 3, 0)] == ["sample.seed.long"]
    assert sample_problems(counts, "7" * 60, 3, 0) == []
