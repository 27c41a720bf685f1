"""Pages as they are drawn for comparison: nothing of them depends on the day, the machine or chance."""

from __future__ import annotations

import io

from PIL import Image
from playwright.sync_api import Page

from tests.browser.bar_font import data_url

#: Text whose length differs from run to run: moments, addresses, codes.
_STILL = """async () => {
  for (const each of document.querySelectorAll("time")) each.textContent = "24 Nov 2026";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const put = [
    [/[\\w.+-]+@[\\w.-]+/g, "somebody@smith.example"],
    [/\\b\\d{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\\b( \\d{4})?/g, "24 Nov"],
    [/\\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\\b/g, "Monday"],
  ];
  while (walker.nextNode()) {
    const text = walker.currentNode;
    for (const [found, still] of put) text.nodeValue = text.nodeValue.replace(found, still);
  }
  for (const each of document.querySelectorAll("input")) {
    if (each.value.includes("@")) each.value = "somebody@smith.example";
  }
  document.activeElement?.blur();
  await Promise.all([document.fonts.load("16px bars"), ...[...document.images].map((each) => each.decode())]);
  await document.fonts.ready;
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
}"""


def drawn(page: Page, *, style: str = "") -> Image.Image:
    """A picture of the whole page, in bars instead of letters, with what else a test puts upon it."""
    bars = f"@font-face {{ font-family: bars; src: url('{data_url()}'); }}"
    page.add_style_tag(
        content=f"{style} {bars} *, ::before, ::after, ::placeholder {{ font-family: bars !important;"
        " font-synthesis: none !important; letter-spacing: 0 !important; animation: none !important;"
        " transition: none !important; }"
    )
    page.evaluate(_STILL)
    picture = page.screenshot(full_page=True, animations="disabled", caret="hide", scale="css")
    return Image.open(io.BytesIO(picture))
