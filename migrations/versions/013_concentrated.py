"""Concentrated reviews with the filings they drew and the problems they found, and orders that stand on one"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "013_concentrated"
down_revision = "012_round_locks"
branch_labels = None
depends_on = None


def _points(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def upgrade() -> None:
    review, item, problem = "concentrated_review", "concentrated_item", "concentrated_problem"
    op.create_table(
        review,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("scale", sa.String(length=32), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("sampled", sa.Boolean(), nullable=False),
        sa.Column("strata", sa.String(length=32), nullable=False),
        sa.Column("at_least", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=60), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("population", sa.LargeBinary(), nullable=False),
        sa.Column("population_size", sa.Integer(), nullable=False),
        sa.Column("population_digest", sa.String(length=64), nullable=False),
        sa.Column("conclusion", sa.Text(), nullable=False),
        sa.Column("concluded_at", sa.DateTime(), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=True),
        sa.Column("touched_at", sa.DateTime(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status = 'concluded') = (concluded_at IS NOT NULL)", name=op.f(f"ck_{review}_concluded_has_time")
        ),
        sa.CheckConstraint(
            "(status = 'cancelled') = (cancel_reason IS NOT NULL)",
            name=op.f(f"ck_{review}_cancelled_has_reason"),
        ),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f(f"ck_{review}_period")),
        sa.CheckConstraint("sampled = (seed <> '')", name=op.f(f"ck_{review}_sample_has_seed")),
        sa.CheckConstraint("size > 0 AND size <= population_size", name=op.f(f"ck_{review}_size")),
        _points(review, "round_id", "round"),
        _points(review, "unit_id", "unit"),
        _points(review, "opened_by", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{review}")),
    )
    op.create_index(op.f(f"ix_{review}_round_id"), review, ["round_id"])
    op.create_table(
        item,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("filing_id", sa.Integer(), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=True),
        sa.Column("touched_at", sa.DateTime(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(outcome IS NULL) = (recorded_at IS NULL)", name=op.f(f"ck_{item}_outcome_has_time")
        ),
        _points(item, "review_id", review),
        _points(item, "filing_id", "filing"),
        _points(item, "recorded_by", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{item}")),
        sa.UniqueConstraint("review_id", "filing_id", name=op.f(f"uq_{item}_review_id_filing_id")),
        sa.UniqueConstraint("review_id", "position", name=op.f(f"uq_{item}_review_id_position")),
    )
    op.create_index(op.f(f"ix_{item}_filing_id"), item, ["filing_id"])
    op.create_table(
        problem,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        _points(problem, "item_id", item),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{problem}")),
    )
    op.create_index(op.f(f"ix_{problem}_item_id"), problem, ["item_id"])
    # Written as a column's own constraint, which both databases add in place: writing the table anew would touch the
    # replies that refer to it.
    op.execute(
        "ALTER TABLE rectification_order ADD COLUMN concentrated_problem_id INTEGER CONSTRAINT "
        "fk_rectification_order_concentrated_problem_id_concentrated_problem REFERENCES concentrated_problem (id)"
    )
    op.create_index(
        "ix_rectification_order_concentrated_problem_id", "rectification_order", ["concentrated_problem_id"]
    )


def downgrade() -> None:
    op.drop_index("ix_rectification_order_concentrated_problem_id", "rectification_order")
    op.drop_column("rectification_order", "concentrated_problem_id")
    for table in ("concentrated_problem", "concentrated_item", "concentrated_review"):
        op.drop_table(table)
