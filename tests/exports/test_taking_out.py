"""Taking a list out: looked at, with a reason, written down, by the one who asked, while there is any."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.core.db import db, transaction
from app.exports import asking, background
from app.exports.models import Export as Row
from app.exports.refusals import TooManyLists
from app.petitions import purging
from app.petitions.models import Petition
from app.record import queries as record
from app.record.models import Act
from app.signatures.models import Signature
from tests.budgets import snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.core.visitors import token_of
from tests.exports.conftest import REASON, Export, mark_of, rows_of
from tests.exports.making import ask, fresh, written
from tests.factories import make_account, make_paper_total, make_petition, make_signature
from tests.filled_forms import find_form

SQLITE = pytest.mark.database("sqlite")


def acts(kind: str = "list.exported") -> Sequence[Act]:
    db.session.rollback()
    return db.session.scalars(select(Act).where(Act.kind == kind).order_by(Act.id)).all()


def path_of(petition: Petition) -> str:
    return f"/organisera/namninsamlingar/{petition.id}/exportera"


@SQLITE
def test_from_the_petition_to_the_file(petition: Petition, organizer: Client) -> None:
    make_signature(petition, name="Åsa Öberg")
    path = path_of(petition)
    assert path in organizer.get(f"/organisera/namninsamlingar/{petition.id}").text
    seen = organizer.submit(path, {"reason": REASON, "preset": "name_town", "form": "rfc4180"})
    assert "Åsa Öberg" in seen.text  # exactly what leaves
    assert (len(acts("list.previewed")), len(acts("list.asked_for"))) == (1, 0)
    form = find_form(seen.text, path, button="Påbörja exporten")
    begun = organizer.post(path, data={**form.filled({}), "do": "begin"}, follow_redirects=True)
    assert "Väntar på sin tur" in begun.text
    background.work_on_exports()
    place = begun.request.path
    ready = organizer.get(place)
    assert "Listan är klar" in ready.text
    fetch = find_form(ready.text, place)
    answer = organizer.post(fetch.action, data=fetch.filled({}))
    assert len(rows_of(answer)) == 2
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    listed = organizer.get(path).text
    assert mark_of(answer) in listed
    assert "Hämtad 1 gång" in listed


def test_each_list_is_written_down_with_who_when_what_and_why(
    clock: Clock, petition: Petition, export: Export, organizer: Client
) -> None:
    make_signature(petition)
    answer = export(petition, "initials", "rfc4180")
    (asked,), (taken,) = acts("list.asked_for"), acts()
    mark = mark_of(answer)
    same = {"mark": mark, "preset": "initials", "format": "rfc4180", "signatures": 1}
    assert asked.facts.items() >= same.items()
    assert taken.facts.items() >= (same | {"part": 1}).items()
    assert (asked.petition_id, asked.done_at) == (petition.id, clock.now())
    assert asked.account_id == taken.account_id is not None
    assert record.words_of(asked) == REASON
    log = organizer.get("/organisera/logg").text
    assert REASON in log
    assert mark in log
    for word in ("Överlämning", "fullm"):
        assert word not in repr(snapshot()["act"])


@SQLITE
def test_the_mark_stands_in_the_name_in_each_row_and_nowhere_twice(
    petition: Petition, export: Export
) -> None:
    make_signature(petition)
    answers = [export(petition, "initials") for _ in range(3)]
    marks = [mark_of(answer) for answer in answers]
    assert len(set(marks)) == 3
    assert [rows_of(answer)[1][-1] for answer in answers] == marks


@pytest.mark.parametrize(
    "reason", ["", "    ", "prov", "x" * 301, "a\x07bcdef", "\u200b\u200b\u200b\u200b\u200b\u200b"]
)
@SQLITE
def test_without_a_reason_nothing_leaves(petition: Petition, export: Export, reason: str) -> None:
    make_signature(petition, name="Zebediah Kvist")
    answer = export(petition, "name_town", "rfc4180", reason=reason)
    assert answer.status_code == 422
    assert "Zebediah" not in answer.text
    assert '<option selected value="name_town"' in answer.text or 'value="name_town" selected' in answer.text
    assert acts("list.asked_for") == []


@pytest.mark.parametrize(
    ("field", "value"), [("preset", "everything"), ("preset", ""), ("form", "doc"), ("form", "")]
)
@SQLITE
def test_a_list_that_does_not_exist_is_refused_and_the_reason_kept(
    petition: Petition, export: Export, field: str, value: str
) -> None:
    make_signature(petition)
    answer = export(petition, **{field: value})
    assert answer.status_code == 422
    assert REASON in answer.text
    assert acts("list.asked_for") == []


@SQLITE
@pytest.mark.parametrize("do", ["begin", "look"])
def test_of_a_petition_that_nobody_has_signed_there_is_nothing_to_export(
    petition: Petition, export: Export, do: str
) -> None:
    make_signature(petition, is_confirmed=False)
    for preset in ("count", "initials", "full"):
        answer = export(petition, preset, do=do)
        assert answer.status_code == 422
        assert "listan skulle bli tom" in answer.text
    assert acts("list.asked_for") == acts("list.previewed") == []


@SQLITE
@pytest.mark.parametrize(("is_authority", "proposed"), [(True, "initials"), (False, "full")])
def test_to_an_authority_initials_are_proposed(organizer: Client, is_authority: bool, proposed: str) -> None:
    petition = make_petition(preset="full", is_authority=is_authority)
    form = find_form(organizer.get(path_of(petition)).text, path_of(petition), button="Se vad som lämnas ut")
    assert form.filled({})["preset"] == proposed


@SQLITE
def test_the_way_to_a_list_and_to_its_file_asks_for_a_fresh_proof(app: Flask, petition: Petition) -> None:
    make_signature(petition, name="Zebediah Kvist")
    actor = make_account()
    client = Client(app).sign_in(actor, proved=False)
    path = path_of(petition)
    assert "/bekrafta" in client.get(path).location
    data = {"preset": "full", "form": "rfc4180", "reason": REASON, "csrf_token": token_of(client)}
    for do in ("look", "begin"):
        answer = client.post(path, data={**data, "do": do})
        assert answer.status_code == 403
        assert "Zebediah" not in answer.text
    export = written(petition, actor=actor)
    answer = client.post(f"{path}/{export.id}/hamta/1", data={"csrf_token": data["csrf_token"]})
    assert answer.status_code == 403
    assert "Zebediah" not in answer.text
    assert acts() == []
    assert fresh(export).taken == 0


@SQLITE
def test_only_the_one_who_asked_for_it_fetches_it(app: Flask, petition: Petition) -> None:
    make_signature(petition, name="Zebediah Kvist")
    export = written(petition, actor=make_account())
    other = Client(app).sign_in(make_account())
    place = f"{path_of(petition)}/{export.id}"
    assert "kan hämta den" in other.get(place).text
    token = token_of(other)
    for act in ("hamta/1", "stoppa"):
        answer = other.post(f"{place}/{act}", data={"csrf_token": token})
        assert answer.status_code in {303, 403}
        assert "Zebediah" not in answer.text
    assert acts() == []
    assert fresh(export).state == "ready"


@SQLITE
@pytest.mark.parametrize("part", [0, 2, 999])
def test_a_part_that_is_not_there_is_not_sent(app: Flask, petition: Petition, part: int) -> None:
    make_signature(petition)
    actor = make_account()
    export = written(petition, actor=actor)
    client = Client(app).sign_in(actor)
    place = f"{path_of(petition)}/{export.id}/hamta/{part}"
    assert client.post(place, data={"csrf_token": token_of(client)}).status_code in {404, 409}
    assert acts() == []


def test_after_the_purge_the_number_is_all_there_is(
    clock: Clock, app: Flask, petition: Petition, export: Export
) -> None:
    for _ in range(2):
        make_signature(petition)
    make_paper_total(petition, count=5)
    clock.move(days=91)
    assert purging.purge_due() == [petition.id]
    client = Client(app).sign_in(make_account())
    token = token_of(client)
    asked = {"form": "excel", "reason": REASON, "csrf_token": token, "do": "begin"}
    for preset in ("initials", "name_town", "full"):
        assert client.post(path_of(petition), data={**asked, "preset": preset}).status_code == 422
        assert acts("list.asked_for") == []
    begun = client.post(path_of(petition), data={**asked, "preset": "count"})
    background.work_on_exports()
    answer = client.post(f"{begun.location}/hamta/1", data={"csrf_token": token})
    assert rows_of(answer)[1][:3] == ["2", "5", "7"]


@SQLITE
def test_a_list_is_headed_in_the_language_it_is_asked_for_in(petition: Petition, export: Export) -> None:
    make_signature(petition)
    swedish = rows_of(export(petition, "full"))[0]
    english = rows_of(export(petition, "full", prefix="/en"))[0]
    assert "E-mail" in english
    assert "E-mail" not in swedish


def test_a_damaged_row_does_not_keep_the_others_in(petition: Petition, export: Export) -> None:
    make_signature(petition, name="Första Namnet")
    broken = make_signature(petition, name="Trasig Rad")
    make_signature(petition, name="Sista Namnet")
    with transaction():
        sealed = broken.sealed[:-1] + bytes([broken.sealed[-1] ^ 1])
        db.session.execute(update(Signature).where(Signature.id == broken.id).values(sealed=sealed))
    names = [row[1] for row in rows_of(export(petition, "name_town"))[1:]]
    assert [names[0], names[2]] == ["Första Namnet", "Sista Namnet"]
    assert "Trasig" not in names[1]


def test_who_confirms_after_it_was_asked_for_is_not_in_it(clock: Clock, petition: Petition) -> None:
    make_signature(petition, name="Första Namnet")
    export = db.session.get_one(Row, written(petition).id)
    assert export.done == 1
    clock.move(minutes=1)
    make_signature(petition, name="Sen Namnet")
    assert export.total == 1


@SQLITE
def test_a_list_is_not_fetched_half_an_hour_after_the_proof(
    app: Flask, clock: Clock, petition: Petition
) -> None:
    make_signature(petition)
    actor = make_account()
    organizer = Client(app).sign_in(actor)
    export = written(petition, actor=actor)
    path = f"{path_of(petition)}/{export.id}"
    clock.move(minutes=29)
    assert organizer.submit(path, {}).status_code == 200
    clock.move(minutes=2)
    refused = organizer.submit(path, {})
    assert refused.status_code == 403
    assert fresh(export).taken == 1


@SQLITE
def test_one_person_has_no_more_than_so_many_lists_on_the_disk(
    petition: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_signature(petition)
    somebody = make_account()
    monkeypatch.setattr(asking, "MOST_LISTS", 2)
    one = ask(petition, actor=somebody)
    ask(petition, actor=somebody)
    with pytest.raises(TooManyLists):
        ask(petition, actor=somebody)
    with transaction():
        asking.stop_export(fresh(one), actor=somebody)
    ask(petition, actor=somebody)
