"""Handed over with its number, answered for everyone; who asked is told once, after every other mail."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app.core.clock import today
from app.core.db import db, transaction
from app.core.mail import OutboxMail
from app.fraud.models import Invalidation
from app.petitions import handing_over, purging, service
from app.petitions.models import Petition, PetitionState
from app.petitions.refusals import PaperAfterHandOver
from app.signatures.models import Signature
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import (
    confirmation_token,
    make_association,
    make_paper_total,
    make_petition,
    make_signature,
)
from tests.mail import Mailbox
from tests.petitions.lives import answer, fresh, hand_over, make_in, take_to
from tests.petitions.organizers import desk_of
from tests.petitions.signers import address_of, kept, problem_with

ANSWERED = "petitions.answered"


def waiting() -> int:
    """Count the mails that tell an answer, sent or not."""
    db.session.rollback()
    counted = select(func.count()).select_from(OutboxMail).where(OutboxMail.kind == ANSWERED)
    return db.session.scalar(counted) or 0


def wants(row: Signature) -> bool:
    """Say whether somebody wants to be told, as the database has it now."""
    db.session.rollback()
    db.session.refresh(row)
    return row.contact_me


@pytest.mark.parametrize(
    ("on", "purge"),
    [
        (date(2026, 3, 14), date(2026, 6, 14)),
        (date(2026, 11, 30), date(2027, 2, 28)),
        (date(2027, 11, 30), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2027, 3, 31)),
    ],
)
def test_three_months_later_is_the_usual_day(on: date, purge: date) -> None:
    assert handing_over.usual_purge(on) == purge


@pytest.mark.database("sqlite")
def test_the_names_go_earlier_when_that_is_chosen_never_later(app: Flask, clock: Clock) -> None:
    long, short = (make_petition(purge_on=today() + timedelta(days=days)) for days in (300, 30))
    for petition in (long, short):
        take_to(petition, PetitionState.CLOSED)
        hand_over(petition, purges_earlier=True)
    assert fresh(long).purge_on == date(2026, 6, 14)
    assert fresh(short).purge_on == today() + timedelta(days=30)


@pytest.mark.database("sqlite")
def test_what_is_handed_over_takes_no_paper(app: Flask) -> None:
    petition = make_petition()
    make_paper_total(petition)
    take_to(petition, PetitionState.HANDED_OVER)
    for count in (3, -3):
        with pytest.raises(PaperAfterHandOver), transaction():
            service.enter_paper(
                petition, collected_on=today(), place="Torget", count=count, counted_by="Bo", actor=None
            )
    assert fresh(petition).paper_count == 12


@pytest.mark.database("sqlite")
def test_from_the_hand_over_to_the_answer_at_the_desk(app: Flask, organizer: Client, clock: Clock) -> None:
    make_association()
    petition = make_in(PetitionState.CLOSED, recipient="Stadsdelsnämnden")
    page = organizer.submit(
        f"{desk_of(petition)}/overlamning",
        {"handed_over_on": "2026-03-14", "diary_number": "", "note": "Till Eva i receptionen."},
    )
    assert page.status_code == 303
    assert "Till Eva i receptionen." in organizer.get(desk_of(petition)).text
    organizer.submit(f"{desk_of(petition)}/overlamning", {"diary_number": "KS 2026/0123 <§>"})
    public = organizer.get(address_of(petition)).text
    assert "KS 2026/0123 &lt;§&gt;" in public
    assert "Eva" not in public
    organizer.submit(f"{desk_of(petition)}/svar", {"answer": "**Ja**, vi tänder torget."})
    assert fresh(petition).state == PetitionState.ANSWERED
    assert "<strong>Ja</strong>, vi tänder torget." in organizer.get(address_of(petition)).text
    organizer.submit(f"{desk_of(petition)}/svar", {"answer": "Nej."})
    assert "Nej." in organizer.get(address_of(petition)).text


@pytest.mark.database("sqlite")
def test_the_choice_of_the_last_day_says_the_days(app: Flask, organizer: Client, clock: Clock) -> None:
    make_association()
    petition = make_in(PetitionState.CLOSED, purge_on=date(2026, 9, 30))
    where = f"{desk_of(petition)}/overlamning"
    page = organizer.get(where).text
    assert "14 juni 2026, tre månader efter en överlämning den 14 mars 2026" in page
    assert "30 september 2026" in page
    organizer.submit(where, {})
    promises = organizer.get(f"{desk_of(petition)}/loften").text
    assert "Nu 14 juni 2026." in promises
    assert "30 september 2026" in promises


@pytest.mark.database("sqlite")
def test_who_comes_too_late_to_confirm_is_told_before_the_press(
    organizer: Client, client: Client, clock: Clock
) -> None:
    make_association()
    petition = make_petition()
    row = make_signature(petition, is_confirmed=False)
    link = f"/namninsamlingar/bekrafta/{confirmation_token(row)}"
    assert client.get(link).status_code == 200
    assert "väntar på bekräftelse" in organizer.get(desk_of(petition)).text
    take_to(petition, PetitionState.HANDED_OVER)
    page = client.get(link)
    assert page.status_code == 410
    assert "Det är för sent att bekräfta" in page.text
    assert "Bekräfta min underskrift" not in page.text
    assert "väntar på bekräftelse" not in organizer.get(desk_of(petition)).text


MISTAKES = [
    ("overlamning", PetitionState.CLOSED, {"handed_over_on": "2026-03-15"}, "handed_over_on"),
    ("overlamning", PetitionState.CLOSED, {"handed_over_on": "2026-03-13"}, "handed_over_on"),
    ("overlamning", PetitionState.CLOSED, {"handed_over_on": "0001-01-01"}, "handed_over_on"),
    ("overlamning", PetitionState.CLOSED, {"handed_over_on": ""}, "handed_over_on"),
    ("overlamning", PetitionState.CLOSED, {"diary_number": "x" * 61}, "diary_number"),
    ("overlamning", PetitionState.CLOSED, {"diary_number": "a\x07b"}, "diary_number"),
    ("overlamning", PetitionState.CLOSED, {"purge": "never"}, "purge"),
    ("svar", PetitionState.HANDED_OVER, {"answer": ""}, "answer"),
    ("svar", PetitionState.HANDED_OVER, {"answer": "Ja.", "answered_on": "2026-03-13"}, "answered_on"),
    ("svar", PetitionState.HANDED_OVER, {"answer": "Ja.", "answered_on": "2026-03-15"}, "answered_on"),
]


@pytest.mark.database("sqlite")
def test_every_mistake_is_answered_at_its_field_and_nothing_is_lost(
    app: Flask, organizer: Client, clock: Clock
) -> None:
    make_association()
    for act, state, typed, field in MISTAKES:
        petition = make_in(state)
        page = organizer.submit(f"{desk_of(petition)}/{act}", typed)
        assert page.status_code == 422, typed
        assert problem_with(page, field), typed
        others = {name: value for name, value in typed.items() if name != field}
        assert {name: kept(page)[name] for name in others} == others
        assert fresh(petition).state == state


@pytest.mark.database("sqlite")
def test_an_answer_before_the_hand_over_and_a_hand_over_while_it_is_open_are_refused(
    app: Flask, organizer: Client
) -> None:
    make_association()
    for state, act, typed in (
        (PetitionState.CLOSED, "svar", {"answer": "Ja."}),
        (PetitionState.OPEN, "overlamning", {}),
        (PetitionState.DRAFT, "overlamning", {}),
    ):
        petition = make_in(state)
        assert organizer.submit(f"{desk_of(petition)}/{act}", typed).status_code == 422
        assert fresh(petition).state == state


@pytest.mark.database("sqlite")
def test_a_recipient_without_an_address_is_told_and_stops_nothing(app: Flask, organizer: Client) -> None:
    make_association()
    petition = make_in(PetitionState.CLOSED, recipient="Okänd nämnd")
    where = f"{desk_of(petition)}/overlamning"
    assert "/organisera/mottagare/ny?namn=" in organizer.get(where).text
    assert organizer.submit(where, {}).status_code == 303
    assert fresh(petition).state == PetitionState.HANDED_OVER


def make_answered(people: int, **changes: object) -> Petition:
    """Make a petition that so many want to be told of, and one does not, handed over and answered."""
    petition = make_petition(**changes)  # type: ignore[arg-type]
    make_signature(petition, contact_me=False)
    for number in range(people):
        make_signature(petition, contact_me=True, email=f"vill{number}@example.org", locale="sv")
    with transaction():
        db.session.execute(update(OutboxMail).values(state="sent"))
    answer(take_to(petition, PetitionState.HANDED_OVER))
    return petition


def test_everybody_who_asked_is_told_once_a_few_at_a_time(app: Flask) -> None:
    petition = make_answered(handing_over.BATCH + 3)
    told = []
    for _time in range(4):
        told.append(handing_over.tell_answers())
        with transaction():
            db.session.execute(update(OutboxMail).values(state="sent"))
    assert told == [handing_over.BATCH, 3, 0, 0]
    owners = list(db.session.scalars(select(OutboxMail.owner).where(OutboxMail.kind == ANSWERED)))
    assert len(set(owners)) == len(owners) == handing_over.BATCH + 3
    assert fresh(petition).answer_told_to is None
    with transaction():
        handing_over.correct_answer(petition, on=today(), text="Rättat.", actor=None)
    assert handing_over.tell_answers() == 0


@pytest.mark.database("sqlite")
def test_a_damaged_row_keeps_nobody_else_from_being_told(app: Flask) -> None:
    petition = make_answered(3)
    damaged = select(Signature).where(Signature.contact_me).order_by(Signature.id).limit(1)
    with transaction():
        db.session.scalars(damaged).one().sealed = b"x" * 40
    assert handing_over.tell_answers() == 2
    assert fresh(petition).answer_told_to is None


@pytest.mark.database("sqlite")
def test_every_other_mail_goes_first(app: Flask) -> None:
    make_answered(2)
    other = make_signature(is_confirmed=False)
    assert handing_over.tell_answers() == 0
    with transaction():
        db.session.execute(update(OutboxMail).where(OutboxMail.owner == other.uid).values(state="sent"))
    assert handing_over.tell_answers() == 2


@pytest.mark.database("sqlite")
def test_nobody_is_told_after_the_day_that_was_told(app: Flask, clock: Clock) -> None:
    petition = make_answered(2, contact_until=today() + timedelta(days=2))
    clock.move(days=2)
    assert handing_over.tell_answers() == 0
    assert waiting() == 0
    assert fresh(petition).answer_told_to is None
    late = make_petition(contact_until=today() + timedelta(days=1))
    make_signature(late, contact_me=True)
    take_to(late, PetitionState.HANDED_OVER)
    clock.move(days=1)
    answer(late)
    assert fresh(late).answer_told_to is None


@pytest.mark.database("sqlite")
def test_the_mail_says_what_was_answered_and_how_to_get_no_more(
    app: Flask, client: Client, mailbox: Mailbox
) -> None:
    make_association()
    petition = make_answered(1)
    row = db.session.scalars(select(Signature).where(Signature.contact_me)).one()
    handing_over.tell_answers()
    letter = mailbox.last()
    assert letter.to == "vill0@example.org"
    assert "köper tillbaka" in letter.text
    assert petition.title not in letter.subject
    link = next(each for each in letter.links if "inga-mejl" in each)
    path = link[link.index("/namninsamlingar") :]
    client.get(path)
    assert wants(row)
    assert client.submit(path, {}).status_code == 303
    assert not wants(row)
    assert client.get(path).status_code == 200
    assert client.get(path[:-6] + "AAAAAA").status_code == 404


@pytest.mark.database("sqlite")
def test_the_purge_takes_what_is_new_too(app: Flask, clock: Clock) -> None:
    petition = make_answered(2)
    with transaction():
        invalidation = Invalidation(
            uid=b"i" * 16, petition_id=petition.id, conditions={}, sealed=b"x", created_at=clock.now()
        )
        db.session.add(invalidation)
    clock.move(days=90)
    assert purging.purge_due() == [petition.id]
    db.session.expire_all()
    assert (invalidation.sealed, fresh(petition).answer_told_to) == (b"", None)
    assert petition.state == PetitionState.ANSWERED
    assert handing_over.tell_answers() == 0
    assert petition.online_count == 3
