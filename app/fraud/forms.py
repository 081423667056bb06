"""What organizers write about signatures that are looked at: shape only."""

from __future__ import annotations

import re
import secrets
from datetime import datetime
from typing import Any

from wtforms import (
    BooleanField,
    DateTimeLocalField,
    HiddenField,
    IntegerField,
    SelectField,
    ValidationError,
)
from wtforms.validators import Optional, Regexp

from app.core.forms import NOT_RIGHT_YET, DeskForm, LineField, Needed, Sometimes, offered
from app.core.i18n import lazy_gettext as _l
from app.core.local_times import TimeRefused, local_moment
from app.fraud.choosing import Conditions
from app.fraud.models import RuleAct, RuleKind
from app.signatures.models import Hold
from app.signatures.words import CHANNELS

RULE_KINDS = {RuleKind.NETWORK: _l("A network"), RuleKind.DOMAIN: _l("A domain of mail addresses")}
RULE_ACTS = {RuleAct.HOLD: _l("Look before it counts"), RuleAct.ALLOW: _l("Trust it")}
HOLD_NAMES = {
    Hold.NAME: _l("Joke name"),
    Hold.BURST: _l("Many at once from a network"),
    Hold.RULE: _l("A rule"),
    Hold.PATTERN: _l("Looks made by a program"),
    Hold.TWIN: _l("Twin at the stand"),
}
ANY = {"": _l("All")}


class ReasonForm(DeskForm):
    """Why a signature is taken out."""

    reason = LineField(
        _l("Reason (the signer can read it)"), [Needed(_l("Write why: the signer has a right to know."))]
    )


class DecideForm(DeskForm):
    """A press about signatures that are held."""

    reason = LineField(_l("Reason, if you take them out (the signers can read it)"), [Sometimes()])


class LookForm(DecideForm):
    """The same, above names that could not be looked at."""

    errors_title = NOT_RIGHT_YET


class RuleForm(DeskForm):
    """A network or a domain, and what is done about it."""

    kind = SelectField(_l("What"), choices=offered(RULE_KINDS), default=RuleKind.NETWORK)
    pattern = LineField(
        _l("Network or domain"),
        [Needed(_l("Write the network or the domain."))],
        most=120,
        render_kw={"spellcheck": "false"},
    )
    act = SelectField(_l("Do this"), choices=offered(RULE_ACTS), default=RuleAct.HOLD)
    note = LineField(_l("Note for other organizers"), [Optional()], most=160)
    is_meant = BooleanField(_l("I mean all of that network"))


class MomentField(DateTimeLocalField):
    """A day and a time, by the clock on the wall."""

    SPELLINGS = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S")

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, [Optional()], format=list(self.SPELLINGS), **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the moment; raises ValueError with a sentence."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_l("Write the day and the time like 2026-11-28 16:30.")) from None

    @property
    def moment(self) -> datetime | None:
        """Give it as a moment; raises TimeRefused."""
        return local_moment(self.data.date(), self.data.time()) if self.data else None


class RuleOutForm(DeskForm):
    """Which signatures are taken out together, and why."""

    once = HiddenField(default=lambda: secrets.token_hex(16), validators=[Regexp(r"[0-9a-f]{32}\Z")])
    """The form's own key, so that two presses begin once."""
    up_to = IntegerField(validators=[Optional()])
    """The newest signature when the rule was tried."""
    tried = HiddenField()
    """The mark of the conditions that were tried."""
    since = MomentField(_l("Signed from"))
    until = MomentField(_l("Signed before"))
    channel = SelectField(_l("Given"), choices=offered(ANY | CHANNELS), default="")
    source = SelectField(_l("Came by"), choices=[], default="")
    network = SelectField(_l("From the network"), choices=[], default="")
    domain = LineField(_l("Mail address at the domain"), [Optional()], most=120)
    hold = SelectField(_l("Held for"), choices=offered(ANY | HOLD_NAMES), default="")
    area = SelectField(_l("Area"), choices=[], default="")
    postcode = LineField(_l("Postcode begins with"), [Optional()], most=6)
    reason = LineField(_l("Reason (the signers can read it)"), [Sometimes()])

    def validate_since(self, field: Any) -> None:
        """Refuse an hour that there is not."""
        _check_moment(field)

    def validate_until(self, field: Any) -> None:
        """Refuse an hour that there is not, and an end before the beginning."""
        _check_moment(field)
        if self.since.data and field.data and field.data <= self.since.data:
            raise ValidationError(_l("This is before “Signed from”."))

    def validate_domain(self, field: Any) -> None:
        """Ask for a whole domain: what is kept of it is a hash."""
        if field.data and not re.fullmatch(r"@?[^\s@*]+\.[^\s@*]+", field.data):
            raise ValidationError(_l("Write a whole domain, like example.com."))

    def validate_postcode(self, field: Any) -> None:
        """Ask for digits."""
        if field.data and not re.fullmatch(r"[1-9][0-9]{0,4}", field.data.replace(" ", "")):
            raise ValidationError(_l("Write the first digits of the postcode, like 124."))

    def conditions(self, *, domain_hash: str) -> Conditions:
        """Give what was said; call when valid."""
        return Conditions(
            since=self.since.moment,
            until=self.until.moment,
            channel=self.channel.data,
            source=self.source.data,
            network=self.network.data,
            domain=domain_hash,
            hold=self.hold.data,
            area=int(self.area.data or 0),
            postcode=(self.postcode.data or "").replace(" ", ""),
        )


def _check_moment(field: Any) -> None:
    if field.errors:
        return
    try:
        _moment = field.moment
    except TimeRefused as refusal:
        raise ValidationError(str(refusal)) from refusal
