"""Announcements with recipients and receipts; nudges; a person's own steps in the history found quickly"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "010_announcements"
down_revision = "009_comparisons"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "announcement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("writer_id", sa.Integer(), nullable=False),
        sa.Column("title_zh", sa.String(length=200), nullable=False),
        sa.Column("title_ug", sa.String(length=200), nullable=False),
        sa.Column("text_zh", sa.Text(), nullable=False),
        sa.Column("text_ug", sa.Text(), nullable=False),
        sa.Column("groups", sa.String(length=80), nullable=False),
        sa.Column("places", sa.Text(), nullable=False),
        sa.Column("roles", sa.String(length=80), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdraw_reason", sa.Text(), nullable=True),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdraw_reason IS NULL)",
            name=op.f("ck_announcement_withdrawn_has_reason"),
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_announcement_unit_id_unit")),
        sa.ForeignKeyConstraint(
            ["writer_id"], ["user_account.id"], name=op.f("fk_announcement_writer_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
    )
    for column in ("unit_id", "published_at"):
        op.create_index(op.f(f"ix_announcement_{column}"), "announcement", [column])
    op.create_table(
        "announcement_recipient",
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcement.id"],
            name=op.f("fk_announcement_recipient_announcement_id_announcement"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_announcement_recipient_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint(
            "announcement_id", "unit_id", "role", name=op.f("pk_announcement_recipient")
        ),
    )
    op.create_index("ix_announcement_recipient_unit_role", "announcement_recipient", ["unit_id", "role"])
    op.create_table(
        "announcement_receipt",
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcement.id"],
            name=op.f("fk_announcement_receipt_announcement_id_announcement"),
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_announcement_receipt_unit_id_unit")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_announcement_receipt_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("announcement_id", "user_id", name=op.f("pk_announcement_receipt")),
    )
    op.create_table(
        "nudge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("owing", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_nudge_unit_id_unit")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_nudge_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nudge")),
        sa.UniqueConstraint("subject", "unit_id", "day", name=op.f("uq_nudge_subject_unit_id_day")),
    )
    op.create_index("ix_history_entry_user_id_id", "history_entry", ["user_id", "id"])


def downgrade() -> None:
    op.drop_index("ix_history_entry_user_id_id", table_name="history_entry")
    op.drop_table("nudge")
    op.drop_table("announcement_receipt")
    op.drop_table("announcement_recipient")
    op.drop_table("announcement")
