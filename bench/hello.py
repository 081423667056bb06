"""A bare Flask application behind the same front and server: the ceiling that pages are measured against.

`python -m bench.hello PORT WORKERS`
"""

from __future__ import annotations

import sys
import threading
from dataclasses import dataclass

from flask import Flask

from app.core.pages import kept
from app.server.front import Front
from app.server.supervisor import Parts, serve


@dataclass(frozen=True)
class HelloSettings:
    """What the front asks of the settings."""

    base_url: str
    max_body: int = 1_048_576
    body_deadline: float = 15.0


def make_app() -> Flask:
    """Make an application with one page, once as it is and once kept."""
    app = Flask(__name__, static_folder=None)

    @app.get("/health/live")
    @app.get("/hello")
    def hello() -> str:
        return "hello"

    @app.get("/kept")
    @kept()
    def kept_hello() -> str:
        return "hello"

    return app


def _idle(stop: threading.Event) -> None:
    stop.wait()


def main(port: int, workers: int) -> int:
    """Serve until a signal to stop."""
    settings = HelloSettings(f"http://localhost:{port}")
    parts = Parts(make_front=lambda: Front(make_app(), settings), background=_idle)
    return serve(parts, host="localhost", port=port, workers=workers)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
