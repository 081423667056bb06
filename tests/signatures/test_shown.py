"""What shows in public: names and comments by choice, reported by anybody, hidden in one tap."""

from __future__ import annotations

import pytest

from app.core.db import db, transaction
from app.petitions.models import Area, Petition
from app.record.models import Act
from app.signatures import comments, names
from app.signatures.models import CommentState, Hold, Report, Signature, SignatureState
from tests.budgets import at_most, snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_petition, make_signature
from tests.petitions.organizers import send
from tests.petitions.signers import problem_with, said
from tests.signatures.own import fresh, page_of, press

SQLITE = pytest.mark.database("sqlite")


def shown(petition: Petition) -> list[str]:
    """List the names on a petition's page."""
    db.session.rollback()
    return [each.name for each in names.shown(db.session.get_one(Petition, petition.id)).names]


def said_on(petition: Petition) -> list[tuple[str, str]]:
    """List the comments on a petition's page, with their names."""
    db.session.rollback()
    found = names.shown(db.session.get_one(Petition, petition.id)).comments
    return [(each.name, each.words) for each in found]


def desk(petition: Petition, rest: str = "") -> str:
    """Give the path of the desk's page of what shows."""
    return f"/organisera/namninsamlingar/{petition.id}/visas/{rest}"


def kinds() -> list[str]:
    """List what the record says about names, comments and reports."""
    db.session.rollback()
    return [act.kind for act in db.session.query(Act).order_by(Act.id) if act.kind.split(".")[0] in
            {"name", "comment", "report"}]  # fmt: skip


def test_each_stands_as_she_chose_and_held_ones_never(petition: Petition, clock: Clock) -> None:
    with transaction():
        area = Area(petition_id=petition.id, name="Rågsved", number=1)
        db.session.add(area)
    area_id = db.session.query(Area).one().id
    make_signature(petition, name="Hela Namnet", show_name=True)
    clock.move(minutes=1)
    make_signature(petition, name="Första Andra", show_name=True, first_name_only=True, area_id=area_id)
    make_signature(petition, name="Bara Räknad", area_id=area_id)
    for state, hold in (
        (SignatureState.HELD, Hold.NAME),
        (SignatureState.INVALID, None),
        ("confirmed", "rule"),
    ):
        row = make_signature(petition, name="Ska Inte", show_name=True, area_id=area_id)
        with transaction():
            held = db.session.get_one(Signature, row.id)
            held.state, held.hold = state, hold
    assert shown(petition) == ["Första, Rågsved", "Hela Namnet"]


@SQLITE
def test_ten_are_opened_whatever_the_number(petition: Petition, clock: Clock) -> None:
    for number in range(13):
        make_signature(petition, name=f"Person {number} Ek", show_name=True)
        clock.move(minutes=1)
    loaded = db.session.get_one(Petition, petition.id)
    with at_most(2):
        found = names.shown(loaded)
    assert len(found.names) == 10
    assert found.names[0].name == "Person 12 Ek"


@SQLITE
def test_a_report_leads_to_hiding_in_one_tap_and_back(
    client: Client, organizer: Client, petition: Petition
) -> None:
    row = make_signature(petition, name="Någon Annans Namn", show_name=True)
    where = f"/namninsamlingar/{petition.slug}/anmal"
    handle = names.shown(db.session.get_one(Petition, petition.id)).names[0].handle
    answer = client.submit(where, {"about": f"name-{handle}", "why": "Jag heter så."}, button="Anmäl")
    assert client.get(answer.location).status_code == 200
    assert "Jag heter så." in organizer.get(desk(petition)).text
    report = db.session.query(Report).one().id
    assert send(organizer, desk(petition, f"anmalan/{report}/gom")).status_code == 303
    assert shown(petition) == []
    assert fresh(row).state == SignatureState.CONFIRMED
    send(organizer, desk(petition, f"anmalan/{report}/angra"))
    assert shown(petition) == ["Någon Annans Namn"]
    send(organizer, desk(petition, f"anmalan/{report}/lat-sta"))
    assert shown(petition) == ["Någon Annans Namn"]
    assert kinds() == ["name.hidden", "report.taken_up", "report.let_stand"]
    assert "Jag heter så." in organizer.get(desk(petition)).text


