"""What a petition asks for besides name, e-mail and postcode: checked, sealed, part of the natural key."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from app.core.db import db, transaction
from app.petitions import contents
from app.petitions.contents import NewQuestion
from app.petitions.models import Area, AskFor, Petition, PetitionState, QuestionKind
from app.petitions.models import Question as QuestionRow
from app.signatures import rows
from app.signatures.models import CommentState
from tests.budgets import snapshot
from tests.clients import Client
from tests.factories import ASSOCIATION, make_petition, open_petition
from tests.petitions.signers import TYPED, address_of, kept, problem_with, sign, signatures
from tests.petitions.test_fuzz import ANSWERS, FEW, encodable
from tests.petitions.test_fuzz import fields as fuzzed

pytestmark = pytest.mark.database("sqlite")


@pytest.fixture
def asking(petition: Petition) -> Petition:
    """Give an open petition that asks for everything: phone and the short answer required."""
    draft = make_petition(state=PetitionState.DRAFT)
    with transaction():
        contents.change_contents(
            draft,
            ["Rågsved", "Annat"],
            was="",
            phone=AskFor.REQUIRED,
            comment=True,
            association=ASSOCIATION,
            actor=None,
        )
        contents.add_question(draft, NewQuestion(label="Är du hyresgäst?"), actor=None)
        short = NewQuestion(label="Vilken butik saknar du?", kind=QuestionKind.SHORT, is_required=True)
        contents.add_question(draft, short, actor=None)
    open_petition(draft)
    return draft


def fields(petition: Petition) -> dict[str, str]:
    """Name the fields of a petition's two questions: yes or no, short."""
    found = db.session.scalars(
        db.select(QuestionRow).where(QuestionRow.petition_id == petition.id).order_by(QuestionRow.id)
    )
    return dict(zip(("yes_no", "short"), (f"q{each.id}" for each in found), strict=True))


def answers(petition: Petition, **changes: Any) -> dict[str, Any]:
    """Type what is needed to sign, and what is said otherwise."""
    area = min(db.session.scalars(db.select(Area.id).where(Area.petition_id == petition.id)))
    typed = {"area": str(area), "phone": "070-174 06 98", fields(petition)["short"]: "Bageriet"}
    return {**typed, **changes}


def test_everything_that_was_given_is_sealed_and_nothing_else(client: Client, asking: Petition) -> None:
    names = fields(asking)
    comment = "Torget är vårt.\nVi behöver det."
    typed = answers(asking, **{"comment": comment, names["yes_no"]: "yes"})
    assert sign(client, asking, **typed).status_code == 303
    (row,) = signatures(asking)
    assert rows.person(row) == {
        "name": "Åsa Öberg",
        "email": "asa@example.org",
        "phone": "070-174 06 98",
        "comment": comment,
        "answers": {names["yes_no"][1:]: "yes", names["short"][1:]: "Bageriet"},
    }
    assert (row.comment_state, str(row.area_id)) == (CommentState.WAITING, typed["area"])
    for secret in (b"Bageriet", b"070", b"Torget"):
        assert secret not in row.sealed


def test_what_may_be_left_empty_is_not_kept(client: Client, asking: Petition) -> None:
    sign(client, asking, **answers(asking, comment="  \u200b "))
    (row,) = signatures(asking)
    assert set(rows.person(row)) == {"name", "email", "phone", "answers"}
    assert row.comment_state == CommentState.NONE


WRONG = {
    "phone": ["", "ring mig", "07", "0701740698" * 5, "070\r\nBcc: a@b.se", "<script>"],
    "short": ["", "  ", "Å" * 201, "a\0b", "a\x1bb"],
    "yes_no": ["kanske", "YES", "\0"],
    "comment": ["Å" * 501, "a\x07b"],
    "area": ["", "0", "-1", "9" * 40],
}


