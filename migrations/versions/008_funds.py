"""Funds received by places, releases out of them, and lights that stand on a fund"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "008_funds"
down_revision = "007_acceptance"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fund",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("owner_level", sa.String(length=32), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("division_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("fund_category_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("document_no", sa.String(length=80), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("released_on", sa.Date(), nullable=True),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("nature", sa.String(length=32), nullable=False),
        sa.Column("integrated", sa.Boolean(), nullable=False),
        sa.Column("office", sa.String(length=120), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount_fen >= 0", name=op.f("ck_fund_amount")),
        sa.CheckConstraint("released_on IS NULL OR received_on <= released_on", name=op.f("ck_fund_order")),
        sa.CheckConstraint(
            "(owner_level = 'region') = (division_id IS NOT NULL)", name=op.f("ck_fund_region_level_has_division")
        ),
        sa.ForeignKeyConstraint(["created_by"], ["user_account.id"], name=op.f("fk_fund_created_by_user_account")),
        sa.ForeignKeyConstraint(["division_id"], ["unit.id"], name=op.f("fk_fund_division_id_unit")),
        sa.ForeignKeyConstraint(
            ["fund_category_id"], ["fund_category.id"], name=op.f("fk_fund_fund_category_id_fund_category")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_fund_plan_id_plan")),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_fund_region_code_region")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_fund_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund")),
        sa.UniqueConstraint(
            "plan_id", "unit_id", "document_no", "source", name=op.f("uq_fund_plan_id_unit_id_document_no_source")
        ),
    )
    op.create_index("ix_fund_plan_region", "fund", ["plan_id", "region_code"])
    for column in ("unit_id", "division_id"):
        op.create_index(op.f(f"ix_fund_{column}"), "fund", [column])
    with op.batch_alter_table("release") as release:
        release.add_column(sa.Column("fund_id", sa.Integer(), nullable=True))
        release.create_foreign_key(op.f("fk_release_fund_id_fund"), "fund", ["fund_id"], ["id"])
        release.create_index(op.f("ix_release_fund_id"), ["fund_id"])
    _orders_aside()
    with op.batch_alter_table("light") as light:
        light.add_column(sa.Column("fund_id", sa.Integer(), nullable=True))
        light.alter_column("project_id", existing_type=sa.Integer(), nullable=True)
        light.create_foreign_key(op.f("fk_light_fund_id_fund"), "fund", ["fund_id"], ["id"])
        light.create_check_constraint("one_bearer", "(project_id IS NULL) <> (fund_id IS NULL)")
        light.create_index(op.f("ix_light_fund_id"), ["fund_id"])
    _orders_back()
    op.create_index(
        "uq_light_shining_fund",
        "light",
        ["fund_id", "rule", "place"],
        unique=True,
        sqlite_where=sa.text("out_on IS NULL"),
        postgresql_where=sa.text("out_on IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("uq_light_shining_fund", "light")
    op.execute("DELETE FROM light WHERE project_id IS NULL")
    _orders_aside()
    with op.batch_alter_table("light") as light:
        light.drop_index(op.f("ix_light_fund_id"))
        light.drop_constraint("one_bearer", type_="check")
        light.drop_constraint(op.f("fk_light_fund_id_fund"), type_="foreignkey")
        light.alter_column("project_id", existing_type=sa.Integer(), nullable=False)
        light.drop_column("fund_id")
    _orders_back()
    with op.batch_alter_table("release") as release:
        release.drop_index(op.f("ix_release_fund_id"))
        release.drop_constraint(op.f("fk_release_fund_id_fund"), type_="foreignkey")
        release.drop_column("fund_id")
    op.drop_table("fund")


def _orders_aside() -> None:
    """SQLite writes the table anew, which no order may refer to meanwhile."""
    op.execute("CREATE TABLE light_kept AS SELECT id, light_id FROM rectification_order WHERE light_id IS NOT NULL")
    op.execute("UPDATE rectification_order SET light_id = NULL WHERE light_id IS NOT NULL")


def _orders_back() -> None:
    op.execute(
        "UPDATE rectification_order SET light_id = (SELECT light_id FROM light_kept WHERE light_kept.id ="
        " rectification_order.id) WHERE id IN (SELECT id FROM light_kept)"
    )
    op.execute("DROP TABLE light_kept")
