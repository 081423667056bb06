"""What this installation keeps about people, read from its settings and petitions: for the drafts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from sqlalchemy import func, or_, select

from app.accounts.models import Account
from app.core import clock
from app.core.config import Settings
from app.core.db import db
from app.exports.models import Export
from app.kiosks.models import Kiosk
from app.petitions.models import UNOPENED, AskFor, Petition, Question
from app.site import queries as site
from app.site.models import Association
from app.volunteers.models import VolunteerImport


@dataclass(frozen=True)
class PetitionFacts:
    """What one petition asks for and promises."""

    title: str
    recipient: str
    is_authority: bool
    preset: str
    purge_on: date | None
    asks_phone: bool
    asks_comment: bool
    questions: list[str]


@dataclass(frozen=True)
class Facts:
    """Everything that the drafts are filled from."""

    association: Association
    petitions: list[PetitionFacts]
    """Those that are open or closed and whose names are not removed yet."""
    roles: list[tuple[str, int]]
    """Roles of those who are let in, and how many have each."""
    taken_out: list[tuple[str, str]]
    """Petitions of which lists were fetched, and the presets of these."""
    base_url: str
    database: str
    mail_host: str
    """Empty as long as no mail leaves."""
    has_kiosks: bool
    has_imports: bool

    @property
    def asks_phone(self) -> bool:
        """Say whether any petition asks for a phone."""
        return any(petition.asks_phone for petition in self.petitions)

    @property
    def asks_comment(self) -> bool:
        """Say whether any petition has room for a comment."""
        return any(petition.asks_comment for petition in self.petitions)

    @property
    def questions(self) -> list[str]:
        """List the questions that petitions ask."""
        return [question for petition in self.petitions for question in petition.questions]

    @property
    def reaches_authority(self) -> bool:
        """Say whether a list of more than a number goes where it becomes a public document."""
        return any(petition.is_authority and petition.preset != "count" for petition in self.petitions)


def gather(settings: Settings) -> Facts:
    """Read what the drafts are filled from."""
    association = site.get_association()
    return Facts(
        association=association,
        petitions=_petitions(),
        roles=_roles(),
        taken_out=_taken_out(),
        base_url=settings.base_url,
        database="SQLite" if settings.is_sqlite else "PostgreSQL",
        mail_host=_mail_host(settings, association),
        has_kiosks=db.session.scalar(select(Kiosk.id).limit(1)) is not None,
        has_imports=_has_imports(),
    )


def _petitions() -> list[PetitionFacts]:
    rows = db.session.scalars(
        select(Petition)
        .where(Petition.state.not_in(UNOPENED), Petition.purged_at.is_(None))
        .order_by(Petition.id)
    ).all()
    asked: dict[int, list[str]] = {}
    questions = select(Question.petition_id, Question.label).where(Question.is_asked)
    for petition_id, label in db.session.execute(questions.order_by(Question.number, Question.id)):
        asked.setdefault(petition_id, []).append(label)
    return [
        PetitionFacts(
            title=row.title,
            recipient=row.recipient,
            is_authority=row.is_authority,
            preset=row.preset,
            purge_on=row.purge_on,
            asks_phone=row.ask_phone != AskFor.NOTHING,
            asks_comment=row.ask_comment,
            questions=asked.get(row.id, []),
        )
        for row in rows
    ]


def _roles() -> list[tuple[str, int]]:
    let_in = Account.disabled_at.is_(None), or_(Account.ends_at.is_(None), Account.ends_at > clock.now())
    counted = select(Account.role, func.count()).where(*let_in).group_by(Account.role).order_by(Account.role)
    return [(role, count) for role, count in db.session.execute(counted)]


def _taken_out() -> list[tuple[str, str]]:
    rows = select(Petition.title, Export.preset).join(Export, Export.petition_id == Petition.id).distinct()
    rows = rows.where(Export.taken > 0)
    return [
        (title, preset) for title, preset in db.session.execute(rows.order_by(Petition.title, Export.preset))
    ]


def _mail_host(settings: Settings, association: Association) -> str:
    chosen = association.mail.get("host", "") if association.mail else ""
    if isinstance(chosen, str) and chosen:
        return chosen
    return "" if settings.mail_url.startswith("maildir:") else urlsplit(settings.mail_url).hostname or ""


def _has_imports() -> bool:
    read = VolunteerImport.done_at.is_not(None), VolunteerImport.undone_at.is_(None)
    return db.session.scalar(select(VolunteerImport.id).where(*read).limit(1)) is not None
