"""Organizers decide what a form asks for: areas, questions, phone, comments; nothing answered is lost."""

from __future__ import annotations

import pytest
from flask import Flask

from app.core.db import db, transaction
from app.petitions import asking, contents
from app.petitions.contents import ListChanged, NewQuestion, NoMoreAsked, NotAskedAny, OnlyOptionalNow
from app.petitions.models import AskFor, ConsentText, Petition, PetitionState, QuestionKind
from app.record.queries import list_acts, words_of
from tests.budgets import snapshot
from tests.clients import Client
from tests.factories import ASSOCIATION, make_petition, make_signature
from tests.petitions.organizers import press, send
from tests.petitions.signers import address_of, problem_with, said, sign, signatures
from tests.shifts.desk import parsed

pytestmark = pytest.mark.database("sqlite")

DRAFT = PetitionState.DRAFT
NO = AskFor.NOTHING.value


def form_of(petition: Petition) -> str:
    """Give the path of the page about what a form asks."""
    return f"/organisera/namninsamlingar/{petition.id}/formular"


def save_areas(petition: Petition, *names: str) -> None:
    """Save a list of areas."""
    with transaction():
        contents.change_contents(
            petition,
            names,
            was=contents.mark_of(petition),
            phone=AskFor(petition.ask_phone),
            comment=petition.ask_comment,
            association=ASSOCIATION,
            actor=None,
        )


def offered(petition: Petition) -> list[str]:
    """List what is offered now."""
    db.session.rollback()
    return [name for _id, name in asking.get_asked(petition).areas]


def test_areas_stand_in_the_organizers_order_and_one_is_chosen(
    organizer: Client, client: Client, petition: Petition
) -> None:
    typed = "Rågsved\n\n  Hagsätra  \nRågsved\nAnnat"
    assert press(organizer, form_of(petition), "innehall", areas=typed).status_code == 303
    assert offered(petition) == ["Rågsved", "Hagsätra", "Annat"]
    for wrong in (None, "", "999", "Rågsved", "1 OR 1"):
        answer = sign(client, petition, area=wrong)
        assert answer.status_code == 422
        assert problem_with(answer, "area")
    chosen = asking.list_areas(petition)[1]
    assert sign(client, petition, area=str(chosen.id)).status_code == 303
    (row,) = signatures(petition)
    assert row.area_id == chosen.id


def test_one_button_saves_areas_phone_and_comment(organizer: Client, petition: Petition) -> None:
    typed = {"areas": "Rågsved\nAnnat", "ask_phone": "optional", "ask_comment": "y"}
    assert press(organizer, form_of(petition), "innehall", **typed).status_code == 303
    assert offered(petition) == ["Rågsved", "Annat"]
    db.session.refresh(petition)
    assert (petition.ask_phone, petition.ask_comment) == (AskFor.OPTIONAL, True)
    kinds = [act.kind for act in list_acts(petition_id=petition.id)]
    assert kinds.count("petition.asked_for") == 1


def test_an_area_of_another_petition_cannot_be_chosen(client: Client, petition: Petition) -> None:
    other = make_petition()
    save_areas(petition, "Rågsved")
    save_areas(other, "Hagsätra")
    foreign = asking.list_areas(other)[0]
    assert problem_with(sign(client, petition, area=str(foreign.id)), "area")
    assert signatures(petition) == []


def test_an_area_taken_away_is_kept_for_those_who_chose_it(petition: Petition) -> None:
    save_areas(petition, "Rågsved", "Hagsätra")
    first = asking.list_areas(petition)[0]
    make_signature(petition, area_id=first.id)
    save_areas(petition, "Hagsätra", "Annat")
    assert offered(petition) == ["Hagsätra", "Annat"]
    assert signatures(petition)[0].area_id == first.id
    assert [area.name for area in asking.list_areas(petition)] == ["Hagsätra", "Annat", "Rågsved"]
    save_areas(petition, "Annat", "Rågsved")
    assert offered(petition) == ["Annat", "Rågsved"]
    assert signatures(petition)[0].area_id == first.id


