"""What a signer does with one signature: see it, correct it, choose, move its mailbox, remove it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import phones, rate
from app.core.access import signed_link
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.forms import answer
from app.core.i18n import gettext as _
from app.petitions.sign_forms import SignForm
from app.signatures import correcting, links, moving, own_forms, own_page, own_words, withdrawing
from app.signatures.correcting import Right
from app.signatures.models import Signature, SignatureState
from app.signatures.own_forms import ChoiceForm, MailboxForm, RemoveForm, Shown
from app.signatures.own_page import Own
from app.signatures.sealing import confirmation_token

bp = Blueprint("own_acts", __name__, url_prefix="/mina-underskrifter")


@bp.get("/<token>/<name>")
@signed_link("own-signature")
def show(token: str, name: str) -> ResponseReturnValue:
    """Show everything that is kept about one signature, with what can be done."""
    return show_one(token, name, done=request.args.get("klart", ""))


def show_one(token: str, name: str, *, done: str = "", refused: str = "", **forms: Any) -> str:
    """Make the page of one signature, with the forms as they were sent or as things stand."""
    own = own_page.look_at(links.get_behind(token, name))
    first = own_forms.typed_of(own)
    standing = {
        "right": own_forms.correct_form(own_page.asked_of(own), formdata=None, data=first),
        "choice": ChoiceForm(formdata=None, data=own_forms.choice_of(own)),
        "mailbox": MailboxForm(formdata=None),
        "sure": RemoveForm(formdata=None),
    }
    return render_template(
        "signatures/own_one.html",
        own=own,
        row=own.row,
        person=own.person,
        petition=own.petition,
        token=token,
        name=name,
        is_alone=len(links.list_behind(token)) == 1,
        confirm_url=_way_to_confirm(own),
        done=own_words.DONE.get(done, ""),
        refused=refused if own.row.state == SignatureState.PENDING else "",  # else it stands in its form
        words=own_words,
        **standing | forms,
    )


def _way_to_confirm(own: Own) -> str:
    if own.row.state != SignatureState.PENDING:
        return ""
    return url_for("signatures.confirm", token=confirmation_token(own.petition.scope, own.row.uid))


def _act(
    token: str, name: str, act: Callable[[Signature], object], *, done: str, of: str, form: Any
) -> ResponseReturnValue:
    """Do one act and lead back to the page; a refusal is told in its form, with what was typed."""
    if not form.validate():
        return show_one(token, name, **{of: form}), 422
    try:
        with transaction():
            act(links.get_behind(token, name))
    except DomainError as refusal:
        form.form_errors = [str(refusal)]
        return show_one(token, name, refused=str(refusal), **{of: form}), refusal.status
    return redirect(url_for(".show", token=token, name=name, klart=done, _anchor="main"), code=303)


@bp.post("/<token>/<name>/ratta")
@signed_link("own-signature")
def correct(token: str, name: str) -> ResponseReturnValue:
    """Write what is right."""
    own = own_page.look_at(links.get_behind(token, name))
    form = own_forms.correct_form(own_page.asked_of(own))
    return _act(
        token,
        name,
        lambda row: correcting.correct(row, _right(form, own)),
        done="rattat",
        of="right",
        form=form,
    )


def _right(form: SignForm, own: Own) -> Right:
    """Give what was typed; what the form does not ask for stays as it was."""
    person = own.person
    area = form["area"].data if "area" in form else own.row.area_id
    phone = (phones.e164(form["phone"].data or "") or "") if "phone" in form else person.get("phone", "")
    return Right(
        name=answer(form.name),
        postcode=answer(form.postcode),
        area_id=int(area) if area else None,
        phone=phone,
        comment=(form["comment"].data or "") if "comment" in form else person.get("comment", ""),
        answers=form.answers(),
    )


@bp.post("/<token>/<name>/val")
@signed_link("own-signature")
def choose(token: str, name: str) -> ResponseReturnValue:
    """Change what others see, and whether she hears from us."""
    links.get_behind(token, name)
    form = ChoiceForm()
    return _act(
        token,
        name,
        lambda row: correcting.choose(
            row,
            show_name=form.shown.data != Shown.NOT,
            first_name_only=form.shown.data == Shown.FIRST,
            contact_me=form.contact_me.data,
        ),
        done="valt",
        of="choice",
        form=form,
    )


@bp.post("/<token>/<name>/adress")
@signed_link("own-signature")
def ask_new_mailbox(token: str, name: str) -> ResponseReturnValue:
    """Mail a new address, which has to confirm."""
    links.get_behind(token, name)
    form = MailboxForm()
    if form.validate() and not rate.allow("new-mailbox", "10 per hour", rate.client_network()):
        form.form_errors = [_("There have been very many attempts from your network. Wait an hour.")]
        return show_one(token, name, mailbox=form), 429
    return _act(
        token, name, lambda row: moving.ask(row, answer(form.email)), done="mejlat", of="mailbox", form=form
    )


@bp.post("/<token>/<name>/ta-bort")
@signed_link("own-signature")
def withdraw(token: str, name: str) -> ResponseReturnValue:
    """Remove a signature, once the box is ticked."""
    slug, form = links.get_behind(token, name).petition.slug, RemoveForm()
    if not form.validate():
        return show_one(token, name, sure=form), 422
    with transaction():
        withdrawing.withdraw_signature(links.get_behind(token, name))
    try:
        links.list_behind(token)
    except links.SignerLinkUnknown:
        return redirect(url_for("own_signatures.withdrawn", slug=slug, _anchor="main"), code=303)
    return redirect(url_for("own_signatures.show", token=token, klart="borttagen", _anchor="main"), code=303)


@bp.route("/ny-adress/<token>", methods=["GET", "POST"])
@signed_link("new-mailbox")
def new_address(token: str) -> ResponseReturnValue:
    """Show a button that takes the new address into use, then that it is; opening the page does nothing."""
    row, email, is_done = moving.find(token)
    refused, status = "", 200
    if request.method == "POST":
        try:
            with transaction():
                moving.move(token)
        except correcting.CorrectionRefused as refusal:
            refused, status = str(refusal), refusal.status
        else:
            return redirect(url_for(".new_address", token=token, _anchor="main"), code=303)
    return (
        render_template(
            "signatures/own_new_address.html",
            petition=row.petition,
            email=email,
            is_done=is_done,
            refused=refused,
        ),
        status,
    )
