"""All that becomes a line of the activity about documents."""

from __future__ import annotations

from contracts import accounts
from deploy.allinone.product import Product
from tests.accounts import clamd_server
from tests.accounts.document_calls import content_of, listed
from tests.accounts.mail_calls import a_mail, address_of, an_intake, sends, with_a_file
from tests.builders import Person


def handles_documents(owner: Person, product: Product) -> None:
    client = owner.adds_client()
    with owner.acting():
        accounts.change_document_senders(owner.rpc, client_id=client["id"], policy="known")
    for _ in range(2):
        sends(product.intake.address, address_of(client), with_a_file())
    accepted, refused = listed(owner, client["id"], held=True)
    named = {"client_id": client["id"], "document_id": accepted["id"]}
    with owner.acting():
        accounts.refuse_document(owner.rpc, client_id=client["id"], document_id=refused["id"])
        accounts.accept_document(owner.rpc, **named, remember=True)
        [sender] = accounts.get_document_senders(owner.rpc, client["id"])["approved"]
        accounts.forget_sender(owner.rpc, client_id=client["id"], sender_id=sender["id"])
    content_of(owner, accepted)
    with owner.acting():
        accounts.delete_document(owner.rpc, **named)
        accounts.restore_document(owner.rpc, **named)
    with (
        clamd_server.speaking() as url,
        an_intake(product, CLIENTELE_CLAMD_URL=url) as (address, _),
    ):
        sends(address, address_of(client), a_mail(("Bill.txt", clamd_server.EICAR)))
