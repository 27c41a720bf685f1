"""Pictures of pages, and a page that shows them side by side: `make screenshots`."""

from __future__ import annotations

import html
import os
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page

Scheme = Literal["light", "dark"]
#: How wide a desk's screen is in a picture (ui.md), whatever a test is run at.
_DESK = 1440
_NAMED = re.compile(r"(?P<name>.+)-(?P<width>\d+)-(?P<scheme>light|dark|longer)\.png")
_STYLE = (
    ":root { color-scheme: light dark; font: 16px/1.5 system-ui; } body { margin: 24px; }"
    " ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 16px; align-items: start; }"
    " img { border: 1px solid #8888; max-width: 100%; }"
    " .desk img { width: 640px; } .phone img { width: 240px; }"
)


def keep(page: Page, name: str, kind: Scheme | Literal["longer"]) -> None:
    """A picture of the page as it stands, where pictures are wanted."""
    folder = os.environ.get("CLIENTELE_SCREENSHOTS")
    if not folder:
        return
    Path(folder).mkdir(parents=True, exist_ok=True)
    size = page.viewport_size or {"width": _DESK, "height": 900}
    width = _DESK if size["width"] > 640 else size["width"]
    page.set_viewport_size({"width": width, "height": size["height"]})
    page.screenshot(path=Path(folder) / f"{name}-{width}-{kind}.png", full_page=True)
    page.set_viewport_size({"width": size["width"], "height": size["height"]})


def index(folder: Path) -> str:
    """All pictures of a folder by page: the desk's and the phone's, light and dark."""
    found: dict[str, list[re.Match[str]]] = defaultdict(list)
    for file in sorted(folder.glob("*.png")):
        if match := _NAMED.fullmatch(file.name):
            found[match["name"]].append(match)
    sections = [
        f"<h2 id='{html.escape(name)}'>{html.escape(name)}</h2><ul>{''.join(map(_picture, pictures))}</ul>"
        for name, pictures in found.items()
    ]
    head = f"<!doctype html><meta charset=utf-8><title>Pages</title><style>{_STYLE}</style>"
    return f"{head}<h1>{len(found)} pages</h1>{''.join(sections)}"


def _picture(match: re.Match[str]) -> str:
    file, kind = html.escape(match[0]), "phone" if int(match["width"]) <= 640 else "desk"
    words = f"{match['width']} px, {match['scheme']}"
    picture = f"<img loading=lazy src='{file}' alt='{html.escape(match['name'])}, {words}'>"
    return f"<li class={kind}><a href='{file}'>{picture}</a><br>{words}</li>"


if __name__ == "__main__":
    (Path(sys.argv[1]) / "index.html").write_text(index(Path(sys.argv[1])))
