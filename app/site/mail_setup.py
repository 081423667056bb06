"""How mail leaves, set in the browser: tried for real before it is stored, tested once it is read."""

from __future__ import annotations

import hmac
import ipaddress
import secrets
import socket
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from app.accounts import service as accounts
from app.accounts.models import Account
from app.core import clock, crypto, mail, mail_way
from app.core.config import Settings
from app.core.db import db
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.core.mail import MailState, OutboxMail
from app.core.mail_way import Ceiling, Way
from app.core.transports import Smtp
from app.record import service as record
from app.site import changing, mail_failures
from app.site.models import Association
from app.site.queries import get_association

SCOPE = "mail"
ROW = b"association|mail"
TRIAL_TIMEOUT = 8.0
CODE_LASTS = timedelta(hours=24)
MOST_TRIES = 5


class SetupRefused(DomainError):
    """Why the mail settings are not taken."""


class SetByServer(SetupRefused):
    """Whoever runs the server has decided."""

    message = _l("Whoever runs the server has set up e-mail, so it cannot be changed here.")


class NoPasswordYet(SetupRefused):
    """Nothing kept to send in its place."""

    message = _l("Type the mailbox's password.")


class CodeWrong(SetupRefused):
    """Not the code of the mail."""

    message = _l("That is not the code in the mail. Look at it once more.")


class CodeGone(SetupRefused):
    """Too late, or too many tries."""

    message = _l("The code has had its time. Send a new test mail.")


@dataclass(frozen=True, kw_only=True)
class MailChoice:
    """What is typed about the mailbox."""

    provider: str
    host: str
    port: int
    is_implicit: bool
    user: str
    password: str = field(repr=False)
    """Empty to go on with the one that is kept."""
    sender: str
    ceiling: Ceiling


def find_way() -> Way | None:
    """Give the way that the association has set; None where it has set none."""
    association = get_association()
    if not association.mail or not association.mail_sealed:
        return None
    known = association.mail
    kept = _secret(association)
    url = _url(known["host"], known["port"], known["implicit"], kept["user"], kept["password"])
    return Way(url, known["sender"], Ceiling(known["count"], timedelta(seconds=known["window"])))


def _secret(association: Association) -> dict[str, str]:
    assert association.mail_sealed is not None
    return crypto.unseal(SCOPE, ROW, association.mail_sealed)


def user_of(association: Association) -> str:
    """Give the user name at the mail server, for whoever changes the settings; empty where there is none."""
    return _secret(association)["user"] if association.mail_sealed else ""


def _url(host: str, port: int, is_implicit: bool, user: str, password: str) -> str:
    scheme = "smtps" if is_implicit else "smtp"
    return f"{scheme}://{quote(user, safe='')}:{quote(password, safe='')}@{host}:{port}"


def try_out(choice: MailChoice, *, to: Account, settings: Settings) -> str:
    """Connect, sign in and send a mail with a code to an administrator; give the code.

    Raises MailFailed, SetByServer, NoPasswordYet. Outside any transaction: it may take some seconds.
    """
    if mail_way.is_set_by_server(settings):
        raise SetByServer
    if not settings.is_loopback:
        _check_outside(choice.host)
    way = Way(
        _url(choice.host, choice.port, choice.is_implicit, choice.user, _password(choice)), choice.sender
    )
    code = f"{secrets.randbelow(10**6):06d}"
    facts = {"code": code}
    written = mail.write("site.mail_test", to=accounts.person(to)["email"], scope=SCOPE, facts=facts)
    message = mail.compose(OutboxMail(**written, state=MailState.QUEUED), sender=choice.sender)
    try:
        Smtp(way.url, timeout=TRIAL_TIMEOUT).try_out(message)
    except Exception as error:  # noqa: BLE001 (each kind becomes a sentence)
        raise mail_failures.told(error, host=choice.host, port=choice.port, sender=choice.sender) from None
    return code


def _password(choice: MailChoice) -> str:
    """Give the password that is typed, or the kept one if server and user are still the same."""
    if choice.password:
        return choice.password
    association = get_association()
    kept = _secret(association) if association.mail_sealed else None
    # Else whoever changes the server's name would have the kept password sent to a server of her own.
    if kept is None or kept["user"] != choice.user or association.mail["host"] != choice.host:
        raise NoPasswordYet
    return kept["password"]


def _check_outside(host: str) -> None:
    """Refuse what lies inside the network that the server runs in; raises HostUnknown, HostInside."""
    try:
        found = {each[4][0] for each in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        raise mail_failures.HostUnknown(host=host) from None
    if not all(ipaddress.ip_address(each).is_global for each in found):
        raise mail_failures.HostInside


def use(choice: MailChoice, code: str, *, version: int, actor: Account) -> None:
    """Send by this mailbox from now on; its mail was accepted, that it arrives is known with the code.

    Raises ChangedMeanwhile.
    """
    password = _password(choice)
    association = changing.lock(version)
    association.mail = {
        "provider": choice.provider,
        "host": choice.host,
        "port": choice.port,
        "implicit": choice.is_implicit,
        "sender": choice.sender,
        "count": choice.ceiling.count,
        "window": int(choice.ceiling.window.total_seconds()),
        "test": {"hash": _code_hash(code), "at": clock.now().isoformat(), "tries": 0},
    }
    association.mail_sealed = crypto.seal(SCOPE, ROW, {"user": choice.user, "password": password})
    association.mail_tested_at = None
    db.session.flush()
    record.write_down("settings.mail", actor=actor, facts={"fields": ["mail"]})


def _code_hash(code: str) -> str:
    return crypto.keyed_hash(SCOPE, "code", code).hex()


def check_code(code: str, *, actor: Account) -> bool:
    """Take the code of the test mail: then mails are known to arrive. False when it is wrong.

    Raises CodeGone. Five tries: a wrong one is counted, so the transaction has to go through.
    """
    association = changing.lock(None)
    test: dict[str, Any] | None = association.mail.get("test")
    if test is None or test["tries"] >= MOST_TRIES:
        raise CodeGone
    if clock.now() > datetime.fromisoformat(test["at"]) + CODE_LASTS:
        raise CodeGone
    is_right = hmac.compare_digest(_code_hash(code), test["hash"])
    if is_right:
        association.mail_tested_at = clock.now()
        association.mail = {name: value for name, value in association.mail.items() if name != "test"}
    else:
        association.mail = association.mail | {"test": test | {"tries": test["tries"] + 1}}
    db.session.flush()
    record.write_down("settings.mail_tested" if is_right else "settings.mail_code", actor=actor)
    return is_right


def stop(*, version: int, actor: Account) -> None:
    """Forget the mailbox: mails go by what the server has, or wait in its folder. Raises ChangedMeanwhile."""
    association = changing.lock(version)
    association.mail, association.mail_sealed, association.mail_tested_at = {}, None, None
    db.session.flush()
    record.write_down("settings.mail", actor=actor, facts={"fields": ["mail"]})
