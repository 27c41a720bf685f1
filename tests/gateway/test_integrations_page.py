"""The pages of addresses that events are sent to, without scripts; the secret is shown once."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives import hashes
from werkzeug.test import Client as HttpClient
from werkzeug.test import TestResponse

from chassis.rpc.client import RpcClient
from contracts import access, connections
from contracts.subscriptions import FEED
from deploy.allinone.product import BROKER_URL
from gateway.app import build
from gateway.http import csrf
from gateway.settings import Settings
from gateway.web.integrations.event_words import WORDS
from tests.builders import Mailbox, Person, a_colleague, eventually
from tests.connections.receivers import Receiver, answers, receiver
from tests.connections.test_client_certificates import issued


@pytest.fixture(scope="module")
def http(rpc: RpcClient) -> HttpClient:
    settings = Settings(broker_url=BROKER_URL, public_url="http://127.0.0.1:8000", rate_limits=False)
    return HttpClient(build(settings, rpc), use_cookies=False)


@pytest.fixture
def good() -> Iterator[Receiver]:
    with receiver(answers(204)) as found:
        yield found


def get(http: HttpClient, person: Person, path: str) -> TestResponse:
    return http.get(path, headers={"Accept": "text/html", "Cookie": f"session={person.token}"})


def post(http: HttpClient, person: Person, path: str, **form: str | list[str]) -> TestResponse:
    sent = {"csrf": csrf.token_for(person.token), **form}
    headers = {"Accept": "text/html", "Cookie": f"session={person.token}"}
    found = http.post(path, data=sent, headers=headers)
    return get(http, person, found.headers["Location"]) if found.status_code == 303 else found


def test_a_client_certificate_is_pasted_shown_without_its_key_and_taken_away(
    http: HttpClient, owner: Person, good: Receiver
) -> None:
    eventually(lambda: "No address yet" in get(http, owner, "/integrations").text)
    holder = issued("clientele")
    certificate, key = "client_certificate.certificate", "client_certificate.private_key"
    refused = post(
        http, owner, "/integrations", **{"url": good.url, certificate: holder.pem, key: issued("b").key_pem()}
    )
    assert refused.status_code == 422
    assert f'href="#{key}"' in refused.text
    assert "This key belongs to another certificate." in refused.text
    assert holder.pem.splitlines()[1] in refused.text
    assert "PRIVATE KEY-----\n" not in refused.text
    page = post(
        http, owner, "/integrations", **{"url": good.url, certificate: holder.pem, key: holder.key_pem()}
    )
    assert page.status_code == 200
    assert "CN=clientele" in page.text
    assert holder.certificate.fingerprint(hashes.SHA256()).hex() in page.text
    assert holder.key_pem().splitlines()[1] not in page.text
    with owner.acting():
        (made,) = connections.list_webhook_endpoints(owner.rpc)["items"]
    path = f"/integrations/{made['id']}"
    changed = post(http, owner, path, url=good.url, description="CRM")
    assert "CN=clientele" in changed.text
    assert "CN=clientele" not in post(http, owner, f"{path}/certificate").text


def test_every_event_of_the_feed_has_words() -> None:
    assert {event.type for event in FEED.events} | {"WebhookTest"} == set(WORDS)


def test_an_address_is_added_tested_turned_off_and_removed(
    http: HttpClient, owner: Person, good: Receiver
) -> None:
    # Connections hears of a new practice's owner a moment later.
    eventually(lambda: "No address yet" in get(http, owner, "/integrations").text)
    page = post(http, owner, "/integrations", url=good.url, description="CRM", types=["ClientCreated"])
    assert page.status_code == 200
    secret = re.search(r"whsec_[A-Za-z0-9+/=]+", page.text)
    assert secret is not None
    with owner.acting():
        (made,) = connections.list_webhook_endpoints(owner.rpc)["items"]
    path = f"/integrations/{made['id']}"
    assert secret[0] not in get(http, owner, path).text
    assert "A test is on its way" in post(http, owner, f"{path}/test").text
    eventually(lambda: good.got)
    eventually(lambda: "Delivered" in get(http, owner, f"{path}?state=delivered").text)
    assert "On its way again" in post(http, owner, f"{path}/resend").text
    rotated = post(http, owner, f"{path}/rotate").text
    assert "whsec_" in rotated
    assert secret[0] not in rotated
    assert "Changed." in post(http, owner, path, url=good.url, description="The CRM").text
    assert "Nothing more is sent there" in post(http, owner, f"{path}/switch", enabled="no").text
    assert "Stopped" in get(http, owner, "/integrations").text
    assert "Events are sent again" in post(http, owner, f"{path}/switch", enabled="yes").text
    assert "Send nothing more there?" in get(http, owner, f"{path}/delete").text
    assert "No address yet" in post(http, owner, f"{path}/delete").text


def test_what_was_entered_stays_where_it_is_refused(http: HttpClient, owner: Person) -> None:
    eventually(lambda: get(http, owner, "/integrations").status_code == 200)
    page = post(http, owner, "/integrations", url="https://10.0.0.1/x", description="CRM")
    assert page.status_code == 422
    assert "https://10.0.0.1/x" in page.text
    assert "private, local or reserved" in page.text


def test_only_practice_admins_find_it(http: HttpClient, owner: Person, mailbox: Mailbox) -> None:
    bob = a_colleague(owner, mailbox, role="client_admin")
    assert 'href="/integrations"' in get(http, owner, "/clients").text
    assert 'href="/integrations"' not in get(http, bob, "/clients").text
    assert get(http, bob, "/integrations").status_code == 403


def test_a_program_is_added_gets_a_new_secret_and_is_removed(http: HttpClient, owner: Person) -> None:
    path = "/integrations/programs"
    page = post(http, owner, path, name="CRM sync", scopes=["clients:read"], role="client_admin")
    first = re.search(r"clientele_secret_[\w-]+", page.text)
    assert first is not None
    shown = get(http, owner, path).text
    assert first[0] not in shown
    assert "CRM sync" in shown
    with owner.acting():
        (program,) = access.list_programs(owner.rpc)["items"]
    rotated = post(http, owner, f"{path}/{program['id']}/rotate").text
    assert "clientele_secret_" in rotated
    assert first[0] not in rotated
    assert "Let CRM sync in no more?" in get(http, owner, f"{path}/{program['id']}/delete").text
    assert "gets in no more" in post(http, owner, f"{path}/{program['id']}/delete").text
    refused = post(http, owner, path, name="x", networks="nonsense")
    assert refused.status_code == 422
    assert "203.0.113.0/24" in refused.text
