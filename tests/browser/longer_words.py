"""A page whose words are a third longer, as another language's would be: nothing of them is cut (ui.md)."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.browser import pictures

#: What is the interface's own: labels and headings. Names are people's, and may be cut where they say so.
_LENGTHENED = """() => {
  const labels = "h1, h2, h3, label, legend, summary, button, th, dt, .hint, .chip, main a, nav a, .tabs a";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [], before = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts) {
    const words = text.nodeValue.trim();
    const around = text.parentElement;
    if (!words || !around.closest(labels) || around.closest("option, .what:not(.whole), kbd")) continue;
    before.push([text, text.nodeValue]);
    text.nodeValue += words.slice(0, Math.ceil(words.length / 3));
  }
  return before;
}"""
#: Words that reach out of the screen, or that their own box cuts off.
_CUT = """() => {
  const cut = [];
  const unread = ".visually-hidden, .what:not(.whole), .skip, svg, [hidden], thead, select";
  const scrolls = (each) => {
    for (let above = each.parentElement; above; above = above.parentElement) {
      if (["auto", "scroll"].includes(getComputedStyle(above).overflowX)) return true;
    }
    return false;
  };
  for (const each of document.querySelectorAll("body *")) {
    if (each.closest(`${unread}, details:not([open]) > :not(summary)`) || !each.checkVisibility()) continue;
    if (![...each.childNodes].some((text) => text.nodeType === 3 && text.nodeValue.trim())) continue;
    const style = getComputedStyle(each);
    const box = each.getBoundingClientRect();
    // For screen readers alone.
    if (box.width <= 1) continue;
    const out = (box.right > innerWidth + 1 || box.left < -1) && !scrolls(each);
    const clipped = ["hidden", "clip"].includes(style.overflowX) && each.scrollWidth > each.clientWidth + 1;
    if (out || clipped) cut.push(`${each.tagName} ${each.textContent.trim().slice(0, 60)}`);
  }
  return cut;
}"""

#: On each page of ours that a walk comes to with scripts, and wherever it opens a part of one: as `bears`,
#: and all is as it was before anything else can look at it.
_ON_EACH_PAGE = f"""(() => {{
  const lengthen = {_LENGTHENED}, cuts = {_CUT};
  const look = () => {{
    const ours = top === window && document.querySelector("link[rel=stylesheet][href^='/static/']");
    // What is open from the beginning says so before its styles are there.
    if (!ours || document.readyState !== "complete" || innerWidth > 640) return;
    const before = lengthen(), cut = cuts(), wide = document.documentElement.scrollWidth;
    for (const [text, words] of before) text.nodeValue = words;
    if (wide > innerWidth) cut.push(`the page is ${{wide}} px wide`);
    console.debug(JSON.stringify({{ longer_words: location.pathname, cut }}));
  }};
  addEventListener("load", look);
  document.addEventListener("toggle", look, true);
}})()"""


class Walked:
    """Pages that were come to on a phone: which, and what of them was cut."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.cut: list[str] = []

    def watch(self, browser: Browser) -> None:
        """From here on, whatever context a test makes."""
        make_context, make_page = browser.new_context, browser.new_page

        def new_context(**options: Any) -> BrowserContext:
            context = make_context(**options)
            context.add_init_script(_ON_EACH_PAGE)
            context.on("console", self._take)
            return context

        def new_page(**options: Any) -> Page:
            page = make_page(**options)
            page.add_init_script(_ON_EACH_PAGE)
            page.on("console", self._take)
            return page

        vars(browser).update(new_context=new_context, new_page=new_page)

    def _take(self, said: ConsoleMessage) -> None:
        if said.type == "debug" and said.text.startswith('{"longer_words":'):
            found = json.loads(said.text)
            self.paths.append(found["longer_words"])
            self.cut += [f"{found['longer_words']}: {each}" for each in found["cut"]]


def bears(page: Page, name: str) -> None:
    """Makes the words of a phone's page longer: they wrap, and nothing is wider than the screen."""
    width = (page.viewport_size or {"width": 0})["width"]
    if width > 640:
        return
    page.evaluate(_LENGTHENED)
    pictures.keep(page, name, "longer")
    cut = page.evaluate(_CUT)
    assert cut == [], f"{name} cuts words that are a third longer: {cut}"
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, f"{name} is {wide} px wide where words are a third longer"
