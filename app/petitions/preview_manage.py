"""The public page of a petition as it will be, for organizers, before anybody can sign it."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core import i18n
from app.core.access import Permission, organizers
from app.petitions import asking, consent, goals, queries, tongues
from app.petitions.models import UNOPENED, ConsentText, Petition
from app.petitions.sign_forms import form_for
from app.petitions.views import text_in
from app.site import queries as site

bp = Blueprint("petition_preview", __name__, url_prefix="/organisera/namninsamlingar")


@bp.get("/<int:petition_id>/forhandsvisning")
@organizers(Permission.SEE_PETITIONS)
def show(petition_id: int) -> ResponseReturnValue:
    """Show a draft as everybody will see it, with its form, which cannot be sent."""
    petition = queries.get_for(current_user.account, petition_id)
    if petition.state not in UNOPENED:
        return redirect(url_for("petitions.show", slug=petition.slug), code=303)
    locale, locales = request.args.get("sprak"), asking.list_locales(petition.id)
    if locale is not None and locale not in locales:
        abort(404)
    return render_template(
        "petitions/preview.html",
        preview=True,
        petition=petition,
        text=text_in(petition, locale),
        tongues=tongues.besides(locale, locales),
        form=form_for(asking.get_asked(petition))(formdata=None),
        consent=_consent(petition),
        goal=goals.next_goal(petition),
        ladder=goals.ladder(petition),
    )


def _consent(petition: Petition) -> ConsentText | None:
    """Give what signers will agree to; None while the day that it promises is not chosen."""
    if petition.purge_on is None:
        return None
    return consent.compose(petition, site.get_association().name, i18n.language())
