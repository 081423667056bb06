"""Every page is reached by clicking, in both languages."""

from __future__ import annotations

from collections import Counter, deque
from datetime import timedelta
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign, CampaignState
from app.core import clock as app_clock
from app.core import i18n
from app.core.access import Role
from app.core.db import transaction
from app.shifts import booking
from app.shifts.service import Room
from app.tasks import service as tasks
from app.tasks.models import TaskState
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import (
    make_account,
    make_association,
    make_campaign,
    make_paper_total,
    make_petition,
    make_signature,
    sign_petition,
)
from tests.filled_forms import forms_of
from tests.mail import Mailbox
from tests.pages.parsed import Kind, Page
from tests.petitions.every_kind import make_petitions_of_every_kind
from tests.shifts import doors
from tests.shifts.makers import make_event, make_shift, make_task
from tests.shifts.pages import make_public_event, make_roles
from tests.signatures import own
from tests.volunteers import doors as helping
from tests.volunteers.people import ASA, SIV, book, here, make_member, take

FOR_MACHINES = {
    "static", "site.theme", "site.robots", "site.live", "site.ready", "counter.show", "fraud.puzzle",
    "pictures.show",
}  # fmt: skip
BY_FORM_ALONE = {
    # where a sent form leads
    "signatures.pending",
    "signatures.demo_mail",
    "fraud_manage.undo",
    "own_signatures.own_page_sent",
    "own_signatures.withdrawn",
    "own_signatures.sent",
    "own_signatures.demo_mail",
    "own_signatures.erased",
    "reports.sent",
    "accounts.link_sent",
    "bookings.booked_before",
    "bookings.undone",
    "tasks.thanks",
    "tasks.taken_before",
    "tasks.demo_mail",
    "volunteers.sent",
    "volunteers.demo_mail",
    "volunteers.erased",
}
IN_A_STATE = {
    # steps of a way in, of a proof, of a passkey or an app: tests/accounts and tests/people go them
    ("GET", "accounts.confirm_address"), ("POST", "accounts.confirm_address"),
    ("GET", "accounts.edit_passkey"), ("POST", "accounts.edit_passkey"),
    ("GET", "accounts.remove_passkey"), ("POST", "accounts.remove_passkey"),
    ("GET", "accounts.go_on"), ("POST", "accounts.go_on"),
    ("GET", "accounts.own_totp"), ("POST", "accounts.own_totp"), ("POST", "accounts.remove_totp"),
    ("GET", "accounts.prove"), ("POST", "accounts.prove"),
    ("GET", "accounts.second_step"), ("POST", "accounts.second_step"), ("POST", "accounts.new_code"),
    ("GET", "accounts.use_mail"), ("POST", "accounts.use_mail"),
    ("POST", "accounts.end_session"), ("POST", "accounts.end_sessions"), ("POST", "accounts.make_codes"),
    *(("POST", f"accounts.passkey_{act}") for act in ("add", "ask_new", "ask_proof", "ask_sign_in")),
    ("POST", "accounts.passkey_prove"), ("POST", "accounts.passkey_sign_in"),
    ("GET", "invitations.accept"), ("POST", "invitations.accept"),
    ("POST", "invitations_manage.resend"), ("POST", "invitations_manage.withdraw"),
    ("POST", "people_manage.let_in_again"),
    # an installation that is being set up: tests/setup
    ("GET", "setup.association"), ("POST", "setup.association"),
    ("GET", "setup.person"), ("POST", "setup.person"),
    ("GET", "setup_manage.first"), ("POST", "setup_manage.first"), ("GET", "setup_manage.look"),
    ("POST", "setup_manage.look"), ("POST", "setup_manage.bring_back"),
    ("GET", "setup_manage.go_on"), ("GET", "setup_manage.way_in"),
    # a list that was asked for, a file that was sent, a text of one's own, an act that can be undone
    ("GET", "exports_manage.show"), ("POST", "exports_manage.download"), ("POST", "exports_manage.stop"),
    ("GET", "importing_manage.show"),
    *(("POST", f"importing_manage.{act}") for act in ("choose", "read_in", "throw_away", "undo")),
    ("POST", "legal_manage.put_back"), ("POST", "many_tasks_manage.undo"), ("POST", "shown_manage.undo"),
    ("POST", "shown_manage.many_comments"), ("POST", "shown_manage.many_reports"),
    # the search is sent from every page; its own address is for who reloads
    ("GET", "desk.search"),
}  # fmt: skip
"""What stands there in a state that the house of this test is not in."""
MAILBOX = ("index", "code", "check", "stop")
MOST = 1800
ALIKE = 24
"""Of the pages of one view so many are visited in Swedish, two in English: the others are like them."""


