"""Refusals as types, and the pages that answer what went wrong."""

from __future__ import annotations

from contextlib import suppress
from typing import ClassVar, NamedTuple

from flask import Flask, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.exc import NoResultFound, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from app.core.db import db
from app.core.i18n import LazyString
from app.core.i18n import lazy_gettext as _l


class DomainError(Exception):
    """Why an act was refused, in a sentence for the person who tried it."""

    message: ClassVar[LazyString] = _l("This could not be done.")
    status: ClassVar[int] = 422
    way_on: ClassVar[tuple[str, LazyString] | None] = None
    """The endpoint of a page that helps, and the words on the button; the front page where there is none."""

    def __init__(self, **values: object) -> None:
        super().__init__()
        self.values = values

    def __str__(self) -> str:
        text = str(self.message)
        return text % self.values if self.values else text


class ForeignForm(DomainError):
    """A form that another site sent."""

    message = _l("The form was sent from another site, so nothing was saved. Open it here and send it again.")
    status = 403


class Explanation(NamedTuple):
    """What an error page says: the heading, what happened, and what to do."""

    title: LazyString
    sentence: LazyString
    what_to_do: LazyString


_RETRY = _l("Wait a moment and try again.")
_BACK = _l("Go back, check what you sent and try again.")
_START = _l("Start from the front page: you find the campaigns and petitions there.")

EXPLANATIONS = {
    400: Explanation(
        _l("That did not arrive whole"), _l("What you sent could not be read. Nothing was saved."), _BACK
    ),
    401: Explanation(
        _l("Sign in first"),
        _l("Only organizers can do this, and you are not signed in. Nothing was saved."),
        _l("Sign in and try again."),
    ),
    403: Explanation(
        _l("Not allowed"),
        _l("You may not do this."),
        _l("Ask the association if you think that this is wrong."),
    ),
    404: Explanation(_l("There is nothing here"), _l("The page does not exist, or no longer does."), _START),
    405: Explanation(_l("That cannot be done here"), _l("This page cannot be used in that way."), _START),
    408: Explanation(
        _l("It took too long"),
        _l("Your connection did not send the whole form in time. Nothing was saved."),
        _BACK,
    ),
    410: Explanation(_l("This is gone"), _l("The page has been taken away for good."), _START),
    411: Explanation(
        _l("Something is missing"),
        _l("Your browser or program did not say how much it was sending. Nothing was saved."),
        _BACK,
    ),
    413: Explanation(
        _l("That was too much"),
        _l("What you sent is larger than we can take. Nothing was saved."),
        _l(
            "Go back and try again with less. A picture may be 8 MB at most, a spreadsheet of people 2 MB: "
            "make a larger picture smaller first, or take another."
        ),
    ),
    421: Explanation(
        _l("Wrong address"),
        _l("This site does not answer under that name."),
        _l("Use the address that the association has given out."),
    ),
    422: Explanation(
        _l("That could not be used"), _l("What you sent could not be used. Nothing was saved."), _BACK
    ),
    429: Explanation(
        _l("A moment, please"), _l("There have been very many attempts from your network."), _RETRY
    ),
    431: Explanation(
        _l("That was too much"),
        _l("Your browser sent too much beside the request. Nothing was saved."),
        _BACK,
    ),
    500: Explanation(
        _l("Something broke here"),
        _l("The fault is ours, and it has been noted. Nothing you wrote has been passed on."),
        _RETRY,
    ),
    503: Explanation(
        _l("We cannot answer right now"),
        _l(
            "Too many want in at once, or our database does not answer. "
            "What you sent may not have been saved."
        ),
        _RETRY,
    ),
}


TO_DESK = ("desk.today", _l("To the desk"))
AT_DESK = {
    403: Explanation(
        _l("Not allowed"),
        _l("Your role does not include this."),
        _l("An administrator of the association can give it to you."),
    ),
    404: Explanation(
        _l("There is nothing here"),
        _l("The page does not exist, or no longer does."),
        _l("It may also belong to a campaign that you do not work with."),
    ),
}
"""What organizers who are signed in are told at the desk."""


def _is_organizer_at_desk() -> bool:
    return request.path.startswith("/organisera/") and bool(current_user.is_authenticated)


def explanation(status: int) -> Explanation:
    """Give the words for a status code."""
    return EXPLANATIONS.get(status) or EXPLANATIONS[500 if status >= 500 else 400]


def page(status: int, refusal: DomainError | None = None) -> tuple[str, int]:
    """Render the error page for a status code, in the page's language, with the words of a refusal."""
    is_at_desk = refusal is None and status in AT_DESK and _is_organizer_at_desk()
    words = AT_DESK[status] if is_at_desk else explanation(status)
    way_on = TO_DESK if is_at_desk else refusal.way_on if refusal else None
    body = render_template(
        "errors/page.html",
        title=words.title,
        sentence=words.sentence if refusal is None else str(refusal),
        what_to_do=words.what_to_do if way_on is None or is_at_desk else None,
        way_on=way_on,
        status=status,
    )
    return body, status


def init_app(app: Flask) -> None:
    """Answer every failure with a page that says what happened and what to do."""

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> ResponseReturnValue:
        status = error.code or 500
        if 300 <= status < 400:
            return error.get_response()
        if status == 405 and request.method in {"GET", "HEAD"} and (above := _page_above()):
            return redirect(above, code=303)
        headers = [(name, value) for name, value in error.get_headers() if name in {"Allow", "Retry-After"}]
        return (*page(status), headers)

    # Flask's own words hold the address, which may hold a token, and the statement's values.
    app.log_exception = lambda info: _log(info[1])  # type: ignore[method-assign,assignment]

    @app.errorhandler(DomainError)
    def refused(error: DomainError) -> ResponseReturnValue:
        return page(error.status, error)

    @app.errorhandler(NoResultFound)
    def not_found(_error: NoResultFound) -> ResponseReturnValue:
        return page(404)

    @app.errorhandler(OperationalError)
    @app.errorhandler(PoolTimeout)
    def database_away(error: Exception) -> ResponseReturnValue:
        # The statement's values may be personal, so only the kind of failure is logged.
        _let_go()
        cause = getattr(error, "orig", None)
        current_app.logger.error("database unavailable: %s", type(cause or error).__name__)
        return (*page(503), {"Retry-After": "5"})

    @app.errorhandler(Exception)
    def unforeseen(error: Exception) -> ResponseReturnValue:
        if current_app.config["TESTING"]:
            raise error
        _let_go()
        _log(error)
        return page(500)


def _page_above() -> str | None:
    """Give the nearest page above: browsers that open old tabs again ask for where a form was sent."""
    adapter, path = current_app.create_url_adapter(request), request.path.rstrip("/")
    while adapter is not None and (path := path.rpartition("/")[0]):
        for address in (path, f"{path}/"):
            with suppress(HTTPException):
                adapter.match(address, method="GET")
                return request.script_root + address
    return None


def _log(error: BaseException | None) -> None:
    if error is not None:
        current_app.logger.error("unforeseen error: %s", describe(error))


def _let_go() -> None:
    """End the transaction that failed: the error page reads the database too."""
    with suppress(SQLAlchemyError):
        db.session.rollback()


def describe(error: BaseException) -> str:
    """Describe an error for the log by type and place, without its text, which may hold personal data."""
    places = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return f"{type(error).__qualname__} at {' < '.join(reversed(places[-6:]))}"
