"""The doors of a signer's own page and of what shows in public, as rows for `tests.core.doors`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from app.core.db import db, transaction
from app.petitions.models import Petition
from app.record.models import Act
from app.signatures import comments, links, moving, names, reporting, together
from app.signatures.models import CommentState, Report, ReportKind, Signature
from tests.factories import make_petition, make_signature
from tests.shifts.doors import Row
from tests.volunteers.doors import at


def own_link() -> str:
    """Make the address of a signer's own page."""
    row = make_signature()
    with transaction(public=False):
        return f"/mina-underskrifter/{links.make_signer_link(row)}"


def own_signature(rest: str = "") -> Callable[[], str]:
    """Give the way to one signature on its signer's own page."""

    def way() -> str:
        row = make_signature()
        with transaction(public=False):
            token = links.make_signer_link(row)
        return f"/mina-underskrifter/{token}/{row.uid.hex()}{rest}"

    return way


def own(rest: str = "") -> Callable[[], str]:
    """Give the way to a signer's own page."""
    return lambda: own_link() + rest


def new_address() -> str:
    """Make the address that takes a new mailbox into use."""
    row = make_signature()
    with transaction():
        found = db.session.get_one(Signature, row.id)
        moving.ask(found, "ny@example.org")
    return f"/mina-underskrifter/ny-adress/{moving.token_of(db.session.get_one(Signature, row.id))}"


def petition_page(rest: str = "") -> Callable[[], str]:
    """Give the way to a petition's page with a name on it."""

    def way() -> str:
        row = make_signature(show_name=True)
        return f"/namninsamlingar/{row.petition.slug}{rest}"

    return way


def reported(address: str) -> dict[str, Any]:
    """Type a report of the name on a petition's page."""
    slug = address.rpartition("/namninsamlingar/")[2].partition("/")[0]
    petition = db.session.scalar(select(Petition).where(Petition.slug == slug))
    shown = names.shown(petition).names if petition else []
    return {"about": f"name-{shown[0].handle if shown else 'x'}", "why": "Det är inte hens namn."}


def at_the_desk(rest: str = "") -> Callable[[], str]:
    """Give the way to what shows in public, at the desk."""
    return lambda: f"/organisera/namninsamlingar/{make_petition().id}/visas/{rest}"


def name_at_the_desk() -> str:
    """Give the address that hides a name."""
    row = make_signature(show_name=True)
    return f"/organisera/namninsamlingar/{row.petition_id}/visas/namn/{row.id}/gom"


def comment_at_the_desk() -> str:
    """Give the address that shows a comment."""
    row = make_signature(comment="Äntligen!")
    return f"/organisera/namninsamlingar/{row.petition_id}/visas/kommentar/{row.id}"


def showing(address: str) -> dict[str, Any]:
    """Press the button that shows the comment that an address names."""
    found = re.search(r"(\d+)$", address)
    row = db.session.get(Signature, int(found[1])) if found else None
    return {"to": "shown", "mark": comments.mark_of(row) if row else ""}


def comments_at_the_desk() -> str:
    """Give the address that decides about ticked comments, one waits."""
    return comment_at_the_desk().rpartition("/")[0] + "er"


def latest_comment() -> Signature:
    """Give the signature with a comment that was made last."""
    newest = select(Signature).where(Signature.comment_state != "").order_by(Signature.id.desc()).limit(1)
    return db.session.scalars(newest).one()


def ticking(_address: str) -> dict[str, Any]:
    """Tick the comment that waits."""
    row = latest_comment()
    return {"to": "shown", "row": f"{row.id}:{comments.mark_of(row)}"}


def reports_at_the_desk() -> str:
    """Give the address that answers ticked reports, one waits."""
    return report_at_the_desk("")().rpartition("/anmalan/")[0] + "/anmalningar"


def ticking_report(_address: str) -> dict[str, Any]:
    """Tick the report that waits."""
    return {"do": "gom", "row": str(db.session.scalars(select(Report.id).order_by(Report.id.desc())).first())}


def decided_at_the_desk() -> str:
    """Decide about comments together and give the address that undoes it."""
    address = comments_at_the_desk()
    row = latest_comment()
    with transaction():
        petition = db.session.get_one(Petition, row.petition_id)
        chosen = {row.id: comments.mark_of(row)}
        together.move_comments(petition, chosen, CommentState.SHOWN, actor=None)
    return address.replace("kommentarer", "angra")


