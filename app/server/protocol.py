"""uvicorn's HTTP protocol with the limits it lacks: size and time of a request's head, stalled readers."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from app.server.refusals import Refusals

MAX_HEAD_BYTES = 32 * 1024
HEAD_SECONDS = 10.0
STALLED_SECONDS = 30.0
MAX_CONNECTIONS = 4096


def protocol_with(refusals: Refusals) -> type[GuardedProtocol]:
    """Return the protocol with the early answers that it gives."""

    class Protocol(GuardedProtocol):
        pass

    Protocol.refusals = refusals
    Protocol.idle = {}
    return Protocol


class HeadRefused(Exception):
    """A request head that is not read further."""


class GuardedProtocol(HttpToolsProtocol):
    """One connection, watched while its head arrives and while its reader stalls."""

    refusals: ClassVar[Refusals]
    idle: ClassVar[dict[GuardedProtocol, None]]
    """The connections that wait for a head, the one that has waited longest first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._head_bytes = 0
        self._head_timer: asyncio.TimerHandle | None = None
        self._stall_timer: asyncio.TimerHandle | None = None
        self._refusal = 400

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a first request; when all places are taken, idle connections make room."""
        super().connection_made(transport)
        if len(self.connections) > MAX_CONNECTIONS:
            if not self.idle:
                self._refusal = 503
                self.send_400_response("")
                return
            next(iter(self.idle)).make_room()
        self.idle[self] = None
        self._await_head()

    def make_room(self) -> None:
        """Close a connection that nobody would miss at once: a flood of idle ones pushes out its own."""
        del self.idle[self]
        self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the timers."""
        self.idle.pop(self, None)
        self._stop_head_timer()
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Feed the parser, counting what belongs to an unfinished head."""
        self._head_bytes += len(data)
        super().data_received(data)
        if self._head_bytes == 0 or self.transport.is_closing():
            return
        if not self._is_between_requests():
            self._head_bytes = 0
        elif self._head_bytes > MAX_HEAD_BYTES:
            self._refusal = 431
            self.send_400_response("")
        elif self._head_timer is None:
            self._await_head()

    def on_headers_complete(self) -> None:
        """Refuse a head that is too large, else go on."""
        self.idle.pop(self, None)
        self._stop_head_timer()
        if self._head_bytes > MAX_HEAD_BYTES:
            size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
            if size > MAX_HEAD_BYTES:
                self._refusal = 431
                raise HeadRefused
        self._head_bytes = 0
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        super().on_response_complete()
        if self._is_between_requests() and not self.transport.is_closing():
            self.idle[self] = None

    def send_400_response(self, msg: str) -> None:
        """Answer what cannot be read with our own page and headers."""
        headers, body = self.refusals.answer(self._refusal, "sv", close=True)
        content = [STATUS_LINE[self._refusal]]
        for name, value in (*self.server_state.default_headers, *headers):
            content.extend((name, b": ", value, b"\r\n"))
        content.extend((b"\r\n", body))
        self.transport.write(b"".join(content))
        self.transport.close()

    def pause_writing(self) -> None:
        """Give a client that does not read some time to go on."""
        super().pause_writing()
        if self._stall_timer is None:
            self._stall_timer = self.loop.call_later(STALLED_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """Note that the client reads again."""
        super().resume_writing()
        if self._stall_timer is not None:
            self._stall_timer.cancel()
            self._stall_timer = None

    def _is_between_requests(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is None or cycle.response_complete

    def _await_head(self) -> None:
        self._head_timer = self.loop.call_later(HEAD_SECONDS, self._head_overdue)

    def _head_overdue(self) -> None:
        if self.transport.is_closing():
            return
        if self._head_bytes == 0:  # a browser's spare connection, no request to answer
            self.transport.close()
            return
        self._refusal = 408
        self.send_400_response("")

    def _stop_head_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None
