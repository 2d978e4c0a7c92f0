"""`flask catalogue`: keep the Uyghur catalogue in step with the sentences of the portal, and say what is wrong in it.

`pybabel compile --statistics` counts entries, not faults: it takes a sentence that lost its placeholder for a
translated one. So the checks are the portal's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "translations" / "ug" / "LC_MESSAGES"
MAIN = FOLDER / "messages.po"

METHODS = [
    ("portal/static/**", "ignore"),
    ("portal/**.py", "python"),
    ("templates/**.html", "jinja2"),
]
OPTIONS: dict[str, dict[str, str]] = {"templates/**.html": {"silent": "false", "encoding": "utf-8"}}
"""Where sentences stand. A template that cannot be read is an error, not a file without sentences."""

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
    "p": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
"""Functions that mark a sentence, with the places of context, sentence and plural."""

SHORT = 4
"""A label of so many characters or fewer says too little to be translated without a context."""

HEADER = """msgid ""
msgstr ""
"Language: ug\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
"""No dates and no names in the head: the history of the file keeps them."""

FILE_KINDS = frozenset(("PDF", "XLSX", "XLS", "CSV", "DOC", "DOCX", "OFD", "PNG", "JPG", "JPEG", "TIFF"))
LATIN_KEPT = FILE_KINDS | {
    "WPS",
    "Excel",
    "Word",
    "GB/T",
    "SHA",
    "MB",
    "Ctrl",
    "S",
    "Z",
    "Enter",
    "A",
    "B",
    "B/A",
}
"""Latin that stays Latin in a Uyghur sentence: file kinds, standards, keys, the columns A and B of the forms."""

_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|%[sd]")
_TAG = re.compile(r"</?[a-zA-Z][^>]*>|&\w+;")
_ARABIC = re.compile(r"[\u0600-\u06FF]")
_HAN = re.compile(r"[\u3400-\u9FFF]")
_LATIN = re.compile(r"[A-Za-z][A-Za-z/]*")
_BLANK = (" ", "\n")  # the wide blank of a form is part of its picture, not of a sentence
_WORDS = re.compile(r"[^\W\d_]")


def collect() -> Catalog:
    """All sentences that stand in the code and the templates, in the order of their files."""
    found = Catalog(charset="utf-8")
    entries = extract_from_dir(str(ROOT), METHODS, OPTIONS, KEYWORDS)
    for file, _line, sentence, _comments, context in entries:
        found.add(sentence, None, [(Path(file).as_posix(), 0)], context=context)
    return found


def read(path: Path = MAIN) -> Catalog:
    """The catalogue of a file; an empty Uyghur one where there is no file yet."""
    if not path.exists():
        return Catalog(locale="ug", domain=path.stem, charset="utf-8")
    with path.open("rb") as source:
        return read_po(source, locale="ug", domain=path.stem)


def entries(catalogue: Catalog) -> Iterator[Message]:
    """The entries without the header."""
    return (entry for entry in catalogue if entry.id)


def texts(entry: Message) -> list[str]:
    """The translations of an entry: one, or one for each plural form."""
    return [entry.string] if isinstance(entry.string, str) else list(entry.string or ("",))


def source(entry: Message) -> str:
    """The sentence that is translated; of two numbers the first."""
    return entry.id[0] if isinstance(entry.id, tuple | list) else str(entry.id)


def update(found: Catalog, old: Catalog) -> Catalog:
    """A catalogue of exactly the sentences found, with what the old one says of them."""
    new = Catalog(locale="ug", domain="messages", charset="utf-8", fuzzy=False, header_comment="")
    new.mime_headers = [
        (k, v) for k, v in old.mime_headers if k not in {"POT-Creation-Date", "PO-Revision-Date"}
    ]
    for entry in sorted(entries(found), key=lambda e: (source(e), e.context or "")):
        known = old.get(entry.id, entry.context)
        new.add(entry.id, known.string if known else None, entry.locations, context=entry.context)
    return new


