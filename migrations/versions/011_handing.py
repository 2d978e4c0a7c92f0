"""Items transferred, roles lent and posts handed over; notices to one person; in whose lent role a filing was submitted"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "011_handing"
down_revision = "010_announcements"
branch_labels = None
depends_on = None


def _key(table: str, column: str, target: str = "user_account") -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name)


def _ids(*names: str, nullable: bool = False) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=nullable) for name in names]


def upgrade() -> None:
    _transfers()
    _delegations()
    _handovers()
    # Columns alone are added in place: neither database writes these tables anew.
    op.add_column("notice", sa.Column("user_id", sa.Integer(), nullable=True))
    op.add_column("filing", sa.Column("submitted_for", sa.Integer(), nullable=True))


def _transfers() -> None:
    op.create_table(
        "transfer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        *_ids("record_id", "unit_id"),
        sa.Column("role", sa.String(length=32), nullable=False),
        *_ids("from_id", "to_id"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_transfer_two_people")),
        _key("transfer", "unit_id", "unit"),
        _key("transfer", "from_id"),
        _key("transfer", "to_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
    )
    op.create_index(op.f("ix_transfer_to_id"), "transfer", ["to_id"])
    op.create_index("ix_transfer_unit_role", "transfer", ["unit_id", "role"])
    op.create_index(
        "uq_transfer_open",
        "transfer",
        ["kind", "record_id", "unit_id", "role"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _delegations() -> None:
    op.create_table(
        "delegation",
        sa.Column("id", sa.Integer(), nullable=False),
        *_ids("assignment_id", "unit_id", "lender_id", "delegate_id"),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        *_ids("revoked_by", nullable=True),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_delegation_period")),
        sa.CheckConstraint("lender_id <> delegate_id", name=op.f("ck_delegation_two_people")),
        sa.CheckConstraint(
            "(revoked_at IS NULL) = (revoked_by IS NULL)", name=op.f("ck_delegation_revoked_by_somebody")
        ),
        _key("delegation", "assignment_id", "assignment"),
        _key("delegation", "unit_id", "unit"),
        _key("delegation", "lender_id"),
        _key("delegation", "delegate_id"),
        _key("delegation", "revoked_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
    )
    for column in ("assignment_id", "unit_id", "lender_id", "delegate_id"):
        op.create_index(op.f(f"ix_delegation_{column}"), "delegation", [column])


def _handovers() -> None:
    op.create_table(
        "handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        *_ids("unit_id", "leaver_id", "taker_id", "opened_by"),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        *(sa.Column(name, sa.DateTime(), nullable=True) for name in ("leaver_signed_at", "taker_signed_at", "done_at")),
        sa.Column("cancel_reason", sa.Text(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint("leaver_id <> taker_id", name=op.f("ck_handover_two_people")),
        sa.CheckConstraint(
            "(state = 'done') = (done_at IS NOT NULL)", name=op.f("ck_handover_done_has_time")
        ),
        sa.CheckConstraint(
            "state <> 'done' OR (leaver_signed_at IS NOT NULL AND taker_signed_at IS NOT NULL)",
            name=op.f("ck_handover_done_has_signatures"),
        ),
        sa.CheckConstraint(
            "(state = 'cancelled') = (cancel_reason IS NOT NULL)",
            name=op.f("ck_handover_cancelled_has_reason"),
        ),
        _key("handover", "unit_id", "unit"),
        *(_key("handover", column) for column in ("leaver_id", "taker_id", "opened_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
        sa.UniqueConstraint("number", name=op.f("uq_handover_number")),
    )
    for column in ("unit_id", "leaver_id", "taker_id"):
        op.create_index(op.f(f"ix_handover_{column}"), "handover", [column])
    op.create_index(
        "uq_handover_open",
        "handover",
        ["unit_id", "leaver_id"],
        unique=True,
        sqlite_where=sa.text("done_at IS NULL AND cancel_reason IS NULL"),
        postgresql_where=sa.text("done_at IS NULL AND cancel_reason IS NULL"),
    )
    op.create_table(
        "handover_role",
        *_ids("handover_id", "assignment_id"),
        *_ids("approved_by", nullable=True),
        sa.Column("approved_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(approved_by IS NULL) = (approved_at IS NULL)", name=op.f("ck_handover_role_approved_by_somebody")
        ),
        _key("handover_role", "handover_id", "handover"),
        _key("handover_role", "assignment_id", "assignment"),
        _key("handover_role", "approved_by"),
        sa.PrimaryKeyConstraint("handover_id", "assignment_id", name=op.f("pk_handover_role")),
    )


def downgrade() -> None:
    op.drop_column("filing", "submitted_for")
    op.drop_column("notice", "user_id")
    for table in ("handover_role", "handover", "delegation", "transfer"):
        op.drop_table(table)
