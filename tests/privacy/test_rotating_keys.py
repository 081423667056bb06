"""New keys: what was sealed before stays readable, and the old master key opens nothing more by itself."""

from __future__ import annotations

import base64
import hashlib
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from app import create_app
from app.accounts import service as accounts
from app.core import crypto
from app.core.config import Settings, load_settings
from app.core.db import db
from app.core.masterkeys import KeyProblem, MasterKeys
from app.petitions.models import Petition
from app.privacy.cli import rotate_keys
from app.signatures import rows
from app.signatures.models import Signature
from tests.clients import Client
from tests.factories import confirmation_token, make_account, make_petition, make_signature
from tests.mail import Mailbox


def rotate(app: Flask) -> Result:
    db.session.remove()
    done = CliRunner().invoke(rotate_keys, obj=lambda **_: app)
    assert done.exit_code == 0, done.output
    return done


def restarted(settings: Settings) -> Flask:
    return create_app(settings)


def test_after_a_rotation_everything_works_as_before(
    app: Flask, client: Client, mailbox: Mailbox, settings: Settings
) -> None:
    petition_id = make_petition(slug="torget").id
    petition = db.session.get_one(Petition, petition_id)
    old = make_signature(petition, name="Zebediah Kvist", email="zebbe@example.org")
    pending = make_signature(petition, is_confirmed=False)
    token, old_id = confirmation_token(pending), old.id
    account_id = make_account(name="Hjördis Ek", email="hjordis@example.org").id
    rotate(app)
    fresh = restarted(settings)
    with fresh.app_context():
        row = db.session.get_one(Signature, old_id)
        assert rows.person(row) == {"name": "Zebediah Kvist", "email": "zebbe@example.org"}
        visitor = Client(fresh)
        assert visitor.post(f"/namninsamlingar/bekrafta/{token}").status_code == 303
        data = {
            "name": "Zebediah Kvist",
            "email": "ZEBBE@example.org",
            "postcode": "12465",
            "consent_sign": "y",
        }
        visitor.post("/namninsamlingar/torget", data=data)
        kept = db.session.scalars(select(Signature).order_by(Signature.id)).all()
        assert [each.mails_sent for each in kept][2:] == [0]  # she is known still: nobody is asked
        from app.accounts.models import Account

        assert accounts.person(db.session.get_one(Account, account_id))["name"] == "Hjördis Ek"
        new = make_signature(db.session.get_one(Petition, petition_id))
        assert new.sealed[1:5] != row.sealed[1:5]
        db.session.remove()
        db.engine.dispose()
    assert len(mailbox.deliver()) >= 3


def test_the_old_master_key_alone_opens_nothing_and_the_new_one_alone_everything(
    app: Flask, settings: Settings
) -> None:
    row_id = make_signature(name="Zebediah Kvist").id
    path = crypto.master_key_file(settings.instance)
    before = MasterKeys.parse(path.read_text())
    rotate(app)
    after = MasterKeys.parse(path.read_text())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert after.keys[1:] == before.keys
    assert sorted(file.name for file in path.parent.iterdir()) == ["master.key", "store.db"]
    path.unlink()
    with pytest.raises(KeyProblem, match="is not here"):
        restarted(replace(settings, master_key=before.written()))
    fresh = restarted(replace(settings, master_key=MasterKeys(after.keys[:1]).written()))
    with fresh.app_context():
        assert rows.person(db.session.get_one(Signature, row_id))["name"] == "Zebediah Kvist"
        db.session.remove()
        db.engine.dispose()


def test_the_sheet_for_the_safe_names_the_new_key(app: Flask, settings: Settings) -> None:
    make_signature()
    assert "setup --sheet" in rotate(app).output
    newest = MasterKeys.parse(crypto.master_key_file(settings.instance).read_text()).current[0]
    assert crypto.key_store().masters_needed() == [newest]


def given(number: int) -> str:
    key = hashlib.sha256(b"rotation %d" % number).digest()
    return f"key{number}:{base64.b64encode(key).decode()}"


def test_keys_from_the_environment_are_taken_over_by_the_first_of_them(tmp_path: Path) -> None:
    settings = load_settings({}, instance=tmp_path / "other")
    first = restarted(replace(settings, master_key=given(1)))
    with first.app_context():
        envelope = crypto.seal("petition:1", b"row", {"name": "Alva"})
    both = restarted(replace(settings, master_key=f"{given(2)},{given(1)}"))
    done = CliRunner().invoke(rotate_keys, obj=lambda **_: both)
    assert done.exit_code == 0, done.output
    only = restarted(replace(settings, master_key=given(2)))
    with only.app_context():
        assert crypto.unseal("petition:1", b"row", envelope) == {"name": "Alva"}
        assert crypto.key_store().masters_needed() == ["key2"]
    assert not crypto.master_key_file(settings.instance).exists()


def test_stopped_between_the_new_key_and_the_rewrapping_nothing_is_lost(
    app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    row_id = make_signature(name="Zebediah Kvist").id
    store = crypto.key_store()
    with monkeypatch.context() as stopped:
        stopped.setattr(store, "rewrap", lambda: (_ for _ in ()).throw(KeyboardInterrupt))
        assert CliRunner().invoke(rotate_keys, obj=lambda **_: app).exit_code != 0
    fresh = restarted(settings)
    rotate(fresh)
    with fresh.app_context():
        assert rows.person(db.session.get_one(Signature, row_id))["name"] == "Zebediah Kvist"
        assert len(crypto.key_store().masters_needed()) == 1
        db.session.remove()
        db.engine.dispose()
