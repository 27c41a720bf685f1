"""Somebody's hand, whose steps are counted, and the table of docs/tasks.md that says how many there are."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, NamedTuple

from playwright.sync_api import Locator, Page

from tests.browser.office import another_page

DOCUMENT = Path(__file__).parents[2] / "docs" / "tasks.md"
Role = Literal["button", "link", "checkbox", "radio"]


class Row(NamedTuple):
    """A task as the table has it."""

    begins_at: str
    steps: int
    how: list[str]


def table() -> dict[str, Row]:
    """The rows by task."""
    lines = [line for line in DOCUMENT.read_text().splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]
    return {task: Row(begins_at, int(steps), how.split(" · ")) for task, begins_at, steps, how in cells}


class Hand:
    """Clicks, entries into a field and keys that are pressed are a step each, written down by their words."""

    def __init__(self, page: Page) -> None:
        self.page, self.steps = page, list[str]()

    def clicks(
        self, role: Role, name: str, *, words: str = "", within: Locator | None = None, leaves: bool = True
    ) -> None:
        """Something by its name; `leaves` for another page, `words` where its name is somebody's own."""
        found = (within or self.page.locator("body")).get_by_role(role, name=name, exact=True)
        self._clicks(found, words or name, leaves=leaves)

    def opens(self, summary: Locator, words: str) -> None:
        """A menu."""
        self._clicks(summary, words, leaves=False)

    def enters(self, label: str, text: str) -> None:
        self.page.get_by_label(label).fill(text)
        self.steps.append(f"_{label}_")

    def chooses(self, label: str, option: str) -> None:
        """One of a list, which counts as soon as it is chosen."""
        self.page.get_by_role("combobox", name=label, exact=True).select_option(label=option)
        self.steps.append(f"{label}: {option}")

    def presses(self, key: str, words: str, *, leaves: bool = False) -> None:
        if leaves:
            with another_page(self.page):
                self.page.keyboard.press(key)
        else:
            self.page.keyboard.press(key)
        self.steps.append(words)

    def goes_to_the_client(self, letters: str) -> None:
        """By the palette, from anywhere (docs/adr/0058)."""
        self.presses("Control+k", "Ctrl K")
        self.page.keyboard.type(letters)
        self.steps.append("_part of its name_")
        self.presses("Enter", "Enter", leaves=True)

    def _clicks(self, found: Locator, words: str, *, leaves: bool) -> None:
        if leaves:
            with another_page(self.page):
                found.click()
        else:
            found.click()
        self.steps.append(words)
