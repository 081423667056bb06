"""The page after signing: the mail sent once more, or to another address."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Table

from app.core import addresses, clock, crypto, mail
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.fraud import weighing
from app.petitions import counting, queries
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


class CorrectedElsewhere(DomainError):
    """This page has led on to another one, where the signature is now."""

    message = _l(
        "The address cannot be corrected from here any more. If you have corrected it already, use the page "
        "that opened then. If the signature is confirmed, you need not do anything here."
    )
    status = 409


def resend(petition: Petition, receipt: bytes) -> None:
    """Mail once more what was mailed at signing, unless that was just now or as often as it may be.

    It does the same whether or not the address has signed. Who was not asked, since her mailbox had got its
    mails of the day, is asked when it has rested: nobody keeps her from signing by typing her address first.
    """
    counting.lock(petition.id)  # first, as those do who take a signature away with what was tried
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
    elif petition.is_open and rows.has_room_for_mail(petition.id, row.email_hash, row.name_hash):
        _put_instead(row, _sealed_anew(row, receipt, created_at=row.created_at))


def correct_address(petition: Petition, receipt: bytes, email: str, *, network: str) -> bytes:
    """Give a signature that waits another address, and give the receipt of its new page.

    The old address's mail and link are dead from now on; the new one gets what signing with it sends.
    Where nothing waits behind the receipt the answer is the same. Raises NoCorrectionsLeft,
    CorrectedElsewhere, PetitionClosed.
    """
    counting.lock(petition.id)
    if not petition.is_open:
        raise PetitionClosed
    was_corrected = handles.count_corrections(receipt)
    if not handles.spend_correction(petition.id, receipt):
        raise NoCorrectionsLeft
    mailbox = addresses.canonical(email)
    new = crypto.keyed_hash(petition.scope, "receipt-moved", receipt.hex(), mailbox)
    is_same_again = handles.count_corrections(new) is not None
    handles.carry_corrections(petition.id, receipt, new)
    row = handles.find_waiting(petition.id, receipt)
    if row is None or not rows.lock(row) or row.state in rows.STANDING:
        if was_corrected and not is_same_again:
            raise CorrectedElsewhere
        mail.write_down_nothing(petition.scope)
        return new
    _put_instead(row, _sealed_to(row, email, new, network))
    return new


def _put_instead(row: Signature, sealed: SealedSignature) -> None:
    withdrawing.take_away(row)  # one that a backup brings back goes as any that nobody confirms
    signing.sign_petition(sealed)


def _sealed_to(row: Signature, email: str, receipt: bytes, network: str) -> SealedSignature:
    """Seal a signature as if it had been typed with another address, and weigh it once more."""
    petition, person = row.petition, rows.person(row)
    signer = Signer(name=person["name"], email=email, postcode=row.postcode)
    signable = queries.get_signable(petition.slug, row.consent.locale)
    weight = weighing.weigh(signable, signer, network=network)
    # Many at once were weighed when she signed: now she would be held against herself.
    is_weightier = row.hold in confirming.UNSUSPECTED and weight.hold not in confirming.UNSUSPECTED
    return _sealed_anew(
        row,
        receipt,
        sealed=person | {"email": email},
        email_hash=crypto.keyed_hash(petition.scope, "email", addresses.canonical(email)),
        domain_hash=weight.domain_hash,
        hold=weight.hold if is_weightier else row.hold,
    )


def _sealed_anew(
    row: Signature, receipt: bytes, *, sealed: dict[str, Any] | None = None, **changes: Any
) -> SealedSignature:
    """Seal a signature that waits as a new one, with its mail."""
    petition, person, moment = row.petition, sealed or rows.person(row), clock.now()
    scope, uid = petition.scope, crypto.new_uid()
    token = sealing.confirmation_token(scope, uid)
    values: dict[str, Any] = {name: getattr(row, name) for name in COLUMNS} | {
        "uid": uid,
        "sealed": crypto.seal(scope, uid, person),
        "receipt": receipt,
        "token_hash": crypto.token_hash(token),
        "token_expires_at": moment + sealing.TOKEN_LASTS,
        "mails_sent": 1,
        "last_mail_at": moment,
        "reminders": 0,
        "created_at": moment,
        **changes,
    }
    to = person["email"]
    letter = emails.confirm(petition, to, token, about=receipt, owner=uid, mailed_at=moment)
    return SealedSignature(receipt=receipt, row=values, letter=letter)
