"""The desk's board of tasks: by state, with who has taken what, and those whom organizers write in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from app.accounts import reach
from app.accounts.models import Account
from app.core import addresses, clock
from app.core.db import db
from app.core.i18n import lazy_gettext as _l
from app.shifts.people import Reached
from app.tasks import claims, queries, service
from app.tasks.models import Claim, ClaimState, Task, TaskState
from app.tasks.refusals import TaskRefused
from app.volunteers import service as volunteers
from app.volunteers.service import Contact

SHOWN = 100
"""Of each state; what was done long ago is not scanned through."""


class WrittenInAlready(TaskRefused):
    """The button was pressed twice, or the name tells too little."""

    message = _l(
        "%(name)s has this task already, so nothing was written in. Is it another person? "
        "Then write a surname or a phone number too."
    )


@dataclass(frozen=True)
class Helper:
    """Somebody who has taken a task, as an organizer sees her."""

    claim: Claim
    name: str
    """As it was typed for this task."""
    email: str
    phone: str
    """E.164, or empty."""
    note: str

    @property
    def is_in_hand(self) -> bool:
        """Say whether it is neither done nor given back."""
        return self.claim.state == ClaimState.TAKEN

    @property
    def is_done(self) -> bool:
        """Say whether it is done."""
        return self.claim.state == ClaimState.DONE

    @property
    def is_called_off(self) -> bool:
        """Say whether it was in hand when the task was called off."""
        return self.claim.state == ClaimState.CALLED_OFF


def list_by_state(account: Account) -> dict[str, Sequence[Task]]:
    """List the tasks of each state: open ones by their last day, others the latest first."""
    nearest = (Task.deadline.is_(None), Task.deadline, Task.id)
    found = {}
    for state in TaskState:
        order = nearest if state == TaskState.OPEN else (Task.changed_at.desc(), Task.id.desc())
        hers = Task.state == state, reach.by_campaign(account, Task.campaign_id)
        of_state = select(Task).where(*hers).order_by(*order).limit(SHOWN)
        found[str(state)] = db.session.scalars(of_state).all()
    return found


def list_due(account: Account, *, within: timedelta) -> Sequence[Task]:
    """List the open tasks that nobody or not everybody has taken though their last day is near or over."""
    return db.session.scalars(
        select(Task)
        .where(
            Task.state == TaskState.OPEN,
            Task.deadline <= clock.today() + within,
            Task.done < Task.wanted,
            reach.by_campaign(account, Task.campaign_id),
        )
        .order_by(Task.deadline, Task.id)
        .limit(SHOWN)
    ).all()


def get_claim_for(account: Account, claim_id: int) -> Claim:
    """Give a claim that an organizer works with; raises NoResultFound for what is not hers."""
    hers = Claim.id == claim_id, reach.by_campaign(account, Task.campaign_id)
    return db.session.scalars(select(Claim).join(Claim.task).where(*hers)).one()


def get_helper(claim: Claim) -> Helper:
    """Give who has made a claim."""
    words, entry = service.typed(claim), volunteers.person(claim.volunteer)
    return Helper(
        claim=claim,
        name=words["name"],
        email=entry["email"],
        phone=words["phone"] or entry["phone"],
        note=words["note"],
    )


def reached(concerned: Sequence[Claim]) -> Reached:
    """Count who of those with these claims gets a mail."""
    by_mail = sum(claim.volunteer.has_email for claim in concerned)
    return Reached(by_mail=by_mail, by_nobody=len(concerned) - by_mail)


def list_helpers(task: Task) -> list[Helper]:
    """List who has taken or done a task."""
    return [get_helper(claim) for claim in queries.list_claims(task)]


def write_in(task: Task, contact: Contact, *, units: int, actor: Account) -> Claim:
    """Let somebody take a task whom an organizer writes in, by name only if need be.

    Raises WrittenInAlready, WrongNumber, NotOpen, NotSoManyLeft.
    """
    if contact.identity is None:
        claims.hold_task(task)
        wanted = addresses.canonical_name(contact.name)
        if any(
            each.is_in_hand and addresses.canonical_name(each.name) == wanted for each in list_helpers(task)
        ):
            raise WrittenInAlready(name=contact.name)
    return service.take(task, contact, units=units, actor=actor).claim
