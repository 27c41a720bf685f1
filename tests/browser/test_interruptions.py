"""What goes wrong between a browser and us: nothing is lost or done twice, and it is told plainly."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.office import Practice, a_context, looks_well, sign_in
from tests.builders import unique


def up_to_details(page: Page) -> None:
    page.goto("/clients/new")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Which solutions will they use?")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Skip for now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("About the business")


def up_to_create(page: Page, name: str) -> None:
    up_to_details(page)
    page.get_by_label("Business name").fill(name)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Skip for now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")


def only_one(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.goto(f"/clients?q={name}")
    expect(page.get_by_role("link", name=name, exact=True)).to_have_count(1)


def test_a_step_sent_without_a_network_keeps_what_was_typed(
    context: BrowserContext, practice: Practice
) -> None:
    page = sign_in(context, practice.email)
    up_to_details(page)
    page.get_by_label("Business name").fill("Typed in a tunnel")
    context.set_offline(True)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("Clientele cannot be reached")
    expect(page.get_by_label("Business name")).to_have_value("Typed in a tunnel")
    looks_well(page, "adding-cut-off")
    context.set_offline(False)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Invite them")


@pytest.mark.parametrize("arrives", [False, True], ids=["before it arrives", "after it arrived"])
def test_the_network_cut_on_create_makes_one_client(
    context: BrowserContext, practice: Practice, arrives: bool
) -> None:
    name = unique("Cut")
    page = sign_in(context, practice.email)
    up_to_create(page, name)

    def cut(route: Route) -> None:
        if arrives:
            route.fetch(max_redirects=0)
        route.abort()

    page.route("**/clients/new/create", cut)
    page.get_by_role("button", name="Create client").click()
    expect(page.get_by_role("alert")).to_contain_text("nothing is done twice")
    page.unroute("**/clients/new/create")
    page.get_by_role("button", name="Create client").click()
    only_one(page, name)


def test_without_scripts_a_create_whose_answer_was_lost_is_found_done(
    chromium: Browser, product_url: str, practice: Practice
) -> None:
    name = unique("Cut")
    context = a_context(chromium, product_url, script=False)
    page = sign_in(context, practice.email)
    up_to_create(page, name)
    here = page.url
    fields = page.eval_on_selector("form[action$=create]", "form => Object.fromEntries(new FormData(form))")
    context.request.post("/clients/new/create", form=fields, max_redirects=0)
    page.goto(here)
    only_one(page, name)
    context.close()


def test_two_tabs_write_nothing_over_and_make_one_client(context: BrowserContext, practice: Practice) -> None:
    name = unique("Two tabs")
    first = sign_in(context, practice.email)
    up_to_details(first)
    second = context.new_page()
    second.goto(first.url)
    second.get_by_label("Business name").fill("From the other tab")
    second.get_by_role("button", name="Continue").click()
    expect(second.get_by_role("heading", level=1)).to_have_text("Invite them")
    first.get_by_label("Business name").fill(name)
    first.get_by_role("button", name="Continue").click()
    expect(first.get_by_role("alert")).to_contain_text("This draft was changed meanwhile")
    expect(first.get_by_label("Business name")).to_have_value(name)
    looks_well(first, "adding-two-tabs")
    first.get_by_role("button", name="Continue").click()
    first.get_by_role("button", name="Skip for now").click()
    expect(first.get_by_role("heading", level=1)).to_have_text("Check your answers")
    second.goto(first.url)
    first.get_by_role("button", name="Create client").click()
    expect(first.get_by_role("heading", level=1)).to_have_text(name)
    second.get_by_role("button", name="Create client").click()
    only_one(second, name)


def test_a_search_while_nobody_can_be_reached_leaves_the_list(
    context: BrowserContext, practice: Practice
) -> None:
    name = unique("Still there")
    practice.add_client(name=name)
    page = sign_in(context, practice.email)
    failed: list[str] = []
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.goto(f"/clients?q={name}")
    context.set_offline(True)
    page.get_by_label("Search").fill("something else")
    expect(page.get_by_role("search").get_by_role("alert")).to_contain_text("cannot be reached")
    expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()
    assert failed == []
