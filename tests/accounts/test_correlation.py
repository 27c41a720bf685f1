"""One correlation id names a request and all that follows from it, across every hop."""

from sqlalchemy import text

from contracts import accounts
from deploy.allinone.product import Product
from tests.builders import Person, a_client, entered, unique

SENT = text(
    "SELECT type FROM outbox WHERE headers ->> 'cloudEvents:correlationid' = :id ORDER BY seq",
)


def test_every_message_that_follows_from_a_request_bears_its_correlation_id(
    owner: Person, product: Product
) -> None:
    invitation = {"name": "Jo", "email": f"{unique('jo')}@acme.example"}
    with owner.acting() as here:
        accounts.create_client(owner.rpc, entered(a_client(access={"everyone": True}, invitation=invitation)))

    def sent(service: str) -> list[str]:
        with product.hosted[service].database.read(everywhere=True) as connection:
            return list(connection.execute(SENT, {"id": here.correlation_id}).scalars())

    assert sorted(sent("accounts")[:3]) == ["ClientCreated", "GrantClientAccess", "InviteToClient"]
    assert sent("access") == ["ClientAccessChanged"]


def test_a_mail_sent_later_by_a_job_still_bears_it(owner: Person, product: Product) -> None:
    invitation = {"name": "Jo", "email": f"{unique('jo')}@acme.example"}
    with owner.acting() as here:
        accounts.create_client(owner.rpc, entered(a_client(invitation=invitation)))
    with product.hosted["invitations"].database.read(everywhere=True) as connection:
        sent = list(connection.execute(SENT, {"id": here.correlation_id}).scalars())
    assert sent == ["InvitationSent"]
