"""Call the front directly, without a server."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from app.server.asgi import Receive
from app.server.front import Front

HOST = "localhost:8000"


@dataclass(frozen=True)
class Got:
    """What the front sent."""

    status: int
    headers: dict[str, str]
    body: bytes


async def ask(
    front: Front,
    path: str,
    *,
    method: str = "GET",
    query: str = "",
    body: bytes = b"",
    headers: dict[str, str] | None = None,
    raw_path: bytes | None = None,
) -> Got:
    """Send one request to the front."""
    given = {"host": HOST, **(headers or {})}
    if method == "POST" and "content-length" not in given:
        given["content-length"] = str(len(body))
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode() if raw_path is None else raw_path,
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in given.items()],
        "server": ("127.0.0.1", 8000),
        "client": ("198.51.100.7", 1234),
    }
    await front(scope, _receiver(body), send)
    names = {name.decode(): value.decode("latin-1") for name, value in sent[0]["headers"]}
    return Got(sent[0]["status"], names, b"".join(message.get("body", b"") for message in sent[1:]))


def _receiver(body: bytes) -> Receive:
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Any:
        if messages:
            return messages.pop()
        await asyncio.Event().wait()
        raise AssertionError

    return receive


def get(front: Front, path: str, query: str = "", **headers: str) -> Got:
    """GET a page; headers are named with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return asyncio.run(ask(front, path, query=query, headers=named))


async def together(front: Front, path: str, times: int) -> list[Got]:
    """GET a page several times at once."""
    return list(await asyncio.gather(*(ask(front, path) for _ in range(times))))
