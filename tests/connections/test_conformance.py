"""What every vendor gives, in the same words, whatever its protocol (CONTRIBUTING.md, "Add a vendor")."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from services.connections.vendor_access.vendor_registry import VendorRegistry
from services.connections.vendors.oauth import Vendor
from services.connections.vendors.offered import VENDORS
from services.connections.vendors.port import (
    AccessEnded,
    NoLastingAccess,
    NotNow,
    Organisation,
    Refused,
    Tokens,
)
from tests.builders import unique
from tests.connections.stage import Stage, answer_of

VERIFIER = "v" * 64
TROUBLE = ["429", "500", "503", "malformed", "wrong", "redirect", "huge", "lost"]


@pytest.fixture(params=[vendor.id for vendor in VENDORS])
def vendor(request: pytest.FixtureRequest, registry: VendorRegistry, stage: Stage) -> Vendor:
    return registry.vendors[request.param]


def allowed(stage: Stage, vendor: Vendor, login: str | None = None) -> tuple[Tokens, str | None]:
    answer = answer_of(stage.consent(vendor.authorization_url("s" * 43, VERIFIER), login=login))
    return vendor.exchange(answer["code"], VERIFIER), answer.get("realm_id")


def path_of(url: str, vendor: Vendor) -> str:
    return urlsplit(url).path.removeprefix(f"/{vendor.id}")


def test_the_address_asks_for_a_code_with_pkce_and_our_state(vendor: Vendor) -> None:
    query = parse_qs(urlsplit(vendor.authorization_url("the-state", VERIFIER)).query)
    assert query["response_type"] == ["code"]
    assert query["state"] == ["the-state"]
    assert query["code_challenge_method"] == ["S256"]
    assert VERIFIER not in str(query)
    assert query["redirect_uri"] == [f"http://127.0.0.1:8000/oauth/{vendor.id}/callback"]


def test_a_code_gives_tokens_once_and_only_with_its_verifier(stage: Stage, vendor: Vendor) -> None:
    answer = answer_of(stage.consent(vendor.authorization_url("s", VERIFIER)))
    tokens = vendor.exchange(answer["code"], VERIFIER)
    assert 0 < tokens.access_life <= tokens.refresh_life
    with pytest.raises(Refused):
        vendor.exchange(answer["code"], VERIFIER)
    other = answer_of(stage.consent(vendor.authorization_url("s", VERIFIER)))
    with pytest.raises(Refused):
        vendor.exchange(other["code"], "w" * 64)


def test_tokens_and_secrets_are_not_shown(stage: Stage, vendor: Vendor) -> None:
    tokens, _ = allowed(stage, vendor)
    for hidden in (tokens.access, tokens.refresh, vendor.app.client_secret):
        assert hidden not in repr(tokens) + repr(vendor.app)


def test_organisations_are_told_in_our_fields(stage: Stage, vendor: Vendor) -> None:
    tokens, realm_id = allowed(stage, vendor)
    found = vendor.organisations(tokens.access, realm_id)
    assert [each.name for each in found] == ["Demo Company (UK)"]
    shown = vendor.details(tokens.access, found[0])
    assert (shown.id, shown.country, shown.base_currency) == (found[0].id, "GB", "GBP")
    assert shown.industry_hint == (None if vendor.id == "sage" else "Marketing and advertising")


def test_refreshing_gives_new_tokens_and_a_used_one_counts_as_the_vendor_says(
    stage: Stage, vendor: Vendor
) -> None:
    tokens, realm_id = allowed(stage, vendor)
    renewed = vendor.refresh(tokens.refresh)
    assert renewed.access != tokens.access
    assert vendor.organisations(renewed.access, realm_id)
    if vendor.id == "sage":
        with pytest.raises(Refused):
            vendor.refresh(tokens.refresh)
        return
    assert vendor.refresh(tokens.refresh).access
    if vendor.id == "xero":
        stage.clock(vendor.grace + 1)
        with pytest.raises(Refused):
            vendor.refresh(tokens.refresh)


def test_revoking_ends_the_sign_in_and_may_be_said_twice(stage: Stage, vendor: Vendor) -> None:
    tokens, realm_id = allowed(stage, vendor)
    vendor.revoke(tokens.refresh)
    vendor.revoke(tokens.refresh)
    vendor.revoke("made-up")
    if not vendor.app.revoke_url:
        return  # FreeAgent has nothing to revoke at
    with pytest.raises(Refused):
        vendor.refresh(tokens.refresh)
    with pytest.raises(AccessEnded):
        vendor.organisations(tokens.access, realm_id)


def test_an_organisation_is_left_alone_or_only_with_its_sign_in(stage: Stage, vendor: Vendor) -> None:
    tokens, realm_id = allowed(stage, vendor)
    found = vendor.organisations(tokens.access, realm_id)[0]
    if found.reference is None or vendor.id == "freeagent":
        with pytest.raises(Refused):
            vendor.leave(tokens.access, found.reference)
        return
    vendor.leave(tokens.access, found.reference)
    assert vendor.organisations(tokens.access, realm_id) == []


def test_what_is_made_up_is_refused(vendor: Vendor) -> None:
    with pytest.raises(Refused):
        vendor.refresh("made-up")
    with pytest.raises(AccessEnded):
        vendor.details("made-up", Organisation("123", "Nobody"))


def test_an_answer_without_what_oauth_does_not_require_is_understood(stage: Stage, vendor: Vendor) -> None:
    """RFC 6749, 5.1 and 6: a refresh without a new token goes on with the old; a life may be untold."""
    tokens, realm_id = allowed(stage, vendor)
    token_path = path_of(vendor.app.token_url, vendor)
    stage.fault(vendor.id, token_path, "no_refresh_token")
    assert vendor.refresh(tokens.refresh).refresh == tokens.refresh
    stage.fault(vendor.id, token_path, "no_expires_in")
    tokens, realm_id = allowed(stage, vendor)
    assert tokens.access_life == vendor.access_life
    assert vendor.organisations(tokens.access, realm_id)
    stage.fault(vendor.id, token_path, "no_refresh_token")
    with pytest.raises(NoLastingAccess, match=re.escape(vendor.name)):
        allowed(stage, vendor)


@pytest.mark.parametrize("kind", TROUBLE)
def test_the_vendors_trouble_is_not_ours(stage: Stage, vendor: Vendor, kind: str) -> None:
    """What may pass is told as such, with when to come back where the vendor said so."""
    login = f"{unique('jo')}@acme.example"
    tokens, realm_id = allowed(stage, vendor, login)
    token_path = path_of(vendor.app.token_url, vendor)
    stage.fault(vendor.id, token_path, kind, seconds=7)
    with pytest.raises(NotNow) as problem:
        vendor.refresh(tokens.refresh)
    assert problem.value.retry_after == (7 if kind in ("429", "503") else None)
    assert vendor.name in problem.value.reason
    assert tokens.refresh not in str(problem.value)
    stage.mend()
    api_path = "/v2" if vendor.id == "freeagent" else ""
    tokens, realm_id = allowed(stage, vendor, login)
    stage.fault(vendor.id, api_path, kind, seconds=7)
    with pytest.raises(NotNow):
        vendor.organisations(tokens.access, realm_id)


def test_wrong_credentials_of_ours_lose_nobody_their_sign_in(stage: Stage, vendor: Vendor) -> None:
    import dataclasses

    tokens, _ = allowed(stage, vendor)
    wrong = type(vendor)(dataclasses.replace(vendor.app, client_secret="wrong"))
    with pytest.raises(NotNow, match="credentials"):
        wrong.refresh(tokens.refresh)
    assert vendor.refresh(tokens.refresh).access
