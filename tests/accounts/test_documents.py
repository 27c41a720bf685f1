"""Documents of clients: kept safely, and seen by whoever may (product.md 2.8, docs/adr/0053)."""

from __future__ import annotations

import datetime
import hashlib
import os

import pytest
from sqlalchemy import text

from chassis.database.unit_of_work import now
from contracts import accounts
from contracts.accounts.documents import LARGEST_DOCUMENT, PART
from contracts.errors import InternalError, NotFound, ServiceUnavailable
from deploy.allinone.product import Product
from services.accounts.documents import removed_documents
from services.accounts.documents.sealed_contents import SealedContents
from tests.accounts.document_calls import PDF, content_of, kept_files, listed, names, told_of, uploads
from tests.builders import (
    Mailbox,
    Person,
    a_client_user,
    a_colleague,
    a_practice,
    as_a_timer,
    eventually,
)
from tests.connections.feed_reader import Reader, has


def test_a_document_is_kept_as_it_was_and_told_once_without_its_name(owner: Person, product: Product) -> None:
    """product.md 9.2: what is told has no contents, and says nothing of who sent it."""
    client = owner.adds_client()["id"]
    content = PDF + os.urandom(2 * PART)
    kept = uploads(owner, client, "Bank statement.pdf", content)
    assert content_of(owner, kept) == content
    digest = hashlib.sha256(content).hexdigest()
    assert (kept["media_type"], kept["size"], kept["sha256"]) == ("application/pdf", len(content), digest)
    assert (kept["source"], kept["sender"]) == ("upload", "Ann Smith")
    [event] = told_of(product, client)
    assert event["documents"] == [
        {"id": kept["id"], "media_type": "application/pdf", "size": len(content), "sha256": digest}
    ]
    assert (event["by"], event["source"]) == (owner.user_id, "upload")
    assert not any(each in str(event) for each in ("statement", "Smith"))


def test_a_programs_feed_tells_of_it(owner: Person) -> None:
    """docs/adr/0045"""
    client = owner.adds_client()["id"]
    reader = Reader(owner)
    uploads(owner, client)
    reader.until(has("DocumentReceived", client_id=client))


def test_nothing_of_a_document_is_in_clear_on_the_disk(owner: Person, product: Product) -> None:
    client = owner.adds_client()["id"]
    before = kept_files(product)
    uploads(owner, client, "secret-name.txt", b"plain words " * 100_000)
    written = kept_files(product) - before
    assert len(written) == 3
    assert not any(b"plain words" in path.read_bytes() or "secret" in str(path) for path in written)
    assert {path.stat().st_mode & 0o077 for path in written} == {0}


def test_parts_that_change_places_do_not_open(owner: Person, product: Product) -> None:
    """A content is bound to its document and its place."""
    client = owner.adds_client()["id"]
    one, other = uploads(owner, client, content=b"a" * 100), uploads(owner, client, content=b"b" * 100)
    folder = product.folder / "documents"
    (folder / one["id"] / "0").write_bytes((folder / other["id"] / "0").read_bytes())
    with pytest.raises(InternalError):
        content_of(owner, one)


def test_an_incomplete_document_is_refused_and_seen_by_nobody(owner: Person, product: Product) -> None:
    client = owner.adds_client()["id"]
    with owner.acting():
        begun = accounts.begin_document(owner.rpc, client_id=client, filename="x.pdf")
        named = {"client_id": client, "document_id": begun["id"]}
        for number, data, last in ((0, b"", True), (0, b"short", False), (1, b"the second alone", True)):
            with pytest.raises(accounts.DocumentIncomplete):
                accounts.receive_document_part(owner.rpc, **named, number=number, data=data, last=last)
        with pytest.raises(NotFound):
            accounts.get_document(owner.rpc, **named)
    assert names(owner, client) == []
    assert told_of(product, client) == []


def test_a_part_that_is_sent_again_is_taken_once(owner: Person, product: Product) -> None:
    client = owner.adds_client()["id"]
    with owner.acting("once"):
        begun = accounts.begin_document(owner.rpc, client_id=client, filename="x.pdf")
        assert accounts.begin_document(owner.rpc, client_id=client, filename="x.pdf") == begun
    for _ in range(2):
        with owner.acting(f"part of {begun['id']}"):
            accounts.receive_document_part(
                owner.rpc, client_id=client, document_id=begun["id"], number=0, data=PDF, last=True
            )
    assert names(owner, client) == ["x.pdf"]
    assert len(told_of(product, client)) == 1


