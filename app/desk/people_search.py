"""Find people across everything that an organizer reaches: signers, those who help, other organizers.

Whole addresses, names and phones are found by keyed hash; a part of a name by opening envelopes, the newest
first and a bounded number of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import joinedload

from app.accounts import service as accounts
from app.accounts.models import Account
from app.core import addresses, crypto, phones
from app.core.access import Permission, allows
from app.core.db import db
from app.petitions import queries as petitions
from app.petitions.models import UNOPENED, Petition, scope_of
from app.record import service as record
from app.signatures import masking
from app.signatures.masking import Line
from app.signatures.models import Signature
from app.volunteers import register
from app.volunteers import service as volunteers
from app.volunteers.models import SCOPE, Volunteer

MOST_FOUND = 50
LOOKED_AT = 2_000
"""Envelopes of each kind that one search opens."""
MOST_PETITIONS = 100
"""The newest of hers: each has keys of its own."""


class By(StrEnum):
    """What was typed, by its shape."""

    EMAIL = "email"
    PHONE = "phone"
    NAME = "part"
    """A name, or a part of one."""


def by_what(words: str) -> By:
    """Say by what to search: whoever types need not choose."""
    if addresses.is_address(words):
        return By.EMAIL
    return By.PHONE if phones.e164(words) else By.NAME


@dataclass(frozen=True)
class Hits:
    """Whom a search came upon, by number; who it is gets read when the search has been written down."""

    by: By
    signers: Sequence[int] = ()
    helpers: Sequence[int] = ()
    accounts: Sequence[int] = ()
    looked_at: int = 0
    is_cut: bool = False
    """Whether there are more, or older ones that were not looked at."""


@dataclass(frozen=True)
class People:
    """Who was found, in the open."""

    signers: list[Line] = field(default_factory=list)
    helpers: list[tuple[Volunteer, dict[str, str]]] = field(default_factory=list)
    accounts: list[tuple[Account, dict[str, str]]] = field(default_factory=list)


def may_search(account: Account) -> bool:
    """Say whether there is anybody whom somebody may look for."""
    wanted = (Permission.SEE_SIGNERS, Permission.SEE_PEOPLE, Permission.MANAGE_ACCOUNTS)
    return any(allows(account, permission) for permission in wanted)


def find(account: Account, words: str) -> Hits:
    """Search for somebody everywhere where an organizer may see people."""
    by = by_what(words)
    signers, helpers, looked = [], [], [0]
    if allows(account, Permission.SEE_SIGNERS) and by != By.PHONE:
        signers = _signers(account, by, words, looked)
    if allows(account, Permission.SEE_PEOPLE):
        helpers = _helpers(account, by, words, looked)
    own = _accounts(by, words) if allows(account, Permission.MANAGE_ACCOUNTS) else []
    return Hits(
        by,
        signers[:MOST_FOUND],
        helpers[:MOST_FOUND],
        own[:MOST_FOUND],
        looked_at=sum(looked),
        is_cut=max(len(signers), len(helpers)) > MOST_FOUND or max(looked) >= LOOKED_AT,
    )


def _signers(account: Account, by: By, words: str, looked: list[int]) -> list[int]:
    hers = select(Petition.id).where(
        petitions.of(account), Petition.purged_at.is_(None), Petition.state.not_in(UNOPENED)
    )
    ids = db.session.scalars(hers.order_by(Petition.id.desc()).limit(MOST_PETITIONS)).all()
    exact = select(Signature.id).where(_hashed(ids, by, words)).order_by(Signature.id.desc())
    found = list(db.session.scalars(exact.limit(MOST_FOUND + 1)))
    if by != By.NAME:
        return found
    part, seen = addresses.canonical_name(words), set(found)
    sealed = select(Signature.id, Signature.uid, Signature.sealed, Signature.petition_id)
    newest = sealed.where(Signature.petition_id.in_(ids)).order_by(Signature.id.desc()).limit(LOOKED_AT)
    rows: Sequence[Any] = db.session.execute(newest).all()
    looked.append(len(rows))
    for row in rows:
        name = masking.name_in(scope_of(row.petition_id), row)
        if row.id not in seen and part in addresses.canonical_name(name):
            found.append(row.id)
    return found


def _hashed(petition_ids: Sequence[int], by: By, words: str) -> ColumnElement[bool]:
    """Give the condition of a whole address or name: under each petition's key it has another hash."""
    column, kind, text = (
        (Signature.email_hash, "email", addresses.canonical(words))
        if by == By.EMAIL
        else (Signature.name_hash, "name", addresses.canonical_name(words))
    )
    each = []
    for number in petition_ids:
        try:
            hashed = crypto.keyed_hash(scope_of(number), kind, text)
        except crypto.KeyProblem:
            continue  # its keys are damaged: the others are found all the same
        each.append(and_(Signature.petition_id == number, column == hashed))
    return or_(false(), *each)


