"""The rules for what a page is built of; each yields a sentence for everything that breaks it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from justhtml import Element, Text

from tests.pages.parsed import Kind, Page, ancestors, tag, text_of, walk

LINK_SCHEMES = {"http", "https", "mailto", "tel", "sms", "webcal", "otpauth"}
LOADS = {
    "audio": ("src",),
    "button": ("formaction",),
    "embed": ("src",),
    "form": ("action",),
    "iframe": ("src",),
    "image": ("href", "xlink:href"),
    "img": ("src", "srcset"),
    "input": ("src", "formaction"),
    "object": ("data",),
    "script": ("src",),
    "source": ("src", "srcset"),
    "track": ("src",),
    "use": ("href", "xlink:href"),
    "video": ("src", "poster"),
}
LOADING_LINKS = {
    "stylesheet", "icon", "preload", "modulepreload", "manifest", "prefetch", "preconnect", "dns-prefetch"
}  # fmt: skip
REFERENCES = {
    "aria-describedby", "aria-labelledby", "aria-controls", "aria-errormessage", "aria-owns",
    "for", "headers", "list", "form", "popovertarget",
}  # fmt: skip
UNLABELLED = {"hidden", "submit", "button", "reset", "image"}
INTERACTIVE = {"a", "button", "input", "select", "textarea", "summary", "label"}
DATA_SCRIPTS = {"application/json", "application/ld+json"}
SCRIPTING = {"script", "template"}
ONLY_INSIDE = {
    "ul": {"li", *SCRIPTING},
    "ol": {"li", *SCRIPTING},
    "menu": {"li", *SCRIPTING},
    "dl": {"dt", "dd", "div", *SCRIPTING},
}


def parses_without_errors(page: Page) -> Iterator[str]:
    """The parser of the HTML standard reports nothing."""
    for error in page.parsed.errors:
        yield f"not valid HTML, line {error.line} column {error.column}: {error.message or error.code}"


def lists_hold_items(page: Page) -> Iterator[str]:
    """Lists hold list items and nothing else."""
    for node in page.named(*ONLY_INSIDE):
        for child in node.children or ():
            if isinstance(child, Element) and child.name not in ONLY_INSIDE[node.name]:
                yield f"{tag(node)} holds {tag(child)}, which does not belong there"
            if isinstance(child, Text) and (child.data or "").strip():
                yield f"{tag(node)} holds loose text “{(child.data or '').strip()[:30]}”"


def nothing_to_press_inside_another(page: Page) -> Iterator[str]:
    """A link holds no button, a button no link."""
    for node in page.named(*INTERACTIVE):
        for above in ancestors(node):
            if above.name in {"a", "button"} or (
                above.name in {"label", "summary"} and node.name in {"a", "button", "label"}
            ):
                if above.name == "label" and node.name == "a":
                    continue
                yield f"{tag(node)} stands inside {tag(above)}"


def has_one_heading_that_begins_the_title(page: Page) -> Iterator[str]:
    """One h1, and the title begins with it."""
    headings, titles = page.named("h1"), [node for node in page.named("title") if node.namespace == "html"]
    if len(headings) != 1:
        yield f"has {len(headings)} h1, should have one"
    if len(titles) != 1:
        yield f"has {len(titles)} title, should have one"
    if len(headings) == len(titles) == 1:
        heading, title = text_of(headings[0]), text_of(titles[0])
        if not heading or not title.startswith(heading):
            yield f"the title “{title}” should begin with the h1 “{heading}”"


def headings_skip_no_level(page: Page) -> Iterator[str]:
    """After h2 comes h3, not h4."""
    before = 0
    for node in page.named("h1", "h2", "h3", "h4", "h5", "h6"):
        level = int(node.name[1])
        if level > before + 1 and before:
            yield f"h{level} “{text_of(node)}” follows h{before}"
        before = level


def has_the_frame(page: Page) -> Iterator[str]:
    """Language, character set, viewport and one main part."""
    root = page.named("html")
    said = root[0].attrs.get("lang") if root else None
    if said != page.language:
        yield f"<html lang> is {said!r}, should be {page.language!r} at this address"
    if len(page.named("main")) != 1:
        yield f"has {len(page.named('main'))} main, should have one"
    metas = page.named("meta")
    if not any(node.attrs.get("name") == "viewport" for node in metas):
        yield "has no viewport"
    if not any((node.attrs.get("charset") or "").lower() == "utf-8" for node in metas):
        yield "does not say charset utf-8"


def ids_are_unique(page: Page) -> Iterator[str]:
    """No id stands twice."""
    counted = Counter(node.attrs["id"] for node in page.elements if "id" in node.attrs)
    yield from (f"id “{name}” stands {times} times" for name, times in counted.items() if times > 1)


def references_have_targets(page: Page) -> Iterator[str]:
    """What aria-describedby, for and #links point at is on the page."""
    for node in page.elements:
        for name in REFERENCES & node.attrs.keys():
            for target in (node.attrs[name] or "").split():
                if target not in page.ids:
                    yield f"{tag(node)}: {name} points at “{target}”, which is not there"
        fragment = node.attrs.get("href") or ""
        if node.name == "a" and fragment.startswith("#") and fragment[1:] not in page.ids:
            yield f"{tag(node)} jumps to “{fragment}”, which is not there"


