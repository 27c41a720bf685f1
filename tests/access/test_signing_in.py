"""Sessions: opaque tokens, one answer for every failure, limits on trying."""

import hashlib
from collections.abc import Mapping

import pytest
from sqlalchemy import text

from chassis import context
from chassis.rpc.client import RpcClient
from contracts import access, invitations
from contracts.errors import TooManyRequests, Unauthenticated
from deploy.allinone.product import Product
from tests.builders import PASSWORD, Mailbox, Person, a_practice, sign_in, unique


def authenticate(person: Person) -> Mapping[str, object]:
    return access.authenticate(person.rpc, token_hash=hashlib.sha256(person.token.encode()).hexdigest())


def test_case_of_the_email_does_not_count(owner: Person) -> None:
    """product.md 1"""
    assert sign_in(owner.rpc, owner.email.upper()).user_id == owner.user_id


@pytest.mark.parametrize("password", ["wrong password", "x", PASSWORD.upper()])
def test_a_wrong_password_and_an_unknown_email_have_one_answer(owner: Person, password: str) -> None:
    answers = []
    for address in (owner.email, f"{unique('nobody')}@smith.example"):
        with pytest.raises(access.InvalidCredentials) as refused:
            access.sign_in(owner.rpc, email=address, password=password)
        answers.append((refused.value.code, refused.value.detail, refused.value.context))
    assert answers[0] == answers[1]


def test_an_account_that_is_not_the_users_is_the_same_answer(owner: Person, rpc: RpcClient) -> None:
    with pytest.raises(access.InvalidCredentials):
        access.sign_in(rpc, email=owner.email, password=PASSWORD, account_id=a_practice(rpc).account_id)


def test_after_ten_failures_even_the_right_password_waits(owner: Person) -> None:
    for _ in range(10):
        with pytest.raises(access.InvalidCredentials):
            access.sign_in(owner.rpc, email=owner.email, password="wrong password")
    with pytest.raises(TooManyRequests) as refused:
        access.sign_in(owner.rpc, email=owner.email, password=PASSWORD)
    assert 0 < (refused.value.retry_after or 0) <= 900


def test_the_token_is_stored_as_a_hash_only(owner: Person, product: Product) -> None:
    database = product.hosted["access"].database
    with database.read(everywhere=True) as connection:
        for table in ("sessions", "commands", "outbox", "users"):
            rows = connection.execute(text(f"SELECT * FROM {table}"))  # noqa: S608  names of tables, above
            assert not any(owner.token in str(row) or PASSWORD in str(row) for row in rows), table


def test_a_replayed_sign_in_gives_the_same_token_from_a_sealed_answer(
    owner: Person, product: Product
) -> None:
    key, tokens = unique("sign-in"), set()
    for _ in range(2):
        with context.enter(context.Context("test", idempotency_key=key, fingerprint="one")):
            tokens.add(access.sign_in(owner.rpc, email=owner.email, password=PASSWORD)["token"])
    assert len(tokens) == 1
    with product.hosted["access"].database.read(everywhere=True) as connection:
        answers = [str(row) for row in connection.execute(text("SELECT answer FROM commands"))]
    token = tokens.pop()
    assert not any(token in answer for answer in answers)


@pytest.mark.parametrize(
    "change",
    [
        "seen_at = now() - interval '9 hours'",
        "expires_at = now() - interval '1 second'",
        "ended_at = now()",
    ],
)
def test_a_session_ends_by_idleness_by_age_and_by_signing_out(
    owner: Person, product: Product, change: str
) -> None:
    assert authenticate(owner)
    with product.hosted["access"].database.unit_of_work(everywhere=True) as uow:
        statement = f"UPDATE sessions SET {change} WHERE user_id = :id"  # noqa: S608  written above
        uow.execute(text(statement), {"id": owner.user_id})
    with pytest.raises(Unauthenticated):
        authenticate(owner)


def test_use_keeps_a_session_from_idling_out(owner: Person, product: Product) -> None:
    with product.hosted["access"].database.unit_of_work(everywhere=True) as uow:
        uow.execute(
            text("UPDATE sessions SET seen_at = now() - interval '2 hours' WHERE user_id = :id"),
            {"id": owner.user_id},
        )
    authenticate(owner)
    with product.hosted["access"].database.read(everywhere=True) as connection:
        idle = connection.execute(
            text("SELECT extract(epoch FROM now() - seen_at) FROM sessions WHERE user_id = :id"),
            {"id": owner.user_id},
        ).scalar_one()
    assert idle < 60


def test_switching_accounts_voids_the_old_passport(owner: Person, mailbox: Mailbox) -> None:
    other = a_practice(owner.rpc)
    with other.acting():
        access.invite_colleague(owner.rpc, name="Ann", email=owner.email, role="standard")
    with owner.acting():
        invitations.redeem_invitation(owner.rpc, token=mailbox.token_for(owner.email))
        switched = access.switch_account(owner.rpc, account_id=other.account_id)
    assert switched["account"]["id"] == other.account_id
    with owner.acting(), pytest.raises(Unauthenticated):
        access.get_session(owner.rpc)
    assert authenticate(owner)["account_id"] == other.account_id


def test_a_forged_passport_is_nobodys(owner: Person) -> None:
    payload, _, signature = owner.passport.partition(".")
    for forged in (f"{payload[:-2]}AA.{signature}", f"{payload}.{signature[:-4]}AAAA", "x.y", "é.ü", payload):
        with context.enter(context.Context("test", passport=forged)), pytest.raises(Unauthenticated):
            access.get_session(owner.rpc)
