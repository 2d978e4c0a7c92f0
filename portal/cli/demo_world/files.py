"""Small real files for the demo: a one-page PDF with a line of text and a PNG picture, the same bytes each time."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO


def pdf(title: str, line: str) -> BytesIO:
    """A one-page A4 PDF with a title and a line, in a Chinese font that every reader brings along."""
    text = (
        f"BT /F1 18 Tf 72 770 Td <{_hex(title)}> Tj ET\nBT /F1 12 Tf 72 730 Td <{_hex(line)}> Tj ET\n".encode(
            "ascii"
        )
    )
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
        b" /DescendantFonts [6 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 7 0 R"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /DW 1000 >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /ItalicAngle 0 /Ascent 880 /Descent -120"
        b" /CapHeight 880 /StemV 93 /FontBBox [-25 -254 1000 880] >>",
    ]
    body = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, part in enumerate(parts, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    start = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    for place in places:
        body += b"%010d 00000 n \n" % place
    body += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, start)
    return BytesIO(bytes(body))


def _hex(text: str) -> str:
    return text.encode("utf-16-be").hex()


def png(seed: int, width: int = 96, height: int = 64) -> BytesIO:
    """A small picture of a plain and a sky; the seed shifts its colours."""
    rows = bytearray()
    for y in range(height):
        sky = y < height * 2 // 3
        shade = (seed * 37 + y) % 60
        colour = (
            bytes((120 + shade, 160 + shade // 2, 220)) if sky else bytes((150 + shade, 130 + shade // 2, 80))
        )
        rows += b"\x00" + colour * width
    # Stored, not compressed: compressors differ between machines, and a file is known by its digest.
    data = zlib.compress(bytes(rows), 0)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return BytesIO(
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")
    )


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
