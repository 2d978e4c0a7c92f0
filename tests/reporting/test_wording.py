"""Words and numbers before heads."""

from __future__ import annotations

import pytest

from portal.domain.filings import DeviationReason, Likelihood, ProblemCategory, Stage
from portal.domain.indicators import Level1, Level2
from portal.domain.scoring import Grade
from portal.reporting.wording import head_number, words


@pytest.mark.parametrize(
    ("level", "number", "zh"),
    [(1, 1, "一、"), (1, 11, "十一、"), (1, 20, "二十、"), (2, 3, "（三）"), (3, 4, "4."), (4, 2, "（2）")],
)
def test_heads_are_numbered_as_the_standard_says(level: int, number: int, zh: str) -> None:
    assert head_number(level, number, "zh") == zh


def test_uyghur_heads_are_words_then_digits() -> None:
    assert [head_number(level, 2, "ug") for level in (1, 2, 3, 4)] == ["ئىككى، ", "(ئىككى) ", "2. ", "(2) "]
    assert head_number(1, 11, "ug") == "11، "


@pytest.mark.parametrize("level", [0, 5])
def test_there_are_four_levels_of_heads(level: int) -> None:
    with pytest.raises(ValueError, match="level"):
        head_number(level, 1, "zh")


@pytest.mark.usefixtures("pressroom")
def test_every_code_of_the_forms_has_a_word() -> None:
    spoken = words()
    for table, codes in (
        (spoken.level1, Level1),
        (spoken.level2, Level2),
        (spoken.grades, Grade),
        (spoken.likelihoods, Likelihood),
        (spoken.reasons, DeviationReason),
        (spoken.stages, Stage),
        (spoken.problems, ProblemCategory),
    ):
        assert all(table[code.value] for code in codes)
    assert {"total", "fiscal", "other"} <= set(spoken.funds)
