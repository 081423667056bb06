"""Rules on networks and domains: a bad pattern is answered, a good one brought to one spelling."""

from __future__ import annotations

import pytest
from flask import Flask

from app.core.db import db, transaction
from app.fraud import rules
from app.fraud.models import RuleAct, RuleKind, SigningRule
from app.record import queries as record
from tests.clients import Client
from tests.petitions.signers import problem_with, said

pytestmark = pytest.mark.database("sqlite")

PAGE = "/organisera/regler/"
NETWORK, DOMAIN = RuleKind.NETWORK, RuleKind.DOMAIN


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        (NETWORK, " 192.0.2.7 ", "192.0.2.7/32"),
        (NETWORK, "192.0.2.9/24", "192.0.2.0/24"),
        (NETWORK, "2001:DB8::1", "2001:db8::/64"),
        (DOMAIN, "@Example.COM.", "example.com"),
        (DOMAIN, "*.räksmörgås.example", "*.xn--rksmrgs-5wao1o.example"),
    ],
)
def test_a_pattern_has_one_spelling(kind: RuleKind, typed: str, kept: str) -> None:
    assert rules.tidy_pattern(kind, typed) == kept


@pytest.mark.parametrize(
    ("kind", "typed", "refusal"),
    [
        (NETWORK, "192.0.2.300", rules.NoNetwork),
        (NETWORK, "example.com", rules.NoNetwork),
        (NETWORK, "2001:db8::/80", rules.TooNarrow),
        (NETWORK, "0.0.0.0/0", rules.WideRule),
        (NETWORK, "10.0.0.0/8", rules.WideRule),
        (NETWORK, "2001:db8::/32", rules.WideRule),
        (DOMAIN, "*", rules.NoDomain),
        (DOMAIN, "*.com", rules.NoDomain),
        (DOMAIN, "a*.example", rules.NoDomain),
        (DOMAIN, "<script>", rules.NoDomain),
        (DOMAIN, "x" * 100 + ".example", rules.NoDomain),
        (DOMAIN, "gmail.com", rules.MailOfAll),
        (DOMAIN, "*.appleid.com", rules.MailOfAll),
        (DOMAIN, "privaterelay.appleid.com", rules.MailOfAll),
    ],
)
def test_a_pattern_that_is_none_is_answered(
    organizer: Client, kind: RuleKind, typed: str, refusal: type[rules.BadRule]
) -> None:
    answer = organizer.submit(PAGE, {"kind": kind, "pattern": typed, "act": "hold", "note": "Därför"})
    assert answer.status_code == 422
    where = "is_meant" if refusal is rules.WideRule else "pattern"
    assert problem_with(answer, where)
    assert "Därför" in answer.text
    assert not db.session.scalars(db.select(SigningRule)).all()


def test_a_rule_is_made_listed_and_removed_and_each_is_written_down(organizer: Client) -> None:
    typed = {"kind": NETWORK, "pattern": "10.0.0.0/8", "act": "allow", "note": "Folkets hus", "is_meant": "y"}
    assert organizer.submit(PAGE, typed).status_code == 303
    page = organizer.get(PAGE)
    assert "10.0.0.0/8" in page.text
    assert "Folkets hus" in page.text
    rule_id = db.session.scalars(db.select(SigningRule.id)).one()
    assert organizer.submit(PAGE, {}, button="Ta bort 10.0.0.0/8").status_code == 303
    db.session.rollback()
    assert not db.session.scalars(db.select(SigningRule)).all()
    acts = [(act.kind, act.facts["rule"], record.words_of(act)) for act in record.list_acts(limit=2)]
    assert acts == [("rule.removed", rule_id, "10.0.0.0/8"), ("rule.added", rule_id, "10.0.0.0/8")]


def test_the_same_pattern_twice_is_told(app: Flask, organizer: Client) -> None:
    with transaction(public=False):
        rules.add_rule(DOMAIN, "bad.example", RuleAct.HOLD, note="", is_meant=False, actor=None)
    typed = {"kind": DOMAIN, "pattern": "Bad.example", "act": "allow"}
    answer = organizer.submit(PAGE, typed, button="Skapa regeln")
    assert problem_with(answer, "pattern") == said(rules.RuleThere.message)
