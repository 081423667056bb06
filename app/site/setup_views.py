"""The pages behind the set-up link: whose site it is, and who looks after it."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.entry_views import let_in
from app.core import i18n, rate
from app.core.access import signed_link
from app.core.db import transaction
from app.core.forms import PublicForm, answer
from app.site import opening, queries
from app.site.setup_forms import AssociationForm, FirstPersonForm

bp = Blueprint("setup", __name__, url_prefix="/kom-igang")


@bp.route("/<token>", methods=["GET", "POST"])
@signed_link("setup")
def association(token: str) -> ResponseReturnValue:
    """Ask whose site it is."""
    opening.check(token)
    known = queries.get_association()
    form = AssociationForm(obj=None if known is queries.UNNAMED else known)
    if request.method != "POST":
        return render_template("setup/association.html", form=form)
    _count_tries()
    if not form.validate():
        return render_template("setup/association.html", form=form), 422
    with transaction():
        opening.name_it(
            token,
            name=answer(form.name),
            contact_email=answer(form.contact_email),
            sender=form.sender.data or "",
        )
    return redirect(url_for(".person", token=token), code=303)


@bp.route("/<token>/du", methods=["GET", "POST"])
@signed_link("setup")
def person(token: str) -> ResponseReturnValue:
    """Ask who looks after it, make the first account and sign it in."""
    opening.check(token)
    form = FirstPersonForm()
    if queries.get_association() is queries.UNNAMED:
        return redirect(url_for(".association", token=token), code=303)
    if request.method != "POST":
        return render_template("setup/person.html", form=form, token=token)
    _count_tries()
    if not form.validate():
        return render_template("setup/person.html", form=form, token=token), 422
    _open(token, form)
    return redirect(url_for("setup_manage.way_in"), code=303)


def _open(token: str, form: PublicForm) -> None:
    with transaction():
        account = opening.open_installation(
            token, name=answer(form["name"]), email=answer(form["email"]), locale=i18n.language()
        )
        let_in(account, method="setup", is_proved=False)


def _count_tries() -> None:
    if not rate.allow("setup-link", "30 per minute", rate.client_network()):
        abort(429)
