"""Read tasks and claims."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import false, func, select, true
from sqlalchemy.orm import contains_eager, joinedload

from app.accounts import reach
from app.accounts.models import Account
from app.core import clock, crypto
from app.core.db import db
from app.site import queries as site
from app.tasks.models import Claim, ClaimState, Task, TaskState
from app.volunteers.models import SCOPE, Volunteer


def get_public(slug: str) -> Task:
    """Give a task that anyone may read; raises NoResultFound."""
    return db.session.scalars(
        select(Task)
        .where(Task.slug == slug, Task.state.in_((TaskState.OPEN, TaskState.DONE)))
        .options(joinedload(Task.campaign))
    ).one()


def list_public(*, campaign_id: int | None = None, needing: bool = False, limit: int = 200) -> Sequence[Task]:
    """List open tasks: what can be taken before the rest, within that what is overdue after the others.

    The nearest last day comes first, and what has none after those. None while everything is hidden.
    """
    if site.is_hidden():
        return []
    is_full, is_late = Task.taken >= Task.wanted, func.coalesce(Task.deadline < clock.today(), false())
    statement = (
        select(Task)
        .where(Task.state == TaskState.OPEN)
        .order_by(is_full, is_late, Task.deadline.is_(None), Task.deadline, Task.id)
        .limit(limit)
    )
    if campaign_id is not None:
        statement = statement.where(Task.campaign_id == campaign_id)
    if needing:
        statement = statement.where(Task.taken < Task.wanted)
    return db.session.scalars(statement).all()


def token_of_claim(claim: Claim) -> str:
    """Give the token in the address of a claim's own page."""
    return crypto.marked(SCOPE, "claim", claim.uid)


def get_claim_by_page(token: str) -> Claim:
    """Give the claim of somebody who is reached by phone only, by the token in its page's address.

    Who has an e-mail has Mina pass instead.
    Raises NoResultFound.
    """
    uid = crypto.unmarked(SCOPE, "claim", token)
    return db.session.scalars(
        select(Claim)
        .join(Claim.volunteer)
        .where(Claim.uid == uid, ~Volunteer.has_email, Volunteer.forgotten_at.is_(None))
        .options(joinedload(Claim.task), contains_eager(Claim.volunteer))
    ).one()


def get_for(account: Account, task_id: int) -> Task:
    """Give a task that an organizer works with; raises NoResultFound for what is not hers."""
    hers = Task.id == task_id, reach.by_campaign(account, Task.campaign_id)
    return db.session.scalars(select(Task).where(*hers)).one()


def is_slug_taken(slug: str) -> bool:
    """Say whether a task has this address."""
    return db.session.scalar(select(Task.id).where(Task.slug == slug)) is not None


def list_claims(task: Task) -> Sequence[Claim]:
    """List who has taken or done a task, or had it when it was called off, in the order of taking."""
    states = {ClaimState.TAKEN, ClaimState.DONE}
    if task.state == TaskState.CANCELLED:
        states.add(ClaimState.CALLED_OFF)
    return db.session.scalars(
        select(Claim)
        .where(Claim.task_id == task.id, Claim.state.in_(states))
        .order_by(Claim.id)
        .options(joinedload(Claim.volunteer))
    ).all()


def list_of_volunteer(person: Volunteer, *, seen_by: Account | None = None) -> Sequence[Claim]:
    """List everything that somebody has taken, given back too, newest first.

    ``seen_by`` an organizer, what is hers; by nobody, all of it: for the volunteer herself.
    """
    hers = reach.by_campaign(seen_by, Task.campaign_id) if seen_by else true()
    return db.session.scalars(
        select(Claim)
        .join(Claim.task)
        .where(Claim.volunteer_id == person.id, hers)
        .order_by(Claim.id.desc())
        .options(contains_eager(Claim.task))
    ).all()
