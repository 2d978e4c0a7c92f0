"""Rows of a ranking as they are frozen and read again."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import fields
from datetime import date

import pytest

from portal.domain.alert_types import Colour
from portal.domain.filings import FilingStatus, Stage
from portal.domain.ranking_facts import (
    TABLES,
    CheckRow,
    FilingRow,
    LightRow,
    OrderRow,
    ProjectRow,
    RankingFacts,
    columns_of,
    plain_rows,
    read_rows,
)

DAY, LATER = date(2020, 6, 30), date(2020, 7, 13)
FACTS = RankingFacts(
    as_of=LATER,
    projects=(ProjectRow(1, "2020-653222-0001", "653222"), ProjectRow(2, "2020-6501G1-0001", "6501G1")),
    filings=(
        FilingRow(1, 1, Stage.TARGET, "target", FilingStatus.APPROVED, DAY, DAY, LATER, 2),
        FilingRow(2, 1, Stage.MONITORING, "m-5", FilingStatus.NOT_STARTED, DAY, None, None, 0),
    ),
    lights=(
        LightRow(1, 1, "P03", Colour.RED, DAY, LATER, True),
        LightRow(2, 2, "T01", Colour.YELLOW, DAY, DAY, False),
    ),
    orders=(
        OrderRow(1, 1, "和财绩整〔2020〕1号", DAY, DAY, LATER, True, False),
        OrderRow(2, 1, "", DAY, None, None, False, True),
    ),
    checks=(CheckRow(1, 1, 2, 9847, 9000),),
)


@pytest.mark.parametrize("table", list(TABLES))
def test_rows_survive_json_exactly(table: str) -> None:
    held = getattr(FACTS, table)
    assert held
    through = json.loads(json.dumps(plain_rows(FACTS, table)))
    assert tuple(read_rows(table, through)) == held
    assert through == plain_rows(FACTS, table)


@pytest.mark.parametrize("table", list(TABLES))
def test_columns_are_the_fields_of_the_rows_in_their_order(table: str) -> None:
    assert columns_of(table) == [field.name for field in fields(TABLES[table])]
    assert {len(row) for row in plain_rows(FACTS, table)} == {len(columns_of(table))}


def test_every_table_of_the_facts_is_frozen() -> None:
    assert set(TABLES) == {field.name for field in fields(RankingFacts)} - {"as_of"}


def test_days_are_written_as_iso_text_and_codes_as_their_text() -> None:
    assert plain_rows(FACTS, "filings")[0] == [
        1, 1, "target", "target", "approved", "2020-06-30", "2020-06-30", "2020-07-13", 2,
    ]  # fmt: skip
    assert plain_rows(FACTS, "lights")[0] == [1, 1, "P03", "red", "2020-06-30", "2020-07-13", True]
    file = io.StringIO()
    csv.writer(file).writerows(plain_rows(FACTS, "orders"))
    assert file.getvalue().splitlines()[1] == "2,1,,2020-06-30,,,False,True"


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("projects", [1, "a"]),
        ("projects", [1, "a", "653222", "more"]),
        ("filings", [1, 1, "no stage", "target", "approved", "2020-06-30", None, None, 0]),
        ("filings", [1, 1, "target", "target", "approved", "30.6.2020", None, None, 0]),
        ("lights", [1, 1, "P03", "green", "2020-06-30", "2020-06-30", False]),
        ("orders", [1, 1, "", 20200630, None, None, True, True]),
    ],
)
def test_rows_of_another_shape_are_refused(table: str, row: list[object]) -> None:
    with pytest.raises((ValueError, TypeError)):
        read_rows(table, [row])
