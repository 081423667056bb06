"""Acts on the association's own data."""

from __future__ import annotations

from app.core.db import db
from app.site.models import Association


def name_association(
    *, name: str, contact_email: str, sender: str, about: str = "", accent: str = "#c4161c"
) -> Association:
    """Write down who runs this installation."""
    return db.session.merge(
        Association(id=1, name=name, contact_email=contact_email, sender=sender, about=about, accent=accent)
    )
