"""Acts on pictures: make one, remove one."""

from __future__ import annotations

from sqlalchemy import delete

from app.core import clock, crypto
from app.core.db import db
from app.pictures.making import LEAST_SIDE, WIDTHS, Made, make
from app.pictures.models import Picture, PictureFile


def prepare_picture(raw: bytes, *, widths: tuple[int, ...] = WIDTHS, least: int = LEAST_SIDE) -> Made:
    """Make a picture from what was sent, before any transaction: it takes a second. Raises PictureRefused."""
    return make(raw, widths, least=least)


def make_picture(made: Made) -> Picture:
    """Store a picture in all its widths."""
    picture = Picture(uid=crypto.new_uid(), width=made.width, height=made.height, created_at=clock.now())
    db.session.add(picture)
    db.session.flush()
    db.session.add_all(
        PictureFile(picture_id=picture.id, width=each.width, mimetype=each.mimetype, body=each.body)
        for each in made.files
    )
    db.session.flush()
    return picture


def remove_picture(picture_id: int | None) -> None:
    """Remove a picture that nothing points to any more."""
    if picture_id is None:
        return
    db.session.flush()
    db.session.execute(delete(PictureFile).where(PictureFile.picture_id == picture_id))
    db.session.execute(delete(Picture).where(Picture.id == picture_id))
