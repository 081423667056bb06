"""The desk's page of rules on networks and domains."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts import service as accounts
from app.core.access import Permission, organizers
from app.core.db import transaction
from app.core.forms import answer
from app.core.i18n import gettext as _
from app.fraud import queries, rules
from app.fraud.forms import RULE_ACTS, RULE_KINDS, RuleForm
from app.fraud.models import RuleAct, RuleKind

bp = Blueprint("rules_manage", __name__, url_prefix="/organisera/regler")


@bp.route("/", methods=["GET", "POST"])
@organizers(Permission.SET_RULES)
def index() -> ResponseReturnValue:
    """List the rules, and make one."""
    form = RuleForm()
    if form.validate_on_submit():
        try:
            with transaction(public=False):
                rules.add_rule(
                    RuleKind(answer(form.kind)),
                    answer(form.pattern),
                    RuleAct(answer(form.act)),
                    note=form.note.data or "",
                    is_meant=form.is_meant.data,
                    actor=current_user.account,
                )
        except rules.WideRule as refusal:
            form.is_meant.errors = [str(refusal)]
        except rules.TooManyRules as refusal:
            form.form_errors = [str(refusal)]
        except rules.BadRule as refusal:
            form.pattern.errors = [str(refusal)]
        else:
            flash(_("The rule is in force for those who sign from now on."))
            return redirect(url_for(".index"), code=303)
    page = render_template(
        "fraud/manage/rules.html",
        form=form,
        rules=[
            (rule, accounts.person(rule.account)["name"] if rule.account else "")
            for rule in queries.list_rules()
        ],
        kinds=RULE_KINDS,
        acts=RULE_ACTS,
    )
    return page, 422 if form.errors or form.form_errors else 200


@bp.post("/<int:rule_id>/ta-bort")
@organizers(Permission.SET_RULES)
def remove(rule_id: int) -> ResponseReturnValue:
    """Take a rule away."""
    rule = queries.get_rule(current_user.account, rule_id)
    with transaction(public=False):
        rules.remove_rule(rule, actor=current_user.account)
    flash(_("The rule is gone. What was held because of it waits for a look still."))
    return redirect(url_for(".index"), code=303)
