"""Lists are written in the background: stopped, killed, refused, damaged, and gone after a day."""

from __future__ import annotations

import errno
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from app.accounts import service as accounts
from app.accounts.models import Account
from app.core import access
from app.core import clock as app_clock
from app.core.db import db, transaction
from app.exports import asking, background, lists, places, removing, sealed_files, taking, writing
from app.exports.models import Export
from app.exports.refusals import NotReady, NotRunning, NotYours
from app.exports.sealed_files import FileBroken
from app.petitions import purging
from app.petitions.models import Petition, Preset
from app.privacy import jobs
from app.signatures import withdrawing
from tests.clients import Client
from tests.clocks import Clock
from tests.core.visitors import token_of
from tests.exports.making import ask, csv_rows, file_of, fresh, written
from tests.factories import make_account, make_signature

SQLITE = pytest.mark.database("sqlite")


def files() -> list[Path]:
    return sorted(places.folder().glob("*"))


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], Any], *, after: int = 1) -> None:
    """Let something happen after so many rows have been written, and look around after each."""
    monkeypatch.setattr(writing, "BATCH", 1)
    monkeypatch.setattr(writing, "BEAT", -1.0)
    real, seen = lists.row_of, 0

    def row_of(*args: Any, **kwargs: Any) -> Any:
        nonlocal seen
        seen += 1
        if seen == after + 1:
            act()
        return real(*args, **kwargs)

    monkeypatch.setattr(lists, "row_of", row_of)


@pytest.fixture
def signed(petition: Petition) -> Petition:
    for number in range(4):
        make_signature(petition, name=f"Zebediah{number} Kvist")
    return petition


def test_nothing_of_it_lies_readable_on_the_disk(app: Flask, signed: Petition) -> None:
    export = written(signed)
    assert b"Zebediah0 Kvist" in file_of(export)
    (path,) = files()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o077 == 0
    instance = Path(app.config["SETTINGS"].instance)
    for found in instance.rglob("*"):
        if found.is_file():
            assert b"Zebediah" not in found.read_bytes(), found


def test_the_list_is_of_the_moment_when_it_was_asked_for(clock: Clock, signed: Petition) -> None:
    export = ask(signed)
    clock.move(minutes=1)
    make_signature(signed, name="Sen Namnet")
    gone = make_signature(signed, name="Borta Namnet")
    background.work_on_exports()
    with transaction():
        withdrawing.withdraw_signature(gone)
    names = [row[1] for row in csv_rows(file_of(fresh(export)))[1:]]
    assert names == [f"Zebediah{number} Kvist" for number in range(4)]


