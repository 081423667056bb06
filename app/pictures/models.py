"""Tables of pictures."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base


class Picture(Base):
    """An uploaded picture; what came in is not kept, only what was made from it."""

    __tablename__ = "picture"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    """Its address."""
    width: Mapped[int]
    height: Mapped[int]
    """Pixels of the largest one made."""
    created_at: Mapped[datetime]


class PictureFile(Base):
    """One size and format of a picture."""

    __tablename__ = "picture_file"
    __table_args__ = (UniqueConstraint("picture_id", "width", "mimetype"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    picture_id: Mapped[int] = mapped_column(ForeignKey("picture.id", ondelete="CASCADE"))
    width: Mapped[int]
    mimetype: Mapped[str] = mapped_column(String(20))
    body: Mapped[bytes] = mapped_column(LargeBinary)

    picture: Mapped[Picture] = relationship()
