"""Who wants it gets a mail once a day about what they have not read (docs/adr/0072)."""

from __future__ import annotations

import eventlet
import pytest
from sqlalchemy import text

from chassis.rpc.client import RpcClient
from contracts import access
from contracts.access import NoticeDigest, NoticeKind
from deploy.allinone.product import Product
from services.access.notices import digests
from services.invitations.account_mails import notice_mails
from tests.access.two_practices import works_for_both
from tests.builders import Mailbox, Person, a_colleague, a_practice, eventually, gives, sign_in, text_of


@pytest.fixture
def owner(rpc: RpcClient) -> Person:
    return a_practice(rpc, name="Smith & Co")


@pytest.fixture
def bob(owner: Person, mailbox: Mailbox) -> Person:
    return a_colleague(owner, mailbox, name="Bob Jones")


def chooses(person: Person, digest: NoticeDigest) -> None:
    with person.acting():
        assert access.choose_notice_digest(person.rpc, digest=digest) == {"digest": digest}
        assert access.list_notices(person.rpc)["digest"] == digest


def a_day_passes(product: Product, person: Person) -> None:
    statements = (
        "UPDATE digest_subscribers SET sent_at = sent_at - interval '1 day' WHERE user_id = :id",
        "UPDATE notices SET at = at - interval '1 day' WHERE user_id = :id",
    )
    with product.hosted["access"].database.unit_of_work(everywhere=True) as uow:
        for each in statements:
            uow.execute(text(each), {"id": person.user_id})


def orders(product: Product) -> None:
    """The job, at several replicas at once, until nothing is left."""

    def runs(_: int) -> None:
        more = True
        while more:
            with product.hosted["access"].database.unit_of_work(everywhere=True) as uow:
                more = digests.send_one(uow)

    list(eventlet.GreenPool(4).imap(runs, range(4)))


def mails(mailbox: Mailbox, person: Person) -> list[str]:
    found = (each for each in mailbox.to(person.email) if str(each["Subject"]).startswith("What is new"))
    return [text_of(each) for each in found]


def ordered(product: Product, person: Person) -> int:
    query = text("SELECT count(*) FROM outbox WHERE type = 'NoticesWaiting' AND aggregate = :id")
    with product.hosted["access"].database.read(everywhere=True) as connection:
        return int(connection.execute(query, {"id": person.user_id}).scalar_one())


def test_it_comes_once_a_day_by_kind_and_names_no_client(
    owner: Person, bob: Person, mailbox: Mailbox, product: Product
) -> None:
    chooses(bob, NoticeDigest.DAILY)
    for name in ("Oak Ltd", "Elm Ltd"):
        gives(owner, owner.adds_client(name=name)["id"], colleague_ids=[bob.user_id])
    orders(product)
    assert ordered(product, bob) == 0
    a_day_passes(product, bob)
    orders(product)
    orders(product)
    (mail,) = eventually(lambda: mails(mailbox, bob))
    assert "You were given clients 2 times" in mail
    assert "/notices" in mail
    assert "once a day at most" in mail
    assert "Oak" not in mail
    # What was in a mail is in no other, though it is not read.
    a_day_passes(product, bob)
    orders(product)
    assert ordered(product, bob) == 1


def test_what_was_read_and_who_has_ended_it_gets_none(
    owner: Person, bob: Person, mailbox: Mailbox, product: Product
) -> None:
    chooses(bob, NoticeDigest.DAILY)
    gives(owner, owner.adds_client()["id"], colleague_ids=[bob.user_id])
    with bob.acting():
        (notice,) = access.list_notices(bob.rpc)["items"]
        access.read_notices(bob.rpc, up_to=notice["id"])
    a_day_passes(product, bob)
    orders(product)
    assert ordered(product, bob) == 0
    # The product's own job looks meanwhile.
    chooses(bob, NoticeDigest.NEVER)
    gives(owner, owner.adds_client()["id"], colleague_ids=[bob.user_id])
    orders(product)
    assert ordered(product, bob) == 0


def test_who_has_left_gets_none(owner: Person, bob: Person, product: Product) -> None:
    chooses(bob, NoticeDigest.DAILY)
    gives(owner, owner.adds_client()["id"], colleague_ids=[bob.user_id])
    with owner.acting():
        access.deactivate_colleague(owner.rpc, user_id=bob.user_id, reassign_managed_clients_to=None)
    a_day_passes(product, bob)
    orders(product)
    assert ordered(product, bob) == 0


def test_who_works_for_two_practices_hears_of_each_by_itself(
    rpc: RpcClient, mailbox: Mailbox, product: Product
) -> None:
    one, two = a_practice(rpc), a_practice(rpc)
    bob = works_for_both(rpc, mailbox, one, two)
    chooses(bob, NoticeDigest.DAILY)
    gives(two, two.adds_client()["id"], colleague_ids=[bob.user_id])
    a_day_passes(product, bob)
    orders(product)
    assert ordered(product, bob) == 0
    chooses(sign_in(rpc, bob.email, account_id=two.account_id), NoticeDigest.DAILY)
    gives(one, one.adds_client()["id"], colleague_ids=[bob.user_id])
    gives(two, two.adds_client()["id"], colleague_ids=[bob.user_id])
    a_day_passes(product, bob)
    orders(product)
    assert ordered(product, bob) == 2
    for mail in eventually(lambda: len(found := mails(mailbox, bob)) == 2 and found):
        assert "You were given a client" in mail
    # Who has left one gets nothing of it, though they work for the other.
    gives(one, one.adds_client()["id"], colleague_ids=[bob.user_id])
    with one.acting():
        access.deactivate_colleague(one.rpc, user_id=bob.user_id, reassign_managed_clients_to=None)
    a_day_passes(product, bob)
    orders(product)
    assert ordered(product, bob) == 2


def test_a_mail_has_words_for_each_kind() -> None:
    lines = {notice_mails.line(kind, count) for kind in NoticeKind for count in (1, 3)}
    assert len(lines) == 2 * len(NoticeKind)
    assert sum("3" in line for line in lines) == len(NoticeKind)
