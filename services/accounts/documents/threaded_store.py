"""A store that blocks, for a process of green threads."""

from __future__ import annotations

from chassis.process.threads import Threads
from services.accounts.documents.folder_store import FolderStore
from services.accounts.documents.object_store import ObjectStore

_AT_ONCE = 8


class ThreadedStore:
    """An `ObjectStore`: another one, called in real threads."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store
        self._threads = Threads(_AT_ONCE)

    def put(self, key: str, content: bytes) -> None:
        self._threads.run(self._store.put, key, content)

    def get(self, key: str) -> bytes:
        return self._threads.run(self._store.get, key)

    def delete(self, prefix: str) -> None:
        self._threads.run(self._store.delete, prefix)

    def check(self) -> None:
        self._threads.run(self._store.check)


def green(store: ObjectStore) -> ObjectStore:
    """The store as green threads call it: a disk would hold all of them up.

    A socket does not, as it is green itself, and so must not be shared by real threads.
    """
    return ThreadedStore(store) if isinstance(store, FolderStore) else store
