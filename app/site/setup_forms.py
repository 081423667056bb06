"""Forms of the walk from an empty installation to a first petition: shape only."""

from __future__ import annotations

from wtforms import BooleanField

from app.core.forms import AddressField, DeskForm, LineField, Needed, PublicForm, TextField
from app.core.i18n import lazy_gettext as _l


class AssociationForm(PublicForm):
    """Whose site it is."""

    name = LineField(
        _l("The association’s name"), [Needed(_l("Write what the association is called."))], most=120
    )
    contact_email = AddressField(
        _l("E-mail where people reach you"), [Needed(_l("Write an e-mail address of the association."))]
    )
    sender = LineField(_l("Responsible sender"), most=200)


class FirstPersonForm(PublicForm):
    """Who looks after it."""

    name = LineField(_l("Your name"), [Needed(_l("Write your name."))], most=100)
    email = AddressField(_l("Your e-mail"), [Needed(_l("Write your e-mail."))])


class FirstPetitionForm(DeskForm):
    """What is demanded of whom; the rest has a default."""

    title = LineField(_l("Title"), [Needed(_l("Give it a title."))], most=120)
    demand = LineField(_l("The demand, in one sentence"), [Needed(_l("Write the demand."))], most=300)
    recipient = LineField(
        _l("Who receives the signatures?"), [Needed(_l("Write who receives the signatures."))], most=160
    )
    is_authority = BooleanField(
        _l("The recipient is an authority or a municipal company: there the list becomes a public document")
    )
    body = TextField(_l("Why you demand it"))
