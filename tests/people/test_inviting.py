"""Invitations: seven days, once, in any browser; and what whoever invites is told."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts import recovery, sealed_secrets
from app.accounts import service as accounts
from app.accounts.models import Account, Invitation
from app.core.access import Role
from app.core.db import db, transaction
from app.core.templates import day
from app.people import inviting, refusals, rights
from app.record.models import Act
from tests.clients import Client
from tests.clocks import Clock
from tests.core.visitors import token_of
from tests.factories import make_account, make_association, make_campaign
from tests.mail import Mailbox
from tests.people.letting_in import PEOPLE, in_days, invite, link_in, make_member, stands, turn_roles_on
from tests.petitions.conftest import AtOnce, at_once  # noqa: F401 (a fixture)
from tests.shifts.makers import make_event

SQLITE = pytest.mark.database("sqlite")
TYPED = {"name": "Egon Exempelsson", "email": "egon@example.org", "role": "organizer"}


@pytest.fixture(autouse=True)
def association(app: Flask) -> None:
    """Name the association."""
    make_association()


def test_of_two_who_press_at_once_one_is_let_in(app: Flask, at_once: AtOnce) -> None:  # noqa: F811
    token = invite()

    def accept() -> int:
        with transaction():
            return inviting.accept(token).id

    outcomes = at_once(accept, accept)
    assert sorted(type(each).__name__ for each in outcomes) == ["InvitationUsed", "int"]
    assert db.session.scalar(select(func.count(Account.id))) == 1


def test_two_invitations_to_one_address_at_once_leave_one(app: Flask, at_once: AtOnce) -> None:  # noqa: F811
    outcomes = at_once(invite, invite)
    assert all(isinstance(each, str) for each in outcomes)
    open_ = select(func.count(Invitation.id)).where(Invitation.withdrawn_at.is_(None))
    assert db.session.scalar(open_) == 1


@SQLITE
def test_from_the_desk_to_the_desk(app: Flask, administrator: Client, mailbox: Mailbox) -> None:
    turn_roles_on()
    campaign = make_campaign(title="Rädda biblioteket")
    typed = TYPED | {"role": "paper_clerk", "scope": "named", "campaigns": [str(campaign.id)]}
    answer = administrator.submit(f"{PEOPLE}/bjud-in", typed, button="Skicka inbjudan")
    assert answer.location == f"{PEOPLE}/"
    assert "egon@example.org" in administrator.get(f"{PEOPLE}/").text
    letter = mailbox.last()
    assert letter.subject == "En inbjudan till dig"
    assert "Du är inbjuden som: För in papper." in letter.text
    guest = Client(app)
    page = guest.get(link_in(mailbox))
    assert page.status_code == 200
    assert "Egon Exempelsson" in page.text
    assert db.session.scalar(select(func.count(Account.id))) == 1  # opening the page let nobody in
    answer = guest.post(link_in(mailbox))
    assert (answer.status_code, answer.location) == (303, "/organisera/konto")
    egon = db.session.scalars(select(Account).order_by(Account.id.desc())).first()
    assert egon is not None
    assert (egon.role, egon.is_scoped) == (Role.PAPER_CLERK, True)
    assert rights.rights_of(egon).campaigns == (campaign.id,)
    assert "Rädda biblioteket" in guest.get("/organisera/kampanjer/").text
    kinds = [act.kind for act in db.session.scalars(select(Act).order_by(Act.id))]
    assert kinds[-2:] == ["invitation.sent", "account.created"]
    used = Client(app).post(link_in(mailbox))
    assert used.status_code == 410
    assert "har använts" in used.text


@SQLITE
@pytest.mark.parametrize(
    "is_demo", [pytest.param(True, marks=pytest.mark.settings(demo=True)), pytest.param(False)]
)
def test_the_demonstration_shows_the_link_to_whoever_invites(
    app: Flask, administrator: Client, is_demo: bool
) -> None:
    administrator.submit(f"{PEOPLE}/bjud-in", TYPED, button="Skicka inbjudan")
    page = administrator.get(f"{PEOPLE}/").text
    assert ("/organisera/inbjudan/" in page) == is_demo


@SQLITE
def test_the_row_and_the_page_behind_the_link_tell_with_what_and_until_when(
    app: Flask, administrator: Client
) -> None:
    turn_roles_on()
    event, last = make_event(title="Bord på torget"), in_days(9)
    token = invite(role=Role.EVENT_ORGANIZER, events=(event.id,), until=last)
    pages = administrator.get(f"{PEOPLE}/").text, Client(app).get(f"/organisera/inbjudan/{token}").text
    for page in pages:
        assert ("Bord på torget" in page, day(last) in page) == (True, True)


@SQLITE
def test_the_subject_names_neither_association_nor_cause(app: Flask, mailbox: Mailbox) -> None:
    invite()
    assert "Rågsved" not in mailbox.last().subject


@SQLITE
def test_after_seven_days_it_lets_nobody_in_and_says_so(app: Flask, clock: Clock) -> None:
    token = invite()
    clock.move(days=7)
    answer = Client(app).get(f"/organisera/inbjudan/{token}")
    assert answer.status_code == 410
    assert "sju dagar" in answer.text
    assert Client(app).post(f"/organisera/inbjudan/{token}").status_code == 410
    clock.move(days=40)
    assert inviting.forget_old() == 1
    assert Client(app).get(f"/organisera/inbjudan/{token}").status_code == 404


@SQLITE
def test_taken_back_replaced_and_mailed_again(app: Flask, administrator: Client, mailbox: Mailbox) -> None:
    first = invite()
    second = invite(name="Egon E")
    assert Client(app).get(f"/organisera/inbjudan/{first}").status_code == 410
    number = inviting.find(second).id
    page = administrator.get(f"{PEOPLE}/").text
    assert page.count("egon@example.org") == 1
    administrator.submit(f"{PEOPLE}/", button="Skicka igen Egon E")
    assert Client(app).get(f"/organisera/inbjudan/{second}").status_code == 404
    third = link_in(mailbox)
    assert Client(app).get(third).status_code == 200
    administrator.submit(f"{PEOPLE}/", button="Dra tillbaka Egon E")
    answer = Client(app).post(third)
    assert answer.status_code == 410
    assert "tagits tillbaka" in answer.text
    somebody = make_account(Role.ADMINISTRATOR)
    with pytest.raises(refusals.InvitationOver), transaction():
        inviting.withdraw(db.session.get_one(Invitation, number), actor=somebody)


@SQLITE
def test_who_has_an_account_is_not_invited_and_the_form_says_what_to_do(
    app: Flask, administrator: Client
) -> None:
    known = make_account(name="Fatima Testberg", email="fatima@example.org")
    typed = TYPED | {"email": "Fatima@example.org"}
    answer = administrator.submit(f"{PEOPLE}/bjud-in", typed, button="Skicka inbjudan")
    assert answer.status_code == 422
    assert "redan insläppt: Fatima Testberg" in answer.text
    assert 'value="Egon Exempelsson"' in answer.text
    with transaction():
        rights.end_access(known, actor=None)
    answer = administrator.submit(f"{PEOPLE}/bjud-in", typed, button="Skicka inbjudan")
    assert "släpper du in" in answer.text


@SQLITE
def test_what_is_missing_is_asked_for_at_its_field(app: Flask, administrator: Client) -> None:
    turn_roles_on()
    event = make_event()
    wrong: tuple[tuple[dict[str, object], str], ...] = (
        ({"email": "ingen"}, "ser inte ut som en e-postadress"),
        ({"scope": "named"}, "Välj minst en kampanj"),
        (
            {"role": "administrator", "scope": "named", "campaigns": [str(make_campaign().id)]},
            "alla kampanjer",
        ),
        ({"role": "event_organizer"}, "Välj minst en aktivitet"),
        ({"role": "event_organizer", "events": [str(event.id)]}, "Skriv sista dagen"),
        ({"until": in_days(-1).isoformat()}, "Den dagen har varit"),
    )
    for changes, sentence in wrong:
        answer = administrator.submit(f"{PEOPLE}/bjud-in", TYPED | changes, button="Skicka inbjudan")
        assert answer.status_code == 422, changes
        assert sentence in answer.text
        assert 'value="Egon Exempelsson"' in answer.text
    assert db.session.scalar(select(func.count(Invitation.id))) == 0


@SQLITE
def test_what_is_not_offered_is_not_taken(app: Flask, administrator: Client) -> None:
    page = administrator.get(f"{PEOPLE}/bjud-in").text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    typed = TYPED | {"csrf_token": token, "scope": "all"}
    for changes in ({"role": "paper_clerk"}, {"role": "god"}):
        assert administrator.post(f"{PEOPLE}/bjud-in", data=typed | changes).status_code == 422, changes
    turn_roles_on()
    for changes in ({"campaigns": "999"}, {"campaigns": "x"}):
        assert administrator.post(f"{PEOPLE}/bjud-in", data=typed | changes).status_code == 422, changes


@SQLITE
def test_while_roles_are_off_there_are_organizers_and_administrators(app: Flask) -> None:
    with pytest.raises(refusals.RolesAreOff):
        invite(role=Role.PAPER_CLERK)
    with pytest.raises(refusals.RolesAreOff):
        invite(campaigns=(make_campaign().id,))
    invite(role=Role.ADMINISTRATOR)


@SQLITE
def test_who_is_locked_out_chooses_anew_and_the_old_ways_end(
    app: Flask, administrator: Client, mailbox: Mailbox
) -> None:
    account = make_member(who={"email": "fatima@example.org", "name": "Fatima Testberg"})
    old = Client(app).sign_in(account)
    with transaction():
        sealed_secrets.change(account, password="hash", totp="JBSWY3DP")
        recovery.make_codes(account)
    administrator.submit(f"{PEOPLE}/{account.id}", button="Skicka länken")
    assert sealed_secrets.read(stands(account))  # until she uses it nothing has changed
    assert old.get("/organisera/").status_code == 200
    link = link_in(mailbox)
    fresh = Client(app)
    assert "Välj på nytt" in fresh.get(link).text
    assert fresh.post(link).location == "/organisera/konto"
    assert (sealed_secrets.read(stands(account)), recovery.count_left(account)) == ({}, 0)
    assert old.get("/organisera/").status_code == 303
    assert fresh.get("/organisera/").status_code == 200
    assert mailbox.last().to == "fatima@example.org"
    kinds = [act.kind for act in db.session.scalars(select(Act).order_by(Act.id))]
    assert kinds[-2:] == ["invitation.sent_again", "account.factors_reset"]


@SQLITE
def test_an_invitation_that_met_an_account_made_meanwhile_lets_nobody_in(app: Flask) -> None:
    token = invite()
    make_account(email="egon@example.org")
    answer = Client(app).post(f"/organisera/inbjudan/{token}")
    assert answer.status_code == accounts.AccountExists.status
    assert db.session.scalars(select(Invitation)).one().used_at is None


@SQLITE
def test_an_activity_s_invitation_ends_with_its_last_day(app: Flask, clock: Clock) -> None:
    turn_roles_on()
    event = make_event()
    token = invite(role=Role.EVENT_ORGANIZER, events=(event.id,), until=in_days(2))
    clock.move(days=3)
    assert Client(app).post(f"/organisera/inbjudan/{token}").status_code == 410


@SQLITE
def test_what_somebody_sent_holds_as_long_as_that_person_may_let_others_in(
    app: Flask, administrator: Client, mailbox: Mailbox
) -> None:
    """Who is shut out does not come back by an invitation to another mailbox of hers."""
    leaving = make_account(Role.ADMINISTRATOR)
    Client(app).sign_in(leaving).submit(f"{PEOPLE}/bjud-in", TYPED, button="Skicka inbjudan")
    link = link_in(mailbox)
    assert Client(app).get(link).status_code == 200
    with transaction():
        rights.change_rights(leaving, rights.Rights(role=Role.ORGANIZER), actor=None)
    assert Client(app).get(link).status_code == 410
    answer = Client(app).post(link)
    assert answer.status_code == 410
    assert "tagits tillbaka" in answer.text
    assert "har gått ut" in administrator.get(f"{PEOPLE}/").text
    administrator.submit(f"{PEOPLE}/", button="Skicka igen Egon Exempelsson")
    assert Client(app).post(link_in(mailbox)).location == "/organisera/konto"


@SQLITE
def test_mailing_again_asks_for_a_fresh_proof_and_for_a_day_to_come(app: Flask, clock: Clock) -> None:
    turn_roles_on()
    sender = make_account(Role.ADMINISTRATOR)
    token = invite(role=Role.EVENT_ORGANIZER, events=(make_event().id,), until=in_days(2))
    row = inviting.find(token)
    assert row.expires_at == row.ends_at
    where = f"{PEOPLE}/inbjudan/{row.id}/skicka-igen"
    unproved = Client(app).sign_in(sender, proved=False)
    assert unproved.post(where, data={"csrf_token": token_of(unproved)}).status_code == 403
    assert inviting.find(token)
    clock.move(days=3)
    with pytest.raises(refusals.EndsInThePast), transaction():
        inviting.resend(db.session.get_one(Invitation, row.id), actor=sender)


@SQLITE
def test_who_comes_in_by_herself_needs_the_link_to_choose_anew_no_more(
    app: Flask, administrator: Client, mailbox: Mailbox
) -> None:
    """It goes past the second step, so it does not lie in a mailbox longer than it is needed."""
    account = make_member(who={"email": "fatima@example.org", "name": "Fatima Testberg", "locale": "en"})
    administrator.submit(f"{PEOPLE}/{account.id}", button="Skicka länken")
    link = link_in(mailbox)
    assert mailbox.last().subject == "Choose anew how you sign in"  # in her language, not the sender's
    assert Client(app).get(link).status_code == 200
    Client(app).sign_in(account)
    assert Client(app).post(link).status_code == 410
