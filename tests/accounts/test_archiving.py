"""Clients archived, restored and deleted (product.md 8.3)."""

import pytest

from chassis.rpc.client import RpcClient
from contracts import accounts, invitations
from contracts.errors import InvalidInput, NotFound, RoleRequired
from tests.accounts.client_changes import changes, code_of
from tests.builders import PASSWORD, Mailbox, Person, a_colleague, eventually, unique


def test_a_client_is_archived_and_restored(owner: Person) -> None:
    """product.md 8.3"""
    client = owner.adds_client()
    with owner.acting():
        assert accounts.archive_client(owner.rpc, client["id"])["status"] == "archived"
    assert owner.reads(client["id"])["status"] == "archived"
    with pytest.raises(accounts.ClientArchived):
        changes(owner, client, name="Other")
    with owner.acting():
        assert accounts.restore_client(owner.rpc, client["id"])["status"] == "active"
    assert changes(owner, client, name="Other")["name"] == "Other"


def test_archiving_and_deleting_are_an_admins(owner: Person, mailbox: Mailbox) -> None:
    """product.md 1"""
    colleague = a_colleague(owner, mailbox)
    client = owner.adds_client(access={"everyone": True})
    with colleague.acting(), pytest.raises(RoleRequired):
        accounts.archive_client(owner.rpc, client["id"])
    with colleague.acting(), pytest.raises(RoleRequired):
        accounts.delete_client(owner.rpc, client["id"], client["name"])


def test_a_client_is_deleted_by_its_name_and_its_address_is_not_given_out_again(
    owner: Person, rpc: RpcClient
) -> None:
    """product.md 8.3, 2.11"""
    client = owner.adds_client(name="Acme Widgets")
    with owner.acting(), pytest.raises(InvalidInput) as refused:
        accounts.delete_client(rpc, client["id"], "Acme")
    assert code_of(refused) == ("/confirm_name", "name_differs")
    with owner.acting():
        accounts.delete_client(rpc, client["id"], "acme widgets ")
    assert owner.sees() == []
    with pytest.raises(accounts.ExtractEmailTaken):
        changes(owner, owner.adds_client(), extract_email=client["extract_email"])


def test_a_client_with_users_is_not_deleted(owner: Person, mailbox: Mailbox) -> None:
    """product.md 8.3"""
    address = f"{unique('jo')}@acme.example"
    client = owner.adds_client(invitation={"name": "Jo", "email": address})
    invitations.redeem_invitation(owner.rpc, token=mailbox.token_for(address), password=PASSWORD)
    with owner.acting(), pytest.raises(accounts.HasUsers):
        accounts.delete_client(owner.rpc, client["id"], client["name"])


def test_an_invitation_to_a_deleted_client_opens_nothing(owner: Person, mailbox: Mailbox) -> None:
    """product.md 8.3, 5.2"""
    address = f"{unique('jo')}@acme.example"
    client = owner.adds_client(name="Acme", invitation={"name": "Jo", "email": address})
    token = mailbox.token_for(address)
    with owner.acting():
        accounts.delete_client(owner.rpc, client["id"], "Acme")

    def unusable() -> bool:
        try:
            invitations.look_up_invitation(owner.rpc, token=token)
        except invitations.InvitationUnusable:
            return True
        return False

    eventually(unusable)


def test_an_archived_client_has_no_guide(owner: Person) -> None:
    """Nothing is next there."""
    client = owner.adds_client()
    with owner.acting():
        assert accounts.get_guide(owner.rpc, client["id"])
        accounts.archive_client(owner.rpc, client["id"])
        with pytest.raises(NotFound):
            accounts.get_guide(owner.rpc, client["id"])
