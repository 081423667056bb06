"""Read one signature for the desk: what is known about it, and what has been done with it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts import reach
from app.accounts.models import Account
from app.core.db import db
from app.core.i18n import gettext as _
from app.petitions.models import Petition, Question, QuestionKind
from app.record.models import Act
from app.signatures.masking import opened
from app.signatures.models import Report, Signature

HISTORY = 50


def get_for(account: Account, petition_id: int, signature_id: int) -> Signature:
    """Give one signature of a petition that an organizer works with; raises NoResultFound."""
    hers = select(Petition.id).where(reach.by_campaign(account, Petition.campaign_id))
    there = Signature.id == signature_id, Signature.petition_id == petition_id
    mine = select(Signature).where(*there, Signature.petition_id.in_(hers))
    related = joinedload(Signature.petition), joinedload(Signature.consent), joinedload(Signature.area)
    return db.session.scalars(mine.options(*related)).one()


def list_acts_on(row: Signature) -> Sequence[Act]:
    """List what organizers have done with one signature, newest first."""
    hers = Act.petition_id == row.petition_id, Act.facts["signature"].as_integer() == row.id
    newest = select(Act).where(*hers).order_by(Act.id.desc()).limit(HISTORY)
    return db.session.scalars(newest.options(joinedload(Act.account))).all()


def list_reports_of(row: Signature) -> Sequence[Report]:
    """List what was reported about one signature, newest first."""
    hers = select(Report).where(Report.signature_id == row.id)
    return db.session.scalars(hers.order_by(Report.id.desc()).limit(HISTORY)).all()


def list_details(row: Signature) -> list[tuple[str, str]]:
    """List what a signer gave beside name and address: phone, comment, answers to questions."""
    person = opened(row.petition.scope, row)
    found = [(_("Phone"), person.get("phone")), (_("Comment"), person.get("comment"))]
    answers = person.get("answers") or {}
    if answers:
        asked = select(Question).where(Question.petition_id == row.petition_id).order_by(Question.number)
        found += [
            (question.label, _in_words(question, answers.get(str(question.id))))
            for question in db.session.scalars(asked)
        ]
    return [(label, str(words)) for label, words in found if words]


def _in_words(question: Question, answer: str | None) -> str | None:
    if question.kind != QuestionKind.YES_NO or not answer:
        return answer
    return str(_("Yes") if answer == "yes" else _("No"))
