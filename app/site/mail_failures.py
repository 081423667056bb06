"""Why a mail server did not take a mail, each in a sentence that says what to change, and at which field."""

from __future__ import annotations

import smtplib
import socket
import ssl

from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l


class MailFailed(DomainError):
    """Why the trial of a mail server failed."""

    field = "provider"
    message = _l("The mail server did not take the mail (%(code)s). Wait a while and try again.")


class HostUnknown(MailFailed):
    """No such name."""

    field = "host"
    message = _l("There is no server named %(host)s. Look up the name of the server for outgoing mail.")


class HostInside(MailFailed):
    """A machine that the browser must not make us talk to."""

    field = "host"
    message = _l(
        "This server is on the inside of the network that we run in. Whoever runs the server can set it."
    )


class Silent(MailFailed):
    """Nothing answers, or too slowly."""

    field = "port"
    message = _l("%(host)s does not answer on port %(port)s. Look up the port; mostly it is 587 or 465.")


class TlsName(MailFailed):
    """Somebody else's certificate."""

    field = "host"
    message = _l(
        "The server calls itself something else than %(host)s, so nothing was sent to it. Look up its name."
    )


class TlsUntrusted(MailFailed):
    """A certificate that nobody vouches for."""

    field = "host"
    message = _l("The certificate of %(host)s is not one that can be trusted, so nothing was sent to it.")


class TlsWrong(MailFailed):
    """The other kind of encryption, or none."""

    field = "port"
    message = _l(
        "The encryption does not fit port %(port)s: 465 encrypts from the start, 587 after the first words."
    )


class WrongPassword(MailFailed):
    """User or password."""

    field = "password"
    message = _l("The server does not accept the user name with this password. Type both once more.")


class PasswordNotPlain(MailFailed):
    """smtplib can send ASCII alone."""

    field = "password"
    message = _l(
        "The password or the user name has letters other than a–z, which mail servers do not take. "
        "Choose another."
    )


class SenderRefused(MailFailed):
    """Not an address of this mailbox."""

    field = "sender"
    message = _l("The mailbox may not send from %(sender)s. Write the mailbox's own address.")


class ReceiverRefused(MailFailed):
    """Where the test mail was to go."""

    field = "provider"
    message = _l("The server refused to send to your own address (%(code)s).")


_KINDS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], type[MailFailed]], ...] = (
    ((ssl.SSLError, smtplib.SMTPNotSupportedError, smtplib.SMTPServerDisconnected), TlsWrong),
    (socket.gaierror, HostUnknown),
    (smtplib.SMTPAuthenticationError, WrongPassword),
    (smtplib.SMTPSenderRefused, SenderRefused),
    (UnicodeEncodeError, PasswordNotPlain),
)
"""The first that fits tells."""


def told(error: Exception, *, host: str, port: int, sender: str) -> MailFailed:
    """Turn what smtplib or the socket raised into a refusal."""
    words = {"host": host, "port": port, "sender": sender}
    if isinstance(error, ssl.SSLCertVerificationError):
        # 62: the name, 64: the address (X509_V_ERR_HOSTNAME_MISMATCH, …_IP_ADDRESS_MISMATCH)
        return TlsName(**words) if error.verify_code in {62, 64} else TlsUntrusted(**words)
    if isinstance(error.__context__, TimeoutError):
        return Silent(**words)  # smtplib calls it a closed connection
    for kinds, refusal in _KINDS:
        if isinstance(error, kinds):
            return refusal(**words)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _of_receivers(error, words)
    # smtplib's own errors are OSErrors too
    if isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException):
        return Silent(**words)
    return MailFailed(code=getattr(error, "smtp_code", type(error).__name__), **words)


def _of_receivers(error: smtplib.SMTPRecipientsRefused, words: dict[str, object]) -> MailFailed:
    """Tell a refused receiver; many servers speak of the sender only there."""
    code, said = next(iter(error.recipients.values()))
    about_sender = b"sender" in said.lower() or b"not owned" in said.lower()
    return SenderRefused(**words) if about_sender else ReceiverRefused(code=code, **words)
