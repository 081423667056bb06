"""The mails about bookings. Subjects tell no stance: a lock screen shows them to anyone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.core import calendar, crypto, i18n, mail, phones
from app.core.calendar import Entry
from app.core.i18n import gettext as _
from app.core.mail import Letter
from app.core.templates import moment, time_span
from app.shifts import cancel_links
from app.shifts.models import Booking, Event, Shift, Slot, Visibility
from app.shifts.states import HOLDS_PLACE
from app.volunteers import service as volunteers
from app.volunteers.models import SCOPE, Purpose, Volunteer


@dataclass(frozen=True)
class Before:
    """What stood about a shift before it changed."""

    starts_at: datetime
    ends_at: datetime
    place: str
    meeting_point: str
    leader: str
    """Name and phone in one line; empty when there was none."""

    @classmethod
    def of(cls, shift: Shift) -> Before:
        """Note what stands now, before a change."""
        event, head = shift.event, _head_of(shift.event)
        return cls(
            starts_at=shift.starts_at,
            ends_at=shift.ends_at,
            place=event.place,
            meeting_point=event.meeting_point,
            leader=_leader_line(head["name"], head["phone"]),
        )


def booked(
    person: Volunteer, bookings: Sequence[Booking], left_out: Sequence[Slot], *, about: bytes | None
) -> None:
    """Confirm bookings; tells what was left out since the person is booked then already."""
    token = volunteers.link_token(person, Purpose.MANAGE)
    facts = {
        "booked": [facts_of(row) | {"cancel": cancel_links.token_of(row, token)} for row in bookings],
        "left_out": [_line(slot.shift) for slot in left_out],
        "token": token,
    }
    _send("shifts.booked", person, facts, about)


def cancelled(booking: Booking) -> None:
    """Confirm that a place is given back."""
    _send("shifts.cancelled", booking.volunteer, _one(booking, is_cancelled=True))


def undone(person: Volunteer, bookings: Sequence[Booking]) -> None:
    """Tell, in one mail, that what was just booked is undone."""
    facts = {
        "bookings": [facts_of(booking, is_cancelled=True) for booking in bookings],
        "token": volunteers.link_token(person, Purpose.MANAGE),
    }
    _send("shifts.undone", person, facts)


def removed(booking: Booking) -> None:
    """Tell that an organizer has taken somebody off a shift."""
    _send("shifts.removed", booking.volunteer, _one(booking, is_cancelled=True))


def moved(old: Booking, new: Booking) -> None:
    """Tell that an organizer has moved somebody."""
    facts = _one(new) | {"old": facts_of(old, is_cancelled=True)}
    _send("shifts.moved", new.volunteer, facts)


def changed(booking: Booking, before: Before | None = None) -> None:
    """Tell that a booked shift has changed, beside what stood before, or that it is called off."""
    _send("shifts.changed", booking.volunteer, _one(booking) | _differences(booking, before))


def _differences(booking: Booking, before: Before | None) -> dict[str, Any]:
    """Give what stood before of that which is another now: nobody has to compare what is the same."""
    shift = booking.slot.shift
    now = Before.of(shift)
    if before is None or before == now or shift.is_cancelled:
        return {}
    found: dict[str, Any] = {}
    if (before.starts_at, before.ends_at) != (now.starts_at, now.ends_at):
        found |= {"starts": before.starts_at.isoformat(), "ends": before.ends_at.isoformat()}
    if (before.place, before.meeting_point) != (now.place, now.meeting_point):
        found["where"] = _where(before.place, before.meeting_point)
    if before.leader != now.leader:
        found["leader"] = before.leader
    return {"before": found}


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
    head = _head_of(event)
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


def _head_of(event: Event) -> dict[str, str]:
    """Unseal the shift leader's name and phone."""
    return crypto.unseal(SCOPE, b"event|" + event.uid, event.sealed)


def _leader_line(name: str, phone: str) -> str:
    return f"{name} {phones.shown(phone) if phone else ''}".strip()


def _where(place: str, meeting_point: str) -> str:
    return ", ".join(part for part in (place, meeting_point.rstrip(".")) if part)


def _things_to_know(facts: dict[str, Any]) -> list[str]:
    """Say what to bring and whom to call."""
    lines = [facts["bring"] and _("Bring: %(things)s", things=facts["bring"])]
    if facts["leader"]:
        lines.append(_("Shift leader: %(who)s", who=_leader_line(facts["leader"], facts["phone"])))
    return [str(line) for line in lines if line]


def entry_of(facts: dict[str, Any]) -> Entry:
    """Make the calendar entry of a booking's facts."""
    page = f"/pass/{facts['slug']}" if facts["slug"] else ""  # none that others could open
    return Entry(
        uid=bytes.fromhex(facts["uid"]),
        sequence=facts["sequence"],
        changed_at=datetime.fromisoformat(facts["changed_at"]),
        title=facts["title"],
        starts=datetime.fromisoformat(facts["starts"]),
        ends=datetime.fromisoformat(facts["ends"]),
        place=_where(facts["place"], facts["meeting_point"]),
        words="\n".join(line for line in (facts["role"], *_things_to_know(facts)) if line),
        url=page and i18n.absolute_url(page, lang=i18n.current_language()),
        is_cancelled=facts["is_cancelled"],
    )


def _line(shift: Shift) -> str:
    return f"{shift.event.title}, {moment(shift.starts_at)}"


def _described(facts: dict[str, Any]) -> str:
    """Say one booking in a paragraph: what, in which role, when, where, what to bring, whom to call."""
    what = f"{facts['title']} ({facts['role']})" if facts["role"] else facts["title"]
    where = _where(facts["place"], facts["meeting_point"])
    return _sentences(f"{what}, {_when(facts)}", where, *_things_to_know(facts))


def _described_before(found: dict[str, Any]) -> str:
    """Say what stood before a change; the empty text where nothing stood."""
    leader = found.get("leader", "") and _("Shift leader: %(who)s", who=found["leader"])
    return _sentences(_when(found) if "starts" in found else "", found.get("where", ""), leader)


def _when(facts: dict[str, Any]) -> str:
    return time_span(datetime.fromisoformat(facts["starts"]), datetime.fromisoformat(facts["ends"]))


def _sentences(*parts: str) -> str:
    """Make sentences of parts, one after the other; empty ones are left out."""
    return " ".join(part.rstrip(".") + "." for part in map(str, parts) if part)


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


@mail.letter("shifts.undone")
def _undone(facts: dict[str, Any]) -> Letter:
    lines = [_described(each) for each in facts["bookings"]]
    words = _("Your booking was undone where it was made:")
    return _about_one(facts, _("Cancelled"), words, *lines, entries=facts["bookings"])


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
    subject, now = _("A change to your booking"), _described(facts["booking"])
    if facts["booking"]["is_cancelled"]:
        return _about_one(facts, _("A shift is called off"), _("This shift is cancelled:"), now)
    before = _described_before(facts.get("before", {}))
    if not before:
        return _about_one(facts, subject, _("This shift has changed. Now it is:"), now)
    return _about_one(
        facts,
        subject,
        _("This shift has changed. Before: %(before)s", before=before),
        _("Now: %(now)s", now=now),
    )