@SQLITE
def test_undoing_an_old_answer_shows_nothing_that_was_hidden_later(
    client: Client, organizer: Client, petition: Petition, clock: Clock
) -> None:
    with transaction():
        db.session.get_one(Petition, petition.id).ask_comment = True
    row = make_signature(petition, name="Åsa Öberg", show_name=True, comment="Snällt.")
    comment = desk(petition, f"kommentar/{row.id}")
    send(organizer, comment, to="shown", mark=comments.mark_of(fresh(row)))
    found = names.shown(db.session.get_one(Petition, petition.id))
    for about in (f"name-{found.names[0].handle}", f"comment-{found.comments[0].handle}"):
        client.post(f"/namninsamlingar/{petition.slug}/anmal", data={"about": about, "why": "Så"})
    reports = [report.id for report in db.session.query(Report).order_by(Report.id)]
    for report in reports:
        send(organizer, desk(petition, f"anmalan/{report}/gom"))
    clock.move(days=1)
    send(organizer, desk(petition, f"namn/{row.id}/visa"))
    send(organizer, desk(petition, f"namn/{row.id}/gom"))
    press(client, page_of(row), "ratta", name="Åsa Öberg", postcode="12465", comment="Elakt.")
    send(organizer, comment, to="hidden", mark=comments.mark_of(fresh(row)))
    for report in reports:
        assert send(organizer, desk(petition, f"anmalan/{report}/angra")).status_code == 303
    assert (shown(petition), said_on(petition)) == ([], [])
    assert fresh(row).comment_state == CommentState.HIDDEN
    assert kinds().count("report.taken_up") == 2


@SQLITE
def test_what_is_not_shown_any_more_cannot_be_reported(client: Client, petition: Petition) -> None:
    row = make_signature(petition, name="Åsa Öberg", show_name=True)
    make_signature(petition, name="Bo Ek", show_name=True)
    found = {each.name: each.handle for each in names.shown(db.session.get_one(Petition, petition.id)).names}
    press(client, page_of(row), "val", shown="not")
    before = snapshot()
    where = f"/namninsamlingar/{petition.slug}/anmal"
    typed = {"about": f"name-{found['Åsa Öberg']}", "why": "Ett <b>skämt</b>"}
    answer = client.post(where, data=typed)
    assert answer.status_code == 422
    assert "visas inte längre" in answer.text
    assert "Ett &lt;b&gt;skämt" in answer.text
    for about in ("", "name-", "comment-00", "name-" + "0" * 5000, row.uid.hex()):
        assert client.post(where, data={"about": about, "why": "Så"}).status_code == 422
    nothing = client.post(where, data={"about": f"name-{found['Bo Ek']}"})
    assert problem_with(nothing, "why")
    assert snapshot() == before


@SQLITE
def test_nobody_fills_the_desk_with_reports(client: Client, petition: Petition) -> None:
    make_signature(petition, show_name=True)
    handle = names.shown(db.session.get_one(Petition, petition.id)).names[0].handle
    for number in range(9):
        data = {"about": f"name-{handle}", "why": f"Skäl {number}"}
        assert client.post(f"/namninsamlingar/{petition.slug}/anmal", data=data).status_code == 303
    assert db.session.query(Report).count() == 5


@SQLITE
def test_a_comment_shows_when_it_has_been_read(client: Client, organizer: Client, petition: Petition) -> None:
    with transaction():
        db.session.get_one(Petition, petition.id).ask_comment = True
    anonymous = make_signature(petition, comment="Äntligen!")
    make_signature(petition, name="Bo Ek", show_name=True, comment="<script>alert(1)</script>")
    assert said_on(petition) == []
    for row in (anonymous, *db.session.query(Signature).filter(Signature.show_name)):
        mark = comments.mark_of(fresh(row))
        send(organizer, desk(petition, f"kommentar/{row.id}"), to="shown", mark=mark)
    assert sorted(said_on(petition)) == [("", "Äntligen!"), ("Bo Ek", "<script>alert(1)</script>")]
    assert client.get(f"/namninsamlingar/{petition.slug}/anmal").text.count("Kommentaren") == 2
    mark = comments.mark_of(fresh(anonymous))
    send(organizer, desk(petition, f"kommentar/{anonymous.id}"), to="hidden", mark=mark)
    assert [words for _name, words in said_on(petition)] == ["<script>alert(1)</script>"]
    mark = comments.mark_of(fresh(anonymous))
    send(organizer, desk(petition, f"kommentar/{anonymous.id}"), to="waiting", mark=mark)
    assert fresh(anonymous).comment_state == CommentState.WAITING
    assert kinds() == ["comment.shown", "comment.shown", "comment.hidden", "comment.put_back"]


