"""One petition of every kind, with what an organizer and a signer can do to each."""

from __future__ import annotations

from app.fraud.choosing import Conditions
from app.petitions.models import PetitionState
from tests.factories import make_petition, make_signature
from tests.fraud import doors as fraud
from tests.fraud.holds import start
from tests.kiosks.stands import address_of, make_kiosk, receipt_of
from tests.petitions import contents_doors as contents
from tests.petitions import life_doors as life
from tests.petitions.lives import make_in
from tests.signatures import waiting_doors as waiting


def make_petitions_of_every_kind() -> list[str]:
    """Make them; give the links that are mailed, opened on a tablet, or led to by a form."""
    for state in PetitionState:
        make_in(state)
    for make in (
        life.card,
        fraud.held,
        fraud.invalidation,
        fraud.rule,
        contents.question,
        contents.ended_question,
    ):
        make()
    contents.translated(PetitionState.DRAFT)
    running = make_petition()
    make_signature(running)
    start(running, Conditions(postcode="124"))
    kiosk = make_kiosk()
    return [
        waiting.waiting(),
        waiting.disown(),
        life.contact(),
        contents.in_somali(),
        address_of(kiosk),
        receipt_of(kiosk),
    ]
