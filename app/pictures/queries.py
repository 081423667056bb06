"""Read pictures."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.core.db import db
from app.pictures.making import JPEG, PNG, WEBP
from app.pictures.models import Picture, PictureFile

ENDINGS = {WEBP: "webp", JPEG: "jpg", PNG: "png"}
REMEMBERED = 500

_sources: dict[bytes, Sources] = {}


@dataclass(frozen=True)
class Sources:
    """Where the widths of a picture are found."""

    uid: str
    width: int
    height: int
    widths: tuple[int, ...]
    fallback: str
    """The ending of the format that every browser shows."""

    def address(self, width: int, ending: str) -> str:
        """Give the path of one file, outside every language."""
        return f"/bild/{self.uid}-{width}.{ending}"

    def srcset(self, ending: str) -> str:
        """Give the addresses of a format with their widths, as srcset wants them."""
        return ", ".join(f"{self.address(width, ending)} {width}w" for width in self.widths)

    @property
    def largest(self) -> str:
        """Give the path of the largest one, in the format that every program shows."""
        return self.address(self.widths[-1], self.fallback)


def sources_of(picture: Picture) -> Sources:
    """Give where a picture is found; it never changes, so it is read once a process."""
    known = _sources.get(picture.uid)
    if known is None:
        rows = db.session.execute(
            select(PictureFile.width, PictureFile.mimetype)
            .where(PictureFile.picture_id == picture.id)
            .order_by(PictureFile.width)
        ).all()
        widths = tuple(sorted({row.width for row in rows}))
        others = {ENDINGS[row.mimetype] for row in rows} - {"webp"}
        known = Sources(picture.uid.hex(), picture.width, picture.height, widths, *others)
        if len(_sources) >= REMEMBERED:
            _sources.clear()
        _sources[picture.uid] = known
    return known


def url_of(picture: Picture, width: int) -> str:
    """Give the path of the smallest file at least so wide, in the format that every program shows."""
    found = sources_of(picture)
    return found.address(
        next((each for each in found.widths if each >= width), found.widths[-1]), found.fallback
    )


def get_file(uid: bytes, width: int, ending: str) -> PictureFile:
    """Give one file of a picture; raises NoResultFound."""
    mimetype = next((each for each, known in ENDINGS.items() if known == ending), "")
    return db.session.scalars(
        select(PictureFile)
        .join(PictureFile.picture)
        .where(Picture.uid == uid, PictureFile.width == width, PictureFile.mimetype == mimetype)
    ).one()
