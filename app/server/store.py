"""Keep rendered pages as bytes, bounded in number, size and age."""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.core.pages import Kept, generation
from app.server.asgi import Headers
from app.server.encodings import IDENTITY, accepted, encoded

Key = tuple[str, str]
"""Path and allow-listed query string."""

STALE_SECONDS = 3600.0
"""How long a page may be served while it cannot be rendered."""

BURST = 3.0
REFILL_PER_SECOND = 2.0
SETTLE_SECONDS = 0.25

_FRONT_OWNS = frozenset(
    {b"content-length", b"content-encoding", b"cache-control", b"vary", b"etag", b"set-cookie", b"expires",
     b"accept-ranges", b"last-modified", b"date", b"connection"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Variant:
    """One content coding of a page, ready to be sent."""

    etag: bytes
    body: bytes
    headers: Headers
    headers_304: Headers


@dataclass(slots=True)
class Entry:
    """One kept page with all its codings.

    `made_at` is the monotonic second at which its rendering began, `budget` what is left of the early
    renderings that writes may cause.
    """

    mark: Kept
    made_at: float
    made_in: bytes
    budget: float
    variants: dict[str, Variant]
    size: int
    retry_at: float = 0.0

    def is_fresh(self, now: float) -> bool:
        """Tell whether the page may be served without asking for a new rendering.

        A write makes it old at once, but a storm of writes (500 signatures a second) must not turn
        every request into a rendering: past a burst it waits for SETTLE_SECONDS, and never longer
        than the page's own age.
        """
        if self.mark.is_forever:
            return True
        age = now - self.made_at
        if age >= self.mark.seconds:
            return False
        if self.made_in == generation():
            return True
        return self.budget < 1.0 and age < SETTLE_SECONDS

    def may_serve_stale(self, now: float) -> bool:
        """Tell whether the page is young enough to stand in for one that cannot be rendered."""
        return now - self.made_at < STALE_SECONDS

    def chosen(self, accept_encoding: bytes) -> Variant:
        """Return the variant for an Accept-Encoding header."""
        if accept_encoding and len(self.variants) > 1:
            for coding in accepted(accept_encoding):
                if coding in self.variants:
                    return self.variants[coding]
        return self.variants[IDENTITY]


def make_entry(
    mark: Kept, body: bytes, headers: Headers, *, made_at: float, made_in: bytes, before: Entry | None
) -> Entry:
    """Make a page's entry: compress it once per coding and prepare its headers. Slow: call in a thread."""
    plain = [(name, value) for name, value in headers if name.lower() not in _FRONT_OWNS]
    content_type = next((value for name, value in plain if name.lower() == b"content-type"), b"")
    bodies = encoded(body, content_type.decode("latin-1"), forever=mark.is_forever)
    digest = hashlib.sha256(body).hexdigest()[:24]
    plain.append((b"cache-control", cache_control(mark).encode()))
    if len(bodies) > 1:
        plain.append((b"vary", b"Accept-Encoding"))
    variants = {coding: _variant(coding, data, digest, plain) for coding, data in bodies.items()}
    size = sum(len(data) for data in bodies.values()) + 2048
    return Entry(mark, made_at, made_in, _budget(before, made_at), variants, size)


def _variant(coding: str, body: bytes, digest: str, plain: Headers) -> Variant:
    etag = f'"{digest}-{coding}"'.encode() if coding else f'"{digest}"'.encode()
    always: Headers = [*plain, (b"etag", etag)]
    unchanged = [pair for pair in always if pair[0].lower() not in {b"content-type", b"content-language"}]
    full: Headers = [*always, (b"content-length", str(len(body)).encode())]
    if coding:
        full.append((b"content-encoding", coding.encode()))
    return Variant(etag, body, full, unchanged)


def _budget(before: Entry | None, now: float) -> float:
    if before is None:
        return BURST
    gained = (now - before.made_at) * REFILL_PER_SECOND
    spent = 0.0 if now - before.made_at >= before.mark.seconds else 1.0
    return max(0.0, min(BURST, before.budget + gained - spent))


def cache_control(mark: Kept) -> str:
    """Return the Cache-Control of a kept page: browsers ask again, nginx or a CDN may answer for a moment."""
    if mark.is_forever or mark.immutable:
        return "public, max-age=31536000, immutable"
    return f"public, max-age=0, s-maxage={max(1, int(mark.seconds))}, stale-if-error={int(STALE_SECONDS)}"


def is_unchanged(if_none_match: bytes, etag: bytes) -> bool:
    """Compare an If-None-Match header weakly with an entity tag (RFC 9110, 13.1.2)."""
    if if_none_match == etag:
        return True
    tags = {tag.strip().removeprefix(b"W/") for tag in if_none_match.split(b",")}
    return etag in tags or b"*" in tags


def why_not_kept(status: int, headers: Sequence[tuple[bytes, bytes]]) -> str | None:
    """Name what makes an answer of a view marked as kept personal, or None when nothing does."""
    found: Mapping[bytes, bytes] = {name.lower(): value for name, value in headers}
    if b"set-cookie" in found:
        return "it sets a cookie"
    vary = {word.strip().lower() for word in found.get(b"vary", b"").split(b",") if word.strip()}
    if vary - {b"accept-encoding"}:
        return "it varies by " + ", ".join(sorted(word.decode("latin-1") for word in vary))
    if status == 200 and b"private" in found.get(b"cache-control", b"").lower():
        return "it calls itself private"
    return None


class Store:
    """Kept pages in the order of their last use; the least used ones leave first."""

    def __init__(
        self,
        *,
        max_entries: int = 1000,
        max_bytes: int = 16 * 1024 * 1024,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.now = now
        self.max_entries = max_entries
        self.max_bytes = max_bytes
        self.size = 0
        self._entries: OrderedDict[Key, Entry] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: Key) -> Entry | None:
        """Return a page of any age and note its use."""
        entry = self._entries.get(key)
        if entry is not None:
            self._entries.move_to_end(key)
        return entry

    def put(self, key: Key, entry: Entry) -> None:
        """Keep a page, unless it alone would take a quarter of the room."""
        self.forget(key)
        if entry.size > self.max_bytes // 4:
            return
        self._entries[key] = entry
        self.size += entry.size
        while len(self._entries) > self.max_entries or self.size > self.max_bytes:
            _, old = self._entries.popitem(last=False)
            self.size -= old.size

    def forget(self, key: Key) -> None:
        """Drop one page."""
        old = self._entries.pop(key, None)
        if old is not None:
            self.size -= old.size
