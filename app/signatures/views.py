"""Public pages after signing: one step left, confirm, thanks."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import i18n, read_mail
from app.core.access import public, signed_link
from app.core.db import transaction
from app.petitions import queries
from app.petitions.models import Petition
from app.shifts import agenda
from app.shifts import queries as shifts
from app.signatures import confirming, rows
from app.tasks import hands as tasks_hands
from app.tasks import queries as tasks

bp = Blueprint("signatures", __name__, url_prefix="/namninsamlingar")

OPEN_TASKS = 2


@bp.get("/<slug>/ett-steg-kvar/<receipt>")
@public
def pending(slug: str, receipt: str) -> ResponseReturnValue:
    """Say that a mail is on its way; the same page whether or not the address has signed before."""
    petition = queries.get_public(slug)
    return render_template(
        "signatures/pending.html",
        petition=petition,
        receipt=receipt,
        mail_from=current_app.config["SETTINGS"].mail_from,
    )


@bp.get("/<slug>/ett-steg-kvar/<receipt>/mejlet")
@public
def demo_mail(slug: str, receipt: str) -> ResponseReturnValue:
    """Show the mail of a receipt, in the demonstration only."""
    settings = current_app.config["SETTINGS"]
    petition = queries.get_public(slug)
    if not settings.demo or not settings.mail_url.startswith("maildir:"):
        return redirect(url_for("petitions.show", slug=slug), code=303)
    try:
        about = bytes.fromhex(receipt)
    except ValueError:
        about = b""
    letters = [read_mail.words_of(message) for message in read_mail.delivered_about(about, settings)]
    return render_template("signatures/demo_mail.html", petition=petition, letters=letters, receipt=receipt)


@bp.route("/bekrafta/<token>", methods=["GET", "POST"])
@signed_link("confirm-signature")
def confirm(token: str) -> ResponseReturnValue:
    """Show a button that confirms, then the thanks; opening the page alone does nothing."""
    row = confirming.find_by_token(token)
    if request.method == "POST":
        with transaction():
            confirming.confirm_signature(token)
        return redirect(url_for(".confirm", token=token), code=303)
    counted = confirming.counted_instead(row)
    if counted is None:
        return render_template(
            "signatures/confirm.html",
            petition=row.petition,
            signature=row,
            person=rows.person(row),
            consent=row.consent,
            token=token,
        )
    return _thanks(counted.petition, counted.number)


@bp.post("/bekrafta/<token>/inte-jag")
@signed_link("confirm-signature")
def disown(token: str) -> ResponseReturnValue:
    """Remove what somebody else signed with one's address."""
    slug = confirming.find_by_token(token).petition.slug
    with transaction(public=False):
        confirming.disown_signature(token)
    return redirect(url_for("own_signatures.withdrawn", slug=slug), code=303)


def _thanks(petition: Petition, number: int | None) -> str:
    share_url = i18n.absolute_url(f"/namninsamlingar/{petition.slug}", lang=i18n.language())
    others = [p for p in queries.list_public() if p.id != petition.id and p.is_open][:3]
    next_shift = shifts.find_next(petition.campaign_id)
    return render_template(
        "signatures/thanks.html",
        petition=petition,
        number=number,
        share_url=share_url,
        others=others,
        shifts=agenda.rows([next_shift] if next_shift else []),
        tasks=tasks_hands.rows(tasks.list_public(needing=True, limit=OPEN_TASKS)),
    )
