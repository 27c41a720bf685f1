"""The first journey: a client is added, invited by mail, accepts, and is in the list."""

from __future__ import annotations

from tests.builders import PASSWORD, eventually, unique
from tests.images.installation import Installation
from tests.integration.practice import PracticeOverHttp


def walk(installation: Installation, practice: PracticeOverHttp) -> None:
    address = f"{unique('jo')}@acme.example"
    client = practice.add_client(
        name=unique("Acme Widgets Ltd"),
        access={"everyone": True},
        invitation={"name": "Jo Bloggs", "email": address},
    )
    own = f"/v1/clients/{client['id']}"
    eventually(lambda: practice.reads(own)["onboarding"]["state"] == "complete", within=60)
    assert client["id"] in [listed["id"] for listed in practice.clients()]
    token = installation.token_for(address)
    accepted = practice.patiently(
        "POST",
        "/v1/invitation-acceptances",
        json={"token": token, "password": PASSWORD},
        headers={"Idempotency-Key": unique("acceptance")},
    )
    assert accepted.status_code == 201, accepted.text
    assert accepted.json()["account"]["id"] == client["id"]
    eventually(lambda: practice.reads(own)["invitation"]["state"] == "accepted", within=30)
    people = practice.reads(f"{own}/users")["items"]
    assert [(person["email"], person["role"]) for person in people] == [(address, "business_admin")]
