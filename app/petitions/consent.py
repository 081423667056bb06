"""The words that a signer agrees to, made from a petition's own facts when it opens."""

from __future__ import annotations

from app.core import clock, i18n
from app.core.i18n import gettext as _
from app.core.templates import day
from app.petitions.models import ConsentText, Petition, Preset


def compose(petition: Petition, association: str, locale: str, *, number: int = 1) -> ConsentText:
    """Write the consent texts of a petition in one language; the purge date must be set."""
    assert petition.purge_on is not None
    with i18n.in_language(locale):
        until = day(petition.purge_on)
        return ConsentText(
            petition_id=petition.id,
            number=number,
            locale=locale,
            sign=_(
                "I sign, and agree that %(association)s keeps my details until %(day)s at the latest. "
                "I can remove my signature whenever I want.",
                association=association,
                day=until,
            ),
            sign_detail=handed_over(petition),
            show_name=_("Show my name on this page."),
            show_name_detail=_("Anyone can read it: landlords, employers and journalists too."),
            contact_me=_("Tell me how it goes."),
            contact_me_detail=_(
                "By e-mail from %(association)s, until %(day)s at the latest.",
                association=association,
                day=until,
            ),
            created_at=clock.now(),
        )


def handed_over(petition: Petition) -> str:
    """Say what the recipient gets and what becomes of it there, in the language in hand."""
    gets: str = {
        Preset.COUNT: _("%(recipient)s gets only the number of signatures.", recipient=petition.recipient),
        Preset.INITIALS: _(
            "%(recipient)s gets your initials, the first three digits of your postcode "
            "and the day you confirm.",
            recipient=petition.recipient,
        ),
        Preset.NAME_TOWN: _(
            "%(recipient)s gets your name, your postcode and the day you confirm.",
            recipient=petition.recipient,
        ),
        Preset.FULL: _(
            "%(recipient)s gets your name, your e-mail address, your postcode and the day you confirm.",
            recipient=petition.recipient,
        ),
    }[Preset(petition.preset)]
    political = _("A signature can show what you think politically.")
    if not petition.is_authority or petition.preset == Preset.COUNT:
        return f"{gets} {political}"
    public = _("There the list becomes a public document that anyone may ask for.")
    return f"{gets} {public} {political}"
