"""What a petition's form asks for besides the least, and the demand in more languages: changed by organizers.

Once a petition has been opened nothing that was answered is lost: an area or a question is no longer
offered, never taken away, and nothing new is required of those who come later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.accounts.models import Account
from app.core.db import db
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.petitions import asking, consent
from app.petitions.holding import hold
from app.petitions.models import (
    UNOPENED,
    Area,
    AskFor,
    Petition,
    PetitionState,
    Question,
    QuestionKind,
)
from app.record import service as record

MOST_AREAS = 60
MOST_QUESTIONS = 5


class ContentsRefused(DomainError):
    """Why what a petition asks for stays as it is."""


class NoMoreAsked(ContentsRefused):
    """A closed petition asks nothing."""

    message = _l("The petition is closed, so its form can no longer be changed.")


class ListChanged(ContentsRefused):
    """Somebody else saved the list meanwhile."""

    message = _l(
        "Somebody else changed the list while you wrote. What you wrote is still here, and below it "
        "the list as it stands now: compare, then save."
    )


class TooManyAreas(ContentsRefused):
    """A list that nobody finds her place in."""

    message = _l("The list is too long to choose from: at most 60 areas.")


class TooManyQuestions(ContentsRefused):
    """Each question costs signatures."""

    message = _l("Five questions at a time is the most: each one makes some people give up.")


class OnlyOptionalNow(ContentsRefused):
    """Nothing new is required once people have begun to sign."""

    message = _l("The petition has been opened, so what is added now can only be optional.")


class QuestionOnlyOptional(OnlyOptionalNow):
    """The same, of a question."""


class AskedAlready(ContentsRefused):
    """Somebody else asked it meanwhile."""

    message = _l("This question is asked already.")


class NotAskedAny(ContentsRefused):
    """The question was taken away meanwhile."""

    message = _l("This question has already been taken away.")


def _offer(petition: Petition, names: Sequence[str], was: str) -> int:
    wanted = list(dict.fromkeys(names))
    if len(wanted) > MOST_AREAS:
        raise TooManyAreas
    if was != mark_of(petition):
        raise ListChanged
    standing = {area.name: area for area in asking.list_areas(petition)}
    for name, area in standing.items():
        if name not in wanted and petition.state in UNOPENED:
            db.session.delete(area)
        area.is_offered = name in wanted
    for number, name in enumerate(wanted, start=1):
        area = standing.get(name) or Area(petition_id=petition.id, name=name, is_offered=True, count=0)
        area.number = number
        db.session.add(area)
    db.session.flush()
    return len(wanted)


def mark_of(petition: Petition) -> str:
    """Give what tells one list of areas from another: which are offered, in their order."""
    offered = [area for area in asking.list_areas(petition) if area.is_offered]
    return "-".join(str(area.id) for area in offered)


def change_contents(
    petition: Petition,
    names: Sequence[str],
    *,
    was: str,
    phone: AskFor,
    comment: bool,
    association: str,
    actor: Account | None,
    new: NewQuestion | None = None,
) -> None:
    """Offer areas in this order, ask for a phone number and a comment or not, and ask one question more.

    ``was`` is the mark of the list that was changed. What signers are told changes with it: an open petition
    gets new words of consent, which those who come from now on agree to.
    Raises NoMoreAsked, TooManyAreas, ListChanged, OnlyOptionalNow, TooManyQuestions, QuestionOnlyOptional.
    """
    _begin(petition)
    before = petition.ask_phone, petition.ask_comment, mark_of(petition)
    count = _offer(petition, names, was)
    _ask_for(petition, phone, comment, association)
    label = new.label if new is not None and _ask(petition, new)[1] else ""
    if label and before == (petition.ask_phone, petition.ask_comment, mark_of(petition)):
        record.write_down("petition.question_added", actor=actor, petition_id=petition.id, words=label)
        return
    facts = {"phone": str(phone), "comment": comment, "count": count}
    record.write_down("petition.asked_for", actor=actor, petition_id=petition.id, facts=facts, words=label)


def _ask_for(petition: Petition, phone: AskFor, comment: bool, association: str) -> None:
    is_harder = phone == AskFor.REQUIRED and petition.ask_phone != AskFor.REQUIRED
    if is_harder and petition.state not in UNOPENED:
        raise OnlyOptionalNow
    petition.ask_phone, petition.ask_comment = phone, comment
    if petition.state not in UNOPENED:
        consent.renew(petition, association)


@dataclass(frozen=True)
class NewQuestion:
    """A question as an organizer writes it."""

    label: str
    kind: QuestionKind = QuestionKind.YES_NO
    is_required: bool = False


def add_question(petition: Petition, new: NewQuestion, *, actor: Account | None) -> Question:
    """Ask one question more; the same one pressed twice is asked once.

    Raises NoMoreAsked, TooManyQuestions, QuestionOnlyOptional.
    """
    _begin(petition)
    question, is_new = _ask(petition, new)
    if is_new:
        record.write_down("petition.question_added", actor=actor, petition_id=petition.id, words=new.label)
    return question


def _ask(petition: Petition, new: NewQuestion) -> tuple[Question, bool]:
    """Ask a question, and say whether it is new."""
    if new.is_required and petition.state not in UNOPENED:
        raise QuestionOnlyOptional
    standing = asking.list_questions(petition)
    asked = [each for each in standing if each.is_asked]
    twin = next((each for each in asked if (each.label, each.kind) == (new.label, new.kind)), None)
    if twin is not None:
        return twin, False
    if len(asked) >= MOST_QUESTIONS:
        raise TooManyQuestions
    number = max((each.number for each in standing), default=0) + 1
    question = Question(petition_id=petition.id, number=number, is_asked=True, **vars(new))
    db.session.add(question)
    db.session.flush()
    return question, True


def end_question(petition: Petition, question_id: int, *, actor: Account | None) -> None:
    """Ask a question no more; what was answered stays. Raises NoMoreAsked, NotAskedAny."""
    _begin(petition)
    wanted = select(Question).where(Question.id == question_id, Question.petition_id == petition.id)
    question = db.session.scalar(wanted)
    if question is None or not question.is_asked:
        raise NotAskedAny
    if petition.state in UNOPENED:
        db.session.delete(question)
    else:
        question.is_asked = False
    db.session.flush()
    record.write_down("petition.question_ended", actor=actor, petition_id=petition.id, words=question.label)


def ask_again(petition: Petition, question_id: int, *, actor: Account | None) -> None:
    """Ask a question again that was no longer asked, as it was.

    Raises NoMoreAsked, AskedAlready, TooManyQuestions.
    """
    _begin(petition)
    standing = asking.list_questions(petition)
    asked = [each for each in standing if each.is_asked]
    question = next(each for each in standing if each.id == question_id)
    if any((each.label, each.kind) == (question.label, question.kind) for each in asked):
        raise AskedAlready
    if len(asked) >= MOST_QUESTIONS:
        raise TooManyQuestions
    question.is_asked = True
    db.session.flush()
    words = question.label
    record.write_down("petition.question_asked_again", actor=actor, petition_id=petition.id, words=words)


def _begin(petition: Petition) -> None:
    """Hold the petition, which must still take signatures or be going to."""
    hold(petition)
    if petition.state not in (*UNOPENED, PetitionState.OPEN):
        raise NoMoreAsked
