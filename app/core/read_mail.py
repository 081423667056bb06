"""Reading delivered mails from the maildir, for the demonstration."""

from __future__ import annotations

import email
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from app.core.config import Settings
from app.core.db import db
from app.core.mail import MailState, OutboxMail, message_id
from app.core.postman import maildir_path


def delivered_about(about: bytes, settings: Settings) -> list[EmailMessage]:
    """Find the mails about one thing in the maildir, newest first; for the demonstration only."""
    rows = db.session.scalars(
        select(OutboxMail)
        .where(OutboxMail.about == about, OutboxMail.state == MailState.SENT)
        .order_by(OutboxMail.id.desc())
    ).all()
    wanted = {message_id(row): None for row in rows}
    found: dict[str, EmailMessage] = {}
    for path in sorted(maildir_path(settings).glob("new/*"), reverse=True):
        message = _read(path)
        name = str(message["Message-ID"])
        if name in wanted:
            found[name] = message
        if len(found) == len(wanted):
            break
    return [found[name] for name in wanted if name in found]


def _read(path: Path) -> EmailMessage:
    with path.open("rb") as file:
        message = email.message_from_binary_file(file, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


@dataclass(frozen=True)
class ReadMail:
    """A delivered mail as its receiver sees it."""

    subject: str
    sender: str
    text: str
    links: list[tuple[str, str]]
    """Each address with the line above it, which says where it leads."""
    language: str


def words_of(message: EmailMessage) -> ReadMail:
    """Read what a mail says and which addresses on this site it leads to."""
    part = message.get_body(("plain",))
    text = part.get_content() if part is not None else ""
    base: str = current_app.config["SETTINGS"].base_url
    links, above = [], ""
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith(base):
            links.append((line, above.rstrip(":")))
        else:
            above = line
    return ReadMail(
        subject=str(message["Subject"]),
        sender=str(message["From"]),
        text=text,
        links=links,
        language=str(message["Content-Language"] or ""),
    )
