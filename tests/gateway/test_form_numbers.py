"""Numbers of a form are ours to write and anybody's to change: none ends in an error of ours, or in work."""

from __future__ import annotations

import pytest

from chassis.rpc.client import RpcClient
from gateway.web.kit.forms import Form, rows_of
from tests.accounts.test_settings_page import Browser
from tests.builders import Mailbox, Person, a_colleague, a_team

#: Digits of other alphabets among them, which `str.isdigit` or `str.isdecimal` take for numbers.
NONE = ["", "\u00b2", "\u0663x", "-1", "1,5", "9" * 5000]


@pytest.mark.parametrize("written", NONE)
def test_what_is_no_number_is_no_version(written: str) -> None:
    assert Form([("version", written)]).if_version() == {}
    assert rows_of([f"sources.{written}.name", "sources.2.name", "sources.0"], "sources") == [0, 2]


def test_a_version_and_rows_are_read() -> None:
    assert Form([("version", " 12 ")]).if_version() == {"if_version": 12}
    assert rows_of(["sources.11.name", "sources.2.type", "sources.2.name"], "sources") == [2, 11]
    assert rows_of(["sources.999999999.name", "sources"], "sources") == []


@pytest.mark.parametrize("written", NONE)
def test_no_page_ends_in_an_error_of_ours(
    rpc: RpcClient, owner: Person, mailbox: Mailbox, written: str
) -> None:
    ben = a_colleague(owner, mailbox)
    client, team = owner.adds_client()["id"], a_team(owner, ben)
    browser = Browser(rpc, owner)
    for path in (
        f"/clients/{client}/settings",
        f"/clients/{client}/access",
        f"/team/teams/{team}",
        f"/team/colleagues/{ben.user_id}",
        "/settings",
        "/settings/link",
        "/settings/messages",
        "/settings/branding",
    ):
        row = f"income_sources.{written}.name"
        answer = browser.sends(path, browser.opens(path), version=written, **{row: "Shop"})
        assert answer.status_code in (200, 303, 412, 422), (path, answer.status_code)


@pytest.mark.parametrize("row", [*NONE, "999999999"])
def test_a_row_that_no_form_has_makes_none(rpc: RpcClient, owner: Person, row: str) -> None:
    browser = Browser(rpc, owner)
    begun = browser.sends("/clients/new", browser.opens("/clients/new"), type="self_employed")
    details = begun.headers["Location"]
    fields = {f"income_sources.{row}.name": "Shop", f"income_sources.{row}.type": "self_employed"}
    draft = details.partition("draft=")[2].partition("&")[0]
    answer = browser.sends(details, browser.opens(details), draft=draft, step="details", **fields)
    assert answer.status_code in (200, 303, 422), answer.status_code
    assert len(answer.text) < 100_000
