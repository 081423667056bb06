"""One link opens everything that a mailbox has signed; of two people on it each goes alone."""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from urllib.parse import urlsplit

import pytest

from app.core import crypto
from app.core.db import transaction
from app.kiosks import receipts
from app.petitions.models import Petition, PetitionState, Preset
from app.signatures import own_page
from app.signatures import words as desk_words
from app.signatures.models import Signature, SignatureState
from tests.budgets import at_most, snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.exports.making import fetch, written
from tests.factories import make_petition, make_signature
from tests.kiosks.stands import make_kiosk, sign_there
from tests.mail import Mailbox
from tests.petitions.signers import counts, names, signatures
from tests.signatures.own import fresh, link_to, page_of, press

SQLITE = pytest.mark.database("sqlite")
PAGE = "/mina-underskrifter/"
HOME: dict[str, Any] = {"email": "hemma@example.org", "postcode": "12465"}


@pytest.fixture
def couple(petition: Petition) -> tuple[Signature, Signature]:
    """Give two people who share a mailbox."""
    return make_signature(petition, name="Åsa Ek", **HOME), make_signature(petition, name="Bo Ek", **HOME)


def ask(client: Client, mailbox: Mailbox, email: str = "hemma@example.org") -> str:
    """Ask for the link as a signer does, and give its path."""
    assert client.submit(PAGE, {"email": email}, button="Mejla mig länken").status_code == 303
    return urlsplit(mailbox.last().links[0]).path


def test_one_link_opens_all_petitions_and_both_people(
    client: Client, couple: tuple[Signature, Signature], mailbox: Mailbox, clock: Clock
) -> None:
    make_signature(make_petition(title="Rädda biblioteket"), name="Åsa Ek", **HOME)
    make_signature(make_petition(title="En annans"), email="annan@example.org")
    clock.move(hours=1)
    before = len(mailbox.deliver())
    page = client.get(ask(client, mailbox)).text
    assert len(mailbox.deliver()) == before + 1
    for words in ("Åsa Ek", "Bo Ek", "Köp tillbaka centrum", "Rädda biblioteket"):
        assert words in page
    assert "En annans" not in page


def test_of_two_on_a_mailbox_one_goes_and_the_other_stays(
    client: Client, petition: Petition, couple: tuple[Signature, Signature]
) -> None:
    where, (hers, his) = link_to(*couple), (each.uid for each in couple)
    before = snapshot()
    asked = press(client, f"{where}/{hers.hex()}", "ta-bort")
    assert asked.status_code == 422
    assert 'href="#sure"' in asked.text
    assert snapshot() == before  # a press alone does not mean it
    answer = press(client, f"{where}/{hers.hex()}", "ta-bort", sure="y")
    assert answer.location.startswith(where)
    assert "borttagen" in client.get(answer.location).text
    assert names(petition) == ["Bo Ek"]
    assert counts(petition)["online"] == 1
    journal = crypto.key_store().erased("signature")
    assert hers in journal
    assert his not in journal
    # The other one's page opens still, now at once.
    assert "Bo Ek" in client.get(where).text


def test_everything_of_a_mailbox_goes_at_a_press_that_is_meant(
    client: Client, petition: Petition, couple: tuple[Signature, Signature]
) -> None:
    where = link_to(*couple)
    before = snapshot()
    answer = client.post(f"{where}/ta-bort-allt")
    assert answer.status_code == 422
    assert snapshot() == before
    assert client.post(f"{where}/ta-bort-allt", data={"sure": "y"}).status_code == 303
    assert signatures(petition) == []
    assert counts(petition)["online"] == 0
    assert client.get(where).status_code == 404


@SQLITE
def test_nobody_gets_at_a_signature_of_another_link(
    client: Client, petition: Petition, couple: tuple[Signature, Signature]
) -> None:
    other = make_signature(petition)
    foreign = f"{link_to(other)}/{couple[0].uid.hex()}"
    before = snapshot()
    assert client.get(foreign).status_code == 404
    for act in ("ratta", "val", "adress", "ta-bort"):
        assert press(client, foreign, act, name="Ny Ek", postcode="12465").status_code == 404
    assert snapshot() == before


@SQLITE
def test_a_purged_petition_is_not_among_them(
    client: Client, petition: Petition, couple: tuple[Signature, Signature], clock: Clock, mailbox: Mailbox
) -> None:
    late = make_petition(title="Rädda biblioteket")
    make_signature(late, name="Åsa Ek", **HOME)
    petition_now = fresh(couple[0]).petition
    with transaction():
        petition_now.purge_on = clock.now().date()
    clock.move(hours=1)
    page = client.get(ask(client, mailbox)).text
    assert "Rädda biblioteket" in page
    assert "Bo Ek" not in page


