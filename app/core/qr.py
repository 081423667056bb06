"""Square codes that a phone or tablet reads an address from."""

from __future__ import annotations

import segno
from markupsafe import Markup


def svg(text: str, *, title: str) -> Markup:
    """Draw a text as a square code: SVG for a page, dark on white in every colour scheme."""
    code = segno.make_qr(text, error="m")
    drawn = code.svg_inline(border=4, svgclass="qr", lineclass=None, omitsize=True, light="#fff", title=title)
    return Markup(drawn)  # noqa: S704 (drawn by the library, which escapes the title)
