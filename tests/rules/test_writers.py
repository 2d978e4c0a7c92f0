"""Who may write what: status and history have one writer, a request one commit, a reading view none."""

from __future__ import annotations

import ast

from flask import Flask

from portal.access.scope import visible
from portal.domain.roles import Actor
from portal.models import Base
from tests.rules.sources import calls, name_of, sources, within

WORKFLOW = "portal/services/workflow.py"
PLANS = "portal/services/plans.py"
HISTORY = "portal/services/history.py"
SCRIPTED = "portal/cli/"
"""The demo world stages the past and says so; it is refused in production."""


def written(tree: ast.AST) -> list[tuple[int, str]]:
    """(line, attribute) of every assignment to an attribute, also by tuples, setattr and values()."""
    found = []
    for node in ast.walk(tree):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = list(node.targets)
        elif isinstance(node, ast.AugAssign | ast.AnnAssign):
            targets = [node.target]
        for target in targets:
            for part in ast.walk(target):
                if isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Store):
                    found.append((part.lineno, part.attr))
        if isinstance(node, ast.Call) and name_of(node.func) == "setattr":
            name = node.args[1]
            found.append((node.lineno, str(name.value) if isinstance(name, ast.Constant) else "?"))
        if isinstance(node, ast.Call) and name_of(node.func) == "values":
            found += [(node.lineno, word.arg or "?") for word in node.keywords]
    return found


def test_the_workflow_is_the_only_writer_of_a_status() -> None:
    allowed = {WORKFLOW: 1, PLANS: 1, "portal/domain/lifecycle.py": 1}
    for path, tree in sources().items():
        if path.startswith(SCRIPTED):
            continue
        lines = [line for line, attribute in written(tree) if attribute == "status"]
        assert len(lines) <= allowed.get(path, 0), f"{path}:{lines}"


def test_records_of_the_workflow_begin_in_the_first_state_of_their_flow() -> None:
    first = {
        "Filing": {"FilingStatus.NOT_STARTED"},
        "Check": {"CheckStatus.OPEN"},
        "Order": {"OrderStatus.DRAFT"},
        "Light": {"LightStatus.LIT"},
        "LedgerEntry": {"EntryStatus.UNMENDED"},
    }
    for path, tree in sources().items():
        for call in calls(tree):
            if path.startswith(SCRIPTED) or name_of(call.func) not in first:
                continue
            given = {ast.unparse(word.value) for word in call.keywords if word.arg == "status"}
            assert given <= first[name_of(call.func)], f"{path}:{call.lineno}"


def test_history_has_one_writer() -> None:
    for path, tree in sources().items():
        made = [c.lineno for c in calls(tree) if name_of(c.func) in ("HistoryEntry", "DailySeal")]
        assert not made or path == HISTORY, f"{path}:{made}"


def test_history_is_never_changed_or_deleted() -> None:
    fields = {"chain", "seq", "previous", "digest"}
    for path, tree in sources().items():
        lines = [line for line, attribute in written(tree) if attribute in fields - {"chain", "digest"}]
        assert not lines or path == HISTORY, f"{path}:{lines}"
        for call in calls(tree):
            if name_of(call.func) in ("delete", "update") and call.args:
                assert "History" not in ast.unparse(call.args[0]), f"{path}:{call.lineno}"
                assert "ChainHead" not in ast.unparse(call.args[0]), f"{path}:{call.lineno}"


def test_a_request_commits_in_one_place_and_services_never() -> None:
    allowed = {"portal/web/transaction.py", "portal/admin/base.py", "portal/jobs.py"}
    for path, tree in sources().items():
        commits = [c.lineno for c in calls(tree) if name_of(c.func) == "commit"]
        assert not commits or path in allowed or path.startswith("portal/cli/"), f"{path}:{commits}"


WITHOUT_RECORDS = {
    "account.logout", "account.switch_role",
    "targets.check", "monitoring.check", "evaluations.score", "projects.money_total",
}  # fmt: skip
"""POST endpoints that keep nothing in the database: the session cookie, or findings on what is being typed."""


def test_every_view_that_takes_a_form_writes_in_one_transaction_and_no_other_does(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static" or rule.rule.startswith("/admin"):
            continue
        writes = getattr(app.view_functions[rule.endpoint], "writes", False)
        takes_form = "POST" in (rule.methods or ())
        assert writes == (takes_form and rule.endpoint not in WITHOUT_RECORDS), rule.endpoint


def test_a_view_either_reads_or_writes(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        assert len(methods) == 1 or rule.rule.startswith("/admin"), rule.endpoint


WITHOUT_SCOPE = {"TargetForm", "MonitoringForm", "EvaluationForm"}
"""Forms are reached through their filing, which was loaded through the scope."""

SCOPED = {
    "Announcement",
    "Project",
    "RoundException",
    "Filing",
    "Fund",
    "Light",
    "Order",
    "Check",
    "Unit",
    "Region",
    "Attachment",
    "Bulletin",
    "Delegation",
    "Handover",
    "ConcentratedReview",
    "ConcentratedItem",
    "LedgerEntry",
    "Ranking",
    "RankingObjection",
    "RankingRow",
    "RankingSet",
    "Report",
    "SavedView",
    "HistoryEntry",
    "IssuedPaper",
    "PrintJob",
}


def test_models_with_a_scope_are_the_ones_named_here() -> None:
    from portal.access import scope

    assert {model.__name__ for model in scope._SCOPES} == SCOPED


def test_a_model_without_a_scope_cannot_be_listed(app: Flask) -> None:
    import pytest

    from portal.domain.roles import Level, Role, UnitKind
    from portal.models import User

    actor = Actor(1, "x", "x", 1, Role.ENTRY, 1, UnitKind.DEPARTMENT, Level.COUNTY, "653222")
    with pytest.raises(KeyError):
        visible(User, actor)
    assert issubclass(User, Base)


def test_the_identity_map_tables_and_texts_are_not_a_way_around_the_scope() -> None:
    """What has a scope is never loaded by session.get(), by a Core table or by a text: they pass it by."""
    allowed_texts = {"portal/web/health.py"}
    for path, tree in sources().items():
        if path.startswith(("portal/access/", "portal/cli/")):
            continue
        for call in calls(tree):
            called = ast.unparse(call.func)
            place = f"{path}:{call.lineno}"
            if called.endswith(("session.get", "session.get_one")):
                assert _is_cookie(call) or ast.unparse(call.args[0]) in WITHOUT_SCOPE, place
            if name_of(call.func) == "text" and isinstance(call.func, ast.Name):
                assert path in allowed_texts, place
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr == "__table__":
                raise AssertionError(f"{path}:{node.lineno}")


def _is_cookie(call: ast.Call) -> bool:
    """flask.session.get("language") asks the cookie: a key, never a class."""
    first = call.args[0]
    return isinstance(first, ast.Constant) or (isinstance(first, ast.Name) and first.id.endswith("_KEY"))


def test_current_user_is_read_in_one_place() -> None:
    for path, tree in sources().items():
        used = [n.lineno for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id == "current_user"]
        assert not used or path == "portal/access/actor.py", f"{path}:{used}"


def test_roles_are_compared_in_the_permission_table_alone() -> None:
    """Elsewhere a role chooses a home, an addressee or a list, but never a right: no NotAllowed beside a Role."""
    for path, tree in within("portal/web", "portal/services").items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.If) or "Role." not in ast.unparse(node.test):
                continue
            body = " ".join(ast.unparse(part) for part in node.body)
            assert "NotAllowed" not in body, f"{path}:{node.lineno}"
            assert "abort" not in body, f"{path}:{node.lineno}"
