"""Ways in for visitors of the demonstration: told on the sign-in page, marked as what they are."""

from __future__ import annotations

from collections.abc import Sequence

from app.accounts import passwords, queries, recovery, sealed_secrets, service, totp
from app.accounts.models import Account
from app.core.access import Role
from app.core.i18n import lazy_gettext as _l

PASSWORD = "fyra gröna cyklar i regn"  # noqa: S105 (nobody's)
"""Of invented people, on a server that shows it to everybody."""

INVENTED = 3
"""So many came with the demonstration; whoever was invited later has a password of her own."""

AS_WHAT = {
    Role.ADMINISTRATOR: _l("Administrator"),
    Role.ORGANIZER: _l("Organizer"),
    Role.SHIFT_LEADER: _l("Shift leader"),
}


def give_ways_in(accounts: Sequence[Account]) -> None:
    """Let invented organizers sign in: all by the one password, the first with one-time codes too."""
    kept = passwords.hash_of(PASSWORD)
    for account in accounts:
        sealed_secrets.change(account, password=kept)
    sealed_secrets.change(accounts[0], totp=totp.new_secret())
    recovery.make_codes(accounts[0])


def ways_in() -> list[tuple[str, str]]:
    """List whom a visitor may sign in as: address, and as what; of the invented alone."""
    invented = [each for each in queries.list_accounts()[:INVENTED] if service.is_let_in(each)]
    return [(service.person(each)["email"], str(AS_WHAT.get(Role(each.role), ""))) for each in invented]
