"""organizers: sign-in, rights, exports, a chained record, settings"""

from __future__ import annotations

import secrets
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.core import clock, triggers
from app.core import db as types
from app.exports.held import Held
from app.record.chain import BEGINNING, link

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Migrate upwards."""
    op.create_table(
        "picture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_picture")),
        sa.UniqueConstraint("uid", name=op.f("uq_picture_uid")),
    )
    op.create_table(
        "record_cut",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("upto_id", sa.Integer(), nullable=False),
        sa.Column("chain_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("cut_at", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_cut")),
    )
    op.create_table(
        "challenge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("browser_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("code_hash", sa.LargeBinary(length=20), nullable=True),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("expires_at", types.UtcDateTime(), nullable=False),
        sa.Column("used_at", types.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_challenge_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_challenge_token_hash")),
        sa.UniqueConstraint("uid", name=op.f("uq_challenge_uid")),
    )
    with op.batch_alter_table("challenge") as batch_op:
        batch_op.create_index(batch_op.f("ix_challenge_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_challenge_expires_at"), ["expires_at"], unique=False)
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("email_hash", sa.LargeBinary(length=20), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("is_scoped", sa.Boolean(), nullable=False),
        sa.Column("campaign_ids", sa.JSON(), nullable=False),
        sa.Column("event_ids", sa.JSON(), nullable=False),
        sa.Column("ends_at", types.UtcDateTime(), nullable=True),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("expires_at", types.UtcDateTime(), nullable=False),
        sa.Column("used_at", types.UtcDateTime(), nullable=True),
        sa.Column("withdrawn_at", types.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_invitation_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["account.id"], name=op.f("fk_invitation_invited_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
        sa.UniqueConstraint("uid", name=op.f("uq_invitation_uid")),
    )
    with op.batch_alter_table("invitation") as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_email_hash"), ["email_hash"], unique=False)
    op.create_table(
        "legal_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("draft", sa.String(), nullable=False),
        sa.Column("edited_at", types.UtcDateTime(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_legal_text_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_text")),
        sa.UniqueConstraint("kind", "locale", name=op.f("uq_legal_text_kind_locale")),
    )
    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(length=1023), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("doubted_at", types.UtcDateTime(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("is_synced", sa.Boolean(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("used_at", types.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_passkey_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_passkey_uid")),
    )
    with op.batch_alter_table("passkey") as batch_op:
        batch_op.create_index(batch_op.f("ix_passkey_account_id"), ["account_id"], unique=False)
    op.create_table(
        "picture_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("picture_id", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("mimetype", sa.String(length=20), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["picture_id"],
            ["picture.id"],
            name=op.f("fk_picture_file_picture_id_picture"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_picture_file")),
        sa.UniqueConstraint(
            "picture_id", "width", "mimetype", name=op.f("uq_picture_file_picture_id_width_mimetype")
        ),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=20), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("used_at", types.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_recovery_code_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("account_id", "code_hash", name=op.f("uq_recovery_code_account_id_code_hash")),
    )
    op.create_table(
        "volunteer_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("done_at", types.UtcDateTime(), nullable=True),
        sa.Column("undone_at", types.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_volunteer_import_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_import")),
        sa.UniqueConstraint("uid", name=op.f("uq_volunteer_import_uid")),
    )
    op.create_table(
        "account_campaign",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_account_campaign_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_account_campaign_campaign_id_campaign"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "campaign_id", name=op.f("pk_account_campaign")),
    )
    with op.batch_alter_table("account_campaign") as batch_op:
        batch_op.create_index(batch_op.f("ix_account_campaign_campaign_id"), ["campaign_id"], unique=False)
    op.create_table(
        "account_event",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_account_event_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_account_event_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "event_id", name=op.f("pk_account_event")),
    )
    with op.batch_alter_table("account_event") as batch_op:
        batch_op.create_index(batch_op.f("ix_account_event_event_id"), ["event_id"], unique=False)
    op.create_table(
        "export",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("mark", sa.String(length=12), nullable=False),
        sa.Column("petition_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("preset", sa.String(length=16), nullable=False),
        sa.Column("format", sa.String(length=16), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("problem", sa.String(length=40), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("parts", sa.SmallInteger(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("begun_at", types.UtcDateTime(), nullable=True),
        sa.Column("beat_at", types.UtcDateTime(), nullable=True),
        sa.Column("ready_at", types.UtcDateTime(), nullable=True),
        sa.Column("expires_at", types.UtcDateTime(), nullable=True),
        sa.Column("removed_at", types.UtcDateTime(), nullable=True),
        sa.Column("held", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_export_account_id_account")),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petition.id"], name=op.f("fk_export_petition_id_petition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export")),
        sa.UniqueConstraint("mark", name=op.f("uq_export_mark")),
        sa.UniqueConstraint("uid", name=op.f("uq_export_uid")),
    )
    with op.batch_alter_table("export") as batch_op:
        batch_op.create_index(batch_op.f("ix_export_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_export_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_export_petition_id"), ["petition_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_export_state"), ["state"], unique=False)
    with op.batch_alter_table("account") as batch_op:
        batch_op.add_column(sa.Column("secrets", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("totp_step", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("is_scoped", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("ends_at", types.UtcDateTime(), nullable=True))
    with op.batch_alter_table("account_session") as batch_op:
        batch_op.add_column(sa.Column("browser_hash", sa.LargeBinary(length=32), nullable=True))
        batch_op.add_column(sa.Column("sealed", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("uid", sa.LargeBinary(length=16), nullable=True))
        batch_op.add_column(sa.Column("method", sa.String(length=16), server_default="link", nullable=False))
        batch_op.add_column(sa.Column("proved_at", types.UtcDateTime(), nullable=True))
        batch_op.create_index(batch_op.f("ix_account_session_browser_hash"), ["browser_hash"], unique=False)
    _name_sessions()
    _chain_acts()
    _tell_of_lists()
    with op.batch_alter_table("association") as batch_op:
        batch_op.add_column(sa.Column("phone", sa.String(length=40), server_default="", nullable=False))
        batch_op.add_column(sa.Column("links", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("languages", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("logo_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("keeping", sa.JSON(), server_default="{}", nullable=False))
        batch_op.add_column(sa.Column("mail", sa.JSON(), server_default="{}", nullable=False))
        batch_op.add_column(sa.Column("mail_sealed", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("mail_tested_at", types.UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("has_roles", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("hidden_at", types.UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("reviewed_at", types.UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("sheet_printed_at", types.UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("guide_put_away_at", types.UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        batch_op.create_foreign_key(
            batch_op.f("fk_association_logo_id_picture"), "picture", ["logo_id"], ["id"]
        )
    with op.batch_alter_table("campaign") as batch_op:
        batch_op.add_column(sa.Column("picture_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("picture_words", sa.String(length=200), server_default="", nullable=False)
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_campaign_picture_id_picture"), "picture", ["picture_id"], ["id"]
        )
    with op.batch_alter_table("volunteer") as batch_op:
        batch_op.add_column(sa.Column("import_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_volunteer_import_id"), ["import_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_volunteer_import_id_volunteer_import"), "volunteer_import", ["import_id"], ["id"]
        )
    with op.batch_alter_table("outbox_mail") as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_mail_sent_at"), ["sent_at"], unique=False)
    triggers.keep(op, "record_cut")


def _name_sessions() -> None:
    """Give the sessions there are a name each."""
    connection = op.get_bind()
    session = sa.table("account_session", sa.column("id", sa.Integer()), sa.column("uid", sa.LargeBinary()))
    for row in connection.execute(sa.select(session.c.id)).all():
        named = session.update().where(session.c.id == row.id).values(uid=secrets.token_bytes(16))
        connection.execute(named)
    with op.batch_alter_table("account_session") as batch_op:
        batch_op.alter_column("uid", existing_type=sa.LargeBinary(length=16), nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_account_session_uid"), ["uid"])


def _chain_acts() -> None:
    """Chain the acts there are, in their order; the trigger is put back."""
    triggers.release(op, "act")
    with op.batch_alter_table("act") as batch_op:
        batch_op.add_column(sa.Column("chain_hash", sa.LargeBinary(length=32), nullable=True))
        batch_op.create_index(batch_op.f("ix_act_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_act_kind"), ["kind"], unique=False)
    connection = op.get_bind()
    act = sa.table(
        "act",
        sa.column("id", sa.Integer()),
        sa.column("uid", sa.LargeBinary()),
        sa.column("done_at", types.UtcDateTime()),
        sa.column("account_id", sa.Integer()),
        sa.column("kind", sa.String()),
        sa.column("petition_id", sa.Integer()),
        sa.column("facts", sa.JSON()),
        sa.column("sealed", sa.LargeBinary()),
        sa.column("chain_hash", sa.LargeBinary()),
    )
    latest = BEGINNING
    for row in connection.execute(sa.select(act).order_by(act.c.id)).all():
        latest = link(
            latest,
            uid=row.uid,
            done_at=row.done_at,
            account_id=row.account_id,
            kind=row.kind,
            petition_id=row.petition_id,
            facts=row.facts,
            sealed=row.sealed,
        )
        connection.execute(act.update().where(act.c.id == row.id).values(chain_hash=latest))
    with op.batch_alter_table("act") as batch_op:
        batch_op.alter_column("chain_hash", existing_type=sa.LargeBinary(length=32), nullable=False)
    triggers.keep_until_cut(op, "act", "record_cut")


def _tell_of_lists() -> None:
    """Let each signer go on seeing the lists that left before: they stood in the log alone."""
    connection, here = op.get_bind(), sa.MetaData()
    act, export, signature = (
        sa.Table(name, here, autoload_with=connection, resolve_fks=False)
        for name in ("act", "export", "signature")
    )
    told: set[str] = set()
    left = act.select().where(act.c.kind == "list.exported", act.c.account_id.is_not(None))
    for row in connection.execute(left.order_by(act.c.id)).all():
        mark = row.facts.get("mark") or f"{row.uid.hex()[:4]}-{row.uid.hex()[4:8]}"
        if mark in told:
            again = export.update().where(export.c.mark == mark).values(taken=export.c.taken + 1)
            connection.execute(again)
            continue
        told.add(mark)
        held = Held()
        if row.facts.get("preset") != "count":
            # Who is taken out today may have stood in it; who has withdrawn is a row no more.
            hers = signature.c.petition_id == row.petition_id, signature.c.state.in_(("confirmed", "invalid"))
            there = sa.select(signature.c.id).where(*hers, signature.c.confirmed_at <= row.done_at)
            for number in connection.execute(there.order_by(signature.c.id)).scalars():
                held.add(number)
        connection.execute(export.insert().values(_told(row, mark, held)))


def _told(row: sa.Row[Any], mark: str, held: Held) -> dict[str, Any]:
    times = ("created_at", "ready_at", "expires_at", "removed_at")
    return dict.fromkeys(times, row.done_at) | {
        "uid": secrets.token_bytes(16),
        "mark": mark,
        "petition_id": row.petition_id,
        "account_id": row.account_id,
        "preset": row.facts.get("preset", "full"),
        "format": row.facts.get("format", "excel"),
        "locale": "sv",
        "options": {"act": row.uid.hex(), "sizes": []},
        "state": "removed",
        "problem": "",
        "total": held.count,
        "done": row.facts.get("signatures", held.count),
        "parts": 1,
        "size": 0,
        "taken": 1,
        "held": held.done() if held.count else None,
    }


def _let_in_no_more() -> None:
    """Let nobody in whose rights were narrower than an organizer's: before, everyone reached everything."""
    account = sa.table(
        "account",
        sa.column("role", sa.String()),
        sa.column("is_scoped", sa.Boolean()),
        sa.column("ends_at", types.UtcDateTime()),
        sa.column("disabled_at", types.UtcDateTime()),
    )
    is_narrow = sa.or_(
        account.c.is_scoped,
        account.c.ends_at.is_not(None),
        account.c.role.not_in(("administrator", "organizer")),
    )
    closed = account.update().where(is_narrow, account.c.disabled_at.is_(None))
    op.get_bind().execute(closed.values(disabled_at=clock.now()))


