"""One clock: nothing else asks the machine what time it is, and no instant is without its zone."""

from __future__ import annotations

import ast

from tests.rules.sources import calls, sources, within

CLOCK = "portal/clock.py"
ASKING = (
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "time.localtime",
    "func.now",
)


def test_only_the_clock_asks_for_the_time() -> None:
    for path, tree in sources().items():
        for call in calls(tree):
            assert not ast.unparse(call.func).endswith(ASKING) or path == CLOCK, f"{path}:{call.lineno}"


def test_the_domain_is_told_the_day() -> None:
    for path, tree in within("portal/domain").items():
        imported = {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }
        modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert "clock" not in imported, path
        assert "portal.clock" not in modules, path
