"""The association's own versions of the texts: begun from a draft, kept until somebody takes it back."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from difflib import unified_diff

from sqlalchemy import select

from app.accounts.models import Account
from app.core import clock
from app.core.db import db, take_turn
from app.core.edits import ChangedMeanwhile
from app.legal.drafts import Kind
from app.record import service as record
from app.site.models import LegalText

LARGEST_VERSION = 999_999_999


def find_own(kind: Kind, locale: str) -> LegalText | None:
    """Find the association's own version in a language; None as long as the draft holds."""
    return db.session.scalar(select(LegalText).where(LegalText.kind == kind, LegalText.locale == locale))


def version_of(own: LegalText | None) -> int:
    """Sum up what is stored, so that a form knows whether it was opened on what stands; 0 for the draft."""
    if own is None:
        return 0
    digest = hashlib.sha256(f"{own.draft}\x1f{own.body}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % LARGEST_VERSION + 1


def edit(kind: Kind, locale: str, *, body: str, draft: str, version: int, actor: Account) -> LegalText:
    """Write the association's own version, from the draft as it is now. Raises ChangedMeanwhile."""
    take_turn("legal")
    own = find_own(kind, locale)
    if version != version_of(own):
        raise ChangedMeanwhile
    values = {"body": body, "draft": draft, "edited_at": clock.now(), "account_id": actor.id}
    if own is None:
        own = LegalText(kind=kind, locale=locale, **values)
        db.session.add(own)
    for name, value in values.items():
        setattr(own, name, value)
    db.session.flush()
    record.write_down("legal.edited", actor=actor, facts={"text": kind.value, "language": locale})
    return own


def put_back(kind: Kind, locale: str, *, actor: Account) -> None:
    """Let the draft hold again; pressed twice it is written down once."""
    take_turn("legal")
    own = find_own(kind, locale)
    if own is None:
        return
    db.session.delete(own)
    record.write_down("legal.put_back", actor=actor, facts={"text": kind.value, "language": locale})


def changes(own: LegalText | None, draft: str) -> Sequence[tuple[str, str]]:
    """List what the draft says otherwise than when it was made one's own: "+" or "-", and the line."""
    if own is None or own.draft == draft:
        return []
    lines = unified_diff(own.draft.splitlines(), draft.splitlines(), n=0, lineterm="")
    return [
        (line[0], line[1:])
        for line in lines
        if line[:1] in {"+", "-"} and not line.startswith(("+++", "---")) and line[1:].strip()
    ]
