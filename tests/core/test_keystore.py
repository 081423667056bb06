"""The key store: data keys wrapped by the master key, rotated, moved to a new one, destroyed for good."""

from __future__ import annotations

import hashlib
import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from app.core import keystore
from app.core.keystore import KeyGone, KeyStore
from app.core.masterkeys import KeyProblem, MasterKeys
from tests.core.crowd import crowd
from tests.databases import Database

OLD = ("old", hashlib.sha256(b"old").digest())
NEW = ("new", hashlib.sha256(b"new").digest())
OTHER = ("old", hashlib.sha256(b"other").digest())
rows = keystore.data_key


@pytest.fixture
def url(database: Database) -> str:
    """Say where the store of this test lies: in a file, or in PostgreSQL, which is allowed too."""
    return (
        f"sqlite:///{database.instance / 'keys' / 'test.db'}" if database.kind == "sqlite" else database.url
    )


def opened(url: str, *masters: tuple[str, bytes]) -> KeyStore:
    return KeyStore(url, MasterKeys(masters or (OLD,)))


def test_a_key_is_made_on_first_use_and_stays(url: str) -> None:
    store = opened(url)
    key_id, key = store.sealing_key("petition:1")
    assert len(key) == 32
    assert store.sealing_key("petition:1") == (key_id, key)
    assert opened(url).sealing_key("petition:1") == (key_id, key)
    assert opened(url).key_by_id(key_id) == key


def test_scopes_and_uses_have_keys_of_their_own(url: str) -> None:
    store = opened(url)
    keys = [store.sealing_key(scope)[1] for scope in ("petition:1", "petition:2", "organizers")]
    keys += [store.index_key(scope) for scope in ("petition:1", "petition:2", "organizers")]
    assert len(set(keys)) == 6
    assert store.scopes() == ["organizers", "petition:1", "petition:2"]


def test_no_key_lies_bare_in_the_store(url: str, database: Database) -> None:
    store = opened(url)
    keys = [store.sealing_key("petition:1")[1], store.index_key("petition:1"), OLD[1]]
    with store.engine.connect() as connection:
        kept = b"".join(connection.execute(select(rows.c.wrapped)).scalars())
    for file in (database.instance / "keys").iterdir():
        kept += file.read_bytes()
    assert not [key for key in keys if key in kept]


@pytest.mark.database("sqlite")
def test_the_stores_file_is_its_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "store.db"
    old = os.umask(0)
    try:
        opened(f"sqlite:///{file}").sealing_key("a")
    finally:
        os.umask(old)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_after_rotation_the_old_key_still_opens_and_the_new_one_seals(url: str) -> None:
    store = opened(url)
    old_id, old = store.sealing_key("petition:1")
    index = store.index_key("petition:1")
    store.rotate("petition:1")
    new_id, new = store.sealing_key("petition:1")
    assert new_id != old_id
    assert new != old
    for each in (store, opened(url)):
        assert each.key_by_id(old_id) == old
        assert each.sealing_key("petition:1") == (new_id, new)
        assert each.index_key("petition:1") == index


def test_rotating_a_scope_that_has_no_key_makes_its_first(url: str) -> None:
    store = opened(url)
    store.rotate("petition:1")
    key_id, key = store.sealing_key("petition:1")
    assert opened(url).key_by_id(key_id) == key


def test_a_new_master_key_takes_over_and_the_old_one_opens_nothing_more(url: str) -> None:
    store = opened(url)
    key_id, key = store.sealing_key("petition:1")
    index = store.index_key("petition:1")
    assert opened(url, NEW, OLD).rewrap() == 2
    assert opened(url, NEW, OLD).rewrap() == 0
    after = opened(url, NEW)
    assert (after.key_by_id(key_id), after.index_key("petition:1")) == (key, index)
    assert after.masters_needed() == ["new"]
    with pytest.raises(KeyProblem, match="'new'"):
        opened(url, OLD).key_by_id(key_id)


def test_a_rewrap_that_fails_in_the_middle_changes_nothing(url: str) -> None:
    store = opened(url)
    ids = [store.sealing_key(f"petition:{number}")[0] for number in range(3)]
    with store.engine.begin() as connection:
        connection.execute(update(rows).where(rows.c.id == ids[2]).values(wrapped=b"broken" * 10))
    with pytest.raises(KeyProblem, match="does not fit"):
        opened(url, NEW, OLD).rewrap()
    assert opened(url, OLD).masters_needed() == ["old"]
    assert opened(url, OLD).key_by_id(ids[0])


