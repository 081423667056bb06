"""Read request bodies whole, within a size, a time and a total of memory."""

from __future__ import annotations

import asyncio

from app.server.asgi import Receive, Scope
from app.server.refusals import Disconnected, Refused

FREE_BYTES = 16 * 1024
"""What each body may hold without counting against the total: an ordinary form always gets in."""

FILE_DEADLINE = 4
"""How many times as long a file may take as a form."""

_NEEDS_LENGTH = frozenset({"POST", "PUT", "PATCH"})


class Bodies:
    """Read bodies for one process and keep count of what half-sent ones hold."""

    def __init__(
        self,
        *,
        max_body: int,
        deadline: float,
        max_readers: int = 2000,
        max_held: int = 16 * 1024 * 1024,
    ) -> None:
        self.max_body = max_body
        self.deadline = deadline
        self.max_readers = max_readers
        self.max_held = max(max_held, max_body)
        self.readers = 0
        self.held = 0
        self._tasks: set[asyncio.Task[object]] = set()

    async def read(self, scope: Scope, receive: Receive, *, most: int = 0) -> bytes:
        """Return the whole body of a request; ``most`` is for the few pages that take a file.

        Raises Refused (411, 413, 408, 503) and Disconnected.
        """
        largest = max(self.max_body, most)
        length = self._declared(scope, largest)
        if length == 0:
            return b""
        if self.readers >= self.max_readers:
            raise Refused(503, drain=True)
        self.readers += 1
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            async with asyncio.timeout(self.deadline * (FILE_DEADLINE if length > self.max_body else 1)):
                return await self._collect(receive, largest)
        except TimeoutError:
            raise Refused(408) from None
        except asyncio.CancelledError:
            raise Refused(503) from None  # see give_up
        finally:
            self._tasks.discard(task)
            self.readers -= 1

    def give_up(self) -> None:
        """Answer all half-sent bodies with 503, so that nobody can hold up the stop of the server."""
        for task in list(self._tasks):
            task.cancel()

    def _declared(self, scope: Scope, largest: int) -> int:
        length: int | None = None
        for name, value in scope["headers"]:
            if name == b"content-length":
                length = int(value) if value.isdigit() else -1
            elif name == b"transfer-encoding":
                # Without a length Werkzeug cuts an oversized form silently instead of refusing it.
                raise Refused(411, drain=True)
        if length is None:
            if scope["method"] in _NEEDS_LENGTH:
                raise Refused(411)
            return 0
        if length < 0:
            raise Refused(400)
        if length > largest:
            raise Refused(413, drain=True)
        return length

    async def _collect(self, receive: Receive, largest: int) -> bytes:
        pieces: list[bytes] = []
        size = counted = 0
        try:
            while True:
                message = await receive()
                if message["type"] != "http.request":
                    raise Disconnected
                piece: bytes = message.get("body", b"")
                size += len(piece)
                if size > largest:
                    raise Refused(413, drain=True)
                if piece:
                    pieces.append(piece)
                if not message.get("more_body"):
                    return pieces[0] if len(pieces) == 1 else b"".join(pieces)
                due = max(0, size - FREE_BYTES) - counted
                if self.held + due > self.max_held:
                    raise Refused(503, drain=True)
                counted += due
                self.held += due
        finally:
            self.held -= counted
