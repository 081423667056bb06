"""Organizers' acts on many tasks at once."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core import listing
from app.core.access import Permission, organizers
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.i18n import gettext as _
from app.core.i18n import ngettext
from app.core.slugs import row_number
from app.tasks import together
from app.tasks.manage import ORDERS, STATES

bp = Blueprint("many_tasks_manage", __name__, url_prefix="/organisera/hjalp-till")


def _filter() -> dict[str, Any]:
    """Give which tasks were listed, as it stands in the form's address."""
    return dict(listing.asked(states=STATES, sorts=ORDERS).query)


@bp.post("/klara")
@organizers(Permission.EDIT_TASKS)
def finish() -> ResponseReturnValue:
    """Say that the tasks which are ticked are done."""
    ids = [number for each in request.form.getlist("row") if (number := row_number(each))]
    try:
        with transaction():
            did = together.finish_many(ids, actor=current_user.account)
    except DomainError as refusal:
        flash(str(refusal), "error")
        return redirect(url_for("tasks_manage.index", **_filter()), code=303)
    flash(ngettext("%(num)s task is done.", "%(num)s tasks are done.", did.done))
    if did.missed:
        words = ngettext(
            "%(num)s was left: it is not open any more.",
            "%(num)s were left: they are not open any more.",
            did.missed,
        )
        flash(words, "warn")
    if did.in_hand:
        flash(
            _(
                "Left, since somebody has them in hand: %(titles)s. A task in hand is ended on its own page, "
                "where you see who is told.",
                titles=did.in_hand,
            ),
            "warn",
        )
    return redirect(url_for("tasks_manage.index", **_filter() | {"gjort": did.act.id}), code=303)


@bp.post("/angra")
@organizers(Permission.EDIT_TASKS)
def undo() -> ResponseReturnValue:
    """Open the tasks again that one press said were done."""
    try:
        with transaction():
            did = together.undo(row_number(request.form.get("act", "")) or 0, actor=current_user.account)
    except DomainError as refusal:
        flash(str(refusal), "error")
    else:
        flash(ngettext("%(num)s task is open again.", "%(num)s tasks are open again.", did.done))
    return redirect(url_for("tasks_manage.index", **_filter()), code=303)
