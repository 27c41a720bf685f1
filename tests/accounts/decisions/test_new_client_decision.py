"""What becomes of a request to add a client (product.md 2 and 3), decided without any service."""

from __future__ import annotations

from typing import Any

import pytest

from contracts import fields
from contracts.access import GivenResponsibility
from contracts.access.events import GrantClientAccessData
from contracts.accounts.new_clients import CreateBusiness, CreateClient, CreateSelfEmployed
from contracts.accounts.onboarding_states import OnboardingStep
from contracts.connections.authorizations import Organisation
from contracts.errors import InvalidInput
from contracts.invitations.events import InviteClientUserData
from services.accounts.memberships import Membership
from services.accounts.new_clients.client_access import Unknown
from services.accounts.new_clients.new_client import Facts, NewClient, decide
from tests.accounts.decisions.facts import (
    ADDER,
    ANN,
    AT,
    AUTHORIZATION,
    BOB,
    EVE,
    IDENTITIES,
    OWNER,
    PRACTICE,
    TEAM,
)

TAX, ENDED = (f"resp_0000000000000000000000000{each}" for each in "1E")
ORGANISATION: Organisation = {
    "id": "org-1",
    "name": "Acme",
    "country": "IE",
    "base_currency": "EUR",
    "industry_hint": None,
    "connected_to": None,
}


def a_request(**more: Any) -> CreateBusiness | CreateSelfEmployed:
    wanted: CreateBusiness | CreateSelfEmployed = fields.load(
        CreateClient, {"type": "business", "name": "Acme Ltd", **more}
    )
    return wanted


def decided(by: Membership = OWNER, facts: dict[str, Any] | None = None, **more: Any) -> NewClient:
    return decide(a_request(**more), Facts(by, IDENTITIES, AT, **(facts or {})))


def test_a_client_has_what_the_practice_begins_with() -> None:
    """product.md 2.7"""
    new = decided()
    assert (new.created["base_currency"], new.created["country"]) == ("GBP", "GB")
    assert new.created["solutions"] == ["bookkeeping"]
    assert new.created["created_at"] == AT
    assert new.created["version"] == 1


def test_what_the_software_tells_comes_before_the_practices_defaults() -> None:
    """product.md 2.4"""
    new = decided(facts={"organisation": ORGANISATION}, authorization_id=AUTHORIZATION)
    assert (new.created["base_currency"], new.created["country"]) == ("EUR", "IE")


@pytest.mark.parametrize("unknown", [None, "XYZ"])
def test_a_currency_that_is_none_is_not_taken_from_the_software(unknown: str | None) -> None:
    organisation: Organisation = {**ORGANISATION, "base_currency": unknown}
    assert decided(facts={"organisation": organisation}).created["base_currency"] == "GBP"


def test_an_industry_that_is_none_is_refused() -> None:
    """product.md 2.4"""
    with pytest.raises(InvalidInput) as refused:
        decided(industry="99998")
    assert refused.value.errors[0]["code"] == "unknown_industry"


def test_self_employed_clients_are_for_practices_of_the_united_kingdom() -> None:
    """product.md 2.1"""
    irish = OWNER._replace(practice=PRACTICE._replace(country="IE"))
    person: dict[str, Any] = {"type": "self_employed", "email": "jo@pots.example"}
    sources = [{"name": "Pottery", "type": "self_employment"}]
    assert decided(**person, income_sources=sources).email == "jo@pots.example"
    with pytest.raises(InvalidInput) as refused:
        decided(by=irish, **person, income_sources=sources)
    assert refused.value.errors[0]["pointer"] == "/type"


def test_without_access_invitation_and_software_nothing_is_left_to_do() -> None:
    """product.md 2.8"""
    new = decided()
    assert new.orders == {}
    assert not new.is_pending
    assert new.onboarding == {
        "state": "complete",
        "steps": [{"step": "access", "state": "done", "detail": None}],
    }
    assert (new.invitation, new.created["invited"]) == (None, False)


