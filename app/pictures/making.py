"""Make a picture anew from whatever was sent: only pixels come through.

What came in is told by its content, never by its name. It is decoded one at a time in each process, within
a number of pixels, turned as the camera says, brought to sRGB, and written in a few widths as WebP and as
JPEG (PNG where something is seen through). Place, camera, thumbnails, comments and whatever was hung on
the file stay behind.
"""

from __future__ import annotations

import threading
import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import ClassVar

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l

MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 50_000_000
"""Of a JPEG, which can be read at a half or a quarter of its size."""
MOST_PIXELS_WHOLE = 25_000_000
"""Of other kinds, which have to be unpacked whole: 100 MB."""
LEAST_SIDE = 16
KINDS = ("JPEG", "PNG", "WEBP", "GIF")
WIDTHS = (480, 960, 1600)
LOGO_WIDTHS = (96, 192, 384)
WEBP, JPEG, PNG = "image/webp", "image/jpeg", "image/png"

# A picture that claims more pixels than this is refused before one of them is unpacked.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)

_one_at_a_time = threading.Lock()


class PictureRefused(DomainError):
    """Why a picture is not taken."""

    message: ClassVar = _l("This is not a picture that can be used. Choose a JPEG, PNG or WebP.")


class NoFile(PictureRefused):
    """Nothing was sent, or a file of no bytes."""

    message = _l("Choose a picture: the file is empty, or none was chosen.")


class TooHeavy(PictureRefused):
    """More bytes than are taken."""

    message = _l("The picture is larger than 8 MB. Make it smaller, or take a screenshot of it.")


class TooManyPixels(PictureRefused):
    """More pixels than are unpacked."""

    message = _l("The picture has too many pixels. Make it at most 5,000 pixels on each side and try again.")


class TooSmall(PictureRefused):
    """Nothing that anyone could see."""

    message = _l("The picture is too small. It has to be at least %(least)s pixels on each side.")


class Drawing(PictureRefused):
    """An SVG is a document that can hold programs."""

    message = _l("This is a drawing (SVG), which can hold programs. Save it as PNG and choose that file.")


class PhoneFormat(PictureRefused):
    """HEIC, which few browsers show."""

    message = _l("This is a HEIC picture from a phone. Save it as JPEG and choose that file.")


class Broken(PictureRefused):
    """It begins like a picture and does not go on."""

    message = _l("The picture is damaged: it cannot be read to its end. Open it, save it anew and try again.")


@dataclass(frozen=True)
class MadeFile:
    """One width in one format."""

    width: int
    mimetype: str
    body: bytes


@dataclass(frozen=True)
class Made:
    """A picture in all its widths; width and height of the largest, in pixels."""

    width: int
    height: int
    files: tuple[MadeFile, ...]


def make(raw: bytes, widths: tuple[int, ...] = WIDTHS, *, least: int = LEAST_SIDE) -> Made:
    """Make a picture in the widths it is large enough for; raises PictureRefused."""
    _check_bytes(raw)
    with _one_at_a_time:
        try:
            image = _read(raw, max(widths))
        except PictureRefused:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise TooManyPixels from None
        except Exception:  # noqa: BLE001 (decoders fail in many ways; each means that it cannot be read)
            raise Broken from None
        if min(image.size) < least:
            raise TooSmall(least=least)
        return _written(image, widths)


def _check_bytes(raw: bytes) -> None:
    if not raw:
        raise NoFile
    if len(raw) > MOST_BYTES:
        raise TooHeavy
    head = raw[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"<") and b"<svg" in raw[:4096].lower():
        raise Drawing
    if raw[4:8] == b"ftyp" and raw[8:12] in {b"heic", b"heix", b"hevc", b"mif1", b"msf1"}:
        raise PhoneFormat


def _read(raw: bytes, widest: int) -> Image.Image:
    """Read the first frame as it is to be seen, without anything but its pixels."""
    try:
        opened = Image.open(BytesIO(raw), formats=KINDS)
    except UnidentifiedImageError:
        raise PictureRefused from None
    pixels = opened.size[0] * opened.size[1]
    if pixels > (MOST_PIXELS if opened.format == "JPEG" else MOST_PIXELS_WHOLE):
        raise TooManyPixels
    if opened.format == "JPEG":
        opened.draft("RGB", (2 * widest, 2 * widest))
    opened.load()
    profile = opened.info.get("icc_profile")
    turned = ImageOps.exif_transpose(opened)
    is_seen_through = turned.mode in {"RGBA", "LA", "PA"} or "transparency" in turned.info
    flat = turned.convert("RGBA" if is_seen_through else "RGB")
    if flat.mode == "RGBA" and flat.getchannel("A").getextrema() == (255, 255):
        flat = flat.convert("RGB")
    clean = Image.new(flat.mode, flat.size)  # a copy would keep comments and profiles, and save them again
    clean.paste(_in_srgb(flat, profile if turned.mode in {"RGB", "RGBA"} else None))
    return clean


def _in_srgb(image: Image.Image, profile: object) -> Image.Image:
    """Bring colours to sRGB; a profile that cannot be read is left out of account."""
    if not isinstance(profile, bytes):
        return image
    try:
        theirs = ImageCms.ImageCmsProfile(BytesIO(profile))
        made = ImageCms.profileToProfile(image, theirs, ImageCms.createProfile("sRGB"), outputMode=image.mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    return made or image


def _written(image: Image.Image, widths: tuple[int, ...]) -> Made:
    width, height = image.size
    widest = min(width, max(widths))
    chosen = sorted({each for each in widths if each < widest} | {widest})
    files: list[MadeFile] = []
    for each in chosen:
        tall = max(1, round(height * each / width))
        small = (
            image if each == width else image.resize((each, tall), Image.Resampling.LANCZOS, reducing_gap=3.0)
        )
        files.append(MadeFile(each, WEBP, _saved(small, "WEBP", quality=78, method=4)))
        if small.mode == "RGB":
            body = _saved(small, "JPEG", quality=80, optimize=True, progressive=True)
            files.append(MadeFile(each, JPEG, body))
        else:
            files.append(MadeFile(each, PNG, _saved(small, "PNG", optimize=True)))
    return Made(widest, max(1, round(height * widest / width)), tuple(files))


def _saved(image: Image.Image, form: str, **options: object) -> bytes:
    into = BytesIO()
    image.save(into, form, **options)
    return into.getvalue()
