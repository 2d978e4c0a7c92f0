"""The Uyghur catalogue is complete, and the check finds each kind of fault it promises to find."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from flask import Flask

from portal.cli import catalogue

HAN = re.compile(r"[\u3400-\u9FFF]")


def entry(zh: str | tuple[str, str], ug: str | tuple[str, str], context: str | None = None) -> list[str]:
    kept = Catalog(locale="ug")
    kept.add(zh, ug, context=context)
    return catalogue.wrong(next(catalogue.entries(kept)))


def test_every_sentence_of_the_portal_is_said_in_uyghur_without_a_fault() -> None:
    assert catalogue.faults(catalogue.collect(), catalogue.read()) == []


def test_the_form_library_speaks_uyghur_in_all_its_messages() -> None:
    held = list(catalogue.entries(catalogue.read(catalogue.FOLDER / "wtforms.po")))
    assert len(held) >= 30
    assert [fault for one in held for fault in catalogue.wrong(one)] == []


def test_the_command_prints_the_count_and_ends_well(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["catalogue", "check"])
    assert result.exit_code == 0
    assert result.output.strip().endswith("0 faults")


@pytest.mark.parametrize(
    ("zh", "ug", "fault"),
    [
        ("请填写姓名。", "", "not translated"),
        ("共 %(num)s 条", "جەمئىي تۈر", "placeholders"),
        ("共 %(num)s 条", "جەمئىي %(num)s %(num)s تۈر", "placeholders"),
        ("见<b>附件</b>", "قوشۇمچە", "tags"),
        ("提交后 ", "يوللاش", "blanks"),
        ("绩效目标", "ئۈنۈم 目标", "Chinese left over"),
        ("绩效目标", "ئۈنۈم target", "Latin left over"),
        ("绩效目标", "2020", "no Arabic letter"),
    ],
)
def test_each_kind_of_fault_is_named(zh: str, ug: str, fault: str) -> None:
    assert any(fault in said for said in entry(zh, ug))


def test_kinds_of_files_and_figures_may_stay_as_they_are() -> None:
    assert entry("上传 PDF（20 MB）", "PDF (20 MB) نى يوللاش") == []


def test_both_forms_of_a_plural_are_checked() -> None:
    assert entry(("共 %(num)s 条", "共 %(num)s 条"), ("جەمئىي %(num)s تۈر", "جەمئىي تۈر")) != []


def test_a_short_label_without_a_context_is_a_fault() -> None:
    found = Catalog()
    found.add("状态")
    assert catalogue.unclear(next(catalogue.entries(found)))


def test_a_new_sentence_and_a_dropped_one_are_both_named() -> None:
    found, kept = Catalog(), Catalog(locale="ug")
    found.add("新的一句话")
    kept.add("旧的一句话", "كونا جۈملە")
    lines = catalogue.faults(found, kept)
    assert len(lines) == 2
    assert "not in the catalogue" in lines[0]
    assert "no longer said" in lines[1]


def test_update_keeps_what_is_known_and_drops_what_is_not_said() -> None:
    found, kept = Catalog(), Catalog(locale="ug")
    found.add("绩效目标表")
    kept.add("绩效目标表", "ئۈنۈم نىشانى جەدۋىلى")
    kept.add("旧的一句话", "كونا جۈملە")
    new = catalogue.update(found, kept)
    assert [(e.id, e.string) for e in catalogue.entries(new)] == [("绩效目标表", "ئۈنۈم نىشانى جەدۋىلى")]


def test_no_template_says_a_chinese_word_past_the_catalogue() -> None:
    said = []
    for path in sorted((catalogue.ROOT / "templates").rglob("*.html")):
        bare = re.sub(
            r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL
        )
        said += [f"{path.name}: {line.strip()}" for line in bare.splitlines() if HAN.search(line)]
    assert said == []


SPOKEN_ELSEWHERE = {
    "account.py",  # the name of the center, written into a new database
    "calendars.py",  # words that people paste
    "file_kinds.py",  # a file that came without a name
    "fonts.py",  # names of fonts
    "i18n.py",  # the date pattern
    "markup.py",  # names of fonts
    "orders.py",  # the number of a document
    "reference.py",  # the source written beside a holiday
    "styles.py",  # names of fonts and styles of Word files
    "score.py",  # answers of a command
    "titles.py",  # parts of Chinese titles
    "words.py",  # the language's own name
    "wording.py",  # Chinese numerals
}


def test_no_module_says_a_chinese_word_past_the_catalogue() -> None:
    said = []
    for path in sorted((catalogue.ROOT / "portal").rglob("*.py")):
        if "domain" in path.parts or path.name.startswith("demo") or "demo" in path.parent.name:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        marked = {id(node) for call in ast.walk(tree) for node in _spoken(call)}
        for node in ast.walk(tree):
            if id(node) in marked or path.name in SPOKEN_ELSEWHERE:
                continue
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and HAN.search(node.value):
                said.append(f"{path.name}:{node.lineno}: {node.value[:40]}")
    assert said == []


def _spoken(node: ast.AST) -> list[ast.expr]:
    """Strings that go through the catalogue, and docstrings."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return [node.value]
    if not isinstance(node, ast.Call):
        return []
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    return list(node.args) if name in catalogue.KEYWORDS else []


def test_the_catalogue_lies_where_the_portal_looks_for_it(app: Flask) -> None:
    assert Path(app.config["BABEL_TRANSLATION_DIRECTORIES"]) == catalogue.ROOT / "translations"
