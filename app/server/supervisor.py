"""Serve: web workers and a background worker as one process tree."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.core.errors import describe
from app.server.front import Front
from app.server.listening import CannotListen, bind
from app.server.processes import FIRST_PAUSE, LONGEST_PAUSE, Child, Supervisor
from app.server.web import make_server

log = logging.getLogger("samling.server")

Background = Callable[[threading.Event], None]
"""Work until the event is set."""

OPEN_FILES = 16_384


def _nothing() -> None:
    return


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What is served, and what is told on the way.

    `make_front` is called in each web process, `announce` once when the first of them answers,
    `before_fork` in the parent and `after_fork` in each child.
    """

    make_front: Callable[[], Front]
    background: Background
    announce: Callable[[], None] = _nothing
    before_fork: Callable[[], None] = _nothing
    after_fork: Callable[[], None] = _nothing
    trusted_proxies: Sequence[str] = ()


def serve(parts: Parts, *, host: str, port: int, workers: int) -> int:
    """Serve until a signal to stop; return the exit code."""
    try:
        sockets = bind(host, port)
    except CannotListen as sentence:
        sys.stderr.write(f"{sentence}\n")
        return 1
    _allow_open_files()
    if not hasattr(os, "fork"):
        return _serve_in_one_process(parts, sockets)
    web = [
        Child(f"web worker {number}", lambda ready: _be_web(parts, sockets, ready))
        for number in range(1, workers + 1)
    ]
    background = Child("background worker", lambda ready: _be_background(parts, sockets, ready), serves=False)
    return Supervisor(
        children=[*web, background],
        sockets=sockets,
        announce=parts.announce,
        before_fork=parts.before_fork,
        after_fork=parts.after_fork,
    ).run()


def _be_web(parts: Parts, sockets: list[socket.socket], ready: Callable[[], None]) -> None:
    server = make_server(parts.make_front(), trusted_proxies=parts.trusted_proxies, ready=ready)
    signal.signal(signal.SIGTERM, lambda _number, _frame: server.stop())
    server.run(sockets)


def _be_background(parts: Parts, sockets: list[socket.socket], ready: Callable[[], None]) -> None:
    for listening in sockets:
        listening.close()
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: stop.set())
    ready()
    parts.background(stop)


def _serve_in_one_process(parts: Parts, sockets: list[socket.socket]) -> int:
    """Serve where processes cannot fork: the background worker is a thread."""
    stop = threading.Event()
    thread = threading.Thread(target=_keep_running, args=(parts.background, stop), daemon=True)
    server = make_server(parts.make_front(), trusted_proxies=parts.trusted_proxies, ready=parts.announce)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: server.stop())
    thread.start()
    try:
        server.run(sockets)
    finally:
        stop.set()
        thread.join(timeout=10)
    return 0


def _keep_running(background: Background, stop: threading.Event) -> None:
    pause = FIRST_PAUSE
    while not stop.is_set():
        began = time.monotonic()
        try:
            background(stop)
        except Exception as error:  # noqa: BLE001 (as a process of its own, it would be started again)
            log.error("the background worker stopped: %s", describe(error))
        pause = FIRST_PAUSE if time.monotonic() - began > LONGEST_PAUSE else min(pause * 2, LONGEST_PAUSE)
        stop.wait(pause)


def _allow_open_files() -> None:
    """Raise the soft limit on open files: a connection is one, and 1,024 is a common default."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
