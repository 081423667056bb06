"""Forms as a browser sends them: what the page filled in, changed by what a person types."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from justhtml import Element, Text

from tests.pages.parsed import Kind, Page, text_of, walk

PRESSED = {"submit", "button", "reset", "image", "file"}


@dataclass(frozen=True)
class FilledForm:
    """One form of a page: where it goes, how, and what stands in it."""

    action: str
    method: str
    fields: dict[str, Any]
    buttons: tuple[str, ...]
    elsewhere: dict[str, str] = field(default_factory=dict)
    """Where buttons lead that have an address of their own, by their words."""

    def filled(self, changes: dict[str, Any]) -> dict[str, Any]:
        """Give what is sent; None leaves a field out, like an unticked box. An unknown field is a fault."""
        unknown = sorted(set(changes) - set(self.fields))
        assert not unknown, f"The form has no field {', '.join(unknown)}; it has {', '.join(self.fields)}."
        chosen = self.fields | changes
        return {name: value for name, value in chosen.items() if value is not None}


def forms_of(html: str, path: str) -> list[FilledForm]:
    """Read the forms of a page; one that only closes a dialog sends nothing."""
    page = Page(html, path=path, kind=Kind.PUBLIC, host="")
    return [_read(form, path) for form in page.named("form") if form.attrs.get("method") != "dialog"]


def find_form(html: str, path: str, *, button: str | None = None) -> FilledForm:
    """Find the one form that posts, or the one with a button of these words."""
    found = [
        form
        for form in forms_of(html, path)
        if (button in form.buttons if button else form.method == "POST" and not _is_of_the_frame(form))
    ]
    assert len(found) == 1, (
        f"{path} has {len(found)} such forms; name one by its button: {_buttons(html, path)}"
    )
    return replace(found[0], action=found[0].elsewhere.get(button or "", found[0].action))


def _is_of_the_frame(form: FilledForm) -> bool:
    """Say whether a form stands on every page of the desk: search and signing out."""
    return form.action.endswith(("/logga-ut", "/organisera/sok"))


def _buttons(html: str, path: str) -> list[tuple[str, ...]]:
    return [form.buttons for form in forms_of(html, path)]


def _read(form: Element, path: str) -> FilledForm:
    fields: dict[str, Any] = {}
    buttons, elsewhere = [], {}
    for node in walk(form):
        if not isinstance(node, Element) or "disabled" in node.attrs:
            continue
        if node.name == "button" or (node.name == "input" and node.attrs.get("type") == "submit"):
            words = text_of(node) or node.attrs.get("value") or ""
            buttons.append(words)
            if own := node.attrs.get("formaction"):
                elsewhere[words] = own
        for name, value in _controls(node):
            fields[name] = fields.get(name) if value is None else value
    action = form.attrs.get("action") or path
    return FilledForm(action, (form.attrs.get("method") or "get").upper(), fields, tuple(buttons), elsewhere)


def _controls(node: Element) -> Iterator[tuple[str, str | None]]:
    """Give the name of a control and what it sends; None when it sends nothing as it stands."""
    name, kind = node.attrs.get("name"), (node.attrs.get("type") or "text").lower()
    if not name or node.name not in {"input", "textarea", "select"} or kind in PRESSED:
        return
    if node.name == "textarea":
        yield (
            name,
            "".join(each.data or "" for each in walk(node) if isinstance(each, Text)).removeprefix("\n"),
        )
    elif node.name == "select":
        options = [each for each in walk(node) if isinstance(each, Element) and each.name == "option"]
        chosen = [each for each in options if "selected" in each.attrs] or options[:1]
        yield name, chosen[0].attrs.get("value", text_of(chosen[0])) if chosen else None
    elif kind in {"checkbox", "radio"}:
        yield name, (node.attrs.get("value") or "on") if "checked" in node.attrs else None
    else:
        yield name, node.attrs.get("value") or ""