@SQLITE
def test_undoing_an_old_answer_leaves_the_same_words_hidden_when_they_were_hidden_again(
    client: Client, organizer: Client, petition: Petition
) -> None:
    with transaction():
        db.session.get_one(Petition, petition.id).ask_comment = True
    row = make_signature(petition, comment="Snällt.")

    def move(to: str) -> None:
        mark = comments.mark_of(fresh(row))
        assert send(organizer, desk(petition, f"kommentar/{row.id}"), to=to, mark=mark).status_code == 303

    move("shown")
    handle = names.shown(db.session.get_one(Petition, petition.id)).comments[0].handle
    about = {"about": f"comment-{handle}", "why": "Så"}
    client.post(f"/namninsamlingar/{petition.slug}/anmal", data=about)
    report = desk(petition, f"anmalan/{db.session.query(Report).one().id}")
    send(organizer, f"{report}/gom")
    move("shown")
    move("hidden")
    send(organizer, f"{report}/angra")
    assert said_on(petition) == []
    assert fresh(row).comment_state == CommentState.HIDDEN
    send(organizer, f"{report}/lat-sta")
    move("shown")
    assert said_on(petition) == [("", "Snällt.")]  # what it holds is as it was
    send(organizer, f"{report}/angra")
    send(organizer, f"{report}/gom")
    send(organizer, f"{report}/angra")
    assert said_on(petition) == [("", "Snällt.")]  # and what the report alone hid comes back


@SQLITE
def test_what_was_done_is_said_where_one_is_led(organizer: Client, petition: Petition) -> None:
    row = make_signature(petition, name="Dumt Namn", show_name=True)
    answer = send(organizer, desk(petition, f"namn/{row.id}/gom"))
    assert answer.location.endswith("#namn")
    page = organizer.get(answer.location).text
    section = page.partition('<section class="stack" id="namn"')[2]
    assert page.count('role="status"') == section.count('role="status"') == 1
    again = send(organizer, desk(petition, f"kommentar/{row.id}"), to="shown", mark="x")
    assert "#" not in again.location  # why not is said at the top
    assert said(comments.CommentGone.message) in organizer.get(again.location).text


@SQLITE
def test_only_the_words_that_were_read_are_let_through(
    client: Client, organizer: Client, petition: Petition
) -> None:
    with transaction():
        db.session.get_one(Petition, petition.id).ask_comment = True
    row = make_signature(petition, name="Åsa Öberg", comment="Snällt.")
    read = comments.mark_of(fresh(row))
    press(client, page_of(row), "ratta", name="Åsa Öberg", postcode="12465", comment="Elakt.")
    answer = send(organizer, desk(petition, f"kommentar/{row.id}"), to="shown", mark=read)
    assert said(comments.CommentGone.message) in organizer.get(answer.location).text
    assert said_on(petition) == []
    assert send(organizer, desk(petition, f"kommentar/{row.id}"), to="allt", mark=read).status_code == 422


@SQLITE
def test_a_name_is_hidden_without_a_report_and_stays_so_when_corrected(
    client: Client, organizer: Client, petition: Petition
) -> None:
    row = make_signature(petition, name="Dumt Namn", show_name=True)
    send(organizer, desk(petition, f"namn/{row.id}/gom"))
    send(organizer, desk(petition, f"namn/{row.id}/gom"))
    press(client, page_of(row), "ratta", name="Dummare Namn", postcode="12465")
    assert shown(petition) == []
    assert "en samordnare har gömt det" in client.get(page_of(row)).text
    assert "Dummare Namn" in organizer.get(desk(petition)).text
    send(organizer, desk(petition, f"namn/{row.id}/visa"))
    assert shown(petition) == ["Dummare Namn"]
    assert kinds() == ["name.hidden", "name.shown"]


@SQLITE
def test_another_petitions_rows_are_not_touched_from_here(organizer: Client, petition: Petition) -> None:
    row = make_signature(make_petition(), show_name=True)
    assert send(organizer, desk(petition, f"namn/{row.id}/gom")).status_code == 404
    assert fresh(row).name_hidden_at is None


@SQLITE
def test_the_list_uses_its_indexes(petition: Petition) -> None:
    if db.engine.dialect.name != "sqlite":
        return
    for statement, index in (
        (names._latest(petition.id), "ix_signature_shown"),
        (comments._in_state(petition.id, CommentState.SHOWN).limit(10), "ix_signature_comment"),
    ):
        compiled = statement.compile(db.engine, compile_kwargs={"literal_binds": True})
        plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}").all()
        assert index in str(plan), plan
        assert "TEMP B-TREE" not in str(plan), plan
