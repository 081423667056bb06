"""What a signer is told about her signature on her own page: to her, where `words` speaks of somebody."""

from __future__ import annotations

from app.core.i18n import lazy_gettext as _l
from app.petitions.models import Preset
from app.signatures.models import Channel, CommentState, Hold, SignatureState

STATES = {
    SignatureState.CONFIRMED: _l("It counts"),
    SignatureState.PENDING: _l("It waits for you to confirm it"),
    SignatureState.HELD: _l("We look at it before it counts"),
    SignatureState.INVALID: _l("It does not count"),
}

STATE_SENTENCES = {
    SignatureState.CONFIRMED: _l("It is in the number on the page."),
    SignatureState.PENDING: _l(
        "Somebody, hopefully you, has signed with your address. It counts when you confirm it, and it is "
        "removed by itself 14 days after it was written at the latest."
    ),
    SignatureState.HELD: _l("An organizer looks at it before it counts, as a rule within a day."),
    SignatureState.INVALID: _l("An organizer has taken it out of the count."),
}

TAGS = {
    SignatureState.CONFIRMED: "running",
    SignatureState.PENDING: "draft",
    SignatureState.HELD: "draft",
    SignatureState.INVALID: "closed",
}

HOLDS = {
    Hold.NAME: _l("The name is one that many write as a joke. If it is yours, you need not do anything."),
    Hold.BURST: _l("Very many signatures came from the same network at the same time."),
    Hold.RULE: _l("The association looks at all signatures from this network or e-mail domain."),
    Hold.PATTERN: _l("Several signatures looked alike, as if a program had written them."),
    Hold.TWIN: _l("Somebody with the same name and postcode had signed already."),
}

CHANNELS = {Channel.WEB: _l("On the web"), Channel.KIOSK: _l("On a screen at a stand")}

COMMENTS = {
    CommentState.NONE: "",
    CommentState.WAITING: _l("An organizer reads it before it shows on the page."),
    CommentState.SHOWN: _l("It shows on the page."),
    CommentState.HIDDEN: _l("An organizer has chosen not to show it."),
}

RECEIVED = {
    Preset.COUNT: _l("Only the number of signatures: nothing about you."),
    Preset.INITIALS: _l("Your initials, the start of your postcode, and the day you confirmed."),
    Preset.NAME_TOWN: _l("Your name, your postcode, and the day you confirmed."),
    Preset.FULL: _l("Your name, your e-mail, your postcode, and the day you confirmed."),
}

LANGUAGES = {"sv": _l("Swedish"), "en": _l("English")}

DERIVED = {
    "keyed hash of e-mail": _l("A keyed hash of your e-mail address"),
    "keyed hash of random name": _l("A keyed hash of a random name"),
    "keyed hash of name": _l("A keyed hash of your name"),
    "keyed hash of all answers together": _l("A keyed hash of all that you answered"),
    "keyed hash of network": _l("A keyed hash of the network that you came from, for 30 days at most"),
    "keyed hash of tablet": _l("A mark of the tablet, for 30 days at most"),
    "keyed hash of e-mail domain": _l("A keyed hash of the domain of your e-mail, for 30 days at most"),
}
"""What is made from the rest, in words, by its name in the file for programs; see own_page."""

DONE = {
    "rattat": _l("Your corrections are saved."),
    "valt": _l("What you chose is saved."),
    "mejlat": _l(
        "An e-mail is on its way to the new address. Press the button in it within a day; until then the old "
        "address stays."
    ),
    "borttagen": _l("The signature is removed, and your details are gone with it."),
}
"""What an act of hers has done, by the word in the address that she is led back to."""
