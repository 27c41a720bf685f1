"""No token, password, full address or number leaves its place: a canary looks everywhere (product.md 9.2)."""

import base64
import json
import logging

import pytest
from sqlalchemy import text

from chassis.dead_letters import dead_letters
from contracts import invitations
from deploy.allinone.product import BROKER_URL, Product
from tests.builders import PASSWORD, Mailbox, Person, Phone, a_mobile, eventually, unique

#: Where a person's contact data live: their invitation, their user, and accounts' order in its outbox.
PLACES = {
    ("invitations", "invitations", "email"),
    ("invitations", "invitations", "mobile"),
    ("access", "users", "email"),
    ("access", "users", "email_key"),
    ("accounts", "outbox", "body"),
}

_COLUMNS = """
    SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'
"""


def columns_with(product: Product, needle: str) -> set[tuple[str, str, str]]:
    """Every column of every service's database where the needle stands, in clear or in base64."""
    forms = {needle, base64.b64encode(needle.encode()).decode().rstrip("=")}
    found = set()
    for service, hosted in product.hosted.items():
        with hosted.database.read(everywhere=True) as connection:
            columns = connection.execute(text(_COLUMNS)).all()
            for table, column in columns:
                held = text(f"SELECT 1 FROM {table} WHERE strpos({column}::text, :needle) > 0 LIMIT 1")  # noqa: S608
                if any(connection.execute(held, {"needle": form}).first() for form in forms):
                    found.add((service, table, column))
    return found


def test_canaries_are_found_nowhere_they_do_not_belong(
    owner: Person, mailbox: Mailbox, phone: Phone, product: Product, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    mobile, address = a_mobile(), f"{unique('canary')}@acme.example"
    client = owner.adds_client(invitation={"name": "Jo", "email": address, "mobile": mobile})
    used, voided = mailbox.token_for(address), phone.token_for(mobile)
    with owner.acting():
        invitations.resend_invitation(owner.rpc, client["invitation"]["id"])
    eventually(lambda: len(mailbox.to(address)) == 2 and len(phone.to(mobile)) == 2)
    tokens = [used, voided, mailbox.token_for(address), phone.token_for(mobile)]
    invitations.redeem_invitation(owner.rpc, token=tokens[2], password=PASSWORD)
    sent = "SELECT count(*) FROM outbox WHERE sent_at IS NULL"

    def published() -> bool:
        with product.hosted["invitations"].database.read(everywhere=True) as connection:
            return connection.execute(text(sent)).scalar() == 0

    eventually(published)
    told_dead = json.dumps([dead_letters(BROKER_URL, service) for service in product.hosted])
    for canary in (*tokens, address, mobile):
        assert canary not in told_dead
    for token in tokens:
        assert columns_with(product, token) == set()
        assert token not in caplog.text
    for contact in (address, mobile):
        assert contact not in caplog.text
    events = "SELECT body::text FROM outbox WHERE exchange LIKE '%.events'"
    for hosted in product.hosted.values():
        with hosted.database.read(everywhere=True) as connection:
            told = " ".join(connection.execute(text(events)).scalars())
        assert address not in told
        assert mobile not in told
    assert columns_with(product, address) <= PLACES
    assert columns_with(product, mobile) <= PLACES
