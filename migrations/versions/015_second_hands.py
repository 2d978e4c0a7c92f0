"""Requests for a later day that were withdrawn, and who reported an entry of the ledger as mended"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "015_second_hands"
down_revision = "014_ledger"
branch_labels = None
depends_on = None

NAME = "round_exception"
WAITS = "granted IS NULL AND withdrawn_at IS NULL"


def _one_waits(where: str) -> None:
    op.create_index(
        f"uq_{NAME}_waiting",
        NAME,
        ["round_id", "unit_id"],
        unique=True,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )


def upgrade() -> None:
    op.drop_index(f"uq_{NAME}_waiting", NAME)
    with op.batch_alter_table(NAME) as table:
        table.add_column(sa.Column("withdrawn_at", sa.DateTime(), nullable=True))
        table.add_column(sa.Column("withdrawn_by", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f(f"fk_{NAME}_withdrawn_by_user_account"), "user_account", ["withdrawn_by"], ["id"]
        )
        table.create_check_constraint(
            op.f(f"ck_{NAME}_withdrawal_has_person"), "(withdrawn_at IS NULL) = (withdrawn_by IS NULL)"
        )
        table.create_check_constraint(
            op.f(f"ck_{NAME}_withdrawn_unanswered"), "withdrawn_at IS NULL OR granted IS NULL"
        )
    _one_waits(WAITS)
    with op.batch_alter_table("ledger_entry") as table:
        table.add_column(sa.Column("finished_by", sa.Integer(), nullable=True))
        table.add_column(sa.Column("finished_for", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_ledger_entry_finished_by_user_account"), "user_account", ["finished_by"], ["id"]
        )
    _finishers()


def _finishers() -> None:
    """Who reported an entry as mended stands in its history."""
    entry = sa.table("ledger_entry", sa.column("id", sa.Integer), sa.column("status"), sa.column("finished_by"))
    told = sa.table(
        "history_entry", sa.column("id"), sa.column("subject"), sa.column("action"), sa.column("user_id")
    )
    last = (
        sa.select(told.c.user_id)
        .where(
            told.c.subject == sa.literal("entry:") + sa.cast(entry.c.id, sa.String(20)),
            told.c.action == "entry.finish",
        )
        .order_by(told.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    done = ("verifying", "sent_back", "closed")
    op.execute(entry.update().where(entry.c.status.in_(done)).values(finished_by=last))


def downgrade() -> None:
    with op.batch_alter_table("ledger_entry") as table:
        table.drop_constraint(op.f("fk_ledger_entry_finished_by_user_account"), type_="foreignkey")
        table.drop_column("finished_for")
        table.drop_column("finished_by")
    op.drop_index(f"uq_{NAME}_waiting", NAME)
    # Without the mark a withdrawn request would wait again beside its successor.
    op.execute(f"DELETE FROM {NAME} WHERE withdrawn_at IS NOT NULL")
    with op.batch_alter_table(NAME) as table:
        table.drop_constraint(op.f(f"ck_{NAME}_withdrawn_unanswered"), type_="check")
        table.drop_constraint(op.f(f"ck_{NAME}_withdrawal_has_person"), type_="check")
        table.drop_constraint(op.f(f"fk_{NAME}_withdrawn_by_user_account"), type_="foreignkey")
        table.drop_column("withdrawn_by")
        table.drop_column("withdrawn_at")
    _one_waits("granted IS NULL")
