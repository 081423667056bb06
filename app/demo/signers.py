"""The demo petition's signers: ten weeks of them, online and at the stand, and some that need a decision."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.core import addresses, clock, crypto
from app.core.db import db
from app.demo import texts
from app.kiosks.signing import SOURCE as AT_KIOSK
from app.petitions import recounting
from app.petitions.models import ConsentText, Petition
from app.signatures import reporting, visible
from app.signatures.models import Channel, CommentState, Hold, ReportKind, Signature, SignatureState

WEEKS = 10
PEAKS = {8: 46, 22: 31, 41: 52, 57: 38}
"""Days ago with many signatures: a Saturday's stand, an article, the start."""
AT_THE_STAND = {8: 19, 57: 12}
"""How many of a peak's signatures were given at the stand."""
NEVER_CONFIRMED = 23
LOOKED_AT = "engangsmejl.example"
"""A domain that a rule lets somebody look at before it counts."""
SOURCES = (None, None, None, "affisch", "affisch", "chatt", "chatt", "chatt", "flygblad")


class Crowd:
    """Invented people who sign, the same ones in every demonstration."""

    def __init__(self, petition: Petition, *, seed: int = 124_65) -> None:
        self.dice = random.Random(seed)  # noqa: S311 (invented people, not keys)
        self.petition = petition
        self.rows: list[Signature] = []
        self.consent_id = db.session.scalars(
            select(ConsentText.id).where(ConsentText.petition_id == petition.id, ConsentText.locale == "sv")
        ).first()

    def name(self) -> str:
        """Invent a name."""
        return f"{self.dice.choice(texts.FIRST_NAMES.split())} {self.dice.choice(texts.LAST_NAMES.split())}"

    def sign(
        self,
        moment: datetime,
        *,
        name: str = "",
        comment: str = "",
        answers: dict[str, str] | None = None,
        domain: str = "exempel.example",
        **changes: Any,
    ) -> Signature:
        """Add a confirmed signature, unless something else is said."""
        scope, uid, number = self.petition.scope, crypto.new_uid(), len(self.rows) + 1
        person = {"name": name or self.name(), "email": f"skrev-under-{number}@{domain}"}
        row = Signature(
            uid=uid,
            petition_id=self.petition.id,
            consent_id=self.consent_id,
            state=SignatureState.CONFIRMED,
            channel=Channel.WEB,
            postcode=self.dice.choice(texts.POSTCODES),
            source=self.dice.choice(SOURCES),
            show_name=self.dice.random() < 0.4,
            contact_me=self.dice.random() < 0.3,
            receipt=crypto.keyed_hash(scope, "receipt", person["email"]),
            token_hash=crypto.token_hash(crypto.new_token()),
            token_expires_at=moment,
            mails_sent=1,
            last_mail_at=moment,
            created_at=moment,
            confirmed_at=moment,
        )
        for column, value in changes.items():
            setattr(row, column, value)
        row.first_name_only = row.show_name and self.dice.random() < 0.3
        self._seal(row, person, {"comment": comment, "answers": answers})
        self.rows.append(row)
        return row

    def _seal(self, row: Signature, person: dict[str, Any], said: dict[str, Any]) -> None:
        scope = self.petition.scope
        mailbox = "email", addresses.canonical(person["email"])
        if row.channel == Channel.KIOSK:  # nobody is asked for an address there
            person, mailbox = person | {"email": ""}, ("kiosk", row.uid.hex())
            row.source, row.mails_sent, row.last_mail_at = AT_KIOSK, 0, None
        row.sealed = crypto.seal(
            scope, row.uid, person | {key: words for key, words in said.items() if words}
        )
        row.email_hash = crypto.keyed_hash(scope, *mailbox)
        row.name_hash = crypto.keyed_hash(scope, "name", addresses.canonical_name(person["name"]))

    def count(self) -> list[Signature]:
        """Store everybody in the order of signing, and give those who count, numbered and counted."""
        in_order: list[Signature] = sorted(self.rows, key=_signed_at)
        counted = [row for row in in_order if row.state == SignatureState.CONFIRMED]
        for number, row in enumerate(counted, start=1):
            row.number = number
        db.session.add_all(in_order)
        db.session.flush()
        recounting.repair(self.petition)
        return counted


def fill(petition: Petition) -> None:
    """Let ten weeks of people sign, then count them all at once."""
    crowd = Crowd(petition)
    petition.ask_comment, petition.expired_count = True, NEVER_CONFIRMED
    _weeks(crowd)
    _comments(crowd)
    _to_decide(crowd)
    counted = crowd.count()
    shown = [row for row in reversed(counted) if row.show_name]
    for row, why in zip(shown, texts.REPORTED, strict=False):
        reporting.report(petition, ReportKind.NAME, visible.handle(petition.scope, row.uid), why=why)


def _signed_at(row: Signature) -> datetime:
    return row.created_at


def _weeks(crowd: Crowd) -> None:
    for days_ago in range(WEEKS * 7 - 1, -1, -1):
        many = PEAKS.get(days_ago) or crowd.dice.choice((0, 0, 1, 1, 2, 3))
        for number in range(many):
            moment = _ago(crowd, days_ago)
            if number < AT_THE_STAND.get(days_ago, 0):
                crowd.sign(moment, channel=Channel.KIOSK, show_name=False)
            else:
                crowd.sign(moment)


def _ago(crowd: Crowd, days: int) -> datetime:
    return clock.now() - timedelta(days=days, minutes=crowd.dice.randrange(5, 600))


def _comments(crowd: Crowd) -> None:
    """Let some say why: two that an organizer has read, and some that wait."""
    states = CommentState.SHOWN, CommentState.SHOWN, *[CommentState.WAITING] * 5
    for days_ago, state, comment in zip((31, 12, 4, 3, 2, 1, 1), states, texts.COMMENTS, strict=True):
        crowd.sign(_ago(crowd, days_ago), comment=comment, comment_state=state, show_name=True)


def _to_decide(crowd: Crowd) -> None:
    """Let some wait for their confirmation, and some for a look."""
    for days_ago in (0, 0, 1, 1, 2, 3, 6):
        crowd.sign(_ago(crowd, days_ago), state=SignatureState.PENDING, confirmed_at=None)
    held: dict[str, Any] = {"state": SignatureState.HELD, "show_name": False}
    crowd.sign(_ago(crowd, 1), name=texts.JOKE_NAME, hold=Hold.NAME, **held)
    for _each in range(2):
        crowd.sign(_ago(crowd, 0), hold=Hold.RULE, domain=LOOKED_AT, **held)