@pytest.mark.parametrize("what", list(WRONG))
def test_a_mistake_is_told_at_its_field_and_everything_typed_is_kept(
    client: Client, asking: Petition, what: str
) -> None:
    name = fields(asking).get(what, what)
    right = answers(asking, comment="Torget är vårt.")
    before = snapshot()
    for value in WRONG[what]:
        answer = sign(client, asking, **right | {name: value})
        assert answer.status_code == 422, ascii(value)
        if what == "yes_no":
            assert f'id="{name}-error"' in answer.text
        else:
            assert problem_with(answer, name), ascii(value)
        others = {key: typed for key, typed in (TYPED | right).items() if key != name}
        assert {key: kept(answer)[key] for key in others} == others
    assert snapshot() == before


def test_markup_in_an_answer_is_shown_again_as_text(client: Client, asking: Petition) -> None:
    evil = '"><script>alert(1)</script>'
    typed = answers(asking, **{fields(asking)["short"]: evil, "comment": evil})
    answer = sign(client, asking, **typed, postcode="x")
    assert kept(answer)["comment"] == evil
    assert "<script>alert" not in answer.text


def test_another_answer_is_another_signature_and_the_same_one_the_same(
    client: Client, asking: Petition
) -> None:
    short = fields(asking)["short"]
    sign(client, asking, **answers(asking))
    for change in (
        {},
        {"phone": "070-174 06 97"},
        {"comment": "Nu!"},
        {short: "Apoteket"},
        {"show_name": "y"},
    ):
        sign(client, asking, **answers(asking, **change))
    assert len({row.receipt for row in signatures(asking)}) == len(signatures(asking)) == 5


def test_what_a_petition_does_not_ask_for_is_not_kept(client: Client, petition: Petition) -> None:
    extra = {"phone": "070-174 06 98", "comment": "Nu!", "area": "1", "q1": "yes", "area_id": "1"}
    assert sign(client, petition, **extra).status_code == 303
    (row,) = signatures(petition)
    assert set(rows.person(row)) == {"name", "email"}
    assert (row.area_id, row.comment_state) == (None, CommentState.NONE)


@pytest.mark.parametrize(
    ("ticks", "shown"),
    [
        ({}, (False, False)),
        ({"show_name": "y"}, (True, False)),
        ({"show_name": "y", "first_name_only": "y"}, (True, True)),
        ({"first_name_only": "y"}, (False, False)),  # it only narrows a yes
    ],
)
def test_a_name_shows_as_its_owner_ticked(
    client: Client, petition: Petition, ticks: dict[str, str], shown: tuple[bool, bool]
) -> None:
    sign(client, petition, **ticks)
    (row,) = signatures(petition)
    assert (row.show_name, row.first_name_only) == shown


def test_whatever_is_sent_is_answered(client: Client, asking: Petition) -> None:
    client.reads_words = False
    names = "area", "phone", "comment", *fields(asking).values(), "meant", "first_name_only", "proof"

    @FEW
    @given(typed=fuzzed(*names))
    def fuzz(typed: dict[str, Any]) -> None:
        sent = TYPED | answers(asking) | encodable(typed)
        assert client.post(address_of(asking), data=sent).status_code in ANSWERS

    fuzz()


def test_who_came_by_a_poster_is_counted_so_without_javascript(client: Client, petition: Petition) -> None:
    where = address_of(petition)
    assert "action=" not in client.get(f"{where}?via=affisch").text.partition('class="form"')[2][:200]
    for number, (via, source) in enumerate(
        [
            ("affisch", "affisch"),
            ("a-1", "a-1"),
            ("", None),
            ("Affisch", None),
            ("x" * 21, None),
            ("åäö", None),
            ("a b", None),
            ("<script>", None),
            ("a%0d%0aSet-Cookie:x", None),
        ]
    ):
        client.post(f"{where}?via={via}", data=TYPED | {"email": f"p{number}@example.org"})
        assert signatures(petition)[-1].source == source, via


def test_a_mistake_keeps_the_way_somebody_came(client: Client, petition: Petition) -> None:
    where = f"{address_of(petition)}?via=affisch"
    answer = client.post(where, data=TYPED | {"postcode": "x"})
    assert answer.status_code == 422
    form = answer.text.partition('class="form"')[2].partition(">")[0]
    assert "action" not in form  # so the next press goes to this address again, with what it says
