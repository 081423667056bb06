"""Call a WSGI application in threads: whole answers in one visit, long ones piece by piece.

A thread is held only while the application works, never while a client reads: a slow reader of a
large export waits on the event loop.
"""

from __future__ import annotations

import asyncio
import contextvars
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any, ParamSpec, TypeVar
from urllib.parse import quote, unquote_to_bytes, urlsplit

from app.server.asgi import Headers, Scope
from app.server.refusals import Refused

P = ParamSpec("P")
T = TypeVar("T")
Environ = dict[str, Any]
WSGIApp = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

PIECE_BYTES = 64 * 1024
PIECE_SECONDS = 0.05

# What a proxy may say is read by the server from trusted proxies alone; "Proxy" would become HTTP_PROXY.
_NOT_PASSED_ON = frozenset({b"proxy", b"forwarded", b"x-real-ip", b"x-original-url", b"x-rewrite-url"})


class Threads:
    """A few threads with a bounded queue before them."""

    def __init__(self, count: int, *, queue: int, name: str, patience: float = 15.0) -> None:
        self.limit = count + queue
        self.patience = patience
        self.busy = 0
        self._pool = ThreadPoolExecutor(count, thread_name_prefix=name)

    async def run(self, act: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run an act in a thread.

        Raises Refused (503) when too many wait already, or when the wait was longer than anyone's patience.
        """
        if self.busy >= self.limit:
            raise Refused(503)
        asked_at = time.monotonic()

        def visit() -> T:
            if time.monotonic() - asked_at > self.patience:
                raise Refused(503)
            return act(*args, **kwargs)

        return await self._submit(visit)

    async def go_on(self, act: Callable[[], T]) -> T:
        """Run a further step of something already begun: never refused."""
        return await self._submit(act)

    async def _submit(self, visit: Callable[[], T]) -> T:
        self.busy += 1
        future = asyncio.get_running_loop().run_in_executor(self._pool, visit)
        future.add_done_callback(self._done)
        return await future

    def _done(self, _future: asyncio.Future[Any]) -> None:
        self.busy -= 1

    def close(self) -> None:
        """Let the threads end after what they are doing."""
        self._pool.shutdown(wait=False, cancel_futures=True)


class Call:
    """One request to a WSGI application, taken in steps that may each run in another thread.

    The steps share one context, since Flask's request lives in context variables.
    """

    def __init__(self, application: WSGIApp, environ: Environ) -> None:
        self._application = application
        self._environ = environ
        self._context = contextvars.copy_context()
        self._lock = threading.Lock()
        self._written: list[bytes] = []
        self._iterable: Iterable[bytes] = ()
        self._iterator: Iterator[bytes] = iter(())
        self.status = 0
        self.headers: Headers = []
        self.is_done = False

    def begin(self) -> bytes:
        """Call the application and return the first piece of its answer."""
        return self._in_turn(self._begin)

    def more(self) -> bytes:
        """Return the next piece; `is_done` tells when there are no more."""
        return self._in_turn(self._pull)

    def close(self) -> None:
        """Give up an answer that nobody reads to its end."""
        self._in_turn(self._finish)

    def _in_turn(self, step: Callable[[], T]) -> T:
        # A cancelled request may close while its last step still runs in another thread.
        with self._lock:
            return self._context.run(step)

    def _begin(self) -> bytes:
        self._iterable = self._application(self._environ, self._start_response)
        self._iterator = iter(self._iterable)
        return self._pull()

    def _start_response(
        self, status: str, headers: list[tuple[str, str]], exc_info: Any = None
    ) -> Callable[[bytes], None]:
        self.status = int(status[:3])
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        return self._written.append

    def _pull(self) -> bytes:
        pieces = self._written
        self._written = []
        size = sum(map(len, pieces))
        until = time.monotonic() + PIECE_SECONDS
        try:
            for piece in self._iterator:
                pieces.append(piece)
                size += len(piece)
                if size >= PIECE_BYTES or time.monotonic() > until:
                    break
            else:
                self._finish()
        except BaseException:
            self._finish()
            raise
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def _finish(self) -> None:
        if self.is_done:
            return
        self.is_done = True
        close = getattr(self._iterable, "close", None)
        if close is not None:
            close()


def environ_of(scope: Scope, body: bytes) -> Environ:
    """Make the WSGI environment of a request (PEP 3333)."""
    server = scope.get("server") or ("localhost", 80)
    client = scope.get("client") or ("", 0)
    environ = _environ(
        method=scope["method"],
        scheme=scope.get("scheme", "http"),
        path=scope["raw_path"],
        query=scope["query_string"].decode("latin-1"),
        server=(server[0], str(server[1] or 0)),
        body=body,
    )
    environ["SERVER_PROTOCOL"] = "HTTP/" + scope["http_version"]
    environ["REMOTE_ADDR"] = client[0].removeprefix("::ffff:")
    for name, value in scope["headers"]:
        if name == b"content-type":
            environ["CONTENT_TYPE"] = value.decode("latin-1")
        elif name == b"content-length":
            environ["CONTENT_LENGTH"] = value.decode("latin-1")
        elif _is_passed_on(name):
            _add_header(environ, name.decode("latin-1"), value.decode("latin-1"))
    return environ


def kept_environ(base_url: str, path: str, query: str) -> Environ:
    """Make the environment that a kept page is rendered in: nobody's cookies, headers or address."""
    base = urlsplit(base_url)
    port = base.port or (443 if base.scheme == "https" else 80)
    environ = _environ(
        method="GET",
        scheme=base.scheme,
        path=quote(path, safe="/").encode(),
        query=query,
        server=(base.hostname or "localhost", str(port)),
        body=b"",
    )
    environ["HTTP_HOST"] = base.netloc
    environ["REMOTE_ADDR"] = "127.0.0.1"
    return environ


def _environ(
    *, method: str, scheme: str, path: bytes, query: str, server: tuple[str, str], body: bytes
) -> Environ:
    raw = unquote_to_bytes(path) if b"%" in path else path
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": raw.decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": server[0],
        "SERVER_PORT": server[1],
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scheme,
        "wsgi.input": BytesIO(body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def _is_passed_on(name: bytes) -> bool:
    # X_Y and X-Y would become the same variable
    return name not in _NOT_PASSED_ON and b"_" not in name and not name.startswith(b"x-forwarded-")


def _add_header(environ: Environ, name: str, value: str) -> None:
    key = "HTTP_" + name.upper().replace("-", "_")
    before = environ.get(key)
    if before is not None:
        value = before + ("; " if name == "cookie" else ",") + value
    environ[key] = value
