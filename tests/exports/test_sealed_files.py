"""Files that lie encrypted: whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.exports.held import Held, holds, ids_in
from app.exports.sealed_files import PIECE, TAG, FileBroken, SealedFile, check_sealed, read_sealed

KEY, NAME = bytes(range(32)), b"list"
SIZES = [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE]


def write(path: Path, data: bytes, *, key: bytes = KEY, name: bytes = NAME) -> Path:
    with SealedFile(path, key, name=name) as file:
        for place in range(0, len(data), 1000):
            file.write(data[place : place + 1000])
    return path


@pytest.mark.parametrize("size", SIZES)
def test_what_was_written_is_read(tmp_path: Path, size: int) -> None:
    data = os.urandom(size)
    path = write(tmp_path / "a", data)
    assert b"".join(read_sealed(path, KEY, name=NAME)) == data
    assert check_sealed(path, KEY, name=NAME) == size
    assert path.stat().st_mode & 0o777 == 0o600
    assert size < 16 or data[:16] not in path.read_bytes()


@pytest.mark.parametrize("size", SIZES)
def test_cut_off_anywhere_it_is_refused(tmp_path: Path, size: int) -> None:
    path = write(tmp_path / "a", os.urandom(size))
    whole = path.read_bytes()
    for length in {0, 1, TAG, PIECE + TAG, 2 * (PIECE + TAG), len(whole) - 1, len(whole) - TAG}:
        if 0 <= length < len(whole):
            path.write_bytes(whole[:length])
            with pytest.raises(FileBroken):
                check_sealed(path, KEY, name=NAME)


def test_altered_lengthened_or_in_another_order_it_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a", os.urandom(2 * PIECE + 5))
    whole, step = path.read_bytes(), PIECE + TAG
    first, second, last = whole[:step], whole[step : 2 * step], whole[2 * step :]
    turned = bytes([whole[10] ^ 1])
    for wrong in (
        second + first + last,
        first + first + last,
        first + last,
        second + last,
        whole + last,
        whole + b"x",
        whole[:10] + turned + whole[11:],
    ):
        path.write_bytes(wrong)
        with pytest.raises(FileBroken):
            check_sealed(path, KEY, name=NAME)


def test_under_another_key_or_name_or_gone_it_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a", b"names")
    for place, key, name in ((path, bytes(32), NAME), (path, KEY, b"other"), (tmp_path / "b", KEY, NAME)):
        with pytest.raises(FileBroken):
            check_sealed(place, key, name=name)


def test_what_broke_off_is_never_whole(tmp_path: Path) -> None:
    path = tmp_path / "a"

    def break_off() -> None:
        with SealedFile(path, KEY, name=NAME) as file:
            file.write(b"x" * 3 * PIECE)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    with pytest.raises(FileBroken):
        check_sealed(path, KEY, name=NAME)


def test_a_map_of_ids_says_which_are_in_it() -> None:
    ids = [1, 2, 9, 65_535, 65_536, 200_000, 5_000_000]
    held = Held()
    for number in ids:
        held.add(number)
    packed = held.done()
    assert list(ids_in(packed)) == ids
    assert held.count == len(ids)
    assert [holds(packed, number) for number in ids] == [True] * len(ids)
    assert [holds(packed, number) for number in (0, 3, 65_534, 199_999, 9_999_999)] == [False] * 5
    assert not holds(None, 1)


def test_a_map_of_a_million_is_small() -> None:
    held = Held()
    for number in range(0, 3_000_000, 3):
        held.add(number)
    assert len(held.done()) < 250_000
