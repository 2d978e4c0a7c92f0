"""What people say of lights, and orders that stand on one"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "004_light_moves"
down_revision = "003_lights"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("light") as batch:
        batch.add_column(sa.Column("status", sa.String(length=32), nullable=False, server_default="lit"))
        batch.add_column(sa.Column("note", sa.Text(), nullable=False, server_default=""))
        batch.add_column(sa.Column("moved_at", sa.DateTime(), nullable=True))
        batch.add_column(sa.Column("waived_until", sa.Date(), nullable=True))
        batch.add_column(sa.Column("waived_value", sa.Text(), nullable=False, server_default=""))
        batch.add_column(sa.Column("verdict", sa.String(length=20), nullable=False, server_default=""))
    op.execute("UPDATE light SET status = 'out' WHERE out_on IS NOT NULL")
    with op.batch_alter_table("light") as batch:
        for name in ("status", "note", "waived_value", "verdict"):
            batch.alter_column(name, server_default=None)
        batch.create_check_constraint("out_has_day", "(status = 'out') = (out_on IS NOT NULL)")
        batch.create_check_constraint("waived_has_end", "status <> 'waived' OR waived_until IS NOT NULL")
        batch.create_index("ix_light_status", ["status"])
    # Written as a column's own constraint, which both databases add in place: writing the table anew would touch the
    # replies that refer to it.
    op.execute(
        "ALTER TABLE rectification_order ADD COLUMN light_id INTEGER "
        "CONSTRAINT fk_rectification_order_light_id_light REFERENCES light (id)"
    )
    op.create_index("ix_rectification_order_light_id", "rectification_order", ["light_id"])


def downgrade() -> None:
    op.drop_index("ix_rectification_order_light_id", "rectification_order")
    op.drop_column("rectification_order", "light_id")
    with op.batch_alter_table("light") as batch:
        batch.drop_index("ix_light_status")
        batch.drop_constraint("waived_has_end", type_="check")
        batch.drop_constraint("out_has_day", type_="check")
        for name in ("verdict", "waived_value", "waived_until", "moved_at", "note", "status"):
            batch.drop_column(name)
