"""Many comments or reports with one press, undone with one, and what two organizers decide at once."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import db, transaction
from app.petitions.models import Petition
from app.record.models import Act
from app.signatures import comments, names, reporting, together
from app.signatures.models import CommentState, Report, ReportKind, Signature
from tests.beside import beside
from tests.clients import Client
from tests.factories import make_signature
from tests.petitions.organizers import send

pytestmark = pytest.mark.database("sqlite")


@pytest.fixture
def waiting(petition: Petition) -> list[Signature]:
    """Make three comments that wait to be read."""
    with transaction():
        db.session.get_one(Petition, petition.id).ask_comment = True
    return [make_signature(petition, comment=f"Ord {number}", show_name=True) for number in range(3)]


def marked(rows: list[Signature]) -> dict[int, str]:
    return {row.id: comments.mark_of(db.session.get_one(Signature, row.id)) for row in rows}


def states(rows: list[Signature]) -> list[str]:
    db.session.rollback()
    db.session.expire_all()
    return [db.session.get_one(Signature, row.id).comment_state for row in rows]


def newest() -> Act:
    return db.session.scalars(select(Act).order_by(Act.id.desc()).limit(1)).one()


def desk(petition: Petition, rest: str = "") -> str:
    return f"/organisera/namninsamlingar/{petition.id}/visas/{rest}"


def test_ticked_comments_show_with_one_press_and_wait_again_with_one(
    organizer: Client, petition: Petition, waiting: list[Signature]
) -> None:
    rows = [f"{number}:{mark}" for number, mark in list(marked(waiting).items())[:2]]
    assert organizer.get(desk(petition)).text.count('name="row"') == 3
    send(organizer, desk(petition, "kommentarer"), to="shown", row=rows)
    assert states(waiting) == ["shown", "shown", "waiting"]
    act = newest()
    assert (act.kind, act.facts["count"]) == ("comments.shown", 2)
    page = organizer.get(desk(petition, f"?gjort={act.id}"))
    assert f'name="act" value="{act.id}"' in page.text
    send(organizer, desk(petition, "angra"), act=str(act.id))
    assert states(waiting) == ["waiting"] * 3
    assert newest().kind == "comments.put_back"


def test_what_somebody_else_has_decided_is_left_and_told(
    organizer: Client, petition: Petition, waiting: list[Signature]
) -> None:
    chosen = marked(waiting)
    with transaction():
        first = db.session.get_one(Signature, waiting[0].id)
        comments.move(first, CommentState.HIDDEN, mark=chosen[first.id], actor=None)
    answered = send(
        organizer,
        desk(petition, "kommentarer"),
        to="shown",
        row=[f"{number}:{mark}" for number, mark in chosen.items()],
    )
    assert states(waiting) == ["hidden", "shown", "shown"]
    page = organizer.get(answered.location.partition("#")[0]).text
    assert "callout--warn" in page
    send(
        organizer, desk(petition, "kommentarer"), to="shown", row=[f"{waiting[0].id}:{chosen[waiting[0].id]}"]
    )
    assert states(waiting)[0] == "hidden"
    assert "callout--error" in organizer.get(desk(petition)).text


def test_nothing_ticked_and_no_such_button_are_refused(organizer: Client, petition: Petition) -> None:
    send(organizer, desk(petition, "kommentarer"), to="shown")
    assert "callout--error" in organizer.get(desk(petition)).text
    assert send(organizer, desk(petition, "kommentarer"), to="waiting", row=["1"]).status_code in {400, 422}
    assert send(organizer, desk(petition, "anmalningar"), do="nej", row=["x"]).status_code in {400, 422}


def test_comments_of_another_petition_are_not_moved(petition: Petition, waiting: list[Signature]) -> None:
    elsewhere = make_signature(comment="Där")
    with pytest.raises(together.DecidedMeanwhile), transaction():
        together.move_comments(petition, marked([elsewhere]), CommentState.SHOWN, actor=None)
    assert states([elsewhere]) == ["waiting"]


def test_reports_are_answered_together_and_taken_up_again(
    petition: Petition, waiting: list[Signature]
) -> None:
    with transaction():
        for shown in names.shown(petition).names:
            for _twice in range(2):
                reporting.report(petition, ReportKind.NAME, shown.handle, why="Skämt")
    ids = list(db.session.scalars(select(Report.id).order_by(Report.id)))
    with transaction():
        did = together.answer_reports(petition, ids[:4], is_hiding=True, actor=None)
    assert (did.done, did.missed, did.act.kind) == (4, 0, "reports.hidden")
    assert len(names.list_hidden(petition)) == 2
    with transaction():
        again = together.answer_reports(petition, ids, is_hiding=False, actor=None)
    assert (again.done, again.missed) == (2, 4)
    with transaction():
        assert together.undo(petition, did.act.id, actor=None) == 2
    assert names.list_hidden(petition) == []
    assert len(reporting.list_open(petition)) == 4
    with pytest.raises(together.DecidedMeanwhile), transaction():
        together.undo(petition, did.act.id, actor=None)


@pytest.mark.database("sqlite", "postgres")
def test_two_who_decide_at_once_decide_once(app: Flask, petition: Petition, waiting: list[Signature]) -> None:
    chosen, found = marked(waiting), []

    def press(state: CommentState) -> None:
        here = db.session.get_one(Petition, petition.id)
        found.append(together.move_comments(here, chosen, state, actor=None).done)

    failed = beside(app, lambda: press(CommentState.SHOWN), lambda: press(CommentState.HIDDEN))
    assert found == [3]
    assert [type(each) for each in failed] == [together.DecidedMeanwhile]
    assert states(waiting) == ["shown"] * 3
