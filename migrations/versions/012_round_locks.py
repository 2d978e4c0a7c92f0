"""Locks of rounds, exceptions of units, and the rule behind the day of a turn"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "012_round_locks"
down_revision = "011_handing"
branch_labels = None
depends_on = None

NAME = "round_exception"
REFERS = (
    ("round_id", "round"), ("unit_id", "unit"), ("asked_by", "user_account"), ("asked_unit_id", "unit"),
    ("endorsed_by", "user_account"), ("endorsed_unit_id", "unit"), ("answered_by", "user_account"),
)  # fmt: skip
CHECKS = (
    ("answer_has_time", "(granted IS NULL) = (answered_at IS NULL)"),
    ("endorsement_has_time", "(endorsed IS NULL) = (endorsed_at IS NULL)"),
    ("granted_has_day", "(until IS NOT NULL) = (granted IS NOT NULL AND granted)"),
    ("has_reason", "reason <> ''"),
)


def upgrade() -> None:
    for column in (
        sa.Column("lock_days", sa.Integer(), nullable=True),
        sa.Column("lock_from", sa.Date(), nullable=True),
        sa.Column("lock_basis", sa.String(length=200), nullable=False, server_default=""),
        sa.Column("open_until", sa.Date(), nullable=True),
        sa.Column("lock_certain", sa.Boolean(), nullable=False, server_default=sa.true()),
    ):
        op.add_column("round", column)
    op.add_column("filing", sa.Column("turn_rule", sa.String(length=60), nullable=False, server_default=""))
    op.add_column(
        "filing", sa.Column("turn_certain", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    op.create_table(
        NAME,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("due_before", sa.Date(), nullable=False),
        sa.Column("wished_on", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_unit_id", sa.Integer(), nullable=False),
        sa.Column("asked_role", sa.String(length=20), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("endorsed", sa.Boolean(), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("endorsed_by", sa.Integer(), nullable=True),
        sa.Column("endorsed_unit_id", sa.Integer(), nullable=True),
        sa.Column("endorsed_at", sa.DateTime(), nullable=True),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("version_id", sa.Integer(), nullable=False),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_{NAME}_{name}")) for name, rule in CHECKS),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_{NAME}_{column}_{table}"))
            for column, table in REFERS
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{NAME}")),
    )
    for column in ("round_id", "unit_id"):
        op.create_index(op.f(f"ix_{NAME}_{column}"), NAME, [column])
    op.create_index(
        f"uq_{NAME}_waiting",
        NAME,
        ["round_id", "unit_id"],
        unique=True,
        sqlite_where=sa.text("granted IS NULL"),
        postgresql_where=sa.text("granted IS NULL"),
    )


def downgrade() -> None:
    op.drop_table(NAME)
    for column in ("turn_certain", "turn_rule"):
        op.drop_column("filing", column)
    for column in ("lock_certain", "open_until", "lock_basis", "lock_from", "lock_days"):
        op.drop_column("round", column)
