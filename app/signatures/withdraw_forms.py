"""Forms of an organizer who removes a signature for somebody."""

from __future__ import annotations

from wtforms import RadioField

from app.core.forms import NOT_RIGHT_YET, AddressField, DeskForm, Needed, offered
from app.core.i18n import lazy_gettext as _l
from app.signatures.withdrawing import Way


class WithdrawForm(DeskForm):
    """How she asked."""

    way = RadioField(
        _l("How did they ask for it?"),
        [Needed(_l("Choose how they asked: it is written down in the log."))],
        choices=offered(
            {
                Way.PHONE: _l("By phone"),
                Way.LETTER: _l("By letter"),
                Way.EMAIL: _l("By e-mail"),
                Way.IN_PERSON: _l("In person"),
            }
        ),
    )


class CompareForm(DeskForm):
    """The address that somebody says she signed with."""

    errors_title = NOT_RIGHT_YET

    email = AddressField(
        _l("The e-mail address they say"), [Needed(_l("Write the address that they say they signed with."))]
    )
