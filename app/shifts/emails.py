"""The mails about bookings. Subjects tell no stance: a lock screen shows them to anyone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.core import calendar, crypto, i18n, mail, phones
from app.core.calendar import Entry
from app.core.i18n import gettext as _
from app.core.mail import Letter
from app.core.templates import moment, time_span
from app.shifts import cancel_links
from app.shifts.models import Booking, Shift, Slot, Visibility
from app.shifts.states import HOLDS_PLACE
from app.volunteers import service as volunteers
from app.volunteers.models import SCOPE, Purpose, Volunteer


def booked(
    person: Volunteer, bookings: Sequence[Booking], left_out: Sequence[Slot], *, about: bytes | None
) -> None:
    """Confirm bookings; tells what was left out since the person is booked then already."""
    facts = {
        "booked": [facts_of(booking) | {"cancel": cancel_links.token_of(booking)} for booking in bookings],
        "left_out": [_line(slot.shift) for slot in left_out],
        "token": volunteers.link_token(person, Purpose.MANAGE),
    }
    _send("shifts.booked", person, facts, about)


def cancelled(booking: Booking) -> None:
    """Confirm that a place is given back."""
    _send("shifts.cancelled", booking.volunteer, _one(booking, is_cancelled=True))


def removed(booking: Booking) -> None:
    """Tell that an organizer has taken somebody off a shift."""
    _send("shifts.removed", booking.volunteer, _one(booking, is_cancelled=True))


def moved(old: Booking, new: Booking) -> None:
    """Tell that an organizer has moved somebody."""
    facts = _one(new) | {"old": facts_of(old, is_cancelled=True)}
    _send("shifts.moved", new.volunteer, facts)


def changed(booking: Booking) -> None:
    """Tell that a booked shift has changed or is called off."""
    _send("shifts.changed", booking.volunteer, _one(booking))


def _one(booking: Booking, *, is_cancelled: bool = False) -> dict[str, Any]:
    return {
        "booking": facts_of(booking, is_cancelled=is_cancelled),
        "token": volunteers.link_token(booking.volunteer, Purpose.MANAGE),
    }


def _send(kind: str, person: Volunteer, facts: dict[str, Any], about: bytes | None = None) -> None:
    to = volunteers.person(person)["email"]
    with i18n.in_language(person.locale):
        mail.enqueue(kind, to=to, scope=SCOPE, facts=facts, about=about, owner=person.uid)


def facts_of(booking: Booking, *, is_cancelled: bool = False) -> dict[str, Any]:
    """Give what a mail and a calendar say about a booking, as plain values.

    Where exactly and whom to call is for those who are counted on, and for nobody else.
    """
    shift = booking.slot.shift
    event = shift.event
    is_off = is_cancelled or shift.is_cancelled or booking.state not in HOLDS_PLACE
    head = crypto.unseal(SCOPE, b"event|" + event.uid, event.sealed)
    return {
        "uid": booking.uid.hex(),
        "sequence": booking.sequence + shift.sequence,
        "changed_at": max(booking.changed_at, shift.changed_at).isoformat(),
        "title": event.title,
        "role": booking.slot.role,
        "starts": shift.starts_at.isoformat(),
        "ends": shift.ends_at.isoformat(),
        "place": event.place,
        "meeting_point": "" if is_off else event.meeting_point,
        "bring": "" if is_off else event.bring,
        "leader": "" if is_off else head["name"],
        "phone": "" if is_off else head["phone"],
        "slug": "" if event.visibility == Visibility.MEMBERS else shift.slug,
        "is_cancelled": is_off,
    }


def entry_of(facts: dict[str, Any]) -> Entry:
    """Make the calendar entry of a booking's facts."""
    lines = [facts["role"], facts["bring"] and _("Bring: %(things)s", things=facts["bring"])]
    if facts["leader"]:
        phone = phones.shown(facts["phone"]) if facts["phone"] else ""
        lines.append(_("Shift leader: %(name)s %(phone)s", name=facts["leader"], phone=phone).strip())
    place = facts["place"] + (f", {facts['meeting_point']}" if facts["meeting_point"] else "")
    page = f"/pass/{facts['slug']}" if facts["slug"] else ""  # none that others could open
    return Entry(
        uid=bytes.fromhex(facts["uid"]),
        sequence=facts["sequence"],
        changed_at=datetime.fromisoformat(facts["changed_at"]),
        title=facts["title"],
        starts=datetime.fromisoformat(facts["starts"]),
        ends=datetime.fromisoformat(facts["ends"]),
        place=place,
        words="\n".join(line for line in lines if line),
        url=page and i18n.absolute_url(page, lang=i18n.current_language()),
        is_cancelled=facts["is_cancelled"],
    )


