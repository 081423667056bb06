"""GET and HEAD change nothing, ever: mail scanners follow every link, with every token that works."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.accounts.doors import mailed_link, printed_link
from tests.clients import Client
from tests.core.doors import ALL, confirm
from tests.core.visitors import administrator, anybody, everything
from tests.factories import make_association, make_paper_total, make_signature


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(("visitor", "prefix"), [(anybody, "/en"), (administrator, "")])
def test_reading_every_page_with_every_token_changes_nothing(
    app: Flask, visitor: Callable[[Flask], Client], prefix: str
) -> None:
    make_association()
    make_signature(show_name=True)
    make_paper_total()
    client = visitor(app)
    for door in ALL:
        address = prefix + door.way()  # those that act by POST too: they stand in mails and in histories
        before = everything(app)
        read, head, asked = (
            client.open(address, method=method, checked=False).status_code
            for method in ("GET", "HEAD", "OPTIONS")
        )
        assert read == head < 500, f"{door.name}: GET {read}, HEAD {head}"
        assert asked < 500, f"{door.name}: OPTIONS {asked}"
        if door.method == "GET":
            assert read in {door.status, 303}, f"{door.name}: {read}"
        assert everything(app) == before, f"{door.name} changed something when it was only read"


@pytest.mark.database("sqlite")
@pytest.mark.settings(demo=True)
def test_reading_changes_nothing_in_the_demonstration_either(app: Flask) -> None:
    make_association()
    client = anybody(app)
    for door in ALL:
        address = door.way()
        before = everything(app)
        client.get(address, checked=False)
        assert everything(app) == before, door.name


def test_a_button_behind_a_link_works_after_it_was_read_a_hundred_times(app: Flask) -> None:
    """A link that was spent by looking would shut out everybody behind a mail scanner."""
    make_association()
    scanner, person = anybody(app), anybody(app)
    for address in (confirm(is_confirmed=False), printed_link(), mailed_link()):
        for _ in range(50):
            assert scanner.get(address).status_code == 200
            scanner.head(address)
        assert person.post(address).status_code == 303


def test_a_snapshot_sees_a_change(app: Flask) -> None:
    make_association()
    before = everything(app)
    make_signature(is_confirmed=False)
    after = everything(app)
    assert {name for name, rows in after.items() if rows != before[name]} >= {
        "signature",
        "outbox_mail",
        "consent_text",
        "data_key",
        "act",
    }