def test_the_list_is_searched_by_name_and_paged_newest_first(owner: Person) -> None:
    client = owner.adds_client()["id"]
    for name in ("March.pdf", "April.pdf", "Invoice 50%_a.pdf"):
        uploads(owner, client, name)
    assert names(owner, client) == ["Invoice 50%_a.pdf", "April.pdf", "March.pdf"]
    assert names(owner, client, q="APRIL") == ["April.pdf"]
    assert names(owner, client, q="%_") == ["Invoice 50%_a.pdf"]
    with owner.acting():
        first = accounts.list_documents(owner.rpc, client_id=client, limit=2)
        rest = accounts.list_documents(owner.rpc, client_id=client, limit=2, cursor=first["next_cursor"])
    assert [each["name"] for each in rest["items"]] == ["March.pdf"]
    assert rest["next_cursor"] is None


def test_one_that_is_deleted_is_restored_and_else_removed_for_good(owner: Person, product: Product) -> None:
    client = owner.adds_client()["id"]
    kept, other = uploads(owner, client, "kept.pdf"), uploads(owner, client, "other.pdf")
    for document in (kept, other):
        with owner.acting():
            accounts.delete_document(owner.rpc, client_id=client, document_id=document["id"])
    assert names(owner, client) == []
    assert names(owner, client, deleted=True) == ["other.pdf", "kept.pdf"]
    with pytest.raises(NotFound):
        content_of(owner, kept)
    with owner.acting():
        gone = accounts.get_document(owner.rpc, client_id=client, document_id=kept["id"])
        assert gone["deleted_at"] is not None
        accounts.restore_document(owner.rpc, client_id=client, document_id=kept["id"])
    assert content_of(owner, kept) == PDF
    removes_after(product, days=31)
    assert names(owner, client) == ["kept.pdf"]
    assert names(owner, client, deleted=True) == []
    assert {path.parent.name for path in kept_files(product)} & {kept["id"], other["id"]} == {kept["id"]}


def test_what_never_came_whole_leaves_nothing(owner: Person, product: Product) -> None:
    client = owner.adds_client()["id"]
    with owner.acting():
        begun = accounts.begin_document(owner.rpc, client_id=client, filename="x.pdf")
        accounts.receive_document_part(
            owner.rpc, client_id=client, document_id=begun["id"], number=0, data=b"x" * PART, last=False
        )
    assert any(path.parent.name == begun["id"] for path in kept_files(product))
    removes_after(product, days=2)
    assert not any(path.parent.name == begun["id"] for path in kept_files(product))


def test_documents_go_with_a_client_that_is_deleted(owner: Person, product: Product) -> None:
    """product.md 8.3"""
    client = owner.adds_client()
    document = uploads(owner, client["id"])
    with owner.acting():
        accounts.delete_client(owner.rpc, client["id"], client["name"])
    removes_after(product, days=0)
    assert not any(path.parent.name == document["id"] for path in kept_files(product))
    with product.hosted["accounts"].database.read(everywhere=True) as connection:
        left = connection.execute(
            text("SELECT count(*) FROM client_documents WHERE id = :id"), {"id": document["id"]}
        )
        assert left.scalar() == 0


def test_an_archived_client_takes_none_in_and_shows_those_it_has(owner: Person) -> None:
    client = owner.adds_client()["id"]
    document = uploads(owner, client)
    with owner.acting():
        accounts.archive_client(owner.rpc, client)
        with pytest.raises(accounts.ClientArchived):
            accounts.begin_document(owner.rpc, client_id=client, filename="x.pdf")
    assert content_of(owner, document) == PDF


