"""A comment is known by its words and the last time that it was hidden, whatever else of its row changes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.core.db import db, transaction
from app.petitions.models import Petition
from app.signatures import comments, moving, names, reporting
from app.signatures.models import CommentState, Report, ReportKind, Signature
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_signature
from tests.petitions.organizers import send
from tests.signatures.own import fresh, page_of, press

pytestmark = pytest.mark.database("sqlite")


def desk(petition: Petition, rest: str) -> str:
    """Give the path of an act at the desk's page of what shows."""
    return f"/organisera/namninsamlingar/{petition.id}/visas/{rest}"


def make_comment(petition: Petition) -> Signature:
    """Make a signature with a comment that waits to be read, on a petition that asks for comments."""
    with transaction():
        db.session.get_one(Petition, petition.id).ask_comment = True
    return make_signature(petition, name="Åsa Öberg", comment="Snällt.")


def move(organizer: Client, row: Signature, to: str) -> None:
    """Press a button beside a comment as it stands now."""
    send(organizer, desk(row.petition, f"kommentar/{row.id}"), to=to, mark=comments.mark_of(fresh(row)))
    assert fresh(row).comment_state == to


def report_it(petition: Petition) -> int:
    """Report the one comment that shows, and give the number of the report."""
    with transaction():
        here = db.session.get_one(Petition, petition.id)
        reporting.report(here, ReportKind.COMMENT, names.shown(here).comments[0].handle, why="Så")
    return db.session.query(Report).one().id


def ask_to_move(row: Signature) -> None:
    """Ask for another address for a signature."""
    with transaction():
        moving.ask(db.session.get_one(Signature, row.id), "ny@example.org")


def correct_name(client: Client, row: Signature) -> None:
    """Correct what is no comment."""
    press(client, page_of(row), "ratta", name="Åsa Öberg Ek", postcode="12465", comment="Snällt.")


def test_undoing_shows_the_words_again_though_she_asked_for_a_new_address(
    client: Client, organizer: Client, petition: Petition, clock: Clock
) -> None:
    row = make_comment(petition)
    move(organizer, row, "shown")
    report = report_it(petition)
    send(organizer, desk(petition, f"anmalan/{report}/gom"))
    assert fresh(row).comment_state == CommentState.HIDDEN
    sealed = fresh(row).sealed
    ask_to_move(row)
    clock.move(seconds=(moving.LASTS + timedelta(minutes=1)).total_seconds())
    assert moving.forget_asked() == 1
    correct_name(client, row)
    assert fresh(row).sealed != sealed
    send(organizer, desk(petition, f"anmalan/{report}/angra"))
    assert fresh(row).comment_state == CommentState.SHOWN
    shown = names.shown(db.session.get_one(Petition, petition.id)).comments
    assert [each.words for each in shown] == ["Snällt."]


def test_what_was_read_is_let_through_though_something_else_was_corrected(
    client: Client, organizer: Client, petition: Petition
) -> None:
    row = make_comment(petition)
    read = comments.mark_of(fresh(row))
    ask_to_move(row)
    correct_name(client, row)
    send(organizer, desk(petition, f"kommentar/{row.id}"), to="shown", mark=read)
    assert fresh(row).comment_state == CommentState.SHOWN


def test_what_was_hidden_anew_stays_hidden_when_an_old_report_is_undone(
    client: Client, organizer: Client, petition: Petition
) -> None:
    row = make_comment(petition)
    move(organizer, row, "shown")
    report = report_it(petition)
    send(organizer, desk(petition, f"anmalan/{report}/gom"))
    move(organizer, row, "shown")
    correct_name(client, row)
    move(organizer, row, "hidden")
    send(organizer, desk(petition, f"anmalan/{report}/angra"))
    assert fresh(row).comment_state == CommentState.HIDDEN
    assert db.session.query(Report).one().answered_at is None


def test_the_same_words_of_two_people_have_marks_of_their_own(petition: Petition) -> None:
    marks = {comments.mark_of(make_signature(petition, comment="Äntligen!")) for _each in range(2)}
    assert len(marks) == 2
