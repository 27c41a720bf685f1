"""No token, code, state or verifier leaves its place: a canary looks everywhere (product.md 6.1, 9.2)."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
from sqlalchemy import select, text

from chassis import context
from chassis.dead_letters import dead_letters
from chassis.observability import tracing
from chassis.rpc.client import RpcClient
from contracts import connections
from deploy.allinone.product import BROKER_URL, Product
from services.connections.grants import refreshing_grants, sealed_tokens
from services.connections.tables import Authorization
from services.connections.vendor_access.vendor_registry import VendorRegistry
from services.connections.vendors import port
from tests.builders import Person, eventually
from tests.canaries import columns_with
from tests.chassis.collector import Collector
from tests.connections.grants import expire, grant_of
from tests.connections.stage import (
    PROVIDERS,
    Stage,
    a_client_known,
    answer_of,
    begin,
    complete,
    completed,
    connect,
)


@pytest.fixture
def collector() -> Iterator[Collector]:
    found = Collector()
    tracing.start("tests", found.endpoint)
    yield found
    tracing.stop()
    found.close()


@pytest.mark.parametrize("provider", PROVIDERS)
def test_canaries_are_found_nowhere(
    owner: Person,
    stage: Stage,
    registry: VendorRegistry,
    product: Product,
    rpc: RpcClient,
    collector: Collector,
    provider: str,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    database = product.hosted["connections"].database
    client = a_client_known(owner)
    logged: list[str] = []
    begun = begin(owner, provider, client_id=client["id"])
    with caplog.at_level(logging.WARNING, "urllib3"):  # here it is the person's browser
        answer = answer_of(stage.consent(begun["authorization_url"]))
    with database.read(everywhere=True) as reading:
        of = select(Authorization.sealed_verifier).where(Authorization.id == begun["id"])
        sealed = reading.execute(of).scalar_one()
    verifier = registry.vault.open(str(sealed), f"authorization {begun['id']}: verifier")
    complete(owner, provider, answer)
    logged.append(json.dumps(completed(owner, begun["id"])))
    logged.append(json.dumps(connect(owner, client["id"], begun["id"])))
    grant_id = grant_of(database, client["id"])
    tokens = []
    for kind in ("", "500", "wrong", "refused"):
        with context.everywhere():
            row = refreshing_grants.read(database, grant_id)
        assert row is not None
        tokens += [
            sealed_tokens.open_access(registry.vault, row),
            sealed_tokens.open_refresh(registry.vault, row),
        ]
        if kind:
            stage.fault(provider, registry.vendors[provider].app.token_url.split(provider, 1)[1], kind)
        expire(database, grant_id)
        try:
            refreshing_grants.fresh(database, registry, grant_id)
        except (port.NotNow, port.Refused) as problem:
            logged.append(f"{problem!r} {problem.__cause__!r} {problem.__context__!r}")
    with owner.acting():
        logged.append(json.dumps(connections.get_connection(rpc, client["id"])))
        logged.append(json.dumps(connections.list_connections(rpc)))

    def published() -> bool:
        with database.read(everywhere=True) as reading:
            return reading.execute(text("SELECT count(*) FROM outbox WHERE sent_at IS NULL")).scalar() == 0

    eventually(published)
    logged += [json.dumps(dead_letters(BROKER_URL, service)) for service in product.hosted]
    printed = capfd.readouterr()
    everything = " ".join([*logged, caplog.text, printed.out, printed.err])
    secret = registry.vendors[provider].app.client_secret
    tracing.stop()
    assert any(span.name == "connections.complete_authorization" for span in collector.spans)
    canaries = (*tokens, answer["state"], answer["code"], verifier, secret)
    for canary in canaries:
        assert canary not in everything
        assert canary.encode() not in collector.raw
    assert columns_with(product, *canaries) == set()
