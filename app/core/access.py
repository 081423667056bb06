"""Who may open what: marks on views, one guard, and every permission in one table.

A view is marked; one before_request guard decides; an unmarked view is closed. Whose campaign or
petition it is gets decided where it is loaded (``get_…_for(account, id)``): what is not yours is not found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

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
    EDIT_CAMPAIGNS = "edit_campaigns"
    EDIT_PETITIONS = "edit_petitions"
    ENTER_PAPER = "enter_paper"
    EDIT_SHIFTS = "edit_shifts"
    EDIT_TASKS = "edit_tasks"
    SEE_PEOPLE = "see_people"
    """Names and phones of those who help; whoever edits shifts or tasks sees those who are concerned too."""
    SEE_SIGNERS = "see_signers"
    """The register of signatures: masked, and each look behind the mask is written down."""
    EXPORT_NAMES = "export_names"
    READ_RECORD = "read_record"
    CHANGE_SETTINGS = "change_settings"


class Role(StrEnum):
    """What an account is trusted with."""

    ADMINISTRATOR = "administrator"
    ORGANIZER = "organizer"


PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(Permission),
    Role.ORGANIZER: frozenset(Permission) - {Permission.CHANGE_SETTINGS},
}


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


def public(view: F) -> F:
    """Mark a view that anyone may open."""
    return _marked(view, Access(Kind.PUBLIC))


def signed_link(purpose: str) -> Callable[[F], F]:
    """Mark a view whose address holds a secret token for one purpose; the view checks the token."""
    return lambda view: _marked(view, Access(Kind.SIGNED_LINK, purpose=purpose))


def organizers(permission: Permission) -> Callable[[F], F]:
    """Mark a view for organizers whose role holds a permission."""
    return lambda view: _marked(view, Access(Kind.ORGANIZERS, permission=permission))


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


def may(role: Role | str, permission: Permission) -> bool:
    """Say whether a role holds a permission."""
    return permission in PERMISSIONS[Role(role)]


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


def init_app(app: Flask) -> None:
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
        if not may(current_user.role, access.permission):
            abort(403)
        if request.method not in SAFE_METHODS:
            _check_token()
        return None