def test_two_at_once_are_two_whole_lists(signed: Petition, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = ask(signed), ask(signed, Preset.INITIALS)
    meanwhile(monkeypatch, background.work_on_exports)  # another worker, in the middle of the first
    background.work_on_exports()
    assert [len(csv_rows(file_of(fresh(each)))) for each in (first, second)] == [5, 5]
    assert fresh(first).mark != fresh(second).mark


@SQLITE
def test_stopped_on_the_way_nothing_of_it_is_left(signed: Petition, monkeypatch: pytest.MonkeyPatch) -> None:
    export = ask(signed)

    def stop() -> None:
        with transaction():
            asking.stop_export(db.session.get_one(Export, export.id), actor=export.account)

    meanwhile(monkeypatch, stop)
    background.work_on_exports()
    assert fresh(export).state == "stopped"
    assert (fresh(export).sealed, files()) == (None, [])
    with pytest.raises(NotRunning):
        stop()


@SQLITE
def test_nobody_else_stops_it(signed: Petition) -> None:
    export, other = ask(signed), make_account()
    with pytest.raises(NotYours), transaction():
        asking.stop_export(export, actor=other)
    assert fresh(export).state == "waiting"


def test_killed_on_the_way_it_is_begun_anew(
    clock: Clock, signed: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = ask(signed)

    class Killed(BaseException):
        """As kill -9: nothing more of it runs."""

    def kill() -> None:
        raise Killed

    with monkeypatch.context() as patched:
        meanwhile(patched, kill, after=2)
        with pytest.raises(Killed):
            background.work_on_exports()
    assert fresh(export).state == "writing"
    (left,) = files()
    assert background.work_on_exports() == 0  # it may still be alive
    clock.move(seconds=writing.STALE.total_seconds() + 1)
    assert background.work_on_exports() == 1
    assert len(csv_rows(file_of(fresh(export)))) == 5
    removing.sweep()
    assert left not in files()
    assert len(files()) == 1


def test_one_thought_dead_that_comes_back_does_not_end_it(
    clock: Clock, signed: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = ask(signed)

    def overtaken() -> None:
        clock.move(seconds=writing.STALE.total_seconds() + 1)
        assert background.work_on_exports() == 1

    meanwhile(monkeypatch, overtaken)
    background.work_on_exports()
    assert fresh(export).state == "ready"
    assert len(csv_rows(file_of(fresh(export)))) == 5
    assert len(files()) == 1


@SQLITE
def test_told_to_end_it_is_given_back(signed: Petition) -> None:
    export = ask(signed)
    calls = iter([False, True, True, True])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(writing, "BATCH", 1)
        background.work_on_exports(lambda: next(calls, True))
    assert (fresh(export).state, files()) == ("waiting", [])
    background.work_on_exports()
    assert fresh(export).state == "ready"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
@SQLITE
def test_a_full_disk_ends_it_with_a_sentence_and_nothing_else(
    app: Flask, signed: Petition, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    actor = make_account()
    export = ask(signed, actor=actor)

    class Full(sealed_files.SealedFile):
        def finish(self) -> None:
            self._file.write(b"half of it")
            raise OSError(number, "no")

    with monkeypatch.context() as patched:
        patched.setattr("app.exports.written.SealedFile", Full)
        background.work_on_exports()
    assert fresh(export).problem == ("disk_full" if number == errno.ENOSPC else "disk")
    assert (fresh(export).state, fresh(export).sealed, files()) == ("failed", None, [])
    client = Client(app).sign_in(actor)
    page = client.get(f"/organisera/namninsamlingar/{signed.id}/exportera/{export.id}").text
    assert "Inget av" in page
    assert len(csv_rows(file_of(written(signed)))) == 5  # the next one finds room


def disable(account: Account) -> None:
    with transaction():
        accounts.disable_account(db.session.get_one(Account, account.id))


def become_a_clerk(account: Account) -> None:
    with transaction():
        db.session.get_one(Account, account.id).role = access.Role.PAPER_CLERK


@pytest.mark.parametrize("lose", [disable, become_a_clerk])
@SQLITE
def test_whoever_loses_the_right_gets_no_list(
    signed: Petition, monkeypatch: pytest.MonkeyPatch, lose: Callable[[Account], None]
) -> None:
    actor, other = make_account(), make_account()
    export = ask(signed, actor=actor)
    with monkeypatch.context() as patched:
        meanwhile(patched, lambda: lose(actor))
        background.work_on_exports()
    assert fresh(export).state != "ready"
    removing.remove_due()
    assert (fresh(export).state, fresh(export).problem, files()) == ("removed", "no_right", [])
    ready = written(signed, actor=other)
    lose(other)
    with pytest.raises(NotYours):
        taking.open_part(fresh(ready), 1, actor=db.session.get_one(Account, other.id))
    removing.remove_due()
    assert (fresh(ready).state, fresh(ready).sealed, files()) == ("removed", None, [])


def test_after_a_day_it_is_gone(clock: Clock, signed: Petition) -> None:
    export = written(signed)
    clock.move(hours=23)
    jobs.housekeeping()
    assert file_of(fresh(export))
    clock.move(hours=1, seconds=1)
    with pytest.raises(NotReady):
        file_of(fresh(export))
    jobs.housekeeping()
    assert (fresh(export).state, fresh(export).sealed, files()) == ("removed", None, [])


def test_with_its_petition_it_is_gone(clock: Clock, signed: Petition) -> None:
    export = written(signed)
    with transaction():
        db.session.execute(update(Petition).values(purge_on=app_clock.today()))
    sealed = fresh(export).sealed
    assert purging.purge_petition(signed.id)
    with pytest.raises(NotReady):  # the key of its key is destroyed, before any housekeeping
        file_of(fresh(export))
    assert sealed is not None
    jobs.housekeeping()
    assert (fresh(export).state, fresh(export).held, files()) == ("removed", None, [])
    assert fresh(export).done == 4


@SQLITE
@pytest.mark.parametrize("cut", [0, 10, -1])
def test_a_damaged_file_is_refused_before_a_byte_of_it_is_sent(
    app: Flask, signed: Petition, cut: int
) -> None:
    actor = make_account()
    export = written(signed, actor=actor)
    (path,) = files()
    whole = path.read_bytes()
    path.write_bytes(whole[:cut] + (b"?" if cut == 10 else b"") + (whole[11:] if cut == 10 else b""))
    client = Client(app).sign_in(actor)
    place = f"/organisera/namninsamlingar/{signed.id}/exportera/{export.id}/hamta/1"
    answer = client.post(place, data={"csrf_token": token_of(client)})
    assert answer.status_code == 409
    assert answer.mimetype == "text/html"
    assert (fresh(export).problem, fresh(export).taken) == ("damaged", 0)
    with pytest.raises(NotReady):
        file_of(fresh(export))


@SQLITE
def test_one_file_is_not_opened_as_another(signed: Petition) -> None:
    first, second = written(signed), written(signed)
    one, other = (next(places.folder().glob(f"{each.uid.hex()}*")) for each in (first, second))
    one.write_bytes(other.read_bytes())
    with pytest.raises(FileBroken):
        file_of(fresh(first))


@SQLITE
def test_what_a_killed_process_left_behind_is_swept_away(signed: Petition) -> None:
    export = written(signed)
    stray = places.folder() / f"{'0' * 32}-{'1' * 12}-001"
    stray.write_bytes(b"left")
    assert removing.sweep() == 1
    assert not stray.exists()
    assert file_of(fresh(export))
    assert timedelta(0) < removing.KEPT <= timedelta(hours=24)
