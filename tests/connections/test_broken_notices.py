"""A connection that has to be made again concerns who made it, and who manages the client (product.md 6.3;
docs/adr/0072).
"""

from __future__ import annotations

from collections.abc import Sequence

from contracts import access
from deploy.allinone.product import Product
from tests.builders import Mailbox, Person, a_colleague, eventually, gives
from tests.connections.grants import change, grant_of
from tests.connections.stage import Stage, a_client_known, connect, heard_of, signed_in


def of_kind(person: Person) -> Sequence[str | None]:
    with person.acting():
        items = access.list_notices(person.rpc)["items"]
    return [
        each["client"] and each["client"]["name"] for each in items if each["kind"] == "connection_broken"
    ]


def test_who_made_it_and_who_manages_the_client_have_notice(
    owner: Person, stage: Stage, product: Product, mailbox: Mailbox
) -> None:
    database = product.hosted["connections"].database
    made_it, manager, other = (
        heard_of(a_colleague(owner, mailbox, permissions=["add_clients"])) for _ in range(3)
    )
    client = a_client_known(owner, name="Oak Ltd")
    people = [each.user_id for each in (made_it, other)]
    gives(owner, client["id"], colleague_ids=people, account_manager_id=manager.user_id)
    connect(made_it, client["id"], signed_in(stage, made_it, "sage")["id"])
    nobodys = a_client_known(owner, name="Elm Ltd")
    connect(owner, nobodys["id"], signed_in(stage, owner, "sage", organisations=(1,))["id"])

    stage.fault("sage", "/token", "refused", times=20)
    for each in (client, nobodys):
        change(database, grant_of(database, each["id"]), access_expires_at="now()", refresh_due_at="now()")
    for concerned in (made_it, manager):
        eventually(lambda concerned=concerned: of_kind(concerned) == ["Oak Ltd"])
    eventually(lambda: of_kind(owner) == ["Elm Ltd"])
    stage.mend()
    assert of_kind(other) == []
