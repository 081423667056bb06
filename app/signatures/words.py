"""What the desk calls the states of a signature, why it is looked at, and how it came."""

from __future__ import annotations

from app.core.i18n import lazy_gettext as _l
from app.signatures.models import Channel, CommentState, Hold, Signature, SignatureState

STATES = {
    SignatureState.CONFIRMED: _l("Counts"),
    SignatureState.PENDING: _l("Waits to be confirmed"),
    SignatureState.HELD: _l("Held for a look"),
    SignatureState.INVALID: _l("Taken out"),
}

STATE_SENTENCES = {
    SignatureState.CONFIRMED: _l("It counts."),
    SignatureState.PENDING: _l(
        "A mail has been sent; nobody has pressed the button in it yet. It does not count."
    ),
    SignatureState.HELD: _l(
        "The mailbox has confirmed it. It does not count before an organizer has looked at it."
    ),
    SignatureState.INVALID: _l("An organizer has taken it out. It does not count, and it can be put back."),
}

NOT_ASKED = _l(
    "No mail has been sent about it: the mailbox has signed already, or had got its mails of the day. "
    "It does not count."
)

AT_STAND_HELD = _l(
    "It was given at the stand, without a mailbox. It does not count before an organizer has looked at it."
)


def sentence_of(row: Signature) -> object:
    """Say what the state of a signature means."""
    state = SignatureState(row.state)
    if state is SignatureState.HELD and row.channel == Channel.KIOSK:
        return AT_STAND_HELD
    return NOT_ASKED if state is SignatureState.PENDING and not row.mails_sent else STATE_SENTENCES[state]


STATE_TAGS = {
    SignatureState.CONFIRMED: "running",
    SignatureState.PENDING: "waiting",
    SignatureState.HELD: "held",
    SignatureState.INVALID: "closed",
}
"""Which mark of the style sheet a state has."""

CHANNELS = {Channel.WEB: _l("Online"), Channel.KIOSK: _l("At the stand")}

HOLDS = {
    Hold.NAME: _l("The name is one that people write as a joke."),
    Hold.BURST: _l("Very many came from one network at the same time."),
    Hold.RULE: _l("An organizer has asked to look at this network or domain."),
    Hold.PATTERN: _l("It is one of a series that looks made by a program."),
    Hold.TWIN: _l("Somebody with the same name and postcode has signed."),
}

COMMENTS = {
    CommentState.NONE: _l("No comment"),
    CommentState.WAITING: _l("Waits to be read"),
    CommentState.SHOWN: _l("Shown"),
    CommentState.HIDDEN: _l("Hidden"),
}
