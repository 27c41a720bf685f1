"""Templates and the files they use. A file's address holds a hash of its content, so it is kept for ever."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from contracts.errors import NotFound, Refusal
from gateway.http.problems import headers_of
from gateway.http.requests import Request
from gateway.http.responses import FILE_HEADERS, PAGE_HEADERS, Header, Response, page
from gateway.web.kit import appearance, wording

#: What people call them.
VENDORS = {
    "xero": "Xero",
    "sage": "Sage Accounting",
    "quickbooks": "QuickBooks Online",
    "freeagent": "FreeAgent",
}
_WEB = Path(__file__).parents[1]
#: Each about one thing, and sent as one file; what waits for an answer comes last.
_SCRIPTS = ("forms", "keys", "lists", "picking", "passwords", "times", "codes", "wording")
_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


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


class Rendering:
    """Makes pages. `sandbox` says on each that nothing here leaves this machine; `phone` is for texts."""

    def __init__(self, public_url: str, *, sandbox: bool, phone: bool) -> None:
        self._files = _Files(_WEB / "static")
        self._templates = Environment(
            loader=FileSystemLoader(_WEB),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._templates.filters["prose"] = prose
        self._templates.filters["day"] = wording.day
        self._templates.filters["told"] = wording.told
        self._templates.filters["named"] = named
        self._templates.globals.update(
            public_url=public_url,
            sandbox=sandbox,
            phone=phone,
            file=self._files.address,
            wording=wording,
            vendors=VENDORS,
            appearance=appearance.current,
            schemes=appearance.SCHEMES,
        )

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """The page of this template. Values are escaped. Every template knows the names in `_NOTHING`."""
        return page(self._templates.get_template(template).render({**_NOTHING, **values}), status)

    def refused(self, template: str, problem: Refusal, **values: Any) -> Response:
        """The page again, with what is wrong; `values` has what was typed."""
        response = self.page(template, problem.status, problem=problem, **values)
        response.headers += headers_of(problem)
        return response

    def routes(self) -> list[tuple[str, str, Callable[[Request], Response]]]:
        return [
            ("GET", "/static/{hash}/{name}", self._files.answer),
            ("GET", "/favicon.ico", self._files.icon),
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


def _block(path: Path) -> bytes:
    """A script of ours that shares no name with the others."""
    return b"{\n" + path.read_bytes() + b"}\n"


class _Files:
    """All files, in memory: they are few and small."""

    def __init__(self, folder: Path) -> None:
        self._contents: dict[tuple[str, str], bytes] = {}
        self._packed: dict[tuple[str, str], bytes] = {}
        self._addresses: dict[str, str] = {}
        for path in sorted(folder.glob("*.*")):
            self._keep(path.name, path.read_bytes())
        self._keep("clientele.js", b"".join(_block(folder / "scripts" / f"{name}.js") for name in _SCRIPTS))

    def _keep(self, name: str, content: bytes) -> None:
        fingerprint = sha256(content).hexdigest()[:16]
        self._contents[fingerprint, name] = content
        self._packed[fingerprint, name] = gzip.compress(content, mtime=0)
        self._addresses[name] = f"/static/{fingerprint}/{name}"

    def address(self, name: str) -> str:
        """Where a file is served."""
        return self._addresses[name]

    def answer(self, request: Request) -> Response:
        return self._respond(request, request.parameters["hash"], request.parameters["name"])

    def icon(self, request: Request) -> Response:
        _, _, fingerprint, name = self.address("icon.svg").rsplit("/", 3)
        return self._respond(request, fingerprint, name)

    def _respond(self, request: Request, fingerprint: str, name: str) -> Response:
        """Packed where the browser can unpack; pages never are, as they hold secrets beside what is typed."""
        content = self._contents.get((fingerprint, name))
        if content is None:
            raise NotFound(what="file")
        headers = [("Content-Type", _KINDS[Path(name).suffix]), ("Vary", "Accept-Encoding")]
        if "gzip" in (request.header("ACCEPT_ENCODING") or ""):
            content = self._packed[fingerprint, name]
            headers.append(("Content-Encoding", "gzip"))
        return Response(content, 200, headers, FILE_HEADERS)
