"""The front round a tiny application, called directly or served by real processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.server.front import Front
from app.server.store import Store
from tests.server.served import Served, running
from tests.server.tiny import Counter, TinySettings, make_app


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def counter() -> Counter:
    return Counter()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def front(counter: Counter, clock: Clock) -> Iterator[Front]:
    made = Front(make_app(counter), TinySettings(), store=Store(now=clock))
    yield made
    made.close()


@pytest.fixture
def serve_tiny(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    with ExitStack() as stack:

        def start(workers: int = 1, **environment: str) -> Served:
            return stack.enter_context(running(tmp_path, workers, environment))

        yield start


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with running(tmp_path_factory.mktemp("served"), 1, {"DEADLINE": "1.5", "HEAD_SECONDS": "1.5"}) as server:
        yield server
