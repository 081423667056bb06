"""Every door of the house: how one comes to it, and who is let in. A new route must be written down here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from app.campaigns import service as campaigns
from app.campaigns.models import CampaignState
from app.core import clock
from app.core.db import transaction
from app.core.templates import static_url
from app.petitions.models import PetitionState
from tests.accounts import doors as signing_in
from tests.accounts import passkey_doors as passkeys
from tests.desk import doors as desk
from tests.exports import doors as exports
from tests.factories import (
    confirmation_token,
    make_campaign,
    make_petition,
    make_signature,
)
from tests.fraud import doors as fraud
from tests.kiosks import doors as kiosks
from tests.legal import doors as legal
from tests.people import doors as people
from tests.petitions import contents_doors as contents
from tests.petitions import life_doors as living
from tests.setup import doors as first_use
from tests.shifts import doors as shifts
from tests.signatures import own_doors as own
from tests.signatures import register_doors as register
from tests.signatures import waiting_doors as waiting
from tests.site import doors as settings
from tests.tasks import many_doors as many_tasks
from tests.volunteers import doors as helping
from tests.volunteers import import_doors as importing

ABSENT = 999_999_999
Way = Callable[[], str]


@dataclass(frozen=True)
class Door:
    """One method of one address, and what each visitor gets who is let in."""

    endpoint: str
    method: Literal["GET", "POST"]
    way: Way
    """Makes what the address needs and gives the address."""
    status: int = 200
    """What those get who are let in."""
    data: shifts.Typed = field(default_factory=dict)
    """What is typed, or what makes it from the address."""

    def typed(self, address: str) -> dict[str, Any]:
        """Give what is typed at an address."""
        return self.data(address) if callable(self.data) else self.data

    @property
    def name(self) -> str:
        """Name it in messages."""
        return f"{self.method} {self.endpoint}"


def slug() -> str:
    """Make an open petition and give its address."""
    return f"/namninsamlingar/{make_petition().slug}"


def campaign(rest: str = "", state: CampaignState = CampaignState.PUBLISHED) -> Way:
    """Give the way to a campaign at the desk."""
    return lambda: f"/organisera/kampanjer/{make_campaign(state).id}{rest}"


def petition(rest: str = "", state: PetitionState = PetitionState.OPEN) -> Way:
    """Give the way to a petition at the desk."""
    return lambda: f"/organisera/namninsamlingar/{make_petition(state=state).id}{rest}"


def two_campaigns() -> str:
    """Make campaigns to choose from and give the way to a new petition."""
    for _each in range(2):
        make_campaign()
    return "/organisera/namninsamlingar/ny"


def timeline_entry() -> str:
    """Make an entry of a timeline and give the address that takes it out."""
    made = make_campaign()
    with transaction():
        entry = campaigns.tell(made, happened_on=clock.today(), title="Stånd på torget", body="")
    return f"/organisera/kampanjer/{made.id}/tidslinje/{entry.id}/ta-bort"


def at(address: str) -> Way:
    """Give the way to an address that needs nothing."""
    return lambda: address


SIGNER = {"name": "Alva Provström", "email": "alva@example.org", "postcode": "12465", "consent_sign": "y"}
TEXT = {"title": "En titel", "demand": "Ett krav"}
PETITION_TEXT = {**TEXT, "recipient": "Staden", "preset": "initials"}
PAPER = {"collected_on": "2026-01-02", "place": "Torget", "count": "3", "counted_by": "Egon"}
HAPPENED = {"happened_on": "2026-01-02", "title": "Stånd på torget"}

PUBLIC = (
    Door("site.front", "GET", at("/")),
    Door("site.safety", "GET", at("/trygghet")),
    Door("site.theme", "GET", at("/tema.css")),
    Door("site.robots", "GET", at("/robots.txt")),
    Door("site.live", "GET", at("/health/live")),
    Door("site.ready", "GET", at("/health/ready")),
    Door("static", "GET", lambda: static_url("css/main.css")),
    Door("campaigns.index", "GET", at("/kampanjer/")),
    Door("campaigns.show", "GET", lambda: f"/kampanjer/{make_campaign().slug}"),
    Door("petitions.index", "GET", at("/namninsamlingar/")),
    Door("petitions.show", "GET", slug),
    Door("petitions.sign", "POST", slug, 303, SIGNER),
    *(Door(*row) for row in (*signing_in.PUBLIC, *passkeys.PUBLIC)),
    *(Door(*row) for row in (*fraud.PUBLIC, *settings.PUBLIC, *legal.PUBLIC)),
    *(Door(*row) for row in (*shifts.PUBLIC, *helping.PUBLIC, *contents.PUBLIC, *kiosks.PUBLIC, *own.PUBLIC)),
    *(Door(*row) for row in waiting.PUBLIC),
)

SIGNED_LINKS = (
    Door("signatures.confirm", "GET", lambda: confirm(is_confirmed=False)),
    Door("signatures.confirm", "GET", lambda: confirm(is_confirmed=True)),
    Door("signatures.confirm", "POST", lambda: confirm(is_confirmed=False), 303),
    *(Door(*row) for row in signing_in.SIGNED_LINKS),
    *(Door(*row) for row in waiting.SIGNED_LINKS),
    *(Door(*row) for row in people.SIGNED_LINKS),
    *(Door(*row) for row in first_use.SIGNED_LINKS),
    *(Door(*row) for row in (*shifts.SIGNED_LINKS, *helping.SIGNED_LINKS, *kiosks.SIGNED_LINKS)),
    *(Door(*row) for row in (*own.SIGNED_LINKS, *living.SIGNED_LINKS)),
)


def confirm(*, is_confirmed: bool) -> str:
    """Make a signature and the address that confirms it."""
    return f"/namninsamlingar/bekrafta/{confirmation_token(make_signature(is_confirmed=is_confirmed))}"


DRAFT, DRAFT_PETITION = CampaignState.DRAFT, PetitionState.DRAFT
DESK = (
    *(Door(*row) for row in (*desk.DESK, *many_tasks.DESK)),
    *(Door(*row) for row in people.DESK),
    Door("campaigns_manage.index", "GET", at("/organisera/kampanjer/")),
    Door("campaigns_manage.new", "GET", at("/organisera/kampanjer/ny")),
    Door("campaigns_manage.new", "POST", at("/organisera/kampanjer/ny"), 303, TEXT),
    Door("campaigns_manage.show", "GET", campaign()),
    Door("campaigns_manage.preview", "GET", campaign("/forhandsvisning", DRAFT)),
    Door("campaigns_manage.edit", "GET", campaign("/redigera")),
    Door("campaigns_manage.edit", "POST", campaign("/redigera"), 303, TEXT),
    Door("campaigns_manage.move", "POST", campaign("/steg", DRAFT), 303, {"to": "published"}),
    Door("campaigns_manage.tell", "POST", campaign("/tidslinje"), 303, HAPPENED),
    Door("campaigns_manage.untell", "POST", timeline_entry, 303),
    Door("petitions_manage.index", "GET", at("/organisera/namninsamlingar/")),
    Door("petitions_manage.show", "GET", petition()),
    Door("petitions_manage.choose", "GET", two_campaigns),
    Door("petitions_manage.new", "GET", lambda: f"/organisera/namninsamlingar/ny/{make_campaign().id}"),
    Door(
        "petitions_manage.new",
        "POST",
        lambda: f"/organisera/namninsamlingar/ny/{make_campaign().id}",
        303,
        PETITION_TEXT,
    ),
    Door("petitions_manage.edit", "GET", petition("/redigera", DRAFT_PETITION)),
    Door("petitions_manage.edit", "POST", petition("/redigera", DRAFT_PETITION), 303, living.edited),
    *(Door(*row) for row in living.DESK),
    Door("petitions_manage.paper", "POST", petition("/papper"), 303, PAPER),
    *(Door(*row) for row in exports.DESK),
    *(Door(*row) for row in (*fraud.DESK, *settings.DESK)),
    *(Door(*row) for row in (*first_use.DESK, *importing.DESK, *legal.DESK)),
    *(Door(*row) for row in (*shifts.DESK, *contents.DESK, *register.DESK, *kiosks.DESK, *own.DESK)),
    *(Door(*row) for row in (*passkeys.DESK, *signing_in.DESK)),
)

GATE = (*(Door(*row) for row in signing_in.GATE),)
"""The way in: who is in already is sent on to the desk."""

ALL = PUBLIC + SIGNED_LINKS + DESK + GATE

ABSENT_ADDRESSES = (
    "/finns-inte",
    "/kampanjer/finns-inte",
    "/namninsamlingar/finns-inte",
    "/namninsamlingar/finns-inte/pa/so",
    "/namninsamlingar/finns-inte/ett-steg-kvar/00",
    "/namninsamlingar/finns-inte/ett-steg-kvar/00/mejlet",
    "/namninsamlingar/finns-inte/min-underskrift",
    "/namninsamlingar/finns-inte/min-underskrift/skickad",
    "/namninsamlingar/finns-inte/borttagen",
    "/namninsamlingar/bekrafta/finns-inte",
    "/namninsamlingar/inga-mejl/finns-inte",
    "/namninsamlingar/min-underskrift/finns-inte",
    "/mina-underskrifter/finns-inte",
    "/mina-underskrifter/finns-inte/finns-inte",
    "/mina-underskrifter/ny-adress/finns-inte",
    "/namninsamlingar/finns-inte/anmal",
    "/static/0/css/finns-inte.css",
    "/static/0/../../pyproject.toml",
    "/health/finns-inte",
    "/en/en/",
)
