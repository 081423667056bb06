"""Files that organizers send: which pages take them, and how much of them.

Every other page takes ``MAX_BODY``. The front reads the mark before it takes in a body, and Flask before it
reads the form.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import IO, Any, TypeVar

from flask import Flask, Request, current_app, request
from werkzeug.datastructures import FileStorage
from wtforms import Field
from wtforms.widgets import FileInput

View = TypeVar("View", bound=Callable[..., Any])

_MARK = "__takes_up_to__"
BESIDE_THE_FILE = 64 * 1024
"""What the rest of such a form may weigh."""


def takes_file(most: int) -> Callable[[View], View]:
    """Mark a view whose form may carry one file of so many bytes."""

    def mark(view: View) -> View:
        setattr(view, _MARK, most + BESIDE_THE_FILE)
        return view

    return mark


def most_bytes(view: Callable[..., Any] | None) -> int:
    """Give how large a body a view takes where that is more than others; else 0."""
    found = getattr(view, _MARK, 0)
    return found if isinstance(found, int) else 0


class InMemory(Request):
    """A request whose files stay in memory: from half a megabyte on they would lie in plain on the disk."""

    def _get_file_stream(self, *_about: Any, **_more: Any) -> IO[bytes]:
        return BytesIO()


def init_app(app: Flask) -> None:
    """Let the marked views read more; put before whatever reads a form."""
    app.request_class = InMemory

    @app.before_request
    def allow() -> None:
        most = most_bytes(app.view_functions.get(request.endpoint or ""))
        if most > current_app.config["MAX_CONTENT_LENGTH"]:
            request.max_content_length = most


class FileField(Field):
    """One file; its data are the bytes, empty where none was chosen."""

    widget = FileInput()

    def __init__(self, label: Any, validators: Any = (), *, most: int, **kwargs: Any) -> None:
        self.most = most
        super().__init__(label, validators, **kwargs)
        self.flags.either = True  # whether one has to be chosen is for the page to say

    def process(self, _formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the file that was sent, never more than is allowed and a byte; its name is not looked at."""
        self.process_errors = []
        sent = request.files.get(self.name)
        self.data = sent.stream.read(self.most + 1) if isinstance(sent, FileStorage) else b""
        self.raw_data = [self.data] if self.data else []

    def _value(self) -> bool:
        return False
