"""Hide everything: when there are threats, no public page shows a name, a shift or a place."""

from __future__ import annotations

from app.accounts import service as accounts
from app.accounts.models import Account
from app.accounts.queries import list_accounts
from app.core import clock, i18n
from app.core.access import Role
from app.core.db import db
from app.record import service as record
from app.site import changing, emails


def hide_everything(*, actor: Account | None) -> bool:
    """Hide names, comments, shifts and tasks from the public pages; the second press does nothing: False."""
    association = changing.lock(None)
    if association.hidden_at is not None:
        return False
    association.hidden_at = clock.now()
    db.session.flush()
    record.write_down("site.hidden", actor=actor)
    _tell("site.hidden", actor)
    return True


def show_everything(*, actor: Account | None) -> bool:
    """Show it all again; the second press does nothing: False."""
    association = changing.lock(None)
    if association.hidden_at is None:
        return False
    association.hidden_at = None
    db.session.flush()
    record.write_down("site.shown", actor=actor)
    _tell("site.shown", actor)
    return True


def _tell(kind: str, actor: Account | None) -> None:
    """Mail every administrator who is let in."""
    who = accounts.person(actor)["name"] if actor else ""
    for account in list_accounts():
        if account.role == Role.ADMINISTRATOR and accounts.is_let_in(account):
            with i18n.in_language(account.locale):
                emails.hidden_or_shown(kind, to=accounts.person(account)["email"], who=who)
