"""Announcements bear a number"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "020_announcement_number"
down_revision = "019_printing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What was published before has none; its paper is printed without.
    op.add_column(
        "announcement", sa.Column("number", sa.String(length=60), nullable=False, server_default="")
    )


def downgrade() -> None:
    op.drop_column("announcement", "number")