def test_before_opening_an_area_taken_away_is_gone(app: Flask) -> None:
    petition = make_petition(state=DRAFT)
    save_areas(petition, "Rågsved", "Hagsätra")
    save_areas(petition, "Hagsätra")
    assert [area.name for area in asking.list_areas(petition)] == ["Hagsätra"]


def test_who_saves_areas_second_is_told_and_loses_nothing(organizer: Client, petition: Petition) -> None:
    where = f"{form_of(petition)}/innehall"
    assert send(organizer, where, areas="Rågsved", was="", ask_phone=NO).status_code == 303
    late = send(organizer, where, areas="Hagsätra", was="", ask_phone=NO)
    assert late.status_code == 422
    assert said(ListChanged.message) in late.text
    assert "Hagsätra</textarea>" in late.text
    assert '<span lang="sv">Rågsved</span>' in late.text
    assert offered(petition) == ["Rågsved"]
    mark = next(
        each.attrs["value"] for each in parsed(late).named("input") if each.attrs.get("name") == "was"
    )
    seen = send(organizer, where, areas="Hagsätra", was=mark or "", ask_phone=NO)
    assert seen.status_code == 303
    assert offered(petition) == ["Hagsätra"]


def test_bad_areas_are_told_at_their_field(organizer: Client, petition: Petition) -> None:
    before = snapshot()
    for areas in ("Å" * 81, "a\0b", "x" * 7000):
        answer = send(organizer, f"{form_of(petition)}/innehall", areas=areas, was="", ask_phone=NO)
        assert answer.status_code == 422
        assert "areas-error" in answer.text
    many = "\n".join(f"Plats {number}" for number in range(61))
    assert (
        said(contents.TooManyAreas.message)
        in send(organizer, f"{form_of(petition)}/innehall", areas=many, was="", ask_phone=NO).text
    )
    assert snapshot() == before


def test_a_question_is_asked_answered_and_asked_no_more(
    organizer: Client, client: Client, petition: Petition
) -> None:
    label = "Är du hyresgäst i centrum?"
    press(organizer, form_of(petition), "innehall", label=label)
    (question,) = asking.get_asked(petition).questions
    assert label in client.get(address_of(petition)).text
    assert f'id="{question.field}-error"' in sign(client, petition, **{question.field: "kanske"}).text
    sign(client, petition, **{question.field: "yes"})
    press(organizer, form_of(petition), "sluta")
    assert asking.get_asked(petition).questions == ()
    assert label not in client.get(address_of(petition)).text
    assert [each.label for each in asking.list_questions(petition)] == [label]
    assert len(signatures(petition)) == 1
    kinds = [(act.kind, words_of(act)) for act in list_acts(petition_id=petition.id)][:2]
    assert kinds == [("petition.question_ended", label), ("petition.question_added", label)]


def test_one_press_saves_the_areas_and_the_question(organizer: Client, petition: Petition) -> None:
    press(organizer, form_of(petition), "innehall", areas="Rågsved", label="Är du medlem?")
    assert offered(petition) == ["Rågsved"]
    assert [each.label for each in asking.get_asked(petition).questions] == ["Är du medlem?"]
    acts = [(act.kind, words_of(act)) for act in list_acts(petition_id=petition.id)]
    assert acts[0] == ("petition.asked_for", "Är du medlem?")
    assert "petition.question_added" not in [kind for kind, _words in acts]


def test_a_question_that_is_no_longer_asked_can_be_asked_again(organizer: Client, petition: Petition) -> None:
    press(organizer, form_of(petition), "innehall", label="Är du medlem?")
    press(organizer, form_of(petition), "sluta")
    assert press(organizer, form_of(petition), "igen").status_code == 303
    assert [each.label for each in asking.get_asked(petition).questions] == ["Är du medlem?"]
    (question,) = asking.list_questions(petition)
    with pytest.raises(contents.AskedAlready), transaction():
        contents.ask_again(petition, question.id, actor=None)


def test_what_is_new_in_an_open_petition_is_optional(organizer: Client, petition: Petition) -> None:
    before = snapshot()
    required = {"label": "Var bor du?", "kind": "short", "is_required": "y"}
    for path, typed in (("innehall", required | {"ask_phone": NO}), ("innehall", {"ask_phone": "required"})):
        answer = send(organizer, f"{form_of(petition)}/{path}", **typed)
        assert answer.status_code == 422
        assert said(OnlyOptionalNow.message) in answer.text
    assert snapshot() == before


