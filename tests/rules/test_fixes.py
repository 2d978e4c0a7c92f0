"""Every sentence that refuses something in the rooms of supervision has its case, so that a new one cannot be forgotten."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from portal import sentences
from tests.services.test_fixes import FIXES as BY_SERVICES
from tests.services.test_fixes import ROOMS as HELD
from tests.web.fixes import FIXES as BY_PAGES

ROOMS = frozenset(
    {
        "alerts",
        "announcements",
        "checks",
        "concentrated",
        "exceptions",
        "funds",
        "handing",
        "ledgers",
        "orders",
        "papers",
        "printing",
        "projects",
        "rankings",
        "reports",
        "workflow",
    }
)
ELSEWHERE = {
    "admin": "accounts, plans and reference data",
    "evaluations": "tests/domain/test_evaluation_checks.py",
    "files": "tests/services/test_attachments.py and test_file_kinds.py",
    "notices": "news, no refusals",
    "stages": "tests/domain/test_monitoring_checks.py and test_evaluation_checks.py",
    "targets": "tests/domain/test_target_checks.py",
}
"""Modules of sentences that have no case here, and where theirs are held."""

NO_REFUSALS = ("alert.", "notice.")
"""What a light says (tests/services/test_light_fixes.py) and what a notice says refuse nothing."""


def test_every_module_of_sentences_is_a_room_or_held_elsewhere() -> None:
    assert ROOMS | set(ELSEWHERE) == {module.name for module in pkgutil.iter_modules(sentences.__path__)}


def test_every_refusal_has_its_case_and_every_case_a_refusal() -> None:
    said = {code for room in ROOMS for code in import_module(f"portal.sentences.{room}").SENTENCES}
    refusals = {code for code in said if not code.startswith(NO_REFUSALS)}
    assert len(refusals) > 100
    assert refusals == {case.partition("|")[0] for case in BY_SERVICES} | set(BY_PAGES)


def test_what_a_page_alone_refuses_is_refused_by_no_service() -> None:
    assert not {case.partition("|")[0] for case in BY_SERVICES} & set(BY_PAGES)


def test_no_room_takes_the_case_of_another() -> None:
    assert sum(len(room.FIXES) for room in HELD) == len(BY_SERVICES)