def faults(found: Catalog, kept: Catalog) -> list[str]:
    """What is wrong, one line each: missing, left over, fuzzy, out of step with its source, not Uyghur."""
    lines = []
    for entry in entries(found):
        lines += [f"{place(entry)}: {fault}" for fault in unclear(entry)]
        known = kept.get(entry.id, entry.context)
        if known is None:
            lines.append(f"{place(entry)}: not in the catalogue; `flask catalogue update` adds it")
        else:
            lines += [f"{place(entry)}: {fault}" for fault in wrong(known)]
    lines += [
        f"{place(entry)}: no longer said anywhere; `flask catalogue update` removes it"
        for entry in entries(kept)
        if found.get(entry.id, entry.context) is None
    ]
    return lines


def place(entry: Message) -> str:
    """How a line of the report names an entry."""
    context = f" [{entry.context}]" if entry.context else ""
    where = f" ({entry.locations[0][0]})" if entry.locations else ""
    return f"«{source(entry)}»{context}{where}"


def unclear(entry: Message) -> list[str]:
    """Faults of the Chinese sentence itself."""
    letters = _HAN.findall(source(entry))
    if letters and len(source(entry)) <= SHORT and not entry.context:
        return [f"a label of {SHORT} characters or fewer needs a context (pgettext)"]
    return []


def wrong(entry: Message) -> list[str]:
    """Faults of one translated entry."""
    if entry.fuzzy:
        return ["marked fuzzy: check it and take the mark away"]
    if not all(text.strip() for text in texts(entry)):
        return ["not translated"]
    said: list[str] = []
    for text in texts(entry):
        said += out_of_step(source(entry), text)
        said += not_uyghur(source(entry), text)
    return said


def out_of_step(zh: str, ug: str) -> list[str]:
    """What a translation lost or added: placeholders, tags, blanks at its ends."""
    said = []
    for name, pattern in (("placeholders", _PLACEHOLDER), ("tags", _TAG)):
        ours, theirs = sorted(pattern.findall(zh)), sorted(pattern.findall(ug))
        if ours != theirs:
            said.append(f"{name} {' '.join(ours) or 'none'} became {' '.join(theirs) or 'none'}")
    if (zh[:1] in _BLANK, zh[-1:] in _BLANK) != (ug[:1] in _BLANK, ug[-1:] in _BLANK):
        said.append("blanks at the ends differ")
    return said


def not_uyghur(zh: str, ug: str) -> list[str]:
    """Chinese or Latin left over, or no Arabic letter where the source has words."""
    bare = _TAG.sub(" ", _PLACEHOLDER.sub(" ", ug))
    said = []
    if _HAN.search(bare):
        said.append(f"Chinese left over: {''.join(_HAN.findall(bare))}")
    latin = [word for word in _LATIN.findall(bare) if word not in LATIN_KEPT]
    if latin:
        said.append(f"Latin left over: {' '.join(latin)}")
    if _WORDS.search(_PLACEHOLDER.sub("", zh)) and not _ARABIC.search(bare):
        said.append("no Arabic letter in it")
    return said


def write(catalogue: Catalog, path: Path = MAIN) -> None:
    """Write the text file and, beside it, the compiled one that the portal reads."""
    path.parent.mkdir(parents=True, exist_ok=True)
    body = BytesIO()
    write_po(body, catalogue, width=0, omit_header=True, include_lineno=False)
    path.write_bytes(HEADER.encode() + body.getvalue())
    with path.with_suffix(".mo").open("wb") as out:
        write_mo(out, catalogue)


@click.group("catalogue")
def commands() -> None:
    """The Uyghur catalogue: collect sentences, find faults."""


@commands.command("update")
def update_command() -> None:
    """Take in new sentences, drop those no longer said, compile."""
    new = update(collect(), read())
    write(new)
    empty = sum(not all(text.strip() for text in texts(entry)) for entry in entries(new))
    click.echo(f"{len(new)} sentences, {empty} without a translation")


@commands.command("check")
def check_command() -> None:
    """Name each fault; ends with 1 when there is one."""
    lines = faults(collect(), read())
    for path in sorted(FOLDER.glob("*.po")):
        if path != MAIN:
            lines += [f"{path.name}: {place(e)}: {fault}" for e in entries(read(path)) for fault in wrong(e)]
    for line in lines:
        click.echo(line)
    click.echo(f"{len(list(entries(read())))} sentences, {len(lines)} faults")
    if lines:
        raise SystemExit(1)
