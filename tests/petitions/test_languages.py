"""The demand in more languages: written at the desk, read by anyone, with the same form below."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.db import db, transaction
from app.core.edits import ChangedMeanwhile
from app.petitions import tongues, translating
from app.petitions.models import Petition, PetitionState, Translation, Wording
from app.petitions.translating import TranslatedText
from tests.budgets import snapshot
from tests.clients import Client
from tests.factories import make_petition
from tests.petitions.organizers import press, send
from tests.petitions.signers import TYPED, address_of, problem_with, said, signatures

pytestmark = pytest.mark.database("sqlite")

SOMALI = TranslatedText("Iibso xarunta", "Waxaan dalbaneynaa in magaaladu iibsato xarunta.", "Sababta.")
ARABIC = TranslatedText("اشتروا المركز", "نطالب المدينة بشراء المركز.", "لهذا السبب نوقّع.")


def write(petition: Petition, locale: str, text: TranslatedText) -> None:
    """Write a text in a language, as somebody who has read what stands."""
    with transaction():
        mine = db.session.get_one(Petition, petition.id)
        standing = db.session.get(Translation, (mine.id, locale))
        translating.translate(mine, locale, text, was=translating.mark_of(standing), actor=None)


def wordings(petition: Petition) -> list[tuple[int, str, str]]:
    """List the texts that could be signed: number, language, title."""
    db.session.rollback()
    kept = select(Wording).where(Wording.petition_id == petition.id).order_by(Wording.number, Wording.locale)
    return [(each.number, each.locale, each.title) for each in db.session.scalars(kept)]


def desk(petition: Petition, rest: str = "") -> str:
    """Give the path of the languages at the desk."""
    return f"/organisera/namninsamlingar/{petition.id}/sprak{rest}"


def test_a_text_is_written_at_the_desk_and_read_by_anyone(
    organizer: Client, client: Client, petition: Petition
) -> None:
    assert client.get(address_of(petition) + "/pa/so").status_code == 404
    assert "Soomaali" in organizer.get(desk(petition)).text
    typed = {"title": SOMALI.title, "demand": SOMALI.demand, "body": SOMALI.body}
    assert press(organizer, desk(petition, "/so"), "so", **typed).status_code == 303
    for language, heading in (("sv", "Skriv under"), ("en", "Sign")):
        page = client.get(address_of(petition, language) + "/pa/so")
        assert page.status_code == 200
        assert f'<html lang="{language}">' in page.text
        assert '<h1 lang="so"' in page.text
        assert all(words in page.text for words in (SOMALI.title, SOMALI.demand, SOMALI.body, heading))
        assert petition.demand not in page.text
        assert "Set-Cookie" not in page.headers
    link = f'href="{address_of(petition)}/pa/so" lang="so" hreflang="so">Soomaali</a>'
    assert link in client.get(address_of(petition)).text


def test_what_is_written_from_right_to_left_stands_so(client: Client, petition: Petition) -> None:
    write(petition, "ar", ARABIC)
    page = client.get(address_of(petition) + "/pa/ar").text
    assert '<h1 lang="ar" dir="rtl"' in page
    assert '<div class="prose" lang="ar" dir="rtl">' in page
    assert 'lang="ar" hreflang="ar" dir="rtl">العربية</a>' in client.get(address_of(petition)).text


def test_the_form_below_a_translation_signs_and_tells_mistakes_there(
    client: Client, petition: Petition
) -> None:
    write(petition, "so", SOMALI)
    where = address_of(petition) + "/pa/so"
    wrong = client.post(where, data=TYPED | {"postcode": "x"})
    assert wrong.status_code == 422
    assert problem_with(wrong, "postcode")
    assert SOMALI.title in wrong.text
    assert client.post(f"{where}?via=torget", data=TYPED).status_code == 303
    (row,) = signatures(petition)
    assert (row.source, row.consent.locale) == ("torget", "sv")


def test_what_is_not_written_or_no_language_is_not_there(
    client: Client, organizer: Client, petition: Petition
) -> None:
    before = snapshot()
    for locale in ("so", "sv", "xx", "SO", "so-SO", "..", "a" * 300):
        where = f"{address_of(petition)}/pa/{locale}"
        assert client.get(where).status_code == 404
        assert client.post(where, data=TYPED | {"postcode": "x"}).status_code == 404
    for locale in ("sv", "xx", "SO"):
        assert organizer.get(desk(petition, f"/{locale}")).status_code == 404
        assert send(organizer, desk(petition, f"/{locale}/ta-bort")).status_code == 404
    assert snapshot() == before


def test_a_draft_is_not_read_in_any_language(client: Client) -> None:
    draft = make_petition(state=PetitionState.DRAFT)
    write(draft, "so", SOMALI)
    assert client.get(address_of(draft) + "/pa/so").status_code == 404
    assert wordings(draft) == []


def test_what_could_be_signed_in_a_language_is_kept(petition: Petition) -> None:
    write(petition, "so", SOMALI)
    assert wordings(petition) == [(1, "so", SOMALI.title), (1, "sv", petition.title)]
    write(petition, "so", TranslatedText("Iibso xarunta hadda", SOMALI.demand, SOMALI.body))
    assert wordings(petition)[2:] == [(2, "so", "Iibso xarunta hadda"), (2, "sv", petition.title)]
    db.session.refresh(petition)
    assert petition.text_number == 2


def test_a_correction_in_one_language_does_not_undo_what_others_agreed_to(
    client: Client, petition: Petition
) -> None:
    write(petition, "so", SOMALI)
    assert client.post(address_of(petition), data=TYPED).status_code == 303
    assert signatures(petition)[0].text_number == 1


def test_who_saves_second_is_told_and_sees_what_stands(organizer: Client, petition: Petition) -> None:
    write(petition, "so", SOMALI)
    late = send(organizer, desk(petition, "/so"), title="Kale", demand="Kale.", body="", was="")
    assert late.status_code == 422
    assert said(ChangedMeanwhile.message) in late.text
    assert SOMALI.demand in late.text
    assert 'value="Kale"' in late.text


def test_a_language_is_taken_away_and_its_wording_stays(
    organizer: Client, client: Client, petition: Petition
) -> None:
    write(petition, "so", SOMALI)
    press(organizer, desk(petition, "/so"), "ta-bort")
    assert client.get(address_of(petition) + "/pa/so").status_code == 404
    assert (1, "so", SOMALI.title) in wordings(petition)
    assert send(organizer, desk(petition, "/so/ta-bort")).status_code == 303


def test_a_text_without_its_words_is_not_saved(organizer: Client, petition: Petition) -> None:
    before = snapshot()
    for field, values in (("title", ("", " ", "x" * 121, "a\0")), ("demand", ("", "x" * 301))):
        for value in values:
            typed = {"title": "T", "demand": "D", "body": "", "was": "", field: value}
            assert problem_with_at_desk(send(organizer, desk(petition, "/so"), **typed), field)
    assert snapshot() == before


def problem_with_at_desk(answer: object, field: str) -> bool:
    """Say whether a page of the desk tells of a mistake at a field."""
    return f'id="{field}-error"' in answer.text  # type: ignore[attr-defined]


def test_every_language_has_a_name_in_both_languages_of_the_desk(
    organizer: Client, petition: Petition
) -> None:
    assert len({tongue.locale for tongue in tongues.ALL}) == len(tongues.ALL) >= 16
    assert {"ar", "fa", "so", "ckb", "ti", "tr", "bs", "fi", "es", "en", "ru", "pl", "uk", "th"} <= set(
        tongues.BY_LOCALE
    )
    assert "somaliska" in organizer.get(desk(petition)).text
    assert "Somali" in organizer.get("/en" + desk(petition)).text
