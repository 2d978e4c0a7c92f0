"""What the columns hold: money in whole fen, points in whole hundredths, instants with a zone, names on constraints."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import BigInteger, Boolean, Date, DateTime, Float, Integer, LargeBinary, Numeric, String, Text
from sqlalchemy.schema import CheckConstraint

from portal.models import Base
from portal.models.base import Code, UtcDateTime

TABLES = Base.metadata.tables
KINDS = (Integer, LargeBinary, String, Text, Boolean, Date, UtcDateTime, Code)
VERSIONED = {
    "announcement",
    "concentrated_item",
    "concentrated_review",
    "filing",
    "fund",
    "rectification_order",
    "check_record",
    "project",
    "unit",
    "user_account",
    "plan",
    "round_exception",
    "ledger_entry",
    "ranking",
    "ranking_objection",
    "ranking_set",
    "report",
}


def test_money_is_a_big_integer_of_fen() -> None:
    seen = 0
    for table in TABLES.values():
        for column in table.columns:
            if column.name.endswith("_fen"):
                seen += 1
                assert isinstance(column.type, BigInteger), f"{table.name}.{column.name}"
            assert "amount" not in column.name or column.name.endswith("_fen"), f"{table.name}.{column.name}"
    assert seen > 10


def test_no_column_holds_a_fraction() -> None:
    for table in TABLES.values():
        for column in table.columns:
            assert not isinstance(column.type, Numeric | Float), f"{table.name}.{column.name}"


def test_columns_are_of_kinds_that_both_databases_know() -> None:
    for table in TABLES.values():
        for column in table.columns:
            place = f"{table.name}.{column.name}"
            assert isinstance(column.type, KINDS), place
            assert not isinstance(column.type, DateTime), place


def test_codes_fit_their_columns_and_are_plain_ascii() -> None:
    for table in TABLES.values():
        for column in table.columns:
            if isinstance(column.type, Code):
                kind: type[StrEnum] = column.type.kind
                for member in kind:
                    assert member.value.isascii(), member
                    assert len(member.value) <= column.type.impl_instance.length


def test_every_constraint_and_index_has_a_name() -> None:
    for table in TABLES.values():
        for constraint in table.constraints:
            assert constraint.name, f"{table.name}: {constraint}"
        for index in table.indexes:
            assert index.name, f"{table.name}: {index}"


def test_every_foreign_key_that_lists_are_made_by_has_an_index() -> None:
    """Keys that are only ever read from their own row need none."""
    plain = {
        "user_account.id",
        "round.id",
        "fund_category.id",
        "unit.id",
        "region.code",
        "plan.id",
        "filing.id",
    }
    for table in TABLES.values():
        indexed = {next(iter(index.columns)).name for index in table.indexes}
        indexed |= {next(iter(c.columns)).name for c in table.constraints if len(getattr(c, "columns", ()))}
        for key in table.foreign_keys:
            if key.target_fullname not in plain:
                assert key.parent.name in indexed, f"{table.name}.{key.parent.name}"


def test_records_that_people_edit_carry_a_version() -> None:
    found = {
        mapper.local_table.name
        for mapper in Base.registry.mappers
        if mapper.version_id_col is not None  # type: ignore[attr-defined]
    }
    assert found == VERSIONED


def test_impossible_states_are_refused_by_the_database() -> None:
    held = {str(c.name) for t in TABLES.values() for c in t.constraints if isinstance(c, CheckConstraint)}
    for name in (
        "ck_filing_returned_has_reason",
        "ck_filing_waiting_has_level",
        "ck_filing_approved_has_time",
        "ck_rectification_order_issued_has_number",
        "ck_rectification_order_closed_has_time",
        "ck_check_record_cancelled_has_reason",
        "ck_project_region_level_has_division",
    ):
        assert name in held


def test_no_personal_data_of_beneficiaries_has_a_place() -> None:
    forbidden = ("id_card", "identity_no", "bank_account", "birth", "ethnic", "household_head")
    for table in TABLES.values():
        for column in table.columns:
            assert not any(word in column.name for word in forbidden), f"{table.name}.{column.name}"
