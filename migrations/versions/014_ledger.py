"""Problems entered by hand in the ledger, saved views, last looks, what a bulletin named first, who confirmed a light"""

from __future__ import annotations

import json
import zlib

import sqlalchemy as sa
from alembic import op

revision = "014_ledger"
down_revision = "013_concentrated"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _entries()
    _views()
    op.create_table(
        "bulletin_mention",
        sa.Column("bulletin_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["bulletin_id"], ["bulletin.id"], name=op.f("fk_bulletin_mention_bulletin_id_bulletin")
        ),
        sa.PrimaryKeyConstraint("bulletin_id", "subject", name=op.f("pk_bulletin_mention")),
    )
    op.create_index(op.f("ix_bulletin_mention_subject"), "bulletin_mention", ["subject"])
    with op.batch_alter_table("light") as light:
        light.add_column(sa.Column("confirmed_unit_id", sa.Integer(), nullable=True))
        light.create_foreign_key(
            op.f("fk_light_confirmed_unit_id_unit"), "unit", ["confirmed_unit_id"], ["id"]
        )
    _confirmers()
    _mentions()


def _entries() -> None:
    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("level", sa.String(length=32), nullable=False),
        sa.Column("manner", sa.String(length=32), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("responsible_unit_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=60), nullable=False),
        sa.Column("requirement", sa.Text(), nullable=False),
        sa.Column("working_days", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_rule", sa.String(length=60), nullable=False),
        sa.Column("due_certain", sa.Boolean(), nullable=False),
        sa.Column("measures", sa.Text(), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=True),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("repeated", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("last_reason", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("touched_at", sa.DateTime(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_ledger_entry_closed_has_time")),
        sa.CheckConstraint("status <> 'closed' OR opinion <> ''", name=op.f("ck_ledger_entry_closed_has_opinion")),
        sa.CheckConstraint(
            "status NOT IN ('verifying', 'closed') OR completed_on IS NOT NULL",
            name=op.f("ck_ledger_entry_done_has_day"),
        ),
        sa.CheckConstraint(
            "completed_on IS NULL OR found_on <= completed_on", name=op.f("ck_ledger_entry_completed_after_found")
        ),
        sa.CheckConstraint("found_on <= due_on", name=op.f("ck_ledger_entry_due_after_found")),
        sa.CheckConstraint("working_days > 0", name=op.f("ck_ledger_entry_working_days")),
        sa.ForeignKeyConstraint(["closed_by"], ["user_account.id"], name=op.f("fk_ledger_entry_closed_by_user_account")),
        sa.ForeignKeyConstraint(["created_by"], ["user_account.id"], name=op.f("fk_ledger_entry_created_by_user_account")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_ledger_entry_project_id_project")),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_ledger_entry_region_code_region")),
        sa.ForeignKeyConstraint(
            ["responsible_unit_id"], ["unit.id"], name=op.f("fk_ledger_entry_responsible_unit_id_unit")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_ledger_entry_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
    )
    for column in ("unit_id", "region_code", "project_id", "responsible_unit_id"):
        op.create_index(op.f(f"ix_ledger_entry_{column}"), "ledger_entry", [column])


def _views() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_saved_view_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("user_id", "page", "name", name=op.f("uq_saved_view_user_id_page_name")),
    )
    op.create_index(
        "uq_saved_view_default",
        "saved_view",
        ["user_id", "page"],
        unique=True,
        sqlite_where=sa.text("is_default IS 1"),
        postgresql_where=sa.text("is_default IS true"),
    )
    op.create_table(
        "last_look",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(length=40), nullable=False),
        sa.Column("looked_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_last_look_user_id_user_account")),
        sa.PrimaryKeyConstraint("user_id", "page", name=op.f("pk_last_look")),
    )


def _confirmers() -> None:
    """Who confirmed a light stands in its history."""
    light = sa.table("light", sa.column("id", sa.Integer), sa.column("verdict"), sa.column("confirmed_unit_id"))
    entry = sa.table(
        "history_entry", sa.column("id"), sa.column("subject"), sa.column("action"), sa.column("unit_id")
    )
    last = (
        sa.select(entry.c.unit_id)
        .where(
            entry.c.subject == sa.literal("light:") + sa.cast(light.c.id, sa.String(20)),
            entry.c.action == "light.confirm",
        )
        .order_by(entry.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    op.execute(light.update().where(light.c.verdict == "confirmed").values(confirmed_unit_id=last))


def _mentions() -> None:
    """Which bulletin named a problem first stands in the bulletins, unit by unit."""
    bulletin = sa.table("bulletin", sa.column("id"), sa.column("unit_id"), sa.column("number"), sa.column("content"))
    mention = sa.table("bulletin_mention", sa.column("bulletin_id"), sa.column("subject"))
    connection, seen = op.get_bind(), set()
    rows = connection.execute(
        sa.select(bulletin.c.id, bulletin.c.unit_id, bulletin.c.content).order_by(bulletin.c.unit_id, bulletin.c.number)
    )
    for identity, unit_id, content in rows.all():
        fresh = []
        for item in json.loads(zlib.decompress(content)):
            if (unit_id, item["key"]) not in seen:
                seen.add((unit_id, item["key"]))
                fresh.append({"bulletin_id": identity, "subject": item["key"]})
        if fresh:
            connection.execute(mention.insert(), fresh)


def downgrade() -> None:
    with op.batch_alter_table("light") as light:
        light.drop_constraint(op.f("fk_light_confirmed_unit_id_unit"), type_="foreignkey")
        light.drop_column("confirmed_unit_id")
    for table in ("bulletin_mention", "last_look", "saved_view", "ledger_entry"):
        op.drop_table(table)
