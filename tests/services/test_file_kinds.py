"""What a file is by its content, and the name it may carry."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from portal.services.file_kinds import (
    DOC,
    DOCX,
    JPEG,
    PDF,
    PNG,
    PPTX,
    TIFF,
    XLS,
    XLSX,
    Kind,
    clean_name,
    kind_of,
)

FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def kind(content: bytes) -> Kind | str:
    """The kind of some bytes."""
    return kind_of(io.BytesIO(content))


def office(main: str, part: str, **more: str) -> bytes:
    """An office file of the new kind with a main part of a content type."""
    types = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/{part}" ContentType="application/{main}.main+xml"/></Types>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr(part, "<x/>")
        for name, text in more.items():
            archive.writestr(name.replace("__", "/").replace("_bin", ".bin"), text)
    return out.getvalue()


def compound(*names: str) -> bytes:
    """A compound file ([MS-CFB]) whose directory holds streams of these names."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<I", header, 44, 1)
    struct.pack_into("<I", header, 48, 1)
    struct.pack_into("<II", header, 68, END, 0)
    struct.pack_into("<109I", header, 76, 0, *[FREE] * 108)
    entries = b""
    for name in ("Root Entry", *names):
        text = name.encode("utf-16-le")
        entries += (text.ljust(64, b"\0") + struct.pack("<HB", len(text) + 2, 2)).ljust(128, b"\0")
    sectors = -(-len(entries) // 512)
    chain = [FAT, *range(2, 1 + sectors), END]
    table = struct.pack("<128I", *chain, *[FREE] * (128 - len(chain)))
    return bytes(header) + table + entries.ljust(sectors * 512, b"\0")


WORD = office("vnd.openxmlformats-officedocument.wordprocessingml.document", "word/document.xml")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"%PDF-1.4\n%%EOF", PDF),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 32, PNG),
        (b"\xff\xd8\xff\xe0" + b"\0" * 32, JPEG),
        (b"II*\x00" + b"\0" * 32, TIFF),
        (WORD, DOCX),
        (office("vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xl/workbook.xml"), XLSX),
        (
            office("vnd.openxmlformats-officedocument.presentationml.presentation", "ppt/presentation.xml"),
            PPTX,
        ),
        (
            compound("WordDocument", "1Table", "SummaryInformation", "DocumentSummaryInformation", "CompObj"),
            DOC,
        ),
        (compound("Workbook"), XLS),
        (compound("Book"), XLS),
    ],
)
def test_known_kinds_are_known_by_their_content(content: bytes, expected: Kind) -> None:
    assert kind(content) == expected


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script></html>",
        b"MZ\x90\x00\x03",
        b"GIF89a" + b"\0" * 20,
        b"just text",
        b"<html>" + WORD,
        office("vnd.openxmlformats-officedocument.wordprocessingml.template", "word/document.xml"),
        office("zip", "a.txt"),
        compound("Something"),
    ],
)
def test_everything_else_is_refused(content: bytes) -> None:
    assert kind(content) == "file.kind"


def test_an_archive_without_a_list_of_contents_is_no_office_file() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert kind(out.getvalue()) == "file.kind"


def test_a_main_part_that_is_only_announced_is_no_office_file() -> None:
    content = WORD.replace(b"word/document.xml", b"word/documenx.xml")
    assert kind(content) in ("file.kind", "file.broken")


@pytest.mark.parametrize(
    "content",
    [
        office("vnd.ms-word.document.macroEnabled", "word/document.xml"),
        office(
            "vnd.openxmlformats-officedocument.wordprocessingml.document",
            "word/document.xml",
            word__vbaProject_bin="x",
        ),
        compound("WordDocument", "Macros"),
        compound("Workbook", "_VBA_PROJECT_CUR"),
    ],
)
def test_programs_inside_office_files_are_refused_in_both_formats(content: bytes) -> None:
    assert kind(content) == "file.macros"


def test_a_file_locked_with_a_password_is_refused() -> None:
    assert kind(compound("EncryptedPackage", "EncryptionInfo")) == "file.encrypted"


@pytest.mark.parametrize(
    "content", [WORD[: len(WORD) // 2], compound("WordDocument")[:700], compound("Book")[:400]]
)
def test_a_file_cut_short_is_broken(content: bytes) -> None:
    assert kind(content) == "file.broken"


def test_a_directory_that_runs_in_circles_ends() -> None:
    content = bytearray(compound("WordDocument", "a", "b", "c", "d"))
    struct.pack_into("<I", content, 512 + 4, 1)
    assert kind(bytes(content)) == DOC


@pytest.mark.parametrize("length", range(0, 1100, 37))
def test_no_length_of_a_compound_file_makes_the_reader_fail(length: int) -> None:
    assert kind(compound("WordDocument", "a", "b", "c")[:length]) in ("file.kind", "file.broken", DOC)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("验收报告.pdf", "验收报告.pdf"),
        ("C:\\资料\\验收.PDF", "验收.PDF"),
        ("../../etc/passwd", "passwd.pdf"),
        ("报告\u202efdp.exe", "报告fdp.exe.pdf"),
        ("a\x00b\nc.pdf", "abc.pdf"),
        ('a<b>:"c|d?.pdf', "a_b___c_d_.pdf"),
        ("  . .pdf", "pdf.pdf"),
        ("", "附件.pdf"),
        ("...", "附件.pdf"),
        ("ھۆججەت.pdf", "ھۆججەت.pdf"),
        ("页面.html", "页面.html.pdf"),
    ],
)
def test_names_are_made_safe_and_end_as_their_content_does(name: str, kept: str) -> None:
    assert clean_name(name, PDF) == kept


def test_names_of_wps_keep_their_own_ending() -> None:
    assert clean_name("总结.wps", DOC) == "总结.wps"
    assert clean_name("台账.et", XLS) == "台账.et"


def test_long_names_keep_their_ending() -> None:
    name = clean_name("长" * 300 + ".docx", DOCX)
    assert len(name) == 160
    assert name.endswith(".docx")
