"""Against an OAuth server that is not ours (oidc-provider-mock, on Authlib), which knows no stand-in.

It also shows that a fifth vendor is one class.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import pytest
import requests

from chassis.database.engine import Database
from chassis.security.vault import Vault, generate_key
from deploy.allinone.product import Product
from services.connections.grants import refreshing_grants, sealed_tokens
from services.connections.vendor_access.vendor_registry import VendorRegistry
from services.connections.vendors.answers import Identity
from services.connections.vendors.oauth import Vendor
from services.connections.vendors.port import App, Organisation, Refused
from tests.builders import Person, eventually
from tests.connections.grants import expire, row
from tests.connections.stage import answer_of
from tests.ports import free_port

BACK = "http://127.0.0.1:8000/oauth/fifth/callback"


@dataclass(frozen=True)
class UserInfo:
    sub: Annotated[str, Identity()]
    email: str | None = None


class Fifth(Vendor):
    id = "fifth"
    name = "Fifth"
    scopes = "openid profile email"
    refresh_life = 30 * 24 * 3600

    def organisations(self, access: str, realm_id: str | None) -> list[Organisation]:
        return [Organisation(self.get(access, "/userinfo", UserInfo).sub, "Fifth's")]

    def details(self, access: str, organisation: Organisation) -> Organisation:
        return organisation


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    running = subprocess.Popen(
        [*command, "--token-max-age", "3600"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        try:
            return requests.get(f"{url}/.well-known/openid-configuration", timeout=1).ok
        except requests.RequestException:
            return False

    eventually(answers, within=30)
    yield url
    running.terminate()
    running.wait(10)


@pytest.fixture(scope="module")
def vendor(server: str) -> Fifth:
    return Fifth(
        App(
            client_id="clientele",
            client_secret="secret",
            redirect_uri=BACK,
            authorize_url=f"{server}/oauth2/authorize",
            token_url=f"{server}/oauth2/token",
            api_url=server,
            revoke_url=f"{server}/nowhere",
        )
    )


def consented(vendor: Fifth, **form: str) -> dict[str, str]:
    url = vendor.authorization_url("the-state", "v" * 64)
    sent_back = requests.post(url, data=form, allow_redirects=False, timeout=10)
    assert sent_back.status_code == 302
    assert sent_back.headers["Location"].startswith(BACK)
    return answer_of(sent_back.headers["Location"])


@pytest.mark.service
def test_the_whole_protocol(owner: Person, product: Product, vendor: Fifth) -> None:
    answer = consented(vendor, sub="ann")
    assert answer["state"] == "the-state"
    tokens = vendor.exchange(answer["code"], "v" * 64)
    assert 3500 <= tokens.access_life <= 3600
    assert vendor.organisations(tokens.access, None)[0].id == "ann"
    with pytest.raises(Refused):
        vendor.exchange(answer["code"], "v" * 64)
    database: Database = product.hosted["connections"].database
    registry = VendorRegistry(Vault([generate_key()]), {"fifth": vendor})
    with database.unit_of_work(everywhere=True) as uow:
        grant_id = sealed_tokens.keep(uow, registry.vault, owner.account_id, "fifth", tokens)
    expire(database, grant_id)
    time.sleep(1)
    held = refreshing_grants.fresh(database, registry, grant_id)
    assert held.access != tokens.access
    assert vendor.organisations(held.access, None)[0].id == "ann"
    assert row(database, grant_id).version == 2


@pytest.mark.service
def test_its_refusals_are_understood(vendor: Fifth) -> None:
    with pytest.raises(Refused):
        vendor.refresh("made-up")
    with pytest.raises(Refused):
        vendor.exchange("made-up", "v" * 64)
    with pytest.raises(Refused):
        vendor.organisations("made-up", None)


@pytest.mark.service
def test_a_person_may_say_no(vendor: Fifth) -> None:
    assert consented(vendor, action="deny")["error"] == "access_denied"
