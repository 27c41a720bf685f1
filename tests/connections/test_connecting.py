"""The whole way from a sign-in at a vendor to a connected client (product.md 2.3, 6)."""

from collections.abc import Mapping
from typing import Any

import pytest
from eventlet import GreenPool

from contracts import accounts, connections
from contracts.errors import NotFound
from tests.builders import Person, entered, eventually
from tests.connections.stage import (
    PROVIDERS,
    Stage,
    a_client_known,
    answer_of,
    authorization,
    begin,
    complete,
    completed,
    connect,
    connection,
    signed_in,
)


def shown(owner: Person, client_id: str) -> Mapping[str, Any]:
    with owner.acting():
        return accounts.get_client(owner.rpc, client_id)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_new_client_is_connected_and_named_currency_and_country_come_from_the_vendor(
    owner: Person, stage: Stage, provider: str
) -> None:
    """product.md 2.3, 2.4, 6.2"""
    found = signed_in(stage, owner, provider, organisations=(2,))
    assert found["state"] == "ready"
    offered = found["organisations"][0]
    assert (offered["name"], offered["country"], offered["base_currency"]) == (
        "Copper Kettle Café",
        "IE",
        "EUR",
    )
    client = owner.adds_client(name=offered["name"], authorization_id=found["id"])
    assert (client["base_currency"], client["country"]) == ("EUR", "IE")
    eventually(lambda: shown(owner, client["id"])["connection"])
    client = shown(owner, client["id"])
    assert client["onboarding"]["state"] == "complete"
    assert {"step": "connection", "state": "done", "detail": None} in client["onboarding"]["steps"]
    assert client["connection"]["provider"] == provider
    assert client["connection"]["state"] == "connected"
    assert client["connection"]["organisation_name"] == "Copper Kettle Café"
    assert authorization(owner, found["id"])["state"] == "used"


def test_of_several_organisations_the_user_chooses(owner: Person, stage: Stage) -> None:
    """product.md 6.2"""
    found = signed_in(stage, owner, organisations=(0, 1, 3))
    assert (found["state"], found["organisation_id"]) == ("choose_organisation", None)
    assert len(found["organisations"]) == 3
    with owner.acting():
        with pytest.raises(connections.AuthorizationNotReady, match="Choose the organisation"):
            accounts.create_client(
                owner.rpc,
                entered({"type": "business", "name": "Acme", "authorization_id": found["id"]}),
            )
        chosen = found["organisations"][1]["id"]
        ready = connections.choose_organisation(owner.rpc, found["id"], chosen)
    assert (ready["state"], ready["organisation_id"]) == ("ready", chosen)
    assert owner.adds_client(authorization_id=found["id"])["onboarding"]["state"] in ("complete", "pending")


def test_a_vendor_slow_to_tell_details_holds_nobody_up(owner: Person, stage: Stage) -> None:
    found = signed_in(stage, owner, organisations=(0, 1, 2, 3, 4, 5))
    stage.fault("xero", "/api.xro/2.0/Organisation", "slow", seconds=6)
    with owner.acting():
        chosen = connections.choose_organisation(owner.rpc, found["id"], found["organisations"][2]["id"])
    assert chosen["state"] == "ready"
    assert chosen["organisations"][2]["base_currency"] is None
    client = owner.adds_client(authorization_id=found["id"])
    assert client["base_currency"] == "GBP"


def test_who_says_no_at_the_vendor_is_told_a_way_on(owner: Person, stage: Stage) -> None:
    begun = begin(owner)
    complete(owner, "xero", answer_of(stage.consent(begun["authorization_url"], decision="deny")))
    found = authorization(owner, begun["id"])
    assert found["state"] == "failed"
    assert found["error"]["code"] == "access_denied"
    assert "go on without" in found["error"]["detail"]
    with owner.acting(), pytest.raises(connections.AuthorizationNotReady, match="chose not to"):
        connections.check_authorization(owner.rpc, authorization_id=begun["id"])


def test_a_closed_window_leaves_the_sign_in_begun(owner: Person) -> None:
    begun = begin(owner)
    assert authorization(owner, begun["id"])["state"] == "started"
    with owner.acting(), pytest.raises(connections.AuthorizationNotReady, match="not finished"):
        connections.check_authorization(owner.rpc, authorization_id=begun["id"])


