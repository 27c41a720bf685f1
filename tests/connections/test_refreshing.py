"""Tokens are refreshed before they expire, once, however many callers ask (product.md 6.3)."""

from __future__ import annotations

import datetime
import os
import time
from typing import Any

import pytest
from eventlet import GreenPool
from prometheus_client import REGISTRY

from chassis.database.engine import Database
from contracts import accounts, connections
from deploy.allinone.product import Product
from services.connections.connections import connection_views
from services.connections.grants import refresh_decision, refreshing_grants, vendor_calls
from services.connections.vendor_access.vendor_registry import VendorRegistry
from services.connections.vendors import port
from services.connections.vendors.oauth import Vendor
from services.connections.vendors.offered import VENDORS
from tests.builders import Person, as_a_timer, eventually, present
from tests.connections.grants import change, connected, expire, grant_of, refused, request, row
from tests.connections.stage import PROVIDERS, Stage, connect, connection, signed_in

#: Rounds of 100 callers each.
ROUNDS = int(os.environ.get("CLIENTELE_RACES", "200"))
DAY = 24 * 3600


@pytest.fixture
def database(product: Product) -> Database:
    return product.hosted["connections"].database


@pytest.mark.timeout(1200)
def test_a_hundred_callers_at_expiry_make_one_refresh_each_round(
    owner: Person, stage: Stage, registry: VendorRegistry, database: Database
) -> None:
    """Sage, whose refresh tokens count once: a second refresh would be `invalid_grant`."""
    client_id, _ = connected(stage, owner, "sage")
    grant_id = grant_of(database, client_id)
    before, refusals = request(stage, "sage"), refused(stage)
    pool = GreenPool(100)
    fresh = as_a_timer()(lambda _: refreshing_grants.fresh(database, registry, grant_id))
    for number in range(ROUNDS):
        expire(database, grant_id)
        version = row(database, grant_id).version
        held = list(pool.imap(fresh, range(100)))
        assert {each.version for each in held} == {version + 1}, f"round {number}"
        assert len({each.access for each in held}) == 1
    assert request(stage, "sage") - before == ROUNDS
    assert refused(stage) == refusals


