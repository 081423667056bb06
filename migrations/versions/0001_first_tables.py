"""first tables"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core import db as types
from app.core import triggers

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Migrate upwards."""
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("email_hash", sa.LargeBinary(length=20), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("disabled_at", types.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email_hash", name=op.f("uq_account_email_hash")),
        sa.UniqueConstraint("uid", name=op.f("uq_account_uid")),
    )
    op.create_table(
        "association",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column("sender", sa.String(length=200), nullable=False),
        sa.Column("key_check", sa.LargeBinary(length=20), nullable=False),
        sa.Column("accent", sa.String(length=7), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_association_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_association")),
    )
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("demand", sa.String(length=300), nullable=False),
        sa.Column("story", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("published_at", types.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("slug", name=op.f("uq_campaign_slug")),
    )
    op.create_table(
        "outbox_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("scope", sa.String(length=80), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("owner", sa.LargeBinary(length=16), nullable=True),
        sa.Column("about", sa.LargeBinary(length=20), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("next_try_at", types.UtcDateTime(), nullable=False),
        sa.Column("sent_at", types.UtcDateTime(), nullable=True),
        sa.Column("problem", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_mail")),
        sa.UniqueConstraint("uid", name=op.f("uq_outbox_mail_uid")),
    )
    with op.batch_alter_table("outbox_mail", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_mail_about", ["about"], unique=False)
        batch_op.create_index("ix_outbox_mail_owner", ["owner"], unique=False)
        batch_op.create_index(
            "ix_outbox_mail_due",
            ["next_try_at"],
            unique=False,
            sqlite_where=sa.text("state = 'queued'"),
            postgresql_where=sa.text("state = 'queued'"),
        )

    op.create_table(
        "account_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("ended_at", types.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_session_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_session_token_hash")),
    )
    with op.batch_alter_table("account_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_session_account_id"), ["account_id"], unique=False)

    op.create_table(
        "petition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("demand", sa.String(length=300), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(length=160), nullable=False),
        sa.Column("is_authority", sa.Boolean(), nullable=False),
        sa.Column("preset", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("purge_on", sa.Date(), nullable=True),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("opened_at", types.UtcDateTime(), nullable=True),
        sa.Column("closed_at", types.UtcDateTime(), nullable=True),
        sa.Column("purged_at", types.UtcDateTime(), nullable=True),
        sa.Column("online_count", sa.Integer(), nullable=False),
        sa.Column("paper_count", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state = 'draft' OR purge_on IS NOT NULL", name=op.f("ck_petition_purge_date_before_opening")
        ),
        sa.CheckConstraint(
            "online_count >= 0 AND paper_count >= 0", name=op.f("ck_petition_counts_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_petition_campaign_id_campaign")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petition")),
        sa.UniqueConstraint("slug", name=op.f("uq_petition_slug")),
    )
    with op.batch_alter_table("petition", schema=None) as batch_op:
        batch_op.create_index("ix_petition_campaign_id", ["campaign_id"], unique=False)

    op.create_table(
        "sign_in_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("browser_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("expires_at", types.UtcDateTime(), nullable=True),
        sa.Column("used_at", types.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_sign_in_link_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_link_token_hash")),
    )
    with op.batch_alter_table("sign_in_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_link_account_id"), ["account_id"], unique=False)

    op.create_table(
        "timeline_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_timeline_entry_campaign_id_campaign")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timeline_entry")),
    )
    with op.batch_alter_table("timeline_entry", schema=None) as batch_op:
        batch_op.create_index("ix_timeline_entry_campaign_id", ["campaign_id", "happened_on"], unique=False)

    op.create_table(
        "act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("done_at", types.UtcDateTime(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("petition_id", sa.Integer(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_act_account_id_account")),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_act_petition_id_petition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_act")),
        sa.UniqueConstraint("uid", name=op.f("uq_act_uid")),
    )
    with op.batch_alter_table("act", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_act_done_at"), ["done_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_act_petition_id"), ["petition_id"], unique=False)

    op.create_table(
        "consent_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("petition_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("sign", sa.String(), nullable=False),
        sa.Column("sign_detail", sa.String(), nullable=False),
        sa.Column("show_name", sa.String(), nullable=False),
        sa.Column("show_name_detail", sa.String(), nullable=False),
        sa.Column("contact_me", sa.String(), nullable=False),
        sa.Column("contact_me_detail", sa.String(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petition.id"], name=op.f("fk_consent_text_petition_id_petition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_text")),
        sa.UniqueConstraint(
            "petition_id", "number", "locale", name=op.f("uq_consent_text_petition_id_number_locale")
        ),
    )
    op.create_table(
        "paper_total",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("petition_id", sa.Integer(), nullable=False),
        sa.Column("collected_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.CheckConstraint("count <> 0", name=op.f("ck_paper_total_says_something")),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petition.id"], name=op.f("fk_paper_total_petition_id_petition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_total")),
        sa.UniqueConstraint("uid", name=op.f("uq_paper_total_uid")),
    )
    with op.batch_alter_table("paper_total", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_total_petition_id"), ["petition_id"], unique=False)

    op.create_table(
        "petition_area",
        sa.Column("petition_id", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(length=3), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petition.id"], name=op.f("fk_petition_area_petition_id_petition")
        ),
        sa.PrimaryKeyConstraint("petition_id", "area", name=op.f("pk_petition_area")),
    )
    op.create_table(
        "petition_day",
        sa.Column("petition_id", sa.Integer(), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petition.id"], name=op.f("fk_petition_day_petition_id_petition")
        ),
        sa.PrimaryKeyConstraint("petition_id", "counted_on", "channel", name=op.f("pk_petition_day")),
    )
    op.create_table(
        "signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("petition_id", sa.Integer(), nullable=False),
        sa.Column("consent_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("postcode", sa.String(length=5), nullable=False),
        sa.Column("show_name", sa.Boolean(), nullable=False),
        sa.Column("contact_me", sa.Boolean(), nullable=False),
        sa.Column("email_hash", sa.LargeBinary(length=20), nullable=False),
        sa.Column("name_hash", sa.LargeBinary(length=20), nullable=False),
        sa.Column("receipt", sa.LargeBinary(length=20), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("token_expires_at", types.UtcDateTime(), nullable=False),
        sa.Column("mails_sent", sa.SmallInteger(), nullable=False),
        sa.Column("last_mail_at", types.UtcDateTime(), nullable=True),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("confirmed_at", types.UtcDateTime(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consent_id"], ["consent_text.id"], name=op.f("fk_signature_consent_id_consent_text")
        ),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petition.id"], name=op.f("fk_signature_petition_id_petition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
        sa.UniqueConstraint("receipt", name=op.f("uq_signature_receipt")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_signature_token_hash")),
        sa.UniqueConstraint("uid", name=op.f("uq_signature_uid")),
    )
    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.create_index("ix_signature_list", ["petition_id", "state", "id"], unique=False)
        batch_op.create_index(
            "ix_signature_mailbox", ["petition_id", "email_hash", "state", "id"], unique=False
        )
        batch_op.create_index(
            "ix_signature_pending",
            ["created_at"],
            unique=False,
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )
        batch_op.create_index(
            "ix_signature_shown",
            ["petition_id", "confirmed_at"],
            unique=False,
            sqlite_where=sa.text("state = 'confirmed' AND show_name = 1"),
            postgresql_where=sa.text("state = 'confirmed' AND show_name"),
        )
        batch_op.create_index(
            "uq_signature_confirmed",
            ["petition_id", "email_hash"],
            unique=True,
            sqlite_where=sa.text("state = 'confirmed'"),
            postgresql_where=sa.text("state = 'confirmed'"),
        )

    op.create_table(
        "signer_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("signature_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["signature_id"],
            ["signature.id"],
            name=op.f("fk_signer_link_signature_id_signature"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signer_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_signer_link_token_hash")),
    )
    with op.batch_alter_table("signer_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signer_link_signature_id"), ["signature_id"], unique=False)

    for table in ("act", "consent_text"):
        triggers.keep(op, table)


def downgrade() -> None:
    """Migrate downwards."""
    for table in ("act", "consent_text"):
        triggers.release(op, table)
    with op.batch_alter_table("signer_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signer_link_signature_id"))

    op.drop_table("signer_link")
    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_signature_confirmed",
            sqlite_where=sa.text("state = 'confirmed'"),
            postgresql_where=sa.text("state = 'confirmed'"),
        )
        batch_op.drop_index(
            "ix_signature_shown",
            sqlite_where=sa.text("state = 'confirmed' AND show_name = 1"),
            postgresql_where=sa.text("state = 'confirmed' AND show_name"),
        )
        batch_op.drop_index(
            "ix_signature_pending",
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )
        batch_op.drop_index("ix_signature_mailbox")
        batch_op.drop_index("ix_signature_list")

    op.drop_table("signature")
    op.drop_table("petition_day")
    op.drop_table("petition_area")
    with op.batch_alter_table("paper_total", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_paper_total_petition_id"))

    op.drop_table("paper_total")
    op.drop_table("consent_text")
    with op.batch_alter_table("act", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_act_petition_id"))
        batch_op.drop_index(batch_op.f("ix_act_done_at"))

    op.drop_table("act")
    with op.batch_alter_table("timeline_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_timeline_entry_campaign_id")

    op.drop_table("timeline_entry")
    with op.batch_alter_table("sign_in_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_link_account_id"))

    op.drop_table("sign_in_link")
    with op.batch_alter_table("petition", schema=None) as batch_op:
        batch_op.drop_index("ix_petition_campaign_id")

    op.drop_table("petition")
    with op.batch_alter_table("account_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_session_account_id"))

    op.drop_table("account_session")
    with op.batch_alter_table("outbox_mail", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outbox_mail_due",
            sqlite_where=sa.text("state = 'queued'"),
            postgresql_where=sa.text("state = 'queued'"),
        )
        batch_op.drop_index("ix_outbox_mail_about")
        batch_op.drop_index("ix_outbox_mail_owner")

    op.drop_table("outbox_mail")
    op.drop_table("campaign")
    op.drop_table("association")
    op.drop_table("account")
