"""Which signatures stand in a list, as a small map of their ids that outlives the file.

Ids are taken in rising order. Each block stands for 65,536 of them: its number (four bytes), its length
(four), and a bit for each id, compressed. A million signatures take less than a quarter of a megabyte.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

BLOCK = 65_536
_HEAD = struct.Struct(">II")


class Held:
    """Takes ids in rising order and gives their map."""

    def __init__(self) -> None:
        self.count = 0
        self._blocks: list[bytes] = []
        self._block = -1
        self._bits = bytearray()

    def add(self, number: int) -> None:
        """Take the next id."""
        block, place = divmod(number, BLOCK)
        if block != self._block:
            self._end_block()
            self._block, self._bits = block, bytearray(BLOCK // 8)
        self._bits[place >> 3] |= 1 << (place & 7)
        self.count += 1

    def _end_block(self) -> None:
        if self._block >= 0:
            packed = zlib.compress(bytes(self._bits), 6)
            self._blocks.append(_HEAD.pack(self._block, len(packed)) + packed)

    def done(self) -> bytes:
        """Give the map."""
        self._end_block()
        self._block = -1
        return b"".join(self._blocks)


def holds(held: bytes | None, number: int) -> bool:
    """Say whether an id stands in a map."""
    block, place = divmod(number, BLOCK)
    for found, packed in _blocks(held):
        if found == block:
            return bool(zlib.decompress(packed)[place >> 3] >> (place & 7) & 1)
    return False


def ids_in(held: bytes | None) -> Iterator[int]:
    """Give the ids of a map in rising order."""
    for block, packed in _blocks(held):
        for byte, bits in enumerate(zlib.decompress(packed)):
            for bit in range(8) if bits else ():
                if bits >> bit & 1:
                    yield block * BLOCK + byte * 8 + bit


def _blocks(held: bytes | None) -> Iterator[tuple[int, bytes]]:
    place, whole = 0, held or b""
    while place < len(whole):
        block, length = _HEAD.unpack_from(whole, place)
        place += _HEAD.size
        yield block, whole[place : place + length]
        place += length
