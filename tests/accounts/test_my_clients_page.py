"""My clients is offered where the plan has it (product.md 8.2); times, and what the CRN does not say."""

from __future__ import annotations

from chassis.rpc.client import RpcClient
from contracts.accounts.states import Plan
from tests.accounts.test_settings_page import Browser
from tests.builders import Person, a_practice


def test_my_clients_is_offered_on_the_advanced_plan_alone(rpc: RpcClient) -> None:
    essentials, advanced = (a_practice(rpc, plan=plan) for plan in (Plan.ESSENTIALS, Plan.ADVANCED))
    without, having = Browser(rpc, essentials), Browser(rpc, advanced)
    assert "My clients" not in without.opens("/clients")
    assert "My clients" in having.opens("/clients")
    access = f"/clients/{essentials.adds_client()['id']}/access"
    assert "My clients" not in without.opens(access)
    # Who has kept the address from before is told what the plan lacks.
    assert "part of the Advanced plan" in without.opens("/clients?view=mine")


def test_a_plan_that_is_changed_here_counts_at_once(rpc: RpcClient, owner: Person) -> None:
    browser = Browser(rpc, owner)
    assert "My clients" not in browser.opens("/clients")
    page = browser.opens("/settings")
    typed = {
        "name": "Smith & Co",
        "plan": "advanced",
        "defaults.country": "US",
        "defaults.base_currency": "USD",
    }
    done = browser.sends("/settings", page, **typed, **{"defaults.solutions": ["bookkeeping"]})
    assert done.status_code == 303
    assert "My clients" in browser.opens("/clients")


def test_times_have_the_practices_order_and_the_readers_zone(rpc: RpcClient) -> None:
    american = a_practice(rpc, country="US", base_currency="USD")
    client = american.adds_client()
    page = Browser(rpc, american).opens(f"/clients/{client['id']}")
    assert 'title="' in page
    assert ("EST" in page) or ("EDT" in page)


def test_the_crns_page_says_what_it_does_not_mean(rpc: RpcClient, owner: Person) -> None:
    """product.md 2.9"""
    page = Browser(rpc, owner).opens(f"/clients/{owner.adds_client()['id']}/settings")
    assert "says nothing about who owns the account, who set it up or who can reach it" in page
    assert "stays the same when the client goes to another practice" in page