def _helpers(account: Account, by: By, words: str, looked: list[int]) -> list[int]:
    hers = select(Volunteer).where(register.of(account), Volunteer.forgotten_at.is_(None))
    if by == By.EMAIL:
        identity = crypto.keyed_hash(SCOPE, "email", addresses.canonical(words))
        hers = hers.where(Volunteer.identity == identity)
    elif by == By.PHONE:
        number = crypto.keyed_hash(SCOPE, "phone", phones.e164(words) or "")
        hers = hers.where(Volunteer.phone_hash == number)
    newest = hers.order_by(Volunteer.id.desc()).limit(LOOKED_AT)
    rows = db.session.scalars(newest).all()
    if by != By.NAME:
        return [row.id for row in rows]
    looked.append(len(rows))
    part = addresses.canonical_name(words)
    return [row.id for row in rows if part in addresses.canonical_name(_helper(row)["name"])]


def _accounts(by: By, words: str) -> list[int]:
    """Look through the organizers, who are few."""
    wanted = addresses.canonical(words) if by == By.EMAIL else addresses.canonical_name(words)
    found = []
    for each in db.session.scalars(select(Account).order_by(Account.id)):
        person = accounts.person(each)
        email, name = addresses.canonical(person["email"]), addresses.canonical_name(person["name"])
        if (by == By.EMAIL and email == wanted) or (by == By.NAME and wanted in name):
            found.append(each.id)
    return found


def _helper(row: Volunteer) -> dict[str, str]:
    """Unseal somebody; a damaged entry is a question mark, not the end of the list."""
    try:
        return volunteers.person(row)
    except (crypto.SealBroken, crypto.KeyProblem):
        return {"name": "?", "email": "", "phone": ""}


def show_found(hits: Hits, *, actor: Account) -> None:
    """Write down that somebody searched for people, in which way and how many it showed; not for whom."""
    facts: dict[str, Any] = {
        "by": hits.by,
        "signatures": len(hits.signers),
        "people": len(hits.helpers) + len(hits.accounts),
    }
    if hits.looked_at:
        facts["looked_at"] = hits.looked_at
    record.write_down("people.searched", actor=actor, facts=facts)


def open_people(hits: Hits) -> People:
    """Read who was found."""
    rows = select(Signature).where(Signature.id.in_(hits.signers)).order_by(Signature.id.desc())
    helpers = select(Volunteer).where(Volunteer.id.in_(hits.helpers)).order_by(Volunteer.id.desc())
    own = select(Account).where(Account.id.in_(hits.accounts)).order_by(Account.id)
    return People(
        [
            masking.line_of(row, scope_of(row.petition_id), is_shown=True)
            for row in db.session.scalars(rows.options(joinedload(Signature.petition)))
        ],
        [(row, _helper(row)) for row in db.session.scalars(helpers)],
        [(row, accounts.person(row)) for row in db.session.scalars(own)],
    )
