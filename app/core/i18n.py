"""Languages: Swedish at the plain address, English under ``/en``; one body per address.

The language is part of the script root, so every link that url_for makes stays in it, and nothing
is negotiated: no cookie, no Accept-Language, so that a kept page is the same for everyone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app, has_request_context, request
from flask_babel import (
    Babel,
    LazyString,
    force_locale,
    format_date,
    format_datetime,
    format_decimal,
    get_locale,
    gettext,
    lazy_gettext,
    ngettext,
)

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

DEFAULT = "sv"
OTHERS = ("en",)
LANGUAGES = (DEFAULT, *OTHERS)

ROOT = Path(__file__).parents[1]


def split_language(path: str) -> tuple[str, str]:
    """Split a path into its language prefix ("" or "/en") and the rest."""
    for code in OTHERS:
        if path == f"/{code}" or path.startswith(f"/{code}/"):
            return f"/{code}", path[len(code) + 1 :] or "/"
    return "", path


class LanguagePrefix:
    """WSGI layer that moves the language from the path to the script root."""

    def __init__(self, application: WSGIApplication) -> None:
        self.application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Pass a request on with its language in SCRIPT_NAME."""
        prefix, rest = split_language(environ.get("PATH_INFO", ""))
        if prefix:
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + prefix
            environ["PATH_INFO"] = rest
        return self.application(environ, start_response)


def init_app(app: Flask) -> None:
    """Set up translations and the language layer."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(translations_folder())
    Babel(app, default_locale=DEFAULT, default_timezone="Europe/Stockholm", locale_selector=language)
    app.wsgi_app = LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign]


def translations_folder() -> Path:
    """Find the catalogues: inside the package when installed, beside it in a checkout."""
    for folder in (ROOT / "translations", ROOT.parent / "translations"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError("The folder translations is missing beside app.")


def language() -> str:
    """Give the language of the request in hand, or Swedish."""
    if not has_request_context():
        return DEFAULT
    prefix = request.script_root.rpartition("/")[2]
    return prefix if prefix in OTHERS else DEFAULT


def current_language() -> str:
    """Give the language that texts are made in now, a forced one too."""
    locale = get_locale()
    return locale.language if locale else DEFAULT


def prefix_of(code: str) -> str:
    """Give the path prefix of a language."""
    return "" if code == DEFAULT else f"/{code}"


def absolute_url(path: str, *, lang: str | None = None) -> str:
    """Make a full address from the base URL; never from the Host header."""
    base: str = current_app.config["SETTINGS"].base_url
    return base + ("" if lang is None else prefix_of(lang)) + path


def in_language(code: str) -> Any:
    """Make texts in a given language inside a with block."""
    return force_locale(code)


Translate = Callable[..., str]

__all__ = [
    "DEFAULT",
    "LANGUAGES",
    "LazyString",
    "absolute_url",
    "current_language",
    "format_date",
    "format_datetime",
    "format_decimal",
    "gettext",
    "in_language",
    "init_app",
    "language",
    "lazy_gettext",
    "ngettext",
    "prefix_of",
    "split_language",
]
