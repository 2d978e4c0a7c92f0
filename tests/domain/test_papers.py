"""Codes of issued papers: what they are made of, which slips they tell, how they are typed and printed."""

from __future__ import annotations

import pytest

from portal.domain.papers import (
    ALPHABET,
    PaperState,
    completed,
    grouped,
    last_letter,
    state_of,
    tidy,
    well_formed,
)

CODE = completed("7HK2MNPQ9RSTVWX")


def test_the_alphabet_has_no_letters_that_look_alike_and_a_prime_number_of_them() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 31
    assert not set(ALPHABET) & set("01IOL")


def test_every_single_wrong_letter_is_told() -> None:
    for place, right in enumerate(CODE):
        for letter in ALPHABET.replace(right, ""):
            assert not well_formed(CODE[:place] + letter + CODE[place + 1 :])


def test_every_two_exchanged_neighbours_among_the_drawn_letters_are_told() -> None:
    for place in range(len(CODE) - 2):
        swapped = CODE[:place] + CODE[place + 1] + CODE[place] + CODE[place + 2 :]
        assert not well_formed(swapped)


@pytest.mark.parametrize("code", ["", CODE[:-1], CODE + "2", CODE[:-1] + "0", CODE.lower(), "码" * 16])
def test_what_is_too_short_too_long_or_foreign_is_no_code(code: str) -> None:
    assert not well_formed(code)


def test_the_last_letter_follows_from_the_drawn_ones() -> None:
    assert last_letter("2" * 15) == "2"
    assert last_letter("3" + "2" * 14) == "3"
    with pytest.raises(ValueError, match="substring"):
        last_letter("0" * 15)


@pytest.mark.parametrize("typed", [CODE, grouped(CODE), grouped(CODE).lower(), f" {CODE[:8]} – {CODE[8:]}\n"])
def test_a_code_may_be_typed_with_blanks_hyphens_and_small_letters(typed: str) -> None:
    assert tidy(typed) == CODE
    assert well_formed(tidy(typed))


def test_a_code_is_printed_in_four_groups_of_four() -> None:
    assert grouped(CODE) == "7HK2-MNPQ-9RST-VWX" + CODE[-1]


def test_what_was_revoked_stays_so_whatever_came_after_it() -> None:
    states = [state_of(*both) for both in ((False, False), (True, False), (False, True), (True, True))]
    assert states == [PaperState.VALID, PaperState.SUPERSEDED, PaperState.REVOKED, PaperState.REVOKED]
