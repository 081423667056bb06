"""Who may open what: marks on views, one guard, and every permission in one table.

A view is marked; one before_request guard decides; an unmarked view is closed. Whose campaign or
petition it is gets decided where it is loaded (``get_…_for(account, id)``): what is not yours is not found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from flask import Flask, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError

from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.core.origin import SAFE_METHODS
from app.core.signin import csrf

F = TypeVar("F", bound=Callable[..., Any])


class Permission(StrEnum):
    """What an organizer may do."""

    SEE_DESK = "see_desk"
    """The frame of the desk: what waits for oneself, one's own sign-in."""
    SEE_PETITIONS = "see_petitions"
    """Which campaigns and petitions there are and how they go: numbers, no names."""
    EDIT_CAMPAIGNS = "edit_campaigns"
    ADD_CAMPAIGNS = "add_campaigns"
    EDIT_PETITIONS = "edit_petitions"
    SET_RULES = "set_rules"
    """Rules on networks and domains, which hold for every petition."""
    ENTER_PAPER = "enter_paper"
    """Enter signatures on paper as numbers; open a kiosk at a stand."""
    SEE_PEOPLE = "see_people"
    """Shifts, with names and phones of those who help there."""
    EDIT_SHIFTS = "edit_shifts"
    PLAN_EVENTS = "plan_events"
    """Make new activities, and remove those without shifts."""
    SEE_TASKS = "see_tasks"
    """Tasks, with names and phones of those who have taken them."""
    EDIT_TASKS = "edit_tasks"
    CORRECT_PEOPLE = "correct_people"
    """Put right, hand out and remove all that is kept about somebody who helps."""
    SEE_SIGNERS = "see_signers"
    """The register of signatures: masked, and each look behind the mask is written down."""
    EXPORT_NAMES = "export_names"
    READ_RECORD = "read_record"
    CHANGE_SETTINGS = "change_settings"
    MANAGE_ACCOUNTS = "manage_accounts"
    """Invite, change what somebody may do, let in no more."""
    IMPORT_PEOPLE = "import_people"
    HIDE_EVERYTHING = "hide_everything"
    """Hide names, shifts and persons from the public pages when there are threats."""


class Role(StrEnum):
    """What an account is trusted with."""

    ADMINISTRATOR = "administrator"
    ORGANIZER = "organizer"
    SHIFT_LEADER = "shift_leader"
    PAPER_CLERK = "paper_clerk"
    DATA_OFFICER = "data_officer"
    EVENT_ORGANIZER = "event_organizer"
    """Of the activities named in ``account_event`` alone, and until a day."""


P = Permission
_ON_SHIFTS = frozenset({P.SEE_DESK, P.SEE_PEOPLE, P.EDIT_SHIFTS})
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(P),
    Role.ORGANIZER: frozenset(P) - {P.CHANGE_SETTINGS, P.MANAGE_ACCOUNTS},
    Role.SHIFT_LEADER: _ON_SHIFTS | {P.PLAN_EVENTS, P.SEE_TASKS, P.EDIT_TASKS},
    Role.PAPER_CLERK: frozenset({P.SEE_DESK, P.SEE_PETITIONS, P.ENTER_PAPER}),
    Role.DATA_OFFICER: frozenset(
        {P.SEE_DESK, P.SEE_PETITIONS, P.SEE_PEOPLE, P.SEE_TASKS, P.CORRECT_PEOPLE}
        | {P.SEE_SIGNERS, P.EXPORT_NAMES, P.READ_RECORD}
    ),
    Role.EVENT_ORGANIZER: _ON_SHIFTS,
}
OF_THE_WHOLE = frozenset(
    {P.CHANGE_SETTINGS, P.MANAGE_ACCOUNTS, P.ADD_CAMPAIGNS, P.SET_RULES, P.CORRECT_PEOPLE, P.IMPORT_PEOPLE}
)
"""What concerns the association as a whole: nobody who works with named campaigns may do it."""


