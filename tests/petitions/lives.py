"""Petitions in every state of their life, brought there by the acts themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import current_app

from app.accounts.models import Account
from app.core import clock
from app.core.config import Settings
from app.core.db import db, transaction
from app.petitions import handing_over, life
from app.petitions.models import Petition, PetitionState
from tests.factories import make_account, make_petition

ORDER = (PetitionState.CLOSED, PetitionState.HANDED_OVER, PetitionState.ANSWERED)
ANSWER = "Nämnden köper tillbaka centrum.\n\n- ljus\n- bänkar"


def with_mail() -> Settings:
    """Give settings under which mails go somewhere."""
    settings: Settings = replace(current_app.config["SETTINGS"], demo=True)
    return settings


def make_in(state: PetitionState, *, asker: Account | None = None, **changes: Any) -> Petition:
    """Make a petition and take it to a state; the archive's one had been closed."""
    if state in {PetitionState.DRAFT, PetitionState.REVIEW}:
        petition = make_petition(state=PetitionState.DRAFT, **changes)
        if state == PetitionState.REVIEW:
            asker = asker or make_account()
            with transaction():
                life.ask_for_review(petition, actor=asker)
        return petition
    petition = make_petition(**changes)
    if state == PetitionState.OPEN:
        return petition
    return take_to(petition, state)


def take_to(petition: Petition, state: PetitionState) -> Petition:
    """Take an open petition on to a later state."""
    with transaction():
        life.close_petition(petition, actor=None)
    if state == PetitionState.ARCHIVED:
        with transaction():
            life.archive_petition(petition, actor=None)
    if state in {PetitionState.HANDED_OVER, PetitionState.ANSWERED}:
        hand_over(petition)
    if state == PetitionState.ANSWERED:
        answer(petition)
    return petition


def hand_over(petition: Petition, **changes: Any) -> None:
    """Hand a closed petition over today."""
    facts: dict[str, Any] = {"on": clock.today(), "diary_number": "KS 2026/0123", "note": "Till registrator."}
    with transaction():
        handing_over.hand_over(petition, **facts | {"purges_earlier": False, "actor": None} | changes)


def answer(petition: Petition) -> None:
    """Let the recipient of a petition that is handed over answer today."""
    with transaction():
        handing_over.answer_petition(petition, on=clock.today(), text=ANSWER, actor=None)


def fresh(petition: Petition) -> Petition:
    """Read a petition as the database has it now."""
    db.session.rollback()
    db.session.refresh(petition)
    return petition