@SQLITE
def test_what_is_kept_comes_along_as_json_and_csv(client: Client, petition: Petition) -> None:
    row = make_signature(petition, name="=cmd|' /C calc'!A0", comment='=HYPERLINK("x")', phone="+46701740698")
    where = link_to(row)
    found = client.post(f"{where}/hamta", data={"form": "json"})
    assert found.headers["Cache-Control"] == "no-store"
    assert "attachment" in found.headers["Content-Disposition"]
    (one,) = json.loads(found.text)
    assert one["name"] == "=cmd|' /C calc'!A0"
    assert (one["phone"], one["postcode"], one["state"]) == ("+46701740698", "12465", "confirmed")
    assert one["agreed_to"]["version"] == 1
    assert one["signed_text"]["title"] == "Köp tillbaka centrum"
    table = list(
        csv.reader(io.StringIO(client.post(f"{where}/hamta", data={"form": "csv"}).text[1:]), delimiter=";")
    )
    cells = {line[1]: line[2] for line in table[1:]}
    assert cells["Namn"] == "'=cmd|' /C calc'!A0"
    assert (cells["Läge"], cells["Hur"]) == ("Den räknas", "På webben")
    assert cells["Kommentar"] == '\'=HYPERLINK("x")'
    assert client.get(f"{where}/hamta").status_code == 404  # by a press only


@SQLITE
def test_it_tells_which_lists_have_left_and_to_whom(client: Client, petition: Petition, clock: Clock) -> None:
    def export(preset: Preset) -> None:
        fetch(written(petition, preset))

    make_signature(petition)
    export(Preset.INITIALS)  # before her: nothing about her was in it
    clock.move(hours=1)
    row = make_signature(petition)
    assert "Ingen än så länge" in client.get(page_of(row)).text
    clock.move(hours=1)
    export(Preset.COUNT)
    export(Preset.INITIALS)
    with transaction():
        fresh(row).petition.handed_over_on = clock.now().date()
    page = client.get(page_of(row)).text
    assert page.count("Dina initialer") == 1
    assert page.index("Dina initialer") < page.index("ingenting om dig")  # the newest first
    assert page.count("ingenting om dig") == 1
    assert "Överlämnad till Stockholms kommunfullmäktige" in page


@SQLITE
def test_who_has_never_counted_was_in_no_list(client: Client, petition: Petition) -> None:
    row = make_signature(petition)
    make_signature(petition)
    with transaction():
        held = fresh(row)
        held.state, held.hold, held.number = SignatureState.HELD, "twin", None
    fetch(written(petition, Preset.INITIALS))
    assert own_page.look_at(fresh(row)).lists == []
    assert "Dina initialer" not in client.get(page_of(row)).text


@SQLITE
def test_a_held_one_is_told_why(client: Client, petition: Petition) -> None:
    row = make_signature(petition)
    with transaction():
        held = fresh(row)
        held.state, held.hold = SignatureState.HELD, "twin"
    page = client.get(page_of(row)).text
    assert "Vi tittar på den" in page
    assert "samma namn och postnummer" in page


@SQLITE
def test_where_it_came_from_is_named_as_long_as_it_is_kept(client: Client, petition: Petition) -> None:
    web, there = make_signature(petition), sign_there(make_kiosk(petition), name="Kalle Anka")
    with transaction():
        fresh(web).network_hash = bytes(20)
    assert "I 30 dagar sparas även avtryck av nätverket" in client.get(page_of(web)).text
    page = client.get(page_of(there)).text
    assert "I 30 dagar sparas även ett märke för surfplattan" in page
    assert ("nätverket du kom från" in page, "Den är bekräftad" in page) == (False, False)
    assert "keyed hash of tablet" in own_page.everything_kept(own_page.look_at(fresh(there)))["derived"]
    assert desk_words.sentence_of(fresh(there)) == desk_words.AT_STAND_HELD
    with transaction():
        fresh(web).network_hash = None
    assert "I 30 dagar" not in client.get(page_of(web)).text


@SQLITE
def test_the_page_costs_the_same_however_many_signed(client: Client, petition: Petition) -> None:
    where = page_of(make_signature(petition))
    for _number in range(20):
        make_signature(petition, show_name=True)
    with at_most(16):
        client.get(where)


@SQLITE
def test_a_receipt_and_a_postcode_open_the_page_of_the_stand(client: Client, petition: Petition) -> None:
    row = sign_there(make_kiosk(petition), name="Siv Ek", postcode="12465")
    code = receipts.code_of(row)
    opened = client.post(f"{PAGE}kvitto", data={"code": f" {code.lower()} ", "postcode": "124 65"})
    assert opened.status_code == 303
    assert "Siv Ek" in client.get(opened.location).text
    wrong = [{"code": code, "postcode": "12466"}, {"code": code[:-1] + "0", "postcode": "12465"}]
    before = snapshot()
    answers = {
        client.post(f"{PAGE}kvitto", data=typed).text.replace(typed["code"], "").replace("12466", "12465")
        for typed in wrong
    }
    assert len(answers) == 1
    assert snapshot() == before


@SQLITE
@pytest.mark.settings(rate_limits=True)
def test_codes_are_not_guessed_without_end(client: Client, petition: Petition) -> None:
    statuses = [
        client.post(f"{PAGE}kvitto", data={"code": f"{n:012}", "postcode": "12465"}).status_code
        for n in range(12)
    ]
    assert statuses == [422] * 10 + [429] * 2


@SQLITE
def test_a_draft_has_no_page_to_ask_on(client: Client) -> None:
    draft = make_petition(state=PetitionState.DRAFT)
    assert client.get(f"/namninsamlingar/{draft.slug}/min-underskrift").status_code == 404
