"""A service that has not heard of the caller yet is waited for: who is signed in is not sent to sign in."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import eventlet
import psycopg2
import pytest
from werkzeug.test import Client as HttpClient
from werkzeug.test import TestResponse

from chassis.rpc.client import RpcClient
from deploy.allinone.product import Product
from gateway import app
from gateway.http import csrf
from gateway.settings import Settings
from tests.builders import Person, as_a_timer, eventually
from tests.gateway.stand_in import bearer

#: What each service that keeps a projection of memberships is called for, and what a caller whom it knows is
#: answered.
ASKED = [
    ("accounts", "/v1/clients", 200),
    ("accounts", "/clients", 200),
    ("connections", "/v1/authorizations", 201),
    ("connections", "/authorizations", 200),
]
SETTINGS = Settings(broker_url="memory://", rate_limits=False)


@pytest.fixture
def http(rpc: RpcClient) -> HttpClient:
    return HttpClient(app.build(SETTINGS, rpc), use_cookies=False)


def visit(http: HttpClient, owner: Person, path: str) -> TestResponse:
    """Look at clients, or begin a sign-in at a vendor, by API or by page."""
    api = path.startswith("/v1/")
    headers = bearer(owner.token) if api else {"Cookie": f"{SETTINGS.cookie_name}={owner.token}"}
    if path.endswith("/clients"):
        return http.get(path, headers=headers)
    if api:
        return http.post(path, headers=headers, json={"provider": "xero"})
    form = {"provider": "xero", "csrf": csrf.token_for(owner.token)}
    return http.post(path, headers=headers, data=form)


@contextmanager
def not_heard_of(product: Product, service: str, owner: Person) -> Iterator[Any]:
    """The service does not know the owner's membership, as before its event; gives what brings it."""
    with as_a_timer(), closing(psycopg2.connect(product.owners_url(service))) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        mine = "practice_id = %s AND user_id = %s"
        who = (owner.account_id, owner.user_id)

        def there_are() -> bool:
            cursor.execute(f"SELECT count(*) FROM members WHERE {mine}", who)  # noqa: S608
            return bool(cursor.fetchall()[0][0])

        eventually(there_are)
        cursor.execute(f"CREATE TEMPORARY TABLE kept AS SELECT * FROM members WHERE {mine}", who)  # noqa: S608
        cursor.execute(f"DELETE FROM members WHERE {mine}", who)  # noqa: S608
        yield lambda: cursor.execute("INSERT INTO members SELECT * FROM kept ON CONFLICT DO NOTHING")


@pytest.mark.parametrize(("service", "path", "status"), ASKED)
def test_who_is_not_known_yet_is_answered_once_they_are(
    product: Product, http: HttpClient, owner: Person, service: str, path: str, status: int
) -> None:
    """product.md 8.4"""
    with not_heard_of(product, service, owner) as bring:
        coming = eventlet.spawn_after(0.4, bring)
        began = time.monotonic()
        response = visit(http, owner, path)
        took = time.monotonic() - began
        coming.wait()
    assert response.status_code == status, response.text
    assert took >= 0.3


@pytest.mark.parametrize(("service", "path", "status"), ASKED)
def test_who_stays_unknown_is_told_to_try_again_and_stays_signed_in(
    product: Product, http: HttpClient, owner: Person, service: str, path: str, status: int
) -> None:
    with not_heard_of(product, service, owner) as bring:
        response = visit(http, owner, path)
        assert (response.status_code, response.headers["Retry-After"]) == (503, "2")
        bring()
        assert visit(http, owner, path).status_code == status


def test_an_ended_session_is_not_waited_for(http: HttpClient, owner: Person) -> None:
    http.delete("/v1/session", headers=bearer(owner.token))
    began = time.monotonic()
    assert visit(http, owner, "/v1/clients").status_code == 401
    assert time.monotonic() - began < 1.5
