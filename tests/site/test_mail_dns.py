"""What the sender's domain answers, asked of a name server on loopback."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import pytest
from flask import Flask

from app.core import domain_texts
from app.site import mail_dns
from app.site.mail_dns import Verdict

pytestmark = pytest.mark.database("sqlite")

RECORDS: dict[str, list[str]] = {}


@pytest.fixture(autouse=True)
def name_server(app: Flask) -> Iterator[None]:
    """Answer questions for TXT records from RECORDS; for what ends in .silent nothing."""
    RECORDS.clear()
    listening = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listening.bind(("127.0.0.1", 0))
    listening.settimeout(0.2)
    stop = threading.Event()

    def serve() -> None:
        while not stop.is_set():
            try:
                asked, who = listening.recvfrom(4096)
            except TimeoutError:
                continue
            question = dns.message.from_wire(asked)
            name = question.question[0].name.to_text().rstrip(".")
            if name.endswith(".silent"):
                continue
            answer = dns.message.make_response(question)
            if name in RECORDS:
                rows = [f'"{text}"' for text in RECORDS[name]]
                answer.answer.append(dns.rrset.from_text(name + ".", 60, "IN", "TXT", *rows))
            else:
                answer.set_rcode(dns.rcode.NXDOMAIN)
            listening.sendto(answer.to_wire(), who)

    thread = threading.Thread(target=serve)
    thread.start()
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = ["127.0.0.1"], listening.getsockname()[1]
    app.extensions["samling.resolver"] = resolver
    yield
    stop.set()
    thread.join()
    listening.close()


def verdicts(sender: str = "info@example.org", provider: str = "loopia") -> dict[str, Verdict]:
    return {each.name: each.verdict for each in mail_dns.look_up(sender, provider)}


def test_a_domain_that_says_it_all_is_good() -> None:
    RECORDS["example.org"] = ["google-site-verification=x", "v=spf1 include:spf.loopia.se ~all"]
    RECORDS["loopia._domainkey.example.org"] = ["v=DKIM1; p=MIIB"]
    RECORDS["_dmarc.example.org"] = ["v=DMARC1; p=none"]
    assert set(verdicts().values()) == {Verdict.GOOD}
    assert verdicts("info@post.example.org")["DMARC"] == Verdict.GOOD, "That of the domain above holds too."


def test_what_is_missing_is_said_with_what_to_ask_for() -> None:
    found = {each.name: each for each in mail_dns.look_up("info@example.org", "loopia")}
    assert [each.verdict for each in found.values()] == [Verdict.MISSING, Verdict.UNKNOWN, Verdict.MISSING]
    assert "v=spf1 include:spf.loopia.se ~all" in found["SPF"].sentence
    assert "_dmarc.example.org" in found["DMARC"].sentence


@pytest.mark.parametrize(
    "records", [["v=spf1 include:spf.simply.com ~all"], ["v=spf1 include:spf.loopia.se ~all", "v=spf1 -all"]]
)
def test_an_spf_record_of_others_or_two_of_them_is_no_good(records: list[str]) -> None:
    RECORDS["example.org"] = records
    assert verdicts()["SPF"] == Verdict.MISSING


def test_an_spf_record_of_others_is_given_whole_with_the_mailbox_in_it() -> None:
    RECORDS["example.org"] = ["v=spf1 include:spf.simply.com ~all"]
    said = mail_dns.look_up("info@example.org", "loopia")[0].sentence
    assert said.endswith("v=spf1 include:spf.loopia.se include:spf.simply.com ~all")


def test_a_name_server_that_is_silent_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(domain_texts, "TIMEOUT", 0.2)
    assert set(verdicts("info@example.silent").values()) == {Verdict.UNKNOWN}
    assert set(verdicts("info@localhost").values()) == {Verdict.UNKNOWN}
