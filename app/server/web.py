"""One web process: uvicorn round the front."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Iterator, Sequence

from uvicorn import Config, Server

from app.server.front import Front
from app.server.protocol import protocol_with

KEEP_ALIVE_SECONDS = 5
GRACE_SECONDS = 8
"""How long requests in hand may take to finish when the server stops."""


class WebServer(Server):
    """uvicorn's server with the signals left to the supervisor and a word when it is ready."""

    def __init__(self, config: Config, front: Front, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._front = front
        self._ready = ready

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone: uvicorn would raise them again and print a traceback."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen and say so."""
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish the requests that are whole and send away the others."""
        self._front.bodies.give_up()
        await super().shutdown(sockets)

    def stop(self) -> None:
        """Finish the requests in hand and return."""
        self.should_exit = True


def make_server(front: Front, *, trusted_proxies: Sequence[str], ready: Callable[[], None]) -> WebServer:
    """Make the server of one web process."""
    config = Config(
        front,
        http=protocol_with(front.refusals),
        loop="auto",
        ws="none",
        lifespan="on",
        interface="asgi3",
        log_config=None,
        log_level="error",
        access_log=False,  # lines with addresses and paths would be personal data
        server_header=False,
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=list(trusted_proxies),
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    return WebServer(config, front, ready)
