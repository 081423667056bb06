"""Read tasks and claims."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from app.accounts.models import Account
from app.core.db import db
from app.tasks.models import Claim, ClaimState, Task, TaskState
from app.volunteers.models import Volunteer


def get_public(slug: str) -> Task:
    """Give a task that anyone may read; raises NoResultFound."""
    return db.session.scalars(
        select(Task)
        .where(Task.slug == slug, Task.state.in_((TaskState.OPEN, TaskState.DONE)))
        .options(joinedload(Task.campaign))
    ).one()


def list_public(*, campaign_id: int | None = None, needing: bool = False, limit: int = 200) -> Sequence[Task]:
    """List open tasks: what can be taken before the rest, and within that the nearest deadline first."""
    statement = (
        select(Task)
        .where(Task.state == TaskState.OPEN)
        .order_by(Task.taken >= Task.wanted, Task.deadline.is_(None), Task.deadline, Task.id)
        .limit(limit)
    )
    if campaign_id is not None:
        statement = statement.where(Task.campaign_id == campaign_id)
    if needing:
        statement = statement.where(Task.taken < Task.wanted)
    return db.session.scalars(statement).all()


def get_claim_by_page(name: str) -> Claim:
    """Give the claim of somebody who is reached by phone only, by the name in its page's address.

    Who has an e-mail has Mina pass instead: the name of her claim stands in calendars, and opens nothing.
    Raises NoResultFound.
    """
    return db.session.scalars(
        select(Claim)
        .join(Claim.volunteer)
        .where(Claim.uid == bytes_of(name), ~Volunteer.has_email, Volunteer.forgotten_at.is_(None))
        .options(joinedload(Claim.task), contains_eager(Claim.volunteer))
    ).one()


def bytes_of(name: str) -> bytes:
    """Read a hexadecimal name in an address; what is none gives no bytes, which name nothing."""
    try:
        return bytes.fromhex(name)
    except ValueError:
        return b""


def get_for(_account: Account, task_id: int) -> Task:
    """Give a task that an organizer works with; raises NoResultFound."""
    return db.session.get_one(Task, task_id)


def list_for(_account: Account) -> Sequence[Task]:
    """List an organizer's tasks, newest first."""
    return db.session.scalars(select(Task).order_by(Task.id.desc())).all()


def is_slug_taken(slug: str) -> bool:
    """Say whether a task has this address."""
    return db.session.scalar(select(Task.id).where(Task.slug == slug)) is not None


def list_claims(task: Task) -> Sequence[Claim]:
    """List who has taken or done a task, in the order of taking."""
    return db.session.scalars(
        select(Claim)
        .where(Claim.task_id == task.id, Claim.state.in_((ClaimState.TAKEN, ClaimState.DONE)))
        .order_by(Claim.id)
        .options(joinedload(Claim.volunteer))
    ).all()


def list_of_volunteer(person: Volunteer) -> Sequence[Claim]:
    """List everything that somebody has taken, given back too, newest first."""
    return db.session.scalars(
        select(Claim)
        .where(Claim.volunteer_id == person.id)
        .order_by(Claim.id.desc())
        .options(joinedload(Claim.task))
    ).all()
