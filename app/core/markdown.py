"""Markdown from organizers, made into HTML that cannot do harm."""

from __future__ import annotations

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = {"p", "br", "strong", "em", "a", "ul", "ol", "li", "blockquote", "h2", "h3", "h4", "hr", "code", "pre"}

_parser = MarkdownIt("commonmark", {"html": False})


def render(text: str) -> Markup:
    """Render Markdown; a heading of the first level becomes one of the second, the page has its own."""
    html = _parser.render(text).replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    # Twice safe: the parser passes no HTML through, and the cleaner keeps only what is listed.
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener nofollow",
    )
    return Markup(clean)  # noqa: S704 (cleaned on the line above)
