"""A picture is made anew from its pixels, or refused with a sentence."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from app.pictures import making
from app.pictures.making import JPEG, LOGO_WIDTHS, PNG, WEBP, Made, make
from tests.site.doors import drawn

ORIENTATION, GPS = 0x0112, 0x8825
MARK = b"Marie Hemlig 59.2567"


def opened(made: Made, mimetype: str, width: int) -> Image.Image:
    body = next(each.body for each in made.files if (each.width, each.mimetype) == (width, mimetype))
    return Image.open(BytesIO(body))


def photo(size: tuple[int, int] = (2000, 1000)) -> bytes:
    """Draw a JPEG that lies on its side, with a place, a camera and a comment in it."""
    image = Image.new("RGB", size, "#c4161c")
    image.paste("#0000ff", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # to be turned a quarter clockwise
    exif[0x010F] = MARK.decode()
    exif.get_ifd(GPS)[1] = "N"
    into = BytesIO()
    image.save(into, "JPEG", exif=exif, comment=MARK)
    return into.getvalue()


def claimed(width: int, height: int) -> bytes:
    """Write the beginning of a PNG that claims so many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0"))
        + chunk(b"IEND", b"")
    )


def test_a_photo_is_turned_made_smaller_and_says_nothing_of_where_it_was_taken() -> None:
    raw = photo()
    assert MARK in raw
    made = make(raw)
    assert (made.width, made.height) == (1000, 2000)
    assert {(each.width, each.mimetype) for each in made.files} == {
        (width, kind) for width in (480, 960, 1000) for kind in (WEBP, JPEG)
    }
    for each in made.files:
        assert MARK not in each.body
        assert b"Exif" not in each.body
    top, bottom = (opened(made, JPEG, 480).convert("RGB").getpixel((240, at)) for at in (40, 900))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[2] > 200, "The blue left half is on top once the picture is turned."
    assert bottom[0] > 150


def test_what_is_seen_through_stays_so_and_is_never_made_larger() -> None:
    into = BytesIO()
    Image.new("RGBA", (150, 50), (196, 22, 28, 0)).save(into, "PNG")
    made = make(into.getvalue(), LOGO_WIDTHS)
    assert [(each.width, each.mimetype) for each in made.files] == [
        (96, WEBP),
        (96, PNG),
        (150, WEBP),
        (150, PNG),
    ]
    assert opened(made, PNG, 150).mode == "RGBA"


def test_of_a_moving_picture_the_first_frame_is_kept() -> None:
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("#ff0000", "#00ff00")]
    into = BytesIO()
    frames[0].save(into, "GIF", save_all=True, append_images=frames[1:])
    made = make(into.getvalue())
    assert getattr(opened(made, WEBP, 64), "n_frames", 1) == 1
    pixel = opened(made, JPEG, 64).convert("RGB").getpixel((5, 5))
    assert isinstance(pixel, tuple)
    assert pixel[0] > 200


def test_what_hangs_on_a_picture_stays_behind() -> None:
    script = b"<script>alert(1)</script><?php evil ?>"
    made = make(drawn("GIF") + script)
    assert all(script not in each.body for each in made.files)


@pytest.mark.parametrize(
    ("raw", "refusal"),
    [
        (b"", making.NoFile),
        (b"x" * (making.MOST_BYTES + 1), making.TooHeavy),
        (b"Inte en bild alls", making.PictureRefused),
        (b"%PDF-1.7\n...", making.PictureRefused),
        (b'\xef\xbb\xbf<?xml version="1.0"?><svg onload="alert(1)"></svg>', making.Drawing),
        (b"\0\0\0\x18ftypheic\0\0\0\0", making.PhoneFormat),
        (photo()[:2000], making.Broken),
        (drawn("PNG")[:60], making.Broken),
        (claimed(30_000, 30_000), making.TooManyPixels),
        (claimed(9_000, 9_000), making.TooManyPixels),
        (claimed(5_001, 5_000), making.TooManyPixels),
        (drawn("PNG", (8, 400)), making.TooSmall),
    ],
    ids=lambda each: each.__name__ if isinstance(each, type) else "",
)
def test_what_cannot_be_used_is_refused_with_a_sentence(
    raw: bytes, refusal: type[making.PictureRefused]
) -> None:
    with pytest.raises(making.PictureRefused) as caught:
        make(raw)
    assert type(caught.value) is refusal
    assert str(caught.value).endswith(".")
