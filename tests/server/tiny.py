"""A tiny application behind the real server, so that these tests depend on no feature."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask, Response, abort, request

from app.core.pages import drop_kept, kept
from app.server import protocol
from app.server.front import Front
from app.server.supervisor import Parts, serve

PAGE = "<!doctype html><title>Sidan</title><h1>Sidan</h1>" + "<p>Köp tillbaka centrum</p>" * 60


@dataclass
class Counter:
    """What the tiny application has done and shall do."""

    renders: int = 0
    count: int = 0
    fails: bool = False
    status: int = 200
    cookie: bool = False
    hold: threading.Event | None = None
    closed: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True)
class TinySettings:
    """The settings that the front reads."""

    base_url: str = "http://localhost:8000"
    max_body: int = 100_000
    body_deadline: float = 5.0


def make_app(counter: Counter | None = None) -> Flask:
    """Make the application."""
    app = Flask(__name__)
    state = app.extensions["counter"] = Counter() if counter is None else counter
    _add_kept_pages(app, state)
    _add_plain_pages(app, state)
    _add_long_pages(app, state)
    return app


def _add_kept_pages(app: Flask, state: Counter) -> None:
    @app.get("/sidan")
    @kept()
    def page() -> Response:
        state.renders += 1
        if state.hold is not None:
            state.hold.wait(10)
        if state.fails:
            raise RuntimeError("the database is away")
        response = Response(PAGE + f"<p>{state.count}</p>", status=state.status)
        if state.cookie:
            response.set_cookie("who", "visitor 1")
        return response

    @app.get("/lista")
    @kept(query=("sida", "sort"))
    def listing() -> str:
        state.renders += 1
        return request.query_string.decode() + "|" + repr(sorted(request.headers.keys()))

    @app.get("/stamp")
    @kept(seconds=1000)
    def stamp() -> str:
        return f"{os.getpid()} {time.monotonic_ns()}"

    @app.get("/static/abc/main.css")
    @kept(seconds=float("inf"))
    def style() -> Response:
        state.renders += 1
        return Response("body { color: black }\n" * 100, mimetype="text/css")


def _add_plain_pages(app: Flask, state: Counter) -> None:
    @app.get("/plain")
    def plain() -> str:
        return "plain"

    @app.get("/environ")
    def environ() -> dict[str, str]:
        return {name: value for name, value in request.environ.items() if isinstance(value, str)}

    @app.get("/fält/<word>")
    def word(word: str) -> str:
        return word

    @app.post("/form")
    def form() -> str:
        state.count += 1
        drop_kept()
        return str(len(request.get_data()))

    @app.get("/pid")
    def pid() -> str:
        return str(os.getpid())

    @app.get("/gone")
    def gone() -> str:
        abort(410)

    @app.get("/broken")
    def broken() -> str:
        raise RuntimeError("ada@example.org")


def _add_long_pages(app: Flask, state: Counter) -> None:
    @app.get("/slow")
    def slow() -> str:
        time.sleep(float(request.args.get("seconds", "0.2")))
        return "slow"

    @app.get("/export")
    def export() -> Response:
        rows = int(request.args.get("rows", "1000"))
        breaks = "break" in request.args

        def lines() -> Iterator[str]:
            try:
                for number in range(rows):
                    yield f"{number},namn,post\n"
                if breaks:
                    raise RuntimeError("broken off")
            finally:
                state.closed.set()

        return Response(lines(), mimetype="text/csv")

    @app.get("/closed")
    def closed() -> str:
        return str(state.closed.is_set())


def main(port: int, workers: int, folder: Path) -> int:
    """Serve until stopped; every child leaves its process id in a folder."""
    app = make_app()
    protocol.HEAD_SECONDS = float(os.environ.get("HEAD_SECONDS", protocol.HEAD_SECONDS))
    protocol.MAX_CONNECTIONS = int(os.environ.get("MAX_CONNECTIONS", protocol.MAX_CONNECTIONS))
    settings = TinySettings(f"http://localhost:{port}", body_deadline=float(os.environ.get("DEADLINE", "5")))

    def background(stop: threading.Event) -> None:
        (folder / "background").write_text(str(os.getpid()))
        if "CRASH" in os.environ and not (folder / "crashed").exists():
            (folder / "crashed").touch()
            raise RuntimeError("crash")
        stop.wait()
        (folder / "stopped").touch()

    def after_fork() -> None:
        (folder / f"pid-{os.getpid()}").touch()
        if "NEVER" in os.environ:
            raise RuntimeError("cannot start")

    parts = Parts(
        make_front=lambda: Front(app, settings),
        background=background,
        announce=lambda: (folder / "announced").touch(),
        after_fork=after_fork,
        trusted_proxies=os.environ.get("PROXIES", "").split(),
    )
    return serve(parts, host="localhost", port=port, workers=workers)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])))
