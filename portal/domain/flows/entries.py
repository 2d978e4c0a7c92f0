"""The life of a problem entered by hand (手工登记): mended, reported done, verified and struck off (销号), or sent back.

Source: opinion of 2020, part 五(二): each level keeps its own ledger of what it finds and of how that is mended. The
unit that keeps the ledger makes every move, and another person there verifies than the one who reported it as mended;
whoever has to mend reads, and is told.
"""

from __future__ import annotations

from enum import StrEnum

from portal.domain.facts import Facts
from portal.domain.ledgers import OPEN_ENTRIES, EntryStatus
from portal.domain.lifecycle import Audience, Flow, Move, sources
from portal.domain.permissions import Ability
from portal.domain.problems import Problem


class EntryAction(StrEnum):
    """Verbs of an entry."""

    START = "start"
    FINISH = "finish"
    SEND_BACK = "send_back"
    CLOSE = "close"
    VOID = "void"


S = EntryStatus


def mended(facts: Facts) -> list[Problem]:
    """What is reported done says what was done and when."""
    found = []
    if not facts.extra.get("measures"):
        found.append(Problem("measures", "entry.measures.missing"))
    if not facts.extra.get("completed"):
        found.append(Problem("completed_on", "entry.completed.missing"))
    return found


ENTRY_FLOW = Flow(
    name="entry",
    states=EntryStatus,
    initial=S.UNMENDED,
    finals=frozenset({S.CLOSED, S.VOID}),
    moves=(
        Move(EntryAction.START, sources(S.UNMENDED), S.MENDING, Ability.LEDGER_KEEP),
        Move(
            EntryAction.FINISH,
            sources(S.UNMENDED, S.MENDING, S.SENT_BACK),
            S.VERIFYING,
            Ability.LEDGER_KEEP,
            guards=(mended,),
        ),
        Move(
            EntryAction.SEND_BACK,
            sources(S.VERIFYING),
            S.SENT_BACK,
            Ability.LEDGER_VERIFY,
            needs_reason=True,
            tells=(Audience.RESPONSIBLE,),
        ),
        Move(
            EntryAction.CLOSE,
            sources(S.VERIFYING),
            S.CLOSED,
            Ability.LEDGER_VERIFY,
            tells=(Audience.RESPONSIBLE,),
        ),
        Move(
            EntryAction.VOID,
            sources(*OPEN_ENTRIES),
            S.VOID,
            Ability.LEDGER_KEEP,
            needs_reason=True,
            tells=(Audience.RESPONSIBLE,),
        ),
    ),
)
