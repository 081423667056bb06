"""shifts and tasks"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core import db as types
from app.core import triggers

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Migrate upwards."""
    op.create_table(
        "volunteer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("identity", sa.LargeBinary(length=20), nullable=True),
        sa.Column("phone_hash", sa.LargeBinary(length=20), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("has_email", sa.Boolean(), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("may_be_asked", sa.Boolean(), nullable=False),
        sa.Column("is_member", sa.Boolean(), nullable=False),
        sa.Column("brought_by_id", sa.Integer(), nullable=True),
        sa.Column("keep_until", sa.Date(), nullable=False),
        sa.Column("forgotten_at", types.UtcDateTime(), nullable=True),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["brought_by_id"], ["volunteer.id"], name=op.f("fk_volunteer_brought_by_id_volunteer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer")),
        sa.UniqueConstraint("identity", name=op.f("uq_volunteer_identity")),
        sa.UniqueConstraint("uid", name=op.f("uq_volunteer_uid")),
    )
    with op.batch_alter_table("volunteer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_volunteer_phone_hash"), ["phone_hash"], unique=False)
        batch_op.create_index(batch_op.f("ix_volunteer_brought_by_id"), ["brought_by_id"], unique=False)

    op.create_table(
        "help_consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_consent")),
        sa.UniqueConstraint("locale", "words", name=op.f("uq_help_consent_locale_words")),
    )

    op.create_table(
        "booking_receipt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("natural_key", sa.LargeBinary(length=20), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("consent_id", sa.Integer(), nullable=False),
        sa.Column("slots", sa.String(length=400), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consent_id"], ["help_consent.id"], name=op.f("fk_booking_receipt_consent_id_help_consent")
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteer.id"], name=op.f("fk_booking_receipt_volunteer_id_volunteer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_receipt")),
        sa.UniqueConstraint("natural_key", name=op.f("uq_booking_receipt_natural_key")),
        sa.UniqueConstraint("uid", name=op.f("uq_booking_receipt_uid")),
    )
    with op.batch_alter_table("booking_receipt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_booking_receipt_volunteer_id"), ["volunteer_id"], unique=False)

    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("visibility", sa.String(length=8), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("map_query", sa.String(length=200), nullable=False),
        sa.Column("meeting_point", sa.String(length=200), nullable=False),
        sa.Column("bring", sa.String(length=300), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("leader_written_at", types.UtcDateTime(), nullable=False),
        sa.Column("leader_forgotten_at", types.UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_event_campaign_id_campaign")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("uid", name=op.f("uq_event_uid")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_campaign_id"), ["campaign_id"], unique=False)

    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("materials", sa.String(length=300), nullable=False),
        sa.Column("checklist", sa.String(), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("wanted", sa.SmallInteger(), nullable=False),
        sa.Column("taken", sa.SmallInteger(), nullable=False),
        sa.Column("done", sa.SmallInteger(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("changed_at", types.UtcDateTime(), nullable=False),
        sa.CheckConstraint("done >= 0 AND done <= taken", name=op.f("ck_task_done_in_range")),
        sa.CheckConstraint("taken >= 0 AND taken <= wanted", name=op.f("ck_task_taken_in_range")),
        sa.CheckConstraint("wanted > 0", name=op.f("ck_task_wants_something")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_task_campaign_id_campaign")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("slug", name=op.f("uq_task_slug")),
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_campaign_id"), ["campaign_id"], unique=False)

    op.create_table(
        "volunteer_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("generation", sa.SmallInteger(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("last_mailed_at", types.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["volunteer_id"],
            ["volunteer.id"],
            name=op.f("fk_volunteer_link_volunteer_id_volunteer"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_volunteer_link_token_hash")),
        sa.UniqueConstraint("volunteer_id", "purpose", name=op.f("uq_volunteer_link_volunteer_id_purpose")),
    )
    op.create_table(
        "claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("natural_key", sa.LargeBinary(length=20), nullable=True),
        sa.Column("units", sa.SmallInteger(), nullable=False),
        sa.Column("consent_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("changed_at", types.UtcDateTime(), nullable=False),
        sa.CheckConstraint("units > 0", name=op.f("ck_claim_takes_something")),
        sa.ForeignKeyConstraint(
            ["consent_id"], ["help_consent.id"], name=op.f("fk_claim_consent_id_help_consent")
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_claim_task_id_task")),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteer.id"], name=op.f("fk_claim_volunteer_id_volunteer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint("uid", name=op.f("uq_claim_uid")),
    )
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.create_index("ix_claim_task_id", ["task_id"], unique=False)
        batch_op.create_index("ix_claim_volunteer_id", ["volunteer_id"], unique=False)
        batch_op.create_index(
            "uq_claim_taken",
            ["task_id", "volunteer_id"],
            unique=True,
            sqlite_where=sa.text("state = 'taken'"),
            postgresql_where=sa.text("state = 'taken'"),
        )

    op.create_table(
        "shift",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("starts_at", types.UtcDateTime(), nullable=False),
        sa.Column("ends_at", types.UtcDateTime(), nullable=False),
        sa.Column("cancelled_at", types.UtcDateTime(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("changed_at", types.UtcDateTime(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_shift_ends_after_start")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_shift_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift")),
        sa.UniqueConstraint("slug", name=op.f("uq_shift_slug")),
    )
    with op.batch_alter_table("shift", schema=None) as batch_op:
        batch_op.create_index("ix_shift_event_id_starts_at", ["event_id", "starts_at"], unique=False)
        batch_op.create_index("ix_shift_starts_at", ["starts_at"], unique=False)

    op.create_table(
        "slot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=60), nullable=False),
        sa.Column("least", sa.SmallInteger(), nullable=False),
        sa.Column("wanted", sa.SmallInteger(), nullable=False),
        sa.Column("most", sa.SmallInteger(), nullable=False),
        sa.Column("taken", sa.SmallInteger(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "0 <= least AND least <= wanted AND wanted <= most AND most > 0",
            name=op.f("ck_slot_numbers_in_order"),
        ),
        sa.CheckConstraint("taken >= 0 AND taken <= most", name=op.f("ck_slot_taken_in_range")),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name=op.f("fk_slot_shift_id_shift")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot")),
    )
    with op.batch_alter_table("slot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_slot_shift_id"), ["shift_id"], unique=False)

    op.create_table(
        "booking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("receipt_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("changed_at", types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["booking_receipt.id"], name=op.f("fk_booking_receipt_id_booking_receipt")
        ),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_booking_slot_id_slot")),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteer.id"], name=op.f("fk_booking_volunteer_id_volunteer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking")),
        sa.UniqueConstraint("uid", name=op.f("uq_booking_uid")),
    )
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.create_index("ix_booking_receipt_id", ["receipt_id"], unique=False)
        batch_op.create_index("ix_booking_slot_id", ["slot_id"], unique=False)
        batch_op.create_index("ix_booking_volunteer_id", ["volunteer_id"], unique=False)
        batch_op.create_index(
            "uq_booking_live",
            ["slot_id", "volunteer_id"],
            unique=True,
            sqlite_where=sa.text(
                "state IN ('arrived', 'booked', 'confirmed', 'held', 'offered', 'seeking', 'waitlisted')"
            ),
            postgresql_where=sa.text(
                "state IN ('arrived', 'booked', 'confirmed', 'held', 'offered', 'seeking', 'waitlisted')"
            ),
        )

    op.create_table(
        "booking_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", types.UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_booking_step_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_booking_step_booking_id_booking")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_step")),
    )
    with op.batch_alter_table("booking_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_booking_step_booking_id"), ["booking_id"], unique=False)

    triggers.keep(op, "booking_step")
    triggers.keep(op, "help_consent")


def downgrade() -> None:
    """Migrate downwards."""
    triggers.release(op, "booking_step")
    triggers.release(op, "help_consent")
    with op.batch_alter_table("booking_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_booking_step_booking_id"))

    op.drop_table("booking_step")
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_booking_live",
            sqlite_where=sa.text(
                "state IN ('arrived', 'booked', 'confirmed', 'held', 'offered', 'seeking', 'waitlisted')"
            ),
            postgresql_where=sa.text(
                "state IN ('arrived', 'booked', 'confirmed', 'held', 'offered', 'seeking', 'waitlisted')"
            ),
        )
        batch_op.drop_index("ix_booking_volunteer_id")
        batch_op.drop_index("ix_booking_slot_id")
        batch_op.drop_index("ix_booking_receipt_id")

    op.drop_table("booking")
    with op.batch_alter_table("slot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_slot_shift_id"))

    op.drop_table("slot")
    with op.batch_alter_table("shift", schema=None) as batch_op:
        batch_op.drop_index("ix_shift_starts_at")
        batch_op.drop_index("ix_shift_event_id_starts_at")

    op.drop_table("shift")
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_claim_taken",
            sqlite_where=sa.text("state = 'taken'"),
            postgresql_where=sa.text("state = 'taken'"),
        )
        batch_op.drop_index("ix_claim_volunteer_id")
        batch_op.drop_index("ix_claim_task_id")

    op.drop_table("claim")
    op.drop_table("volunteer_link")
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_campaign_id"))

    op.drop_table("task")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_campaign_id"))

    op.drop_table("event")
    with op.batch_alter_table("booking_receipt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_booking_receipt_volunteer_id"))

    op.drop_table("booking_receipt")
    op.drop_table("help_consent")
    with op.batch_alter_table("volunteer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_volunteer_brought_by_id"))
        batch_op.drop_index(batch_op.f("ix_volunteer_phone_hash"))

    op.drop_table("volunteer")
