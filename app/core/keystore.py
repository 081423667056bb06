"""The store of data keys, beside the database, and the journal of erasures.

Each scope (one petition, the organizers, …) has data keys of its own, wrapped (AES-GCM) by a master
key that lies outside every database. The store is backed up latest-only: destroying a scope's keys
makes what older database backups hold of it unreadable. For the same reason the journal of erasures
lies here: it must survive when the database is put back to an older state. It holds no personal data.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import (
    Column,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    create_engine,
    delete,
    event,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateTable

from app.core import clock
from app.core.masterkeys import KEY_BYTES, KeyProblem, MasterKeys

NONCE_BYTES = 12
LAST_ID = 2**31 - 1
MAKING_TABLES = 7_261_425
"""PostgreSQL's advisory lock for making the tables, next to the one of migrations."""
"""A greater number in an envelope comes from tampering, and PostgreSQL would not even look for it."""

metadata = MetaData()

data_key = Table(
    "data_key",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("scope", String(80), nullable=False),
    Column("use", String(8), nullable=False),
    Column("version", Integer, nullable=False),
    Column("master_id", String(40), nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("created_on", String(10), nullable=False),
    UniqueConstraint("scope", "use", "version"),
    sqlite_autoincrement=True,  # the id of a destroyed key is never given to another
)

erasure = Table(
    "erasure",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("uid", LargeBinary, nullable=False),
    Column("erased_at", String(32), nullable=False),
    UniqueConstraint("kind", "uid"),
)


class KeyGone(KeyProblem):
    """The keys of a scope were destroyed, and with them everything sealed under it."""


class KeyStore:
    """Makes, wraps, hands out and destroys data keys."""

    def __init__(self, url: str, masters: MasterKeys | None = None) -> None:
        """Open the store; the master keys may be given later, when it is known which are needed."""
        self.masters = masters or MasterKeys(())
        self.engine = _engine(url)
        self._lock = threading.Lock()
        self._sealing: dict[str, tuple[int, bytes]] = {}
        self._by_id: dict[int, bytes] = {}
        self._index: dict[str, bytes] = {}
        with self.engine.begin() as connection:
            if connection.dialect.name == "postgresql":  # where of two that start at once one would fail
                connection.execute(select(func.pg_advisory_xact_lock(MAKING_TABLES)))
            for table in metadata.sorted_tables:
                connection.execute(CreateTable(table, if_not_exists=True))

    def masters_needed(self) -> list[str]:
        """List the ids of the master keys that data keys are wrapped by."""
        with self.engine.connect() as connection:
            return list(connection.execute(select(data_key.c.master_id).distinct()).scalars())

    def sealing_key(self, scope: str) -> tuple[int, bytes]:
        """Give id and bytes of the newest sealing key of a scope, made on first use."""
        found = self._sealing.get(scope)
        if found is None:
            key_id, key = self._newest(scope, "seal")
            found = self._sealing[scope] = (key_id, key)
            self._by_id[key_id] = key
        return found

    def index_key(self, scope: str) -> bytes:
        """Give the key that a scope's look-up hashes are made with; it never rotates."""
        found = self._index.get(scope)
        if found is None:
            found = self._index[scope] = self._newest(scope, "index")[1]
        return found

    def key_by_id(self, key_id: int) -> bytes:
        """Give the sealing key named in an envelope; raise KeyGone when it was destroyed."""
        found = self._by_id.get(key_id)
        if found is None:
            row = None
            if key_id <= LAST_ID:
                with self.engine.connect() as connection:
                    row = connection.execute(select(data_key).where(data_key.c.id == key_id)).first()
            if row is None:
                raise KeyGone("The key of this sealed record has been destroyed.")
            found = self._by_id[key_id] = self._unwrap(row)
        return found

    def _newest(self, scope: str, use: str) -> tuple[int, bytes]:
        newest = (
            select(data_key)
            .where(data_key.c.scope == scope, data_key.c.use == use)
            .order_by(data_key.c.version.desc())
        )
        with self._lock, self.engine.connect() as connection:
            row = connection.execute(newest).first()
            if row is None:
                try:
                    connection.execute(insert(data_key).values(self._fresh(scope, use, version=1)))
                    connection.commit()
                except IntegrityError:  # another process was first; its key is as good
                    connection.rollback()
                row = connection.execute(newest).one()
        return row.id, self._unwrap(row)

    def _fresh(self, scope: str, use: str, *, version: int) -> dict[str, object]:
        master_id, master = self.masters.current
        return {
            "scope": scope,
            "use": use,
            "version": version,
            "master_id": master_id,
            "wrapped": _wrap(master, secrets.token_bytes(KEY_BYTES), scope, use, version),
            "created_on": clock.today().isoformat(),
        }

    def _unwrap(self, row: object) -> bytes:
        wrapped: bytes = row.wrapped  # type: ignore[attr-defined]
        bound = _bound(row.scope, row.use, row.version)  # type: ignore[attr-defined]
        master = self.masters.get(row.master_id)  # type: ignore[attr-defined]
        try:
            return AESGCM(master).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], bound)
        except InvalidTag as error:
            raise KeyProblem("A data key does not fit the master key of this installation.") from error

    def rotate(self, scope: str) -> None:
        """Give a scope a new sealing key; what was sealed before stays readable."""
        with self.engine.begin() as connection:
            version = connection.execute(
                select(data_key.c.version)
                .where(data_key.c.scope == scope, data_key.c.use == "seal")
                .order_by(data_key.c.version.desc())
            ).scalar()
            connection.execute(
                insert(data_key).values(self._fresh(scope, "seal", version=(version or 0) + 1))
            )
        self._sealing.pop(scope, None)

    def rewrap(self) -> int:
        """Wrap every data key by the current master key; return how many were changed."""
        master_id, master = self.masters.current
        with self.engine.begin() as connection:
            rows = connection.execute(select(data_key).where(data_key.c.master_id != master_id)).all()
            for row in rows:
                wrapped = _wrap(master, self._unwrap(row), row.scope, row.use, row.version)
                connection.execute(
                    update(data_key)
                    .where(data_key.c.id == row.id)
                    .values(wrapped=wrapped, master_id=master_id)
                )
        return len(rows)

    def scopes(self) -> list[str]:
        """List the scopes that have keys."""
        with self.engine.connect() as connection:
            return list(connection.execute(select(data_key.c.scope).distinct().order_by("scope")).scalars())

    def damaged(self) -> list[str]:
        """List the scopes of which a key does not open; nothing is made or remembered."""
        found = set()
        with self.engine.connect() as connection:
            for row in connection.execute(select(data_key)):
                try:
                    self._unwrap(row)
                except KeyProblem:
                    found.add(row.scope)
        return sorted(found)

    def destroy(self, scope: str) -> None:
        """Destroy every key of a scope for good."""
        with self.engine.begin() as connection:
            connection.execute(delete(data_key).where(data_key.c.scope == scope))
        self.forget()

    def forget(self) -> None:
        """Drop the keys held in memory."""
        self._sealing.clear()
        self._by_id.clear()
        self._index.clear()

    def note_erasure(self, kind: str, uid: bytes, at: datetime) -> None:
        """Write down that a record was erased, before it is erased."""
        try:
            with self.engine.begin() as connection:
                connection.execute(insert(erasure).values(kind=kind, uid=uid, erased_at=at.isoformat()))
        except IntegrityError:
            return  # noted already: erasing twice is harmless

    def note_erasures(self, kind: str, uids: Collection[bytes], at: datetime) -> None:
        """Write down that records were erased that the journal does not know yet, in one go."""
        if not uids:
            return
        rows = [{"kind": kind, "uid": uid, "erased_at": at.isoformat()} for uid in uids]
        with self.engine.begin() as connection:
            connection.execute(insert(erasure), rows)

    def erased(self, kind: str) -> list[bytes]:
        """List the uids of the records of one kind that were erased."""
        with self.engine.connect() as connection:
            return list(connection.execute(select(erasure.c.uid).where(erasure.c.kind == kind)).scalars())


def _engine(url: str) -> Engine:
    # Rarely opened, so no pool: nothing to hand over at a fork.
    if not url.startswith("sqlite:///"):
        return create_engine(url, poolclass=NullPool)
    path = Path(url.removeprefix("sqlite:///"))
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600, exist_ok=True)
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": 10})
    event.listen(engine, "connect", _set_up)
    return engine


def _set_up(connection: object, _record: object) -> None:
    for pragma in ("journal_mode=DELETE", "synchronous=FULL", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]


def _bound(scope: str, use: str, version: int) -> bytes:
    return f"data-key|{scope}|{use}|{version}".encode()


def _wrap(master: bytes, key: bytes, scope: str, use: str, version: int) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(master).encrypt(nonce, key, _bound(scope, use, version))
