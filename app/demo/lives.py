"""The demo's petitions in time: one that closes by itself, one that was handed over, answered and purged."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core import clock, crypto
from app.core.db import add_to_count, db
from app.core.local_times import local_moment
from app.petitions import counting, wordings
from app.petitions import service as petitions
from app.petitions.models import AreaCount, DayCount, HourCount, PaperTotal, Petition, PetitionState, Preset
from app.petitions.models import SourceCount as Sources
from app.petitions.service import PetitionText
from app.recipients import service as recipients
from app.recipients.models import RecipientKind
from app.recipients.service import Card
from app.signatures.models import Channel

CLOSES_IN = timedelta(days=120)
OPENED, CLOSED, HANDED_OVER, ANSWERED, PURGED = (timedelta(days=days) for days in (400, 340, 330, 290, 240))
ONLINE, PAPER = 512, 128

BUS = {
    "title": "Låt buss 143 gå hela kvällen",
    "demand": "Vi kräver att buss 143 går tills det sista kvällspasset har slutat.",
    "body": "Den som slutar klockan tio ska också komma hem. I dag går sista bussen klockan nio.",
    "recipient": "Trafiknämnden",
}
ANSWER = (
    "Nämnden har beslutat att linje 143 trafikeras till klockan 00.30 alla dagar, med början vid nästa "
    "tidtabellsskifte.\n\nVi tackar för namnlistan och för samtalet vid överlämningen."
)


def plan(petition: Petition, actor: Account) -> None:
    """Give the running petition its recipient's card, with a threshold, and a day when it closes."""
    petition.card = recipients.create_recipient(
        Card(
            name=petition.recipient,
            kind=RecipientKind.AUTHORITY,
            contact="Registrator",
            email="registrator@stadshuset.example",
            address="Stadshuset\nBox 1\n100 01 Stockholm",
            threshold=1000,
            threshold_note="vi begär att fullmäktige svarar på ett öppet möte.",
        ),
        actor=actor,
    )
    petition.closes_at = local_moment(clock.today() + CLOSES_IN, time(18))
    wordings.snapshot(petition)


def tell_of_the_bus(campaign: Campaign, actor: Account) -> None:
    """Fill in the petition of the won campaign: its people are gone, its counts and its answer stay."""
    today = clock.today()
    text = PetitionText(
        **BUS,
        is_authority=True,
        preset=Preset.INITIALS,
        purge_on=today - PURGED,
        contact_until=None,
        card=None,
    )
    petition = petitions.create_petition(campaign, text, slug=campaign.slug, actor=actor)
    petition.opened_at, petition.closed_at = clock.now() - OPENED, clock.now() - CLOSED
    petition.handed_over_on, petition.answered_on = today - HANDED_OVER, today - ANSWERED
    petition.diary_number, petition.answer = "TN 2025-0412", ANSWER
    petition.purged_at = clock.now() - PURGED
    petition.state = PetitionState.ANSWERED
    wordings.snapshot(petition)
    _count(petition)


def _count(petition: Petition) -> None:
    """Spread the signatures over the weeks that it was open, many at first."""
    days, left = (OPENED - CLOSED).days, ONLINE
    assert petition.opened_at is not None
    for number in range(days):
        many = left if number == days - 1 else max(1, round(left / 14))
        _count_day(petition, petition.opened_at + timedelta(days=number), many)
        left -= many
    petition.online_count = ONLINE
    db.session.flush()
    _count_paper(petition, clock.local(petition.opened_at).date() + timedelta(days=6))


def _count_day(petition: Petition, moment: datetime, many: int) -> None:
    day, of = clock.local(moment).date(), petition.id
    add_to_count(DayCount, many, petition_id=of, counted_on=day, channel=Channel.WEB)
    add_to_count(HourCount, many, petition_id=of, began_at=counting.full_hour(moment))
    add_to_count(AreaCount, many, petition_id=of, area="124")
    add_to_count(Sources, many, petition_id=of, source="")


def _count_paper(petition: Petition, day: date) -> None:
    row = PaperTotal(
        uid=crypto.new_uid(),
        petition_id=petition.id,
        collected_on=day,
        place="Hållplatsen vid torget",
        count=PAPER,
        sealed=b"",
        created_at=clock.now() - OPENED,
    )
    db.session.add(row)
    counting.count_paper(petition, day, PAPER)
