"""The whole file of a project as one PDF: the sheet in front, then every paper that it lists, each found by its bookmark."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from flask import Flask
from pypdf import PdfReader

from portal.i18n import in_language
from portal.reporting.layout import render_pdf
from portal.reporting.papers import Language
from tests.reporting.dossier_samples import DOSSIER
from tests.reporting.samples import CHAIN, ORDER, TARGET


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_the_papers_of_a_dossier_stand_behind_its_sheet_each_with_a_bookmark(
    press: Flask, language: Language
) -> None:
    dossier = replace(DOSSIER, papers=(TARGET, ORDER, CHAIN))
    with press.app_context(), in_language(language):
        read = PdfReader(io.BytesIO(render_pdf(dossier, language)))
        alone = [PdfReader(io.BytesIO(render_pdf(one, language))) for one in (DOSSIER, TARGET, ORDER, CHAIN)]
    assert len(read.pages) == sum(len(one.pages) for one in alone)
    titles = [str(one.title) for one in read.outline]  # type: ignore[union-attr]
    assert titles == [str(one.outline[0].title) for one in alone]  # type: ignore[union-attr]
    first = [read.get_destination_page_number(one) for one in read.outline]  # type: ignore[arg-type]
    assert first[0] == 0
    assert first == sorted(set(first))


def test_a_change_in_a_paper_behind_makes_another_document() -> None:
    from portal.reporting.digest import digest

    changed = replace(DOSSIER, papers=(replace(TARGET, goal="另一个目标"),))
    keys = {digest(one, "zh", "1") for one in (DOSSIER, replace(DOSSIER, papers=(TARGET,)), changed)}
    assert len(keys) == 3
