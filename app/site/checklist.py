"""What a new association has left to do, looked up each time: nothing is ticked by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, select

from app.accounts.models import Account, Passkey, RecoveryCode
from app.campaigns.models import Campaign, CampaignState
from app.core import clock, i18n, mail_way
from app.core.access import Role
from app.core.db import db
from app.core.palette import DEFAULT_ACCENT
from app.legal.drafts import Kind
from app.petitions.models import UNOPENED, Petition
from app.record import service as record
from app.site import queries
from app.site.models import Association, LegalText


class Step(StrEnum):
    """One thing to do, in the order that serves a new association best."""

    WAY_IN = "way_in"
    MAIL = "mail"
    PETITION = "petition"
    CAMPAIGN = "campaign"
    LOOKS = "looks"
    PURGE = "purge"
    SECOND_WAY = "second_way"
    ADMINISTRATOR = "administrator"
    ENVELOPE = "envelope"
    TEXTS = "texts"


@dataclass(frozen=True)
class Item:
    """One line of the list."""

    step: Step
    is_done: bool


def get_items(account: Account) -> list[Item]:
    """Look at each step for an administrator; empty when the list is put away or everything is done."""
    association = queries.get_association()
    if account.role != Role.ADMINISTRATOR or association.guide_put_away_at is not None:
        return []
    done = _done(account, association)
    items = [Item(step, done[step]) for step in Step]
    return [] if all(item.is_done for item in items) else items


def _done(account: Account, association: Association) -> dict[Step, bool]:
    counted = db.session.execute(select(*_counts(account, association))).one()
    ways = counted.passkeys + counted.codes + (account.secrets is not None)
    return {
        Step.WAY_IN: counted.passkeys > 0 or account.secrets is not None,
        Step.MAIL: association.mail_tested_at is not None or mail_way.is_decided(),
        Step.PETITION: counted.opened > 0,
        Step.CAMPAIGN: counted.campaigns > 0,
        Step.LOOKS: association.logo_id is not None or association.accent != DEFAULT_ACCENT,
        Step.PURGE: counted.petitions > 0 and counted.dayless == 0,
        Step.SECOND_WAY: ways > 1,
        Step.ADMINISTRATOR: counted.administrators > 1,
        Step.ENVELOPE: association.sheet_printed_at is not None,
        Step.TEXTS: counted.texts == len(Kind) * len(_languages(association)),
    }


def _languages(association: Association) -> Sequence[str]:
    return association.languages or i18n.LANGUAGES


def _counts(account: Account, association: Association) -> list[ScalarSelect[int]]:
    own = Passkey.account_id == account.id, Passkey.doubted_at.is_(None)
    codes = RecoveryCode.account_id == account.id, RecoveryCode.used_at.is_(None)
    administrators = Account.role == Role.ADMINISTRATOR, Account.disabled_at.is_(None)
    # What is still to be filled in stands as *[…]*.
    texts = (
        LegalText.locale.in_(_languages(association)),
        LegalText.body != "",
        ~LegalText.body.contains("*["),
    )
    wanted: dict[str, tuple[type, ColumnElement[bool]]] = {
        "passkeys": (Passkey, and_(*own)),
        "codes": (RecoveryCode, and_(*codes)),
        "opened": (Petition, Petition.state.not_in(UNOPENED)),
        "petitions": (Petition, Petition.id.is_not(None)),
        "dayless": (Petition, Petition.purge_on.is_(None)),
        "campaigns": (Campaign, Campaign.state != CampaignState.DRAFT),
        "administrators": (Account, and_(*administrators)),
        "texts": (LegalText, and_(*texts)),
    }
    return [
        select(func.count()).select_from(table).where(which).scalar_subquery().label(name)  # type: ignore[misc]
        for name, (table, which) in wanted.items()
    ]


def has_own_way_in(account: Account) -> bool:
    """Say whether somebody can sign in without a link from the server."""
    key = select(Passkey.id).where(Passkey.account_id == account.id, Passkey.doubted_at.is_(None)).limit(1)
    return account.secrets is not None or db.session.scalar(key) is not None


def put_away(*, actor: Account) -> None:
    """Show the list no more, to anybody."""
    association = db.session.get_one(Association, 1)
    association.guide_put_away_at = clock.now()
    record.write_down("association.guide_put_away", actor=actor)


def bring_back(*, actor: Account) -> None:
    """Show the list again, with what is left of it."""
    association = db.session.get_one(Association, 1)
    association.guide_put_away_at = None
    record.write_down("association.guide_brought_back", actor=actor)
