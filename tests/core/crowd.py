"""Many processes at once: forked from one process without threads, as the server does.

That one prints what each process found, one JSON line each.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app import create_app
from app.core import clock, db, migrate
from app.core.config import load_settings
from app.core.db import transaction
from app.core.keystore import KeyStore
from app.core.masterkeys import MasterKeys
from tests import forked
from tests.dialects import share_dialects
from tests.record import crowd as record
from tests.shifts import crowd as shifts

MASTERS = MasterKeys((("test", hashlib.sha256(b"test").digest()),))
Act = Callable[[int], Any]


def crowd(task: str, count: int, *words: str) -> list[Any]:
    """Run a task in so many processes at once and give what each found; fail when one failed."""
    done = forked.run("crowd", task, str(count), *words)
    assert done.returncode == 0, done.stderr.decode()[-4000:]
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(found) == count
    return found


def first_key(url: str) -> Act:
    """Open the key store and use the first key of a scope."""
    return lambda _number: KeyStore(url, MASTERS).sealing_key("petition:1")[1].hex()


def upgrade(instance: str, url: str) -> Act:
    """Start on an empty database and migrate it."""

    def act(_number: int) -> bool:
        app = create_app(load_settings({}, instance=Path(instance), database_url=url))
        migrate.upgrade(app)
        return migrate.is_current(app)

    return act


def write(instance: str, url: str, times: str) -> Act:
    """Add to one count again and again; give the longest wait."""
    from app.petitions.models import DayCount

    app = create_app(load_settings({}, instance=Path(instance), database_url=url))
    with app.app_context():
        db.before_fork()

    def act(_number: int) -> dict[str, Any]:
        with app.app_context():
            db.after_fork()
            waits = []
            for _ in range(int(times)):
                begun = time.monotonic()
                with transaction():
                    db.add_to_count(DayCount, 1, petition_id=1, counted_on=clock.today(), channel="web")
                waits.append(time.monotonic() - begun)
            return {"longest": max(waits), "together": sum(waits), "ended": time.monotonic()}

    return act


TASKS: dict[str, Callable[..., Act]] = {
    "first-key": first_key,
    "upgrade": upgrade,
    "write": write,
    "write-down": record.write_down,
    "cut-record": record.cut,
    "book": shifts.book,
    "book-as-one": shifts.book_as_one,
    "book-or-move-shift": shifts.book_or_move_shift,
    "book-or-cancel-shift": shifts.book_or_cancel_shift,
    "cancel-or-move": shifts.cancel_or_move,
    "cancel-one": shifts.cancel_one,
    "take": shifts.take,
    "take-more-or-give-back": shifts.take_more_or_give_back,
    "take-or-call-off": shifts.take_or_call_off,
}


def main(task: str, count: str, *words: str) -> int:
    """Fork the processes, let them begin at once, and wait for them."""
    share_dialects()  # with what was compiled before the fork
    act = TASKS[task](*words)
    reader, writer = os.pipe()
    children = []
    for number in range(int(count)):
        child = os.fork()
        if child == 0:
            os.close(writer)
            os.read(reader, 1)  # until the parent closes its end
            _run(act, number)
        children.append(child)
    os.close(writer)
    return max(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children)


def _run(act: Act, number: int) -> None:
    code = 1
    try:
        os.write(1, json.dumps(act(number)).encode() + b"\n")
        code = 0
    except BaseException as error:  # noqa: BLE001 (told to the parent)
        os.write(2, f"{error!r}\n".encode())
    finally:
        os._exit(code)
