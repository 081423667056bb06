"""Ways to hand a mail over: by SMTP, or into a maildir where there is no mail server yet."""

from __future__ import annotations

import mailbox
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from app.core.config import LOOPBACK_NAMES, Settings
from app.core.mail_way import Way

SMTP_TIMEOUT = 20.0


class Refused(Exception):
    """The receiver will never take this mail."""


class Unavailable(Exception):
    """The mail cannot be delivered now; trying later makes sense."""


class Unreachable(Unavailable):
    """The mail server itself does not take part: no other mail would fare better now."""


class Transport(Protocol):
    """Somewhere that a mail can be handed over."""

    def send(self, message: EmailMessage) -> None:
        """Hand over one mail; raises Refused or Unavailable."""


class Maildir:
    """A folder of mails, for the demonstration and for trying things out."""

    def __init__(self, path: Path) -> None:
        self._box = mailbox.Maildir(path, create=True)

    def send(self, message: EmailMessage) -> None:
        """Put the mail into the folder, durable before it returns; raises Unavailable."""
        try:
            self._box.add(message)
            self._box.flush()
        except OSError as error:
            raise Unavailable(type(error).__name__) from error


class Smtp:
    """One connection to a mail server, opened at the first mail and used for the batch."""

    def __init__(self, url: str, *, timeout: float | None = None) -> None:
        self._url = urlsplit(url)
        self._timeout = timeout or SMTP_TIMEOUT
        self._server: smtplib.SMTP | None = None

    def _connect(self) -> smtplib.SMTP:
        host = self._url.hostname or "localhost"
        context = ssl.create_default_context()
        if host in LOOPBACK_NAMES:
            # The self-signed certificate most of them have will do: nobody stands between us and ourselves.
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        server: smtplib.SMTP
        if self._url.scheme == "smtps":
            server = smtplib.SMTP_SSL(host, self._url.port or 465, timeout=self._timeout, context=context)
        else:
            server = smtplib.SMTP(host, self._url.port or 587, timeout=self._timeout)
        try:
            self._introduce(server, host, context)
        except BaseException:
            server.close()
            raise
        return server

    def _introduce(self, server: smtplib.SMTP, host: str, context: ssl.SSLContext) -> None:
        server.ehlo()
        # Off this machine mail travels encrypted or not at all.
        if self._url.scheme == "smtp" and (host not in LOOPBACK_NAMES or server.has_extn("starttls")):
            server.starttls(context=context)
        if self._url.username:
            server.login(unquote(self._url.username), unquote(self._url.password or ""))

    def send(self, message: EmailMessage) -> None:
        """Send one mail; raises Refused for a lasting refusal (5xx), Unavailable for everything else."""
        try:
            if self._server is None:
                self._server = self._connect()
            self._server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            self._reset()
            raise _verdict(max(code for code, _ in error.recipients.values())) from error
        except (
            smtplib.SMTPAuthenticationError,
            smtplib.SMTPConnectError,
            smtplib.SMTPHeloError,
            smtplib.SMTPSenderRefused,
        ) as error:
            self.close()  # our own settings or their house, not this mail
            raise Unreachable(f"{type(error).__name__} {error.smtp_code}") from error
        except smtplib.SMTPResponseException as error:
            self._reset()
            raise _verdict(error.smtp_code) from error
        except (smtplib.SMTPException, OSError, ValueError) as error:
            self.close()
            raise Unreachable(type(error).__name__) from error

    def try_out(self, message: EmailMessage) -> None:
        """Send one mail and hang up; raises whatever smtplib and the socket raise, so that it can be told."""
        server = self._connect()
        try:
            server.send_message(message)
        finally:
            server.close()

    def _reset(self) -> None:
        """Ready the connection for the next mail of the batch, or drop it."""
        try:
            if self._server is not None:
                self._server.rset()
        except (smtplib.SMTPException, OSError):
            self.close()

    def close(self) -> None:
        """Say goodbye to the server."""
        server, self._server = self._server, None
        if server is not None:
            try:
                server.quit()
            except (smtplib.SMTPException, OSError):
                server.close()


def _verdict(code: int) -> Exception:
    return Refused(f"refused {code}") if code >= 500 else Unavailable(f"put off {code}")


@contextmanager
def transport(settings: Settings, way: Way) -> Iterator[Transport]:
    """Open the way that mails leave by."""
    if way.url.startswith("maildir:"):
        yield Maildir(maildir_path(settings))
        return
    smtp = Smtp(way.url)
    try:
        yield smtp
    finally:
        smtp.close()


def maildir_path(settings: Settings) -> Path:
    """Say where the maildir lies."""
    path = Path(settings.mail_url.removeprefix("maildir:"))
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
