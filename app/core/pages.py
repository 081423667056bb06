"""Mark views whose page is the same for everyone, so that the server may keep it as bytes."""

from __future__ import annotations

import mmap
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])

_MARK = "__kept__"
_TOKEN_BYTES = 8

# Anonymous shared memory: made at import, before the server forks, so that a write in one
# process is seen by every process of the tree. A random token instead of a counter needs no
# lock between processes: two writers at once still leave a value that nobody has seen before.
_shared = mmap.mmap(-1, mmap.PAGESIZE)


@dataclass(frozen=True, slots=True)
class Kept:
    """Say how long a page may be served as kept, and which query parameters it reads.

    `seconds` is the greatest age of a served page; `math.inf` for files whose address carries a digest.
    """

    seconds: float
    query: tuple[str, ...]
    immutable: bool = False
    """Whether browsers may keep it for good: nothing else ever stands at its address, though it may go."""

    @property
    def is_forever(self) -> bool:
        """Tell whether the page never changes under its address."""
        return self.seconds == float("inf")


def kept(
    *, seconds: float = 1.0, query: tuple[str, ...] = (), immutable: bool = False
) -> Callable[[View], View]:
    """Mark a view as public and identical for everyone.

    The server renders such a page without the visitor's cookies, headers and unlisted query parameters.
    """
    if seconds <= 0:
        raise ValueError("a kept page needs a positive number of seconds")

    def mark(view: View) -> View:
        setattr(view, _MARK, Kept(seconds, query, immutable))
        return view

    return mark


def kept_mark(view: Callable[..., Any] | None) -> Kept | None:
    """Return the mark of a view, or None when its page must not be kept."""
    found = getattr(view, _MARK, None)
    return found if isinstance(found, Kept) else None


def drop_kept() -> None:
    """Make every kept page of this machine's server be rendered again; call after a committed write."""
    _shared[:_TOKEN_BYTES] = os.urandom(_TOKEN_BYTES)


def generation() -> bytes:
    """Return a token that changes with every `drop_kept()` in any process of the tree."""
    return _shared[:_TOKEN_BYTES]