def undoing(_address: str) -> dict[str, Any]:
    """Name the act that was the latest."""
    return {"act": str(db.session.scalars(select(Act.id).order_by(Act.id.desc())).first())}


def report_at_the_desk(what: str) -> Callable[[], str]:
    """Give the way to the answer to a report."""

    def way() -> str:
        row = make_signature(show_name=True)
        with transaction():
            petition = db.session.get_one(Petition, row.petition_id)
            handle = names.shown(petition).names[0].handle
            reporting.report(petition, ReportKind.NAME, handle, why="Ett skämt.")
        report = db.session.scalars(select(Report).order_by(Report.id.desc()).limit(1)).one()
        return f"/organisera/namninsamlingar/{row.petition_id}/visas/anmalan/{report.id}/{what}"

    return way


def withdrawing() -> str:
    """Give the address that removes a signature for somebody."""
    row = make_signature()
    return f"/organisera/namninsamlingar/{row.petition_id}/underskrifter/{row.id}/ta-bort"


MAIL = {"email": "a@example.org"}

PUBLIC: tuple[Row, ...] = (
    ("own_signatures.ask", "GET", at("/mina-underskrifter/"), 200, {}),
    ("own_signatures.send", "POST", at("/mina-underskrifter/"), 303, MAIL),
    ("own_signatures.sent", "GET", at("/mina-underskrifter/skickad"), 200, {}),
    ("own_signatures.demo_mail", "GET", at("/mina-underskrifter/skickad/00"), 303, {}),
    (
        "own_signatures.open_by_code",
        "POST",
        at("/mina-underskrifter/kvitto"),
        422,
        {"code": "x", "postcode": "12465"},
    ),
    ("own_signatures.erased", "GET", at("/mina-underskrifter/borttagna"), 200, {}),
    ("own_signatures.ask_for_own_page", "GET", petition_page("/min-underskrift"), 200, {}),
    ("own_signatures.send_from_petition", "POST", petition_page("/min-underskrift"), 303, MAIL),
    ("own_signatures.own_page_sent", "GET", petition_page("/min-underskrift/skickad"), 200, {}),
    ("own_signatures.withdrawn", "GET", petition_page("/borttagen"), 200, {}),
    ("reports.new", "GET", petition_page("/anmal"), 200, {}),
    ("reports.send", "POST", petition_page("/anmal"), 303, reported),
    ("reports.sent", "GET", petition_page("/anmal/tack"), 200, {}),
)

SIGNED_LINKS: tuple[Row, ...] = (
    ("own_signatures.show", "GET", own(), 200, {}),
    ("own_signatures.download", "POST", own("/hamta"), 200, {"form": "csv"}),
    ("own_signatures.erase_all", "POST", own("/ta-bort-allt"), 303, {"sure": "y"}),
    ("own_acts.show", "GET", own_signature(), 200, {}),
    ("own_acts.correct", "POST", own_signature("/ratta"), 303, {"name": "Alva Ek", "postcode": "12465"}),
    ("own_acts.choose", "POST", own_signature("/val"), 303, {"shown": "first"}),
    ("own_acts.ask_new_mailbox", "POST", own_signature("/adress"), 303, {"email": "ny@example.org"}),
    ("own_acts.withdraw", "POST", own_signature("/ta-bort"), 303, {"sure": "y"}),
    ("own_acts.new_address", "GET", new_address, 200, {}),
    ("own_acts.new_address", "POST", new_address, 303, {}),
)

DESK: tuple[Row, ...] = (
    ("shown_manage.index", "GET", at_the_desk(), 200, {}),
    ("shown_manage.name", "POST", name_at_the_desk, 303, {}),
    ("shown_manage.comment", "POST", comment_at_the_desk, 303, showing),
    ("shown_manage.answer_report", "POST", report_at_the_desk("gom"), 303, {}),
    ("shown_manage.many_comments", "POST", comments_at_the_desk, 303, ticking),
    ("shown_manage.many_reports", "POST", reports_at_the_desk, 303, ticking_report),
    ("shown_manage.undo", "POST", decided_at_the_desk, 303, undoing),
    ("withdrawn_manage.new", "GET", withdrawing, 200, {}),
    ("withdrawn_manage.new", "POST", withdrawing, 303, {"way": "phone"}),
    (
        "withdrawn_manage.compare",
        "POST",
        lambda: f"{withdrawing()}/adressen",
        200,
        {"email": "alva@example.org"},
    ),
)
