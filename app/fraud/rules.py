"""Organizers' rules on networks and domains: what they trust, and what they want to look at first."""

from __future__ import annotations

import ipaddress
import re
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import cast

from sqlalchemy import Table, delete, select

from app.accounts.models import Account
from app.core import clock
from app.core.db import db, insert_into
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.fraud import mail_domains
from app.fraud.models import RuleAct, RuleKind, SigningRule
from app.record.service import write_down

MOST = 200
"""Rules are read for each signature."""
WIDE_V4, WIDE_V6 = 20, 40
"""Prefixes shorter than these reach a whole town or a mobile carrier."""
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class BadRule(DomainError):
    """Why a rule cannot be made."""


class NoNetwork(BadRule):
    """Something that is no network."""

    message = _l("Write a network like 192.0.2.0/24 or 2001:db8::/48, or one address like 192.0.2.7.")


class TooNarrow(BadRule):
    """A part of what one home has."""

    message = _l(
        "A home has a whole /64 of IPv6, and only that is kept. Write it ending in /64, or a shorter one."
    )


class NoDomain(BadRule):
    """Something that is no domain."""

    message = _l(
        "Write a domain like example.com, or *.example.com for everything below it. A star stands first only."
    )


class MailOfAll(BadRule):
    """A domain where anyone has a mailbox."""

    message = _l(
        "Anyone can have a mailbox at %(domain)s, or protect one with it. "
        "A rule for it would hit honest people."
    )


class RuleThere(BadRule):
    """A pattern that has a rule."""

    message = _l("There is a rule for this already. Remove it first if it should do something else.")


class TooManyRules(BadRule):
    """More rules than are read for each signature."""

    message = _l("There are 200 rules. Remove some that are not needed any longer.")


class WideRule(BadRule):
    """A rule that hits very many: made only when that is said to be meant."""

    message = _l(
        "This reaches very many people: mobile phones and whole neighbourhoods share such networks. "
        "Tick the box below if you mean it."
    )


_RULE = cast("Table", SigningRule.__table__).c
_ALL = select(_RULE.kind, _RULE.pattern, _RULE.act)


def decide(network: str, domain: str) -> RuleAct | None:
    """Say what the rules make of a network and a domain: trust wins over a wish to look."""
    acts = {
        each.act
        for each in db.session.execute(_ALL)
        if (each.kind == RuleKind.NETWORK and _holds(each.pattern, network))
        or (each.kind == RuleKind.DOMAIN and _is_below(domain, each.pattern))
    }
    if not acts:
        return None
    return RuleAct.ALLOW if RuleAct.ALLOW in acts else RuleAct.HOLD


@lru_cache(maxsize=1024)
def _network(pattern: str) -> Network | None:
    try:
        return ipaddress.ip_network(pattern)
    except ValueError:
        return None


def _holds(pattern: str, network: str) -> bool:
    wide, narrow = _network(pattern), _network(network)
    if isinstance(wide, ipaddress.IPv4Network) and isinstance(narrow, ipaddress.IPv4Network):
        return narrow.subnet_of(wide)
    if isinstance(wide, ipaddress.IPv6Network) and isinstance(narrow, ipaddress.IPv6Network):
        return narrow.subnet_of(wide)
    return False


def _is_below(domain: str, pattern: str) -> bool:
    return fnmatchcase(domain, pattern)


def tidy_pattern(kind: RuleKind, text: str) -> str:
    """Bring a pattern to its one spelling; raises BadRule with what is wrong."""
    return _tidy_network(text) if kind is RuleKind.NETWORK else _tidy_domain(text)


def _tidy_network(text: str) -> str:
    try:
        found = ipaddress.ip_network(text.strip(), strict=False)
    except ValueError:
        raise NoNetwork from None
    if isinstance(found, ipaddress.IPv6Network):
        if found.prefixlen == 128:
            found = found.supernet(new_prefix=64)  # one address: its home
        if found.prefixlen > 64:
            raise TooNarrow
    return str(found)


def _tidy_domain(text: str) -> str:
    text = text.strip().rstrip(".").casefold().removeprefix("@")
    star, rest = ("*.", text[2:]) if text.startswith("*.") else ("", text)
    try:
        plain = rest.encode("idna").decode("ascii")
    except UnicodeError:
        raise NoDomain from None
    if not re.fullmatch(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]+", plain):
        raise NoDomain
    return star + plain


def is_wide(kind: RuleKind, pattern: str) -> bool:
    """Say whether a pattern reaches a whole carrier, or all of a country's domains."""
    if kind is RuleKind.NETWORK:
        found = ipaddress.ip_network(pattern)
        return found.prefixlen < (WIDE_V4 if found.version == 4 else WIDE_V6)
    return False


def add_rule(
    kind: RuleKind, text: str, act: RuleAct, *, note: str, is_meant: bool, actor: Account | None
) -> SigningRule:
    """Make a rule; raises BadRule."""
    pattern = tidy_pattern(kind, text)
    if kind is RuleKind.DOMAIN:
        everybodys = mail_domains.PROVIDERS | mail_domains.RELAYS
        covered = sorted(each for each in everybodys if _is_below(each, pattern))
        if covered or mail_domains.is_shared(pattern.removeprefix("*.")):
            raise MailOfAll(domain=covered[0] if covered else pattern.removeprefix("*."))
    if is_wide(kind, pattern) and not is_meant:
        raise WideRule
    if len(db.session.scalars(select(SigningRule.id)).all()) >= MOST:
        raise TooManyRules
    values = {"kind": kind, "pattern": pattern, "act": act, "note": note}
    row = {**values, "account_id": actor.id if actor else None, "created_at": clock.now()}
    made = insert_into(SigningRule).values(row).on_conflict_do_nothing().returning(SigningRule.id)
    rule_id = db.session.scalar(made)
    if rule_id is None:
        raise RuleThere
    write_down("rule.added", actor=actor, facts={"rule": rule_id, "kind": kind, "act": act}, words=pattern)
    return db.session.get_one(SigningRule, rule_id)


def remove_rule(rule: SigningRule, *, actor: Account | None) -> None:
    """Take a rule away; what was held because of it stays held until somebody looks."""
    gone = delete(SigningRule).where(SigningRule.id == rule.id).returning(SigningRule.id)
    if db.session.scalar(gone) is not None:
        facts = {"rule": rule.id, "kind": rule.kind, "act": rule.act}
        write_down("rule.removed", actor=actor, facts=facts, words=rule.pattern)
