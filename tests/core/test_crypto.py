"""Sealing: what is sealed comes out again, unless it was altered, moved or its key destroyed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import create_app
from app.core import crypto
from app.core.config import load_settings
from app.core.crypto import SealBroken, keyed_hash, seal, unseal
from app.core.keystore import KeyGone
from app.core.masterkeys import KeyProblem

SCOPE, ROW = "petition:1", b"0123456789abcdef"
ALVA = {"name": "Alva Provström", "email": "alva@example.org"}
HEAD = 1 + 4 + 12
TAG = 16


@pytest.fixture(scope="module", autouse=True)
def keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Open an application for its keys alone."""
    app = create_app(load_settings({}, instance=tmp_path_factory.mktemp("keys")))
    with app.app_context():
        yield


@given(
    st.dictionaries(
        st.text(max_size=20), st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text())
    )
)
def test_what_is_sealed_comes_out_again(data: dict[str, Any]) -> None:
    assert unseal(SCOPE, ROW, seal(SCOPE, ROW, data)) == data


@pytest.mark.parametrize("name", ["Åsa Öberg", "محمد علي", "👩‍🚒 Eldsjäl", 'a"\\\n\t', " ", ""])
def test_every_kind_of_name_comes_out_as_it_went_in(name: str) -> None:
    assert unseal(SCOPE, ROW, seal(SCOPE, ROW, {"name": name})) == {"name": name}


def test_nothing_of_it_can_be_read_and_no_two_envelopes_are_equal() -> None:
    first, second = seal(SCOPE, ROW, ALVA), seal(SCOPE, ROW, ALVA)
    assert b"Alva" not in first
    assert first[HEAD:] != second[HEAD:]
    assert first[5:HEAD] != second[5:HEAD]


def test_every_byte_that_is_changed_is_noticed() -> None:
    envelope = seal(SCOPE, ROW, ALVA)
    for place in range(len(envelope)):
        for bit in (1, 128):
            changed = envelope[:place] + bytes([envelope[place] ^ bit]) + envelope[place + 1 :]
            with pytest.raises((SealBroken, KeyGone)):
                unseal(SCOPE, ROW, changed)


def test_every_length_it_is_cut_to_is_noticed() -> None:
    envelope = seal(SCOPE, ROW, ALVA)
    for length in range(len(envelope)):
        with pytest.raises(SealBroken):
            unseal(SCOPE, ROW, envelope[:length])
    with pytest.raises(SealBroken):
        unseal(SCOPE, ROW, envelope + b"\x00")


@pytest.mark.parametrize(
    ("scope", "row"),
    [
        (SCOPE, b"0123456789abcdeg"),
        (SCOPE, b""),
        ("petition:2", ROW),
        ("petition:11", ROW),
        ("organizers", ROW),
        (SCOPE, b"mail|" + ROW),
    ],
)
def test_an_envelope_moved_to_another_row_or_petition_is_refused(scope: str, row: bytes) -> None:
    crypto.key_store().sealing_key(scope)
    with pytest.raises(SealBroken):
        unseal(scope, row, seal(SCOPE, ROW, ALVA))


def test_an_envelope_that_names_another_petitions_key_is_refused() -> None:
    envelope = seal(SCOPE, ROW, ALVA)
    other, _ = crypto.key_store().sealing_key("petition:2")
    with pytest.raises(SealBroken):
        unseal(SCOPE, ROW, envelope[:1] + other.to_bytes(4) + envelope[5:])


def test_lengths_are_padded_so_that_short_and_long_names_look_alike() -> None:
    lengths = {len(seal(SCOPE, ROW, {"name": "x" * length})) for length in range(200)}
    assert all((length - HEAD - TAG) % 64 == 0 for length in lengths)
    assert len(seal(SCOPE, ROW, {"name": "Bo Ek"})) == len(
        seal(SCOPE, ROW, {"name": "Maria-Terese Övningslund"})
    )


def test_after_rotation_old_envelopes_open_and_new_ones_name_the_new_key() -> None:
    store = crypto.key_store()
    old = seal("petition:7", ROW, ALVA)
    store.rotate("petition:7")
    new = seal("petition:7", ROW, ALVA)
    assert new[1:5] != old[1:5]
    for _ in range(2):
        assert unseal("petition:7", ROW, old) == unseal("petition:7", ROW, new) == ALVA
        store.forget()


def test_a_destroyed_key_takes_every_envelope_with_it() -> None:
    store = crypto.key_store()
    old = seal("petition:8", ROW, ALVA)
    store.rotate("petition:8")
    new = seal("petition:8", ROW, ALVA)
    kept = seal("petition:9", ROW, ALVA)
    store.destroy("petition:8")
    for envelope in (old, new):
        with pytest.raises(KeyGone):
            unseal("petition:8", ROW, envelope)
    seal("petition:8", ROW, ALVA)  # whoever uses the scope again gets other keys
    with pytest.raises(KeyGone):
        unseal("petition:8", ROW, old)
    assert unseal("petition:9", ROW, kept) == ALVA
    assert issubclass(KeyGone, KeyProblem)


def test_a_keyed_hash_is_the_same_for_the_same_and_only_for_the_same() -> None:
    same = keyed_hash(SCOPE, "email", "alva@example.org")
    assert keyed_hash(SCOPE, "email", "alva@example.org") == same
    assert len(same) == 20
    others = [
        keyed_hash(SCOPE, "email", "alva@example.com"),
        keyed_hash(SCOPE, "name", "alva@example.org"),
        keyed_hash("petition:2", "email", "alva@example.org"),
        keyed_hash(SCOPE, "email", "alva@example.or", "g"),
        keyed_hash(SCOPE, "email", "", "alva@example.org"),
        keyed_hash(SCOPE, "email", "alva@example.org", ""),
        keyed_hash(SCOPE, "emaila", "lva@example.org"),
    ]
    assert len({same, *others}) == 8


def test_a_keyed_hash_cannot_be_made_without_the_key() -> None:
    """Whoever has only the database could otherwise try every address there is."""
    found = keyed_hash(SCOPE, "email", "alva@example.org")
    for text in (b"alva@example.org", b"email" + b"alva@example.org"):
        for name in ("sha1", "sha256", "blake2b"):
            assert hashlib.new(name, text).digest()[:20] != found


def test_the_hash_stays_when_the_sealing_key_turns() -> None:
    before = keyed_hash(SCOPE, "email", "alva@example.org")
    crypto.key_store().rotate(SCOPE)
    crypto.key_store().forget()
    assert keyed_hash(SCOPE, "email", "alva@example.org") == before


def test_tokens_are_long_different_and_fit_into_an_address() -> None:
    tokens = {crypto.new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(len(token) == 32 and token.replace("-", "").replace("_", "").isalnum() for token in tokens)
    assert len({crypto.token_hash(token) for token in tokens}) == 100
    assert len({crypto.new_uid() for _ in range(100)}) == 100


def test_a_sealed_record_of_another_version_is_refused() -> None:
    with pytest.raises(SealBroken, match="version"):
        unseal(SCOPE, ROW, b"\x02" + seal(SCOPE, ROW, ALVA)[1:])
    with pytest.raises(SealBroken):
        unseal(SCOPE, ROW, os.urandom(200).replace(b"\x01", b"\x00"))