def test_a_master_key_of_the_same_name_that_does_not_fit_is_refused(url: str) -> None:
    key_id, _ = opened(url).sealing_key("petition:1")
    with pytest.raises(KeyProblem, match="does not fit"):
        opened(url, OTHER).key_by_id(key_id)


@pytest.mark.parametrize("column", ["scope", "use", "version"])
def test_a_wrapped_key_moved_to_another_place_is_refused(url: str, column: str) -> None:
    """Otherwise whoever writes to the store could have people sealed under a key that she knows."""
    key_id, _ = opened(url).sealing_key("petition:1")
    moved = {"scope": "petition:2", "use": "index", "version": 2}[column]
    with opened(url).engine.begin() as connection:
        connection.execute(update(rows).where(rows.c.id == key_id).values({column: moved}))
    with pytest.raises(KeyProblem, match="does not fit"):
        opened(url).key_by_id(key_id)


def test_a_wrapped_key_changed_anywhere_is_refused(url: str) -> None:
    store = opened(url)
    key_id, _ = store.sealing_key("petition:1")
    with store.engine.connect() as connection:
        wrapped = connection.execute(select(rows.c.wrapped)).scalar_one()
    for place in range(0, len(wrapped), 5):
        flipped = wrapped[:place] + bytes([wrapped[place] ^ 1]) + wrapped[place + 1 :]
        with store.engine.begin() as connection:
            connection.execute(update(rows).values(wrapped=flipped))
        store.forget()
        with pytest.raises(KeyProblem, match="does not fit"):
            store.key_by_id(key_id)


def test_destroyed_keys_are_gone_and_their_numbers_are_never_given_again(
    url: str, database: Database
) -> None:
    store = opened(url)
    gone_id, gone = store.sealing_key("petition:1")
    store.index_key("petition:1")
    stays = store.sealing_key("petition:2")
    with store.engine.connect() as connection:
        wrapped = connection.execute(select(rows.c.wrapped).where(rows.c.id == gone_id)).scalar_one()
    store.destroy("petition:1")
    files = b"".join(file.read_bytes() for file in (database.instance / "keys").iterdir())
    assert wrapped not in files
    assert wrapped[:20] not in files
    for each in (store, opened(url)):
        with pytest.raises(KeyGone):
            each.key_by_id(gone_id)
        assert each.scopes() == ["petition:2"]
        assert each.sealing_key("petition:2") == stays
    later_id, later = store.sealing_key("petition:1")
    assert later_id > max(gone_id, stays[0])
    assert later != gone


def test_the_last_keys_number_is_not_given_again_either(url: str) -> None:
    store = opened(url)
    last_id, _ = store.sealing_key("petition:1")
    store.destroy("petition:1")
    assert store.sealing_key("petition:9")[0] > last_id


def test_destroying_twice_is_harmless(url: str) -> None:
    store = opened(url)
    store.sealing_key("petition:1")
    store.destroy("petition:1")
    store.destroy("petition:1")
    assert store.scopes() == []


def test_an_unknown_key_is_gone(url: str) -> None:
    with pytest.raises(KeyGone):
        opened(url).key_by_id(4_294_967_295)


def test_erasures_are_remembered_once_each(url: str) -> None:
    store, moment = opened(url), datetime(2026, 3, 14, tzinfo=UTC)
    for uid in (b"one", b"two", b"one"):
        store.note_erasure("signature", uid, moment)
    store.note_erasure("booking", b"three", moment)
    assert sorted(opened(url).erased("signature")) == [b"one", b"two"]
    assert opened(url).erased("booking") == [b"three"]


def test_two_that_make_a_scopes_first_key_at_once_use_the_one_that_was_first(url: str) -> None:
    """The second finds the place taken between her look and her writing."""
    first, second = opened(url), opened(url)
    fresh = first._fresh("petition:1", "seal", version=1)
    with first.engine.begin() as connection:
        connection.execute(insert(rows).values(fresh))
        key = first._unwrap(type("Row", (), {**fresh, "id": 0}))
    assert second.sealing_key("petition:1")[1] == key


def test_eight_processes_that_start_at_once_get_one_key(url: str) -> None:
    assert len(set(crowd("first-key", 8, url))) == 1
