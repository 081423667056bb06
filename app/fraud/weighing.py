"""Weigh a signature before it is sealed: as it is, or looked at by somebody first. Nobody is refused.

How the signing view uses it, in this order:

    weight = weighing.weigh(petition, signer, network=rate.client_network(), proof=form.proof.data or "",
                            trap=form.subject.data or "")              # may raise MoreProofNeeded: form, 422
    if not rate.allow("sign", weight.limit, rate.client_network()): …  # the flood limit; higher with a proof
    sealed = seal_signature(petition, signer, weight=weight, source=source)
    with transaction(public=False):
        weighing.spend(weight, sealed.receipt)                         # first: may raise MoreProofNeeded
        signing.sign_petition(sealed)

The form has two fields more: `proof` (HiddenField) and `subject` (StringField, the trap). The template
includes `fraud/_sign_fields.html` inside the <form> (both fields, and what the script needs) and
`fraud/_sign_head.html` in its head block (the script). The proof is written empty: the script gets one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from app.core import addresses, clock, crypto, rate
from app.fraud import mail_domains, networks, proofs, rules
from app.fraud.joke_names import is_joke
from app.fraud.models import RuleAct
from app.fraud.proofs import MoreProofNeeded, Proof
from app.signatures.models import Hold

if TYPE_CHECKING:
    from app.signatures.sealing import Signable, Signer

QUICKEST = timedelta(seconds=2)
"""Nobody fills in a form faster, not even with what the browser remembers. Known only where a script ran: a
page that is the same for everyone tells nobody when it was opened."""
NUMBERED_SERIES = "20 per 10 minutes"
ANY_SERIES = "100 per 10 minutes"
"""Of one domain and petition; domains that many share are not counted."""
LIMIT, LIMIT_WITH_PROOF = "60 per minute", "600 per minute"


@dataclass(frozen=True)
class Weight:
    """What is known of how a signature came."""

    hold: Hold | None = None
    network_hash: bytes | None = None
    domain_hash: bytes | None = None
    proof: Proof | None = None

    @property
    def limit(self) -> str:
        """Give the limit of signatures from one network: without work done it is stricter."""
        return LIMIT if self.proof is None else LIMIT_WITH_PROOF


def weigh(petition: Signable, signer: Signer, *, network: str, proof: str = "", trap: str = "") -> Weight:
    """Say why a signature is looked at first, if it is; two queries, or one where a rule decides.

    Raises MoreProofNeeded where a browser did work that is worth nothing: without any, nobody is refused.
    """
    done = proofs.check(petition.id, proof) if proof else None
    domain = domain_of(signer.email)
    return Weight(
        hold=_hold(petition.id, signer, network=network, domain=domain, proof=done, trap=trap),
        network_hash=networks.hash_of(petition.id, network),
        domain_hash=crypto.keyed_hash(petition.scope, "domain", domain),
        proof=done,
    )


def spend(weight: Weight, receipt: bytes) -> None:
    """Use up the proof of a signature in the transaction that stores it; raises MoreProofNeeded."""
    if weight.proof is not None:
        proofs.spend(weight.proof, receipt)


def domain_of(email: str) -> str:
    """Give the domain of an address, in its one spelling."""
    return addresses.canonical(email).rpartition("@")[2]


def _hold(
    petition_id: int, signer: Signer, *, network: str, domain: str, proof: Proof | None, trap: str
) -> Hold | None:
    """Give the weightiest reason to look."""
    if is_joke(signer.name):
        return Hold.NAME
    if trap or _is_too_quick(proof) or _is_numbered_pair(signer):
        return Hold.PATTERN
    act = rules.decide(network, domain)
    if act is not None:
        return None if act is RuleAct.ALLOW else Hold.RULE
    if _is_series(petition_id, signer, domain):
        return Hold.PATTERN
    traffic = networks.count_lately(petition_id, network)
    if traffic.is_busy and (proof is None or proof.level < traffic.level):
        return Hold.BURST
    return None


def _is_too_quick(proof: Proof | None) -> bool:
    return proof is not None and clock.now() - proof.begun_at < QUICKEST


def _is_numbered_pair(signer: Signer) -> bool:
    """Say whether name and address carry the same number: Person 17, person17@…"""
    in_name = re.search(r"(\d+)\W*\Z", signer.name)
    in_address = re.search(r"(\d+)\Z", signer.email.rpartition("@")[0])
    return bool(in_name and in_address and int(in_name[1]) == int(in_address[1]))


def _is_series(petition_id: int, signer: Signer, domain: str) -> bool:
    """Say whether very many come from one small domain within minutes."""
    if mail_domains.is_shared(domain):
        return False
    keys = str(petition_id), domain
    is_numbered = re.search(r"\d\Z", signer.email.rpartition("@")[0]) is not None
    too_many = not rate.allow("sign-domain", ANY_SERIES, *keys)
    too_many_numbered = is_numbered and not rate.allow("sign-numbered", NUMBERED_SERIES, *keys)
    return too_many or too_many_numbered


__all__ = ["MoreProofNeeded", "Weight", "domain_of", "spend", "weigh"]
