"""Acts on the association's own data."""

from __future__ import annotations

from app.core import crypto
from app.core.db import db
from app.core.masterkeys import KeyProblem
from app.site.models import Association


def name_association(
    *, name: str, contact_email: str, sender: str, about: str = "", accent: str = "#c4161c"
) -> Association:
    """Write down who runs this installation."""
    return db.session.merge(
        Association(
            id=1,
            name=name,
            contact_email=contact_email,
            sender=sender,
            about=about,
            accent=accent,
            key_check=_key_check(),
        )
    )


def _key_check() -> bytes:
    return crypto.keyed_hash("installation", "check")


def check_keys() -> None:
    """See that the key store is the one of this database.

    Raises KeyProblem: with another one, new keys would be made, the same person could sign twice, and
    nothing sealed before could be read.
    """
    association = db.session.get(Association, 1)
    if association is not None and association.key_check != _key_check():
        raise KeyProblem(
            "The key store (keys/store.db) does not belong to this database: "
            "put the latest copy of the right one back."
        )