class Kind(StrEnum):
    """The kinds of door."""

    PUBLIC = "public"
    SIGNED_LINK = "signed_link"
    ORGANIZERS = "organizers"


@dataclass(frozen=True)
class Access:
    """The mark on a view."""

    kind: Kind
    permission: Permission | None = None
    purpose: str = ""
    fresh: bool = False
    """Asks for a passkey or code shown within the last quarter of an hour."""
    fresh_acts: bool = False
    """The same, for acts alone."""


def public(view: F) -> F:
    """Mark a view that anyone may open."""
    return _marked(view, Access(Kind.PUBLIC))


def signed_link(purpose: str) -> Callable[[F], F]:
    """Mark a view whose address holds a secret token for one purpose; the view checks the token."""
    return lambda view: _marked(view, Access(Kind.SIGNED_LINK, purpose=purpose))


def organizers(permission: Permission, *, fresh: bool = False, fresh_acts: bool = False) -> Callable[[F], F]:
    """Mark a view for organizers whose role holds a permission.

    ``fresh`` asks for a proof of late, ``fresh_acts`` only for what changes something, not for looking.
    """
    access = Access(Kind.ORGANIZERS, permission=permission, fresh=fresh, fresh_acts=fresh_acts)
    return lambda view: _marked(view, access)


def _marked(view: F, access: Access) -> F:
    view.access = access  # type: ignore[attr-defined]
    return view


def access_of(app: Flask, endpoint: str | None) -> Access | None:
    """Give the mark of an endpoint's view, or None when it has none."""
    view = app.view_functions.get(endpoint or "")
    return getattr(view, "access", None)


def is_for_organizers(app: Flask, endpoint: str | None) -> bool:
    """Say whether a page belongs to the desk."""
    access = access_of(app, endpoint)
    return access is not None and access.kind is Kind.ORGANIZERS


def may(role: Role | str, permission: Permission, *, is_scoped: bool = False) -> bool:
    """Say whether a role holds a permission; with named campaigns it holds less."""
    return permission in PERMISSIONS[Role(role)] and not (is_scoped and permission in OF_THE_WHOLE)


class Holder(Protocol):
    """Who may do things: an account."""

    role: Any
    is_scoped: Any


def allows(account: Holder, permission: Permission) -> bool:
    """Say whether somebody may do something at all; with what is decided where that is loaded."""
    return may(account.role, permission, is_scoped=account.is_scoped)


class FormOutdated(DomainError):
    """A desk form whose token belongs to an earlier sign-in."""

    message = _l(
        "The page had been open since an earlier sign-in, so nothing was saved. "
        "Go back, copy what you wrote, load the page again and save."
    )
    status = 400


def _check_token() -> None:
    try:
        csrf.protect()
    except CSRFError as error:
        raise FormOutdated from error


Prove = Callable[[], ResponseReturnValue | None]
"""Asks for a fresh proof: an answer to give instead, or None when the proof came along with the form."""


def init_app(app: Flask, *, prove: Prove) -> None:
    """Put the one guard before every view."""

    @app.before_request
    def guard() -> ResponseReturnValue | None:
        if request.endpoint is None:
            return None  # no such page: the router's 404 answers
        access = access_of(app, request.endpoint)
        if access is None:
            abort(403)
        if access.kind is not Kind.ORGANIZERS:
            return None
        if not current_user.is_authenticated:
            if request.method in {"GET", "HEAD"}:
                here = request.script_root + request.path
                return redirect(url_for("accounts.sign_in", next=here), code=303)
            abort(401)
        assert access.permission is not None
        if not allows(current_user.account, access.permission):
            abort(403)
        is_act = request.method not in SAFE_METHODS
        if is_act:
            _check_token()
        if (access.fresh or (access.fresh_acts and is_act)) and not current_user.is_proved(is_begun=is_act):
            return prove()
        return None
