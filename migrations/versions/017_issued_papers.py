"""The register of issued papers"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "017_issued_papers"
down_revision = "016_ranking"
branch_labels = None
depends_on = None

NAME = "issued_paper"
REFERS = (("unit_id", "unit"), ("issued_by", "user_account"), ("revoked_by", "user_account"))
CHECKS = (
    ("version", "version >= 1"),
    ("revoked_has_reason", "(revoked_at IS NULL) = (revoke_reason IS NULL)"),
    ("revoked_by_somebody", "revoked_by IS NULL OR revoked_at IS NOT NULL"),
)


def upgrade() -> None:
    op.create_table(
        NAME,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("issued_by", sa.Integer(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_by", sa.Integer(), nullable=True),
        sa.Column("revoke_reason", sa.Text(), nullable=True),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_{NAME}_{name}")) for name, rule in CHECKS),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_{NAME}_{column}_{table}"))
            for column, table in REFERS
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{NAME}")),
        sa.UniqueConstraint("subject", "version", name=op.f(f"uq_{NAME}_subject_version")),
        sa.UniqueConstraint("code", name=op.f(f"uq_{NAME}_code")),
    )
    for column in ("number", "unit_id"):
        op.create_index(op.f(f"ix_{NAME}_{column}"), NAME, [column])


def downgrade() -> None:
    op.drop_table(NAME)
