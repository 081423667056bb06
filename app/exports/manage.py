"""Organizers' pages of exports."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, stream_with_context
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core import clock
from app.core.access import Permission, organizers
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.forms import answer, offered
from app.exports import lists, service
from app.exports.forms import ExportForm
from app.exports.lists import Format
from app.petitions import queries
from app.petitions.forms import PRESETS
from app.petitions.models import Petition, Preset

bp = Blueprint("exports_manage", __name__, url_prefix="/organisera/namninsamlingar")


@bp.get("/<int:petition_id>/exportera")
@organizers(Permission.EXPORT_NAMES)
def new(petition_id: int) -> ResponseReturnValue:
    """Ask what shall leave and why."""
    petition = queries.get_for(current_user.account, petition_id)
    form = _form(petition)
    form.preset.data = petition.preset
    return render_template("exports/manage/new.html", petition=petition, form=form)


def _form(petition: Petition) -> ExportForm:
    form = ExportForm()
    form.preset.choices = offered({preset: PRESETS[preset] for preset in lists.allowed(petition)})
    return form


@bp.post("/<int:petition_id>/exportera")
@organizers(Permission.EXPORT_NAMES)
def download(petition_id: int) -> ResponseReturnValue:
    """Write the act down, then send the list."""
    petition = queries.get_for(current_user.account, petition_id)
    form = _form(petition)
    if not form.validate():
        return render_template("exports/manage/new.html", petition=petition, form=form), 422
    preset, written_as = Preset(form.preset.data), Format(form.form.data)
    try:
        with transaction(public=False):
            mark = service.allow_export(
                petition,
                preset=preset,
                form=written_as,
                reason=answer(form.reason),
                actor=current_user.account,
            )
    except DomainError as refusal:
        form.form_errors = [str(refusal)]
        return render_template("exports/manage/new.html", petition=petition, form=form), 422
    name = f"{petition.slug}-{clock.today():%Y-%m-%d}-{mark}.csv"
    body = stream_with_context(lists.write(petition, preset, written_as))
    response = Response(body, mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
