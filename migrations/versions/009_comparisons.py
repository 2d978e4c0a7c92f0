"""Prints, figures and what is usual among them, by which targets are compared"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "009_comparisons"
down_revision = "008_funds"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "target_print",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("filing_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("filed_at", sa.DateTime(), nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("rows", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["filing_id"], ["filing.id"], name=op.f("fk_target_print_filing_id_filing")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_target_print_project_id_project")),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_target_print")),
        sa.UniqueConstraint("filing_id", name=op.f("uq_target_print_filing_id")),
    )
    op.create_table(
        "target_bucket",
        sa.Column("bucket", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("filed_at", sa.DateTime(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_target_bucket_project_id_project")),
        sa.PrimaryKeyConstraint("bucket", "filed_at", "project_id", name=op.f("pk_target_bucket")),
    )
    op.create_index(op.f("ix_target_bucket_project_id"), "target_bucket", ["project_id"])
    op.create_table(
        "target_figure",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=12), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("figure_group", sa.BigInteger(), nullable=False),
        sa.Column("micros", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_target_figure_plan_id_plan")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_target_figure_project_id_project")),
        sa.PrimaryKeyConstraint("project_id", "key", name=op.f("pk_target_figure")),
    )
    op.create_index(op.f("ix_target_figure_group"), "target_figure", ["plan_id", "figure_group", "micros"])
    op.create_table(
        "usual_figure",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("figure_group", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("middle", sa.BigInteger(), nullable=False),
        sa.Column("spread", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_usual_figure_plan_id_plan")),
        sa.PrimaryKeyConstraint("plan_id", "figure_group", name=op.f("pk_usual_figure")),
    )


def downgrade() -> None:
    for table in ("usual_figure", "target_figure", "target_bucket", "target_print"):
        op.drop_table(table)
