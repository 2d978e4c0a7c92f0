"""The published tables and the library's targets print from the demo world without a cut word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access.actor import actor_of
from portal.cli.demo_world.sampling import GUIDE, TABLES
from portal.domain.published_reading import read_case
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import Assignment, Filing, Project
from portal.reporting.builders import filing_paper
from portal.reporting.layout import lay_out
from portal.services import filings
from portal.services.shipped import document
from tests.demo_portal import close, portal_of
from tests.reporting import pages

PROJECTS = 120
"""The size from which on the library's targets stand in the register as well."""

WORD = re.compile(r"[A-Za-z0-9.%≥≤=]+")


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A world that holds every published form."""
    portal: Flask = portal_of(str(tmp_path_factory.mktemp("full")), PROJECTS)
    with portal.app_context():
        yield db.session()
    close(portal)


def content(session: Session, filing: Filing) -> dict[str, Any]:
    """What the clerk of the filing's unit reads and prints."""
    held = session.scalars(
        select(Assignment).where(
            Assignment.role == Role.ENTRY,
            Assignment.unit_id.in_({filing.project.implementing_unit_id, filing.project.competent_unit_id}),
        )
    ).first()
    assert held is not None
    return filings.visible_payload(session, actor_of(held.user, held), filing)


def printed_whole(filing: Filing, payload: dict[str, Any], language: Any, words: list[str]) -> None:
    """Every word stands on the paper, none of its figures and Latin words is broken over two lines."""
    laid = lay_out(filing_paper(filing, payload), language)
    assert not pages.has_missing_glyph(laid.write_pdf())
    pages.drawn_whole(laid, words, WORD)


def guide_of(table: dict[str, Any]) -> set[str]:
    """Published values that stand in the remark of the target form, because the form takes another."""
    values = document(GUIDE)["tables"][table["id"]].get("values", {})
    return {item["target_text"] for item in table["indicators"] if item["name"] in values}


def filing_of(session: Session, project: Project, code: str) -> Filing:
    """The filing of a project's round."""
    rows = session.scalars(select(Filing).where(Filing.project_id == project.id))
    return next(filing for filing in rows if filing.round.code == code)


@pytest.mark.parametrize("language", ["zh", "ug"])
@pytest.mark.parametrize("table", document(TABLES), ids=[entry["id"] for entry in document(TABLES)])
def test_a_published_table_prints_on_the_self_evaluation_form(
    full: Session, table: dict[str, Any], language: str
) -> None:
    project = full.scalars(select(Project).where(Project.name == table["title"])).one()
    filing = filing_of(full, project, "evaluation")
    payload = content(full, filing)
    case = read_case(table)
    assert case is not None
    words, below = [table["title"]], []
    for item, row in zip(table["indicators"], case.rows, strict=True):
        # A row that explains the one above it stands in that one's remark, on the target form.
        (words if row.parent is None else below).extend([item["name"], item["target_text"] or ""])
        words.append(item["actual_text"] or "" if row.parent is None else "")
    for result in payload["rows"]:
        words += [result["name"], result["actual"], result["deviation"]]
    mended = guide_of(table)
    printed_whole(filing, payload, language, [word for word in words if word and word not in mended])
    # So does the value as published, where the form takes another.
    remarked = [word for word in {*below, *mended} if word]
    if remarked:
        target = filing_of(full, project, "target")
        printed_whole(target, content(full, target), language, remarked)


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_the_targets_of_the_library_print_on_the_target_form(full: Session, language: str) -> None:
    projects = full.scalars(select(Project).where(Project.note.startswith("公开绩效目标表样本"))).all()
    assert len(projects) > 25
    for project in projects:
        filing = filing_of(full, project, "target")
        payload = content(full, filing)
        words = [project.name, payload["goal"]]
        for row in payload["indicators"]:
            words += [row["name"], row["value"], row["remark"]]
        printed_whole(filing, payload, language, [word for word in words if word])
