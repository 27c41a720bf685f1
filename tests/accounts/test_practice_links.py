"""A practice's link (docs/adr/0049): off until an admin switches it on, and nobody else's afterwards."""

from typing import Any

import pytest
from sqlalchemy import text

from chassis.rpc.client import RpcClient
from contracts import access, accounts
from contracts.accounts import PracticeLink
from contracts.errors import InvalidInput, NotFound, RoleRequired, StaleVersion, TooManyRequests
from deploy.allinone.product import Product
from tests.accounts.new_client_calls import a_handle, switched_on
from tests.accounts.test_practice_requests import a_business_admin, requests_of
from tests.builders import Mailbox, Person, a_colleague, a_practice, eventually


def changes(person: Person, **change: Any) -> PracticeLink:
    with person.acting():
        return accounts.change_practice_link(person.rpc, **change)


def link_of(person: Person) -> PracticeLink:
    with person.acting():
        return accounts.get_practice_link(person.rpc)


def test_a_link_is_off_until_an_admin_switches_it_on(owner: Person, rpc: RpcClient) -> None:
    assert link_of(owner) == {"handle": None, "enabled": False, "path": None, "version": 1}
    handle = a_handle()
    assert changes(owner, handle=handle.upper())["path"] is None
    with pytest.raises(NotFound):
        accounts.look_up_practice_link(rpc, handle)
    link = changes(owner, enabled=True)
    assert link == {"handle": handle, "enabled": True, "path": f"/p/{handle}", "version": 3}
    found = accounts.look_up_practice_link(rpc, handle.upper())
    # The id finds its logo and colour, and is on no page.
    assert found.keys() == {"handle", "practice_name", "practice_id"}
    changes(owner, enabled=False)
    with pytest.raises(NotFound):
        accounts.look_up_practice_link(rpc, handle)


def test_a_link_that_is_off_is_refused_as_one_that_never_was(owner: Person, rpc: RpcClient) -> None:
    handle = switched_on(owner)
    changes(owner, enabled=False)
    refusals = []
    for each in (handle, a_handle()):
        with pytest.raises(NotFound) as refused:
            accounts.look_up_practice_link(rpc, each)
        refusals.append((refused.value.code, refused.value.context))
    assert refusals[0] == refusals[1]


def test_no_other_practice_gets_an_ending_that_was_given_up(
    owner: Person, rpc: RpcClient, product: Product
) -> None:
    """A card that was printed leads nobody to another practice."""
    first, other = switched_on(owner), a_practice(rpc)
    with pytest.raises(accounts.HandleTaken):
        changes(other, handle=first)
    second = switched_on(owner)
    with pytest.raises(NotFound):
        accounts.look_up_practice_link(rpc, first)
    with pytest.raises(accounts.HandleTaken):
        changes(other, handle=first)
    assert changes(owner, handle=first)["handle"] == first
    changes(owner, handle=second)
    with product.hosted["accounts"].database.unit_of_work(everywhere=True) as uow:
        aged = "UPDATE practice_handles SET retired_at = now() - interval '366 days' WHERE handle = :h"
        uow.execute(text(aged), {"h": first})
    assert changes(other, handle=first, enabled=True)["handle"] == first


def test_a_practice_collects_no_endings(owner: Person) -> None:
    for _ in range(5):
        changes(owner, handle=a_handle())
    with pytest.raises(TooManyRequests):
        changes(owner, handle=a_handle())


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"enabled": True}, "required"),
        ({"handle": "support"}, "kept_back"),
        ({"handle": "Sign-In"}, "kept_back"),
        ({"handle": "clien-tele"}, "kept_back"),
        ({"handle": "ab"}, "too_short"),
        ({"handle": "a" * 41}, "too_long"),
        ({"handle": "-birch"}, "invalid_format"),
        ({"handle": "birch--co"}, "invalid_format"),
        ({"handle": "birch/co"}, "invalid_format"),
        ({"handle": "bïrch"}, "invalid_format"),
        ({"handle": "<script>"}, "invalid_format"),
    ],
)
def test_an_ending_has_checked_words(owner: Person, change: dict[str, Any], code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        changes(owner, **change)
    assert [(e["pointer"], e["code"]) for e in refused.value.errors] == [("/handle", code)]
    assert link_of(owner)["version"] == 1


def test_admins_switch_it_on_and_colleagues_see_it(owner: Person, mailbox: Mailbox) -> None:
    handle = switched_on(owner)
    manager = a_colleague(owner, mailbox, role="client_admin")
    assert changes(manager, enabled=False)["enabled"] is False
    standard = a_colleague(owner, mailbox, permissions=["add_clients"])
    assert link_of(standard)["handle"] == handle
    with pytest.raises(RoleRequired):
        changes(standard, enabled=True)


def test_a_stale_change_is_refused(owner: Person) -> None:
    switched_on(owner)
    with pytest.raises(StaleVersion):
        changes(owner, enabled=False, if_version=1)


def test_a_practice_whose_owner_has_shown_no_address_has_no_link(
    owner: Person, product: Product, rpc: RpcClient
) -> None:
    """docs/adr/0019: its name would go out in mail to whoever is named."""
    with product.hosted["access"].database.unit_of_work(everywhere=True) as uow:
        claim = "UPDATE users SET claimed_key = email_key, email_key = id WHERE id = :id"
        uow.execute(text(claim), {"id": owner.user_id})
    with pytest.raises(access.EmailNotConfirmed):
        changes(owner, handle=a_handle(), enabled=True)


def test_changes_are_on_the_practices_activity(owner: Person) -> None:
    """product.md 8.5"""
    handle = switched_on(owner)

    def lines() -> list[Any]:
        with owner.acting():
            return [dict(e) for e in access.list_activity(owner.rpc, kind="practice.link_changed")["items"]]

    (line,) = eventually(lines)
    assert line["before"] == {"handle": None, "enabled": False}
    assert line["after"] == {"handle": handle, "enabled": True}
    assert line["actor"]["id"] == owner.user_id


def test_a_client_asks_by_the_link(owner: Person, rpc: RpcClient, mailbox: Mailbox) -> None:
    """product.md 7.1"""
    handle = switched_on(owner)
    jo = a_business_admin(a_practice(rpc), mailbox, name="Acme")
    with jo.acting():
        made = accounts.request_practice(rpc, handle=handle.upper())
    assert (made["handle"], made["practice_admin_email"]) == (handle, "")
    assert requests_of(owner, state="pending") == [made]
    with owner.acting():
        accounts.accept_practice_request(rpc, made["id"], {"everyone": True})
    assert owner.sees() == ["Acme"]


def test_a_client_names_one_way_to_the_practice(owner: Person, rpc: RpcClient, mailbox: Mailbox) -> None:
    handle = switched_on(owner)
    jo = a_business_admin(a_practice(rpc), mailbox)
    with jo.acting():
        for given in ({}, {"handle": handle, "practice_admin_email": owner.email}):
            with pytest.raises(InvalidInput):
                accounts.request_practice(rpc, **given)
        changes(owner, enabled=False)
        with pytest.raises(NotFound):
            accounts.request_practice(rpc, handle=handle)
    assert requests_of(owner) == []
