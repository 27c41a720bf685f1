"""Contents in a folder of this machine, or of a volume that several processes share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from services.accounts.documents.object_store import ObjectMissing, StoreUnavailable, require_key


class FolderStore:
    """An `ObjectStore`. A key is a path below `folder`, which nothing of what people send gets into."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, key: str, content: bytes) -> None:
        path = self._path(key)
        with _reached():
            self._make(path.parent)
            _write(path, content, durable=True)
            _sync(path.parent)

    def get(self, key: str) -> bytes:
        path = self._path(key)
        with _reached():
            try:
                return path.read_bytes()
            except FileNotFoundError:
                self._require_folder()
                raise ObjectMissing(key) from None

    def delete(self, prefix: str) -> None:
        path = self._path(prefix)
        with _reached():
            self._require_folder()
            shutil.rmtree(path, ignore_errors=not path.exists())

    def check(self) -> None:
        with _reached():
            self._make(self._folder)
            _write(self._path("checked"), b"", durable=False)

    def _require_folder(self) -> None:
        """Where the whole folder is gone, nobody knows what is in it. Raises OSError."""
        os.scandir(self._folder).close()

    def _path(self, key: str) -> Path:
        return self._folder / require_key(key)

    def _make(self, folder: Path) -> None:
        if not folder.exists():
            self._make(folder.parent)
            folder.mkdir(mode=0o700, exist_ok=True)
            _sync(folder.parent)


@contextmanager
def _reached() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreUnavailable(f"the folder of documents: {error.strerror or error}") from error


def _write(path: Path, content: bytes, *, durable: bool) -> None:
    # Who reads sees a whole file or none, and so does who starts again after the power has gone.
    unfinished = path.parent / f".{path.name}.{uuid4().hex}"
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        unfinished.rename(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def _sync(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
