"""What pages ask of an account on each visit is asked once for a while."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.accounts.states import Plan
from contracts.errors import NotFound, Refusal, ServiceUnavailable
from gateway.calls import account_facts
from gateway.calls.account_facts import AccountFacts, KnownAccounts
from tests.gateway.stand_in import StandIn

PRACTICE: dict[str, Any] = {"plan": "advanced", "defaults": {"country": "US"}}


def test_an_account_is_asked_once_and_again_when_it_was_changed(services: StandIn) -> None:
    services.answers["get_practice"] = PRACTICE
    known = KnownAccounts(services)
    for _ in range(3):
        assert known.of("prac_1", "practice") == AccountFacts("US", Plan.ADVANCED)
    assert len(services.made("get_practice")) == 1
    services.answers["get_practice"] = {**PRACTICE, "defaults": {"country": "GB"}}
    known.forget("prac_1")
    assert known.of("prac_1", "practice").country == "GB"


def test_a_clients_own_people_have_its_country(services: StandIn) -> None:
    services.answers["get_client"] = {"country": "IE"}
    assert KnownAccounts(services).of("client_1", "client") == AccountFacts("IE")


@pytest.mark.parametrize("refusal", [NotFound(what="client"), ServiceUnavailable(service="accounts")])
def test_where_nobody_can_say_a_page_does_without_and_does_not_ask_for_each_time(
    services: StandIn, refusal: Refusal, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.answers["get_practice"] = refusal
    known = KnownAccounts(services)
    for _ in range(20):
        assert known.of("prac_1", "practice") == AccountFacts()
    assert len(services.made("get_practice")) == 1
    monkeypatch.setattr(account_facts, "UNKNOWN_SECONDS", 0.0)
    known.forget("prac_1")
    known.of("prac_1", "practice")
    services.answers["get_practice"] = PRACTICE
    assert known.of("prac_1", "practice").country == "US"
