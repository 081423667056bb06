"""Stolen files tell nothing: after a day of real use no name and no address lies anywhere on the disk."""

from __future__ import annotations

import base64
import csv
import io
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from sqlalchemy import Engine, NullPool, create_engine, text

from tests.core.callers import Caller, path_in
from tests.core.markers import (
    CONFIRMED,
    COUNTED_BY,
    ORGANIZER,
    PENDING,
    PEOPLE,
    REASON,
    REFUSED,
    STRANGER,
    WITHDRAWN,
    Person,
    found_in,
    found_under,
)
from tests.databases import Database
from tests.mail import SmtpServer
from tests.servers import LiveServer, environment_for, run_samling, running_server

TITLE = "Vattumannens brygga ska byggas"
PLACE = "Bryggbacken"
WORDS = [word for person in PEOPLE for word in person.words]


class Day:
    """A day at the association, as lived through browsers and mails."""

    def __init__(self, server: LiveServer, smtp: SmtpServer, sign_in: str, engine: Engine) -> None:
        self.server, self.smtp, self.sign_in, self.engine = server, smtp, sign_in, engine
        self.visitor, self.desk = Caller(server.url), Caller(server.url)
        self.page = self.petition = ""

    def prove(self) -> None:
        """Let every session count as one in which a code has just been shown."""
        with self.engine.begin() as connection:
            now = datetime.now(UTC).replace(tzinfo=None)
            connection.execute(text("UPDATE account_session SET proved_at = :now"), {"now": now})

    def letter(self, to: Person, pattern: str) -> str:
        """Wait for a mail to somebody with such a link and give the link's path."""
        until = time.monotonic() + 20
        while time.monotonic() < until:
            for letter in reversed(self.smtp.letters):
                if letter.to == to.email and re.search(pattern, letter.text):
                    return path_in(letter.text, pattern)
            time.sleep(0.05)
        raise AssertionError(f"no mail to {to.email} with {pattern}")

    def open_a_petition(self) -> None:
        """Sign in, write a campaign and a petition, and open it."""
        assert "Qvastberg" in self.desk.submit(self.sign_in).text
        shown = self.desk.submit(
            "/organisera/kampanjer/ny", {"title": "Bryggan", "demand": "Bygg den", "story": "Så här är det."}
        )
        campaign = shown.path
        self.desk.press(campaign, f"{campaign}/steg", to="published")
        number = campaign.rpartition("/")[2]
        purge_on = datetime.now(UTC).date() + timedelta(days=90)
        words = {"title": TITLE, "demand": "Bygg bryggan", "recipient": "Staden", "preset": "full",
                 "purge_on": purge_on.isoformat()}  # fmt: skip
        shown = self.desk.submit(f"/organisera/namninsamlingar/ny/{number}", words)
        self.petition = shown.path
        read = re.search(r'name="version" value="(\d+)"', self.desk.get(self.petition).text)
        assert read
        opened = self.desk.press(self.petition, f"{self.petition}/oppna", version=read.group(1))
        found = re.search(r'href="(/namninsamlingar/[^/"]+)"', opened.text)
        assert found
        self.page = found.group(1)

    def sign(self, person: Person, **changes: Any) -> int:
        """Sign, and give the status."""
        fields = {"name": person.name, "email": person.email, "postcode": "124 65", "consent_sign": "y"}
        return self.visitor.submit(self.page, {**fields, "show_name": "y", **changes}).status

    def confirm(self, person: Person) -> None:
        """Confirm a signature by the mail's link."""
        assert self.visitor.confirm(self.letter(person, "/namninsamlingar/bekrafta/")).status == 200

    def collect_signatures(self) -> None:
        """Let people sign, confirm, sign twice, make mistakes, look at their own page and withdraw."""
        for person in (CONFIRMED, PENDING, WITHDRAWN):
            assert self.sign(person) == 200
        for person in (CONFIRMED, WITHDRAWN):
            self.confirm(person)
        assert self.sign(REFUSED, consent_sign=None) == 422
        assert self.sign(CONFIRMED, name=REFUSED.name) == 200
        assert CONFIRMED.name in self.visitor.get(self.page).text
        for person in (CONFIRMED, WITHDRAWN, STRANGER):
            self.visitor.submit(f"{self.page}/min-underskrift", {"email": person.email})
        own = self.letter(WITHDRAWN, "/mina-underskrifter/")
        assert WITHDRAWN.email in self.visitor.get(own).text
        gone = self.visitor.submit(own, {"sure": "y"}, button="Ta bort min underskrift")
        assert gone.path.endswith("/borttagen")

    def work_at_the_desk(self) -> str:
        """Count paper, export the list, look at the log, go wrong, sign out; give the exported list."""
        paper = {"collected_on": "2026-01-02", "place": PLACE, "count": "12", "counted_by": COUNTED_BY.name}
        self.desk.press(self.petition, f"{self.petition}/papper", **paper)
        exported = self.export()
        assert REASON.name in self.desk.get("/organisera/logg").text
        self.desk.submit("/organisera/kampanjer/ny", {"title": REFUSED.name, "demand": ""})
        self.visitor.submit("/organisera/logga-in/lank", {"email": STRANGER.email})
        Caller(self.server.url).submit("/organisera/logga-in/lank", {"email": ORGANIZER.email})
        self.letter(ORGANIZER, "/organisera/logga-in/mejl/")
        return exported

    def export(self) -> str:
        """Show a code, as it were; look at the list, have it written, fetch it."""
        self.prove()
        asked = {"preset": "full", "form": "rfc4180", "reason": REASON.name}
        place = f"{self.petition}/exportera"
        assert CONFIRMED.name in self.desk.submit(place, asked).text
        shown = self.desk.press(place, place, **asked, do="begin")
        until = time.monotonic() + 20
        while "/hamta/1" not in shown.text and time.monotonic() < until:
            time.sleep(0.1)
            shown = self.desk.get(shown.path)
        sent = self.desk.submit(shown.path)
        assert sent.headers["content-type"].startswith("text/csv")
        return sent.text


