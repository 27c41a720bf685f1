"""What every store of contents does, whichever an installation names (docs/adr/0053, 0070)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from chassis.process import waiting
from chassis.process.unreachable import Unreachable
from services.accounts.documents.folder_store import FolderStore
from services.accounts.documents.object_store import ObjectMissing, ObjectStore, StoreUnavailable
from services.accounts.documents.s3_store import S3Store
from services.accounts.documents.threaded_store import ThreadedStore
from tests.accounts.s3_server import S3Server
from tests.builders import eventually

pytestmark = pytest.mark.service
#: As long as a sealed part is, and as short as anything.
CONTENTS = (os.urandom(512 * 1024 + 29), b"", b"x")


@dataclass
class Kept:
    """A store, and what takes it away and gives it back."""

    store: ObjectStore
    leaves: Callable[[], object]
    returns: Callable[[], object]


@pytest.fixture(params=["folder", "folder in threads", "S3"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Kept:
    if request.param == "S3":
        s3: S3Server = request.getfixturevalue("s3")
        return Kept(S3Store(s3.makes_bucket()), s3.gate.closes, s3.gate.opens)
    folder, away = tmp_path / "documents", tmp_path / "away"

    def leaves() -> None:
        shutil.move(folder, away)
        folder.write_text("not a folder")

    def returns() -> None:
        folder.unlink()
        shutil.move(away, folder)

    store = FolderStore(folder)
    store.check()
    return Kept(store if request.param == "folder" else ThreadedStore(store), leaves, returns)


@pytest.mark.parametrize("content", CONTENTS, ids=len)
def test_what_is_put_is_given_as_it_was(kept: Kept, content: bytes) -> None:
    kept.store.put("doc_1/0", content)
    assert kept.store.get("doc_1/0") == content


def test_what_is_put_again_takes_the_place_of_what_was_there(kept: Kept) -> None:
    for content in (b"the first", b"the second, longer", b"the second, longer"):
        kept.store.put("doc_1/0", content)
        assert kept.store.get("doc_1/0") == content


def test_what_is_not_there_is_missing_and_no_failure(kept: Kept) -> None:
    kept.store.put("doc_1/0", b"a")
    for key in ("doc_1/1", "doc_2/0", "doc_1/drawn/1"):
        for _ in range(5):
            with pytest.raises(ObjectMissing):
                kept.store.get(key)
    assert kept.store.get("doc_1/0") == b"a"


def test_a_document_is_removed_with_all_of_it_and_nothing_beside_it(kept: Kept) -> None:
    gone = ("doc_1/0", "doc_1/1", "doc_1/drawn/1")
    stays = ("doc_10/0", "doc_2/0")
    for key in (*gone, *stays):
        kept.store.put(key, b"a")
    for _ in range(2):
        kept.store.delete("doc_1")
    for key in gone:
        with pytest.raises(ObjectMissing):
            kept.store.get(key)
    assert [kept.store.get(key) for key in stays] == [b"a", b"a"]


@pytest.mark.parametrize(
    "key", ["", "..", "../doc", "a/../b", "/a", "a/", "a b", "a\n", "ä", "a/b/c/d/e", "a" * 65]
)
def test_a_key_that_we_did_not_make_is_refused(kept: Kept, key: str) -> None:
    for refused in (
        lambda: kept.store.put(key, b"a"),
        lambda: kept.store.get(key),
        lambda: kept.store.delete(key),
    ):
        with pytest.raises(ValueError, match="no key"):
            refused()


def test_any_number_of_threads_use_it(kept: Kept) -> None:
    store, keys = kept.store, {f"doc_{number}/{number % 3}": os.urandom(50_000) for number in range(60)}
    if isinstance(store, ThreadedStore):
        # Green ones, of one that is real.
        waiting.for_each(keys.items(), lambda entry: store.put(*entry), at_once=12)
    else:
        with ThreadPoolExecutor(12) as threads:
            list(threads.map(lambda entry: store.put(*entry), keys.items()))
    assert [store.get(key) for key in keys] == list(keys.values())


def test_a_store_that_is_away_is_unavailable_until_it_is_back(kept: Kept) -> None:
    """product.md 9.1: whoever sends hears that it is to come again, and no word of success."""
    kept.store.check()
    kept.store.put("doc_1/0", b"a")
    kept.leaves()
    for refused in (
        kept.store.check,
        lambda: kept.store.put("doc_1/1", b"b"),
        lambda: kept.store.get("doc_1/0"),
        lambda: kept.store.delete("doc_1"),
    ):
        with pytest.raises(StoreUnavailable) as error:
            refused()
        assert isinstance(error.value, Unreachable)
    kept.returns()
    # A store that others reach by a network is not called again at once.
    eventually(lambda: is_there(kept.store))
    assert kept.store.get("doc_1/0") == b"a"


def is_there(store: ObjectStore) -> bool:
    with suppress(StoreUnavailable):
        store.check()
        return True
    return False
