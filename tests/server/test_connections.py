from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.server import protocol
from tests.server.served import Served, read_all, wait_until

HELLO = b"GET /plain HTTP/1.1\r\nHost: localhost\r\n"


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def test_twenty_at_once_are_answered(served: Served) -> None:
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: served.get("/slow?seconds=0.05"), range(60)))
    assert {answer[0] for answer in answers} == {200}


def test_the_server_does_not_say_what_it_is(served: Served) -> None:
    headers = served.get("/plain")[1]
    assert "server" not in headers
    assert "date" in headers


def test_a_head_that_is_too_large_is_refused(served: Served) -> None:
    for head in (b"X: " + b"x" * 40_000 + b"\r\n\r\n", b"X: y\r\n" * 10_000 + b"\r\n"):
        answer = served.raw(HELLO + head)
        assert status_of(answer) == 431
        assert b"content-security-policy" in answer
    long_path = b"GET /" + b"x" * 40_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n"
    assert status_of(served.raw(long_path)) == 431
    assert served.get("/plain", X="x" * 20_000)[0] == 200


def test_a_head_that_does_not_end_is_refused(served: Served) -> None:
    with served.connect() as connection:
        connection.sendall(HELLO)
        with contextlib.suppress(ConnectionError):
            for _ in range(100):
                connection.sendall(b"X: " + b"x" * 1000 + b"\r\n")
                time.sleep(0.001)
        with contextlib.suppress(ConnectionError):
            assert status_of(connection.recv(65536)) == 431


@pytest.mark.parametrize(
    "data",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET\r\n\r\n",
        b"GET /\xe5 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
        b"GET / HTTP/1.1\r\n folded: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: a\x00b\r\n\r\n",
        b"G\x00T / HTTP/1.1\r\n\r\n",
    ],
)
def test_what_is_no_request_is_answered_with_our_headers(served: Served, data: bytes) -> None:
    answer = served.raw(data)
    assert status_of(answer) == 400
    assert b"content-security-policy: default-src 'none'" in answer


