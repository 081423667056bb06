"""The doors of what a petition's form asks and of its languages, as rows for `tests.core.doors`."""

from __future__ import annotations

from app.core.db import db, transaction
from app.petitions import contents, translating
from app.petitions.contents import NewQuestion
from app.petitions.models import Petition, PetitionState, Question
from app.petitions.translating import TranslatedText
from tests.factories import make_petition
from tests.shifts.doors import Row

DESK_AT = "/organisera/namninsamlingar"
WRITTEN = {"title": "Iibso xarunta", "demand": "Waxaan dalbaneynaa xarunta."}
SIGNER = {"name": "Alva Provström", "email": "alva@example.org", "postcode": "12465", "consent_sign": "y"}


def translated(state: PetitionState = PetitionState.OPEN) -> Petition:
    """Make a petition whose demand stands in Somali too."""
    made = make_petition(state=state)
    with transaction():
        translating.translate(
            db.session.get_one(Petition, made.id),
            "so",
            TranslatedText(**WRITTEN, body=""),
            was="",
            actor=None,
        )
    return made


def in_somali() -> str:
    """Give the public address of a demand in Somali."""
    return f"/namninsamlingar/{translated().slug}/pa/so"


def desk(rest: str) -> str:
    """Give an address of a petition at the desk."""
    return f"{DESK_AT}/{make_petition().id}{rest}"


def question() -> str:
    """Make a question, and give the address that ends it."""
    made = make_petition()
    with transaction():
        asked = contents.add_question(
            db.session.get_one(Petition, made.id), NewQuestion(label="Är du hyresgäst?"), actor=None
        )
    return f"{DESK_AT}/{made.id}/formular/fragor/{asked.id}/sluta"


def ended_question() -> str:
    """Make a question that is no longer asked, and give the address that asks it again."""
    where = question()
    with transaction():
        asked = db.session.query(Question).order_by(Question.id.desc()).first()
        assert asked is not None
        asked.is_asked = False
    return where.replace("/sluta", "/igen")


PUBLIC: tuple[Row, ...] = (
    ("petitions.show_in", "GET", in_somali, 200, {}),
    ("petitions.sign_in", "POST", in_somali, 303, SIGNER),
)

DESK: tuple[Row, ...] = (
    (
        "petition_preview.show",
        "GET",
        lambda: f"{DESK_AT}/{translated(PetitionState.DRAFT).id}/forhandsvisning",
        200,
        {},
    ),
    ("contents_manage.show", "GET", lambda: desk("/formular"), 200, {}),
    (
        "contents_manage.save",
        "POST",
        lambda: desk("/formular/innehall"),
        303,
        {"areas": "Rågsved\nAnnat", "ask_phone": "optional"},
    ),
    (
        "contents_manage.ask_again",
        "POST",
        ended_question,
        303,
        {},
    ),
    ("contents_manage.end_question", "POST", question, 303, {}),
    ("translations_manage.index", "GET", lambda: desk("/sprak"), 200, {}),
    ("translations_manage.edit", "GET", lambda: desk("/sprak/so"), 200, {}),
    ("translations_manage.edit", "POST", lambda: desk("/sprak/so"), 303, WRITTEN),
    (
        "translations_manage.remove",
        "POST",
        lambda: f"{DESK_AT}/{translated().id}/sprak/so/ta-bort",
        303,
        {},
    ),
)
