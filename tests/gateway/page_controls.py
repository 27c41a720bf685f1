"""What somebody can press on the pages that links lead to, without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from io import BytesIO
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urljoin, urlsplit

from werkzeug.test import TestResponse

from tests.accounts.document_calls import PDF
from tests.accounts.test_settings_page import Browser
from tests.builders import unique

#: Where no page of ours is, or what is pressed there ends the walk.
_ELSEWHERE = re.compile(r"/(docs|static|sign-|v1|account|profile|oauth|brand)|.*/(content|picture|export)\b")
_OF_EACH_PAGE = ("csrf", "key", "version")


class Control(NamedTuple):
    """A button of a form. `fields` are those that are hidden on the page and say what the form is about."""

    action: str
    pressed: tuple[str, str]
    fields: tuple[tuple[str, str], ...]


class Shown(NamedTuple):
    """A control with the page that it is on, and all that its form sends."""

    page: str
    sent: Mapping[str, Any]


class _Forms(HTMLParser):
    """The links of a page, and its forms: each element with the attributes it has."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links, self.forms = list[str](), dict[str, list[tuple[str, dict[str, str]]]]()
        self.actions = dict[str, str]()
        self._here, self._select = "", dict[str, str]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(given.get("href", ""))
        elif tag == "form" and given.get("method") == "post":
            self._here = given.get("id") or f"form {len(self.actions)}"
            self.actions[self._here] = given["action"]
        elif tag in ("input", "button", "textarea", "select"):
            self.forms.setdefault(given.get("form") or self._here, []).append((tag, given))
            self._select = given if tag == "select" else self._select
        elif tag == "option" and ("value" not in self._select or "selected" in given):
            self._select["value"] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._here = ""

    def controls(self) -> Iterator[tuple[Control, dict[str, Any]]]:
        for form, action in self.actions.items():
            elements = self.forms.get(form, [])
            sent = dict(pair for tag, given in elements for pair in _sent(tag, given))
            hidden = [(each["name"], each.get("value", "")) for _, each in elements if _is_about(each)]
            for tag, given in elements:
                if tag == "button" and given.get("type") != "button":
                    pressed = (given.get("name", ""), given.get("value", ""))
                    there = given.get("formaction") or action
                    more = {pressed[0]: pressed[1]} if pressed[0] else {}
                    yield Control(there, pressed, tuple(sorted(hidden))), {**sent, **more}


def _is_about(given: Mapping[str, str]) -> bool:
    return given.get("type") == "hidden" and given["name"] not in _OF_EACH_PAGE


def _sent(tag: str, given: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """What an element sends where somebody has filled in what is empty, and ticked everything."""
    kind, name, value = given.get("type", tag), given.get("name", ""), given.get("value", "")
    if tag == "button" or not name:
        return
    if kind == "file":
        yield name, (BytesIO(PDF), "Invoice.pdf")
    elif kind == "email":
        yield name, value or f"{unique('jo')}@oak.example"
    elif kind in ("text", "textarea"):
        yield name, value or "Walked"
    elif kind != "radio" or "checked" in given:
        yield name, value


def walked(browser: Browser, start: str = "/home") -> dict[Control, Shown]:
    """Each control of each page that links lead to, pages that differ in what is looked for as one."""
    waiting, seen, found = [start], set[tuple[str, frozenset[str]]](), dict[Control, Shown]()
    while waiting:
        address = waiting.pop()
        parts = urlsplit(address)
        place = (parts.path, frozenset(name for name, _ in parse_qsl(parts.query)))
        if place in seen or parts.netloc or _ELSEWHERE.match(parts.path):
            continue
        seen.add(place)
        answer = browser.asks(f"{parts.path}?{parts.query}" if parts.query else parts.path)
        assert not is_refused(answer), f"{address} is refused, and a link leads there"
        if answer.status_code in (301, 302, 303):
            waiting.append(urljoin(address, answer.headers["Location"]))
        elif answer.mimetype == "text/html":
            page = _Forms(answer.text)
            waiting += [urljoin(address, link) for link in page.links if not link.startswith("mailto:")]
            found |= {
                control: Shown(answer.text, sent)
                for control, sent in page.controls()
                if not _ELSEWHERE.match(control.action)
            }
    return found


def pressed(browser: Browser, control: Control, shown: Shown) -> TestResponse:
    return browser.sends(control.action, shown.page, **_fresh(shown.sent))


def _fresh(sent: Mapping[str, Any]) -> dict[str, Any]:
    """As a page that is opened anew sends it: what was sent before is answered as it was then. A file is read
    once.
    """
    again = {name: (BytesIO(PDF), each[1]) for name, each in sent.items() if isinstance(each, tuple)}
    rest = {name: each for name, each in sent.items() if name not in _OF_EACH_PAGE}
    return {**rest, **again, "key": unique("key")}


def is_refused(answer: TestResponse) -> bool:
    """Whether a page says that the level of access does not let do this (docs/adr/0064)."""
    said = r"for whoever may [a-z ]+ this client; you may|needs the level \w+ of access|level_required"
    return answer.mimetype == "text/html" and re.search(said, answer.text) is not None
