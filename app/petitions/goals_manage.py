"""Organizers' page of a petition's goals."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core.access import Permission, organizers
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.i18n import gettext as _
from app.petitions import goals, queries
from app.petitions.goal_forms import GoalsForm

bp = Blueprint("goals_manage", __name__, url_prefix="/organisera/namninsamlingar")


@bp.route("/<int:petition_id>/mal", methods=["GET", "POST"])
@organizers(Permission.EDIT_PETITIONS)
def edit(petition_id: int) -> ResponseReturnValue:
    """Write the steps of a petition's own ladder, and what happens at each."""
    petition = queries.get_for(current_user.account, petition_id)
    form = GoalsForm(data=_standing(petition.id))
    if form.validate_on_submit():
        try:
            with transaction():
                goals.set_goals(petition, form.steps, actor=current_user.account)
        except DomainError as refusal:
            form.form_errors = [str(refusal)]
        else:
            flash(_("The goals are saved."))
            return redirect(url_for("petitions_manage.show", petition_id=petition_id), code=303)
    page = render_template(
        "petitions/manage/goals.html", form=form, petition=petition, usual=goals.usual_goal(petition.total)
    )
    return page, 422 if form.errors else 200


def _standing(petition_id: int) -> dict[str, object]:
    standing: dict[str, object] = {}
    for number, goal in enumerate(goals.list_goals(petition_id), start=1):
        standing |= {f"count_{number}": goal.count, f"words_{number}": goal.words}
    return standing