def downgrade() -> None:
    """Migrate downwards."""
    triggers.release(op, "record_cut")
    with op.batch_alter_table("outbox_mail") as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_mail_sent_at"))
    with op.batch_alter_table("volunteer") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_volunteer_import_id_volunteer_import"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_volunteer_import_id"))
        batch_op.drop_column("import_id")
    with op.batch_alter_table("campaign") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_campaign_picture_id_picture"), type_="foreignkey")
        batch_op.drop_column("picture_words")
        batch_op.drop_column("picture_id")
    with op.batch_alter_table("association") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_association_logo_id_picture"), type_="foreignkey")
        batch_op.drop_column("version")
        batch_op.drop_column("guide_put_away_at")
        batch_op.drop_column("sheet_printed_at")
        batch_op.drop_column("reviewed_at")
        batch_op.drop_column("hidden_at")
        batch_op.drop_column("has_roles")
        batch_op.drop_column("mail_tested_at")
        batch_op.drop_column("mail_sealed")
        batch_op.drop_column("mail")
        batch_op.drop_column("keeping")
        batch_op.drop_column("logo_id")
        batch_op.drop_column("languages")
        batch_op.drop_column("links")
        batch_op.drop_column("phone")
    triggers.release(op, "act")
    with op.batch_alter_table("act") as batch_op:
        batch_op.drop_index(batch_op.f("ix_act_kind"))
        batch_op.drop_index(batch_op.f("ix_act_account_id"))
        batch_op.drop_column("chain_hash")
    triggers.keep(op, "act")
    with op.batch_alter_table("account_session") as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_account_session_uid"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_account_session_browser_hash"))
        batch_op.drop_column("proved_at")
        batch_op.drop_column("method")
        batch_op.drop_column("uid")
        batch_op.drop_column("sealed")
        batch_op.drop_column("browser_hash")
    _let_in_no_more()
    with op.batch_alter_table("account") as batch_op:
        batch_op.drop_column("ends_at")
        batch_op.drop_column("is_scoped")
        batch_op.drop_column("totp_step")
        batch_op.drop_column("secrets")
    with op.batch_alter_table("export") as batch_op:
        batch_op.drop_index(batch_op.f("ix_export_state"))
        batch_op.drop_index(batch_op.f("ix_export_petition_id"))
        batch_op.drop_index(batch_op.f("ix_export_expires_at"))
        batch_op.drop_index(batch_op.f("ix_export_account_id"))
    op.drop_table("export")
    with op.batch_alter_table("account_event") as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_event_event_id"))
    op.drop_table("account_event")
    with op.batch_alter_table("account_campaign") as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_campaign_campaign_id"))
    op.drop_table("account_campaign")
    op.drop_table("volunteer_import")
    op.drop_table("recovery_code")
    op.drop_table("picture_file")
    with op.batch_alter_table("passkey") as batch_op:
        batch_op.drop_index(batch_op.f("ix_passkey_account_id"))
    op.drop_table("passkey")
    op.drop_table("legal_text")
    with op.batch_alter_table("invitation") as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_email_hash"))
    op.drop_table("invitation")
    with op.batch_alter_table("challenge") as batch_op:
        batch_op.drop_index(batch_op.f("ix_challenge_expires_at"))
        batch_op.drop_index(batch_op.f("ix_challenge_account_id"))
    op.drop_table("challenge")
    op.drop_table("record_cut")
    op.drop_table("picture")
