"""Contents in a folder of this machine, or of a volume that several processes share."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from uuid import uuid4

from services.accounts.documents.object_store import ObjectMissing

_KEY = re.compile(r"[A-Za-z0-9_]{1,64}(/[A-Za-z0-9_]{1,64}){0,3}")


class FolderStore:
    """An `ObjectStore`. A key is a path below `folder`, which nothing of what people send gets into."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, key: str, content: bytes) -> None:
        path = self._path(key)
        self._make(path.parent)
        # Who reads sees a whole file or none, and so does who starts again after the power has gone.
        unfinished = path.parent / f".{path.name}.{uuid4().hex}"
        try:
            descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            unfinished.rename(path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        _sync(path.parent)

    def get(self, key: str) -> bytes:
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError:
            raise ObjectMissing(key) from None

    def delete(self, prefix: str) -> None:
        shutil.rmtree(self._path(prefix), ignore_errors=not self._path(prefix).exists())

    def _path(self, key: str) -> Path:
        if _KEY.fullmatch(key) is None:
            raise ValueError("this is no key of an object")
        return self._folder / key

    def _make(self, folder: Path) -> None:
        if not folder.exists():
            self._make(folder.parent)
            folder.mkdir(mode=0o700, exist_ok=True)
            _sync(folder.parent)


def _sync(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
