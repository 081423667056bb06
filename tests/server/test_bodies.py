from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from statistics import quantiles
from typing import Any

import pytest

from app.core.headers import SECURITY_HEADERS
from app.server.bodies import FREE_BYTES, Bodies
from app.server.refusals import Disconnected, Refused
from tests.server.served import Served, read_all

FORM = "POST /form HTTP/1.1\r\nHost: localhost\r\n"


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def assert_ours(answer: bytes, status: int, word: str) -> None:
    """Check that an early answer is ours: its headers, its sentence, and the connection closed."""
    assert status_of(answer) == status
    head, _, body = answer.decode().lower().partition("\r\n\r\n")
    for name, value in SECURITY_HEADERS.items():
        assert f"{name}: {value}".lower() in head
    assert "connection: close" in head
    assert "cache-control: no-store" in head
    assert word.lower() in body


def test_an_ordinary_form_arrives(served: Served) -> None:
    assert served.get("/form", method="POST", body=b"a=b")[2] == b"3"
    assert served.get("/form", method="POST", body=b"")[2] == b"0"
    assert served.get("/form", method="POST", body=b"x" * 100_000)[2] == b"100000"


def test_a_body_that_says_it_is_too_large_is_refused_at_once(served: Served) -> None:
    with served.connect() as connection:
        connection.sendall(f"{FORM}Content-Length: 200000\r\n\r\n".encode())
        began = time.monotonic()
        answer = connection.recv(65536)
        assert time.monotonic() - began < 1
        assert status_of(answer) == 413


def test_a_browser_that_sends_too_much_reads_why(served: Served) -> None:
    # unread bytes would reset the connection, and the browser would show that instead
    status, headers, body = served.get("/form", method="POST", body=b"x" * 3_000_000)
    assert status == 413
    assert headers["connection"] == "close"
    assert "större än vi kan ta emot" in body.decode()
    assert "larger than we can" in served.get("/en/form", method="POST", body=b"x" * 200_000)[2].decode()


def test_a_body_without_a_length_is_refused(served: Served) -> None:
    assert_ours(served.raw(f"{FORM}\r\n".encode()), 411, "hur lång")
    chunked = f"{FORM}Transfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n0\r\n\r\n"
    assert_ours(served.raw(chunked.encode()), 411, "hur lång")
    chunked_get = chunked.replace("POST /form", "GET /plain")
    assert_ours(served.raw(chunked_get.encode()), 411, "hur lång")


