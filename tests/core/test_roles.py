"""Every door of the desk × every role × what is hers, somebody else's, and not there at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, update

from app.accounts.models import Account, AccountCampaign, AccountEvent
from app.campaigns.models import Campaign
from app.core.access import PERMISSIONS, Permission, Role, access_of
from app.core.db import db, transaction
from app.shifts.models import Event
from app.tasks.models import Task
from tests.clients import Client
from tests.core.doors import ABSENT, DESK, Door
from tests.core.rights import ASKED, HELD, LESS, NEEDS_CAMPAIGN, OF_THE_WHOLE, OWN_OR_SHARED, RIGHTS
from tests.core.visitors import Watch, knock, token_of
from tests.factories import make_account, make_association, make_campaign

pytestmark = [pytest.mark.database("sqlite"), pytest.mark.usefixtures("mail_server")]


@dataclass(frozen=True)
class Visitor:
    """A role, with all campaigns or with named ones."""

    role: Role
    is_scoped: bool = False

    @property
    def holds(self) -> set[str]:
        """Give the rights that she holds."""
        return HELD[self.role] - (OF_THE_WHOLE if self.is_scoped else set())

    @property
    def is_limited(self) -> bool:
        """Say whether there is anything of others that she does not reach."""
        return self.is_scoped or self.role == Role.EVENT_ORGANIZER


PARTS = 8
"""In so many tests, so that each is done soon."""
VISITORS = [
    Visitor(Role.ADMINISTRATOR),
    Visitor(Role.ORGANIZER),
    Visitor(Role.ORGANIZER, is_scoped=True),
    Visitor(Role.SHIFT_LEADER, is_scoped=True),
    Visitor(Role.PAPER_CLERK, is_scoped=True),
    Visitor(Role.DATA_OFFICER, is_scoped=True),
    Visitor(Role.EVENT_ORGANIZER),
]


@pytest.fixture(autouse=True)
def association(app: Flask) -> None:
    """Name the association."""
    make_association()


@pytest.fixture
def watch(app: Flask) -> Iterator[Watch]:
    """Watch what is written."""
    watch = Watch()
    yield watch
    watch.connection.close()


def test_every_page_of_the_desk_has_its_right_written_down(app: Flask) -> None:
    there = {rule.endpoint for rule in app.url_map.iter_rules()}
    marks = {name: access_of(app, name) for name in there}
    asked = {name: str(mark.permission) for name, mark in marks.items() if mark and mark.permission}
    assert asked == ASKED, "Write down in tests/core/rights.py which right the page asks for."


def test_the_table_of_permissions_says_what_was_decided() -> None:
    assert {str(permission) for permission in Permission} == set(RIGHTS)
    assert {role: set(map(str, held)) for role, held in PERMISSIONS.items()} == HELD


def reach_nothing(account: Account) -> None:
    """Take everything from somebody's reach."""
    with transaction():
        for named in (AccountCampaign, AccountEvent):
            db.session.execute(delete(named).where(named.account_id == account.id))


def reach_everything(account: Account, campaign: Campaign) -> None:
    """Put everything within somebody's reach; what belongs to no campaign comes to belong to one."""
    with transaction():
        for model in (Event, Task):
            db.session.execute(
                update(model).where(model.campaign_id.is_(None)).values(campaign_id=campaign.id)
            )
        for named, column, thing in (
            (AccountCampaign, "campaign_id", Campaign),
            (AccountEvent, "event_id", Event),
        ):
            db.session.execute(delete(named).where(named.account_id == account.id))
            everything = select(db.literal(account.id), thing.id)
            db.session.execute(insert(named).from_select(["account_id", column], everything))


def absent_of(address: str) -> str:
    """Give the address of something of this kind that is not there; the same where it names nothing."""
    return "/".join(str(ABSENT) if part.isdigit() else part for part in address.split("/"))


@dataclass
class Walk:
    """One visitor's way past every door, and what was not as it should be."""

    visitor: Visitor
    account: Account
    client: Client
    watch: Watch
    token: str
    problems: list[str] = field(default_factory=list)

    def is_kept_out(self, door: Door, address: str) -> bool:
        """Knock without the right, at what is not there, and at somebody else's; say whether none is hers."""
        absent = absent_of(address)
        if ASKED[door.endpoint] not in self.visitor.holds:
            for each in {address, absent}:
                self._is_refused(door, each, 403)
            return True
        if absent != address and not door.endpoint.startswith(OWN_OR_SHARED):
            self._is_refused(door, absent, 404)
            if self.visitor.is_limited:
                reach_nothing(self.account)
                self._is_refused(door, address, 404)
        return False

    def _is_refused(self, door: Door, address: str, status: int) -> None:
        self.watch.has_changed()
        answer = knock(self.client, door, address, token=self.token, checked=False)
        if answer.status_code != status:
            self.problems.append(f"{door.name} at {address}: {answer.status_code}, not {status}")
        if self.watch.has_changed():
            self.problems.append(f"{door.name} at {address} has written something")

    def is_let_in(self, door: Door, address: str) -> None:
        """Knock where she is let in."""
        status = status_for(self.visitor, door)
        try:
            answer = knock(self.client, door, address, token=self.token)
        except Exception as error:  # noqa: BLE001 (told with all others)
            self.problems.append(f"{door.name} at {address}: {error!r}"[:400])
            return
        if answer.status_code != status:
            self.problems.append(f"{door.name} at {address}: {answer.status_code}, not {status}")
        is_sent_away = "logga-in" in (answer.location or "") and door.endpoint != "accounts.sign_out"
        if is_sent_away or "bekrafta?" in (answer.location or ""):
            self.problems.append(f"{door.name} at {address} leads to {answer.location}")
        if door.endpoint == "accounts.sign_out":
            self.token = token_of(self.client.sign_in(self.account))


def enter(app: Flask, visitor: Visitor, watch: Watch) -> Walk:
    """Let somebody in who reaches nothing yet."""
    account = make_account(visitor.role)
    with transaction():
        db.session.get_one(Account, account.id).is_scoped = visitor.is_scoped
    client = Client(app).sign_in(account)
    return Walk(visitor, account, client, watch, token_of(client))


def status_for(visitor: Visitor, door: Door) -> int:
    """Give what a visitor gets who is let in."""
    if visitor.is_scoped and door.name in NEEDS_CAMPAIGN:
        return NEEDS_CAMPAIGN[door.name]
    return LESS.get((door.name, visitor.role), door.status)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_role_comes_through_its_doors_and_no_other(app: Flask, watch: Watch, part: int) -> None:
    walks, campaign = [enter(app, visitor, watch) for visitor in VISITORS], make_campaign()
    for door in DESK[part::PARTS]:
        address, is_spent = door.way(), False
        for walk in walks:
            if not walk.is_kept_out(door, address):
                # What was pressed is done: each visitor gets one of her own. A page is the same for all.
                address = door.way() if is_spent else address
                is_spent = door.method == "POST"
                reach_everything(walk.account, campaign)
                walk.is_let_in(door, address)
    problems = [f"{walk.visitor}: {problem}" for walk in walks for problem in walk.problems]
    assert not problems, "\n".join(problems)


def test_the_matrix_is_as_large_as_is_told() -> None:
    """Routes × roles × (hers, somebody else's, none): `pytest -rP` prints the count."""
    count = len(DESK) * len(VISITORS) * 3
    print(f"{len(DESK)} doors × {len(VISITORS)} visitors × 3 = {count}")
    assert {visitor.role for visitor in VISITORS} == set(Role)
    assert count > 4000