def test_each_part_that_others_do_is_a_step_with_its_order() -> None:
    """product.md 2.3, 2.5, 2.6"""
    new = decided(
        authorization_id=AUTHORIZATION,
        access={"everyone": True},
        invitation={"name": "Jo", "email": "jo@acme.example", "mobile": "07700 900123"},
    )
    assert list(new.orders) == ["access", "invitation", "connection"]
    assert [step["step"] for step in new.onboarding["steps"]] == ["access", "invitation", "connection"]
    assert new.is_pending
    invitation = new.orders[list(new.orders)[1]]
    assert isinstance(invitation, InviteClientUserData)
    assert (invitation.mobile, invitation.invited_by_name) == ("+447700900123", "Ann Smith")
    assert new.invitation is not None
    assert [each["channel"] for each in new.invitation["channels"]] == ["email", "sms"]


def test_a_number_that_takes_no_texts_is_refused() -> None:
    """product.md 2.6"""
    with pytest.raises(InvalidInput) as refused:
        decided(invitation={"name": "Jo", "email": "jo@acme.example", "mobile": "12"})
    assert refused.value.errors[0]["pointer"] == "/invitation/mobile"


def test_whoever_adds_a_client_sees_it() -> None:
    """product.md 2.5"""
    assert decided(by=ADDER).access["colleague_ids"] == [BOB]
    assert decided(by=ADDER, access={"everyone": True}).access["colleague_ids"] == []
    assert decided(by=ADDER, access={"account_manager_id": BOB}).access["colleague_ids"] == []
    assert decided(by=OWNER).access["colleague_ids"] == []


def test_people_and_teams_that_are_not_of_the_practice_are_named_each() -> None:
    """product.md 2.5"""
    wanted = {
        "colleague_ids": [ANN, EVE],
        "team_ids": [TEAM],
        "account_manager_id": EVE,
    }
    with pytest.raises(InvalidInput) as refused:
        decided(facts={"unknown": Unknown([EVE], [TEAM])}, access=wanted)
    assert [error["pointer"] for error in refused.value.errors] == [
        "/access/colleague_ids/1",
        "/access/account_manager_id",
        "/access/team_ids/0",
    ]


def test_who_is_responsible_is_ordered_also_where_nobody_else_is_given_the_client() -> None:
    """docs/adr/0073"""
    new = decided(responsibilities=[{"responsibility_id": TAX, "user_id": ANN}])
    assert new.responsible == {TAX: ANN}
    order = new.orders[OnboardingStep.ACCESS]
    assert isinstance(order, GrantClientAccessData)
    assert order.responsibilities == [GivenResponsibility(responsibility_id=TAX, user_id=ANN)]
    assert (order.colleague_ids, order.account_manager_id) == ([], None)
    assert decided().orders == {}
    # What an access of the release before does not know is not said.
    order = decided(access={"everyone": True}).orders[OnboardingStep.ACCESS]
    assert isinstance(order, GrantClientAccessData)
    assert order.responsibilities is None


def test_responsibilities_and_people_that_are_not_of_the_practice_are_named_each() -> None:
    """docs/adr/0073"""
    wanted = [
        {"responsibility_id": TAX, "user_id": EVE},
        {"responsibility_id": ENDED, "user_id": ANN},
        {"responsibility_id": TAX, "user_id": ANN},
    ]
    with pytest.raises(InvalidInput) as refused:
        decided(facts={"unknown": Unknown([EVE], (), [ENDED])}, responsibilities=wanted)
    assert [(error["pointer"], error["code"]) for error in refused.value.errors] == [
        ("/responsibilities/0/user_id", "unknown_colleague"),
        ("/responsibilities/1/responsibility_id", "unknown_responsibility"),
        ("/responsibilities/2/responsibility_id", "named_twice"),
    ]


def test_a_client_is_found_by_its_name_its_code_and_its_crn() -> None:
    """product.md 8.2"""
    assert decided(practice_code="AC-01").words == ["acme", "ltd", "ac", "01", "ac01", "k7qm4t2x9b"]
