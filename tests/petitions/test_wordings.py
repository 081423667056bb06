"""What people have signed does not change; what changes below it is told, and the earlier words stay."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.clock import today
from app.core.db import db, transaction
from app.core.edits import ChangedMeanwhile
from app.petitions import queries, service, wordings
from app.petitions.models import ConsentText, Petition, PetitionState, Translation, Wording
from app.petitions.refusals import (
    AlreadySigned,
    NothingChanged,
    PurgeLater,
    TextIsFixed,
)
from app.petitions.service import PetitionText
from app.signatures import refusals, sealing, signing
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_account, make_association, make_paper_total, make_petition, make_signature
from tests.petitions.conftest import AtOnce
from tests.petitions.lives import fresh, make_in
from tests.petitions.organizers import DESK, desk_of
from tests.petitions.signers import address_of, kept, problem_with, said


def text_of(petition: Petition, **changes: Any) -> PetitionText:
    """Give a petition's own text, with changes."""
    names = ("title", "demand", "body", "recipient", "is_authority", "preset", "purge_on", "contact_until")
    return PetitionText(**{name: getattr(petition, name) for name in names} | changes)


def edit(petition: Petition, **changes: Any) -> None:
    """Edit a petition at the desk."""
    more = {name: changes.pop(name) for name in ("version", "actor") if name in changes}
    with transaction():
        service.edit_petition(
            petition, text_of(petition, **changes), association="Gruppen", **{"actor": None} | more
        )


def reword(petition: Petition, body: str, reason: str = "En siffra var fel.", **more: Any) -> None:
    """Change the reasons of a petition."""
    with transaction():
        wordings.change_body(petition, body, reason=reason, **{"actor": None} | more)


def numbers(petition: Petition, model: Any = Wording) -> list[tuple[int, str]]:
    """List number and language of what is kept."""
    db.session.rollback()
    kept_rows = select(model).where(model.petition_id == petition.id).order_by(model.number, model.locale)
    return [(row.number, row.locale) for row in db.session.scalars(kept_rows)]


def test_before_anybody_has_signed_everything_can_be_put_right(app: Flask) -> None:
    petition = make_petition()
    edit(petition, title="Nytt namn", demand="Nytt krav", recipient="Bolaget", is_authority=False)
    assert (fresh(petition).title, petition.text_number) == ("Nytt namn", 2)
    assert numbers(petition) == [(1, "sv"), (2, "sv")]
    assert numbers(petition, ConsentText) == [(1, "en"), (1, "sv"), (2, "en"), (2, "sv")]
    assert "Bolaget" in queries.get_consent(petition, "sv").sign_detail
    assert petition.changes == []


@pytest.mark.database("sqlite")
def test_a_waiting_signature_or_one_on_paper_freezes_title_demand_and_promises(app: Flask) -> None:
    waiting, paper, closed = make_petition(), make_petition(), make_in(PetitionState.CLOSED)
    make_signature(waiting, is_confirmed=False)
    make_paper_total(paper)
    for petition in (waiting, paper, closed):
        for change in ({"title": "Annat"}, {"demand": "Annat"}, {"preset": "full"}, {"recipient": "Annan"}):
            with pytest.raises(AlreadySigned):
                edit(petition, **change)
        assert fresh(petition).text_number == 1


def test_who_agreed_to_what_was_put_right_reads_again(app: Flask, clock: Clock) -> None:
    petition = make_petition(purge_on=today() + timedelta(days=30))
    signer = sealing.Signer(name="Åsa", email="asa@example.org", postcode="12465")
    sealed = sealing.seal_signature(queries.get_signable(petition.slug, "sv"), signer)
    clock.move(seconds=1)
    edit(petition, recipient="Någon annan")
    with pytest.raises(refusals.WordsChanged), transaction():
        signing.sign_petition(sealed)
    sealed = sealing.seal_signature(queries.get_signable(petition.slug, "sv"), signer)
    with transaction():
        signing.sign_petition(sealed)
    with pytest.raises(AlreadySigned):
        edit(petition, recipient="En tredje")


@pytest.mark.database("sqlite")
def test_a_day_told_on_an_open_page_is_never_moved_later(app: Flask) -> None:
    petition = make_petition()
    assert petition.purge_on is not None
    with pytest.raises(PurgeLater):
        edit(petition, purge_on=petition.purge_on + timedelta(days=1))