def test_a_code_that_expired_is_told(owner: Person, stage: Stage) -> None:
    begun = begin(owner, "sage")
    answer = answer_of(stage.consent(begun["authorization_url"]))
    stage.clock(61)
    complete(owner, "sage", answer)
    assert completed(owner, begun["id"])["error"]["code"] == "code_expired"


def test_access_that_cannot_be_renewed_has_words_of_its_own(owner: Person, stage: Stage) -> None:
    stage.fault("xero", "/connect/token", "no_refresh_token")
    found = signed_in(stage, owner, "xero")
    assert (found["state"], found["error"]["code"]) == ("failed", "no_lasting_access")
    assert "Xero gave access for a short while only" in found["error"]["detail"]


def test_a_vendor_that_is_down_for_a_moment_is_asked_again(owner: Person, stage: Stage) -> None:
    stage.fault("sage", "/token", "503", times=1, seconds=0)
    assert signed_in(stage, owner, "sage")["state"] == "ready"


def test_a_vendor_that_stays_down_is_told_with_a_way_on(owner: Person, stage: Stage) -> None:
    stage.fault("sage", "/v3.1/businesses", "malformed", times=50)
    found = signed_in(stage, owner, "sage")
    assert found["error"]["code"] == "vendor_unavailable"
    assert "connect later" in found["error"]["detail"]


def test_an_organisation_of_another_client_is_refused_naming_that_client(owner: Person, stage: Stage) -> None:
    """product.md 6.6"""
    first = signed_in(stage, owner, login="ann@x.example")
    owner.adds_client(name="Alpha Ltd", authorization_id=first["id"])
    eventually(lambda: authorization(owner, first["id"])["state"] == "used")
    again = signed_in(stage, owner, login="ann@x.example")
    assert again["organisations"][0]["connected_to"] == "Alpha Ltd"
    with pytest.raises(connections.OrganisationAlreadyConnected, match="Alpha Ltd"):
        owner.adds_client(name="Beta Ltd", authorization_id=again["id"])
    beta = a_client_known(owner)
    with pytest.raises(connections.OrganisationAlreadyConnected, match="Alpha Ltd"):
        connect(owner, beta["id"], again["id"])


def test_who_loses_the_race_for_an_organisation_is_created_all_the_same(owner: Person, stage: Stage) -> None:
    """design.md: a client that was answered 201 is never taken back."""
    found = [signed_in(stage, owner, login="race@x.example")["id"] for _ in range(2)]

    def create(authorization_id: str) -> Mapping[str, Any] | None:
        try:
            return owner.adds_client(authorization_id=authorization_id)
        except connections.OrganisationAlreadyConnected:
            return None

    made = [client for client in GreenPool().imap(create, found) if client is not None]
    assert made
    eventually(lambda: all(shown(owner, c["id"])["onboarding"]["state"] != "pending" for c in made))
    clients = [shown(owner, client["id"]) for client in made]
    assert [client["connection"] is not None for client in clients].count(True) == 1
    for client in clients:
        if client["connection"] is None:
            detail = client["onboarding"]["steps"][-1]["detail"]
            assert "already connected to your client" in detail or "a moment ago" in detail


def test_connecting_disconnecting_and_connecting_to_something_else(owner: Person, stage: Stage) -> None:
    """product.md 6.4"""
    client = a_client_known(owner)
    with pytest.raises(NotFound):
        connection(owner, client["id"])
    made = connect(owner, client["id"], signed_in(stage, owner, "xero")["id"])
    assert (made["provider"], made["state"]) == ("xero", "connected")
    other = signed_in(stage, owner, "quickbooks", organisations=(1,))
    with pytest.raises(connections.ConnectionExists, match="Brightwater"):
        connect(owner, client["id"], other["id"])
    changed = connect(owner, client["id"], other["id"], replace=True)
    assert (changed["provider"], changed["organisation_name"]) == ("quickbooks", "Brightwater Plumbing Ltd")
    eventually(lambda: (shown(owner, client["id"])["connection"] or {}).get("provider") == "quickbooks")
    with owner.acting():
        connections.disconnect_client(owner.rpc, client["id"])
    with pytest.raises(NotFound):
        connection(owner, client["id"])
    eventually(lambda: shown(owner, client["id"])["connection"] is None)