@pytest.mark.parametrize(
    ("request_line", "expected"),
    [
        (b"GET /plain%00 HTTP/1.1", {400}),
        (b"GET /plain%0d%0aSet-Cookie:a=b HTTP/1.1", {400}),
        (b"OPTIONS * HTTP/1.1", {400}),
        (b"GET http://evil.example/plain HTTP/1.1", {200}),
        (b"GET http://evil.example HTTP/1.1", {400, 404}),
        (b"GET //evil.example/ HTTP/1.1", {308, 404}),
        (b"GET /../../etc/passwd HTTP/1.1", {404}),
        (b"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1", {404}),
        (b"GET /?%00 HTTP/1.1", {404}),
        (b"GET /plain? HTTP/1.1", {200}),
        (b"CONNECT evil.example:443 HTTP/1.1", {400, 404, 405}),
        (b"TRACE /plain HTTP/1.1", {405}),
        (b"DELETE /plain HTTP/1.1", {405}),
        (b"BREW /plain HTTP/1.1", {400, 405}),
    ],
)
def test_odd_targets_are_answered(served: Served, request_line: bytes, expected: set[int]) -> None:
    answer = served.raw(request_line + b"\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert status_of(answer) in expected
    assert b"content-security-policy" in answer
    assert b"set-cookie" not in answer.lower()


def test_two_hosts_are_refused(served: Served) -> None:
    assert status_of(served.raw(HELLO + b"Host: evil.example\r\nConnection: close\r\n\r\n")) == 400


def test_requests_sent_together_are_answered_in_order(served: Served) -> None:
    host = f"Host: localhost:{served.port}\r\n".encode()
    paths = [b"/plain", b"/sidan", b"/slow?seconds=0.05", b"/static/abc/main.css", b"/plain"]
    data = b"".join(b"GET " + path + b" HTTP/1.1\r\n" + host + b"\r\n" for path in paths)
    data += b"GET /gone HTTP/1.1\r\n" + host + b"Connection: close\r\n\r\n"
    answer = served.raw(data)
    found = [int(status) for status in re.findall(rb"HTTP/1.1 (\d+) ", answer)]
    assert found == [200, 200, 200, 200, 200, 410]


def test_old_clients_are_answered(served: Served) -> None:
    answer = served.raw(b"GET /plain HTTP/1.0\r\n\r\n")
    assert status_of(answer) == 200
    assert answer.endswith(b"plain")


def test_a_large_answer_streams_in_little_memory(served: Served) -> None:
    before = resident(served)
    status, headers, body = served.get("/export?rows=3000000")
    assert status == 200
    assert headers["transfer-encoding"] == "chunked"
    assert body.count(b"\n") == 3_000_000
    assert resident(served) - before < 20_000, "kB more than before"


def test_slow_readers_hold_no_thread(served: Served) -> None:
    opened = [served.connect() for _ in range(10)]
    try:
        for connection in opened:
            connection.sendall(b"GET /export?rows=3000000 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        time.sleep(0.5)
        began = time.monotonic()
        assert served.get("/plain")[0] == 200
        assert time.monotonic() - began < 1
        assert read_some(opened[0], 2_000_000)
    finally:
        for connection in opened:
            connection.close()
    wait_until(lambda: served.get("/closed")[2] == b"True")


def read_some(connection: object, count: int) -> bool:
    while count > 0:
        piece = connection.recv(65536)  # type: ignore[attr-defined]
        if not piece:
            return False
        count -= len(piece)
    return True


def test_an_answer_that_breaks_off_is_cut(served: Served) -> None:
    answer = served.raw(b"GET /export?rows=50000&break=1 HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert status_of(answer) == 200
    assert not answer.endswith(b"0\r\n\r\n"), "Nobody may take it for whole."
    assert "broken off" not in served.log()


def test_nothing_personal_is_logged(served: Served) -> None:
    served.get("/f%C3%A4lt/hemlig?email=ada@example.org", Cookie="a=hemlig")
    served.raw(b"GET /hemlig HTTP/9.9\r\n\r\n")
    served.raw(b"GET /export?rows=50000&break=hemlig HTTP/1.1\r\nHost: hemlig\r\n\r\n")
    log = served.log()
    assert "an answer broke off: RuntimeError" in log
    assert "ada@" not in log
    assert "hemlig" not in log
    assert "127.0.0.1" not in log


def resident(served: Served) -> int:
    """Give the resident memory of the web process in kB."""
    pid = int(served.get("/pid")[2])
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.findall(r"VmRSS:\s+(\d+)", status)[0])


def test_the_limits_are_those_written_down() -> None:
    assert protocol.HEAD_SECONDS <= 15
    assert protocol.STALLED_SECONDS <= 60
    assert protocol.MAX_HEAD_BYTES <= 65_536


def test_idle_connections_make_room_for_new_ones(serve_tiny: Callable[..., Served]) -> None:
    served = serve_tiny(MAX_CONNECTIONS="30", HEAD_SECONDS="60")
    idle = [served.connect() for _ in range(60)]
    try:
        for connection in idle[:25]:
            with contextlib.suppress(ConnectionError):
                connection.sendall(HELLO)
        for _ in range(40):
            assert served.get("/plain")[0] == 200
    finally:
        for connection in idle:
            connection.close()


def test_too_many_busy_connections_are_told_to_come_back(serve_tiny: Callable[..., Served]) -> None:
    served = serve_tiny(MAX_CONNECTIONS="5")
    with ExitStack() as stack:
        for _ in range(5):
            busy = stack.enter_context(served.connect())
            busy.sendall(b"GET /slow?seconds=1.5 HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(0.5)
        with served.connect() as connection:
            answer = read_all(connection)
            assert status_of(answer) == 503
            assert b"retry-after" in answer
            assert b"content-security-policy" in answer


printable = st.binary(min_size=0, max_size=60).map(lambda data: data.replace(b"\r", b"").replace(b"\n", b""))


@settings(max_examples=150)
@given(method=st.sampled_from([b"GET", b"HEAD", b"POST", b"PUT", b"X"]), target=printable, value=printable)
def test_whatever_is_sent_is_answered_and_never_with_500(
    served: Served, method: bytes, target: bytes, value: bytes
) -> None:
    head = method + b" /" + target + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    answer = served.raw(head + b"Content-Length: 3\r\nCookie: " + value + b"\r\n\r\na=b")
    assert 200 <= status_of(answer) < 500
    assert b"content-security-policy" in answer


def test_a_silent_connection_is_closed_in_the_end(served: Served) -> None:
    with served.connect() as silent, served.connect() as half:
        half.sendall(b"GET /plain HTTP/1.1\r\nX: ")
        began = time.monotonic()
        assert read_all(silent) == b"", "A browser's spare connection gets no answer."
        assert status_of(read_all(half)) == 408
        assert 1 < time.monotonic() - began < 8
