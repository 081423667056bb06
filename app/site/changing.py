"""Acts on the settings: each change is one act, written down by the names of what was changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import update

from app.accounts.models import Account
from app.core import crypto, periods
from app.core.db import db, insert_into
from app.core.edits import ChangedMeanwhile
from app.pictures import service as pictures
from app.pictures.making import Made
from app.record import service as record
from app.site.models import Association
from app.site.queries import UNNAMED, get_association
from app.volunteers import shortening


def change(
    values: dict[str, Any], *, version: int, actor: Account | None, kind: str = "settings.changed"
) -> list[str]:
    """Change some settings that were opened at a version; give the names of those that differ.

    What is written down are the names, never the values. Raises ChangedMeanwhile.
    """
    association = lock(version)
    changed = [name for name, value in values.items() if getattr(association, name) != value]
    for name in changed:
        setattr(association, name, values[name])
    db.session.flush()
    record.write_down(kind, actor=actor, facts={"fields": changed})
    return changed


def lock(version: int | None) -> Association:
    """Hold the association's row until the transaction ends, and count it up; raises ChangedMeanwhile.

    ``None`` is for acts that change nothing that somebody may be typing.
    """
    _make_sure()
    guarded = update(Association).where(Association.id == 1)
    if version is not None:
        guarded = guarded.where(Association.version == version)
    guarded = guarded.values(version=Association.version + int(version is not None))
    found = db.session.scalar(guarded.returning(Association.id).execution_options(synchronize_session=False))
    if found is None:
        raise ChangedMeanwhile
    association = db.session.get_one(Association, 1)
    db.session.refresh(association)
    return association


def _make_sure() -> None:
    """Make the row of an installation that was never named."""
    if get_association() is UNNAMED:
        blank = {name: getattr(UNNAMED, name) for name in ("id", "name", "about", "contact_email", "sender")}
        key = crypto.keyed_hash("installation", "check")
        row = insert_into(Association).values(**blank, accent=UNNAMED.accent, key_check=key)
        db.session.execute(row.on_conflict_do_nothing(index_elements=["id"]))


def set_logo(made: Made | None, *, version: int, actor: Account | None) -> None:
    """Show another logo, or none; the one before is removed. Raises ChangedMeanwhile."""
    association = lock(version)
    before = association.logo_id
    association.logo = pictures.make_picture(made) if made else None
    db.session.flush()
    pictures.remove_picture(before)
    record.write_down("settings.changed", actor=actor, facts={"fields": ["logo"]})


def set_periods(chosen: dict[str, int], *, version: int, actor: Account | None) -> list[str]:
    """Choose how long things are kept, in days; give what changed. Raises ChangedMeanwhile.

    A period out of its bounds is brought within them: the form has refused it already.
    """
    before = {name: periods.days(name) for name in periods.PERIODS}
    association = lock(version)
    kept = {
        name: max(period.least, min(period.own, chosen.get(name, period.own)))
        for name, period in periods.PERIODS.items()
    }
    association.keeping = {name: days for name, days in kept.items() if days != periods.PERIODS[name].own}
    db.session.flush()
    changed = [name for name in kept if kept[name] != before[name]]
    shorter = before["volunteers"] - kept["volunteers"]
    if shorter > 0:
        shortening.keep_shorter(timedelta(days=kept["volunteers"]), by=timedelta(days=shorter))
    record.write_down("settings.periods", actor=actor, facts={"fields": changed})
    return changed
