"""What a file is by its content: the kinds that are taken in, and the name a file may carry.

PDF, PNG, JPEG and TIFF by their first bytes; office files of the new kind by the list of contents inside the
archive, those of the old kind (WPS writes the same) by the streams they hold. A name proves nothing.
"""

from __future__ import annotations

import os
import re
import struct
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from typing import BinaryIO

import filetype

_TYPES_LIMIT = 1024 * 1024
_NAME_LENGTH = 160
_UNSHOWN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_OFFICE = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is taken: the media type it is sent with and the endings its name may have."""

    media_type: str
    endings: tuple[str, ...]


PDF = Kind("application/pdf", ("pdf",))
PNG = Kind("image/png", ("png",))
JPEG = Kind("image/jpeg", ("jpg", "jpeg", "jpe", "jfif"))
TIFF = Kind("image/tiff", ("tif", "tiff"))
DOCX = Kind(f"{_OFFICE}wordprocessingml.document", ("docx",))
XLSX = Kind(f"{_OFFICE}spreadsheetml.sheet", ("xlsx",))
PPTX = Kind(f"{_OFFICE}presentationml.presentation", ("pptx",))
DOC = Kind("application/msword", ("doc", "wps"))
XLS = Kind("application/vnd.ms-excel", ("xls", "et"))
PPT = Kind("application/vnd.ms-powerpoint", ("ppt", "dps"))

_PLAIN = {kind.media_type: kind for kind in (PDF, PNG, JPEG, TIFF)}
_OPEN_XML = {f"{kind.media_type}.main+xml": kind for kind in (DOCX, XLSX, PPTX)}
_STREAMS = {"WordDocument": DOC, "Workbook": XLS, "Book": XLS, "PowerPoint Document": PPT}
ENDINGS = tuple(
    ending for kind in (PDF, PNG, JPEG, TIFF, DOC, DOCX, XLS, XLSX, PPT, PPTX) for ending in kind.endings
)


def kind_of(file: BinaryIO) -> Kind | str:
    """The kind of a seekable file by its content, or the code of the problem that keeps it out.

    Codes: file.kind (none of the kinds taken), file.broken, file.macros (programs inside an office file are
    refused in old and new formats alike), file.encrypted (nobody above could open it).
    """
    file.seek(0)
    head = file.read(8192)
    if head.startswith(b"PK\x03\x04"):
        return _open_xml_kind(file)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        try:
            return _compound_kind(_compound_names(file))
        except (struct.error, IndexError):
            return "file.broken"
    guess = filetype.guess(head)
    return _PLAIN.get(guess.mime, "file.kind") if guess is not None else "file.kind"


def _open_xml_kind(file: BinaryIO) -> Kind | str:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            if "[Content_Types].xml" not in names:
                return "file.kind"
            if any(part.flag_bits & 1 for part in archive.infolist()):
                return "file.encrypted"
            with archive.open("[Content_Types].xml") as part:
                types = part.read(_TYPES_LIMIT + 1).decode("utf-8", "replace")
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError, NotImplementedError):
        return "file.broken"
    if len(types) > _TYPES_LIMIT:
        return "file.broken"
    if "macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names):
        return "file.macros"
    for element in re.findall(r"<(?:\w+:)?Override\b[^>]*>", types):
        kind = _OPEN_XML.get(_attribute(element, "ContentType"))
        if kind is not None and _attribute(element, "PartName").lstrip("/") in names:
            return kind
    return "file.kind"


def _attribute(element: str, name: str) -> str:
    found = re.search(rf"""\b{name}\s*=\s*(["'])(.*?)\1""", element)
    return found.group(2) if found else ""


def _compound_kind(names: set[str]) -> Kind | str:
    if "EncryptedPackage" in names:
        return "file.encrypted"
    if names & {"_VBA_PROJECT", "_VBA_PROJECT_CUR", "Macros"}:
        return "file.macros"
    return next((kind for stream, kind in _STREAMS.items() if stream in names), "file.kind")


def _compound_names(file: BinaryIO) -> set[str]:
    """Names in the directory of a compound file ([MS-CFB] 2.2, 2.5, 2.6). Raises struct.error, IndexError."""
    file.seek(0)
    header = file.read(512)
    (shift,) = struct.unpack_from("<H", header, 30)
    if shift not in (9, 12):
        raise IndexError(shift)
    width, end = 1 << shift, file.seek(0, os.SEEK_END)
    count = end // width + 1

    def sector(number: int) -> bytes:
        file.seek((number + 1) * width)
        content = file.read(width)
        if number >= count or len(content) < 128:
            raise IndexError(number)
        return content.ljust(width, b"\0")

    tables = list(struct.unpack_from("<109I", header, 76))
    (more,) = struct.unpack_from("<I", header, 68)
    for _ in range(count):
        if more >= 0xFFFFFFFA:
            break
        *entries, more = struct.unpack(f"<{width // 4}I", sector(more))
        tables.extend(entries)
    names: set[str] = set()
    (place,) = struct.unpack_from("<I", header, 48)
    for _ in range(count):
        if place >= 0xFFFFFFFA:
            break
        content = sector(place)
        for start in range(0, width, 128):
            (length,) = struct.unpack_from("<H", content, start + 64)
            if content[start + 66] and 2 <= length <= 64:
                names.add(content[start : start + length - 2].decode("utf-16-le", "replace"))
        (place,) = struct.unpack_from("<I", sector(tables[place // (width // 4)]), place % (width // 4) * 4)
    return names


def shown_name(name: str) -> str:
    """A file name that is safe to show: no path, no control or direction-changing characters, nothing that
    Windows refuses; may be empty."""
    text = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    text = "".join(c for c in text if unicodedata.category(c) not in _UNSHOWN)
    return " ".join(re.sub(r'[<>:"|?*]', "_", text).split()).strip(". ")


def clean_name(name: str, kind: Kind) -> str:
    """The name a file is kept by: shown_name with an ending that fits the content, 160 letters at most."""
    text = shown_name(name)
    stem, _, ending = text.rpartition(".")
    if not stem or ending.lower() not in kind.endings:
        stem, ending = text, kind.endings[0]
    return f"{stem[: _NAME_LENGTH - len(ending) - 1].rstrip() or '附件'}.{ending}"
