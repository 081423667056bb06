"""The mails about tasks, and what a calendar says of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from app.core import calendar, i18n, mail
from app.core.calendar import Entry
from app.core.i18n import gettext as _
from app.core.mail import Letter
from app.core.templates import day
from app.tasks.models import Claim, ClaimState, TaskState
from app.volunteers import service as volunteers
from app.volunteers.models import SCOPE, Purpose


def taken(claim: Claim) -> None:
    """Confirm that somebody has taken a task."""
    _send("tasks.taken", claim)


def given_back(claim: Claim) -> None:
    """Confirm that a task is given back."""
    _send("tasks.given_back", claim)


def changed(claim: Claim, *, last_day_was: date | None) -> None:
    """Tell that a task has another last day or place."""
    _send("tasks.changed", claim, {"was": last_day_was.isoformat() if last_day_was else ""})


def ended(claim: Claim) -> None:
    """Tell that a task is done for all who have it, or called off."""
    _send("tasks.done" if claim.state == ClaimState.DONE else "tasks.called_off", claim)


def _send(kind: str, claim: Claim, more: dict[str, Any] | None = None) -> None:
    person = claim.volunteer
    facts = {"claim": facts_of(claim), "token": volunteers.link_token(person, Purpose.MANAGE)} | (more or {})
    to = volunteers.person(person)["email"]
    with i18n.in_language(person.locale):
        mail.enqueue(kind, to=to, scope=SCOPE, facts=facts, about=claim.natural_key, owner=person.uid)


def facts_of(claim: Claim) -> dict[str, Any]:
    """Give what a mail and a calendar say about a claim, as plain values."""
    task = claim.task
    return {
        "uid": claim.uid.hex(),
        "sequence": claim.sequence + task.sequence,
        "changed_at": max(claim.changed_at, task.changed_at).isoformat(),
        "title": task.title,
        "units": claim.units,
        "unit": task.unit,
        "wanted": task.wanted,
        "place": task.place,
        "materials": task.materials,
        "deadline": task.deadline.isoformat() if task.deadline else "",
        "slug": task.slug,
        # Done is over too: nobody needs reminding of it.
        "is_cancelled": claim.state != ClaimState.TAKEN
        or task.state in {TaskState.CANCELLED, TaskState.DONE},
    }


def entry_of(facts: dict[str, Any]) -> Entry | None:
    """Make the calendar entry of a claim: the whole day of its deadline; None without one."""
    if not facts["deadline"]:
        return None
    last = date.fromisoformat(facts["deadline"])
    return Entry(
        uid=bytes.fromhex(facts["uid"]),
        sequence=facts["sequence"],
        changed_at=datetime.fromisoformat(facts["changed_at"]),
        title=_("Last day: %(task)s", task=_described(facts)),
        starts=last,
        ends=last + timedelta(days=1),
        place=facts["place"],
        url=i18n.absolute_url(f"/hjalp-till/{facts['slug']}", lang=i18n.current_language()),
        is_cancelled=facts["is_cancelled"],
    )


def _described(facts: dict[str, Any]) -> str:
    """Name a task with how much of it is meant, counted of all: so the unit's word fits any number."""
    wanted = facts.get("wanted", 1)  # none in a mail that waits from before
    if not facts["unit"] or wanted == 1:
        return str(facts["title"])
    amount = _("%(units)s of %(wanted)s %(unit)s", units=facts["units"], wanted=wanted, unit=facts["unit"])
    return f"{facts['title']} ({amount})"


def _letter(
    facts: dict[str, Any],
    subject: str,
    *sentences: str,
    entry: Entry | None = None,
    after: Sequence[str] = (),
) -> Letter:
    claim = facts["claim"]
    entry = entry or entry_of(claim)
    when = []
    if claim["deadline"] and not claim["is_cancelled"]:
        when = [_("It should be done by %(day)s.", day=day(date.fromisoformat(claim["deadline"])))]
    return Letter(
        subject=subject,
        paragraphs=[*sentences, *when],
        action_label=_("Open My shifts"),
        action_url=i18n.absolute_url(f"/mina-pass/{facts['token']}", lang=i18n.current_language()),
        after=list(after),
        calendar=calendar.write([entry]) if entry else "",
    )


@mail.letter("tasks.taken")
def _taken(facts: dict[str, Any]) -> Letter:
    claim = facts["claim"]
    known = [
        claim["place"] and _("Where: %(place)s.", place=claim["place"].rstrip(".")),
        claim.get("materials") and _("Materials: %(things)s.", things=claim["materials"].rstrip(".")),
    ]
    return _letter(
        facts,
        _("You have taken a task"),
        _("Thank you for taking: %(task)s.", task=_described(claim)),
        *filter(None, known),
        after=[
            _("On My shifts you say that it is done, or hand it back if you cannot after all."),
            _("The link is yours alone. Was it not you who took it? Open it and hand it back."),
        ],
    )


@mail.letter("tasks.changed")
def _changed(facts: dict[str, Any]) -> Letter:
    claim, was = facts["claim"], facts["was"]
    sentences, gone = [_("This has changed: %(task)s.", task=_described(claim))], None
    if claim["place"]:
        sentences.append(_("Where: %(place)s.", place=claim["place"].rstrip(".")))
    if was and not claim["deadline"]:
        sentences.append(_("It has no last day any more."))
        gone = entry_of(claim | {"deadline": was, "is_cancelled": True})  # out of calendars that have it
    return _letter(facts, _("A task has changed"), *sentences, entry=gone)


@mail.letter("tasks.given_back")
def _given_back(facts: dict[str, Any]) -> Letter:
    what = _described(facts["claim"])
    return _letter(facts, _("Given back"), _("This is open for somebody else now: %(task)s.", task=what))


@mail.letter("tasks.done")
def _done(facts: dict[str, Any]) -> Letter:
    what = _described(facts["claim"])
    return _letter(
        facts,
        _("A task is done"),
        _("An organizer has written down that this is done: %(task)s.", task=what),
        _("You need do nothing more. Thank you for helping."),
    )


@mail.letter("tasks.called_off")
def _called_off(facts: dict[str, Any]) -> Letter:
    what = _described(facts["claim"])
    return _letter(facts, _("A task is called off"), _("This is called off: %(task)s.", task=what))
