"""The address that a client's paperwork is sent to: whose it is, and for how long (product.md 2.11)."""

import pytest
from sqlalchemy import text

from chassis.rpc.client import RpcClient
from contracts import accounts
from contracts.errors import NotFound, RoleRequired
from deploy.allinone.product import Product
from tests.accounts.client_changes import changes
from tests.builders import Mailbox, Person, a_colleague, a_practice, unique


def resolved(rpc: RpcClient, address: str) -> tuple[str, str]:
    found = accounts.resolve_extract_email(rpc, address)
    return found["client_id"], found["state"]


def test_an_address_that_was_given_up_is_nobody_elses_for_twelve_months(
    owner: Person, rpc: RpcClient, product: Product
) -> None:
    """product.md 2.11"""
    first, second = owner.adds_client(name=unique("Acme")), owner.adds_client()
    before = first["extract_email"]
    wanted = unique("parcels").lower()
    changed = changes(owner, first, extract_email=wanted)
    assert changed["extract_email"].startswith(f"{wanted}@")
    assert resolved(rpc, changed["extract_email"].upper()) == (first["id"], "current")
    assert resolved(rpc, before) == (first["id"], "retired")
    with pytest.raises(accounts.ExtractEmailTaken):
        changes(owner, second, extract_email=before)
    assert changes(owner, first, extract_email=before)["extract_email"] == before
    changes(owner, first, extract_email=wanted)
    with product.hosted["accounts"].database.unit_of_work(everywhere=True) as uow:
        uow.execute(
            text(
                "UPDATE extract_addresses SET retired_at = now() - interval '366 days' WHERE local_part = :p"
            ),
            {"p": before.partition("@")[0]},
        )
    assert changes(owner, second, extract_email=before)["extract_email"] == before
    assert resolved(rpc, before) == (second["id"], "current")


def test_an_address_in_use_cannot_be_taken(owner: Person, rpc: RpcClient) -> None:
    """product.md 2.11"""
    taken = a_practice(rpc).adds_client()["extract_email"]
    with pytest.raises(accounts.ExtractEmailTaken):
        changes(owner, owner.adds_client(), extract_email=taken)


def test_mail_to_an_address_with_a_tag_is_the_clients_and_to_others_nobodys(
    owner: Person, rpc: RpcClient
) -> None:
    client = owner.adds_client()
    local_part, _, domain = client["extract_email"].partition("@")
    assert resolved(rpc, f"{local_part}+march@{domain}") == (client["id"], "current")
    for address in (f"{local_part}@elsewhere.example", f"nobody-{local_part}@{domain}", "x"):
        with pytest.raises(NotFound):
            accounts.resolve_extract_email(rpc, address)


def test_the_address_is_an_admins_to_change(owner: Person, mailbox: Mailbox) -> None:
    """product.md 2.11"""
    colleague = a_colleague(owner, mailbox)
    client = owner.adds_client(access={"everyone": True})
    with pytest.raises(RoleRequired):
        changes(colleague, client, extract_email=unique("parcels").lower())
    admin = a_colleague(owner, mailbox, role="client_admin")
    assert changes(admin, client, extract_email=unique("parcels").lower())