@pytest.fixture
def day(
    database: Database, smtp_server: SmtpServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Day]:
    """Set up an association with a first administrator and serve it, with its temporary files in sight."""
    instance = tmp_path / "server"
    (instance / "tmp").mkdir(parents=True)
    monkeypatch.setenv("TMPDIR", str(instance / "tmp"))
    settings = {"mail_url": smtp_server.url}
    if database.kind == "postgres":
        settings["database_url"] = database.url
    given = {"association": "Bryggans vänner", "contact": "kontakt@example.org", "sender": "Bryggans vänner",
             "name": ORGANIZER.name, "email": ORGANIZER.email}  # fmt: skip
    words = [part for key, value in given.items() for part in (f"--{key}", value)]
    environment = environment_for(instance, "http://localhost:1", **settings)
    told = run_samling("setup", *words, environment=environment)
    with running_server(instance, demo=False, is_forked=True, **settings) as server:
        url = settings.get("database_url", f"sqlite:///{instance / 'samling.db'}")
        engine = create_engine(url, poolclass=NullPool)
        yield Day(server, smtp_server, path_in(told, "/organisera/logga-in/"), engine)


def stored(day: Day, database: Database) -> bytes:
    """Read what the database holds: its files, and the log of what was written to it."""
    if database.kind == "sqlite":
        return b"".join(path.read_bytes() for path in day.server.instance.glob("samling.db*"))
    asked = (
        "SELECT current_setting('data_directory'), oid FROM pg_database WHERE datname = current_database()"
    )
    with psycopg.connect(database.url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        row = connection.execute(asked).fetchone()
        newest = connection.execute("SELECT pg_walfile_name(pg_current_wal_lsn())").fetchone()
    assert row is not None
    assert newest is not None
    folder = Path(row[0])
    files = [*(folder / "base" / str(row[1])).iterdir(), folder / "pg_wal" / newest[0], *folder.glob("*log*")]
    return b"".join(path.read_bytes() for path in files if path.is_file())


def check_nothing_found(day: Day, database: Database) -> None:
    assert found_under(day.server.instance, WORDS) == []
    assert len(day.server.log.read_bytes()) > 50
    data = stored(day, database)
    assert found_in(data, [TITLE.split()[0], PLACE]) == [TITLE.split()[0], PLACE]  # the right place to look
    assert found_in(data, WORDS) == []


def test_after_a_day_of_use_no_name_and_no_address_lies_anywhere(day: Day, database: Database) -> None:
    day.open_a_petition()
    day.collect_signatures()
    rows = list(csv.reader(io.StringIO(day.work_at_the_desk())))
    assert [row[1:3] for row in rows[1:]] == [[CONFIRMED.name, CONFIRMED.email]]
    day.desk.press("/organisera/", "/organisera/logga-ut")
    assert day.desk.get("/organisera/").path.startswith("/organisera/logga-in")
    check_nothing_found(day, database)


@pytest.mark.parametrize("word", WORDS)
def test_the_search_finds_each_word_in_each_spelling(tmp_path: Path, word: str) -> None:
    ways = [word.upper().encode(), word.encode("utf-16-le"), word.encode("utf-16-be"), word.encode("latin-1")]
    ways += [word.encode("unicode_escape"), quote(word).encode(), word.encode().hex().upper().encode()]
    ways += [base64.b64encode(b'{"name": "'[start:] + word.encode() + b'"}') for start in range(3)]
    for data in ways:
        (tmp_path / "file").write_bytes(b"\x00" * 100 + data)
        assert found_under(tmp_path, [word]), data
    (tmp_path / "file").write_bytes(b"somebody else")
    assert not found_under(tmp_path, [word])
    (tmp_path / word).mkdir()
    assert found_under(tmp_path, [word])
