"""A practice's admins get word of who asks to be taken on, and no flood of it (docs/adr/0049)."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import func, select, text, update

from chassis.database.unit_of_work import UnitOfWork, new_id, now
from chassis.rpc.client import RpcClient
from contracts import accounts
from contracts.accounts import RequestKind
from deploy.allinone.product import Product
from services.invitations.account_mails import practice_notices
from services.invitations.tables import Notice
from tests.accounts.new_client_calls import (
    a_business,
    an_address,
    asks,
    declines,
    shown_token,
    switched_on,
)
from tests.accounts.test_practice_requests import a_business_admin
from tests.accounts.test_settings_page import Browser
from tests.builders import Mailbox, Person, a_colleague, a_practice, eventually, present, text_of

SUBJECT = "Your practice is asked to take clients on"


def mails_to(mailbox: Mailbox, person: Person) -> list[str]:
    """The texts of such mails to somebody, oldest first."""
    return [text_of(each) for each in mailbox.to(person.email) if each["Subject"] == SUBJECT]


def lines_of(mail: str) -> list[str]:
    return [line.removeprefix("- ") for line in mail.splitlines() if line.startswith("- ")]


class Notices:
    """What is gathered for a practice, and time that passes for it."""

    def __init__(self, product: Product, owner: Person) -> None:
        self.database = product.hosted["invitations"].database
        self.mine = (Notice.practice_id == owner.account_id) & (Notice.kind == "requested")

    def gathered(self) -> list[Sequence[str]]:
        with self.database.read(everywhere=True) as connection:
            rows = connection.execute(select(Notice.lines).where(self.mine, Notice.user_id.is_(None)))
            return list(rows.scalars())

    def minutes_to_rest(self) -> float:
        with self.database.read(everywhere=True) as connection:
            left = func.extract("epoch", Notice.due_at - func.now())
            found = connection.execute(select(left).where(self.mine, Notice.user_id.is_(None)))
            return float(found.scalar_one()) / 60

    def an_hour_passes(self) -> None:
        with self.database.unit_of_work(everywhere=True) as uow:
            uow.execute(update(Notice).where(self.mine).values(due_at=func.now()))
            uow.left_jobs = True

    def requested(self, owner: Person, kind: RequestKind, times: int) -> None:
        with self.database.unit_of_work(everywhere=True) as uow:
            for _ in range(times):
                self._note(uow, owner.account_id, kind)

    def _note(self, uow: UnitOfWork, practice_id: str | None, kind: RequestKind) -> None:
        practice_notices.note_requested(
            uow,
            {"request_id": new_id("request"), "practice_id": practice_id, "kind": kind, "at": now()},
        )


@pytest.fixture
def notices(product: Product, owner: Person) -> Notices:
    return Notices(product, owner)


def test_each_admin_gets_one_mail_that_says_nothing_of_who_asks(
    owner: Person, rpc: RpcClient, mailbox: Mailbox, notices: Notices
) -> None:
    other = a_colleague(owner, mailbox, role="practice_admin")
    standard = a_colleague(owner, mailbox)
    _, address = asks(rpc, mailbox, owner, name="Hostile <b>Ltd</b>")
    for admin in (owner, other):
        (mail,) = eventually(lambda admin=admin: mails_to(mailbox, admin))
        assert lines_of(mail) == ["somebody new"]
        assert "/clients/requests" in mail
        assert not any(word in mail for word in ("Hostile", "Jo Bloggs", address))
    assert mails_to(mailbox, standard) == []
    assert notices.gathered() == [[]]


def test_a_client_with_an_account_is_told_of_to_the_practice_that_they_ask_alone(
    owner: Person, rpc: RpcClient, mailbox: Mailbox
) -> None:
    before = a_practice(rpc)
    jo = a_business_admin(before, mailbox, name="Acme")
    with jo.acting():
        accounts.request_practice(rpc, practice_admin_email=owner.email)
    (mail,) = eventually(lambda: mails_to(mailbox, owner))
    assert lines_of(mail) == ["a client who has an account"]
    assert mails_to(mailbox, before) == []


def test_asking_nobody_takes_as_much_work_and_tells_nobody(
    owner: Person, rpc: RpcClient, mailbox: Mailbox, product: Product
) -> None:
    """product.md 4.3: whose an address is shows in nothing."""
    jo = a_business_admin(owner, mailbox, name="Acme")
    with jo.acting():
        made = accounts.request_practice(rpc, practice_admin_email=an_address())
    with product.hosted["accounts"].database.read(everywhere=True) as connection:
        query = text(
            "SELECT body::json ->> 'practice_id' FROM outbox"
            " WHERE type = 'PracticeRequested' AND aggregate = :id"
        )
        assert connection.execute(query, {"id": made["id"]}).scalars().all() == [None]

    def taken_in() -> bool:
        with product.hosted["accounts"].database.read(everywhere=True) as connection:
            sent = text("SELECT sent_at FROM outbox WHERE type = 'PracticeRequested' AND aggregate = :id")
            return connection.execute(sent, {"id": made["id"]}).scalar_one() is not None

    eventually(taken_in)
    assert mails_to(mailbox, owner) == []


def test_a_thousand_requests_make_one_mail_at_once_and_one_an_hour(
    owner: Person, mailbox: Mailbox, notices: Notices
) -> None:
    notices.requested(owner, RequestKind.NEW_CLIENT, 1)
    notices.an_hour_passes()
    eventually(lambda: len(mails_to(mailbox, owner)) == 1 and notices.gathered() == [[]])
    assert 50 < notices.minutes_to_rest() <= 60
    for _ in range(10):
        notices.requested(owner, RequestKind.NEW_CLIENT, 100)
    notices.requested(owner, RequestKind.EXISTING_ACCOUNT, 1)
    assert 50 < notices.minutes_to_rest() <= 60, "what comes meanwhile puts nothing off, and nothing forward"
    assert len(mails_to(mailbox, owner)) == 1
    notices.an_hour_passes()
    eventually(lambda: len(mails_to(mailbox, owner)) > 1)
    first, second = mails_to(mailbox, owner)
    assert lines_of(first) == ["somebody new"]
    assert lines_of(second) == ["1000 people who are new", "a client who has an account"]
    eventually(lambda: notices.gathered() == [[]])
    notices.an_hour_passes()
    eventually(lambda: notices.gathered() == [])
    assert len(mails_to(mailbox, owner)) == 2, "an hour without requests sends nothing"


def test_the_next_request_after_a_quiet_hour_is_told_at_once(
    owner: Person, rpc: RpcClient, mailbox: Mailbox, notices: Notices
) -> None:
    handle = switched_on(owner)
    for number in (1, 2):
        token = shown_token(rpc, mailbox, handle, an_address())
        accounts.request_as_new_client(rpc, a_business(token))
        eventually(lambda number=number: len(mails_to(mailbox, owner)) == number)
        eventually(lambda: notices.gathered() == [[]])
        notices.an_hour_passes()
        eventually(lambda: notices.gathered() == [])
    with owner.acting():
        waiting = accounts.list_practice_requests(owner.rpc, state="pending")["items"]
    assert len(waiting) == 2
    assert present(waiting)[0]["details"] is not None


def test_the_list_of_clients_counts_who_waits_for_admins_alone(
    owner: Person, rpc: RpcClient, mailbox: Mailbox
) -> None:
    standard, pages = a_colleague(owner, mailbox), Browser(rpc, owner)
    assert "waiting</span>" not in pages.opens("/clients")
    jo = a_business_admin(a_practice(rpc), mailbox, name="Acme")
    with jo.acting():
        accounts.request_practice(rpc, practice_admin_email=owner.email)
    request_id, _ = asks(rpc, mailbox, owner)
    assert 'Requests (2<span class="visually-hidden"> waiting</span>)' in pages.opens("/clients")
    declines(owner, request_id)
    assert 'Requests (1<span class="visually-hidden"> waiting</span>)' in pages.opens("/clients")
    assert "Requests" not in Browser(rpc, standard).opens("/clients")
    for person, waiting in ((owner, 1), (standard, 0), (a_practice(rpc), 0)):
        with person.acting():
            assert accounts.list_clients(rpc, include="names")["waiting_requests"] == waiting
