"""Lights on projects"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "003_lights"
down_revision = "002_turns"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "light",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=32), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("colour", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("lit_on", sa.Date(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("out_on", sa.Date(), nullable=True),
        sa.CheckConstraint("lit_on <= changed_on", name=op.f("ck_light_changed_after_lit")),
        sa.CheckConstraint("out_on IS NULL OR lit_on <= out_on", name=op.f("ck_light_out_after_lit")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_light_project_id_project")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_light")),
    )
    op.create_index(op.f("ix_light_project_id"), "light", ["project_id"])
    op.create_index(
        "uq_light_shining",
        "light",
        ["project_id", "rule", "place"],
        unique=True,
        sqlite_where=sa.text("out_on IS NULL"),
        postgresql_where=sa.text("out_on IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("light")
