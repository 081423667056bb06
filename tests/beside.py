"""Two acts at the same time in one process: the second begins before the first is committed."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event, Thread

from flask import Flask

from app.core.db import transaction


def beside(app: Flask, act: Callable[[], object], meanwhile: Callable[[], object]) -> list[BaseException]:
    """Do an act here and another beside it, which begins before the first is committed; give what failed."""
    begun, failed = Event(), []

    def other() -> None:
        with app.app_context():
            begun.set()
            try:
                with transaction():
                    meanwhile()
            except BaseException as error:  # noqa: BLE001 (told to the test)
                failed.append(error)

    thread = Thread(target=other)
    with transaction():
        act()
        thread.start()
        assert begun.wait(10)
        time.sleep(0.4)  # so that it stands and waits where it must
    thread.join(30)
    assert not thread.is_alive()
    return failed
