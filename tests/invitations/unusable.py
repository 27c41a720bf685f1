"""Links that can no longer be used, of every kind (product.md 5.2)."""

from __future__ import annotations

from sqlalchemy import text

from contracts import invitations
from deploy.allinone.product import Product
from tests.builders import PASSWORD, Mailbox, Person, unique

_WELL_AFTER = "UPDATE invitations SET accepted_at = now() - interval '1 hour' WHERE id = :id"
_OVER = "UPDATE invitations SET expires_at = now() - interval '1 second' WHERE id = :id"


def tokens(owner: Person, mailbox: Mailbox, product: Product) -> dict[str, str]:
    """One token by what became of it."""
    found = {"unknown": "x" * 43}
    for kind in ("used", "voided", "revoked", "expired"):
        address = f"{unique('jo')}@acme.example"
        client = owner.adds_client(invitation={"name": "Jo", "email": address})
        found[kind] = mailbox.token_for(address)
        _spend(kind, owner, product, client["invitation"]["id"], found[kind])
    return found


def _spend(kind: str, owner: Person, product: Product, invitation_id: str, token: str) -> None:
    database = product.hosted["invitations"].database
    with owner.acting():
        if kind == "voided":
            invitations.resend_invitation(owner.rpc, invitation_id=invitation_id)
        elif kind == "revoked":
            invitations.revoke_invitation(owner.rpc, invitation_id)
    if kind == "used":
        invitations.redeem_invitation(owner.rpc, token=token, password=PASSWORD)
    if kind in ("used", "expired"):
        with database.unit_of_work(everywhere=True) as uow:
            uow.execute(text(_WELL_AFTER if kind == "used" else _OVER), {"id": invitation_id})
