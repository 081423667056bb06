"""Fill an empty installation with the demo association."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from sqlalchemy import select

from app.accounts import service as accounts
from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign, CampaignState
from app.campaigns.service import CampaignText
from app.core import addresses, clock, crypto, i18n
from app.core.access import Role
from app.core.config import Settings
from app.core.db import db, transaction
from app.demo import plans, texts
from app.petitions import consent, counting
from app.petitions import service as petitions
from app.petitions.models import ConsentText, Petition, PetitionState, Preset
from app.petitions.service import PetitionText
from app.signatures.models import Channel, Signature, SignatureState
from app.site import service as site
from app.site.models import Association

ADMINISTRATOR_EMAIL = texts.ORGANIZERS[0][1]
WEEKS = 10
PEAKS = {8: 46, 22: 31, 41: 52, 57: 38}
"""Days ago with many signatures: a Saturday's stand, an article, the start."""


def fill_if_empty() -> bool:
    """Fill in the demo association, unless there is one already; say whether it was done."""
    if db.session.scalar(select(Association.id)) is not None:
        return False
    with transaction():
        site.name_association(**texts.ASSOCIATION)
        first, *_others = [
            accounts.create_account(name=name, email=email, role=Role(role))
            for name, email, role in texts.ORGANIZERS
        ]
        centrum = _campaigns(first)
        petition = _petition(centrum, first)
        _signatures(petition)
        _paper(petition, first)
        plans.plan(centrum, first)
    return True


def remember(settings: Settings) -> None:
    """Write down in the instance that its content is invented, so that every later start shows the band."""
    path = settings.instance / "config.toml"
    if not path.exists():
        path.write_text("# The content of this installation is invented.\ndemo = true\n", encoding="utf-8")


def _campaigns(actor: Account) -> Campaign:
    bus = campaigns.create_campaign(CampaignText(**texts.BUS), slug="lat-buss-143-ga", actor=actor)
    campaigns.move_campaign(bus, CampaignState.PUBLISHED, actor=actor)
    bus.published_at = clock.now() - timedelta(days=400)
    campaigns.move_campaign(bus, CampaignState.WON, actor=actor)
    campaigns.create_campaign(CampaignText(**texts.LIBRARY), slug="mer-oppet-pa-biblioteket", actor=actor)
    centrum = campaigns.create_campaign(
        CampaignText(**texts.CENTRUM), slug="kop-tillbaka-ragsveds-centrum", actor=actor
    )
    campaigns.move_campaign(centrum, CampaignState.PUBLISHED, actor=actor)
    centrum.published_at = clock.now() - timedelta(days=WEEKS * 7)
    for days, title, body in texts.CENTRUM_TIMELINE:
        campaigns.tell(centrum, happened_on=clock.today() - timedelta(days=days), title=title, body=body)
    return centrum


def _petition(campaign: Campaign, actor: Account) -> Petition:
    text = PetitionText(
        **texts.PETITION,
        is_authority=True,
        preset=Preset.NAME_TOWN,
        purge_on=clock.today() + timedelta(days=210),
    )
    petition = petitions.create_petition(campaign, text, slug=campaign.slug, actor=actor)
    petition.state = PetitionState.OPEN
    petition.opened_at = clock.now() - timedelta(days=WEEKS * 7)
    for locale in i18n.LANGUAGES:
        db.session.add(consent.compose(petition, texts.ASSOCIATION["name"], locale))
    db.session.flush()
    return petition


def _signatures(petition: Petition) -> None:
    dice = random.Random(124_65)  # noqa: S311 (invented people, not keys)
    words = db.session.scalars(
        select(ConsentText).where(ConsentText.petition_id == petition.id, ConsentText.locale == "sv")
    ).one()
    number = 0
    for days_ago in range(WEEKS * 7 - 1, -1, -1):
        many = PEAKS.get(days_ago) or dice.choice((0, 0, 1, 1, 2, 3))
        for _each in range(many):
            number += 1
            moment = clock.now() - timedelta(days=days_ago, minutes=dice.randrange(5, 600))
            _signature(petition, words, number, moment, dice)


def _signature(
    petition: Petition, words: ConsentText, number: int, moment: datetime, dice: random.Random
) -> None:
    name = f"{dice.choice(texts.FIRST_NAMES.split())} {dice.choice(texts.LAST_NAMES.split())}"
    email = f"skrev-under-{number}@exempel.example"
    uid = crypto.new_uid()
    row = Signature(
        uid=uid,
        petition_id=petition.id,
        consent_id=words.id,
        state=SignatureState.CONFIRMED,
        channel=Channel.WEB,
        sealed=crypto.seal(petition.scope, uid, {"name": name, "email": email}),
        postcode=dice.choice(texts.POSTCODES),
        show_name=dice.random() < 0.4,
        contact_me=dice.random() < 0.3,
        email_hash=crypto.keyed_hash(petition.scope, "email", addresses.canonical(email)),
        name_hash=crypto.keyed_hash(petition.scope, "name", addresses.canonical_name(name)),
        receipt=crypto.keyed_hash(petition.scope, "receipt", email),
        token_hash=crypto.token_hash(crypto.new_token()),
        token_expires_at=moment,
        mails_sent=1,
        last_mail_at=moment,
        created_at=moment,
        confirmed_at=moment,
    )
    row.number = counting.count_one(row, by=1)
    db.session.add(row)


def _paper(petition: Petition, actor: Account) -> None:
    for days_ago, count, place in ((57, 64, 0), (36, 31, 1), (24, 47, 2), (8, 52, 0)):
        where, who = texts.PLACES[place]
        petitions.enter_paper(
            petition,
            collected_on=clock.today() - timedelta(days=days_ago),
            place=where,
            count=count,
            counted_by=who,
            actor=actor,
        )