def everything_has_a_name(page: Page) -> Iterator[str]:
    """Every control has a label; every link, button and picture says something."""
    labelled = {node.attrs.get("for") for node in page.named("label") if text_of(node)}
    for node in page.named("input", "select", "textarea", "meter", "progress"):
        if (node.attrs.get("type") or "text").lower() in UNLABELLED:
            continue
        wrapped = any(above.name == "label" and text_of(above) for above in ancestors(node))
        if not (wrapped or node.attrs.get("id") in labelled or _is_named(node, page)):
            yield f"{tag(node)} has no label"
    for node in page.named("a", "button", "summary"):
        if (node.name != "a" or "href" in node.attrs) and not (
            text_of(node) or _is_named(node, page) or _svg_title(node)
        ):
            yield f"{tag(node)} says nothing to press on"
    for node in page.named("img"):
        if "alt" not in node.attrs:
            yield f"{tag(node)} has no alt"


def _is_named(node: Element, page: Page) -> bool:
    return bool(
        (node.attrs.get("aria-label") or "").strip() or (node.attrs.get("aria-labelledby") or "").strip()
    )


def _svg_title(node: Element) -> bool:
    return any(
        isinstance(child, Element) and child.name == "title" and text_of(child) for child in walk(node)
    )


def nothing_is_inline(page: Page) -> Iterator[str]:
    """No script, style or handler in the page itself: the content security policy would stop it."""
    for node in page.elements:
        if node.name == "style" or "style" in node.attrs:
            yield f"{tag(node)} carries style; it belongs in static/css"
        if node.name == "script" and "src" not in node.attrs and node.attrs.get("type") not in DATA_SCRIPTS:
            yield f"{tag(node)} is an inline script; it belongs in static/js"
        for name in node.attrs:
            if name.startswith("on"):
                yield f"{tag(node)} has the inline handler {name}"


def addresses_are_ours(page: Page) -> Iterator[str]:
    """Links lead to web, mail or telephone; what the page loads or posts to is on this host."""
    for node in page.elements:
        if node.name in {"a", "area"} and "href" in node.attrs:
            address = (node.attrs["href"] or "").strip()
            scheme = urlsplit(address).scheme.lower()
            if scheme and scheme not in LINK_SCHEMES:
                yield f"{tag(node)} leads to the scheme {scheme}:"
        for address in _loaded_by(node):
            if not _is_own(address, page):
                yield f"{tag(node)} loads from or posts to another place: {address[:60]}"


def loads_nothing(page: Page) -> Iterator[str]:
    """A mail fetches nothing when it is opened, so that nobody learns when it was read."""
    for node in page.elements:
        if node.name in {"script", "iframe", "object", "embed", "form"}:
            yield f"{tag(node)} has no place in a mail"
        yield from (f"{tag(node)} loads {address[:60]}" for address in _loaded_by(node))


def _loaded_by(node: Element) -> Iterator[str]:
    names = LOADS.get(node.name, ())
    relation = set((node.attrs.get("rel") or "").lower().split())
    if node.name == "link" and relation & LOADING_LINKS:
        names = ("href",)
    for name in names:
        given = (node.attrs.get(name) or "").strip()
        if name == "srcset":
            yield from (part.split()[0] for part in given.split(",") if part.strip())
        elif given:
            yield given


def _is_own(address: str, page: Page) -> bool:
    if address.lower().startswith("data:image/"):
        return True
    whole = urlsplit(urljoin(f"http://{page.host}{page.path}", address))
    return whole.scheme in {"http", "https"} and whole.netloc == page.host


def forms_are_guarded(page: Page) -> Iterator[str]:
    """Forms at the desk carry a token; public ones carry none, since their page is the same for everyone."""
    for form in page.named("form"):
        inside = [node for node in walk(form) if isinstance(node, Element)]
        has_token = any(node.attrs.get("name") == "csrf_token" and node.attrs.get("value") for node in inside)
        is_post = (form.attrs.get("method") or "get").lower() == "post"
        if page.kind is Kind.PUBLIC and has_token:
            yield f"{tag(form)} on a public page carries a token"
        if page.kind is Kind.DESK and is_post and not has_token:
            yield f"{tag(form)} posts without a csrf_token"
        if not is_post and has_token:
            yield f"{tag(form)} sends its token with GET, so that it lands in the address"
        names = [node for node in inside if node.attrs.get("type") == "password" and not is_post]
        yield from (f"{tag(node)} would put a password into the address" for node in names)


RULES = (
    parses_without_errors,
    lists_hold_items,
    nothing_to_press_inside_another,
    has_one_heading_that_begins_the_title,
    headings_skip_no_level,
    has_the_frame,
    ids_are_unique,
    references_have_targets,
    everything_has_a_name,
    nothing_is_inline,
    addresses_are_ours,
    forms_are_guarded,
)
