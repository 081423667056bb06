"""How many have signed from a network lately, told by the rows themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from sqlalchemy import Table, bindparam, select

from app.core import clock, crypto
from app.core.db import db
from app.petitions.models import scope_of
from app.signatures.models import Signature

UNKNOWN = "unknown"
BURST, BURST_WITHIN = 1, timedelta(seconds=60)
SUSTAINED, SUSTAINED_WITHIN = 5, timedelta(seconds=300)
FLOOD = 30
"""From so many within SUSTAINED_WITHIN the work is the hardest."""

_SIGNATURE = cast("Table", Signature.__table__).c
# Made once, and never reads more than decides: a signature waits for this.
_LATELY = (
    select(_SIGNATURE.created_at)
    .where(
        _SIGNATURE.petition_id == bindparam("petition_id"),
        _SIGNATURE.network_hash == bindparam("network_hash"),
        _SIGNATURE.created_at > bindparam("since"),
    )
    .order_by(_SIGNATURE.created_at.desc())
    .limit(FLOOD)
)


@dataclass(frozen=True)
class Traffic:
    """What has come from one network to one petition."""

    within_minute: int
    within_five: int

    @property
    def is_busy(self) -> bool:
        """Say whether one more is more than one from a home."""
        return self.within_minute >= BURST or self.within_five >= SUSTAINED

    @property
    def level(self) -> int:
        """Give the work asked for, as a multiple of the least."""
        if self.within_five >= FLOOD:
            return 8
        if self.within_five >= SUSTAINED:
            return 4
        return 2 if self.is_busy else 1


def hash_of(petition_id: int, network: str) -> bytes:
    """Hash the name of a network, so that equal ones are seen within one petition."""
    return crypto.keyed_hash(scope_of(petition_id), "network", network)


def count_lately(petition_id: int, network: str) -> Traffic:
    """Count the signatures that were taken from a network; one query, of at most FLOOD rows."""
    if network == UNKNOWN:
        return Traffic(0, 0)
    moment = clock.now()
    values = {
        "petition_id": petition_id,
        "network_hash": hash_of(petition_id, network),
        "since": moment - SUSTAINED_WITHIN,
    }
    found = db.session.scalars(_LATELY, values).all()
    within_minute = sum(each > moment - BURST_WITHIN for each in found)
    return Traffic(within_minute, len(found))
