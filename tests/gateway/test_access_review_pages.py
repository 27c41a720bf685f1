"""Pages of access reviews, without scripts (docs/adr/0074; ui.md, "Danger")."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pytest
from werkzeug.test import TestResponse

from chassis.rpc.client import RpcClient
from contracts import access
from tests.access.review_calls import given_to, line_of, lines, reads, starts
from tests.accounts.test_settings_page import Browser
from tests.builders import Mailbox, Person, a_colleague, a_team, gives

PATH = "/team/reviews"
HOSTILE = "<script>alert(1)</script> & Sons"


@pytest.fixture
def bob(owner: Person, mailbox: Mailbox) -> Person:
    return a_colleague(owner, mailbox, name=HOSTILE)


@pytest.fixture
def browser(rpc: RpcClient, owner: Person) -> Browser:
    return Browser(rpc, owner)


def where(answer: TestResponse) -> str:
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].partition("?")[0]


def decides(browser: Browser, place: str, line: access.ReviewLine, **fields: str) -> TestResponse:
    """Press a button of the line, as the page has it."""
    page = browser.opens(place)
    (form,) = re.findall(rf'<form method="post" action="{place}/lines/{line["id"]}".*?</form>', page, re.S)
    (tag,) = re.findall(r'name="access_tag" value="(\w+)"', form)
    return browser.sends(f"{place}/lines/{line['id']}", form, access_tag=tag, **fields)


def test_a_leavers_access_is_looked_through_decided_and_signed_off(
    owner: Person, bob: Person, browser: Browser
) -> None:
    """product.md 1.4, 8.5"""
    kept, changed, ended = (
        owner.adds_client(name=f"{name} {HOSTILE}", access={"colleague_ids": [bob.user_id]}) for name in "ABC"
    )
    form = browser.opens(f"{PATH}/new?scope=colleague&user_id={bob.user_id}")
    assert f'value="{bob.user_id}" selected' in form
    place = where(browser.sends(f"{PATH}/new", form, scope="colleague", user_id=bob.user_id))
    assert place.endswith(f"/colleagues/{bob.user_id}")
    page = browser.opens(place)
    assert "<script>alert" not in page
    assert f"A {HOSTILE}" in unescape(page)
    (review,) = listed(owner)
    by_client = {(line["client"] or {"id": ""})["id"]: line for line in lines(owner, review)}
    for client, fields in (
        (kept, {"decision": "keep"}),
        (changed, {"decision": "change", "level": "view", "until": "2100-01-01"}),
        (ended, {"decision": "end"}),
    ):
        assert where(decides(browser, place, by_client[client["id"]], **fields)) == place
    assert "is decided" in browser.opens(place)
    assert given_to(owner, changed["id"])["levels"] == [{"user_id": bob.user_id, "level": "view"}]
    assert given_to(owner, ended["id"])["colleague_ids"] == []
    everything = browser.opens(f"{place}?view=all")
    assert "May view it until" in everything
    of_review = f"{PATH}/{review['id']}"
    assert "1 kept, 1 changed, 1 ended" in browser.opens(of_review)
    question, other_question = (browser.opens(f"{of_review}/sign-off") for _ in range(2))
    assert where(browser.sends(f"{of_review}/sign-off", question)) == of_review
    digest = reads(owner, review)["digest"]
    assert digest is not None
    assert digest in browser.opens(of_review)
    file = browser.asks(f"{of_review}/access-review.csv")
    assert file.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(file.get_data().decode("utf-8-sig"))))
    assert [row["Decision"] for row in rows] == ["keep", "change", "end"]
    assert browser.sends(f"{of_review}/sign-off", other_question).status_code == 409
    assert "Signed off" in browser.opens(PATH)


def test_a_decision_is_taken_back_by_its_toast_and_from_the_list_of_all_lines(
    owner: Person, bob: Person, browser: Browser
) -> None:
    """ui.md, Danger"""
    client = owner.adds_client(access={"colleague_ids": [bob.user_id]})
    review = starts(owner, "colleague", user_id=bob.user_id)
    place = f"{PATH}/{review['id']}/colleagues/{bob.user_id}"
    line = line_of(owner, review, bob, client["id"])
    done = decides(browser, place, line, decision="end")
    page = browser.opens(done.headers["Location"])
    undo = f"{place}/lines/{line['id']}/undo"
    assert f'action="{undo}"' in page
    assert where(browser.sends(undo, page)) == place
    assert bob.sees() == [client["name"]]
    assert f'action="{undo}"' not in browser.opens(f"{place}?view=all")


def test_what_was_changed_meanwhile_is_shown_and_not_overwritten(
    owner: Person, bob: Person, browser: Browser
) -> None:
    client = owner.adds_client(access={"colleague_ids": [bob.user_id]})
    review = starts(owner, "colleague", user_id=bob.user_id)
    place = f"{PATH}/{review['id']}/colleagues/{bob.user_id}"
    page = browser.opens(place)
    (tag,) = re.findall(r'name="access_tag" value="(\w+)"', page)
    gives(owner, client["id"], colleague_ids=[bob.user_id], account_manager_id=bob.user_id)
    line = line_of(owner, review, bob, client["id"])
    refused = browser.sends(f"{place}/lines/{line['id']}", page, access_tag=tag, decision="end")
    assert refused.status_code == 409
    assert "Changed since the review began: now" in refused.text
    assert bob.sees() == [client["name"]]
    assert where(decides(browser, place, line, decision="end")) == place
    assert bob.sees() == []


def test_a_change_without_a_day_that_is_one_is_shown_again_as_it_was_filled_in(
    owner: Person, bob: Person, browser: Browser
) -> None:
    """ui.md, Forms"""
    client = owner.adds_client(access={"colleague_ids": [bob.user_id]})
    review = starts(owner, "colleague", user_id=bob.user_id)
    place = f"{PATH}/{review['id']}/colleagues/{bob.user_id}"
    line = line_of(owner, review, bob, client["id"])
    for until in ("2020-01-01", "tomorrow"):
        refused = decides(browser, place, line, decision="change", level="work", until=until)
        assert refused.status_code == 422
        assert '<option value="work" selected>' in refused.text
        assert f'value="{until}"' in refused.text
    assert decides(browser, place, line, decision="throw").status_code == 422
    assert given_to(owner, client["id"])["levels"] == []


def test_who_was_not_chosen_looks_and_decides_nothing(
    owner: Person, bob: Person, rpc: RpcClient, mailbox: Mailbox
) -> None:
    ann = a_colleague(owner, mailbox, name="Ann", role="client_admin")
    owner.adds_client(access={"colleague_ids": [bob.user_id]})
    review = starts(owner, "team", team_id=a_team(owner, bob), reviewer_id=ann.user_id)
    place = f"{PATH}/{review['id']}/colleagues/{bob.user_id}"
    assert "Ann was chosen to decide" in Browser(rpc, owner).opens(place)
    assert 'name="decision"' not in Browser(rpc, owner).opens(place)
    assert 'name="decision"' in Browser(rpc, ann).opens(place)
    for path in (PATH, f"{PATH}/new", place):
        assert Browser(rpc, bob).asks(path).status_code == 403


def test_a_review_that_nobody_can_start_says_what_is_missing(browser: Browser) -> None:
    form = browser.opens(f"{PATH}/new")
    for scope, field in (("team", "team_id"), ("colleague", "user_id"), ("", "scope")):
        refused = browser.sends(f"{PATH}/new", form, scope=scope)
        assert refused.status_code == 422
        assert f'href="#{field}"' in refused.text


def test_a_review_is_given_up_after_a_question(owner: Person, browser: Browser) -> None:
    review = starts(owner)
    path = f"{PATH}/{review['id']}"
    question, other_question = browser.opens(f"{path}/cancel"), browser.opens(f"{path}/cancel")
    assert where(browser.sends(f"{path}/cancel", question)) == PATH
    assert reads(owner, review)["state"] == "cancelled"
    assert browser.sends(f"{path}/cancel", other_question).status_code == 409
    assert "wait" in browser.opens(f"{PATH}/{starts(owner)['id']}/sign-off")


def listed(owner: Person) -> list[access.AccessReview]:
    with owner.acting():
        return access.list_access_reviews(owner.rpc)["items"]