class Crawl:
    """Follows every link from a page on, and notes where the forms would lead."""

    def __init__(self, app: Flask, client: Client, *, alike: int = ALIKE) -> None:
        self.app, self.client, self.alike = app, client, alike
        self.answers: dict[str, int] = {}
        self.forms: set[tuple[str, str]] = set()
        self._seen: Counter[tuple[str, str]] = Counter()

    def follow(self, *starts: str) -> Crawl:
        """Visit everything that can be reached from here."""
        waiting = deque(starts)
        while waiting:
            path = waiting.popleft()
            if path in self.answers or self._is_one_of_many(path):
                continue
            assert len(self.answers) < MOST, sorted(self.answers)
            answer = self.client.get(path)
            self.answers[path] = answer.status_code
            if answer.status_code in {303, 308}:
                waiting.append(urlsplit(answer.location).path)
            elif answer.mimetype == "text/html":
                waiting.extend(self._links(answer.text, path))
        return self

    def _is_one_of_many(self, path: str) -> bool:
        language, rest = i18n.split_language(path)
        endpoint = self._endpoint(rest, "GET")
        self._seen[language, endpoint] += 1
        return bool(endpoint) and self._seen[language, endpoint] > (2 if language else self.alike)

    def _endpoint(self, path: str, method: str) -> str:
        """Name the view behind an address; empty for none, which is told by its answer."""
        try:
            return str(self.app.url_map.bind("").match(path, method=method)[0])
        except (HTTPException, RequestRedirect):
            return ""

    def _links(self, html: str, path: str) -> list[str]:
        page = Page(html, path=path, kind=Kind.PUBLIC, host="")
        for form in forms_of(html, path):
            for action in (form.action, *form.elsewhere.values()):
                self.forms.add((form.method, urlsplit(urljoin(path, action)).path))
        found = []
        for link in page.named("a"):
            target = urlsplit(urljoin(f"http://localhost:8000{path}", link.attrs.get("href") or ""))
            if target.netloc == "localhost:8000" and target.scheme == "http":
                found.append(unquote(target.path))
        return found

    def endpoints(self) -> set[tuple[str, str]]:
        """Name the methods and endpoints that were visited or that a form leads to."""
        asked = {("GET", path) for path in self.answers} | self.forms
        found = set()
        for method, path in asked:
            _, rest = i18n.split_language(path)
            found.add((method, self._endpoint(rest, method)))
        return found


@pytest.fixture
def full_house(app: Flask, clock: Clock, mailbox: Mailbox) -> list[str]:
    """Make one of everything and give the links that lie in people's mailboxes."""
    make_association()
    running = make_campaign()
    with transaction():
        campaigns.tell(running, happened_on=clock.now().date(), title="Vi började", body="Så var det.")
    for state in (CampaignState.DRAFT, CampaignState.WON, CampaignState.ARCHIVED):
        make_campaign(state)
    petition = make_petition(running)
    make_paper_total(petition)
    make_signature(petition, is_confirmed=False)
    make_signature(petition, email="tack@example.org", name="Tack Ek", show_name=True)
    clock.move(hours=1)
    sign_petition(petition, email="tack@example.org", name="Tack Ek")  # her mail leads to her own page
    shown = help_out(running)
    links = [urlsplit(link).path for letter in mailbox.deliver() for link in letter.links]
    assert {path.split("/")[2] for path in links} >= {"bekrafta", "avboka"}
    assert any(path.startswith("/mina-underskrifter/") for path in links)
    return [*links, *shown, *own.make_everything(petition), *make_petitions_of_every_kind()]


