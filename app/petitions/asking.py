"""What a petition asks for besides name, e-mail and postcode, and in which languages it stands: reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import select

from app.core.db import db
from app.petitions.models import Area, Petition, Question, Translation
from app.petitions.sign_forms import NOTHING_MORE, Asked, AskedQuestion


class Asking(Protocol):
    """What has to be known of a petition to find what it asks."""

    @property
    def id(self) -> int:
        """Give its number."""

    @property
    def ask_phone(self) -> str:
        """Say whether it asks for a phone number."""

    @property
    def ask_comment(self) -> bool:
        """Say whether it has room for a comment."""


def get_asked(petition: Asking, *, has_areas: bool = True, has_questions: bool = True) -> Asked:
    """Give what a petition's form asks for; what it is known to be without is not looked up."""
    areas = _offered(petition.id) if has_areas else ()
    questions = _asked(petition.id) if has_questions else ()
    if not (areas or questions or petition.ask_comment or petition.ask_phone != NOTHING_MORE.phone):
        return NOTHING_MORE
    return Asked(petition.ask_phone, petition.ask_comment, areas, questions)


def _offered(petition_id: int) -> tuple[tuple[int, str], ...]:
    offered = select(Area.id, Area.name).where(Area.petition_id == petition_id, Area.is_offered)
    return tuple((row.id, row.name) for row in db.session.execute(offered.order_by(Area.number, Area.id)))


def _asked(petition_id: int) -> tuple[AskedQuestion, ...]:
    questions = (
        select(Question.id, Question.kind, Question.label, Question.is_required)
        .where(Question.petition_id == petition_id, Question.is_asked)
        .order_by(Question.number, Question.id)
    )
    return tuple(AskedQuestion(*row) for row in db.session.execute(questions))


def list_areas(petition: Petition) -> Sequence[Area]:
    """List a petition's areas, those that are no longer offered last."""
    areas = select(Area).where(Area.petition_id == petition.id)
    return db.session.scalars(areas.order_by(Area.is_offered.desc(), Area.number, Area.id)).all()


def list_questions(petition: Petition) -> Sequence[Question]:
    """List a petition's questions, those that are no longer asked last."""
    questions = select(Question).where(Question.petition_id == petition.id)
    return db.session.scalars(
        questions.order_by(Question.is_asked.desc(), Question.number, Question.id)
    ).all()


def get_question(petition: Petition, question_id: int) -> Question:
    """Give a question of a petition; raises NoResultFound."""
    wanted = select(Question).where(Question.id == question_id, Question.petition_id == petition.id)
    return db.session.scalars(wanted).one()


def find_translation(petition_id: int, locale: str) -> Translation | None:
    """Give a petition's demand in a language, or None."""
    return db.session.get(Translation, (petition_id, locale))


def list_locales(petition_id: int) -> list[str]:
    """List only which languages a petition stands in besides Swedish."""
    return list(
        db.session.scalars(
            select(Translation.locale)
            .where(Translation.petition_id == petition_id)
            .order_by(Translation.locale)
        )
    )
