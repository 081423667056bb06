"""The tiny application served by real processes, and raw connections to it."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.mail import free_port

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Served:
    """A running process tree."""

    port: int
    folder: Path
    process: subprocess.Popen[bytes]

    def get(
        self, path: str, *, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Ask over a new connection; give status, headers and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        named = {"Host": f"localhost:{self.port}"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        try:
            connection.request(method, path, body=body, headers=named)
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, found, answer.read()
        finally:
            connection.close()

    def connect(self) -> socket.socket:
        """Open a raw connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=15)

    def raw(self, data: bytes) -> bytes:
        """Send bytes and give everything that comes back until the server closes."""
        with self.connect() as connection:
            connection.sendall(data)
            return read_all(connection)

    def log(self) -> str:
        """Give what the processes have printed."""
        return (self.folder / "log").read_text()

    def children(self) -> set[int]:
        """Give the process ids that were ever started and live."""
        found = {int(path.name.removeprefix("pid-")) for path in self.folder.glob("pid-*")}
        return {pid for pid in found if is_alive(pid)}


def read_all(connection: socket.socket) -> bytes:
    """Read until the other side closes."""
    pieces = []
    while piece := connection.recv(65536):
        pieces.append(piece)
    return b"".join(pieces)


def is_alive(pid: int) -> bool:
    """Say whether a process lives, those waiting to be buried not counted."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"


def wait_until(happened: Callable[[], object], *, seconds: float = 15) -> None:
    """Wait for something to become true."""
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until, "It did not happen in time."
        time.sleep(0.02)


@contextmanager
def running(
    folder: Path, workers: int, environment: dict[str, str], *, port: int | None = None
) -> Iterator[Served]:
    """Run the tiny application until the block ends."""
    server = _started(folder, workers, environment, port)
    if server.process.poll() is not None and port is None:
        server = _started(folder, workers, environment, None)  # somebody else was faster to the free port
    process = server.process
    try:
        assert process.poll() is None, f"The server did not start: {server.log()}"
        yield server
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(20)
        wait_until(lambda: not server.children())


def _started(folder: Path, workers: int, environment: dict[str, str], port: int | None) -> Served:
    port = port or free_port()
    with (folder / "log").open("wb") as log:
        process = start(folder, port, workers, environment, log.fileno())
    wait_until(lambda: (folder / "announced").exists() or process.poll() is not None, seconds=30)
    return Served(port, folder, process)


def start(
    folder: Path, port: int, workers: int, environment: dict[str, str], log: int
) -> subprocess.Popen[bytes]:
    """Start the process tree."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.server.tiny", str(port), str(workers), str(folder)],
        cwd=ROOT,
        env=os.environ | environment,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
