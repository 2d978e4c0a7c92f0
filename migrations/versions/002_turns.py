"""The day by which the one whose turn it is has to act; filings handed on before keep the round's date"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "002_turns"
down_revision = "001_first_house"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A column alone is added in place: neither database writes the table anew, nor touches what refers to it.
    op.add_column("filing", sa.Column("turn_due_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("filing", "turn_due_on")
