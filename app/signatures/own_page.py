"""Everything that is kept about a signer, as she sees it on her own page and takes it with her."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.exports import queries as exports
from app.exports.held import holds
from app.fraud.invalidating import reason_of
from app.fraud.models import Invalidation
from app.petitions import asking
from app.petitions.consent import told_until
from app.petitions.models import AskFor, Petition, Preset, Question, QuestionKind, Wording
from app.petitions.sign_forms import YES, Asked, AskedQuestion
from app.signatures import masking, rows
from app.signatures.models import Channel, Signature, SignatureState


@dataclass(frozen=True)
class Left:
    """One list that was written since she confirmed: one that she is in, or one without anybody."""

    at: datetime
    preset: str
    signatures: int
    is_taken: bool
    """Whether somebody has fetched it; else it has not left the program."""


@dataclass(frozen=True)
class Own:
    """One signature with all that is kept about it."""

    row: Signature
    person: dict[str, Any]
    wording: Wording | None
    answers: list[tuple[str, str, str]]
    """Question, its kind, and the answer."""
    lists: list[Left]
    reason: str
    """Why an organizer took it out of the count, in the organizer's words."""

    @property
    def petition(self) -> Petition:
        """Give its petition."""
        return self.row.petition

    @property
    def told_until(self) -> date:
        """Say until when she may be written to."""
        until = told_until(self.petition)
        assert until is not None  # nobody signs before it is decided
        return until

    @property
    def handed_over_on(self) -> date | None:
        """Say when the recipient got the list."""
        return self.petition.handed_over_on

    @property
    def waiting_address(self) -> str:
        """Give the new address that can still be confirmed; empty when there is none."""
        asked = self.person.get("new_email")
        return self.kept_address if asked and datetime.fromisoformat(asked["until"]) > clock.now() else ""

    @property
    def kept_address(self) -> str:
        """Give the new address that nobody has confirmed, also when its day is just over; empty for none."""
        asked = self.person.get("new_email")
        return str(asked["to"]) if asked and asked["to"] != self.person.get("email") else ""


def look_at(row: Signature) -> Own:
    """Gather what is kept about one signature."""
    person = rows.person(row)
    return Own(
        row=row,
        person=person,
        wording=_wording_of(row),
        answers=_answers(row, person),
        lists=_lists_since(row),
        reason=_reason_of(row),
    )


def look_at_all(found: Sequence[Signature]) -> list[Own]:
    """Gather what is kept about all that a link opens."""
    return [look_at(row) for row in found]


def names_of(found: Sequence[Signature]) -> list[tuple[Signature, str]]:
    """Name each signature that a link opens; a damaged one by a question mark."""
    return [(row, masking.name_in(row.petition.scope, row)) for row in found]


def _reason_of(row: Signature) -> str:
    taken_out = row.state == SignatureState.INVALID and row.invalidation_id is not None
    found = db.session.get(Invalidation, row.invalidation_id) if taken_out else None
    return reason_of(found) if found else ""


def _wording_of(row: Signature) -> Wording | None:
    """Give the text that she signed: in the language that she read, where it was kept in that one."""
    signed = Wording.petition_id == row.petition_id, Wording.number == row.text_number
    found = db.session.scalars(select(Wording).where(*signed)).all()
    by_locale = {each.locale: each for each in found}
    return by_locale.get(row.consent.locale) or by_locale.get("sv")


def _answers(row: Signature, person: dict[str, Any]) -> list[tuple[str, str, str]]:
    given: dict[str, str] = person.get("answers") or {}
    if not given:
        return []
    questions = select(Question).where(Question.petition_id == row.petition_id)
    known = {str(each.id): each for each in db.session.scalars(questions.order_by(Question.number))}
    return [(each.label, each.kind, given[key]) for key, each in known.items() if key in given]


def _lists_since(row: Signature) -> list[Left]:
    """List the exports since she confirmed that she stands in, and those of the bare number; newest first.

    Who has never counted is in none.
    """
    if row.number is None:
        return []
    return [
        Left(each.asked_at, each.preset, each.signatures, each.is_taken)
        for each in exports.list_told(row)
        if each.preset == Preset.COUNT or holds(each.held, row.id)
    ]


