"""Start child processes, replace the ones that die, and stop them all.

The parent runs no thread and holds no database connection while it forks, so that forking a
replacement at any moment copies no lock in a locked state. Children share its memory until they write.
"""

from __future__ import annotations

import gc
import logging
import os
import select
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

from app.core.errors import describe

log = logging.getLogger("samling.server")

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
SETTLED_SECONDS = 60.0
START_TRIES = 3
KILL_AFTER_SECONDS = 10.0

_STOPPING = (signal.SIGTERM, signal.SIGINT)


@dataclass
class Child:
    """A place in the tree, the process in it now, and how long to wait before the next one.

    The server is announced when the first child that `serves` is ready.
    """

    name: str
    run: Callable[[Callable[[], None]], None]
    serves: bool = True
    pid: int = 0
    started_at: float = 0.0
    pause: float = FIRST_PAUSE
    start_at: float = 0.0
    ready: int = -1
    was_ready: bool = False


@dataclass
class Supervisor:
    """The parent of a process tree.

    `announce` is called once, when somebody can be served. `before_fork` runs in the parent,
    `after_fork` in each child: the places to let go of connections.
    """

    children: Sequence[Child]
    sockets: Sequence[socket.socket]
    announce: Callable[[], None]
    before_fork: Callable[[], None]
    after_fork: Callable[[], None]
    signals: list[int] = field(default_factory=list)
    is_announced: bool = False
    failures: int = 0
    _pipes: tuple[int, ...] = ()

    def run(self) -> int:
        """Watch until a signal to stop arrives; return the exit code."""
        life_read, life_write = os.pipe()  # its write end closes when this process dies, however it dies
        wake_read, wake_write = os.pipe()
        os.set_blocking(wake_write, False)
        os.set_blocking(wake_read, False)
        self._pipes = (life_read, life_write, wake_read, wake_write)
        self._listen_to_signals(wake_write)
        gc.collect()
        gc.freeze()
        code = 0
        while not self.signals:
            self._start_due()
            self._wait(wake_read)
            self._reap()
            if not self.is_announced and self.failures >= START_TRIES:
                sys.stderr.write("The server did not start: see the lines above.\n")
                code = 1
                break
        for listening in self.sockets:
            listening.close()
        self._stop_all(wake_read)
        return code

    def _listen_to_signals(self, wake_write: int) -> None:
        def note(number: int, _frame: FrameType | None) -> None:
            self.signals.append(number)

        signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
        signal.signal(signal.SIGTERM, note)
        signal.signal(signal.SIGINT, note)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)

    def _start_due(self) -> None:
        for child in self.children:
            if child.pid == 0 and child.start_at <= time.monotonic():
                self._fork(child)

    def _fork(self, child: Child) -> None:
        self.before_fork()
        sys.stdout.flush()
        sys.stderr.flush()
        ready_read, ready_write = os.pipe()
        # Until the child has handlers of its own, a signal to stop must wait, not get lost.
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
        pid = os.fork()
        if pid == 0:
            os.close(ready_read)
            self._be(child, ready_write)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
        os.close(ready_write)
        child.pid, child.ready, child.started_at, child.was_ready = pid, ready_read, time.monotonic(), False

    def _be(self, child: Child, ready_write: int) -> None:
        """Run a child's work in the forked process; never returns."""
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
            life_read, life_write, *wake = self._pipes
            for fd in (life_write, *wake, *(other.ready for other in self.children if other.ready >= 0)):
                os.close(fd)
            threading.Thread(target=_die_with_parent, args=(life_read,), daemon=True).start()
            self.after_fork()
            child.run(lambda: _say_ready(ready_write))
            code = 0
        except BaseException as error:  # noqa: BLE001 (a forked child never returns)
            log.critical("%s stopped: %s", child.name, describe(error))
        finally:
            logging.shutdown()
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def _wait(self, wake_read: int) -> None:
        due = [child.start_at for child in self.children if child.pid == 0]
        timeout = max(0.0, min(due) - time.monotonic()) if due else None
        waiting = [child.ready for child in self.children if child.ready >= 0]
        readable, _, _ = select.select([wake_read, *waiting], [], [], timeout)
        if wake_read in readable:
            os.read(wake_read, 4096)
        for child in self.children:
            if child.ready in readable:
                self._hear(child)

    def _hear(self, child: Child) -> None:
        child.was_ready = os.read(child.ready, 1) != b""
        os.close(child.ready)
        child.ready = -1
        if child.serves and child.was_ready and not self.is_announced:
            self.is_announced = True
            try:
                self.announce()
            except Exception as error:  # noqa: BLE001 (the server serves all the same)
                log.error("the start could not be announced: %s", describe(error))

    def _reap(self) -> None:
        for child in self.children:
            if child.pid and os.waitpid(child.pid, os.WNOHANG)[0]:
                self._bury(child)

    def _bury(self, child: Child) -> None:
        if child.ready >= 0:
            self._hear(child)
        lived = time.monotonic() - child.started_at
        self.failures += child.serves and not child.was_ready
        if lived > SETTLED_SECONDS:
            child.pause = FIRST_PAUSE
        log.error("%s (process %d) ended; a new one starts in %.1f s", child.name, child.pid, child.pause)
        child.pid = 0
        child.start_at = time.monotonic() + child.pause
        child.pause = min(child.pause * 2, LONGEST_PAUSE)

    def _stop_all(self, wake_read: int) -> None:
        """Ask all children to finish, and kill them after a while or at a second signal."""
        heard = len(self.signals)
        self._send(signal.SIGTERM)
        deadline = time.monotonic() + KILL_AFTER_SECONDS
        while any(child.pid for child in self.children):
            left = deadline - time.monotonic()
            if left <= 0 or len(self.signals) > heard:
                self._send(signal.SIGKILL)
                left = 1.0
            if select.select([wake_read], [], [], min(left, 0.5))[0]:
                os.read(wake_read, 4096)
            for child in self.children:
                if child.pid and os.waitpid(child.pid, os.WNOHANG)[0]:
                    child.pid = 0

    def _send(self, number: int) -> None:
        for child in self.children:
            if child.pid:
                os.kill(child.pid, number)


def _say_ready(fd: int) -> None:
    os.write(fd, b"1")
    os.close(fd)


def _die_with_parent(life_read: int) -> None:
    os.read(life_read, 1)  # returns when the parent's end is closed
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(KILL_AFTER_SECONDS)
    os._exit(1)