def test_who_sees_which(owner: Person, mailbox: Mailbox) -> None:
    """product.md 1, 1.2: a standard user has their own documents only."""
    client = owner.adds_client()["id"]
    admin = a_client_user(owner, mailbox, client)
    user = a_client_user(owner, mailbox, client, role="standard_user")
    users = a_client_user(owner, mailbox, client, role="user_admin")
    for person, name in ((owner, "practice"), (admin, "admin"), (user, "user"), (users, "users")):
        uploads(person, client, f"{name}.pdf")
    everything = ["users.pdf", "user.pdf", "admin.pdf", "practice.pdf"]
    assert names(owner, client) == names(admin, client) == everything
    assert names(user, client) == ["user.pdf"]
    assert names(users, client) == ["users.pdf"]
    of_practice = listed(owner, client, q="practice")[0]
    with pytest.raises(NotFound):
        content_of(user, of_practice)
    with user.acting(), pytest.raises(NotFound):
        accounts.delete_document(user.rpc, client_id=client, document_id=of_practice["id"])


def test_who_may_not_see_the_client_sees_no_document(owner: Person, mailbox: Mailbox) -> None:
    """product.md 2.5"""
    client = owner.adds_client(access={"everyone": False})["id"]
    document = uploads(owner, client)
    strangers = [a_colleague(owner, mailbox), a_practice(owner.rpc)]
    strangers.append(a_client_user(owner, mailbox, owner.adds_client()["id"]))
    for stranger in strangers:
        with pytest.raises(NotFound):
            names(stranger, client)
        with pytest.raises(NotFound):
            content_of(stranger, document)
        with pytest.raises(NotFound):
            uploads(stranger, client)


def test_a_document_of_another_client_is_not_there(owner: Person) -> None:
    one, other = owner.adds_client()["id"], owner.adds_client()["id"]
    document = uploads(owner, one)
    with owner.acting(), pytest.raises(NotFound):
        accounts.get_document(owner.rpc, client_id=other, document_id=document["id"])


def test_what_somebody_uploads_nobody_else_adds_to(owner: Person, mailbox: Mailbox) -> None:
    client = owner.adds_client()["id"]
    admin = a_colleague(owner, mailbox, role="practice_admin")
    with owner.acting():
        begun = accounts.begin_document(owner.rpc, client_id=client, filename="x.pdf")
    for person, document_id in ((admin, begun["id"]), (owner, "doc_01M8NBAHECHV1D6P8Q9D1XTM5F")):
        with person.acting(), pytest.raises(NotFound):
            accounts.receive_document_part(
                person.rpc, client_id=client, document_id=document_id, number=0, data=PDF, last=True
            )
    assert names(owner, client) == []


def test_what_is_beyond_the_end_is_not_there(owner: Person) -> None:
    client = owner.adds_client()["id"]
    document = uploads(owner, client)
    with owner.acting(), pytest.raises(NotFound):
        accounts.get_document_part(owner.rpc, client_id=client, document_id=document["id"], number=1)


def test_the_largest_has_just_so_many_parts() -> None:
    assert LARGEST_DOCUMENT % PART == 0


def removes_after(product: Product, days: int) -> None:
    """Let what is removed by time be removed as if so many days had passed."""
    contents = product.hosted["accounts"].container.config["contents"]
    assert isinstance(contents, SealedContents)
    with as_a_timer():
        removed_documents.remove_for_good(
            product.hosted["accounts"].database, contents, now() + datetime.timedelta(days=days)
        )


def test_while_the_folder_is_away_nothing_is_said_to_be_kept(owner: Person, product: Product) -> None:
    """product.md 9.1: the same may well succeed in a moment, and nothing is lost."""
    client = owner.adds_client()["id"]
    kept = uploads(owner, client, "kept.pdf")
    folder, away = product.folder / "documents", product.folder / "away"
    readiness = product.hosted["accounts"].readiness
    eventually(lambda: readiness.look()["documents"] == "ok")
    folder.rename(away)
    folder.write_text("not a folder")
    try:
        for call in (lambda: uploads(owner, client, "lost.pdf"), lambda: content_of(owner, kept)):
            with pytest.raises(ServiceUnavailable):
                call()
        eventually(lambda: readiness.look()["documents"] == "failed")
    finally:
        folder.unlink()
        away.rename(folder)
    eventually(lambda: readiness.look()["documents"] == "ok")
    assert names(owner, client) == ["kept.pdf"]
    assert content_of(owner, kept) == PDF
