"""The ASGI application in front of Flask: kept pages on the event loop, everything else in threads.

A request is handed to Flask when it is whole, so that half-sent ones hold no thread. Answers of Flask
are not compressed: a personal page compressed together with what somebody else made its reader send
would tell an eavesdropper about the secrets in it (BREACH).
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol
from urllib.parse import parse_qsl, urlencode, urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, RequestRedirect

from app.core.errors import describe
from app.core.headers import SECURITY_HEADERS
from app.core.i18n import split_language
from app.core.pages import Kept, kept_mark
from app.core.uploads import most_bytes
from app.server.asgi import Headers, Receive, Scope, Send, send_whole
from app.server.bodies import Bodies
from app.server.bridge import Call, Threads, WSGIApp, environ_of
from app.server.flights import Answer, Renderer, completed
from app.server.refusals import Disconnected, ErrorPage, Refusals, Refused, language_of, plain_page
from app.server.store import Entry, Key, Store, is_unchanged

log = logging.getLogger("samling.server")

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_MARKS_KEPT = 4096
_QUERY_CHARACTERS = 300
STREAM_SECONDS = 900.0
"""How long a long answer may take to be read; it holds a view of the database all that time."""


class Application(Protocol):
    """What the front needs of Flask."""

    url_map: Map
    view_functions: dict[str, Callable[..., Any]]

    @property
    def wsgi_app(self) -> WSGIApp:
        """Return the WSGI application."""
        ...


class FrontSettings(Protocol):
    """What the front needs of the settings."""

    @property
    def base_url(self) -> str:
        """Return the public address; its host is the one that kept pages are served for."""
        ...

    @property
    def max_body(self) -> int:
        """Return the largest body in bytes."""
        ...

    @property
    def body_deadline(self) -> float:
        """Return the seconds that a body may take."""
        ...


class Wishes(NamedTuple):
    """What the headers of a GET say that matters for a kept page."""

    is_plain: bool
    host: bytes
    encodings: bytes
    if_none_match: bytes


class StreamBroken(Exception):
    """An answer that failed after it had begun; the connection is cut so that nobody takes it for whole."""


class Front:
    """Answer kept pages, receive bodies, and hand whole requests to Flask."""

    def __init__(
        self,
        app: Application,
        settings: FrontSettings,
        *,
        security_headers: Mapping[str, str] = SECURITY_HEADERS,
        error_page: ErrorPage = plain_page,
        threads: int = 4,
        queue: int = 256,
        store: Store | None = None,
    ) -> None:
        self._views = app.view_functions
        self._application: WSGIApp = app.wsgi_app
        self._adapter = app.url_map.bind("")
        self._host = urlsplit(settings.base_url).netloc.lower().encode()
        self._marks: dict[str, Kept | None] = {}
        self.refusals = Refusals(security_headers, error_page)
        self.bodies = Bodies(max_body=settings.max_body, deadline=settings.body_deadline)
        self.store = Store() if store is None else store
        self._threads = Threads(threads, queue=queue, name="flask")
        # Threads of their own: pages stay fresh while all others wait for the database's writer.
        self._render_threads = Threads(2, queue=queue, name="render")
        self._renderer = Renderer(
            self._application,
            self.store,
            base_url=settings.base_url,
            security=self.refusals.security,
            threads=self._render_threads,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        if scope["type"] != "http":
            raise RuntimeError(f"unknown kind of connection: {scope['type']}")
        try:
            if scope["method"] in ("GET", "HEAD") and await self._answered_kept(scope, send):
                return
            await self._pass_on(scope, receive, send)
        except Refused as refused:
            await self.refusals.send(refused, scope["path"], receive, send)
        except Disconnected:
            return

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            else:
                self.close()
                await send({"type": "lifespan.shutdown.complete"})
                return

    def close(self) -> None:
        """Let the threads end."""
        self._threads.close()
        self._render_threads.close()

    async def _answered_kept(self, scope: Scope, send: Send) -> bool:
        """Answer from the store, rendering first where needed; False when the page is not a kept one."""
        wishes = _wishes(scope)
        if not wishes.is_plain or wishes.host != self._host:
            return False
        key: Key = (scope["path"], "")
        entry = None if scope["query_string"] else self.store.get(key)
        if entry is None:
            mark = self._mark(scope["path"])
            if mark is None:
                return False
            key = (scope["path"], _listed(mark, scope["query_string"]))
            entry = self.store.get(key)
        else:
            mark = entry.mark
        if entry is None or not entry.is_fresh(self.store.now()):
            answer = await self._renderer.fresh(key, mark, entry)
            if isinstance(answer, Answer):
                await self._send_answer(answer, scope["path"], send)
                return True
            entry = answer
        await _send_entry(entry, wishes, send)
        return True

    async def _send_answer(self, answer: Answer, path: str, send: Send) -> None:
        headers, body = answer.headers, answer.body
        if not headers:
            headers, body = self.refusals.answer(answer.status, language_of(path))
        await send_whole(send, answer.status, headers, body)

    def _mark(self, path: str) -> Kept | None:
        """Find the mark of the view that an address leads to."""
        if path in self._marks:
            return self._marks[path]
        if _CONTROL.search(path) or "\ufffd" in path:
            return None
        try:
            endpoint, _ = self._adapter.match(split_language(path)[1], method="GET")
        except (HTTPException, RequestRedirect):
            return None
        mark = kept_mark(self._views.get(endpoint))
        if len(self._marks) >= _MARKS_KEPT:
            self._marks.clear()
        self._marks[path] = mark
        return mark

    def _most(self, scope: Scope) -> int:
        """Find how large a body the view takes, where one is sent that is larger than others take; else 0."""
        length = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
        if scope["method"] != "POST" or not length.isdigit() or int(length) <= self.bodies.max_body:
            return 0
        try:
            endpoint, _ = self._adapter.match(split_language(scope["path"])[1], method="POST")
        except (HTTPException, RequestRedirect):
            return 0
        return most_bytes(self._views.get(endpoint))

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Receive the whole request, let Flask answer it in a thread, and send the answer."""
        if not scope["path"].startswith("/") or _CONTROL.search(scope["path"]):
            raise Refused(400)
        if sum(name == b"host" for name, _ in scope["headers"]) > 1:
            raise Refused(400)
        body = await self.bodies.read(scope, receive, most=self._most(scope))
        call = Call(self._application, environ_of(scope, body))
        try:
            first = await self._threads.run(call.begin)
        except Refused:
            raise
        except Exception as error:  # noqa: BLE001 (the client gets an answer whatever broke)
            log.error("unforeseen error: %s", describe(error))
            raise Refused(500) from None
        headers = completed(call.headers, self.refusals.security)
        if not call.is_done:
            await self._stream(call, headers, first, receive, send)
            return
        if first and not any(name == b"content-length" for name, _ in headers):
            headers.append((b"content-length", str(len(first)).encode()))
        await send_whole(send, call.status, headers, first)

    async def _stream(self, call: Call, headers: Headers, first: bytes, receive: Receive, send: Send) -> None:
        """Send a long answer piece by piece, as fast as the client reads."""
        gone = asyncio.create_task(_left(receive))
        try:
            await send({"type": "http.response.start", "status": call.status, "headers": headers})
            await send({"type": "http.response.body", "body": first, "more_body": True})
            async with asyncio.timeout(STREAM_SECONDS):
                while not call.is_done and not gone.done():
                    piece = await self._threads.go_on(call.more)
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
            if call.is_done:
                await send({"type": "http.response.body", "body": b""})
        except Exception as error:  # noqa: BLE001 (raised again as a type that tells the log nothing personal)
            log.error("an answer broke off: %s", describe(error))
            raise StreamBroken from None
        finally:
            gone.cancel()
            if not call.is_done:
                await self._threads.go_on(call.close)


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _wishes(scope: Scope) -> Wishes:
    host = encodings = if_none_match = b""
    is_plain = True
    for name, value in scope["headers"]:
        if name == b"host":
            is_plain = is_plain and not host
            host = value.lower()
        elif name == b"accept-encoding":
            encodings = value
        elif name == b"if-none-match":
            if_none_match = value
        elif name == b"transfer-encoding" or (name == b"content-length" and value != b"0"):
            is_plain = False
    return Wishes(is_plain, host, encodings, if_none_match)


def _listed(mark: Kept, query: bytes) -> str:
    """Return the parameters that a page reads, in a fixed order; what trackers add is left out."""
    if not mark.query or not query:
        return ""
    try:
        given = dict(parse_qsl(query[: _QUERY_CHARACTERS * 4].decode("latin-1"), max_num_fields=50))
    except ValueError:
        return ""
    listed = [(name, given[name][:_QUERY_CHARACTERS]) for name in mark.query if name in given]
    return urlencode(listed)


async def _send_entry(entry: Entry, wishes: Wishes, send: Send) -> None:
    variant = entry.chosen(wishes.encodings)
    if wishes.if_none_match and is_unchanged(wishes.if_none_match, variant.etag):
        await send_whole(send, 304, variant.headers_304, b"")
    else:
        await send_whole(send, 200, variant.headers, variant.body)
