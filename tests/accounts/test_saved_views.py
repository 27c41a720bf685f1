"""Views of the list of clients that somebody saves for themself (product.md 8.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import eventlet
import pytest
from sqlalchemy import func, select
from werkzeug.test import Client as HttpClient

from chassis.rpc.client import RpcClient
from contracts import access, accounts
from contracts.accounts.saved_views import MOST_SAVED_VIEWS
from contracts.errors import NotFound, PracticeAccountRequired, Refusal
from deploy.allinone.product import Product
from gateway import app
from gateway.settings import Settings
from services.accounts.tables import SavedView
from tests.access.two_practices import works_for_both
from tests.builders import Mailbox, Person, a_client_user, a_colleague, a_practice, caught_up, sign_in

PATH = "/v1/client-views"


def saves(person: Person, name: str, **wanted: Any) -> accounts.SavedView:
    with person.acting():
        return accounts.save_view(person.rpc, accounts.SaveView(name=name, **wanted))


def names(person: Person) -> list[str]:
    with person.acting():
        return [view["name"] for view in accounts.list_saved_views(person.rpc)]


@pytest.fixture
def http(rpc: RpcClient) -> HttpClient:
    return HttpClient(app.build(Settings(broker_url="memory://", rate_limits=False), rpc), use_cookies=False)


def by(person: Person) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {person.token}"}


def test_a_view_is_saved_read_replaced_and_deleted_over_http(http: HttpClient, owner: Person) -> None:
    wanted = {"name": " Not invited ", "invitation": "none", "sort": "-created_at", "columns": ["type"]}
    saved = http.post(PATH, json=wanted, headers=by(owner))
    assert saved.status_code == 201
    view = saved.json or {}
    assert view["name"] == "Not invited"
    assert (view["view"], view["invitation"], view["type"]) == ("all", "none", None)
    assert (view["sort"], view["columns"]) == ("-created_at", ["type"])
    assert http.get(PATH, headers=by(owner)).json == {"items": [view], "next_cursor": None}
    one, anew = f"{PATH}/{view['id']}", {"name": "Archived", "status": "archived"}
    stale = http.put(one, json=anew, headers={**by(owner), "If-Match": '"7"'})
    assert stale.status_code == 412
    replaced = http.put(one, json=anew, headers={**by(owner), "If-Match": saved.headers["ETag"]}).json or {}
    assert (replaced["status"], replaced["invitation"], replaced["version"]) == ("archived", None, 2)
    assert replaced["columns"] == list(accounts.DEFAULT_COLUMNS)
    assert http.delete(one, headers=by(owner)).status_code == 204
    assert http.delete(one, headers=by(owner)).status_code == 404
    assert http.get(PATH, headers=by(owner)).json == {"items": [], "next_cursor": None}


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"name": " "}, "/name"),
        ({"name": "x" * 61}, "/name"),
        ({"name": "A", "columns": ["nino"]}, "/columns/0"),
        ({"name": "A", "sort": "crn"}, "/sort"),
        ({"name": "A", "colleague_id": "ann"}, "/colleague_id"),
        ({"name": "A", "shared": True}, "/shared"),
    ],
)
def test_what_no_list_has_is_refused(
    http: HttpClient, owner: Person, wrong: Mapping[str, object], pointer: str
) -> None:
    refused = http.post(PATH, json=wrong, headers=by(owner))
    assert refused.status_code == 422
    assert [error["pointer"] for error in (refused.json or {})["errors"]] == [pointer]


def test_views_are_a_persons_own(owner: Person, mailbox: Mailbox) -> None:
    ben = a_colleague(owner, mailbox, role="practice_admin")
    mine = saves(owner, "Late")
    saves(ben, "Late")
    saves(ben, "Early")
    assert (names(owner), names(ben)) == (["Late"], ["Early", "Late"])
    with ben.acting():
        page = accounts.list_clients(ben.rpc, include="names")
        assert [view["name"] for view in page["saved_views"]] == ["Early", "Late"]
        with pytest.raises(NotFound):
            accounts.replace_view(ben.rpc, accounts.ReplaceView(view_id=mine["id"], name="Taken"))
        with pytest.raises(NotFound):
            accounts.delete_view(ben.rpc, mine["id"])
    assert names(owner) == ["Late"]


def test_views_in_one_practice_are_none_in_another(rpc: RpcClient, mailbox: Mailbox) -> None:
    one, two = a_practice(rpc), a_practice(rpc)
    bob = works_for_both(rpc, mailbox, one, two)
    robert = sign_in(rpc, bob.email, account_id=two.account_id)
    view = saves(bob, "Late")
    assert (names(bob), names(robert)) == (["Late"], [])
    with robert.acting():
        assert accounts.list_clients(robert.rpc, include="names")["saved_views"] == []
        with pytest.raises(NotFound):
            accounts.delete_view(robert.rpc, view["id"])
    # By this name once in each.
    saves(robert, "Late")
    assert (names(bob), names(robert)) == (["Late"], ["Late"])


def test_clients_own_people_have_none(owner: Person, mailbox: Mailbox) -> None:
    jo = a_client_user(owner, mailbox, owner.adds_client()["id"])
    with jo.acting(), pytest.raises(PracticeAccountRequired):
        accounts.save_view(jo.rpc, accounts.SaveView(name="Late"))


def test_a_view_goes_with_its_person(owner: Person, mailbox: Mailbox, product: Product) -> None:
    """product.md 1.4"""
    ben = a_colleague(owner, mailbox)
    saves(ben, "Late")
    saves(owner, "Late")
    gone: Any = {"user_id": ben.user_id, "reassign_managed_clients_to": None}
    with owner.acting():
        caught_up(owner, access.remove_colleague(owner.rpc, **gone))
    assert (_kept(product, ben), _kept(product, owner)) == (0, 1)


def _kept(product: Product, person: Person) -> int:
    query = select(func.count()).where(SavedView.user_id == person.user_id)
    with product.hosted["accounts"].database.read(everywhere=True) as connection:
        return int(connection.execute(query).scalar_one())


def test_there_are_twenty_at_most_however_many_are_saved_at_once(owner: Person) -> None:
    for number in range(MOST_SAVED_VIEWS - 2):
        saves(owner, f"View {number}")

    def attempt(number: int) -> str:
        try:
            saves(owner, f"At once {number}")
        except Refusal as refusal:
            return refusal.code
        return "saved"

    tries = [eventlet.spawn(attempt, number) for number in range(5)]
    assert sorted(each.wait() for each in tries) == ["saved"] * 2 + ["saved_view_limit"] * 3
    assert len(names(owner)) == MOST_SAVED_VIEWS
