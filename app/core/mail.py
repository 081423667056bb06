"""Mail: written down in the same transaction as the act, sealed, and delivered after commit.

Nothing is mailed that was not stored, nothing is lost while the mail server is down, and no visitor
waits for it. What a mail says is made when it leaves, from its kind and sealed facts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import policy
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.utils import format_datetime
from enum import StrEnum
from typing import Any, cast
from urllib.parse import urlsplit

from flask import current_app, render_template
from sqlalchemy import Index, LargeBinary, SmallInteger, String, Table, insert, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core import addresses, clock, crypto, i18n, mail_way
from app.core.db import Base, db
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l


class MailGoesNowhere(DomainError):
    """Without a mail server nobody gets the mail that is promised."""

    message = _l(
        "No e-mail can be sent yet, so nobody would get a confirmation. "
        "Choose the association’s mailbox under Settings, E-mail."
    )


def check_way_out() -> None:
    """Refuse what promises people a mail as long as mails only lie in a folder; raises MailGoesNowhere.

    In the demonstration they are read from the folder.
    """
    if not mail_way.is_open(current_app.config["SETTINGS"]):
        raise MailGoesNowhere


class MailState(StrEnum):
    """Where a mail is on its way."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


class OutboxMail(Base):
    """One mail to one person, waiting or gone; its facts are wiped when it has left."""

    __tablename__ = "outbox_mail"
    __table_args__ = (
        Index(
            "ix_outbox_mail_due",
            "next_try_at",
            sqlite_where=text("state = 'queued'"),
            postgresql_where=text("state = 'queued'"),
        ),
        Index("ix_outbox_mail_about", "about"),
        Index("ix_outbox_mail_owner", "owner"),
        Index("ix_outbox_mail_sent_at", "sent_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    kind: Mapped[str] = mapped_column(String(60))
    locale: Mapped[str] = mapped_column(String(5))
    scope: Mapped[str] = mapped_column(String(80))
    sealed: Mapped[bytes | None]
    owner: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    """Whose mail it is (the uid of a signature): it goes when she does."""
    about: Mapped[bytes | None] = mapped_column(LargeBinary(20))
    """What the mail is about (a receipt), so that the demo can show it; no personal data."""
    state: Mapped[str] = mapped_column(String(8), default=MailState.QUEUED)
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    created_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    problem: Mapped[str | None] = mapped_column(String(80))


@dataclass(frozen=True)
class Letter:
    """What a mail says: a text part and an HTML part are made from the same words."""

    subject: str
    paragraphs: list[str]
    action_label: str = ""
    action_url: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    """Lesser ways to act, each with its words and its address."""
    code: tuple[str, str] | None = None
    """What the code below is for, and the code, which is to be typed by hand."""
    after: list[str] = field(default_factory=list)
    calendar: str = ""
    """An iCalendar object to send along."""
    unsubscribe: str = ""
    """Where one POST ends mails of this kind, for the button of mail programs (RFC 8058)."""


Writer = Callable[[dict[str, Any]], Letter]

_writers: dict[str, Writer] = {}
_patient: set[str] = set()


def letter(kind: str, *, can_wait: bool = False) -> Callable[[Writer], Writer]:
    """Register the function that writes one kind of mail from its facts.

    What can wait, like a reminder, leaves when nothing is due that somebody waits for.
    """

    def register(writer: Writer) -> Writer:
        _writers[kind] = writer
        if can_wait:
            _patient.add(kind)
        return writer

    return register


def patient_kinds() -> frozenset[str]:
    """Name the kinds of mail that let others go first."""
    return frozenset(_patient)


def enqueue(
    kind: str,
    *,
    to: str,
    scope: str,
    facts: dict[str, Any],
    about: bytes | None = None,
    owner: bytes | None = None,
    delay: timedelta = timedelta(0),
) -> OutboxMail:
    """Write down a mail in the transaction in hand, in the language in hand."""
    row = OutboxMail(**write(kind, to=to, scope=scope, facts=facts, about=about, owner=owner, delay=delay))
    db.session.add(row)
    return row


def write(
    kind: str,
    *,
    to: str,
    scope: str,
    facts: dict[str, Any],
    about: bytes | None = None,
    owner: bytes | None = None,
    delay: timedelta = timedelta(0),
) -> dict[str, Any]:
    """Make a mail ready, sealed, in the language in hand; `put` puts it into the outbox later."""
    if kind not in _writers:
        raise LookupError(f"No letter of kind {kind!r} is registered.")
    moment, uid = clock.now(), crypto.new_uid()
    return {
        "uid": uid,
        "kind": kind,
        "locale": i18n.current_language(),
        "scope": scope,
        "sealed": crypto.seal(scope, b"mail|" + uid, {"to": to, **facts}),
        "about": about,
        "owner": owner,
        "created_at": moment,
        "next_try_at": moment + delay,
    }


def write_down_nothing(scope: str) -> None:
    """Do what writing down a mail does, with nobody to mail: the time taken tells nobody who is known."""
    moment, uid = clock.now(), crypto.new_uid()
    crypto.seal(scope, b"mail|" + uid, {"to": "nobody@localhost", "token": crypto.new_token()})
    db.session.add(
        OutboxMail(
            uid=uid,
            kind="nothing",
            locale=i18n.current_language(),
            scope=scope,
            state=MailState.SENT,
            created_at=moment,
            next_try_at=moment,
        )
    )
    db.session.flush()


_PUT = insert(cast("Table", OutboxMail.__table__))


def put(ready: dict[str, Any]) -> None:
    """Put a mail made ready before into the outbox, in the transaction in hand."""
    db.session.execute(_PUT, ready)


class _WholeLine(UnstructuredHeader, BaseHeader):
    """A header in one line: a long address would be encoded to be folded, as no mail program reads it."""

    def fold(self, *, policy: policy.Policy) -> str:
        """Give the line as it is."""
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", _WholeLine)
_POLICY = policy.EmailPolicy(header_factory=_HEADERS)


def compose(row: OutboxMail, *, sender: str = "") -> EmailMessage:
    """Make the message of an outbox row, from the address that mails come from unless another is given.

    Raises LookupError when its facts are gone, ValueError when the receiver's address is none.
    """
    if row.sealed is None:
        raise LookupError("This mail has left already.")
    facts = crypto.unseal(row.scope, b"mail|" + row.uid, row.sealed)
    sender_name = current_app.extensions["samling.sender_name"]()
    with i18n.in_language(row.locale):
        words = _writers[row.kind](facts)
        text_part = render_template("email/letter.txt", letter=words, sender=sender_name)
        html_part = render_template("email/letter.html", letter=words, sender=sender_name, lang=row.locale)
    message = EmailMessage(policy=_POLICY)
    # EmailMessage refuses line breaks in headers; without them a name can neither add one nor stop the mail.
    message["Subject"] = _one_line(words.subject)
    message["From"] = Address(_one_line(sender_name), addr_spec=sender or mail_way.sender())
    local, domain = addresses.for_sending(facts["to"])
    message["To"] = Address(username=local, domain=domain)
    message["Date"] = format_datetime(row.created_at)
    message["Message-ID"] = message_id(row)
    message["Auto-Submitted"] = "auto-generated"
    if words.unsubscribe:
        message["List-Unsubscribe"] = f"<{words.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(text_part)
    message.add_alternative(html_part, subtype="html")
    if words.calendar:
        message.add_attachment(words.calendar, subtype="calendar", filename="samling.ics")
    message["Content-Language"] = row.locale  # set_content() takes away what begins with Content
    return message


def _one_line(text: str) -> str:
    return " ".join(text.split())


def message_id(row: OutboxMail) -> str:
    """Give the Message-ID of a row: the same at every try, so that receivers can tell a repeat."""
    host = urlsplit(current_app.config["SETTINGS"].base_url).hostname or "localhost"
    return f"<{row.uid.hex()}@{host}>"
