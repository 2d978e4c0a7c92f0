"""The faces cut down to the common characters: what they keep, and that a paper says the same with them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
import uharfbuzz
from flask import Flask

from portal.reporting import common_faces
from portal.reporting.fonts import COMMON, FACES, STATIC, face_files, face_rules, font_folder
from portal.reporting.geometry import official_pages
from portal.reporting.layout import render_pdf
from tests.reporting import pages
from tests.reporting.conftest import Printer
from tests.reporting.samples import ORDER

pytestmark = pytest.mark.usefixtures("pressroom")

RARE = "瓯"
"""A hanzi of GB 2312 level 2 that stands in no sentence of the portal and no name of a place."""


def opened(path: Path) -> tuple[uharfbuzz.Face, uharfbuzz.Font]:
    """A face and what measures it."""
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)))
    return face, uharfbuzz.Font(face)


def names(pdf: bytes) -> set[str]:
    """The fonts of a file without the tags of their subsets."""
    return {font["/BaseFont"].split("+")[-1] for font in pages.fonts(pdf)}


@pytest.mark.parametrize("file", FACES.values())
def test_a_face_is_cut_down_to_the_common_characters(file: str) -> None:
    whole, common = (set(opened(font_folder() / part / file)[0].unicodes) for part in ("", COMMON))
    kept = common_faces.common_signs()
    assert len(set(common_faces.level_1())) == 3755
    assert common <= whole
    assert {code for code in whole - common if code in kept or not common_faces.is_of_many(code)} == set()
    assert {code for code in common if common_faces.is_of_many(code)} <= kept
    assert len(common) < 0.8 * len(whole)


@pytest.mark.parametrize("file", FACES.values())
def test_a_cut_face_has_the_measures_of_the_whole_one(file: str) -> None:
    (whole, wide), (common, narrow) = opened(font_folder() / file), opened(font_folder() / COMMON / file)
    assert common.upem == whole.upem
    assert narrow.get_font_extents("ltr") == wide.get_font_extents("ltr")
    for code in common.unicodes:
        advances = [font.get_glyph_h_advance(font.get_nominal_glyph(code)) for font in (wide, narrow)]
        assert advances[0] == advances[1], chr(code)


def test_the_names_of_places_are_common() -> None:
    names = (common_faces.ROOT / "portal" / "data" / "regions.csv").read_text("utf-8")
    hanzi = {ord(sign) for sign in names if common_faces.is_of_many(ord(sign))}
    assert len(hanzi) > 100
    assert hanzi <= common_faces.common_signs()


@pytest.mark.parametrize("kind", ["order", "circular", "report", "target"])
@pytest.mark.parametrize("language", ["zh", "ug"])
def test_a_paper_of_common_characters_needs_no_whole_face(kind: str, language: str, printed: Printer) -> None:
    found = names(printed(kind, language))  # type: ignore[arg-type]
    assert {name for name in found if name.endswith("Whole")} == set()
    assert {name for name in found if name.startswith("Paper")} != set()


def test_a_rare_character_comes_from_the_whole_face_and_changes_no_line() -> None:
    recipient = replace(ORDER.recipient, zh=f"{RARE}{ORDER.recipient.zh[1:]}")
    assert ord(RARE) not in common_faces.common_signs()
    with_rare = render_pdf(replace(ORDER, recipient=recipient), "zh")
    assert "Paper-Fang-Whole" in names(with_rare)
    assert not pages.has_missing_glyph(with_rare)
    assert RARE in "".join(pages.texts(with_rare))
    without = render_pdf(ORDER, "zh")
    assert [line.replace(RARE, ORDER.recipient.zh[0]) for line in pages.lines(with_rare)] == pages.lines(
        without
    )


def test_without_cut_faces_the_whole_ones_serve_the_name(
    press: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in FACES.values():
        (tmp_path / file).symlink_to(font_folder().resolve() / file)
    monkeypatch.setitem(press.config, "FONT_FOLDER", str(tmp_path))
    assert {name: path.name for name, path in face_files().items()} == FACES
    assert "Whole" not in face_rules()


def test_the_whole_face_stands_behind_the_cut_one_in_every_chain() -> None:
    sheets = [path.read_text("utf-8") for path in sorted((STATIC / "papers").glob("*.css"))]
    chains = [
        chain for sheet in [*sheets, official_pages("zh")] for chain in re.findall(r'"Paper [^;}]*', sheet)
    ]
    assert len(chains) > 10
    for chain in chains:
        families = re.findall(r'"([^"]+)"', chain)
        for place, family in enumerate(families):
            if family in FACES:
                assert families[place + 1] == f"{family} Whole", chain
