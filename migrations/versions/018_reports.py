"""Periodic reports"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "018_reports"
down_revision = "017_issued_papers"
branch_labels = None
depends_on = None

REPORT, SECTION = "report", "report_section"
REFERS = {
    REPORT: (
        ("plan_id", "plan", "id"),
        ("unit_id", "unit", "id"),
        ("region_code", "region", "code"),
        ("drawn_by", "user_account", "id"),
        ("submitted_by", "user_account", "id"),
        ("checked_by", "user_account", "id"),
    ),
    SECTION: (("report_id", "report", "id"), ("edited_by", "user_account", "id")),
}
CHECKS = (
    ("months", "first_month BETWEEN 1 AND last_month AND last_month <= 12"),
    ("signed_is_reported", "(reported_at IS NULL) = (signed_on IS NULL)"),
    ("filed_has_scan", "(filed_at IS NULL) OR (scan_sha256 <> '')"),
    ("signed_has_digest", "status NOT IN ('signed', 'filed') OR digest <> ''"),
)


def upgrade() -> None:
    op.create_table(
        REPORT,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("first_month", sa.Integer(), nullable=False),
        sa.Column("last_month", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("drawn_by", sa.Integer(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(), nullable=False),
        sa.Column("submitted_by", sa.Integer(), nullable=True),
        sa.Column("checked_by", sa.Integer(), nullable=True),
        sa.Column("checked_at", sa.DateTime(), nullable=True),
        sa.Column("signer", sa.String(length=60), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("reported_at", sa.DateTime(), nullable=True),
        sa.Column("filed_at", sa.DateTime(), nullable=True),
        sa.Column("superseded_at", sa.DateTime(), nullable=True),
        sa.Column("last_reason", sa.Text(), nullable=True),
        sa.Column("scan_name", sa.String(length=200), nullable=False),
        sa.Column("scan_type", sa.String(length=100), nullable=False),
        sa.Column("scan_size", sa.BigInteger(), nullable=True),
        sa.Column("scan_sha256", sa.String(length=64), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("touched_at", sa.DateTime(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_{REPORT}_{name}")) for name, rule in CHECKS),
        *_keys(REPORT),
        sa.UniqueConstraint(
            "plan_id", "unit_id", "kind", "last_month", "version",
            name=op.f(f"uq_{REPORT}_plan_id_unit_id_kind_last_month_version"),
        ),
    )  # fmt: skip
    for column in ("plan_id", "unit_id"):
        op.create_index(op.f(f"ix_{REPORT}_{column}"), REPORT, [column])
    op.create_table(
        SECTION,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("text_zh", sa.Text(), nullable=False),
        sa.Column("text_ug", sa.Text(), nullable=False),
        sa.Column("edited_zh", sa.Boolean(), nullable=False),
        sa.Column("edited_ug", sa.Boolean(), nullable=False),
        sa.Column("edited_by", sa.Integer(), nullable=True),
        sa.Column("edited_at", sa.DateTime(), nullable=True),
        *_keys(SECTION),
        sa.UniqueConstraint("report_id", "code", name=op.f(f"uq_{SECTION}_report_id_code")),
    )


    with op.batch_alter_table("reminder") as batch:
        batch.alter_column("project_id", existing_type=sa.Integer(), nullable=True)


def _keys(table: str) -> list[sa.Constraint]:
    refers = [
        sa.ForeignKeyConstraint([column], [f"{other}.{key}"], name=op.f(f"fk_{table}_{column}_{other}"))
        for column, other, key in REFERS[table]
    ]
    return [*refers, sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))]


def downgrade() -> None:
    op.execute("DELETE FROM reminder WHERE project_id IS NULL")
    with op.batch_alter_table("reminder") as batch:
        batch.alter_column("project_id", existing_type=sa.Integer(), nullable=False)
    op.drop_table(SECTION)
    op.drop_table(REPORT)