def test_the_same_question_pressed_twice_is_asked_once(organizer: Client, petition: Petition) -> None:
    for _time in range(2):
        press(organizer, form_of(petition), "innehall", label="Är du medlem?")
    assert len(asking.list_questions(petition)) == 1


def test_five_questions_are_the_most_and_an_empty_one_is_none(organizer: Client, petition: Petition) -> None:
    for number in range(5):
        press(organizer, form_of(petition), "innehall", label=f"Fråga {number}?")
    answer = press(organizer, form_of(petition), "innehall", label="En till?", areas="Rågsved")
    assert said(contents.TooManyQuestions.message) in problem_with(answer, "label")
    assert "Rågsved</textarea>" in answer.text
    for label, kind, field in (
        ("Å" * 201, "yes_no", "label"),
        ("a\0", "yes_no", "label"),
        ("Fritt?", "essay", "kind"),
    ):
        answer = press(organizer, form_of(petition), "innehall", label=label, kind=kind, areas="Rågsved")
        assert answer.status_code == 422
        assert f'id="{field}-error"' in answer.text
        assert "Rågsved</textarea>" in answer.text
    assert press(organizer, form_of(petition), "innehall", label="   ").status_code == 303
    assert offered(petition) == []
    assert len(asking.list_questions(petition)) == 5


def test_phone_and_comments_change_what_signers_agree_to(
    organizer: Client, client: Client, petition: Petition
) -> None:
    sign(client, petition)
    press(organizer, form_of(petition), "innehall", ask_phone="optional", ask_comment="y")
    sign(client, petition, name="Bo", email="bo@example.org", consent_sign="2-1", phone="070-174 06 98")
    first, second = (row.consent for row in signatures(petition))
    assert (first.number, second.number) == (1, 2)
    assert "kommentar" not in first.sign_detail
    assert "kommentar" in second.sign_detail
    assert "telefon" in second.contact_me_detail
    assert "telefon" not in first.contact_me_detail


def test_saving_the_same_again_writes_no_new_consent(petition: Petition) -> None:
    for _time in range(2):
        with transaction():
            contents.change_contents(
                petition,
                [],
                was="",
                phone=AskFor.OPTIONAL,
                comment=False,
                association=ASSOCIATION,
                actor=None,
            )
    texts = db.session.scalars(db.select(ConsentText).where(ConsentText.petition_id == petition.id))
    assert sorted((text.number, text.locale) for text in texts) == [
        (1, "en"), (1, "sv"), (2, "en"), (2, "sv"),
    ]  # fmt: skip


def test_a_closed_petition_asks_nothing_new(organizer: Client) -> None:
    closed = make_petition(state=PetitionState.CLOSED)
    assert said(NoMoreAsked.message) in organizer.get(form_of(closed)).text
    before = snapshot()
    for path, typed in (
        ("innehall", {"areas": "Rågsved", "was": "", "ask_phone": "optional"}),
        ("innehall", {"label": "Är du medlem?", "kind": "yes_no", "ask_phone": NO}),
    ):
        answer = send(organizer, f"{form_of(closed)}/{path}", **typed)
        assert answer.status_code == 422
    assert snapshot() == before


def test_a_question_of_another_petition_or_none_is_not_found(organizer: Client, petition: Petition) -> None:
    other = make_petition()
    with transaction():
        foreign = contents.add_question(other, NewQuestion(label="Ja?"), actor=None)
    for number in (foreign.id, 99_999):
        assert send(organizer, f"{form_of(petition)}/fragor/{number}/sluta").status_code == 404
    with pytest.raises(NotAskedAny), transaction():
        contents.end_question(petition, foreign.id, actor=None)


def test_a_draft_may_require_what_it_asks(client: Client) -> None:
    draft = make_petition(state=DRAFT)
    new = NewQuestion(label="Var arbetar du?", kind=QuestionKind.SHORT, is_required=True)
    with transaction():
        question = contents.add_question(draft, new, actor=None)
    assert question.is_required
