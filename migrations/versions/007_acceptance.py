"""Filings that the level whose turn it is has accepted"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "007_acceptance"
down_revision = "006_bulletins"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Written as columns' own constraints, which both databases add in place: writing the table anew would touch the
    # rows that refer to it.
    op.execute(
        "ALTER TABLE filing ADD COLUMN accepted_unit_id INTEGER "
        "CONSTRAINT fk_filing_accepted_unit_id_unit REFERENCES unit (id)"
    )
    op.execute(
        "ALTER TABLE filing ADD COLUMN accepted_by INTEGER "
        "CONSTRAINT fk_filing_accepted_by_user_account REFERENCES user_account (id) "
        "CONSTRAINT ck_filing_accepted_while_waiting CHECK (accepted_by IS NULL OR waiting_level IS NOT NULL)"
    )
    op.add_column("filing", sa.Column("accepted_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    for column in ("accepted_at", "accepted_by", "accepted_unit_id"):
        op.drop_column("filing", column)