def test_an_endless_chunked_body_is_refused(served: Served) -> None:
    with served.connect() as connection:
        connection.sendall(f"{FORM}Transfer-Encoding: chunked\r\n\r\n".encode())
        with contextlib.suppress(ConnectionError):
            for _ in range(400):
                connection.sendall(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
        with contextlib.suppress(ConnectionError):
            assert status_of(connection.recv(65536)) == 411
    assert served.get("/plain")[0] == 200


def test_a_body_that_does_not_come_is_not_waited_for(served: Served) -> None:
    began = time.monotonic()
    answer = served.raw(f"{FORM}Content-Length: 10\r\n\r\nab".encode())
    assert 1 < time.monotonic() - began < 5
    assert_ours(answer, 408, "för lång tid")


def test_a_body_that_trickles_is_not_waited_for(served: Served) -> None:
    with served.connect() as connection:
        connection.sendall(f"{FORM}Content-Length: 1000\r\n\r\n".encode())
        began = time.monotonic()
        with contextlib.suppress(ConnectionError):
            while time.monotonic() - began < 4:
                connection.sendall(b"x")
                time.sleep(0.1)
        assert status_of(connection.recv(65536)) == 408


@pytest.mark.parametrize(
    "length", ["-1", "1x", "+3", "0x10", "3\r\nContent-Length: 4", "99999999999999999999999"]
)
def test_a_length_that_is_none_is_refused(served: Served, length: str) -> None:
    answer = served.raw(f"{FORM}Content-Length: {length}\r\n\r\nabc".encode())
    assert status_of(answer) in {400, 413}
    assert b"content-security-policy" in answer


def test_a_length_and_chunks_together_are_refused(served: Served) -> None:
    both = f"{FORM}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    assert status_of(served.raw(both.encode())) in {400, 411}


def test_a_client_that_expects_to_be_asked_is_asked(served: Served) -> None:
    with served.connect() as connection:
        connection.sendall(f"{FORM}Expect: 100-continue\r\nContent-Length: 3\r\n\r\n".encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 100 ")
        connection.sendall(b"a=b")
        assert status_of(connection.recv(65536)) == 200
    with served.connect() as connection:
        connection.sendall(f"{FORM}Expect: 100-continue\r\nContent-Length: 300000\r\n\r\n".encode())
        assert status_of(connection.recv(65536)) == 413, "Refused before it is sent."


def half_sent(served: Served, count: int) -> list[socket.socket]:
    opened = []
    for _ in range(count):
        connection = served.connect()
        connection.sendall(f"{FORM}Content-Length: 500\r\n\r\nname=A".encode())
        opened.append(connection)
    return opened


def milliseconds(served: Served, path: str, times: int) -> list[float]:
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        assert served.get(path)[0] == 200
        spent.append((time.perf_counter() - began) * 1000)
    return sorted(spent)


def test_half_sent_forms_leave_everything_else_served(served: Served) -> None:
    opened = half_sent(served, 200)
    try:
        for path in ("/sidan", "/plain"):
            spent = milliseconds(served, path, 40)
            assert quantiles(spent, n=10)[-1] < 250, f"{path} took {spent} ms"
        answers = [status_of(connection.recv(65536)) for connection in opened]
        assert answers == [408] * 200
    finally:
        for connection in opened:
            connection.close()


def test_half_a_form_and_then_silence_leaves_no_reader_behind(served: Served) -> None:
    for connection in half_sent(served, 50):
        connection.close()
    assert served.get("/form", method="POST", body=b"a=b")[2] == b"3"


class Slow:
    """A client that sends pieces and then waits."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces = list(pieces)

    async def __call__(self) -> dict[str, Any]:
        if self.pieces:
            return {"type": "http.request", "body": self.pieces.pop(0), "more_body": True}
        await asyncio.Event().wait()
        raise AssertionError


def scope(length: int) -> dict[str, Any]:
    return {"method": "POST", "headers": [(b"content-length", str(length).encode())]}


def test_what_half_sent_bodies_hold_together_is_bounded() -> None:
    bodies = Bodies(max_body=100_000, deadline=0.3, max_held=200_000)

    async def story() -> list[int]:
        readers = [bodies.read(scope(100_000), Slow(b"x" * 90_000)) for _ in range(5)]
        small = [bodies.read(scope(1000), Slow(b"x" * 900)) for _ in range(5)]
        results = await asyncio.gather(*readers, *small, return_exceptions=True)
        return [result.status for result in results if isinstance(result, Refused)]

    assert asyncio.run(story()) == [408, 408, 503, 503, 503, 408, 408, 408, 408, 408]
    assert (bodies.held, bodies.readers) == (0, 0)
    assert FREE_BYTES > 10_000, "An ordinary form never counts."


def test_the_number_of_half_sent_bodies_is_bounded() -> None:
    bodies = Bodies(max_body=1000, deadline=0.2, max_readers=3)

    async def story() -> list[int]:
        readers = [bodies.read(scope(10), Slow(b"x")) for _ in range(5)]
        results = await asyncio.gather(*readers, return_exceptions=True)
        return sorted(result.status for result in results if isinstance(result, Refused))

    assert asyncio.run(story()) == [408, 408, 408, 503, 503]


def test_a_client_that_leaves_is_let_go() -> None:
    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    with pytest.raises(Disconnected):
        asyncio.run(Bodies(max_body=1000, deadline=5).read(scope(10), receive))


def test_more_bytes_than_promised_are_refused() -> None:
    with pytest.raises(Refused, match="413"):
        asyncio.run(Bodies(max_body=1000, deadline=5).read(scope(10), Slow(b"x" * 1001)))


def test_a_form_half_sent_at_the_stop_is_answered() -> None:
    bodies = Bodies(max_body=1000, deadline=5)

    async def story() -> int:
        task = asyncio.create_task(bodies.read(scope(10), Slow(b"x")))
        await asyncio.sleep(0.05)
        task.cancel()
        try:
            await task
        except Refused as refused:
            return refused.status
        return 0

    assert asyncio.run(story()) == 503


def test_everything_is_read_to_its_end(served: Served) -> None:
    with served.connect() as connection:
        connection.sendall(b"GET /plain HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert read_all(connection).endswith(b"plain")
