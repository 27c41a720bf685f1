"""Templates, and what each of them knows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup, escape

from contracts.errors import Refusal
from gateway.http.problems import headers_of
from gateway.http.requests import Request
from gateway.http.responses import PAGE_HEADERS, Response, page
from gateway.http.wsgi import Header
from gateway.web.kit import appearance, moments, refusal_words, wording
from gateway.web.kit.static_files import StaticFiles

#: What people call them.
VENDORS = {
    "xero": "Xero",
    "sage": "Sage Accounting",
    "quickbooks": "QuickBooks Online",
    "freeagent": "FreeAgent",
}
_WEB = Path(__file__).parents[1]
#: What a template shows where the page gives no other value.
_NOTHING: dict[str, Any] = {
    "visit": None,
    "problem": None,
    "values": {},
    "done": None,
    "carried": (),
    "next": None,
    "ended": False,
}


_OF_EVERY_DICT = frozenset(dir(dict))
#: HTML is a kind of text to JSON, and would be escaped no more once it is read back as one.
_PLAIN = orjson.OPT_PASSTHROUGH_SUBCLASS
#: About a kilobyte each.
_PARTS_KEPT = 2000
_INDENTS = re.compile(r"\n +")
#: In these stand programs, whose indents mean something.
_AS_WRITTEN = "documentation/"


class Unindented(Extension):
    """Templates without their indents, a twentieth of a long list: what keeps its spaces is in values."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return source if (name or "").startswith(_AS_WRITTEN) else _INDENTS.sub("\n", source)


class Templates(Environment):
    """What services answer is dicts, in which Jinja itself looks for an attribute before it looks for a key:
    half of what a long list takes. Only what every dict has, such as `items`, is looked for as it does.
    """

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is dict and attribute in obj and attribute not in _OF_EVERY_DICT:
            return obj[attribute]
        return super().getattr(obj, attribute)


class Rendering:
    """Makes pages. `sandbox` says on each that nothing here leaves this machine; `phone` is for texts.
    `intake` is whether its page sends mail to clients.
    """

    def __init__(self, public_url: str, *, sandbox: bool, phone: bool, intake: bool = False) -> None:
        self._files = StaticFiles(_WEB / "static")
        self._templates = Templates(
            loader=FileSystemLoader(_WEB),
            autoescape=True,
            extensions=[Unindented],
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._templates.filters["prose"] = prose
        self._templates.filters["named"] = named
        self._templates.globals.update(
            public_url=public_url,
            sandbox=sandbox,
            phone=phone,
            intake=intake,
            file=self._files.address,
            wording=wording,
            vendors=VENDORS,
            when=moments.element,
            said=refusal_words.said,
            title_of=refusal_words.title,
            errors_in=refusal_words.errors_in,
            appearance=appearance.current,
            schemes=appearance.SCHEMES,
            # Also where a frame is read for the sake of a macro in it, without a page.
            branded=None,
        )
        self._drawn = lru_cache(_PARTS_KEPT)(self._draw)

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """The page of this template. Values are escaped. Every template knows the names in `_NOTHING`."""
        return page(self._templates.get_template(template).render({**_NOTHING, **values}), status)

    def part(self, template: str, shown: Mapping[str, Any]) -> Markup:
        """As `parts`, but one of them, without moments."""
        return self._drawn(template, orjson.dumps(shown, option=_PLAIN), None)

    def parts(self, template: str, shown: Iterable[Mapping[str, Any]]) -> list[Markup]:
        """What pages have many of, such as the rows of a list, or all have: each is drawn once for what it
        shows, which is plain data as JSON has it, and for whoever reads moments alike. It knows nothing else
        of the page or its visitor. Raises TypeError where there is more than plain data, such as HTML.
        """
        reading = moments.reading()
        return [self._drawn(template, orjson.dumps(each, option=_PLAIN), reading) for each in shown]

    def _draw(self, template: str, shown: bytes, reading: moments.Reading | None) -> Markup:
        values = orjson.loads(shown)
        if reading is None:
            # One reader's would else be everybody's.
            values["when"] = None
        # All that it is made of escapes what it shows.
        return Markup(self._templates.get_template(template).render(values))  # noqa: S704

    def refused(self, template: str, problem: Refusal, **values: Any) -> Response:
        """The page again, with what is wrong; `values` has what was typed."""
        response = self.page(template, problem.status, problem=problem, **values)
        response.headers += headers_of(problem)
        return response

    def routes(self) -> list[tuple[str, str, Callable[[Request], Response]]]:
        return [
            ("GET", "/static/{hash}/{name}", self._files.answer),
            ("GET", "/favicon.ico", self._files.known_as("icon.svg")),
            # The icon, filled to its edges, as 180 by 180 pixels: a phone cuts its own corners.
            ("GET", "/apple-touch-icon.png", self._files.known_as("touch-icon.png")),
        ]


def redirect(path: str, *cookies: Header) -> Response:
    """To another page of ours, by GET (RFC 9110, 303)."""
    return Response(b"", 303, [("Location", path), *cookies], PAGE_HEADERS)


def named(identity: str, names: Mapping[str, str]) -> str:
    """Somebody's or something's name by its id."""
    return names.get(identity, "somebody who left")


def prose(text: str) -> Markup:
    """Text with `code` between backticks."""
    parts = text.split("`")
    return Markup().join(
        Markup("<code>{}</code>").format(part) if number % 2 else escape(part)
        for number, part in enumerate(parts)
    )
