"""Reminders, runs of jobs, extensions of orders"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "005_supervision"
down_revision = "004_light_moves"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_reminder_project_id_project")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_reminder_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint(
            "subject", "due_on", "step", "unit_id", "role", name=op.f("uq_reminder_subject_due_on_step_unit_id_role")
        ),
    )
    for column in ("day", "unit_id", "project_id"):
        op.create_index(op.f(f"ix_reminder_{column}"), "reminder", [column])
    op.create_table(
        "job_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("host", sa.String(length=80), nullable=False),
        sa.Column("process", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("beat_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.CheckConstraint("(state = 'running') = (finished_at IS NULL)", name=op.f("ck_job_run_running_has_no_end")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_run")),
    )
    op.create_index(
        "uq_job_run_running",
        "job_run",
        ["job"],
        unique=True,
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    )
    op.create_table(
        "order_extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("working_days", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("due_before", sa.Date(), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("due_after", sa.Date(), nullable=True),
        sa.CheckConstraint("working_days > 0", name=op.f("ck_order_extension_working_days")),
        sa.CheckConstraint(
            "(granted IS NULL) = (answered_at IS NULL)", name=op.f("ck_order_extension_answer_has_time")
        ),
        sa.CheckConstraint(
            "granted IS NULL OR NOT granted OR due_after IS NOT NULL", name=op.f("ck_order_extension_granted_has_day")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["user_account.id"], name=op.f("fk_order_extension_answered_by_user_account")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["user_account.id"], name=op.f("fk_order_extension_asked_by_user_account")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["rectification_order.id"], name=op.f("fk_order_extension_order_id_rectification_order")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_order_extension_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_extension")),
    )
    op.create_index(op.f("ix_order_extension_order_id"), "order_extension", ["order_id"])
    op.create_index(
        "uq_order_extension_waiting",
        "order_extension",
        ["order_id"],
        unique=True,
        sqlite_where=sa.text("granted IS NULL"),
        postgresql_where=sa.text("granted IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("order_extension")
    op.drop_table("job_run")
    op.drop_table("reminder")
