"""Printing in bulk"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "019_printing"
down_revision = "018_reports"
branch_labels = None
depends_on = None

JOB, ITEM = "print_job", "print_item"
JOB_REFERS = (("user_id", "user_account"), ("unit_id", "unit"))
JOB_CHECKS = (
    ("total", "total > 0"),
    ("done", "done BETWEEN 0 AND total"),
    ("skipped", "skipped BETWEEN 0 AND done"),
    ("unfinished_has_no_end", "(state IN ('waiting', 'running')) = (finished_at IS NULL)"),
    ("running_has_start", "state <> 'running' OR started_at IS NOT NULL"),
    ("failed_has_error", "(state = 'failed') = (error IS NOT NULL)"),
    ("file_when_done", "state = 'done' OR file_name = ''"),
)


def _text(name: str, length: int) -> sa.Column:
    return sa.Column(name, sa.String(length=length), nullable=False)


def upgrade() -> None:
    op.create_table(
        JOB,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        _text("role", 32),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=True),
        _text("kind", 32),
        _text("name_zh", 200),
        _text("name_ug", 300),
        _text("language", 32),
        _text("packing", 32),
        _text("wanted", 64),
        _text("address", 200),
        _text("state", 32),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.Integer(), nullable=False),
        _text("file_name", 300),
        sa.Column("file_size", sa.BigInteger(), nullable=False),
        _text("file_digest", 64),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.Column("beat_at", sa.DateTime(), nullable=True),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_{JOB}_{name}")) for name, rule in JOB_CHECKS),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_{JOB}_{column}_{table}"))
            for column, table in JOB_REFERS
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{JOB}")),
    )
    op.create_index(op.f(f"ix_{JOB}_user_id"), JOB, ["user_id"])
    op.create_index(
        "uq_print_job_unfinished",
        JOB,
        ["user_id", "wanted"],
        unique=True,
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    )
    op.create_table(
        ITEM,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        _text("subject", 60),
        _text("place_zh", 60),
        _text("place_ug", 120),
        _text("name", 400),
        _text("form", 80),
        _text("state", 32),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        _text("document", 80),
        sa.CheckConstraint("(state = 'done') = (document <> '')", name=op.f(f"ck_{ITEM}_done_has_document")),
        sa.ForeignKeyConstraint(["job_id"], [f"{JOB}.id"], name=op.f(f"fk_{ITEM}_job_id_{JOB}")),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["issued_paper.id"], name=op.f(f"fk_{ITEM}_paper_id_issued_paper")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{ITEM}")),
        sa.UniqueConstraint("job_id", "position", name=op.f(f"uq_{ITEM}_job_id_position")),
    )
    op.create_index(op.f(f"ix_{ITEM}_paper_id"), ITEM, ["paper_id"])


def downgrade() -> None:
    op.drop_table(ITEM)
    op.drop_table(JOB)