def _line(shift: Shift) -> str:
    return f"{shift.event.title}, {moment(shift.starts_at)}"


def _described(facts: dict[str, Any]) -> str:
    """Say one booking in a line: what, when, where to meet, what to bring, whom to call."""
    starts, ends = datetime.fromisoformat(facts["starts"]), datetime.fromisoformat(facts["ends"])
    parts = [facts["title"], time_span(starts, ends), facts["meeting_point"] or facts["place"]]
    if facts["bring"]:
        parts.append(_("Bring: %(things)s", things=facts["bring"]))
    if facts["leader"]:
        phone = phones.shown(facts["phone"]) if facts["phone"] else ""
        parts.append(_("Shift leader: %(name)s %(phone)s", name=facts["leader"], phone=phone).strip())
    return ". ".join(part.rstrip(".") for part in parts if part) + "."


def _own_page(facts: dict[str, Any]) -> str:
    return i18n.absolute_url(f"/mina-pass/{facts['token']}", lang=i18n.current_language())


def _cancel_link(facts: dict[str, Any]) -> tuple[str, str]:
    line = f"{facts['title']}, {moment(datetime.fromisoformat(facts['starts']))}"
    path = f"/mina-pass/avboka/{facts['cancel']}"
    return _("Cancel only %(shift)s", shift=line), i18n.absolute_url(path, lang=i18n.current_language())


@mail.letter("shifts.booked")
def _booked(facts: dict[str, Any]) -> Letter:
    lines = [_described(each) for each in facts["booked"]]
    first = [_("You are booked. Thank you for helping.")] if lines else []
    left_out = [
        _("%(shift)s was not booked: you have a shift at that time already.", shift=line)
        for line in facts["left_out"]
    ]
    return Letter(
        subject=_("Your booking"),
        paragraphs=[*first, *lines, *left_out],
        action_label=_("See, or cancel, on My shifts"),
        action_url=_own_page(facts),
        links=[_cancel_link(each) for each in facts["booked"]],
        after=[_("The link is yours alone. Was it not you? Open it and cancel.")],
        calendar=calendar.write(map(entry_of, facts["booked"])) if lines else "",
    )


def _about_one(facts: dict[str, Any], subject: str, *paragraphs: str, entries: Sequence[Any] = ()) -> Letter:
    return Letter(
        subject=subject,
        paragraphs=list(paragraphs),
        action_label=_("Open My shifts"),
        action_url=_own_page(facts),
        calendar=calendar.write(map(entry_of, entries or [facts["booking"]])),
    )


@mail.letter("shifts.cancelled")
def _cancelled(facts: dict[str, Any]) -> Letter:
    return _about_one(
        facts, _("Cancelled"), _("You have given your place back:"), _described(facts["booking"])
    )


@mail.letter("shifts.removed")
def _removed(facts: dict[str, Any]) -> Letter:
    return _about_one(
        facts,
        _("A change to your booking"),
        _("An organizer has taken you off this shift:"),
        _described(facts["booking"]),
    )


@mail.letter("shifts.moved")
def _moved(facts: dict[str, Any]) -> Letter:
    return _about_one(
        facts,
        _("A change to your booking"),
        _("An organizer has moved you. Before: %(before)s", before=_described(facts["old"])),
        _("Now: %(now)s", now=_described(facts["booking"])),
        entries=[facts["old"], facts["booking"]],
    )


@mail.letter("shifts.changed")
def _changed(facts: dict[str, Any]) -> Letter:
    is_off = facts["booking"]["is_cancelled"]
    first = _("This shift is cancelled:") if is_off else _("This shift has changed. Now it is:")
    return _about_one(facts, _("A change to your booking"), first, _described(facts["booking"]))
