"""Mail as people receive it: read from the maildir, or taken by a real SMTP server that can misbehave."""

from __future__ import annotations

import asyncio
import email
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from flask import Flask, current_app

from app.core import postman
from app.core.config import Settings
from tests import pages

SOMEWHERE = "smtp://mail.invalid:2525"
"""A mail server that no test asks."""
ADDRESS = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True)
class Letter:
    """One mail, taken apart."""

    message: EmailMessage

    @property
    def to(self) -> str:
        """Give the receiver."""
        return str(self.message["To"])

    @property
    def subject(self) -> str:
        """Give the subject."""
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        """Give the text part."""
        return self._part("plain")

    @property
    def html(self) -> str:
        """Give the HTML part."""
        return self._part("html")

    @property
    def links(self) -> list[str]:
        """Give the addresses in the text part, in their order."""
        return ADDRESS.findall(self.text)

    def _part(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        assert part is not None, f"The mail “{self.subject}” has no {kind} part."
        return str(part.get_content())


def read_letter(raw: bytes) -> Letter:
    """Take a mail apart and check what every mail must be."""
    message = email.message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    letter = Letter(message)
    for name in ("From", "To", "Subject", "Date", "Message-ID"):
        assert len(message.get_all(name, [])) == 1, f"A mail needs one {name}: {message.items()}"
    assert letter.text.strip(), "A mail needs a text part."
    pages.check_mail(letter.html)
    return letter


class Mailbox:
    """The maildir of one test; `deliver()` does the background worker's work."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        given: Settings = app.config["SETTINGS"]
        folder = f"maildir:{given.instance / 'mail'}"
        self._settings = replace(given, mail_url=folder) if given.mail_url == SOMEWHERE else given

    def deliver(self) -> list[Letter]:
        """Deliver what is due, then give every mail in the box."""
        given: Settings = self._app.config["SETTINGS"]
        if given.mail_url == SOMEWHERE:
            self._app.config["SETTINGS"] = self._settings
        with self._app.app_context():
            while postman.deliver_due():
                pass
        self._app.config["SETTINGS"] = given
        return self.letters()

    def letters(self) -> list[Letter]:
        """Give every mail in the box, oldest first."""
        folder = postman.maildir_path(self._settings)
        paths = sorted(folder.glob("new/*"), key=lambda path: (path.stat().st_mtime_ns, path.name))
        return [read_letter(path.read_bytes()) for path in paths]

    def last(self) -> Letter:
        """Deliver what is due and give the newest mail."""
        letters = self.deliver()
        assert letters, "No mail has come."
        return letters[-1]


@pytest.fixture
def mail_server(app: Flask) -> None:
    """Have a mail server, as every installation has that plans shifts; a mailbox takes its mails."""
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], mail_url=SOMEWHERE)


@contextmanager
def as_if_mails_were_sent() -> Iterator[None]:
    """Let acts that promise mails be done, as in the demonstration, whatever the settings are."""
    app, given = current_app._get_current_object(), current_app.config["SETTINGS"]  # type: ignore[attr-defined]
    app.config["SETTINGS"] = replace(given, demo=True)
    try:
        yield
    finally:
        app.config["SETTINGS"] = given


@pytest.fixture
def mailbox(app: Flask) -> Mailbox:
    """Read the mail that the application under test has sent."""
    return Mailbox(app)


class _Controller(Controller):
    """Hangs up on everybody when it stops; what is left open is complained of in whichever test runs then."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sessions: list[SMTP] = []

    def factory(self) -> SMTP:
        """Talk to one more."""
        self.sessions.append(super().factory())  # type: ignore[no-untyped-call]  # it has no types
        return self.sessions[-1]

    def stop(self, no_assert: bool = False) -> None:
        """Hang up and stop."""
        asyncio.run_coroutine_threadsafe(self._hang_up(), self.loop).result(timeout=10)
        super().stop(no_assert)

    async def _hang_up(self) -> None:
        for session in self.sessions:
            if session.transport is not None:
                session.transport.close()
        await asyncio.sleep(0)  # closing ends in the loop's next turn


@dataclass
class SmtpServer:
    """An SMTP server on a real socket: `answer`, `wait` and `stop()` make it misbehave."""

    host: str = "127.0.0.1"
    port: int = 0
    answer: str = ""
    """What it says to a mail instead of taking it, like “451 try later” or “550 no such person”."""
    answers_by_receiver: dict[str, str] = field(default_factory=dict)
    """What it says to RCPT TO for one address."""
    wait: float = 0.0
    """Seconds that it takes over a mail."""
    tried: int = 0
    letters: list[Letter] = field(default_factory=list)
    faults: list[Exception] = field(default_factory=list)
    _controller: Any = None

    @property
    def url(self) -> str:
        """Give the address for SAMLING_MAIL_URL."""
        return f"smtp://{self.host}:{self.port}"

    def start(self) -> None:
        """Begin to answer, on the same port as before."""
        self.port = self.port or free_port()
        self._controller = _Controller(
            self, hostname=self.host, port=self.port, server_hostname="mail.example"
        )
        self._controller.start()

    def stop(self) -> None:
        """Be down: connections are refused."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, _server: SMTP, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        """Take a receiver or refuse it."""
        if address in self.answers_by_receiver:
            return self.answers_by_receiver[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Take a mail, after the wait, or refuse it."""
        self.tried += 1
        await asyncio.sleep(self.wait)
        if self.answer:
            return self.answer
        try:
            self.letters.append(read_letter(envelope.content))
        except Exception as fault:  # noqa: BLE001 (told to the test at the end)
            self.faults.append(fault)
        return "250 taken"


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


@pytest.fixture
def smtp_server() -> Iterator[SmtpServer]:
    """Run an SMTP server; a mail that breaks a rule fails the test."""
    server = SmtpServer()
    server.start()
    yield server
    server.stop()
    if server.faults:
        raise server.faults[0]


def maildir_letters(folder: Path) -> list[Letter]:
    """Read the mails in the maildir of a server that runs as a process of its own."""
    return [
        read_letter(path.read_bytes())
        for path in sorted(folder.glob("new/*"), key=lambda p: p.stat().st_mtime_ns)
    ]