def test_signing_and_putting_right_at_once_never_both(app: Flask, at_once: AtOnce) -> None:
    petition = make_petition()
    petition_id = petition.id
    signer = sealing.Signer(name="Åsa", email="asa@example.org", postcode="12465")
    sealed = sealing.seal_signature(queries.get_signable(petition.slug, "sv"), signer)

    def sign() -> None:
        with transaction():
            signing.sign_petition(sealed)

    def put_right() -> None:
        with transaction():
            mine = db.session.get_one(Petition, petition_id)
            service.edit_petition(mine, text_of(mine, demand="Annat"), association="G", actor=None)

    signed, edited = at_once(sign, put_right)
    assert (signed is None) != (edited is None), (signed, edited)
    assert isinstance(signed or edited, refusals.WordsChanged | AlreadySigned)


def test_the_reasons_change_as_a_new_wording_in_each_language(app: Flask) -> None:
    petition = make_petition()
    make_signature(petition)
    with transaction():
        words = {"title": "Cinwaan", "demand": "Dalab", "body": "Sabab"}
        db.session.add(Translation(petition_id=petition.id, locale="so", **words))
    reword(petition, "Nya skäl.")
    assert (fresh(petition).body, petition.text_number) == ("Nya skäl.", 2)
    assert numbers(petition) == [(1, "sv"), (2, "so"), (2, "sv")]
    assert numbers(petition, ConsentText) == [(1, "en"), (1, "sv")]
    ((new, earlier),) = petition.changes
    assert (new.reason, earlier.body) == ("En siffra var fel.", "Därför skriver vi under.")


@pytest.mark.database("sqlite")
def test_everyone_reads_when_why_and_what_it_said_before(app: Flask, client: Client, clock: Clock) -> None:
    make_association()
    petition = make_petition(body="De första skälen.")
    make_signature(petition)
    reword(petition, "De andra skälen.")
    page = client.get(address_of(petition)).text
    for words in ("De första skälen.", "De andra skälen.", "En siffra var fel.", "14 mars 2026"):
        assert words in page


@pytest.mark.database("sqlite")
def test_the_same_text_an_old_page_and_a_handed_over_one_are_refused(app: Flask) -> None:
    petition, handed_over = make_petition(), make_in(PetitionState.HANDED_OVER)
    with pytest.raises(NothingChanged):
        reword(petition, petition.body)
    with pytest.raises(ChangedMeanwhile):
        reword(petition, "Nya", version=wordings.version_of(petition) - 1)
    for fixed in (handed_over, make_in(PetitionState.DRAFT)):
        with pytest.raises(TextIsFixed):
            reword(fixed, "Nya")


@pytest.mark.database("sqlite")
def test_two_organizers_at_once_lose_nothing(app: Flask, organizer: Client) -> None:
    make_association()
    petition = make_petition(state=PetitionState.DRAFT, title="Som det var")
    where = f"{DESK}/{petition.id}/redigera"
    page = organizer.get(where)
    edit(petition, title="Den andras titel", actor=make_account())
    typed = kept(page) | {"title": "Min titel"}
    answer = organizer.post(where, data=typed)
    assert answer.status_code == 422
    assert said(ChangedMeanwhile.message) in answer.text
    assert "Den andras titel" in answer.text
    assert kept(answer)["title"] == "Min titel"
    assert organizer.post(where, data=kept(answer)).status_code == 303  # having seen it, she decides
    assert fresh(petition).title == "Min titel"


@pytest.mark.database("sqlite")
def test_the_page_of_changes_says_only_what_is_true(app: Flask, organizer: Client) -> None:
    make_association()
    petition = make_petition()
    where, nobody = f"{DESK}/{petition.id}/redigera", "Ingen har skrivit under än"
    assert nobody in organizer.get(where).text
    typed = kept(organizer.get(where)) | {"title": "En annan titel"}
    make_signature(petition)
    told = organizer.get(where).text
    assert nobody not in told
    assert said(AlreadySigned.message) in told
    refused = organizer.post(where, data=typed)
    assert refused.status_code == 422
    assert nobody not in refused.text
    assert refused.text.count(said(AlreadySigned.message)) == 1


@pytest.mark.database("sqlite")
def test_reasons_need_a_reason(app: Flask, organizer: Client) -> None:
    make_association()
    petition = make_petition()
    make_signature(petition)
    where = f"{desk_of(petition)}/ny-lydelse"
    for reason in ("", "x" * 301):
        answer = organizer.submit(where, {"body": "Nya skäl.", "reason": reason})
        assert answer.status_code == 422
        assert problem_with(answer, "reason")
        assert kept(answer)["body"] == "Nya skäl."
    same = organizer.submit(where, {"body": petition.body, "reason": "Ingen."})
    assert problem_with(same, "body")
    assert organizer.submit(where, {"body": "Nya.", "reason": "Rättat."}).status_code == 303
    assert fresh(petition).text_number == 2
