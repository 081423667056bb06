"""Bare commits on the same disk: what a database gives before any application has its share."""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path

ROW_BYTES = 400
"""About the size of a signature, or of a booking."""


def bare(folder: Path, seconds: float) -> float:
    """Insert and commit rows of a signature's size one by one, durably; give commits a second."""
    path = folder / "bare.db"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS bare (id INTEGER PRIMARY KEY, text BLOB)")
    row, made, until = (os.urandom(ROW_BYTES),), 0, time.perf_counter() + seconds
    while time.perf_counter() < until:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO bare (text) VALUES (?)", row)
        connection.execute("COMMIT")
        made += 1
    connection.close()
    path.unlink()
    return made / seconds