def help_out(campaign: Campaign) -> list[str]:
    """Plan and take everything there is to do; give the pages that are shown to those who do it."""
    event = make_public_event(campaign)
    coming = make_shift(event)
    past = make_shift(make_event(title="Det som varit"), starts_at=app_clock.now() - timedelta(days=2))
    for_members = make_event(title="Medlemskvällen", visibility="members")
    make_shift(for_members, starts_at=app_clock.now() + timedelta(days=3))
    make_event(title="Utan pass")
    rooms = [Room(role=role, least=0, wanted=2, most=4) for role in ("Bära", "Laga")]
    make_roles(*rooms, event=event)
    book(ASA, coming)
    make_member(ASA)
    take(ASA, make_task(slug="banderoller"))
    done = take(ASA, make_task(slug="affischer"))
    with transaction():
        tasks.finish(here(done), note="Klart")
        booking.add_person(here(past).slots[0], SIV, actor=None)
    make_task(state=TaskState.DRAFT, slug="utkast")
    several = f"/pass/boka?pass={coming.slug}"
    return [several, doors.receipt(), doors.receipt_by_phone(), helping.phone_page()(), helping.calendar()]


@pytest.mark.settings(demo=True)
@pytest.mark.database("sqlite")
def test_every_page_is_a_click_away(
    app: Flask, client: Client, administrator: Client, full_house: list[str]
) -> None:
    public = Crawl(app, client).follow("/", *full_house)
    desk = Crawl(app, administrator).follow("/organisera/")
    broken = {
        path: status
        for crawl in (public, desk)
        for path, status in crawl.answers.items()
        if status not in {200, 303, 308}
    }
    assert broken == {}

    reached = public.endpoints() | desk.endpoints()
    wanted = {
        (method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in FOR_MACHINES | BY_FORM_ALONE
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    # A one-time link is made on the command line or mailed; tests/accounts follows it.
    wanted -= {("GET", "accounts.use_link"), ("POST", "accounts.use_link")}
    wanted -= {("GET", "bookings_manage.print_list")}  # an old address: a button makes the list now
    # It stands on the page of one of 45 languages; tests/petitions/test_languages presses it.
    wanted -= {("POST", "translations_manage.remove")}
    # They stand there once there is a picture, a logo, a mailbox, or while all is hidden; beside this and in
    # tests/pictures they are pressed.
    wanted -= {("POST", "campaign_pictures.remove"), ("POST", "settings_manage.remove_logo")}
    wanted -= {("POST", "hiding_manage.show"), *(("POST", f"mail_manage.{act}") for act in MAILBOX)}
    missed = sorted(wanted - IN_A_STATE - reached)
    assert not missed, "\n".join(map(str, missed))


@pytest.mark.settings(demo=True)
@pytest.mark.database("sqlite")
def test_everything_exists_in_both_languages(app: Flask, client: Client, full_house: list[str]) -> None:
    crawl = Crawl(app, client).follow("/")
    swedish = {path for path in crawl.answers if i18n.split_language(path)[0] == ""}
    english = {i18n.split_language(path)[1] for path in crawl.answers}
    for path in swedish:
        status = client.get(f"/en{path}").status_code
        assert status == crawl.answers[path], path
    assert swedish <= english | {"/en"}


@pytest.mark.settings(demo=True)
@pytest.mark.database("sqlite")
def test_an_organizer_reaches_what_she_may(app: Flask, organizer: Client, full_house: list[str]) -> None:
    desk = Crawl(app, organizer, alike=4).follow("/organisera/")  # an administrator looks at more of each
    assert set(desk.answers.values()) <= {200, 303, 308}


@pytest.mark.database("sqlite")
def test_an_empty_installation_has_no_dead_end(app: Flask, client: Client) -> None:
    public = Crawl(app, client).follow("/")
    assert set(public.answers.values()) <= {200, 308}
    desk = Crawl(app, Client(app).sign_in(make_account(Role.ADMINISTRATOR))).follow("/organisera/")
    assert set(desk.answers.values()) <= {200, 303, 308}
