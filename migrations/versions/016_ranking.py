"""Sets of metrics, rankings with their lines and values, and objections to them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "016_ranking"
down_revision = "015_second_hands"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ranking_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("least_projects", sa.Integer(), nullable=False),
        sa.Column("least_judged", sa.Integer(), nullable=False),
        sa.Column("with_corps", sa.Boolean(), nullable=False),
        sa.Column("with_zones", sa.Boolean(), nullable=False),
        sa.Column("excellent", sa.Integer(), nullable=False),
        sa.Column("good", sa.Integer(), nullable=False),
        sa.Column("fair", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("touched_at", sa.DateTime(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("level <> 'region'", name=op.f("ck_ranking_set_level")),
        sa.CheckConstraint(
            "excellent > good AND good > fair AND fair > 0", name=op.f("ck_ranking_set_bounds")
        ),
        sa.CheckConstraint(
            "least_projects >= 1 AND least_judged BETWEEN 0 AND 100", name=op.f("ck_ranking_set_least")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranking_set")),
        sa.UniqueConstraint("year", "level", "version", name=op.f("uq_ranking_set_year_level_version")),
    )
    op.create_table(
        "ranking_metric",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name_zh", sa.String(length=60), nullable=False),
        sa.Column("name_ug", sa.String(length=160), nullable=False),
        sa.Column("measure", sa.String(length=32), nullable=True),
        sa.Column("unit", sa.String(length=32), nullable=False),
        sa.Column("formula", sa.String(length=32), nullable=False),
        sa.Column("marks", sa.Integer(), nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("(formula = 'veto') = (marks = 0)", name=op.f("ck_ranking_metric_veto_has_none")),
        sa.CheckConstraint("marks >= 0 AND least >= 1", name=op.f("ck_ranking_metric_figures")),
        sa.ForeignKeyConstraint(
            ["set_id"], ["ranking_set.id"], name=op.f("fk_ranking_metric_set_id_ranking_set")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranking_metric")),
        sa.UniqueConstraint("set_id", "code", name=op.f("uq_ranking_metric_set_id_code")),
    )
    op.create_table(
        "ranking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=32), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("drawn_by", sa.Integer(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(), nullable=False),
        sa.Column("objections_until", sa.Date(), nullable=True),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=True),
        sa.Column("formula_version", sa.Integer(), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("touched_at", sa.DateTime(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status = 'cancelled') = (cancel_reason IS NOT NULL)",
            name=op.f("ck_ranking_cancelled_has_reason"),
        ),
        sa.CheckConstraint(
            "(status = 'published') = (digest <> '')", name=op.f("ck_ranking_published_has_digest")
        ),
        sa.CheckConstraint(
            "(status = 'published') = (published_at IS NOT NULL)", name=op.f("ck_ranking_published_has_time")
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'cancelled') OR objections_until IS NOT NULL",
            name=op.f("ck_ranking_objection_has_end"),
        ),
        sa.ForeignKeyConstraint(
            ["drawn_by"], ["user_account.id"], name=op.f("fk_ranking_drawn_by_user_account")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_ranking_plan_id_plan")),
        sa.ForeignKeyConstraint(
            ["published_by"], ["user_account.id"], name=op.f("fk_ranking_published_by_user_account")
        ),
        sa.ForeignKeyConstraint(["set_id"], ["ranking_set.id"], name=op.f("fk_ranking_set_id_ranking_set")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_ranking_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranking")),
        sa.UniqueConstraint("plan_id", "level", "number", name=op.f("uq_ranking_plan_id_level_number")),
    )
    with op.batch_alter_table("ranking", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ranking_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ranking_set_id"), ["set_id"], unique=False)

    op.create_table(
        "ranking_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ranking_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("name_zh", sa.String(length=60), nullable=False),
        sa.Column("name_ug", sa.String(length=120), nullable=False),
        sa.Column("corps", sa.Boolean(), nullable=False),
        sa.Column("zone", sa.Boolean(), nullable=False),
        sa.Column("projects", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("place_before", sa.Integer(), nullable=True),
        sa.Column("grade", sa.String(length=32), nullable=True),
        sa.Column("vetoed", sa.Boolean(), nullable=False),
        sa.Column("absence", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "(place IS NULL) = (absence IS NOT NULL)", name=op.f("ck_ranking_row_place_or_absence")
        ),
        sa.CheckConstraint("(place IS NULL) = (total IS NULL)", name=op.f("ck_ranking_row_place_has_total")),
        sa.ForeignKeyConstraint(
            ["ranking_id"], ["ranking.id"], name=op.f("fk_ranking_row_ranking_id_ranking")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranking_row")),
        sa.UniqueConstraint("ranking_id", "code", name=op.f("uq_ranking_row_ranking_id_code")),
    )
    op.create_table(
        "ranking_objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ranking_id", sa.Integer(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("metric", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("filed_by", sa.Integer(), nullable=False),
        sa.Column("filed_at", sa.DateTime(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("old_numerator", sa.Integer(), nullable=True),
        sa.Column("old_denominator", sa.Integer(), nullable=True),
        sa.Column("new_numerator", sa.Integer(), nullable=True),
        sa.Column("new_denominator", sa.Integer(), nullable=True),
        sa.Column("touched_at", sa.DateTime(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status = 'upheld') = (new_denominator IS NOT NULL)",
            name=op.f("ck_ranking_objection_upheld_has_value"),
        ),
        sa.CheckConstraint(
            "(status IN ('upheld', 'rejected')) = (answered_at IS NOT NULL)",
            name=op.f("ck_ranking_objection_answered_has_time"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["user_account.id"], name=op.f("fk_ranking_objection_answered_by_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["filed_by"], ["user_account.id"], name=op.f("fk_ranking_objection_filed_by_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["ranking_id"], ["ranking.id"], name=op.f("fk_ranking_objection_ranking_id_ranking")
        ),
        sa.ForeignKeyConstraint(
            ["row_id"], ["ranking_row.id"], name=op.f("fk_ranking_objection_row_id_ranking_row")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_ranking_objection_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranking_objection")),
    )
    with op.batch_alter_table("ranking_objection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ranking_objection_ranking_id"), ["ranking_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ranking_objection_row_id"), ["row_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ranking_objection_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "ranking_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("metric", sa.String(length=32), nullable=False),
        sa.Column("numerator", sa.Integer(), nullable=True),
        sa.Column("denominator", sa.Integer(), nullable=True),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("typed", sa.Boolean(), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.CheckConstraint("NOT typed OR proof <> ''", name=op.f("ck_ranking_value_typed_has_proof")),
        sa.CheckConstraint(
            "(numerator IS NULL) = (denominator IS NULL)", name=op.f("ck_ranking_value_both_or_none")
        ),
        sa.ForeignKeyConstraint(
            ["row_id"], ["ranking_row.id"], name=op.f("fk_ranking_value_row_id_ranking_row")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranking_value")),
        sa.UniqueConstraint("row_id", "metric", name=op.f("uq_ranking_value_row_id_metric")),
    )


def downgrade() -> None:
    op.drop_table("ranking_value")
    with op.batch_alter_table("ranking_objection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ranking_objection_unit_id"))
        batch_op.drop_index(batch_op.f("ix_ranking_objection_row_id"))
        batch_op.drop_index(batch_op.f("ix_ranking_objection_ranking_id"))

    op.drop_table("ranking_objection")
    op.drop_table("ranking_row")
    with op.batch_alter_table("ranking", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ranking_set_id"))
        batch_op.drop_index(batch_op.f("ix_ranking_plan_id"))

    op.drop_table("ranking")
    op.drop_table("ranking_metric")
    op.drop_table("ranking_set")
