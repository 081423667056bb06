from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.server.listening import CannotListen, bind
from app.server.supervisor import Parts, serve
from tests.mail import free_port
from tests.server.served import Served, read_all, running, start, wait_until

Start = Callable[..., Served]


def web_pid(served: Served) -> int:
    return int(served.get("/pid")[2])


def background_pid(served: Served) -> int:
    return int((served.folder / "background").read_text() or "0")


def test_the_tree_is_small_and_announced(serve_tiny: Start) -> None:
    served = serve_tiny(workers=2)
    wait_until(lambda: len(served.children()) == 3)
    assert (served.folder / "announced").exists()
    assert served.get("/plain")[2] == b"plain"


def test_both_addresses_of_localhost_are_served(serve_tiny: Start) -> None:
    served = serve_tiny()
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        with socket.socket(family) as connection:
            if family == socket.AF_INET6 and connection.connect_ex((address, served.port)) != 0:
                pytest.skip("no IPv6 here")
            if family == socket.AF_INET:
                connection.connect((address, served.port))
            connection.sendall(b"GET /plain HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert connection.recv(15).startswith(b"HTTP/1.1 200")


def test_a_write_in_one_process_makes_the_pages_of_all_old(serve_tiny: Start) -> None:
    served = serve_tiny(workers=2)
    wait_until(lambda: len(served.children()) == 3)

    def stamps() -> dict[bytes, bytes]:
        found: dict[bytes, bytes] = {}
        with ThreadPoolExecutor(8) as pool:  # one after the other may all come to one worker
            for _round in range(50):
                found |= dict(answer[2].split() for answer in pool.map(served.get, ["/stamp"] * 40))
                if len(found) == 2:
                    return found
        raise AssertionError("Only one worker is asked.")

    before = stamps()
    assert stamps() == before
    served.get("/form", method="POST", body=b"a=b")
    after = stamps()
    assert not set(after.values()) & set(before.values())


def test_a_killed_worker_is_replaced(serve_tiny: Start) -> None:
    served = serve_tiny(workers=2)
    wait_until(lambda: len(served.children()) == 3)
    before = served.children()
    os.kill(web_pid(served), signal.SIGKILL)
    for _ in range(20):
        assert served.get("/plain")[0] == 200, "The other worker goes on."
    wait_until(lambda: len(served.children()) == 3 and served.children() != before)


def test_a_killed_background_worker_is_replaced(serve_tiny: Start) -> None:
    served = serve_tiny()
    wait_until((served.folder / "background").exists)
    wait_until(lambda: background_pid(served))
    before = background_pid(served)
    os.kill(before, signal.SIGKILL)
    wait_until(lambda: background_pid(served) not in {before, 0})


def test_a_crash_in_the_background_is_told_and_mended(serve_tiny: Start) -> None:
    served = serve_tiny(CRASH="1")
    wait_until((served.folder / "crashed").exists)
    first = background_pid(served)
    wait_until(lambda: background_pid(served) not in {first, 0})
    assert "background worker stopped: RuntimeError" in served.log()
    assert served.get("/plain")[0] == 200


def test_no_child_outlives_a_killed_parent(serve_tiny: Start) -> None:
    served = serve_tiny(workers=2)
    wait_until(lambda: len(served.children()) == 3)
    served.process.kill()
    served.process.wait()
    wait_until(lambda: not served.children())
    assert (served.folder / "stopped").exists(), "The background worker was asked to stop."


def test_a_server_comes_back_at_once_after_its_parent_was_killed(serve_tiny: Start, tmp_path: Path) -> None:
    first = serve_tiny(workers=2)
    first.process.kill()
    first.process.wait()
    (tmp_path / "second").mkdir()
    with running(tmp_path / "second", 1, {}, port=first.port) as second:
        assert second.get("/plain")[2] == b"plain"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_everything_cleanly(serve_tiny: Start, number: signal.Signals) -> None:
    served = serve_tiny(workers=2)
    wait_until(lambda: len(served.children()) == 3)
    os.killpg(served.process.pid, number) if number == signal.SIGINT else served.process.send_signal(number)
    assert served.process.wait(15) == 0
    assert not served.children()
    assert (served.folder / "stopped").exists()
    assert "Traceback" not in served.log()


def test_requests_in_hand_are_finished_at_the_stop(serve_tiny: Start) -> None:
    served = serve_tiny()
    with served.connect() as connection, served.connect() as half:
        connection.sendall(b"GET /slow?seconds=1.5 HTTP/1.1\r\nHost: x\r\n\r\n")
        half.sendall(b"POST /form HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nab")
        time.sleep(0.5)
        served.process.send_signal(signal.SIGTERM)
        assert read_all(connection).endswith(b"slow")
        assert half.recv(65536).split()[1] == b"503", "It is sent away, not waited for."
    assert served.process.wait(15) == 0
    assert "Traceback" not in served.log()


def test_a_second_signal_does_not_wait(serve_tiny: Start) -> None:
    served = serve_tiny()
    with served.connect() as connection:
        connection.sendall(b"GET /slow?seconds=30 HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(0.5)
        served.process.send_signal(signal.SIGINT)
        time.sleep(0.5)
        began = time.monotonic()
        served.process.send_signal(signal.SIGINT)
        served.process.wait(5)
        assert time.monotonic() - began < 3
    assert not served.children()


def test_a_server_that_cannot_start_says_so_and_ends(tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb") as log:
        process = start(tmp_path, free_port(), 1, {"NEVER": "1"}, log.fileno())
    assert process.wait(30) == 1
    assert "did not start" in (tmp_path / "log").read_text()


def test_a_taken_port_is_told_in_a_sentence(serve_tiny: Start, tmp_path: Path) -> None:
    served = serve_tiny()
    (tmp_path / "second").mkdir()
    with (tmp_path / "second" / "log").open("wb") as log:
        process = start(tmp_path / "second", served.port, 1, {}, log.fileno())
    assert process.wait(30) == 1
    said = (tmp_path / "second" / "log").read_text()
    assert said.startswith(f"Port {served.port} is taken by another program.")
    assert "Traceback" not in said


def test_addresses_that_cannot_be_listened_on_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CannotListen, match="is not known on this machine"):
        bind("no-such-name.invalid", 0)
    with pytest.raises(CannotListen, match="no address for 203\\.0\\.113\\.1"):
        bind("203.0.113.1", 0)
    parts = Parts(make_front=lambda: pytest.fail("not reached"), background=lambda _stop: None)
    assert serve(parts, host="no-such-name.invalid", port=0, workers=1) == 1
    assert capsys.readouterr().err == "The name no-such-name.invalid is not known on this machine.\n"


def test_port_zero_takes_one_free_port_for_all_addresses() -> None:
    sockets = bind("localhost", 0)
    try:
        assert len({opened.getsockname()[1] for opened in sockets}) == 1
    finally:
        for opened in sockets:
            opened.close()
