"""Colours somebody chose, times of the reader's own zone, passwords judged in words, any country (ui.md)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.office import Practice, a_context, looks_well, sign_in


@pytest.fixture(scope="module")
def practice(product_url: str) -> Practice:
    made = Practice(product_url)
    made.add_client(name="Amber Ltd")
    return made


def test_chosen_colours_are_there_from_the_first_byte_of_the_next_page(
    chromium: Browser, product_url: str, script: bool
) -> None:
    context = a_context(chromium, product_url, script=script)
    page = context.new_page()
    page.goto("/sign-in?next=/team")
    page.get_by_role("button", name="Dark").click()
    expect(page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    expect(page).to_have_url(f"{product_url}/sign-in?next=/team")
    expect(page.locator("html")).to_have_attribute("data-scheme", "dark")
    context.close()


def test_the_choice_of_colours_is_kept(chromium: Browser, product_url: str) -> None:
    context = a_context(chromium, product_url)
    answer = context.request.post(
        "/appearance", form={"scheme": "dark", "back": "//evil.example"}, max_redirects=0
    )
    assert answer.headers["location"] == "/"
    assert 'data-scheme="dark"' in context.request.get("/register").text()
    context.close()


def test_moments_are_told_in_the_readers_own_time(
    chromium: Browser, product_url: str, practice: Practice
) -> None:
    draft = practice.ask("POST", "/v1/client-drafts", type="business", name="Begun")
    shown = {}
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        context = chromium.new_context(base_url=product_url, timezone_id=zone, locale="en-GB")
        page = sign_in(context, practice.email)
        page.goto(f"/clients/new?draft={draft['id']}&step=details")
        shown[zone] = page.locator("main time").inner_text()
        context.close()
    assert shown["Pacific/Kiritimati"] != shown["Pacific/Pago_Pago"]
    context = a_context(chromium, product_url, script=False)
    page = sign_in(context, practice.email)
    page.goto(f"/clients/new?draft={draft['id']}&step=details")
    # Who has told no zone reads the practice's own.
    expect(page.locator("main time")).to_have_text(re.compile(r"^today [0-2]\d:[0-5]\d$"))
    expect(page.locator("main time")).to_have_attribute("title", re.compile(r"(GMT|BST)$"))
    context.close()


def test_moments_have_one_form_whatever_the_browser_speaks(
    chromium: Browser, product_url: str, practice: Practice
) -> None:
    """Written by the server (tests/gateway/test_moments.py); all of it on hover."""
    practice.ask("POST", "/v1/client-drafts", type="business", name="Begun")
    context = chromium.new_context(base_url=product_url, timezone_id="Europe/London", locale="en-US")
    page = sign_in(context, practice.email)
    page.goto("/activity")
    moment = page.locator("main time").first
    expect(moment).to_have_text(re.compile(r"^(today )?[0-2]\d:[0-5]\d$"))
    expect(moment).to_have_attribute("title", re.compile(r"^\w+ \d{1,2} \w+ \d{4}, [\d:]{8} (GMT|BST)$"))
    context.close()


def test_a_password_is_judged_in_words_while_it_is_typed(
    chromium: Browser, product_url: str, size: tuple[int, int]
) -> None:
    context = a_context(chromium, product_url, size[0])
    page = context.new_page()
    page.goto("/register")
    page.get_by_label("Email address").fill("ada.birch@birch.example")
    said = page.locator("[aria-live=polite]")
    for typed, words in (
        ("abc", "7 more characters needed"),
        ("aaaaaaaaaaaa", "repeats a few characters"),
        ("1234567890", "begins with a row of keys"),
        ("ada.birch@birch.example", "is your email address"),
        ("some words", "Long enough"),
        ("four other words here", "Strong"),
    ):
        page.get_by_label("Password").fill(typed)
        expect(said).to_contain_text(words)
    looks_well(page, "register-password")
    page.get_by_role("button", name="Show the password").click()
    expect(page.get_by_label("Password")).to_have_attribute("type", "text")
    context.close()


def test_a_practice_registers_in_any_country_with_its_currency(chromium: Browser, product_url: str) -> None:
    context = a_context(chromium, product_url)
    page = context.new_page()
    page.goto("/register")
    page.get_by_label("Country").select_option(label="Japan")
    expect(page.get_by_label("Currency")).to_have_value("JPY")
    page.get_by_label("Currency").select_option("EUR")
    page.get_by_label("Country").select_option(label="Norway")
    expect(page.get_by_label("Currency")).to_have_value("EUR")
    context.close()
