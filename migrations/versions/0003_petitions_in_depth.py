"""petitions to full depth"""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from app.core import db as types
from app.core import triggers

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

PURGE_DATE = "ck_petition_purge_date_before_opening"
BEFORE = "state = 'draft' OR purge_on IS NOT NULL"
AFTER = "state IN ('draft', 'review') OR purge_on IS NOT NULL"
NEVER_REUSED = {"sqlite_autoincrement": True}
"""What has been written about a signature must not come to mean another one."""
NOON = time(12, tzinfo=ZoneInfo("Europe/Stockholm"))

FIRST_WORDINGS = """
    INSERT INTO petition_wording (petition_id, number, locale, title, demand, body, reason, created_at)
    SELECT id, 1, 'sv', title, demand, body, '', coalesce(opened_at, created_at)
    FROM petition WHERE state NOT IN ('draft', 'review')
"""
"""What was signed until now."""
SOURCES = """
    INSERT INTO petition_source (petition_id, source, count)
    SELECT id, '', online_count FROM petition WHERE online_count > 0
"""
HOURS = """
    INSERT INTO petition_hour (petition_id, began_at, count)
    SELECT petition_id, {hour}, count(*) FROM signature
    WHERE state = 'confirmed' AND petition_id NOT IN (SELECT id FROM petition WHERE {emptied})
    GROUP BY petition_id, {hour}
"""
HOUR_OF = {
    "sqlite": "strftime('%Y-%m-%d %H:00:00.000000', confirmed_at)",
    "postgresql": "date_trunc('hour', confirmed_at)",
}
EMPTIED = """online_count <> (
    SELECT count(*) FROM signature WHERE signature.petition_id = petition.id AND state = 'confirmed'
)"""
"""Petitions whose people are gone, or going."""
DAYS = """
    SELECT petition_id, counted_on, sum(count) AS count FROM petition_day
    WHERE channel <> 'paper' AND petition_id IN (SELECT id FROM petition WHERE {emptied})
    GROUP BY petition_id, counted_on
"""


