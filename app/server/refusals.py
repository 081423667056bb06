"""Answers that the front gives by itself, before Flask sees a request."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from html import escape

from app.core.errors import describe
from app.server.asgi import Headers, Receive, Send

log = logging.getLogger("samling.server")

ErrorPage = Callable[[int, str], bytes]
"""Make the page for a status code in "sv" or "en"."""

DRAIN_SECONDS = 2.0
DRAIN_BYTES = 16 * 1024 * 1024

_WORDS = {
    "sv": {
        400: "Förfrågan gick inte att läsa.",
        408: "Det tog för lång tid att ta emot formuläret. Inget sparades.",
        411: "Förfrågan säger inte hur lång den är. Inget sparades.",
        413: "Det du skickade är större än vi kan ta emot. Inget sparades.",
        431: "Förfrågans huvud är för stort.",
        500: "Något gick sönder hos oss.",
        503: "Just nu är det för många som vill in. Vänta en stund och försök igen.",
    },
    "en": {
        400: "The request could not be read.",
        408: "It took too long to receive the form. Nothing was saved.",
        411: "The request does not say how long it is. Nothing was saved.",
        413: "What you sent is larger than we can take. Nothing was saved.",
        431: "The head of the request is too large.",
        500: "Something broke here.",
        503: "Too many people are here right now. Wait a moment and try again.",
    },
}


class Refused(Exception):
    """A request that the front answers itself, with the status to answer with."""

    def __init__(self, status: int, *, drain: bool = False) -> None:
        super().__init__(status)
        self.status = status
        self.drain = drain


class Disconnected(Exception):
    """The client went away before its request was whole."""


def plain_page(status: int, lang: str) -> bytes:
    """Make a page of one sentence, for when no nicer one is given."""
    words = _WORDS[lang]
    sentence = escape(words.get(status) or words[500])
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{sentence}</title></head>'
        f"<body><main><h1>{sentence}</h1></main></body></html>"
    ).encode()


def language_of(path: str) -> str:
    """Return the language that an address is in."""
    return "en" if path == "/en" or path.startswith("/en/") else "sv"


class Refusals:
    """Early answers, made once and kept, with the headers that every answer carries."""

    def __init__(self, security_headers: Mapping[str, str], error_page: ErrorPage = plain_page) -> None:
        self.security: Headers = [
            (name.lower().encode("latin-1"), value.encode("latin-1"))
            for name, value in security_headers.items()
        ]
        self._error_page = error_page
        # Made before the first request: under attack there is no time for it, nor with the database away.
        self._made = {(status, lang): self._make(status, lang) for lang in _WORDS for status in _WORDS[lang]}

    def answer(self, status: int, lang: str, *, close: bool = False) -> tuple[Headers, bytes]:
        """Return headers and body of an early answer."""
        headers, body = self._made.get((status, lang)) or self._make(status, lang)
        return ([*headers, (b"connection", b"close")] if close else headers), body

    def _make(self, status: int, lang: str) -> tuple[Headers, bytes]:
        try:
            body = self._error_page(status, lang)
        except Exception as error:  # noqa: BLE001 (a plain sentence is better than none)
            log.error("the page for %d cannot be made: %s", status, describe(error))
            body = plain_page(status, lang)
        headers: Headers = [
            *self.security,
            (b"content-type", b"text/html; charset=utf-8"),
            (b"content-language", lang.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
        ]
        if status == 503:
            headers.append((b"retry-after", b"5"))
        return headers, body

    async def send(self, refused: Refused, path: str, receive: Receive, send: Send) -> None:
        """Send an early answer and close the connection, its unread body being of no use."""
        headers, body = self.answer(refused.status, language_of(path), close=True)
        await send({"type": "http.response.start", "status": refused.status, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": True})
        if refused.drain:
            await _drain(receive)
        await send({"type": "http.response.body", "body": b""})


async def _drain(receive: Receive) -> None:
    # Closing with unread bytes resets the connection, and the browser shows that instead of our sentence.
    left = DRAIN_BYTES
    try:
        async with asyncio.timeout(DRAIN_SECONDS):
            while left > 0:
                message = await receive()
                if message["type"] != "http.request" or not message.get("more_body"):
                    return
                left -= len(message.get("body", b""))
    except TimeoutError:
        return
