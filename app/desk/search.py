"""Find things by words of their titles: campaigns, petitions, activities, tasks, recipients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from app.accounts import reach
from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core.access import Permission, allows
from app.core.addresses import canonical_name
from app.core.db import db
from app.core.i18n import LazyString
from app.core.i18n import lazy_gettext as _l
from app.petitions import queries as petitions
from app.petitions.models import Petition
from app.recipients.models import Recipient
from app.shifts import queries as shifts
from app.shifts.models import Event
from app.tasks.models import Task

LOOKED_AT = 1_000
"""The newest titles of each kind: neither database folds Å and å when it compares, so they are read."""
MOST_FOUND = 20


@dataclass(frozen=True)
class Thing:
    """Something that has a page at the desk."""

    id: int
    title: str
    note: str


@dataclass(frozen=True)
class Group:
    """What was found of one kind."""

    kind: str
    label: LazyString
    things: Sequence[Thing]
    is_cut: bool


LABELS = {
    "campaign": _l("Campaigns"),
    "petition": _l("Petitions"),
    "event": _l("Shifts"),
    "task": _l("Tasks"),
    "recipient": _l("Recipients"),
}


def find(account: Account, words: str) -> list[Group]:
    """Find what has every word in its title, or in the words beside it; groups without any are left out."""
    parts = canonical_name(words).split()
    found = [_matching(kind, wanted, parts) for kind, wanted in _offered(account)]
    return [group for group in found if group.things]


def _offered(account: Account) -> list[tuple[str, Select[Any]]]:
    offered: list[tuple[str, Select[Any]]] = []
    if allows(account, Permission.SEE_PETITIONS):
        hers = reach.by_campaign(account, Campaign.id)
        offered += [
            ("campaign", _titles(Campaign, Campaign.demand).where(hers)),
            ("petition", _titles(Petition, Petition.recipient).where(petitions.of(account))),
        ]
    if allows(account, Permission.SEE_PEOPLE):
        offered.append(("event", _titles(Event, Event.place).where(shifts.of(account))))
    if allows(account, Permission.SEE_TASKS):
        hers = reach.by_campaign(account, Task.campaign_id)
        offered.append(("task", _titles(Task, Task.place).where(hers)))
    if allows(account, Permission.EDIT_PETITIONS):
        offered.append(("recipient", _rows(Recipient.id, Recipient.name, Recipient.contact)))
    return offered


def _titles(model: Any, note: Any) -> Select[Any]:
    return _rows(model.id, model.title, note)


def _rows(*columns: Any) -> Select[Any]:
    return select(*columns)


def _matching(kind: str, wanted: Select[Any], parts: Sequence[str]) -> Group:
    things = []
    newest = wanted.order_by(wanted.selected_columns[0].desc()).limit(LOOKED_AT)
    for number, title, note in db.session.execute(newest):
        text = canonical_name(f"{title} {note}")
        if all(part in text for part in parts):
            things.append(Thing(number, title, note))
    return Group(kind, LABELS[kind], things[:MOST_FOUND], len(things) > MOST_FOUND)
