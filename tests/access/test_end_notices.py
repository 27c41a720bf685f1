"""Both sides are told two days before something that was given ends by itself, once (docs/adr/0056)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import eventlet
import pytest
from sqlalchemy import text

from chassis.rpc.client import RpcClient
from contracts.access import ColleagueEnd, EndingGrant, GivenEnd
from deploy.allinone.product import Product
from services.access.client_access import end_notices
from services.invitations.account_mails import practice_notices
from tests.access.passing_time import in_days
from tests.builders import Mailbox, Person, a_colleague, a_practice, a_team, eventually, gives, text_of

_SOON = "Your access to Oak Ltd ends soon"
_MANAGES = "You manage Oak Ltd for two more days"
_OTHERS = "Access to Oak Ltd ends soon"
_NOTICE = "Access to clients ends soon"


def subjects(mailbox: Mailbox, person: Person) -> list[str]:
    known = (_SOON, _MANAGES, _OTHERS, _NOTICE)
    return sorted(str(each["Subject"]) for each in mailbox.to(person.email) if each["Subject"] in known)


def two_days_are_left(product: Product, client_id: str) -> None:
    """Time passes until there are: what was given for longer than that ends a little sooner than two days."""
    soon = in_days(2) - timedelta(minutes=1)
    statements = (
        "UPDATE client_access SET everyone_ends_at = least(everyone_ends_at, :soon),"
        " manager_ends_at = least(manager_ends_at, :soon) WHERE client_id = :id AND everyone IS TRUE",
        "UPDATE client_access SET noticed_until = now() WHERE client_id = :id",
        "UPDATE client_colleagues SET ends_at = :soon WHERE client_id = :id AND ends_at IS NOT NULL",
        "UPDATE client_teams SET ends_at = :soon WHERE client_id = :id AND ends_at IS NOT NULL",
    )
    with product.hosted["access"].database.unit_of_work(everywhere=True) as uow:
        for each in statements:
            uow.execute(text(each), {"soon": soon, "id": client_id})


def notices(product: Product) -> None:
    """The job, at many replicas at once, until nothing is left."""

    def runs(_: int) -> None:
        more = True
        while more:
            with product.hosted["access"].database.unit_of_work(everywhere=True) as uow:
                more = end_notices.notice_some(uow)

    list(eventlet.GreenPool(4).imap(runs, range(4)))


def published(product: Product, client_id: str) -> int:
    of_client = text("SELECT count(*) FROM outbox WHERE type = 'AccessEndsSoon' AND aggregate = :id")
    with product.hosted["access"].database.read(everywhere=True) as connection:
        return int(connection.execute(of_client, {"id": client_id}).scalar_one())


@pytest.fixture(autouse=True)
def _at_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(practice_notices, "GATHER", timedelta())
        yield


@pytest.fixture
def owner(rpc: RpcClient) -> Person:
    return a_practice(rpc)


def test_each_side_is_told_once_of_each_kind_of_grant(
    owner: Person, mailbox: Mailbox, product: Product
) -> None:
    bob, cy, di = (a_colleague(owner, mailbox) for _ in range(3))
    team_id, client_id, later = a_team(owner, cy), owner.adds_client(name="Oak Ltd")["id"], in_days(30)
    gives(
        owner,
        client_id,
        everyone=True,
        colleague_ids=[bob.user_id],
        team_ids=[team_id],
        account_manager_id=di.user_id,
        colleague_ends=[ColleagueEnd(user_id=bob.user_id, until=later)],
        ends=[
            GivenEnd(grant=EndingGrant.EVERYONE, until=later),
            GivenEnd(grant=EndingGrant.TEAM, team_id=team_id, until=later),
            GivenEnd(grant=EndingGrant.ACCOUNT_MANAGER, until=later),
        ],
    )
    notices(product)
    assert published(product, client_id) == 0, "nothing ends soon"
    two_days_are_left(product, client_id)
    notices(product)
    eventually(lambda: subjects(mailbox, bob) == [_SOON])
    eventually(lambda: subjects(mailbox, cy) == [_SOON])
    eventually(lambda: subjects(mailbox, di) == sorted([_MANAGES, _OTHERS, _OTHERS, _OTHERS]))
    eventually(lambda: subjects(mailbox, owner))
    (mail,) = [each for each in mailbox.to(owner.email) if each["Subject"] == _NOTICE]
    said = text_of(mail)
    for words in (
        "all colleagues see Oak Ltd until",
        "the team",
        "manages Oak Ltd until",
        "sees Oak Ltd until",
    ):
        assert words in said
    notices(product)
    assert published(product, client_id) == 1, "once"


def test_what_is_given_for_less_than_two_days_is_no_news(
    owner: Person, mailbox: Mailbox, product: Product
) -> None:
    bob, cy = a_colleague(owner, mailbox), a_colleague(owner, mailbox)
    client_id = owner.adds_client(name="Oak Ltd")["id"]
    end = [ColleagueEnd(user_id=bob.user_id, until=in_days(30))]
    gives(owner, client_id, colleague_ids=[bob.user_id], colleague_ends=end)
    two_days_are_left(product, client_id)
    # Before the job has come by: what is changed does not take the notice away.
    ends = [*end, ColleagueEnd(user_id=cy.user_id, until=in_days(1))]
    gives(owner, client_id, colleague_ids=[bob.user_id, cy.user_id], colleague_ends=ends)
    eventually(lambda: subjects(mailbox, bob) == [_SOON])
    notices(product)
    assert published(product, client_id) == 1
    assert subjects(mailbox, cy) == []


def test_admins_and_who_has_gone_lose_nothing(owner: Person, mailbox: Mailbox, product: Product) -> None:
    ann, bob = a_colleague(owner, mailbox, role="practice_admin"), a_colleague(owner, mailbox)
    client_id, later = owner.adds_client(name="Oak Ltd")["id"], in_days(30)
    ends = [ColleagueEnd(user_id=each.user_id, until=later) for each in (ann, bob)]
    gives(owner, client_id, colleague_ids=[ann.user_id, bob.user_id], colleague_ends=ends)
    two_days_are_left(product, client_id)
    notices(product)
    eventually(lambda: subjects(mailbox, bob) == [_SOON])
    eventually(lambda: subjects(mailbox, ann) == [_NOTICE])
