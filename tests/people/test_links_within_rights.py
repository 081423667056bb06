"""No page offers what its reader's role may not do, or what belongs to others."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.campaigns.models import Campaign
from app.core.access import Role
from app.core.db import db
from app.shifts.models import Event
from tests.clients import Client
from tests.clocks import Clock
from tests.core.rights import ASKED, HELD, OF_THE_WHOLE
from tests.factories import make_campaign
from tests.people.letting_in import in_days, make_member, turn_roles_on
from tests.petitions.every_kind import make_petitions_of_every_kind
from tests.site.test_every_page import Crawl, help_out

ROLES = [Role.ORGANIZER, Role.PAPER_CLERK, Role.DATA_OFFICER, Role.EVENT_ORGANIZER]
"""Who may do less than an administrator, each in another way."""


class DeskCrawl(Crawl):
    """Follows the links of the desk, in Swedish."""

    def _is_one_of_many(self, path: str) -> bool:
        return not path.startswith("/organisera/") or super()._is_one_of_many(path)


@pytest.fixture
def some_of_all(app: Flask, clock: Clock) -> dict[Role, dict[str, Any]]:
    """Make one of everything; give what each role reaches: half of it."""
    turn_roles_on()
    help_out(make_campaign())
    make_petitions_of_every_kind()
    named = tuple(db.session.scalars(select(Campaign.id).order_by(Campaign.id)))[::2]
    events = tuple(db.session.scalars(select(Event.id).order_by(Event.id)))[::2]
    chosen: dict[Role, dict[str, Any]] = {role: {"campaigns": named} for role in ROLES}
    return chosen | {Role.EVENT_ORGANIZER: {"events": events, "until": in_days(1)}}


@pytest.mark.usefixtures("mail_server")
@pytest.mark.database("sqlite")
def test_no_link_and_no_button_leads_where_a_role_does_not_reach(
    app: Flask, some_of_all: dict[Role, dict[str, Any]]
) -> None:
    problems = []
    for role, given in some_of_all.items():
        holds = HELD[role] - OF_THE_WHOLE
        crawl = DeskCrawl(app, Client(app).sign_in(make_member(role, **given)), alike=2).follow(
            "/organisera/"
        )
        answered = {path: status for path, status in crawl.answers.items() if status not in {200, 303, 308}}
        offered = {end for _method, end in crawl.endpoints() if ASKED.get(end, "see_desk") not in holds}
        problems += [f"{role}: {found}" for found in (*answered.items(), *offered)]
    assert not problems, "\n".join(problems)
