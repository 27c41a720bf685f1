"""Chromium, driven by Playwright, before the product as `make run` serves it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.longer_words import Walked
from tests.browser.office import Ada, Practice, a_context, sign_in
from tests.builders import Mailbox

#: The shell draws the same pages in half the time, as it has no windows of its own to draw.
_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    # RenderDocument makes another frame for each page of the same site, a third of what a page takes. What
    # follows is what matters here of Playwright's own list, which a second one takes the place of.
    "--disable-features=RenderDocument,AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,"
    "HttpsFirstBalancedModeAutoEnable,HttpsUpgrades,MediaRouter,NetworkTimeServiceQuerying,OptimizationHints,"
    "PaintHolding,ThirdPartyStoragePartitioning",
)
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}


@pytest.fixture(scope="session")
def walked() -> Walked:
    return Walked()


@pytest.fixture(autouse=True)
def _no_walk_cuts_longer_words(walked: Walked) -> Iterator[None]:
    """Whatever page a test comes to on a phone has room for words that are a third longer (ui.md)."""
    walked.cut.clear()
    yield
    cut, walked.cut = walked.cut, []
    assert cut == []


@pytest.fixture(scope="session")
def chromium(walked: Walked) -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        pytest.skip("Chromium is needed: install the package chromium-headless-shell or chromium")
    # Not `with`: Playwright's way out waits on greenlets that eventlet's hub never runs again. Its driver
    # ends when this process does.
    playwright = sync_playwright().start()
    browser = playwright.chromium.launch(executable_path=path, args=list(_ARGUMENTS))
    walked.watch(browser)
    yield browser
    browser.close()


@pytest.fixture(params=["with JavaScript", "without JavaScript"])
def script(request: pytest.FixtureRequest) -> bool:
    return bool(request.param == "with JavaScript")


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    return SIZES[request.param]


class Tab:
    """A page and what went wrong in its console."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.page: Page = context.new_page()
        self.url = url
        self.errors: list[str] = []
        self.page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def go(self, path: str) -> Page:
        self.page.goto(f"{self.url}{path}")
        return self.page


@pytest.fixture
def tab(chromium: Browser, product_url: str, size: tuple[int, int]) -> Iterator[Tab]:
    """At desktop and at phone size, with JavaScript."""
    width, height = size
    context = chromium.new_context(viewport={"width": width, "height": height})
    yield Tab(context, product_url)
    context.close()


@pytest.fixture(scope="session")
def served_mailbox(served_folder: Path) -> Mailbox:
    return Mailbox(served_folder / "mailbox")


@pytest.fixture
def ada(chromium: Browser, product_url: str, size: tuple[int, int]) -> Iterator[Ada]:
    context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    yield Ada(context.new_page(), product_url)
    context.close()


@pytest.fixture(scope="module")
def practice(product_url: str) -> Practice:
    return Practice(product_url)


@pytest.fixture(scope="module", params=SIZES)
def office(
    request: pytest.FixtureRequest, chromium: Browser, product_url: str, practice: Practice
) -> Iterator[Page]:
    """Where the practice's owner sits."""
    context = a_context(chromium, product_url, SIZES[request.param][0])
    yield sign_in(context, practice.email)
    context.close()


@pytest.fixture
def own_practice(product_url: str) -> Practice:
    """One in which only this test does anything."""
    return Practice(product_url)


@pytest.fixture
def ben(own_practice: Practice, served_mailbox: Mailbox) -> str:
    """A colleague who has joined it."""
    return own_practice.add_colleague("Ben Ash", mailbox=served_mailbox)


@pytest.fixture
def admin(
    chromium: Browser, product_url: str, own_practice: Practice, size: tuple[int, int]
) -> Iterator[Page]:
    """Where its owner sits."""
    context = a_context(chromium, product_url, size[0])
    yield sign_in(context, own_practice.email)
    context.close()


@pytest.fixture
def colleague(
    chromium: Browser, product_url: str, own_practice: Practice, ben: str, size: tuple[int, int]
) -> Iterator[Page]:
    """Where that colleague sits."""
    context = a_context(chromium, product_url, size[0])
    yield sign_in(context, own_practice.address_of(ben))
    context.close()


@pytest.fixture
def context(chromium: Browser, product_url: str) -> Iterator[BrowserContext]:
    """Of somebody who has not signed in."""
    made = a_context(chromium, product_url)
    yield made
    made.close()
