"""Fill an empty installation with the demo association."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.accounts import demonstrating
from app.accounts import service as accounts
from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign, CampaignState
from app.campaigns.service import CampaignText
from app.core import clock, crypto, i18n
from app.core.access import Role
from app.core.config import Settings
from app.core.db import db, transaction
from app.demo import lives, own_form, plans, signers, texts
from app.fraud import rules
from app.fraud.models import RuleAct, RuleKind
from app.people import rights
from app.people.rights import Rights
from app.petitions import consent
from app.petitions import service as petitions
from app.petitions.models import Petition, PetitionState, Preset
from app.petitions.service import PetitionText
from app.site import service as site
from app.site.models import Association

ADMINISTRATOR_EMAIL = texts.ORGANIZERS[0][1]


def fill_if_empty() -> bool:
    """Fill in the demo association, unless there is one already; say whether it was done."""
    if db.session.scalar(select(Association.id)) is not None:
        return False
    with transaction():
        site.name_association(**texts.ASSOCIATION).has_roles = True
        organizers = [
            accounts.create_account(name=name, email=email, role=Role(role))
            for name, email, role in texts.ORGANIZERS
        ]
        demonstrating.give_ways_in(organizers)
        first = organizers[0]
        centrum = _campaigns(first)
        rights.give(organizers[-1], Rights(role=Role.SHIFT_LEADER, campaigns=(centrum.id,)))
        petition = _petition(centrum, first)
        rules.add_rule(
            RuleKind.DOMAIN,
            signers.LOOKED_AT,
            RuleAct.HOLD,
            note=texts.RULE_NOTE,
            is_meant=False,
            actor=first,
        )
        signers.fill(petition)
        _paper(petition, first)
        plans.plan(centrum, first)
        own_form.start(centrum, first)
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
    lives.tell_of_the_bus(bus, actor)
    campaigns.create_campaign(CampaignText(**texts.LIBRARY), slug="mer-oppet-pa-biblioteket", actor=actor)
    centrum = campaigns.create_campaign(
        CampaignText(**texts.CENTRUM), slug="kop-tillbaka-ragsveds-centrum", actor=actor
    )
    campaigns.move_campaign(centrum, CampaignState.PUBLISHED, actor=actor)
    centrum.published_at = clock.now() - timedelta(days=signers.WEEKS * 7)
    for days, title, body in texts.CENTRUM_TIMELINE:
        campaigns.tell(centrum, happened_on=clock.today() - timedelta(days=days), title=title, body=body)
    return centrum


def _petition(campaign: Campaign, actor: Account) -> Petition:
    text = PetitionText(
        **texts.PETITION,
        is_authority=True,
        preset=Preset.NAME_TOWN,
        purge_on=clock.today() + timedelta(days=210),
        contact_until=None,
        card=None,
    )
    petition = petitions.create_petition(campaign, text, slug=campaign.slug, actor=actor)
    petition.state = PetitionState.OPEN
    crypto.make_keys(petition.scope)
    petition.opened_at = clock.now() - timedelta(days=signers.WEEKS * 7)
    lives.plan(petition, actor)
    for locale in i18n.LANGUAGES:
        db.session.add(consent.compose(petition, texts.ASSOCIATION["name"], locale))
    db.session.flush()
    return petition


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
