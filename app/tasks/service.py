"""Acts on tasks: write, open, take, give back, finish."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select, update

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core import clock, crypto, mail
from app.core.db import db, insert_into
from app.core.edits import ChangedMeanwhile
from app.record import service as record
from app.tasks import claims, emails
from app.tasks.models import Claim, ClaimState, Task, TaskState
from app.tasks.refusals import (
    NotOpen,
    NotSoManyLeft,
    WantedUnderTaken,
    WrongNumber,
    WrongStep,
)
from app.volunteers import consent, keeping
from app.volunteers import service as volunteers
from app.volunteers.models import SCOPE, Volunteer
from app.volunteers.service import Contact

QUIET_TIME = timedelta(minutes=10)

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
) -> Sequence[Claim]:
    """Change a task; who has it in hand is told of another last day or place. Give what they hold.

    Raises ChangedMeanwhile, WantedUnderTaken.
    """
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
    was = (task.deadline, task.place)
    is_saved = db.session.scalar(changed.returning(Task.id).execution_options(synchronize_session=False))
    db.session.refresh(task)
    if is_saved is None:
        raise ChangedMeanwhile if task.version != version else WantedUnderTaken(taken=task.taken)
    concerned = claims.list_in_hand(task) if was != (task.deadline, task.place) else []
    keeping.recount(claim.volunteer_id for claim in concerned)
    for claim in concerned:
        if claim.volunteer.has_email:
            emails.changed(claim, last_day_was=was[0])
    record.write_down("task.edited", actor=actor, facts={"task": task.id})
    return concerned


def move_task(task: Task, to: TaskState, *, actor: Account | None) -> Sequence[Claim]:
    """Take a task a step on; what is in hand ends with it, and who has it is told. Give what they held.

    Done, it is done for all who have it. Called off, nobody has it any more: opened again it begins free.
    Raises WrongStep, TakenThisMoment.
    """
    in_hand = claims.hold_in_hand(task)
    if to not in NEXT[task.state]:
        raise WrongStep
    if to == TaskState.OPEN:
        mail.check_way_out()
    task.state = to
    task.sequence += 1
    task.changed_at = clock.now()
    db.session.flush()
    for claim in in_hand:
        if to == TaskState.DONE:
            claims.end(claim, ClaimState.DONE)
        else:
            claims.end(claim, ClaimState.CALLED_OFF)
        if claim.volunteer.has_email:
            emails.ended(claim)
    keeping.recount(claim.volunteer_id for claim in in_hand)
    record.write_down("task.moved", actor=actor, facts={"task": task.id, "to": to})
    return in_hand


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
    claims.hold_task(task)
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
        claims.add(in_hand, more, key)
    claim = in_hand or _new_claim(task, person, contact, units, key)
    if actor is None:
        _write_consent(claim, contact.locale, is_later=in_hand is not None)
    volunteers.keep_longer(person, task.deadline or clock.today())
    if contact.email:
        emails.taken(claim)
    _write_down("task.taken", claim, more, actor)
    return Outcome(claim, is_fresh=in_hand is None)


def _write_consent(claim: Claim, locale: str, *, is_later: bool) -> None:
    """Note the words that were agreed to; and when, in the envelope, if the claim was there before."""
    claim.consent_id = consent.agreed(locale)
    if is_later:
        words = typed(claim) | {"agreed_at": clock.now().isoformat()}
        claim.sealed = crypto.seal(SCOPE, b"claim|" + claim.uid, words)


def agreed_at(claim: Claim) -> datetime:
    """Say when the words that a claim points to were agreed to."""
    later = typed(claim).get("agreed_at")
    return datetime.fromisoformat(later) if later else claim.created_at


def _write_down(kind: str, claim: Claim, units: int, actor: Account | None) -> None:
    """Write down what an organizer does for somebody; what people do themselves is not for the log."""
    if actor is not None:
        record.write_down(kind, actor=actor, facts={"task": claim.task_id, "units": units})


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
    claims.hold(claim)
    if claim.state == to:
        return
    claims.end(claim, to)
    keeping.recount([claim.volunteer_id])
    _write_down("task.given_back", claim, claim.units, actor)
    if claim.volunteer.has_email:
        emails.given_back(claim)


def finish(claim: Claim, *, note: str, actor: Account | None = None) -> None:
    """Say that it is done, with a note; a second press changes nothing. Raises NotYours."""
    claims.hold(claim)
    if claim.state != ClaimState.DONE:
        claims.end(claim, ClaimState.DONE)
        volunteers.keep_longer(claim.volunteer, clock.today())
        _write_down("task.finished", claim, claim.units, actor)
    words = typed(claim)
    if note and not words["note"]:  # hers is kept too when an organizer has pressed before her
        claim.sealed = crypto.seal(SCOPE, b"claim|" + claim.uid, words | {"note": note})
        db.session.flush()


def typed(claim: Claim) -> dict[str, str]:
    """Unseal the name, phone and note of a claim."""
    return crypto.unseal(SCOPE, b"claim|" + claim.uid, claim.sealed)
