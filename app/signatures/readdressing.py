"""The page after signing: the mail sent once more, or to another address."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Table

from app.core import addresses, clock, crypto, mail
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.fraud import weighing
from app.petitions import queries
from app.petitions.models import Petition
from app.signatures import asking, confirming, emails, handles, rows, sealing, signing, withdrawing
from app.signatures.models import Signature
from app.signatures.refusals import PetitionClosed
from app.signatures.sealing import SealedSignature, Signer

COLUMNS = [column.key for column in cast("Table", Signature.__table__).columns if column.key != "id"]


class NoCorrectionsLeft(DomainError):
    """The address was corrected as often as it may be."""

    message = _l("The address has been corrected twice, which is as often as it may be. Sign again instead.")
    status = 429


def resend(petition: Petition, receipt: bytes) -> None:
    """Mail once more what was mailed at signing, unless that was just now or as often as it may be.

    It does the same whether or not the address has signed.
    """
    if not handles.spend_resend(petition.id, receipt):
        return
    row = handles.find_row(petition.id, receipt) or handles.find_waiting(petition.id, receipt)
    if row is None or not confirming.can_confirm(petition):
        mail.write_down_nothing(petition.scope)
        return
    stands = row if row.state in rows.STANDING else confirming.counted_instead(row)
    if stands is not None:
        asking.tell_owner(stands, receipt, quiet=handles.QUIET)
    elif row.mails_sent:
        asking.ask_again(row, quiet=handles.QUIET)


def correct_address(petition: Petition, receipt: bytes, email: str, *, network: str) -> bytes:
    """Give a signature that waits another address, and give the receipt of its new page.

    The old address's mail and link are dead from now on; the new one gets what signing with it sends.
    Where nothing waits behind the receipt the answer is the same. Raises NoCorrectionsLeft, PetitionClosed.
    """
    if not petition.is_open:
        raise PetitionClosed
    if not handles.spend_correction(petition.id, receipt):
        raise NoCorrectionsLeft
    mailbox = addresses.canonical(email)
    new = crypto.keyed_hash(petition.scope, "receipt-moved", receipt.hex(), mailbox)
    handles.carry_corrections(petition.id, receipt, new)
    row = handles.find_waiting(petition.id, receipt)
    if row is None or not rows.lock(row) or row.state in rows.STANDING:
        mail.write_down_nothing(petition.scope)
        return new
    sealed = _sealed_anew(row, email, new, network)
    withdrawing.erase(row)
    signing.sign_petition(sealed)
    return new


def _sealed_anew(row: Signature, email: str, receipt: bytes, network: str) -> SealedSignature:
    """Seal a signature as if it had been typed with another address."""
    petition, person, moment = row.petition, rows.person(row) | {"email": email}, clock.now()
    scope, uid = petition.scope, crypto.new_uid()
    token = sealing.confirmation_token(scope, uid)
    signer = Signer(name=person["name"], email=email, postcode=row.postcode)
    signable = queries.get_signable(petition.slug, row.consent.locale)
    weight = weighing.weigh(signable, signer, network=network)
    values: dict[str, Any] = {name: getattr(row, name) for name in COLUMNS} | {
        "uid": uid,
        "sealed": crypto.seal(scope, uid, person),
        "email_hash": crypto.keyed_hash(scope, "email", addresses.canonical(email)),
        "domain_hash": weight.domain_hash,
        "hold": row.hold or weight.hold,
        "receipt": receipt,
        "token_hash": crypto.token_hash(token),
        "token_expires_at": moment + sealing.TOKEN_LASTS,
        "mails_sent": 1,
        "last_mail_at": moment,
        "reminders": 0,
        "created_at": moment,
    }
    letter = emails.confirm(petition, email, token, about=receipt, owner=uid, mailed_at=moment)
    return SealedSignature(receipt=receipt, row=values, letter=letter)
