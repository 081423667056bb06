"""The program's own drafts: Markdown, made from the facts each time, in Swedish and English."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.core import i18n, periods, templates
from app.core.access import Role
from app.core.i18n import lazy_gettext as _l
from app.legal.facts import Facts
from app.people.words import ROLES
from app.petitions.forms import PRESETS
from app.petitions.models import Preset


class Kind(StrEnum):
    """The texts that there are."""

    INFORMATION = "information"
    REGISTER = "register"
    ASSESSMENT = "assessment"


KINDS = {
    Kind.INFORMATION: _l("How we handle personal data"),
    Kind.REGISTER: _l("Record of processing"),
    Kind.ASSESSMENT: _l("Impact assessment"),
}

ABOUT = {
    Kind.INFORMATION: _l("For everyone, linked from the bottom of every page (GDPR, articles 13 and 14)."),
    Kind.REGISTER: _l("For yourselves, and for the authority if it asks (GDPR, article 30)."),
    Kind.ASSESSMENT: _l("For yourselves: the risks for those who sign and help (GDPR, article 35)."),
}

FOLDER = Path(__file__).parent / "markdown"
"""One file a language and text, written whole in its own language: a sentence of law is no list of words."""

_BESIDE_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|])")


@cache
def _environment() -> Environment:
    # Markdown, not HTML: it is escaped for Markdown, and for HTML when it is rendered.
    made = Environment(  # noqa: S701
        loader=FileSystemLoader(FOLDER),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(day=templates.day, plain=plain)
    return made


def plain(text: str) -> str:
    """Let words of people stand in Markdown as they are."""
    return _BESIDE_MARKDOWN.sub(r"\\\1", text)


def draft(kind: Kind, locale: str, facts: Facts) -> str:
    """Write a draft in a language."""
    with i18n.in_language(locale):
        roles = [(str(ROLES[Role(role)]), count) for role, count in facts.roles]
        taken_out = [(title, str(PRESETS[Preset(preset)])) for title, preset in facts.taken_out]
        template = _environment().get_template(f"{locale}/{kind}.md")
        text = template.render(facts=facts, period=periods.words, roles=roles, taken_out=taken_out)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