def test_two_processes_at_expiry_make_one_refresh(
    owner: Person, stage: Stage, registry: VendorRegistry, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    client_id, _ = connected(stage, owner, "sage")
    grant_id = grant_of(database, client_id)
    before = request(stage, "sage")
    expire(database, grant_id)

    class Forgetful(dict[str, Any]):
        """As if each caller were a process of its own, which sees no refresh of another's."""

        def get(self, _key: str, _default: Any = None) -> Any:
            return None

        def __delitem__(self, key: str) -> None:
            self.pop(key, None)

    monkeypatch.setattr(refreshing_grants, "_under_way", Forgetful())
    fresh = as_a_timer()(lambda _: refreshing_grants.fresh(database, registry, grant_id))
    held = list(GreenPool(20).imap(fresh, range(20)))
    assert len({each.access for each in held}) == 1
    assert request(stage, "sage") - before == 1


def test_a_refresh_says_nothing_of_when_an_ending_grant_is_revoked(
    owner: Person, stage: Stage, registry: VendorRegistry, database: Database
) -> None:
    """At Xero a revocation first looks at the sign-in's other organisations, for which it may refresh."""
    client_id, _ = connected(stage, owner, "xero")
    grant_id = grant_of(database, client_id)
    change(
        database,
        grant_id,
        state="'ending'",
        attempts="3",
        refresh_due_at="now() + interval '1 hour'",
        used_at="now() - interval '20 days'",
    )
    expire(database, grant_id)
    before = row(database, grant_id)
    as_a_timer()(lambda: refreshing_grants.fresh(database, registry, grant_id))()
    renewed = row(database, grant_id)
    assert renewed.version == before.version + 1
    assert (renewed.refresh_due_at, renewed.attempts) == (before.refresh_due_at, 3)

    expire(database, grant_id)
    stage.fault("xero", "/connect/token", "500")
    with pytest.raises(port.NotNow):
        as_a_timer()(lambda: refreshing_grants.fresh(database, registry, grant_id))()
    failed = row(database, grant_id)
    assert failed.problem is not None
    assert (failed.refresh_due_at, failed.attempts) == (before.refresh_due_at, 3)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_what_is_due_is_refreshed_by_itself_and_keeps_an_idle_connection_alive(
    owner: Person, stage: Stage, database: Database, provider: str
) -> None:
    client_id, _ = connected(stage, owner, provider)
    grant_id = grant_of(database, client_id)
    change(database, grant_id, refresh_due_at="now()", used_at="now() - interval '20 days'")
    eventually(lambda: row(database, grant_id).version == 2)
    found = row(database, grant_id)
    assert found.refresh_due_at < found.refresh_expires_at
    assert connection(owner, client_id)["state"] == "connected"


@pytest.mark.rules
@pytest.mark.parametrize("vendor", VENDORS)
def test_an_idle_sign_in_is_renewed_long_before_its_refresh_token_ends(vendor: type[Vendor]) -> None:
    """Sage's ends after 31 days without use."""
    at = datetime.datetime.now(datetime.UTC)
    idle = refresh_decision.due_at(at, 300, vendor.refresh_life, used_at=at - datetime.timedelta(days=5))
    assert (idle - at).total_seconds() <= vendor.refresh_life / 2
    assert (idle - at).total_seconds() >= DAY


@pytest.mark.rules
def test_what_is_in_use_is_renewed_ahead_of_its_end() -> None:
    at = datetime.datetime.now(datetime.UTC)
    due = refresh_decision.due_at(at, 1800, 60 * DAY, used_at=at)
    assert 0 < (due - at).total_seconds() < 1800 - refresh_decision.MARGIN


def test_a_refused_refresh_turns_the_connection_visibly_to_needs_reconnect_and_signing_in_mends_it(
    owner: Person, stage: Stage, registry: VendorRegistry, database: Database
) -> None:
    client_id, _ = connected(stage, owner, "xero", login="ann@needs.example")
    grant_id = grant_of(database, client_id)
    stage.fault("xero", "/connect/token", "refused")
    expire(database, grant_id)
    with pytest.raises(port.Refused):
        refreshing_grants.fresh(database, registry, grant_id)
    found = connection(owner, client_id)
    assert found["state"] == "needs_reconnect"
    assert "settings are kept" in found["detail"]
    assert row(database, grant_id).sealed_refresh is None
    with owner.acting():
        eventually(
            lambda: present(accounts.get_client(owner.rpc, client_id)["connection"])["state"] != "connected"
        )
        listed = connections.list_connections(owner.rpc, state="needs_reconnect")["items"]
    assert [each["client_id"] for each in listed] == [client_id]
    again = signed_in(stage, owner, "xero", login="ann@needs.example", client_id=client_id)
    assert connect(owner, client_id, again["id"])["state"] == "connected"
    with owner.acting():
        eventually(
            lambda: present(accounts.get_client(owner.rpc, client_id)["connection"])["state"] == "connected"
        )


def test_operators_see_how_renewals_end_and_how_many_must_sign_in_again(
    owner: Person, stage: Stage, registry: VendorRegistry, database: Database
) -> None:
    def seen(name: str, **labels: str) -> float:
        return REGISTRY.get_sample_value(name, {"provider": "xero", **labels}) or 0

    def renewed(outcome: str) -> float:
        return seen("clientele_connections_refreshes_total", outcome=outcome)

    with as_a_timer():
        connection_views.count_needing_reconnect(database)
    lost, well, refusals = seen("clientele_connections_needing_reconnect"), renewed("ok"), renewed("refused")
    client_id, _ = connected(stage, owner, "xero", login="ann@seen.example")
    grant_id = grant_of(database, client_id)
    expire(database, grant_id)
    refreshing_grants.fresh(database, registry, grant_id)
    stage.fault("xero", "/connect/token", "refused")
    expire(database, grant_id)
    with pytest.raises(port.Refused):
        refreshing_grants.fresh(database, registry, grant_id)
    with as_a_timer():
        connection_views.count_needing_reconnect(database)
    assert (renewed("ok"), renewed("refused")) == (well + 1, refusals + 1)
    assert seen("clientele_connections_needing_reconnect") == lost + 1


@pytest.mark.parametrize("kind", ["500", "malformed", "wrong", "redirect", "huge", "lost", "429"])
def test_a_vendor_in_trouble_is_asked_again_later_and_nothing_is_lost(
    owner: Person, stage: Stage, registry: VendorRegistry, database: Database, kind: str
) -> None:
    client_id, _ = connected(stage, owner, "quickbooks")
    grant_id = grant_of(database, client_id)
    stage.fault("quickbooks", "/oauth2/v1/tokens/bearer", kind, seconds=0)
    expire(database, grant_id)
    with pytest.raises(port.NotNow):
        refreshing_grants.fresh(database, registry, grant_id)
    troubled = row(database, grant_id)
    assert (troubled.state, troubled.attempts, troubled.lease_by) == ("active", 1, None)
    assert connection(owner, client_id)["state"] == "connected"
    assert refreshing_grants.fresh(database, registry, grant_id).version == 2
    assert row(database, grant_id).failing_since is None


def test_a_vendor_that_asks_for_a_pause_gets_it(
    owner: Person, stage: Stage, registry: VendorRegistry, database: Database
) -> None:
    client_id, _ = connected(stage, owner, "sage")
    grant_id = grant_of(database, client_id)
    stage.fault("sage", "/token", "429", seconds=2)
    expire(database, grant_id)
    with pytest.raises(port.NotNow) as problem:
        refreshing_grants.fresh(database, registry, grant_id)
    assert problem.value.retry_after == 2
    before = request(stage, "sage")
    with pytest.raises(port.NotNow):
        refreshing_grants.fresh(database, registry, grant_id)
    assert request(stage, "sage") == before
    change(database, grant_id, lease_until="now()")
    assert refreshing_grants.fresh(database, registry, grant_id).version == 2


def test_a_vendor_that_does_not_answer_holds_nobody_for_long(
    owner: Person, stage: Stage, registry: VendorRegistry, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.connections.vendors.line.DEADLINE", 0.3)
    client_id, _ = connected(stage, owner, "sage")
    grant_id = grant_of(database, client_id)
    stage.fault("sage", "/token", "slow", seconds=30)
    expire(database, grant_id)
    began = time.monotonic()
    with pytest.raises(port.NotNow):
        refreshing_grants.fresh(database, registry, grant_id)
    assert time.monotonic() - began < 15


def test_an_access_token_the_vendor_takes_no_more_is_renewed_once(
    owner: Person, stage: Stage, registry: VendorRegistry, database: Database
) -> None:
    client_id, _ = connected(stage, owner, "xero")
    grant_id = grant_of(database, client_id)
    stage.fault("xero", "/connections", "401")

    def reached(vendor: Vendor, access: str) -> int:
        return len(vendor.organisations(access, None))

    assert vendor_calls.at_vendor(database, registry, grant_id, reached) == 1
    assert row(database, grant_id).version == 2


def test_a_vendor_whose_credentials_are_gone_loses_nobody_their_sign_in(
    owner: Person, stage: Stage, registry: VendorRegistry, database: Database
) -> None:
    client_id, _ = connected(stage, owner, "sage")
    grant_id = grant_of(database, client_id)
    expire(database, grant_id)
    with pytest.raises(port.NotNow, match="not set up"):
        refreshing_grants.fresh(database, VendorRegistry(registry.vault, {}), grant_id)
    assert connection(owner, client_id)["state"] == "connected"
    assert refreshing_grants.fresh(database, registry, grant_id).version == 2
