"""Render kept pages: one rendering at a time for each page, an older page standing in for a failed one."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import NamedTuple

from app.core.errors import describe
from app.core.pages import Kept, generation
from app.server.asgi import Headers
from app.server.bridge import Call, Threads, WSGIApp, kept_environ
from app.server.refusals import Refused
from app.server.store import Entry, Key, Store, make_entry, why_not_kept

log = logging.getLogger("samling.server")

RETRY_SECONDS = 1.0
"""How long a page that failed to render is served as it was before the next attempt."""


class Answer(NamedTuple):
    """An answer that is not kept: a redirect, a page that is not there, a failure."""

    status: int
    headers: Headers
    body: bytes


@dataclass(slots=True)
class Flight:
    """A rendering under way, and the state of the data that it surely has seen."""

    task: asyncio.Task[Entry | Answer]
    seen: bytes
    began: float


class Renderer:
    """Fill the store from the application."""

    def __init__(
        self,
        application: WSGIApp,
        store: Store,
        *,
        base_url: str,
        security: Headers,
        threads: Threads,
        patience: float = 2.0,
        limit: float = 20.0,
    ) -> None:
        self._application = application
        self._store = store
        self._base_url = base_url
        self._security = security
        self._threads = threads
        self._patience = patience
        self._limit = limit
        self._flights: dict[Key, Flight] = {}

    async def fresh(self, key: Key, mark: Kept, entry: Entry | None) -> Entry | Answer:
        """Return a page rendered after this call, or what must stand in for it.

        Raises Refused (503) when there is nothing to stand in.
        """
        now = self._store.now()
        stand_in = entry if entry is not None and entry.may_serve_stale(now) else None
        if stand_in is not None and (stand_in.retry_at > now or self._is_overdue(key, now)):
            return stand_in
        try:
            async with asyncio.timeout(self._patience if stand_in else self._limit):
                answer = await self._flown(key, mark)
        except (TimeoutError, Refused):
            answer = None
        if answer is None or (isinstance(answer, Answer) and answer.status >= 500):
            if stand_in is not None:
                stand_in.retry_at = self._store.now() + RETRY_SECONDS
                log.warning("kept page %r cannot be rendered, serving the one before", key[0])
                return stand_in
            if answer is None:
                raise Refused(503)
        return answer

    def _is_overdue(self, key: Key, now: float) -> bool:
        flight = self._flights.get(key)
        return flight is not None and now - flight.began > self._patience

    async def _flown(self, key: Key, mark: Kept) -> Entry | Answer:
        wanted = generation()
        flight = self._flights.get(key)
        if flight is not None and flight.seen != wanted:
            # It may have read the data before the write that this visitor has just made.
            await asyncio.wait({flight.task})
            entry = self._store.get(key)
            if entry is not None and entry.is_fresh(self._store.now()):
                return entry
            flight = self._flights.get(key)
        if flight is None:
            flight = self._take_off(key, mark)
        return await asyncio.shield(flight.task)

    def _take_off(self, key: Key, mark: Kept) -> Flight:
        task = asyncio.create_task(self._render(key, mark))
        flight = self._flights[key] = Flight(task, generation(), self._store.now())
        task.add_done_callback(lambda done: self._landed(key, done))
        return flight

    def _landed(self, key: Key, task: asyncio.Task[Entry | Answer]) -> None:
        del self._flights[key]
        if not task.cancelled():
            task.exception()  # taken note of, also when nobody waited for it

    async def _render(self, key: Key, mark: Kept) -> Entry | Answer:
        before = self._store.get(key)
        try:
            made = await self._threads.run(self._made, key, mark, before)
        except Refused:
            raise
        except Exception as error:  # noqa: BLE001 (whatever broke, the page before stands in)
            log.error("kept page %r failed: %s", key[0], describe(error))
            return Answer(500, [], b"")
        if isinstance(made, Entry):
            self._store.put(key, made)
        elif made.status < 500:
            self._store.forget(key)
        return made

    def _made(self, key: Key, mark: Kept, before: Entry | None) -> Entry | Answer:
        """Render and compress a page; runs in a thread."""
        made_at, made_in = self._store.now(), generation()
        call = Call(self._application, kept_environ(self._base_url, *key))
        pieces = [call.begin()]
        while not call.is_done:
            pieces.append(call.more())
        body = b"".join(pieces)
        reason = why_not_kept(call.status, call.headers)
        if reason is not None:
            log.error("kept page %r is not the same for everyone: %s; not kept", key[0], reason)
        headers = completed(call.headers, self._security)
        if call.status != 200 or reason is not None:
            # Several visitors may be waiting for this one answer: nobody's cookie may be in it.
            shared = [pair for pair in headers if pair[0] != b"set-cookie"]
            return Answer(call.status, shared, body)
        return make_entry(mark, body, headers, made_at=made_at, made_in=made_in, before=before)


def completed(headers: Headers, security: Headers) -> Headers:
    """Add the headers that every answer carries, where the application has not set them."""
    present = {name for name, _ in headers}
    return [*headers, *(pair for pair in security if pair[0] not in present)]
