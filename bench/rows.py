"""Instances to measure: one petition with any number of signatures, made straight in the database."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert, select

from app import create_app
from app.accounts import service as accounts
from app.campaigns import service as campaigns
from app.campaigns.models import CampaignState
from app.core import clock, crypto, i18n, migrate
from app.core.access import Role
from app.core.config import load_settings
from app.core.db import db, transaction
from app.demo import texts
from app.kiosks import service as kiosks
from app.kiosks import signing as at_stand
from app.petitions import consent, recounting
from app.petitions import service as petitions
from app.petitions.models import ConsentText, Petition, PetitionState, Preset
from app.signatures.models import Signature, SignatureState
from app.site import service as site

ADMINISTRATOR = "matning@exempel.example"
SLUG = "matning"
PATH = f"/namninsamlingar/{SLUG}"
BATCH = 5000
DAYS = 60
NETWORKS, DOMAINS = 4000, 300
POSTAL_AREAS = tuple(f"{number}" for number in range(120, 180))


def application(instance: Path) -> Flask:
    """Make the application on an instance, without limits on visitors."""
    return create_app(load_settings({}, instance=instance, rate_limits=False))


def make_instance(instance: Path, signatures: int) -> Flask:
    """Make an instance with an association, an organizer and an open petition with so many signatures."""
    app = application(instance)
    migrate.upgrade(app)
    with app.app_context():
        with transaction():
            site.name_association(**texts.ASSOCIATION)
            accounts.create_account(name="Mätning", email=ADMINISTRATOR, role=Role.ADMINISTRATOR)
            petition = _petition()
        fill(petition, signatures)
        db.session.remove()
    return app


def _petition() -> Petition:
    campaign = campaigns.create_campaign(campaigns.CampaignText(**texts.CENTRUM), slug="matning", actor=None)
    campaigns.move_campaign(campaign, CampaignState.PUBLISHED, actor=None)
    petition = petitions.create_petition(
        campaign,
        petitions.PetitionText(
            **texts.PETITION, is_authority=True, preset=Preset.FULL,
            purge_on=clock.today() + timedelta(days=200), contact_until=None, card=None,
        ),
        slug=SLUG,
        actor=None,
    )  # fmt: skip
    # Not by open_petition(), which asks for a mail server: nothing is mailed to anyone here.
    petition.state, petition.opened_at = PetitionState.OPEN, clock.now() - timedelta(days=DAYS)
    db.session.add_all(consent.compose(petition, "Mätning", locale) for locale in i18n.LANGUAGES)
    db.session.flush()
    return petition


def open_kiosk(petition: Petition) -> str:
    """Open a kiosk for some hours, and give the address of its page."""
    now = clock.now()
    at_stand.BUSY = 1_000_000  # like the limits on visitors: what is measured is a signature that counts
    with transaction(public=False):
        kiosk = kiosks.open_kiosk(
            petition, place="Torget", starts_at=now, ends_at=now + timedelta(hours=6), actor=None
        )
    return f"/namninsamlingar/kiosk/{kiosks.token_of(kiosk)}"


def fill(petition: Petition, signatures: int) -> None:
    """Add confirmed signatures, then make the counters what the rows say."""
    words = db.session.scalars(select(ConsentText.id).where(ConsentText.petition_id == petition.id)).first()
    rows = _rows(petition, words or 0, signatures)
    while batch := list(islice(rows, BATCH)):
        with transaction():
            db.session.execute(insert(Signature.__table__), batch)  # type: ignore[arg-type]
    with transaction():
        recounting.repair(db.session.get_one(Petition, petition.id))


def _rows(petition: Petition, consent_id: int, many: int) -> Iterator[dict[str, Any]]:
    dice = random.Random(12465)
    scope, end = petition.scope, clock.now()
    for number in range(1, many + 1):
        moment = end - timedelta(days=DAYS) * (1 - number / (many + 1))
        yield _row(scope, consent_id, number, moment, dice) | {"petition_id": petition.id}


def _row(scope: str, consent_id: int, number: int, moment: datetime, dice: random.Random) -> dict[str, Any]:
    uid = crypto.new_uid()
    name = f"{dice.choice(texts.FIRST_NAMES)} {dice.choice(texts.LAST_NAMES)} {number}"
    email = f"tidigare{number}@exempel.example"
    is_recent = moment > clock.now() - timedelta(days=30)
    return {
        "uid": uid,
        "consent_id": consent_id,
        "state": SignatureState.CONFIRMED,
        "channel": "web",
        "sealed": crypto.seal(scope, uid, {"name": name, "email": email}),
        "postcode": f"{dice.choice(POSTAL_AREAS)}{dice.randrange(100):02}",
        "show_name": dice.random() < 0.4,
        "contact_me": dice.random() < 0.3,
        "email_hash": crypto.keyed_hash(scope, "email", email),
        "name_hash": crypto.keyed_hash(scope, "name", name.casefold()),
        "network_hash": _one_of(scope, "network", NETWORKS, dice) if is_recent else None,
        "domain_hash": _one_of(scope, "domain", DOMAINS, dice) if is_recent else None,
        "receipt": crypto.keyed_hash(scope, "receipt", email),
        "token_hash": crypto.token_hash(uid.hex()),
        "token_expires_at": moment,
        "mails_sent": 1,
        "last_mail_at": moment,
        "created_at": moment,
        "confirmed_at": moment,
        "number": number,
    }


def _one_of(scope: str, kind: str, many: int, dice: random.Random) -> bytes:
    """Hash a network or a domain, a few of which are much more common than the rest."""
    return crypto.keyed_hash(scope, kind, str(int(many * dice.random() ** 3)))
