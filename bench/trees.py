"""Servers under measurement: started as anyone starts them, watched through /proc, stopped by process id."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 60.0
STOP_SECONDS = 30.0
WORKERS = 2
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Tree:
    """A running server: its first process, its port, and how long it took to answer."""

    pid: int
    port: int
    log: Path
    started_in: float

    @property
    def url(self) -> str:
        """Give the address that it answers on."""
        return f"http://localhost:{self.port}"

    def pids(self) -> list[int]:
        """List the processes of the tree."""
        found = [self.pid]
        for pid in found:
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                found += map(int, children.read_text().split())
        return found

    def pss(self) -> float:
        """Give the memory of the tree in MB, shared pages divided among those that share them."""
        return sum(_kilobytes(pid, "smaps_rollup", "Pss") for pid in self.pids()) / 1024

    def cpu(self) -> float:
        """Give the seconds of CPU that the tree has taken."""
        return sum(_cpu(pid) for pid in self.pids())

    def forget_peaks(self) -> dict[int, float]:
        """Begin to note peaks of memory anew; return what each process holds now, in MB."""
        for pid in self.pids():
            Path(f"/proc/{pid}/clear_refs").write_text("5")
        return {pid: _kilobytes(pid, "status", "VmRSS") / 1024 for pid in self.pids()}

    def growth(self, before: dict[int, float]) -> float:
        """Give the greatest growth of one process since `forget_peaks`, in MB."""
        return max(_kilobytes(pid, "status", "VmHWM") / 1024 - held for pid, held in before.items())


def peak_of(pid: int) -> float:
    """Give the most memory that a process has held, in MB; nought when it has ended."""
    try:
        return _kilobytes(pid, "status", "VmHWM") / 1024
    except OSError:
        return 0.0


def _kilobytes(pid: int, file: str, name: str) -> int:
    for line in Path(f"/proc/{pid}/{file}").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1])
    return 0


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def free_port() -> int:
    """Find a port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def samling(instance: Path, *, workers: int = WORKERS) -> Iterator[Tree]:
    """Serve an instance as `samling serve` does, everything on but the limits on visitors."""
    port = free_port()
    settings = {
        "INSTANCE": str(instance), "BASE_URL": f"http://localhost:{port}", "PORT": str(port),
        "WORKERS": str(workers), "RATE_LIMITS": "off",
    }  # fmt: skip
    with _running(
        [str(Path(sys.executable).with_name("samling")), "serve"], port, instance, settings
    ) as tree:
        yield tree


@contextmanager
def hello(folder: Path) -> Iterator[Tree]:
    """Serve a bare Flask application behind the same front."""
    port = free_port()
    with _running([sys.executable, "-m", "bench.hello", str(port), str(WORKERS)], port, folder, {}) as tree:
        yield tree


@contextmanager
def _running(words: Sequence[str], port: int, folder: Path, settings: dict[str, str]) -> Iterator[Tree]:
    mine = {name: value for name, value in os.environ.items() if not name.startswith("SAMLING_")}
    given = {f"SAMLING_{name}": value for name, value in settings.items()}
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "server.log"
    began = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(
            words, env=mine | given, stdout=output, stderr=output, start_new_session=True
        )
    try:
        _wait(process, port, log)
        yield Tree(process.pid, port, log, time.perf_counter() - began)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.perf_counter() + START_SECONDS
    while time.perf_counter() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/health/live", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.01)
    raise SystemExit(f"The server did not start:\n{log.read_text(errors='replace')[-3000:]}")
