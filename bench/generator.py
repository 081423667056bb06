"""A load generator: one process, non-blocking sockets, one request under way on each connection.

It waits for each answer before it sends the next request on a connection (a closed loop), so it never asks
faster than it is answered, and a wait is that of a visitor who comes when a place is free. Run as a process
of its own by bench.load: a job as JSON on standard input, what was seen as JSON on standard output.
"""

from __future__ import annotations

import json
import re
import selectors
import socket
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import count, cycle
from urllib.parse import urlencode

PATIENCE = 30.0
"""Seconds after the end of a run in which answers still under way are counted."""

ARRIVAL = 0.02
"""Seconds between two visitors: all at one moment would be taken in by whichever process wakes first."""

RECEIPT = re.compile(rb"\r\nlocation: *[^\r]*/bokat/([^/?#\s]+)", re.IGNORECASE)
SENT_ON = b"HTTP/1.1 303"
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass
class Job:
    """What to ask, how long, and on how many connections."""

    host: str
    port: int
    path: str
    seconds: float
    connections: int
    people: int = 0
    """Number of the first invented person who sends a form; 0 for plain GETs."""
    slots: list[str] = field(default_factory=list)
    """Values of the places that these people book in turn, below the path; without them they sign."""
    accepts: str = ""
    """Content coding that GETs ask for, as browsers do."""
    half_sent: int = 0
    """Connections that send half a form first, and then wait."""


@dataclass
class Seen:
    """What came back."""

    seconds: float = 0.0
    statuses: dict[str, int] = field(default_factory=dict)
    broken: int = 0
    p50: float = 0.0
    p99: float = 0.0
    longest: float = 0.0
    cpu: float = 0.0
    """Seconds of CPU that the generator itself took."""
    receipts: list[str] = field(default_factory=list)
    """What names the receipts, in the addresses that acknowledged bookings were sent on to."""

    @property
    def answers(self) -> int:
        """Count the answers of any status."""
        return sum(self.statuses.values())

    def rate(self, status: str) -> float:
        """Give answers with a status a second."""
        return self.statuses.get(status, 0) / self.seconds


class Connection:
    """One connection and the request under way on it."""

    def __init__(self, job: Job) -> None:
        self.socket = socket.create_connection((job.host, job.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        self.received = b""
        self.asked_at = 0.0

    def ask(self, request: bytes) -> None:
        """Send a request; it is small enough to leave at once."""
        self.received = b""
        self.asked_at = time.perf_counter()
        self.socket.send(request)

    def answered(self) -> int:
        """Read what there is; return the status when the answer is whole, else 0. Raises ConnectionError."""
        piece = self.socket.recv(262_144)
        if not piece:
            raise ConnectionError
        data = self.received = self.received + piece if self.received else piece
        head = data.find(b"\r\n\r\n")
        if head < 0:
            return 0
        length = LENGTH.search(data, 0, head + 2)
        if len(data) < head + 4 + (int(length[1]) if length else 0):
            return 0
        return int(data[9:12])

    def receipts(self) -> list[str]:
        """Give what names the receipt that a whole answer sends its reader on to, if it does."""
        if not self.received.startswith(SENT_ON):
            return []
        return [found.decode() for found in RECEIPT.findall(self.received)]


def gets(job: Job) -> Callable[[], bytes]:
    """Make the same GET each time."""
    coding = f"Accept-Encoding: {job.accepts}\r\n" if job.accepts else ""
    head = f"GET {job.path} HTTP/1.1\r\nHost: localhost:{job.port}\r\nAccept: text/html\r\n{coding}\r\n"
    request = head.encode()
    return lambda: request


def signatures(job: Job) -> Iterator[bytes]:
    """Make a form that signs, from another person each time."""
    constant = urlencode({"postcode": "124 65", "consent_sign": "y", "contact_me": "y"})
    for number in count(job.people + 1):
        yield _form(job, job.path, f"{_person(number)}&{constant}")


def bookings(job: Job) -> Iterator[bytes]:
    """Make a form that books the next place of the list, from another person each time."""
    for number, slot in zip(count(job.people + 1), cycle(job.slots), strict=False):
        slug = slot.partition(".")[2]
        yield _form(job, f"{job.path}{slug}", f"slot={slot}&{_person(number)}&consent_keep=y")


def letters(number: int) -> str:
    """Write a number in letters: digits are no name, and one name again and again would be looked at."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def _person(number: int) -> str:
    return f"name=%C3%85sa+Provstr%C3%B6m+{letters(number)}&email=person{number}%40exempel.example"


def _form(job: Job, path: str, body: str) -> bytes:
    return (
        f"POST {path} HTTP/1.1\r\nHost: localhost:{job.port}\r\n"
        f"Origin: http://localhost:{job.port}\r\nSec-Fetch-Site: same-origin\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def requests(job: Job) -> Callable[[], bytes]:
    """Choose what is asked: a page again and again, signatures or bookings."""
    if not job.people:
        return gets(job)
    return (bookings(job) if job.slots else signatures(job)).__next__


def half_sent(job: Job) -> list[socket.socket]:
    """Open connections that send half a form and wait."""
    opened = []
    for _ in range(job.half_sent):
        waiting = socket.create_connection((job.host, job.port))
        waiting.sendall(
            f"POST {job.path} HTTP/1.1\r\nHost: localhost:{job.port}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 500\r\n\r\nname=A".encode()
        )
        opened.append(waiting)
    return opened


def _arrivals(job: Job) -> Iterator[Connection]:
    for _ in range(job.connections):
        yield Connection(job)
        time.sleep(ARRIVAL)


def run(job: Job) -> Seen:
    """Ask until the time is out, then wait for what is under way."""
    waiting = half_sent(job)
    request = requests(job)
    selector = selectors.DefaultSelector()
    waits: list[float] = []
    statuses: Counter[str] = Counter()
    seen = Seen()
    connections = list(_arrivals(job))
    began, cpu = time.perf_counter(), time.process_time()
    until = began + job.seconds
    for opened in connections:
        selector.register(opened.socket, selectors.EVENT_READ, opened)
        opened.ask(request())
    while selector.get_map() and time.perf_counter() < until + PATIENCE:
        for key, _events in selector.select(1.0):
            connection: Connection = key.data
            try:
                status = connection.answered()
            except OSError:
                selector.unregister(connection.socket)
                seen.broken += 1
                continue
            if not status:
                continue
            now = time.perf_counter()
            waits.append(now - connection.asked_at)
            statuses[str(status)] += 1
            seen.receipts += connection.receipts()
            if now < until:
                connection.ask(request())
            else:
                selector.unregister(connection.socket)
    seen.seconds, seen.cpu = time.perf_counter() - began, time.process_time() - cpu
    seen.broken += len(selector.get_map())
    seen.statuses = dict(statuses)
    _measure(waits, seen)
    for each in waiting:
        each.close()
    return seen


def _measure(waits: list[float], seen: Seen) -> None:
    waits.sort()
    if waits:
        seen.p50, seen.p99 = waits[len(waits) // 2], waits[int(len(waits) * 0.99)]
        seen.longest = waits[-1]


if __name__ == "__main__":
    json.dump(asdict(run(Job(**json.load(sys.stdin)))), sys.stdout)
