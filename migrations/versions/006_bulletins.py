"""Bulletins pushed to units, with receipts; a unit's mail address and day of the push"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "006_bulletins"
down_revision = "005_supervision"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bulletin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("looked_on", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("count_overdue", sa.Integer(), nullable=False),
        sa.Column("count_new", sa.Integer(), nullable=False),
        sa.Column("count_open", sa.Integer(), nullable=False),
        sa.Column("count_closed", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("mailed_at", sa.DateTime(), nullable=True),
        sa.Column("mail_error", sa.Text(), nullable=False),
        sa.CheckConstraint("since < day", name=op.f("ck_bulletin_since_before_day")),
        sa.CheckConstraint("day <= looked_on", name=op.f("ck_bulletin_looked_after_day")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_bulletin_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletin")),
        sa.UniqueConstraint("unit_id", "day", name=op.f("uq_bulletin_unit_id_day")),
        sa.UniqueConstraint("unit_id", "number", name=op.f("uq_bulletin_unit_id_number")),
    )
    for column in ("region_code", "day"):
        op.create_index(op.f(f"ix_bulletin_{column}"), "bulletin", [column])
    op.create_table(
        "bulletin_receipt",
        sa.Column("bulletin_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bulletin_id"], ["bulletin.id"], name=op.f("fk_bulletin_receipt_bulletin_id_bulletin")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_bulletin_receipt_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("bulletin_id", "user_id", name=op.f("pk_bulletin_receipt")),
    )
    with op.batch_alter_table("unit") as unit:
        unit.add_column(sa.Column("email", sa.String(length=120), nullable=False, server_default=""))
        unit.add_column(sa.Column("push_weekday", sa.Integer(), nullable=True))
        unit.create_check_constraint(op.f("ck_unit_push_weekday"), "push_weekday BETWEEN 0 AND 5")


def downgrade() -> None:
    with op.batch_alter_table("unit") as unit:
        unit.drop_constraint(op.f("ck_unit_push_weekday"), type_="check")
        unit.drop_column("push_weekday")
        unit.drop_column("email")
    op.drop_table("bulletin_receipt")
    op.drop_table("bulletin")
