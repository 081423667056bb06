"""Let a signature list leave: within the promise, with a reason, written down."""

from __future__ import annotations

from app.accounts.models import Account
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.exports import lists
from app.exports.lists import Format
from app.petitions.models import Petition, Preset
from app.record import service as record


class ExportRefused(DomainError):
    """Why a list does not leave."""


class MoreThanPromised(ExportRefused):
    """The signers were told that less would be handed over."""

    message = _l("The signers were promised that less would be handed over. Choose a list with less in it.")


class NothingLeft(ExportRefused):
    """The people have been removed as promised."""

    message = _l(
        "The names have been removed as promised. Choose the number of signatures: it is all that is left."
    )


def allow_export(petition: Petition, *, preset: Preset, form: Format, reason: str, actor: Account) -> str:
    """Write down that a list leaves; return the mark that its file carries.

    Raises MoreThanPromised, NothingLeft.
    """
    if preset not in lists.allowed(petition):
        raise MoreThanPromised
    if petition.purged_at and preset != Preset.COUNT:
        raise NothingLeft
    facts = {"preset": preset, "format": form, "signatures": petition.online_count}
    act = record.write_down("list.exported", actor=actor, petition_id=petition.id, facts=facts, words=reason)
    return act.uid.hex()[:8]
