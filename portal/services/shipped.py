"""Files of portal/data as they ship; their sources are described in portal/data/SOURCE.md."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "data"


def rows_of(name: str) -> Iterator[dict[str, str]]:
    """Rows of a csv file of portal/data."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def document(name: str) -> Any:
    """A json file of portal/data."""
    return json.loads((DATA / name).read_text(encoding="utf-8"))
