"""A page whose words are a third longer, as another language's would be: nothing of them is cut (ui.md)."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser import pictures

#: What is the interface's own: labels and headings. Names are people's, and may be cut where they say so.
_LENGTHENED = """() => {
  const labels = "h1, h2, h3, label, legend, summary, button, th, dt, .hint, .chip, main a, nav a, .tabs a";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts) {
    const words = text.nodeValue.trim();
    const around = text.parentElement;
    if (!words || !around.closest(labels) || around.closest("option, .what:not(.whole), kbd")) continue;
    text.nodeValue += words.slice(0, Math.ceil(words.length / 3));
  }
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