def upgrade() -> None:
    """Migrate upwards."""
    op.create_table(
        "recipient",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("contact", sa.String(length=160), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=True),
        sa.Column("threshold_note", sa.String(length=300), nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recipient")),
        sa.UniqueConstraint("name", name=op.f("uq_recipient_name")),
    )
    op.create_table(
        "spent_proof",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("expires_at", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_spent_proof")),
    )
    with op.batch_alter_table("spent_proof") as batch_op:
        batch_op.create_index(batch_op.f("ix_spent_proof_expires_at"), ["expires_at"], unique=False)
    op.create_table(
        "signing_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("pattern", sa.String(length=120), nullable=False),
        sa.Column("act", sa.String(length=8), nullable=False),
        sa.Column("note", sa.String(length=160), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_signing_rule_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_rule")),
        sa.UniqueConstraint("kind", "pattern", name=op.f("uq_signing_rule_kind_pattern")),
    )
    op.create_table(
        "invalidation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("petition_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("conditions", sa.JSON(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("last_id", sa.Integer(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("ended_at", types.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_invalidation_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petition.id"], name=op.f("fk_invalidation_petition_id_petition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invalidation")),
        sa.UniqueConstraint("uid", name=op.f("uq_invalidation_uid")),
    )
    with op.batch_alter_table("invalidation") as batch_op:
        batch_op.create_index(batch_op.f("ix_invalidation_petition_id"), ["petition_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invalidation_state"), ["state"], unique=False)
    op.create_table(
        "kiosk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("petition_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("starts_at", types.UtcDateTime(), nullable=False),
        sa.Column("ends_at", types.UtcDateTime(), nullable=False),
        sa.Column("ended_at", types.UtcDateTime(), nullable=True),
        sa.Column("count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_kiosk_ends_after_start")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_kiosk_account_id_account")),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_kiosk_petition_id_petition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kiosk")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_kiosk_token_hash")),
    )
    with op.batch_alter_table("kiosk") as batch_op:
        batch_op.create_index(batch_op.f("ix_kiosk_petition_id"), ["petition_id"], unique=False)
    op.create_table(
        "petition_goal",
        sa.Column("petition_id", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("words", sa.String(length=160), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_petition_goal_says_something")),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petition.id"], name=op.f("fk_petition_goal_petition_id_petition")
        ),
        sa.PrimaryKeyConstraint("petition_id", "count", name=op.f("pk_petition_goal")),
    )
    op.create_table(
        "petition_hour",
        sa.Column("petition_id", sa.Integer(), nullable=False),
        sa.Column("began_at", types.UtcDateTime(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petition.id"], name=op.f("fk_petition_hour_petition_id_petition")
        ),
        sa.PrimaryKeyConstraint("petition_id", "began_at", name=op.f("pk_petition_hour")),
    )
    op.create_table(
        "petition_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("petition_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("is_offered", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("count", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("count >= 0", name=op.f("ck_petition_place_count")),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petition.id"], name=op.f("fk_petition_place_petition_id_petition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petition_place")),
        sa.UniqueConstraint("petition_id", "name", name=op.f("uq_petition_place_petition_id_name")),
    )
    op.create_table(
        "petition_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("petition_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("is_required", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_asked", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petition.id"], name=op.f("fk_petition_question_petition_id_petition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petition_question")),
    )
    with op.batch_alter_table("petition_question") as batch_op:
        batch_op.create_index(batch_op.f("ix_petition_question_petition_id"), ["petition_id"], unique=False)
    op.create_table(
        "petition_source",
        sa.Column("petition_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petition.id"], name=op.f("fk_petition_source_petition_id_petition")
        ),
        sa.PrimaryKeyConstraint("petition_id", "source", name=op.f("pk_petition_source")),
    )
    op.create_table(
        "petition_wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("petition_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("locale", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("demand", sa.String(length=300), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petition.id"], name=op.f("fk_petition_wording_petition_id_petition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petition_wording")),
        sa.UniqueConstraint(
            "petition_id", "number", "locale", name=op.f("uq_petition_wording_petition_id_number_locale")
        ),
    )
    op.create_table(
        "petition_translation",
        sa.Column("petition_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("demand", sa.String(length=300), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petition.id"], name=op.f("fk_petition_translation_petition_id_petition")
        ),
        sa.PrimaryKeyConstraint("petition_id", "locale", name=op.f("pk_petition_translation")),
    )
    op.create_table(
        "signing_handle",
        sa.Column("receipt", sa.LargeBinary(length=20), nullable=False),
        sa.Column("petition_id", sa.Integer(), nullable=False),
        sa.Column("code_tries", sa.SmallInteger(), nullable=False),
        sa.Column("resends", sa.SmallInteger(), nullable=False),
        sa.Column("corrections", sa.SmallInteger(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petition.id"], name=op.f("fk_signing_handle_petition_id_petition")
        ),
        sa.PrimaryKeyConstraint("receipt", name=op.f("pk_signing_handle")),
    )
    with op.batch_alter_table("signing_handle") as batch_op:
        batch_op.create_index(batch_op.f("ix_signing_handle_created_at"), ["created_at"], unique=False)
    op.create_table(
        "signature_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("signature_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("answered_at", types.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["signature_id"],
            ["signature.id"],
            name=op.f("fk_signature_report_signature_id_signature"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature_report")),
        sa.UniqueConstraint("uid", name=op.f("uq_signature_report_uid")),
    )
    with op.batch_alter_table("signature_report") as batch_op:
        batch_op.create_index(batch_op.f("ix_signature_report_signature_id"), ["signature_id"], unique=False)
    with op.batch_alter_table("petition") as batch_op:
        batch_op.drop_constraint(op.f(PURGE_DATE), type_="check")
        batch_op.create_check_constraint(op.f(PURGE_DATE), AFTER)
        batch_op.add_column(sa.Column("recipient_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("contact_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("ask_phone", sa.String(length=8), server_default="no", nullable=False))
        batch_op.add_column(sa.Column("ask_comment", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("text_number", sa.SmallInteger(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("opens_at", types.UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("closes_at", types.UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("review_asked_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("handed_over_on", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column("diary_number", sa.String(length=60), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("answered_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("answer", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("answer_told_to", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("expired_count", sa.Integer(), server_default="0", nullable=False))
        batch_op.create_foreign_key(
            batch_op.f("fk_petition_recipient_id_recipient"), "recipient", ["recipient_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_petition_review_asked_by_id_account"), "account", ["review_asked_by_id"], ["id"]
        )
    with op.batch_alter_table("signature", table_kwargs=NEVER_REUSED) as batch_op:
        batch_op.add_column(sa.Column("area_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("source", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("text_number", sa.SmallInteger(), server_default="1", nullable=False))
        batch_op.add_column(
            sa.Column("first_name_only", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("name_hidden_at", types.UtcDateTime(), nullable=True))
        batch_op.add_column(
            sa.Column("comment_state", sa.String(length=8), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("seat", sa.SmallInteger(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("network_hash", sa.LargeBinary(length=20), nullable=True))
        batch_op.add_column(sa.Column("domain_hash", sa.LargeBinary(length=20), nullable=True))
        batch_op.add_column(sa.Column("hold", sa.String(length=8), nullable=True))
        batch_op.add_column(sa.Column("invalidation_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("state_before", sa.String(length=12), nullable=True))
        batch_op.add_column(sa.Column("move_until", types.UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("reminders", sa.SmallInteger(), server_default="0", nullable=False))
        batch_op.drop_index(batch_op.f("uq_signature_confirmed"), sqlite_where=sa.text("state = 'confirmed'"))
        batch_op.create_index(
            "uq_signature_confirmed",
            ["petition_id", "email_hash", "name_hash"],
            unique=True,
            sqlite_where=sa.text("state = 'confirmed'"),
            postgresql_where=sa.text("state = 'confirmed'"),
        )
        batch_op.create_index(
            "ix_signature_comment",
            ["petition_id", "comment_state", "confirmed_at"],
            unique=False,
            sqlite_where=sa.text("comment_state <> ''"),
            postgresql_where=sa.text("comment_state <> ''"),
        )
        batch_op.create_index(
            "ix_signature_contact",
            ["petition_id", "state", "id"],
            unique=False,
            sqlite_where=sa.text("contact_me = 1"),
            postgresql_where=sa.text("contact_me"),
        )
        batch_op.create_index(
            "ix_signature_held",
            ["petition_id", "created_at"],
            unique=False,
            sqlite_where=sa.text("hold IS NOT NULL"),
            postgresql_where=sa.text("hold IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_signature_hidden",
            ["petition_id", "name_hidden_at"],
            unique=False,
            sqlite_where=sa.text("name_hidden_at IS NOT NULL"),
            postgresql_where=sa.text("name_hidden_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_signature_invalidation",
            ["invalidation_id"],
            unique=False,
            sqlite_where=sa.text("invalidation_id IS NOT NULL"),
            postgresql_where=sa.text("invalidation_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_signature_move",
            ["move_until"],
            unique=False,
            sqlite_where=sa.text("move_until IS NOT NULL"),
            postgresql_where=sa.text("move_until IS NOT NULL"),
        )
        batch_op.create_index("ix_signature_name", ["petition_id", "name_hash"], unique=False)
        batch_op.create_index(
            "ix_signature_network",
            ["petition_id", "network_hash", "created_at"],
            unique=False,
            sqlite_where=sa.text("network_hash IS NOT NULL"),
            postgresql_where=sa.text("network_hash IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_signature_seat",
            ["petition_id", "email_hash", "seat"],
            unique=True,
            sqlite_where=sa.text("state = 'confirmed'"),
            postgresql_where=sa.text("state = 'confirmed'"),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_signature_invalidation_id_invalidation"),
            "invalidation",
            ["invalidation_id"],
            ["id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_signature_area_id_petition_place"), "petition_place", ["area_id"], ["id"]
        )
    with op.batch_alter_table("signer_link") as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_signer_link_token_hash"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_signer_link_token_hash_signature_id"), ["token_hash", "signature_id"]
        )
    _fill_in()
    triggers.keep(op, "petition_wording")


def _fill_in() -> None:
    """Give the petitions there are their first wording, and the series of hours and sources."""
    connection = op.get_bind()
    op.execute(sa.text(FIRST_WORDINGS))
    op.execute(sa.text(SOURCES))
    # No text(): it would take the colons of an hour for parameters.
    connection.exec_driver_sql(HOURS.format(hour=HOUR_OF[connection.dialect.name], emptied=EMPTIED))
    # Of people who are gone the day is known alone: they stand at noon.
    days = sa.text(DAYS.format(emptied=EMPTIED)).columns(counted_on=sa.Date())
    hour_count = sa.table(
        "petition_hour",
        sa.column("petition_id", sa.Integer()),
        sa.column("began_at", types.UtcDateTime()),
        sa.column("count", sa.Integer()),
    )
    op.bulk_insert(
        hour_count,
        [
            {
                "petition_id": petition,
                "began_at": datetime.combine(day, NOON).astimezone(UTC),
                "count": int(count),
            }
            for petition, day, count in connection.execute(days).all()
        ],
    )


def downgrade() -> None:
    """Migrate downwards."""
    triggers.release(op, "petition_wording")
    with op.batch_alter_table("signer_link") as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_signer_link_token_hash_signature_id"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_signer_link_token_hash"), ["token_hash"])
    with op.batch_alter_table("signature") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_signature_area_id_petition_place"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_signature_invalidation_id_invalidation"), type_="foreignkey")
        batch_op.drop_index(
            "uq_signature_seat",
            sqlite_where=sa.text("state = 'confirmed'"),
            postgresql_where=sa.text("state = 'confirmed'"),
        )
        batch_op.drop_index(
            "ix_signature_network",
            sqlite_where=sa.text("network_hash IS NOT NULL"),
            postgresql_where=sa.text("network_hash IS NOT NULL"),
        )
        batch_op.drop_index("ix_signature_name")
        batch_op.drop_index(
            "ix_signature_move",
            sqlite_where=sa.text("move_until IS NOT NULL"),
            postgresql_where=sa.text("move_until IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_signature_invalidation",
            sqlite_where=sa.text("invalidation_id IS NOT NULL"),
            postgresql_where=sa.text("invalidation_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_signature_hidden",
            sqlite_where=sa.text("name_hidden_at IS NOT NULL"),
            postgresql_where=sa.text("name_hidden_at IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_signature_held",
            sqlite_where=sa.text("hold IS NOT NULL"),
            postgresql_where=sa.text("hold IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_signature_contact",
            sqlite_where=sa.text("contact_me = 1"),
            postgresql_where=sa.text("contact_me"),
        )
        batch_op.drop_index(
            "ix_signature_comment",
            sqlite_where=sa.text("comment_state <> ''"),
            postgresql_where=sa.text("comment_state <> ''"),
        )
        batch_op.drop_index(
            "uq_signature_confirmed",
            sqlite_where=sa.text("state = 'confirmed'"),
            postgresql_where=sa.text("state = 'confirmed'"),
        )
        batch_op.create_index(
            batch_op.f("uq_signature_confirmed"),
            ["petition_id", "email_hash"],
            unique=True,
            sqlite_where=sa.text("state = 'confirmed'"),
            postgresql_where=sa.text("state = 'confirmed'"),
        )
        batch_op.drop_column("reminders")
        batch_op.drop_column("move_until")
        batch_op.drop_column("state_before")
        batch_op.drop_column("invalidation_id")
        batch_op.drop_column("hold")
        batch_op.drop_column("domain_hash")
        batch_op.drop_column("network_hash")
        batch_op.drop_column("seat")
        batch_op.drop_column("comment_state")
        batch_op.drop_column("name_hidden_at")
        batch_op.drop_column("first_name_only")
        batch_op.drop_column("text_number")
        batch_op.drop_column("source")
        batch_op.drop_column("area_id")
    with op.batch_alter_table("petition") as batch_op:
        batch_op.drop_constraint(op.f(PURGE_DATE), type_="check")
        batch_op.create_check_constraint(op.f(PURGE_DATE), BEFORE)
        batch_op.drop_constraint(batch_op.f("fk_petition_review_asked_by_id_account"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_petition_recipient_id_recipient"), type_="foreignkey")
        batch_op.drop_column("expired_count")
        batch_op.drop_column("answer_told_to")
        batch_op.drop_column("answer")
        batch_op.drop_column("answered_on")
        batch_op.drop_column("diary_number")
        batch_op.drop_column("handed_over_on")
        batch_op.drop_column("review_asked_by_id")
        batch_op.drop_column("closes_at")
        batch_op.drop_column("opens_at")
        batch_op.drop_column("text_number")
        batch_op.drop_column("ask_comment")
        batch_op.drop_column("ask_phone")
        batch_op.drop_column("contact_until")
        batch_op.drop_column("recipient_id")
    with op.batch_alter_table("signature_report") as batch_op:
        batch_op.drop_index(batch_op.f("ix_signature_report_signature_id"))
    op.drop_table("signature_report")
    with op.batch_alter_table("signing_handle") as batch_op:
        batch_op.drop_index(batch_op.f("ix_signing_handle_created_at"))
    op.drop_table("signing_handle")
    op.drop_table("petition_translation")
    op.drop_table("petition_wording")
    op.drop_table("petition_source")
    with op.batch_alter_table("petition_question") as batch_op:
        batch_op.drop_index(batch_op.f("ix_petition_question_petition_id"))
    op.drop_table("petition_question")
    op.drop_table("petition_place")
    op.drop_table("petition_hour")
    op.drop_table("petition_goal")
    with op.batch_alter_table("kiosk") as batch_op:
        batch_op.drop_index(batch_op.f("ix_kiosk_petition_id"))
    op.drop_table("kiosk")
    with op.batch_alter_table("invalidation") as batch_op:
        batch_op.drop_index(batch_op.f("ix_invalidation_state"))
        batch_op.drop_index(batch_op.f("ix_invalidation_petition_id"))
    op.drop_table("invalidation")
    op.drop_table("signing_rule")
    with op.batch_alter_table("spent_proof") as batch_op:
        batch_op.drop_index(batch_op.f("ix_spent_proof_expires_at"))
    op.drop_table("spent_proof")
    op.drop_table("recipient")
