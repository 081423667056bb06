"""Every page says who may open it, and addresses are of one kind."""

from __future__ import annotations

import re

from flask import Flask

from app.core.access import access_of
from tests.architecture.sources import listed

METHODS = {"GET", "HEAD", "OPTIONS", "POST"}


def test_every_page_says_who_may_open_it(bare_app: Flask) -> None:
    silent = sorted(
        {
            rule.endpoint
            for rule in bare_app.url_map.iter_rules()
            if access_of(bare_app, rule.endpoint) is None
        }
    )
    assert not silent, listed(
        silent, "Mark the view: @public, @signed_link(purpose) or @organizers(Permission.…), below @bp.route."
    )


def test_addresses_are_lower_case_with_hyphens(bare_app: Flask) -> None:
    found = [
        rule.rule
        for rule in bare_app.url_map.iter_rules()
        if not re.fullmatch(r"[a-z0-9/.-]*", re.sub(r"<[^>]+>", "", rule.rule))
    ]
    assert not found, listed(found, "Addresses are lower case with hyphens, fit for a poster.")


def test_pages_answer_reads_and_posts_only(bare_app: Flask) -> None:
    found = [
        f"{rule.rule} {rule.methods}"
        for rule in bare_app.url_map.iter_rules()
        if (rule.methods or set()) - METHODS
    ]
    assert not found, listed(found, "A page is read with GET and acts with POST: forms know nothing else.")


def test_an_unmarked_view_is_seen(bare_app: Flask) -> None:
    assert access_of(bare_app, "no.such") is None
