from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from app.server import bridge
from app.server.bridge import Call, Threads, environ_of
from app.server.front import Front, StreamBroken
from app.server.refusals import Refused
from tests.server.calls import ask, get
from tests.server.tiny import Counter


def environ(front: Front, **headers: str) -> dict[str, str]:
    found: dict[str, str] = json.loads(get(front, "/environ", "a=%C3%A5&b", **headers).body)
    return found


def test_flask_sees_the_request(front: Front) -> None:
    seen = environ(front, user_agent="Räv/1", accept="text/html")
    assert seen["REMOTE_ADDR"] == "198.51.100.7"
    assert seen["wsgi.url_scheme"] == "http"
    assert seen["QUERY_STRING"] == "a=%C3%A5&b"
    assert seen["SERVER_PROTOCOL"] == "HTTP/1.1"
    assert seen["SCRIPT_NAME"] == ""
    assert seen["PATH_INFO"] == "/environ"
    assert seen["HTTP_HOST"] == "localhost:8000"
    assert seen["HTTP_USER_AGENT"] == "Räv/1"


def test_headers_cannot_be_passed_off_as_others(front: Front) -> None:
    seen = environ(
        front,
        proxy="http://evil.example",
        forwarded="for=1.2.3.4",
        x_forwarded_for="1.2.3.4",
        x_forwarded_host="evil.example",
        x_real_ip="1.2.3.4",
    )
    assert not [name for name in seen if "FORWARD" in name or "PROXY" in name or "REAL" in name]
    got = asyncio.run(ask(front, "/environ", headers={"x_csrf_token": "1"}))
    assert "HTTP_X_CSRF_TOKEN" not in json.loads(got.body)


def test_repeated_headers_are_joined() -> None:
    scope = {
        "method": "GET", "http_version": "1.1", "raw_path": b"/", "query_string": b"",
        "client": ("::ffff:192.0.2.1", 1), "server": ("::1", 80),
        "headers": [(b"cookie", b"a=1"), (b"cookie", b"b=2"), (b"accept", b"x"), (b"accept", b"y")],
    }  # fmt: skip
    made = environ_of(scope, b"")
    assert made["HTTP_COOKIE"] == "a=1; b=2"
    assert made["HTTP_ACCEPT"] == "x,y"
    assert made["REMOTE_ADDR"] == "192.0.2.1"


def test_a_path_keeps_its_bytes(front: Front) -> None:
    got = asyncio.run(ask(front, "/fält/å/", raw_path=b"/f%C3%A4lt/%C3%A5"))
    assert got.body.decode() == "å"
    broken = asyncio.run(ask(front, "/fält/\ufffd", raw_path=b"/f%C3%A4lt/%E5"))
    assert broken.status in {200, 400, 404}


@pytest.mark.parametrize("path", ["/plain\x00", "/plain\r\nX: y", "/\x7f", "*", "plain"])
def test_a_path_that_no_browser_sends_is_refused(front: Front, path: str) -> None:
    assert get(front, path).status == 400


def test_an_error_in_the_application_is_answered_without_its_text(
    front: Front, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_environ: Any, _start: Any) -> list[bytes]:
        raise RuntimeError("ada@example.org")

    front._application = broken
    got = get(front, "/en/plain")
    assert got.status == 500
    assert "Something broke here" in got.body.decode()
    assert "RuntimeError" in caplog.text
    assert "ada@" not in caplog.text


def test_a_long_answer_is_sent_in_pieces_and_closed(front: Front, counter: Counter) -> None:
    got = get(front, "/export", "rows=50000")
    assert got.body == b"".join(b"%d,namn,post\n" % number for number in range(50_000))
    assert "content-length" not in got.headers
    assert counter.closed.is_set()


def test_an_answer_that_breaks_off_is_not_ended(front: Front, counter: Counter) -> None:
    with pytest.raises(StreamBroken):
        get(front, "/export", "rows=50000&break=1")
    assert counter.closed.is_set()


def test_the_steps_of_a_call_share_their_context() -> None:
    from contextvars import ContextVar

    variable: ContextVar[int] = ContextVar("variable")
    closed = []

    class Body:
        def __iter__(self) -> Iterator[bytes]:
            token = variable.set(5)
            yield b"a" * 70_000
            yield str(variable.get()).encode()
            variable.reset(token)

        def close(self) -> None:
            closed.append(True)

    def application(_environ: Any, start: Any) -> Body:
        start("200 OK", [("X-Name", "v")])(b"")
        return Body()

    async def story() -> bytes:
        threads = Threads(4, queue=4, name="test")
        call = Call(application, {})
        pieces = [await threads.run(call.begin)]
        while not call.is_done:
            pieces.append(await threads.go_on(call.more))
        threads.close()
        assert (call.status, call.headers) == (200, [(b"x-name", b"v")])
        return b"".join(pieces)

    assert asyncio.run(story()).endswith(b"a5")
    assert closed == [True]


def test_threads_and_their_queue_are_bounded() -> None:
    async def story() -> tuple[int, int]:
        threads = Threads(2, queue=3, name="test")
        go = threading.Event()
        most: list[int] = []
        lock = threading.Lock()
        inside = 0

        def act() -> None:
            nonlocal inside
            with lock:
                inside += 1
                most.append(inside)
            go.wait(10)
            with lock:
                inside -= 1

        tasks = [asyncio.create_task(threads.run(act)) for _ in range(20)]
        await asyncio.sleep(0.1)
        go.set()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert threads.busy == 0
        threads.close()
        refused = [result for result in results if isinstance(result, Refused) and result.status == 503]
        return max(most), len(refused)

    assert asyncio.run(story()) == (2, 15)


def test_who_has_waited_too_long_is_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(bridge, "time", SimpleNamespace(monotonic=lambda: now[0]))

    async def story() -> list[str]:
        threads = Threads(1, queue=5, name="test", patience=15)
        inside, go, done = threading.Event(), threading.Event(), list[str]()

        def work() -> None:
            inside.set()
            assert go.wait(60)
            done.append("first")

        first = asyncio.create_task(threads.run(work))
        await asyncio.to_thread(inside.wait, 60)
        second = asyncio.create_task(threads.run(done.append, "too late"))
        await asyncio.sleep(0)  # it has asked, and stands in the queue
        now[0] += 14
        third = asyncio.create_task(threads.run(done.append, "in time"))
        await asyncio.sleep(0)
        now[0] += 2
        go.set()
        await first
        with pytest.raises(Refused):
            await second
        await third
        threads.close()
        return done

    assert asyncio.run(story()) == ["first", "in time"]
