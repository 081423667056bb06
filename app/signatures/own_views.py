"""A signer's own page: asked for, opened by a mailed link, taken along, emptied."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock, mail_way, rate, read_mail
from app.core.access import public, signed_link
from app.core.db import transaction
from app.core.forms import answer
from app.core.i18n import gettext as _
from app.core.pages import kept
from app.core.slugs import bytes_of
from app.petitions import queries
from app.petitions.models import Petition
from app.signatures import links, own_files, own_page, own_words, receipts, withdrawing
from app.signatures.own_acts_views import show_one
from app.signatures.own_forms import AskForm, CodeForm, EraseForm

bp = Blueprint("own_signatures", __name__)
PAGE = "/mina-underskrifter"
ASKING = "20 per 10 minutes"
GUESSING = "10 per 10 minutes"


@bp.get(f"{PAGE}/")
@public
@kept()
def ask() -> ResponseReturnValue:
    """Ask for the e-mail that the way to one's signatures is sent to."""
    return _ask_page()


def _ask_page(
    form: AskForm | None = None, code: CodeForm | None = None, petition: Petition | None = None
) -> str:
    return render_template(
        "signatures/own_ask.html",
        form=form or AskForm(formdata=None),
        code=code or CodeForm(formdata=None),
        petition=petition,
    )


@bp.post(f"{PAGE}/")
@public
def send() -> ResponseReturnValue:
    """Mail the way to one's signatures; the answer is the same for every address."""
    return _send(None)


@bp.get("/namninsamlingar/<slug>/min-underskrift")
@public
@kept()
def ask_for_own_page(slug: str) -> ResponseReturnValue:
    """Ask for the e-mail, with the way back to the petition."""
    return _ask_page(petition=queries.get_public(slug))


@bp.post("/namninsamlingar/<slug>/min-underskrift")
@public
def send_from_petition(slug: str) -> ResponseReturnValue:
    """Mail the way to one's signatures, asked for on a petition's page."""
    return _send(queries.get_public(slug))


def _send(petition: Petition | None) -> ResponseReturnValue:
    form = AskForm()
    if not form.validate():
        return _ask_page(form, petition=petition), 422
    if not rate.allow("own-page", ASKING, rate.client_network()):
        form.form_errors = [_("There have been very many attempts from your network. Wait ten minutes.")]
        return _ask_page(form, petition=petition), 429
    with transaction(public=False):
        about = links.ask_for_signer_link(answer(form.email))
    if current_app.config["SETTINGS"].shows_mail:
        return redirect(url_for(".demo_mail", about=about.hex()), code=303)
    if petition is not None:
        return redirect(url_for(".own_page_sent", slug=petition.slug), code=303)
    return redirect(url_for(".sent", _anchor="main"), code=303)


@bp.post(f"{PAGE}/kvitto")
@public
def open_by_code() -> ResponseReturnValue:
    """Open the page of a signature that was given at a stand; the same words for everything that is wrong."""
    code = CodeForm()
    if not code.validate():
        return _ask_page(code=code), 422
    if not rate.allow("receipt-code", GUESSING, rate.client_network()):
        code.form_errors = [_("There have been very many attempts from your network. Wait ten minutes.")]
        return _ask_page(code=code), 429
    with transaction(public=False):
        token = receipts.open_own_page(answer(code.code), answer(code.postcode))
    if token is None:
        code.form_errors = [_("No signature has this code and this postcode. Look at your receipt again.")]
        return _ask_page(code=code), 422
    return redirect(url_for(".show", token=token), code=303)


@bp.get(f"{PAGE}/skickad")
@public
@kept(seconds=60)
def sent() -> ResponseReturnValue:
    """Say that a mail is on its way, if the address has signed."""
    return _sent_page()


def _sent_page(petition: Petition | None = None) -> str:
    mail_from = mail_way.sender()
    return render_template("signatures/own_sent.html", mail_from=mail_from, petition=petition)


@bp.get("/namninsamlingar/<slug>/min-underskrift/skickad")
@public
@kept(seconds=60)
def own_page_sent(slug: str) -> ResponseReturnValue:
    """Say that a mail is on its way, with the way back to the petition."""
    return _sent_page(queries.get_public(slug))


@bp.get(f"{PAGE}/skickad/<about>")
@public
def demo_mail(about: str) -> ResponseReturnValue:
    """Show the mail with the link, in the demonstration only."""
    settings = current_app.config["SETTINGS"]
    if not settings.shows_mail:
        return redirect(url_for(".sent"), code=303)
    letters = read_mail.delivered_about(bytes_of(about), settings)
    return render_template(
        "signatures/own_demo_mail.html", letters=[read_mail.words_of(each) for each in letters], about=about
    )


@bp.get(f"{PAGE}/<token>")
@signed_link("own-signature")
def show(token: str) -> ResponseReturnValue:
    """Show what a mailbox has signed; the one signature at once where there is but one."""
    found = links.list_behind(token)
    done = request.args.get("klart", "")
    if len(found) == 1:
        return show_one(token, found[0].uid.hex(), done=done)
    return _list(token, done=done)


def _list(token: str, *, done: str = "", sure: EraseForm | None = None) -> str:
    return render_template(
        "signatures/own_list.html",
        token=token,
        signatures=own_page.names_of(links.list_behind(token)),
        sure=sure or EraseForm(formdata=None),
        done=own_words.DONE.get(done, ""),
        words=own_words,
    )


@bp.post(f"{PAGE}/<token>/hamta")
@signed_link("own-signature")
def download(token: str) -> ResponseReturnValue:
    """Give everything that is kept as a file; never kept by anything on the way."""
    owned = own_page.look_at_all(links.list_behind(token))
    is_csv = request.form.get("form") == "csv"
    text = own_files.as_csv(owned) if is_csv else own_files.as_json(owned)
    kind = "csv" if is_csv else "json"
    answered = Response(text, mimetype="text/csv" if is_csv else "application/json")
    name = f"mina-underskrifter-{clock.today():%Y-%m-%d}.{kind}"
    answered.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answered.headers["Cache-Control"] = "no-store"
    return answered


@bp.post(f"{PAGE}/<token>/ta-bort-allt")
@signed_link("own-signature")
def erase_all(token: str) -> ResponseReturnValue:
    """Remove everything that the link opens."""
    links.list_behind(token)
    form = EraseForm()
    if not form.validate():
        return _list(token, sure=form), 422
    with transaction():
        withdrawing.withdraw_all(links.list_behind(token))
    return redirect(url_for(".erased", _anchor="main"), code=303)


@bp.get(f"{PAGE}/borttagna")
@public
@kept(seconds=60)
def erased() -> ResponseReturnValue:
    """Say that nothing is left."""
    return render_template("signatures/own_erased.html")


@bp.get("/namninsamlingar/<slug>/borttagen")
@public
@kept()
def withdrawn(slug: str) -> ResponseReturnValue:
    """Say that a signature is gone."""
    return render_template("signatures/withdrawn.html", petition=queries.get_public(slug))
