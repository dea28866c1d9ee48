"""The database: values under keys, each with a digest of both. It may lose what it holds; it may not make anything up or stop a run."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterable

from symkl.cache.digest import blake2b
from symkl.cache.place import Untrusted, prepare

APPLICATION = 0x53594D4B  # "SYMK", by which the file is known as one of ours
LARGEST = 128 << 20  # bytes of the whole file, about
LARGEST_VALUE = 8 << 20
WAIT = 1.0  # seconds for another process to finish writing
DAY = 86_400
#: what the file is to blame for; anything else (locked, read-only, no space) leaves it where it is
_ITS_FAULT = {getattr(sqlite3, f"SQLITE_{name}") for name in ("ERROR", "CORRUPT", "NOTADB", "SCHEMA", "FORMAT", "MISMATCH")}
#: what a file that is no database, or half of one, makes the library raise: texts in it need be none, and rows may be missing
FAULTS = (sqlite3.Error, ValueError, TypeError)
_TABLE = "CREATE TABLE IF NOT EXISTS answers (key BLOB PRIMARY KEY, value BLOB NOT NULL, digest BLOB NOT NULL, used INTEGER NOT NULL) WITHOUT ROWID"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeVar

    Found = TypeVar("Found")
Say = Callable[[str], None]


def digest(key: bytes, value: bytes) -> bytes:
    """What must stand beside a value: of the key too, so that values cannot change places."""
    return blake2b(len(key).to_bytes(4, "big") + key + value, digest_size=16, person=b"symkl-answers").digest()


class Store:
    """Values by key. Whatever goes wrong is said once, and from then on the store is empty and takes nothing."""

    def __init__(self, path: str, say: Say, largest: int = LARGEST) -> None:
        self.path = path
        self._say = say
        self._largest = largest
        self._today = int(time.time()) // DAY
        self._connection = self._opened()

    def _opened(self) -> sqlite3.Connection | None:
        try:
            prepare(self.path)
            return self._connected()
        except Untrusted as reason:
            self._say(f"the cache is not used: {reason}")
        except OSError:
            return None  # no folder can be made here: there is nothing to say that would help
        except FAULTS as error:
            if self._gave_up(error):
                return self._anew()
        return None

    def _connected(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=WAIT, isolation_level=None)
        ours = False
        try:
            self._require_ours(connection)
            ours = True
        finally:
            if not ours:
                connection.close()
        return connection

    def _require_ours(self, connection: sqlite3.Connection) -> None:
        """Know the file as one of ours, or make an empty one so."""
        connection.text_factory = bytes  # nothing of ours is text
        ask = connection.execute
        ask("PRAGMA synchronous = OFF")  # a process that is killed loses nothing by it; what a power cut damages the digests tell
        ((application,),) = ask("PRAGMA application_id").fetchall()
        if application == APPLICATION:
            return
        if ask("SELECT count(*) FROM sqlite_master").fetchone() != (0,):
            raise Untrusted(f"{self.path} is a database of something else; remove it")
        ask("PRAGMA auto_vacuum = INCREMENTAL")
        ask("BEGIN IMMEDIATE")
        ask(_TABLE)
        ask(f"PRAGMA application_id = {APPLICATION}")
        ask("COMMIT")

    def _gave_up(self, error: Exception) -> bool:
        """Say what is wrong; whether it is the file's fault, which is then set aside."""
        if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF not in _ITS_FAULT:
            self._say(f"the cache {self.path} is not used: {error}")
            return False
        self._say(f"the cache {self.path} is damaged ({error}) and set aside; everything is judged anew")
        try:
            os.replace(self.path, self.path + ".damaged")
            for beside in ("-journal", "-wal", "-shm"):
                if os.path.exists(self.path + beside):
                    os.remove(self.path + beside)
        except OSError:
            return False
        return True

    def _anew(self) -> sqlite3.Connection | None:
        try:
            prepare(self.path)
            return self._connected()
        except (OSError, Untrusted, *FAULTS):
            return None

    def _tried(self, work: Callable[[sqlite3.Connection], Found], instead: Found) -> Found:
        """The work's result; without a database, or where it fails, what is to be taken instead."""
        if self._connection is None:
            return instead
        try:
            return work(self._connection)
        except FAULTS as error:
            self.close()
            self._gave_up(error)
            return instead

    def get(self, key: bytes) -> bytes | None:
        """The value under this key, if it is there and whole."""

        def read(connection: sqlite3.Connection) -> bytes | None:
            row = connection.execute("SELECT value, digest, used FROM answers WHERE key = ?", (key,)).fetchone()
            if row is None:
                return None
            value, beside, used = row
            if not isinstance(value, bytes) or beside != digest(key, value):
                self._say(f"the cache {self.path} holds a damaged answer, which is not used")
                connection.execute("DELETE FROM answers WHERE key = ?", (key,))
                return None
            if used != self._today:
                connection.execute("UPDATE answers SET used = ? WHERE key = ?", (self._today, key))
            return value

        return self._tried(read, None)

    def put(self, rows: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep values under their keys, all in one transaction."""
        kept = [(key, value, digest(key, value), self._today) for key, value in rows if len(value) <= LARGEST_VALUE]
        if kept:
            self._tried(lambda connection: self._written(connection, kept), None)

    def _written(self, connection: sqlite3.Connection, rows: list[tuple[bytes, bytes, bytes, int]]) -> None:
        connection.execute("BEGIN IMMEDIATE")
        try:
            connection.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)", rows)
            self._bounded(connection)
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        connection.execute("PRAGMA incremental_vacuum").fetchall()

    def _bounded(self, connection: sqlite3.Connection) -> None:
        """Where the database has become too large, the half of it that was not used for longest goes."""
        if _size(connection) <= self._largest:
            return
        sizes = connection.execute("SELECT key, length(value) + 100 FROM answers ORDER BY used DESC, length(value)").fetchall()
        kept, gone = 0, []
        for key, size in sizes:
            kept += size
            if kept > self._largest // 2:
                gone.append((key,))
        connection.executemany("DELETE FROM answers WHERE key = ?", gone)

    def clear(self) -> int:
        """Forget everything; how many answers there were."""

        def emptied(connection: sqlite3.Connection) -> int:
            number: int = connection.execute("SELECT count(*) FROM answers").fetchone()[0]
            connection.execute("DELETE FROM answers")
            connection.execute("VACUUM")
            return number

        return self._tried(emptied, 0)

    def count(self) -> int:
        """How many answers there are."""
        return self._tried(lambda connection: int(connection.execute("SELECT count(*) FROM answers").fetchone()[0]), 0)

    @property
    def is_open(self) -> bool:
        """Whether there is a database that is used."""
        return self._connection is not None

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _size(connection: sqlite3.Connection) -> int:
    """Bytes in use."""
    pages, free, size = (int(connection.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("page_count", "freelist_count", "page_size"))
    return (pages - free) * size
