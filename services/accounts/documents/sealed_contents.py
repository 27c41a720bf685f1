"""A content as it is kept: in parts, each sealed and bound to its document and its place among them.

So it is never whole in the memory of a process that receives or sends it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from chassis.security.vault import Vault
from contracts.accounts.documents import PART
from services.accounts.documents import media_types
from services.accounts.documents.object_store import ObjectStore


@dataclass(frozen=True, slots=True)
class Content:
    """What a content is, once it is whole."""

    size: int
    sha256: str
    media_type: str


@dataclass(frozen=True, slots=True)
class SealedContents:
    """Contents of documents, by the documents' ids."""

    store: ObjectStore
    vault: Vault

    def write_part(self, document_id: str, number: int, part: bytes) -> None:
        """Keep a part; it is durable when this returns. Raises `StoreUnavailable`."""
        key = _key(document_id, number)
        self.store.put(key, self.vault.seal_bytes(part, f"document {key}"))

    def read_part(self, document_id: str, number: int) -> bytes:
        """Raises `ObjectMissing`, `StoreUnavailable`, `vault.CannotOpen`."""
        key = _key(document_id, number)
        return self.vault.open_bytes(self.store.get(key), f"document {key}")

    def write(self, document_id: str, name: str, content: bytes) -> Content:
        """Keep a whole content, and say what it is."""
        for number, at in enumerate(range(0, len(content), PART)):
            self.write_part(document_id, number, content[at : at + PART])
        return Content(len(content), hashlib.sha256(content).hexdigest(), media_types.of(content, name))

    def look(self, document_id: str, name: str, parts: int) -> Content:
        """What a content of so many parts is, which is read for it. Raises as `read_part`."""
        digest, size, beginning = hashlib.sha256(), 0, b""
        for number in range(parts):
            part = self.read_part(document_id, number)
            beginning = beginning or part
            digest.update(part)
            size += len(part)
        return Content(size, digest.hexdigest(), media_types.of(beginning, name))

    def check(self) -> None:
        """Whether contents can be kept and given. Raises `StoreUnavailable`."""
        self.store.check()

    def remove(self, document_id: str) -> None:
        """Remove a content for good, if there is one."""
        self.store.delete(document_id)


def _key(document_id: str, number: int) -> str:
    return f"{document_id}/{number}"
