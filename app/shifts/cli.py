"""The places of shifts, at the command line."""

from __future__ import annotations

import click

from app.core.db import transaction
from app.shifts import counting


def recount(*, repair: bool) -> int:
    """Compare the places taken of each role with its bookings; return how many are wrong."""
    wrong = counting.list_wrong()
    for slot in wrong:
        click.echo(
            f"shift {slot.shift}, role {slot.slot_id}: taken shown {slot.shown}, bookings {slot.rows}."
        )
        if repair:
            with transaction():
                counting.repair(slot.slot_id)
            click.echo(f"shift {slot.shift}, role {slot.slot_id}: repaired.")
    click.echo(f"{counting.count_slots()} roles of shifts compared, {len(wrong)} wrong.")
    return len(wrong)
