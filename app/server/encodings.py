"""Make a page's compressed bytes, and choose what a client accepts."""

from __future__ import annotations

import gzip

import brotli

IDENTITY = ""
BROTLI = "br"
GZIP = "gzip"

_COMPRESSIBLE = (
    "text/",
    "application/javascript",
    "application/json",
    "application/manifest+json",
    "application/xml",
    "application/atom+xml",
    "application/rss+xml",
    "image/svg+xml",
)
_WORTHWHILE_BYTES = 400

_choices: dict[bytes, tuple[str, ...]] = {}
_CHOICES_KEPT = 256


def encoded(body: bytes, content_type: str, *, forever: bool) -> dict[str, bytes]:
    """Return the body under each content coding that makes it smaller, the plain one included.

    Only for pages that are the same for everyone: compressing secrets together with what a visitor
    sends tells an eavesdropper about the secrets (BREACH).
    """
    bodies = {IDENTITY: body}
    if len(body) < _WORTHWHILE_BYTES or not content_type.startswith(_COMPRESSIBLE):
        return bodies
    # A page that lives for a second must not cost thirty milliseconds; a file is made once.
    small = {
        BROTLI: brotli.compress(body, quality=11 if forever else 5),
        GZIP: gzip.compress(body, compresslevel=9 if forever else 6, mtime=0),
    }
    bodies.update((name, data) for name, data in small.items() if len(data) < len(body))
    return bodies


def accepted(header: bytes) -> tuple[str, ...]:
    """Return which of our codings an Accept-Encoding header allows, best first (RFC 9110, 12.5.3)."""
    known = _choices.get(header)
    if known is None:
        known = _parsed(header)
        if len(_choices) < _CHOICES_KEPT and len(header) < 200:
            _choices[header] = known
    return known


def _parsed(header: bytes) -> tuple[str, ...]:
    weights: dict[str, bool] = {}
    for part in header.decode("latin-1").lower().split(","):
        name, _, parameter = part.partition(";")
        weight = parameter.replace(" ", "").removeprefix("q=")
        weights[name.strip()] = weight.strip("0.") != "" or weight == ""
    return tuple(coding for coding in (BROTLI, GZIP) if weights.get(coding, weights.get("*", False)))
