"""Processes forked from one that has imported the application: it takes longer to import than to start.

They are processes of their own, with a session, an environment and files of their own. That the installed
command starts, told by its words and settings alone, `tests/harness/test_servers.py` tries.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import mmap
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
MESSAGE = 2**18
FILES = 3


class Forked:
    """A running process, to be used like one of `subprocess.Popen`."""

    def __init__(self, watcher: socket.socket, args: list[str]) -> None:
        self.args = args
        self.returncode: int | None = None
        self._watcher, self._heard = watcher, b""
        self.pid = self._hear(30)

    def _hear(self, timeout: float | None) -> int:
        """Give the next number that its watcher tells; raises TimeoutExpired."""
        self._watcher.settimeout(timeout)
        while b"\n" not in self._heard:
            try:
                heard = self._watcher.recv(64)
            except (TimeoutError, BlockingIOError):
                raise subprocess.TimeoutExpired(self.args, timeout or 0) from None
            assert heard, f"Nobody watches over {self.args}."
            self._heard += heard
        number, _, self._heard = self._heard.partition(b"\n")
        return int(number)

    def poll(self) -> int | None:
        """Give the exit code, or None while it runs."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end and give the exit code; raises TimeoutExpired."""
        if self.returncode is None:
            self.returncode = self._hear(timeout)
            self._watcher.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal while it runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill it."""
        self.send_signal(signal.SIGKILL)


@dataclass(frozen=True)
class Done:
    """A process that has ended."""

    returncode: int
    stdout: bytes
    stderr: bytes


def start(*words: str, environment: dict[str, str], output: int, errors: int) -> Forked:
    """Start a command of the application, or `crowd`, with its output going to open files."""
    ours, theirs = socket.socketpair()
    message = json.dumps({"words": words, "environment": environment}).encode() + b"\n"
    with theirs:
        socket.send_fds(_nursery(), [message], [output, errors, theirs.fileno()])
    return Forked(ours, list(words))


def run(*words: str, environment: dict[str, str] | None = None, timeout: float = 120) -> Done:
    """Run a command to its end."""
    given = dict(os.environ) if environment is None else environment
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        process = start(*words, environment=given, output=output.fileno(), errors=errors.fileno())
        try:
            code = process.wait(timeout)
        finally:
            process.kill()
        output.seek(0)
        errors.seek(0)
        return Done(code, output.read(), errors.read())


@cache
def _nursery() -> socket.socket:
    """Start the process that others are forked from, once for all tests of a worker."""
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.forked", str(theirs.fileno())],
            cwd=ROOT,
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def end() -> None:
        ours.close()
        process.wait(10)

    atexit.register(end)
    return ours


def main(number: str) -> int:
    """Fork what is asked for, until nobody is there to ask."""
    _commands()  # imported before anything is forked
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    asked = socket.socket(fileno=int(number))
    while True:
        message, files, *_ = socket.recv_fds(asked, MESSAGE, FILES)
        while message and not message.endswith(b"\n"):
            message += asked.recv(MESSAGE)
        if not message:
            return 0
        if os.fork() == 0:
            asked.close()
            return _watch(json.loads(message), *files)
        for file in files:
            os.close(file)


def _watch(request: dict[str, Any], output: int, errors: int, reply: int) -> int:
    """Fork one process, then tell its number and, when it has ended, its exit code."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    child = os.fork()
    if child == 0:
        os.close(reply)
        return _become(request, output, errors)
    os.close(output)
    os.close(errors)
    with contextlib.suppress(BrokenPipeError), socket.socket(fileno=reply) as told:
        told.sendall(b"%d\n" % child)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        told.sendall(b"%d\n" % code)
    os._exit(0)


def _become(request: dict[str, Any], output: int, errors: int) -> int:
    os.setsid()
    os.dup2(output, 1)
    os.dup2(errors, 2)
    os.close(output)
    os.close(errors)
    os.environ.clear()
    os.environ.update(request["environment"])
    tempfile.tempdir = None  # the environment says where
    from app.core import pages

    pages._shared = mmap.mmap(-1, mmap.PAGESIZE)  # one for each tree of processes, as when it is imported
    command, *words = request["words"]
    sys.argv = [command, *words]
    return _commands()[command](*words)


def _commands() -> dict[str, Callable[..., int]]:
    import app.serving  # noqa: F401 (so that it need not be imported by each)
    from app.cli import main as samling
    from tests.core.crowd import main as crowd

    def command(*_words: str) -> int:
        samling()
        return 0

    return {"samling": command, "crowd": crowd}


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
