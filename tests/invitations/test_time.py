"""What happens as time passes (product.md 5.2): the reminder, and the end."""

from sqlalchemy import text

from contracts import invitations
from deploy.allinone.product import Product
from services.invitations.invitations import ending_invitations
from tests.builders import PASSWORD, Mailbox, Person, eventually, sign_in, text_of, unique


def age(product: Product, client_id: str, *, left: str) -> None:
    """Let the invitation have only so much time left, and let the periodic tasks run."""
    hosted = product.hosted["invitations"]
    with hosted.database.unit_of_work(everywhere=True) as uow:
        statement = text(
            "UPDATE invitations SET expires_at = now() + CAST(:left AS interval) WHERE client_id = :id"
        )
        uow.execute(statement, {"id": client_id, "left": left})
    for task in (
        ending_invitations.expire_one,
        lambda uow: ending_invitations.remind_one(uow, hosted.container.config["vault"]),
    ):
        more = True
        while more:
            with hosted.database.unit_of_work(everywhere=True) as uow:
                more = task(uow)


def invited(owner: Person) -> tuple[str, str]:
    address = f"{unique('jo')}@acme.example"
    client = owner.adds_client(invitation={"name": "Jo", "email": address})
    return client["id"], address


def test_two_days_before_the_end_one_reminder_is_sent_with_a_link_of_its_own(
    owner: Person, mailbox: Mailbox, product: Product
) -> None:
    client_id, address = invited(owner)
    first = mailbox.token_for(address)
    age(product, client_id, left="2 days 1 minute")
    age(product, client_id, left="47 hours")
    age(product, client_id, left="46 hours")
    eventually(lambda: len(mailbox.to(address)) == 2)
    reminder = mailbox.to(address)[1]
    assert reminder["Subject"].startswith("Reminder: Smith & Co invites you")
    assert "have not answered" in text_of(reminder)
    second = mailbox.token_for(address)
    assert second != first
    assert invitations.look_up_invitation(owner.rpc, token=first)
    with owner.acting():
        found = invitations.list_client_invitations(owner.rpc, client_id=client_id)["items"][0]
    assert [channel["channel"] for channel in found["channels"]] == ["email"]
    invitations.redeem_invitation(owner.rpc, token=second, password=PASSWORD)
    assert sign_in(owner.rpc, address).account_id == client_id
    age(product, client_id, left="1 hour")
    assert len(mailbox.to(address)) == 2


def test_nobody_is_reminded_of_what_is_over(owner: Person, mailbox: Mailbox, product: Product) -> None:
    client_id, address = invited(owner)
    mailbox.token_for(address)
    age(product, client_id, left="-1 second")
    with owner.acting():
        found = invitations.list_client_invitations(owner.rpc, client_id=client_id)["items"][0]
    assert found["state"] == "expired"
    assert len(mailbox.to(address)) == 1
