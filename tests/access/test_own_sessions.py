"""A user's own sessions and API tokens."""

import datetime

import pytest
from sqlalchemy import text

from contracts import access, accounts
from contracts.errors import NotFound, ScopeRequired, Unauthenticated
from deploy.allinone.product import Product
from tests.access.test_signing_in import authenticate
from tests.builders import PASSWORD, Mailbox, Person, a_colleague, a_practice, by_token, caught_up, sign_in


def test_sessions_are_listed_and_one_elsewhere_is_ended(owner: Person) -> None:
    elsewhere = sign_in(owner.rpc, owner.email)
    with owner.acting():
        listed = access.list_own_sessions(owner.rpc)["items"]
        assert sorted(session["current"] for session in listed) == [False, True]
        assert {session["account"]["id"] for session in listed} == {owner.account_id}
        [other] = [session["id"] for session in listed if not session["current"]]
        caught_up(owner, access.end_own_session(owner.rpc, session_id=other))
        assert len(access.list_own_sessions(owner.rpc)["items"]) == 1
    with elsewhere.acting(), pytest.raises(Unauthenticated):
        accounts.list_clients(owner.rpc)
    with pytest.raises(Unauthenticated):
        authenticate(elsewhere)


def test_nobody_ends_the_session_of_another(owner: Person) -> None:
    stranger = a_practice(owner.rpc)
    with stranger.acting():
        [session] = access.list_own_sessions(owner.rpc)["items"]
    with owner.acting(), pytest.raises(NotFound):
        access.end_own_session(owner.rpc, session_id=session["id"])
    assert authenticate(stranger)


def a_token(owner: Person, *scopes: str) -> Person:
    with owner.acting():
        made = access.create_api_token(owner.rpc, name="export", scopes=list(scopes))
    return by_token(owner, made["token"])


def test_an_api_token_acts_with_its_users_rights(owner: Person) -> None:
    token = a_token(owner, "read", "write")
    assert token.adds_client()["name"] in token.sees()


def test_a_reading_token_changes_nothing(owner: Person) -> None:
    token = a_token(owner, "read")
    assert token.sees() == []
    with pytest.raises(ScopeRequired):
        token.adds_client()


def test_no_token_touches_credentials(owner: Person) -> None:
    token = a_token(owner, "write")
    with token.acting():
        for attempt in (
            access.list_own_sessions,
            access.list_api_tokens,
            access.get_totp,
            access.end_session,
        ):
            with pytest.raises(access.SessionRequired):
                attempt(owner.rpc)
        with pytest.raises(access.SessionRequired):
            access.create_api_token(owner.rpc, name="more", scopes=["write"])
        with pytest.raises(access.SessionRequired):
            access.change_password(owner.rpc, current_password=PASSWORD, password="four other words here")
        with pytest.raises(access.SessionRequired):
            access.switch_account(owner.rpc, account_id=owner.account_id)
        for change in (access.begin_totp, access.disable_totp, access.renew_recovery_codes):
            with pytest.raises(access.SessionRequired):
                change(owner.rpc, password=PASSWORD)
        with pytest.raises(access.SessionRequired):
            access.confirm_totp(owner.rpc, code="000000")
        with pytest.raises(access.SessionRequired):
            access.end_own_session(owner.rpc, session_id="sess_01ARZ3NDEKTSV4RRFFQ69G5FAV")
        with pytest.raises(access.SessionRequired):
            access.end_api_token(owner.rpc, token_id="token_01ARZ3NDEKTSV4RRFFQ69G5FAV")


def test_a_token_is_listed_by_name_and_revoked(owner: Person) -> None:
    token = a_token(owner, "read")
    with owner.acting():
        [listed] = access.list_api_tokens(owner.rpc)["items"]
        assert (listed["name"], listed["scopes"], "token" in listed) == ("export", ["read"], False)
        caught_up(owner, access.end_api_token(owner.rpc, token_id=listed["id"]))
        assert access.list_api_tokens(owner.rpc)["items"] == []
    with token.acting(), pytest.raises(Unauthenticated):
        accounts.list_clients(owner.rpc)
    with pytest.raises(Unauthenticated):
        authenticate(token)


def test_a_token_ends_in_time_and_does_not_idle_out(owner: Person, product: Product) -> None:
    token = a_token(owner, "read")
    with owner.acting():
        [listed] = access.list_api_tokens(owner.rpc)["items"]
    ends = datetime.datetime.fromisoformat(listed["expires_at"])
    assert (
        datetime.timedelta(days=89)
        < ends - datetime.datetime.now(datetime.UTC)
        <= datetime.timedelta(days=90)
    )
    database = product.hosted["access"].database
    with database.autocommit(everywhere=True) as connection:
        change = text("UPDATE sessions SET seen_at = now() - interval '80 days' WHERE id = :id")
        connection.execute(change, {"id": listed["id"]})
    assert authenticate(token)
    with database.autocommit(everywhere=True) as connection:
        connection.execute(
            text("UPDATE sessions SET expires_at = now() WHERE id = :id"), {"id": listed["id"]}
        )
    with pytest.raises(Unauthenticated):
        authenticate(token)


def test_a_token_ends_with_its_user(owner: Person, mailbox: Mailbox) -> None:
    bob = a_colleague(owner, mailbox)
    token = a_token(bob, "read")
    with owner.acting():
        caught_up(owner, access.deactivate_colleague(owner.rpc, user_id=bob.user_id))
        with token.acting(), pytest.raises(Unauthenticated):
            accounts.list_clients(owner.rpc)
        caught_up(owner, access.reactivate_colleague(owner.rpc, user_id=bob.user_id))
    with pytest.raises(Unauthenticated):
        authenticate(token)


def test_a_token_is_kept_as_its_hash_and_known_to_scanners(owner: Person, product: Product) -> None:
    token = a_token(owner, "read").token
    assert token.startswith("clientele_")
    with product.hosted["access"].database.read(everywhere=True) as connection:
        for table in ("sessions", "commands", "activity", "outbox"):
            rows = connection.execute(text(f"SELECT * FROM {table}"))  # noqa: S608  written above
            assert not any(token in str(row) for row in rows), table
