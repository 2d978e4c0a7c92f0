"""Every code that can reach a page has words: members of enums, problems, actions of the history, buttons."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from enum import StrEnum

import pytest
from flask import Flask

import portal
from portal.admin import words as admin_words
from portal.domain.flows import FLOWS
from portal.domain.handing import ItemKind
from portal.domain.indicator_types import Operator, Precision, ValueKind
from portal.domain.lifecycle import Audience, DeadlineKind
from portal.domain.likeness import Compared
from portal.domain.nudges import Owing
from portal.domain.permissions import Ability
from portal.domain.scoring import Part, QualitativeLevel
from portal.domain.versions import ChangeKind
from portal.labels import EVENTS, TABLES, label
from portal.messages import SENTENCES
from portal.models import PlanStatus
from portal.reporting.official import Align, Face, Style
from portal.services.extensions import Pressure
from portal.services.progress import Grouping
from portal.services.tasks import Task
from portal.web.homes import ACTIONS
from tests.rules.sources import calls, name_of, sources, within

ELSEWHERE: dict[type[StrEnum], set[object]] = {
    Operator: set(admin_words.OPERATORS),
    Part: set(admin_words.PARTS),
    PlanStatus: set(admin_words.PLAN_STATUS),
    Task: set(ACTIONS),
    Pressure: {kind for kind in Pressure if f"order.{kind}" in EVENTS},
}
"""Enums whose words stand beside the pages that show them."""

NEVER_SHOWN: set[type[StrEnum]] = {
    Ability,
    Align,
    Audience,
    ItemKind,
    ChangeKind,
    DeadlineKind,
    Face,
    Grouping,
    Owing,
    Precision,
    Style,
    ValueKind,
}
"""Enums that the code speaks to itself in."""

IN_SENTENCES: set[type[StrEnum]] = {Compared, QualitativeLevel}
"""Enums that stand in whole sentences only: what lights on copies say, the bounds of a plan's parameters, the choices
of a self-evaluation."""


def enums() -> set[type[StrEnum]]:
    """Every StrEnum of the portal."""
    found = set()
    for module in pkgutil.walk_packages(portal.__path__, "portal."):
        for thing in vars(importlib.import_module(module.name)).values():
            if (
                isinstance(thing, type)
                and issubclass(thing, StrEnum)
                and thing.__module__.startswith("portal.")
            ):
                found.add(thing)
    return found


def test_every_enum_has_words_or_is_never_shown() -> None:
    assert enums() == set(TABLES) | set(ELSEWHERE) | NEVER_SHOWN | IN_SENTENCES


def test_every_member_of_an_enum_has_words() -> None:
    for kind, table in TABLES.items():
        assert set(table) == set(kind), kind
    for kind, held in ELSEWHERE.items():
        assert held == set(kind), kind


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_no_words_are_empty_in_either_language(app: Flask, language: str) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        for table in TABLES.values():
            for member in table:
                assert label(member).strip()
        assert all(str(text).strip() for text in (*SENTENCES.values(), *EVENTS.values()))


CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")


def said() -> tuple[set[str], set[str]]:
    """Codes that stand in the code as they are, and patterns of those that are put together."""
    plain, patterns = set(), set()
    for path, tree in sources().items():
        if path.startswith("portal/sentences"):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
                plain.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = [re.escape(p.value) if isinstance(p, ast.Constant) else r"\w+" for p in node.values]
                patterns.add("".join(map(str, parts)))
    return plain, patterns


def test_every_sentence_is_said_somewhere() -> None:
    plain, patterns = said()
    shapes = [re.compile(p) for p in patterns if p.count(r"\.") and not p.startswith(r"\w+")]
    for code in SENTENCES:
        assert code in plain or any(shape.fullmatch(code) for shape in shapes), code


def problems() -> list[tuple[str, ast.Call]]:
    """Every place in which a problem is made."""
    return [
        (path, call)
        for path, tree in sources().items()
        for call in calls(tree)
        if name_of(call.func) == "Problem" and len(call.args) > 1
    ]


def test_every_problem_has_a_sentence() -> None:
    assert len(problems()) > 100
    for path, call in problems():
        code = call.args[1]
        if isinstance(code, ast.Constant):
            assert code.value in SENTENCES, f"{path}:{call.lineno}"
        elif isinstance(code, ast.JoinedStr):
            parts = [re.escape(p.value) if isinstance(p, ast.Constant) else r"\w+" for p in code.values]
            shape = re.compile("".join(map(str, parts)))
            assert any(shape.fullmatch(known) for known in SENTENCES), f"{path}:{call.lineno}"


COMPLETED_LATER = {"weights.missing", "weights.not_positive"}
"""Problems that the checks of targets complete with the name of the row."""


def test_every_placeholder_of_a_sentence_gets_its_value() -> None:
    for path, call in problems():
        code, values = call.args[1], call.args[2] if len(call.args) > 2 else None
        if not isinstance(code, ast.Constant) or not isinstance(values, ast.Dict | None):
            continue
        if code.value in COMPLETED_LATER:
            continue
        if values is not None and any(not isinstance(key, ast.Constant) for key in values.keys):
            continue
        given = {str(key.value) for key in values.keys if isinstance(key, ast.Constant)} if values else set()
        if any(word.arg == "params" for word in call.keywords):
            continue
        # A name given in both languages is said in that of the page.
        given |= {name.removesuffix("_zh") for name in given if f"{name.removesuffix('_zh')}_ug" in given}
        wanted = set(re.findall(r"%\((\w+)\)", str(SENTENCES[str(code.value)]._args[0])))
        assert wanted <= given, f"{path}:{call.lineno} {code.value}"


def test_codes_that_the_domain_lists_have_sentences() -> None:
    listed = set()
    for tree in within("portal/domain").values():
        listed |= set(re.findall(r"^(?:hard|soft)\s+([a-z_.]+)", ast.get_docstring(tree) or "", re.MULTILINE))
    assert len(listed) > 30
    assert listed <= set(SENTENCES)


def test_every_move_of_a_flow_has_words_for_button_history_and_notice() -> None:
    kinds = {
        "filing": "FilingAction",
        "check": "CheckAction",
        "order": "OrderAction",
        "light": "LightAction",
        "concentrated": "ConcentratedAction",
        "entry": "EntryAction",
        "ranking": "RankingAction",
        "objection": "ObjectionAction",
        "report": "ReportAction",
    }
    by_name = {kind.__name__: table for kind, table in TABLES.items()}
    for flow in FLOWS.values():
        for move in flow.moves:
            assert move.action in by_name[kinds[flow.name]]
            assert f"{flow.name}.{move.action}" in EVENTS


def test_every_action_of_the_history_has_words(app: Flask) -> None:
    """Actions are written as "thing.verb" in the calls of record() and of those who hand on to it."""
    recorded = set()
    for path, tree in sources().items():
        for call in calls(tree):
            if name_of(call.func) in ("record", "_record", "_note", "note") and path != "portal/logs.py":
                texts = [
                    a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)
                ]
                recorded |= {t for t in texts if re.fullmatch(r"[a-z_]+\.[a-z_]+", t)}
    assert len(recorded) > 12
    assert recorded <= set(EVENTS)


WORDS = {"_", "p", "gettext", "pgettext", "ngettext", "npgettext", "lazy_gettext", "lazy_pgettext"}


def test_no_sentence_stands_where_the_catalogue_does_not_look() -> None:
    """Neither inside an f-string, which Python 3.11 reads as one piece, nor under a name that is not collected."""
    for path, tree in sources().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                lost = [c.lineno for c in calls(node) if isinstance(c.func, ast.Name) and c.func.id in WORDS]
                assert not lost, f"{path}:{lost}"
            if isinstance(node, ast.ImportFrom) and node.module == "flask_babel":
                names = {alias.asname or alias.name for alias in node.names if alias.name.endswith("gettext")}
                assert names <= WORDS, f"{path}:{node.lineno}"
