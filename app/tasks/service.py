"""Acts on tasks: write, open, take, give back, finish."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select, update

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core import clock, crypto
from app.core.db import db, insert_into
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.record import service as record
from app.tasks import emails
from app.tasks.models import Claim, ClaimState, Task, TaskState
from app.volunteers import service as volunteers
from app.volunteers.models import SCOPE, Volunteer
from app.volunteers.service import Contact

QUIET_TIME = timedelta(minutes=10)


class TaskRefused(DomainError):
    """Why an act on a task is refused."""


class NotOpen(TaskRefused):
    """A task that cannot be taken."""

    message = _l("This task is not open any more. Choose another one.")


class NotSoManyLeft(TaskRefused):
    """More is asked for than is left."""

    message = _l("There is not that much left to take: somebody was before you. Choose fewer.")


class WrongNumber(TaskRefused):
    """At least one."""

    message = _l("Choose at least one.")


class NotYours(TaskRefused):
    """The claim has ended already."""

    message = _l("This has been given back or finished already.")


class WantedUnderTaken(TaskRefused):
    """Nobody loses a task by a number."""

    message = _l("%(taken)s are taken already, so at least as many must be wanted.")


class ChangedMeanwhile(TaskRefused):
    """Somebody else saved first."""

    message = _l(
        "Somebody else changed this while you were writing. Your text is kept here: "
        "look at what stands now, then save again."
    )


class WrongStep(TaskRefused):
    """The task cannot go there from where it is."""

    message = _l("The task cannot take that step from where it is now.")


NEXT: dict[str, tuple[TaskState, ...]] = {
    TaskState.DRAFT: (TaskState.OPEN, TaskState.CANCELLED),
    TaskState.OPEN: (TaskState.DONE, TaskState.CANCELLED),
    TaskState.DONE: (TaskState.OPEN,),
    TaskState.CANCELLED: (TaskState.OPEN,),
}


@dataclass(frozen=True, kw_only=True)
class TaskText:
    """What an organizer writes about a task."""

    title: str
    body: str
    place: str
    materials: str
    checklist: str
    unit: str
    wanted: int
    deadline: date | None


def create_task(text: TaskText, *, slug: str, campaign: Campaign | None, actor: Account | None) -> Task:
    """Make a draft."""
    moment = clock.now()
    task = Task(slug=slug, campaign=campaign, created_at=moment, changed_at=moment, version=1, sequence=0)
    task.taken = task.done = 0
    task.state = TaskState.DRAFT
    for name in TaskText.__dataclass_fields__:
        setattr(task, name, getattr(text, name))
    db.session.add(task)
    db.session.flush()
    record.write_down("task.created", actor=actor, facts={"task": task.id})
    return task


def edit_task(
    task: Task, text: TaskText, *, campaign: Campaign | None, version: int, actor: Account | None
) -> None:
    """Change a task; raises ChangedMeanwhile, WantedUnderTaken."""
    values = {name: getattr(text, name) for name in TaskText.__dataclass_fields__}
    changed = (
        update(Task)
        .where(Task.id == task.id, Task.version == version, Task.taken <= text.wanted)
        .values(
            **values,
            campaign_id=campaign.id if campaign else None,
            version=version + 1,
            sequence=Task.sequence + 1,
            changed_at=clock.now(),
        )
    )
    is_saved = db.session.scalar(changed.returning(Task.id).execution_options(synchronize_session=False))
    db.session.refresh(task)
    if is_saved is None:
        raise ChangedMeanwhile if task.version != version else WantedUnderTaken(taken=task.taken)
    record.write_down("task.edited", actor=actor, facts={"task": task.id})


def move_task(task: Task, to: TaskState, *, actor: Account | None) -> None:
    """Take a task a step on; whoever has taken it is told when it is cancelled. Raises WrongStep."""
    if to not in NEXT[task.state]:
        raise WrongStep
    task.state = to
    task.sequence += 1
    task.changed_at = clock.now()
    db.session.flush()
    if to == TaskState.CANCELLED:
        for claim in list_taken(task):
            if claim.volunteer.has_email:
                emails.called_off(claim)
    record.write_down("task.moved", actor=actor, facts={"task": task.id, "to": to})


def list_taken(task: Task) -> Sequence[Claim]:
    """List the claims on a task that are in hand."""
    return db.session.scalars(
        select(Claim).where(Claim.task_id == task.id, Claim.state == ClaimState.TAKEN).order_by(Claim.id)
    ).all()


@dataclass(frozen=True)
class Outcome:
    """What came of taking a task: the claim, and whether whoever pressed may be shown it.

    Somebody who is reached by phone only cannot be told from a stranger who knows her number: what was
    taken before stays hidden.
    """

    claim: Claim
    is_fresh: bool


def take(task: Task, contact: Contact, *, units: int = 1, actor: Account | None = None) -> Outcome:
    """Let somebody take a task, or some of it; the same form again within ten minutes is the same act.

    Whoever has taken some pieces already takes so many more; where people are counted, she is counted once.
    Whether it can be taken depends on the task alone, so that a refusal tells nothing about an address.
    Raises WrongNumber, NotOpen, NotSoManyLeft.
    """
    if units < 1:
        raise WrongNumber
    person = volunteers.find_or_add(contact)
    key = _natural_key(task, contact, units)
    in_hand = db.session.scalar(
        select(Claim).where(
            Claim.task_id == task.id, Claim.volunteer_id == person.id, Claim.state == ClaimState.TAKEN
        )
    )
    if in_hand is not None and _is_same_act(in_hand, key):
        return Outcome(in_hand, is_fresh=True)
    more = units if task.unit or in_hand is None else max(units - in_hand.units, 0)
    _claim_units(task, units, counted=more)
    if in_hand is not None:
        _add(in_hand, more, key)
    claim = in_hand or _new_claim(task, person, contact, units, key)
    volunteers.keep_longer(person, task.deadline or clock.today())
    if contact.email:
        emails.taken(claim)
    record.write_down("task.taken", actor=actor, facts={"task": task.id, "units": more})
    return Outcome(claim, is_fresh=in_hand is None)


def _is_same_act(claim: Claim, key: bytes) -> bool:
    return claim.natural_key == key and clock.now() - claim.changed_at < QUIET_TIME


def _natural_key(task: Task, contact: Contact, units: int) -> bytes:
    who = (contact.identity or b"").hex()
    return crypto.keyed_hash(SCOPE, "claim", who, contact.name, str(task.id), str(units))


def _claim_units(task: Task, units: int, *, counted: int) -> None:
    """Take so much of a task in one guarded statement, so that two people cannot take the last piece.

    There must be room for what is asked for, even when part of it was counted before.
    """
    if units > task.wanted:
        raise NotSoManyLeft
    # Subtracted on this side, since a sum could leave the column's range.
    taken = update(Task).where(
        Task.id == task.id, Task.state == TaskState.OPEN, Task.taken <= Task.wanted - units
    )
    taken = taken.values(taken=Task.taken + counted)
    if db.session.scalar(taken.returning(Task.id).execution_options(synchronize_session=False)) is None:
        db.session.refresh(task)
        raise NotOpen if task.state != TaskState.OPEN else NotSoManyLeft
    db.session.refresh(task)


def _add(claim: Claim, units: int, key: bytes) -> None:
    claim.units += units
    claim.natural_key = key
    _touch(claim)


def _new_claim(task: Task, person: Volunteer, contact: Contact, units: int, key: bytes) -> Claim:
    moment, uid = clock.now(), crypto.new_uid()
    row = insert_into(Claim).values(
        uid=uid,
        task_id=task.id,
        volunteer_id=person.id,
        natural_key=key,
        units=units,
        state=ClaimState.TAKEN,
        sealed=crypto.seal(
            SCOPE, b"claim|" + uid, {"name": contact.name, "phone": contact.phone, "note": ""}
        ),
        sequence=0,
        created_at=moment,
        changed_at=moment,
    )
    return db.session.get_one(Claim, db.session.scalars(row.returning(Claim.id)).one())


def give_back(claim: Claim, *, actor: Account | None = None) -> None:
    """Give a task back, for somebody else to take; a second press changes nothing. Raises NotYours."""
    to = ClaimState.REMOVED if actor else ClaimState.RETURNED
    if claim.state == to:
        return
    _end(claim, to, taken=-claim.units, done=0)
    record.write_down("task.given_back", actor=actor, facts={"task": claim.task_id, "units": claim.units})
    if claim.volunteer.has_email:
        emails.given_back(claim)


def finish(claim: Claim, *, note: str, actor: Account | None = None) -> None:
    """Say that it is done, with a note; a second press changes nothing. Raises NotYours."""
    if claim.state == ClaimState.DONE:
        return
    _end(claim, ClaimState.DONE, taken=0, done=claim.units)
    volunteers.keep_longer(claim.volunteer, clock.today())
    words = typed(claim) | {"note": note}
    claim.sealed = crypto.seal(SCOPE, b"claim|" + claim.uid, words)
    db.session.flush()
    record.write_down("task.finished", actor=actor, facts={"task": claim.task_id, "units": claim.units})


def _end(claim: Claim, to: ClaimState, *, taken: int, done: int) -> None:
    ended = update(Claim).where(Claim.id == claim.id, Claim.state == ClaimState.TAKEN)
    ended = ended.values(state=to, changed_at=clock.now(), sequence=Claim.sequence + 1)
    if db.session.scalar(ended.returning(Claim.id).execution_options(synchronize_session=False)) is None:
        raise NotYours
    db.session.execute(
        update(Task)
        .where(Task.id == claim.task_id)
        .values(taken=Task.taken + taken, done=Task.done + done)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(claim)
    db.session.refresh(claim.task)


def _touch(claim: Claim) -> None:
    claim.sequence += 1
    claim.changed_at = clock.now()
    db.session.flush()


def typed(claim: Claim) -> dict[str, str]:
    """Unseal the name, phone and note of a claim."""
    return crypto.unseal(SCOPE, b"claim|" + claim.uid, claim.sealed)
