"""Issued papers: which kinds there are, where one stands, and the code by which a sheet of paper is asked about.

A check code has sixteen letters of an alphabet without 0, 1, I, L and O: fifteen drawn at random and one that follows
from them. Thirty-one letters are a prime number of letters, so the last one tells every single wrong letter and every
two that were exchanged, and a slip of the pen is told apart from a forgery.
"""

from __future__ import annotations

import re
from enum import StrEnum

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
DRAWN = 15
"""Letters drawn at random: 31 to the power of 15 codes, 74 bits."""

_SEPARATORS = re.compile(r"[\s\-–—_.·:]+")


class PaperKind(StrEnum):
    """Papers that are issued; lists and sheets as of a day are not."""

    TARGET = "target"
    MONITORING = "monitoring"
    EVALUATION = "evaluation"
    REVIEW = "review"
    ORDER = "order"
    BULLETIN = "bulletin"
    CONCENTRATED = "concentrated"
    HANDOVER = "handover"
    RANKING = "ranking"
    CIRCULAR = "circular"
    REPORT = "report"
    ANNOUNCEMENT = "announcement"


class PaperState(StrEnum):
    """Where an issued paper stands."""

    VALID = "valid"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"


def state_of(superseded: bool, revoked: bool) -> PaperState:
    """Where a paper stands; one that was revoked stays so whatever came after it."""
    if revoked:
        return PaperState.REVOKED
    return PaperState.SUPERSEDED if superseded else PaperState.VALID


def last_letter(drawn: str) -> str:
    """The letter that follows from the drawn ones. Raises ValueError for a letter outside the alphabet."""
    return ALPHABET[sum(weight * ALPHABET.index(letter) for weight, letter in enumerate(drawn, 1)) % 31]


def completed(drawn: str) -> str:
    """The code of fifteen drawn letters. Raises ValueError for a letter outside the alphabet."""
    return drawn + last_letter(drawn)


def tidy(text: str) -> str:
    """What somebody typed or scanned as a code: capital letters without blanks and hyphens."""
    return _SEPARATORS.sub("", text).upper()


def well_formed(code: str) -> bool:
    """True where the letters can be a code at all: sixteen of the alphabet, the last one right."""
    return (
        len(code) == DRAWN + 1 and not set(code) - set(ALPHABET) and last_letter(code[:DRAWN]) == code[DRAWN]
    )


def grouped(code: str) -> str:
    """A code as it is printed: four groups of four, ABCD-EFGH-JKMN-PQRS."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
