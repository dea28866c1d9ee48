"""What one run may take from the cache and puts there: keys begin with the stamp, so that another version finds nothing."""

from __future__ import annotations

import sys

from symkl.cache.digest import blake2b
from symkl.cache.place import file_in, folder
from symkl.cache.stamp import stamp
from symkl.cache.store import Store

_BEGUN: list[str] = []


def begun() -> str:
    """The stamp of this process: what it has loaded is what it began with, whatever has become of the files since."""
    if not _BEGUN:
        _BEGUN.append(stamp())
    return _BEGUN[0]


class Memory:
    """Values by what they are answers to. Writing waits until `save`, which writes nothing if symkl has changed meanwhile."""

    def __init__(self, store: Store, version: str | None = None) -> None:
        self._store = store
        self._version = version or begun()
        self._new: dict[bytes, bytes] = {}

    def key(self, kind: str, parts: tuple[str, ...]) -> bytes:
        """The key of an answer of this kind to a question in so many parts."""
        found = blake2b(digest_size=20)
        for part in (self._version, kind, *parts):
            data = part.encode("utf-8", "surrogatepass")
            found.update(len(data).to_bytes(8, "big") + data)
        return found.digest()

    def get(self, key: bytes) -> str | None:
        """The answer that is kept under a key."""
        data = self._new.get(key) or self._store.get(key)
        return None if data is None else data.decode("utf-8", "surrogatepass")

    def keep(self, key: bytes, answer: str) -> None:
        """Have an answer kept."""
        self._new[key] = answer.encode("utf-8", "surrogatepass")

    @property
    def is_open(self) -> bool:
        """Whether there is a database that is used."""
        return self._store.is_open

    def save(self) -> None:
        """Write what is new. What was loaded must be what the stamp says, so the stamp is taken once more."""
        if self._new and self._store.is_open and stamp() == self._version:
            self._store.put(self._new.items())
        self._new.clear()


def note(text: str) -> None:
    """Say something about the cache where it is in nobody's way."""
    print(f"symkl: {text}", file=sys.stderr)


def opened(named: str | None = None) -> Memory:
    """The memory in the folder that is named, or in the usual one."""
    return Memory(Store(file_in(folder(named)), note))
