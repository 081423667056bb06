"""Markdown: what organizers write is shown as they mean it, and runs nothing."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from justhtml import Element, JustHTML

from app.core.markdown import TAGS, render
from tests.pages.parsed import walk

ATTACKS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe src=javascript:alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<p style='background:url(//evil.example)'>x</p>",
    "<style>@import '//evil.example'</style>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<form action=//evil.example><input name=password></form>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](java&#10;script:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;avascript&colon;alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))",
    "[x](file:///etc/passwd)",
    "[x](javascript://example.org/%0aalert(1))",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/pixel.gif)",
    '![x](x "onerror=alert(1)")',
    '[x](https://example.org "\\" onmouseover=alert(1) x=\\"")',
    "[x](https://example.org/\"onmouseover='alert(1)')",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "[x][y]\n\n[y]: https://example.org '\" onclick=alert(1)'",
    "`<script>alert(1)</script>`",
    "```html\n<script>alert(1)</script>\n```",
    '```" onclick=alert(1)\nx\n```',
    "    <script>alert(1)</script>",
    "# <img src=x onerror=alert(1)>",
    "<h1 onclick=alert(1)>x</h1>",
    "> <script>alert(1)</script>",
    "<https://example.org/\"onclick='alert(1)'>",
    "\ufeff<script>alert(1)</script>",
    "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
]


def check_harmless(html: str) -> None:
    for node in walk(JustHTML(html, fragment=True, sanitize=False).root):
        if not isinstance(node, Element) or node.name.startswith("#"):
            continue
        assert node.name in TAGS, node.name
        assert set(node.attrs) <= {"href", "rel", "title"}, node.attrs
        href = node.attrs.get("href") or ""
        assert urlsplit(href.strip()).scheme in {"", "http", "https", "mailto", "tel"}, href
        assert not any(ord(character) < 32 for character in href)


@pytest.mark.parametrize("text", ATTACKS)
def test_nothing_that_an_organizer_writes_runs(text: str) -> None:
    check_harmless(render(text))


@given(
    st.lists(
        st.sampled_from([*ATTACKS, "<", ">", '"', "'", "`", "\n", "\n\n", "[", "](", ")", "&", "x"]),
        max_size=6,
    )
)
def test_nor_does_any_mixture_of_it(parts: list[str]) -> None:
    check_harmless(render("".join(parts)))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Hej\n\npå dig", "<p>Hej</p>\n<p>på dig</p>\n"),
        ("**fet** *kursiv*", "<p><strong>fet</strong> <em>kursiv</em></p>\n"),
        ("# Rubrik", "<h2>Rubrik</h2>\n"),
        ("## Rubrik", "<h2>Rubrik</h2>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n"),
        ("> citat", "<blockquote>\n<p>citat</p>\n</blockquote>\n"),
        ("a < b & c > d", "<p>a &lt; b &amp; c &gt; d</p>\n"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>\n"),
        ("", ""),
    ],
)
def test_what_is_meant_is_shown(text: str, html: str) -> None:
    assert render(text) == html


def test_links_lead_out_without_telling_where_from() -> None:
    html = render(
        "[x](https://example.org/a?b=c&d) [y](/trygghet) [z](mailto:a@example.org) [t](tel:+46812345)"
    )
    for href in ("https://example.org/a?b=c&amp;d", "/trygghet", "mailto:a@example.org", "tel:+46812345"):
        assert f'<a href="{href}" rel="noopener nofollow">' in html


def test_a_very_long_and_deep_text_is_rendered_in_time() -> None:
    for text in (
        "> " * 5000 + "x",
        "[" * 10_000,
        "*" * 10_000 + "x",
        "`" * 9999,
        "- " * 3000 + "x",
        "<" * 20_000,
    ):
        check_harmless(render(text))