def asked_of(own: Own) -> Asked:
    """Give what can be corrected: what the petition asks for, and what she once answered."""
    petition, given = own.petition, own.person.get("answers") or {}
    areas = [area for area in asking.list_areas(petition) if area.is_offered or area.id == own.row.area_id]
    questions = [each for each in asking.list_questions(petition) if each.is_asked or str(each.id) in given]
    return Asked(
        phone=AskFor.OPTIONAL if own.person.get("phone") else petition.ask_phone,
        comment=petition.ask_comment or bool(own.person.get("comment")),
        areas=tuple((area.id, area.name) for area in areas),
        questions=tuple(AskedQuestion(each.id, each.kind, each.label, False) for each in questions),
    )


def everything_kept(own: Own) -> dict[str, Any]:
    """Give all that is kept about one signature, for a file."""
    row, person = own.row, own.person
    return {
        "petition": {
            "title": own.petition.title,
            "address": f"/namninsamlingar/{own.petition.slug}",
            "recipient": own.petition.recipient,
        },
        "name": person["name"],
        "email": person.get("email") or None,
        "new_email_not_confirmed": own.kept_address or None,
        "phone": person.get("phone") or None,
        "postcode": row.postcode,
        "area": row.area.name if row.area else None,
        "comment": person.get("comment") or None,
        "comment_state": row.comment_state or None,
        "answers": [
            {"question": label, "answer": answer == YES if kind == QuestionKind.YES_NO else answer}
            for label, kind, answer in own.answers
        ],
        **_choices(row),
        **_course(row),
        "taken_out_because": own.reason or None,
        "agreed_to": _agreed(row),
        "signed_text": _signed(own.wording),
        "removed_at_the_latest": _iso(own.petition.purge_on),
        "in_lists": [
            {
                "at": _iso(each.at),
                "contents": each.preset,
                "signatures": each.signatures,
                "fetched": each.is_taken,
            }
            for each in own.lists
        ],
        "handed_over": _handed_over(own),
        "derived": _derived(row),
    }


def _choices(row: Signature) -> dict[str, Any]:
    return {
        "show_name": row.show_name,
        "first_name_only": row.first_name_only,
        "name_hidden_by_an_organizer": _iso(row.name_hidden_at),
        "contact_me": row.contact_me,
    }


def _course(row: Signature) -> dict[str, Any]:
    return {
        "state": row.state,
        "looked_at_because": row.hold,
        "given_by": row.channel,
        "came_by": row.source,
        "signed_at": _iso(row.created_at),
        "confirmed_at": _iso(row.confirmed_at),
        "number": row.number,
        "mails_to_confirm": row.mails_sent,
        "last_mail_at": _iso(row.last_mail_at),
        "reminders": row.reminders,
    }


def _agreed(row: Signature) -> dict[str, Any]:
    words = row.consent
    return {
        "version": words.number,
        "language": words.locale,
        "sign": [words.sign, words.sign_detail],
        "show_name": [words.show_name, words.show_name_detail],
        "contact_me": [words.contact_me, words.contact_me_detail],
    }


def _signed(wording: Wording | None) -> dict[str, Any] | None:
    if wording is None:
        return None
    return {
        "version": wording.number,
        "language": wording.locale,
        "title": wording.title,
        "demand": wording.demand,
        "body": wording.body,
    }


def _handed_over(own: Own) -> dict[str, Any] | None:
    if own.handed_over_on is None:
        return None
    return {"on": _iso(own.handed_over_on), "to": own.petition.recipient}


def _derived(row: Signature) -> list[str]:
    """Name what is made from the rest and tells nothing by itself: keyed hashes, random names."""
    is_web = row.channel == Channel.WEB
    made = {"network" if is_web else "tablet": row.network_hash, "e-mail domain": row.domain_hash}
    kept = ["e-mail" if is_web else "random name", "name", "all answers together"]
    return [f"keyed hash of {what}" for what in (*kept, *(what for what, has in made.items() if has))]


def _iso(value: date | datetime | None) -> str | None:
    if isinstance(value, datetime):
        return clock.local(value).isoformat()
    return value.isoformat() if value else None
