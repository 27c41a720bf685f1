"""Style sheets, scripts and the icons.

A file's address holds a hash of its content, so it is kept for ever.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from contracts.errors import NotFound
from gateway.http.requests import Request
from gateway.http.responses import FILE_HEADERS, Response

#: Each about one thing, and sent as one file; what waits for an answer comes last.
_SCRIPTS = (
    "forms",
    "keys",
    "lists",
    "picking",
    "passwords",
    "times",
    "codes",
    "wording",
    "addresses",
    "tables",
    "dropping",
    "palette",
    "undoing",
    "reviewing",
    "watching",
)
_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}


_COMMENTS = {".css": re.compile(rb"/\*.*?\*/", re.S), ".js": re.compile(rb"^\s*//.*$", re.M)}
_INDENTS = re.compile(rb"\n\s+")


def _block(path: Path) -> bytes:
    """A script of ours that shares no name with the others."""
    return b"{\n" + path.read_bytes() + b"}\n"


def lean(name: str, content: bytes) -> bytes:
    """A style sheet or script without what is written for those who change it: comments and indents."""
    comments = _COMMENTS.get(Path(name).suffix)
    return content if comments is None else _INDENTS.sub(b"\n", comments.sub(b"", content))


class StaticFiles:
    """All files, in memory: they are few and small."""

    def __init__(self, folder: Path) -> None:
        self._contents: dict[tuple[str, str], bytes] = {}
        self._packed: dict[tuple[str, str], bytes] = {}
        self._addresses: dict[str, str] = {}
        for path in sorted(folder.glob("*.*")):
            self._keep(path.name, path.read_bytes())
        self._keep("clientele.js", b"".join(_block(folder / "scripts" / f"{name}.js") for name in _SCRIPTS))

    def _keep(self, name: str, written: bytes) -> None:
        content = lean(name, written)
        fingerprint = sha256(content).hexdigest()[:16]
        self._contents[fingerprint, name] = content
        self._packed[fingerprint, name] = gzip.compress(content, mtime=0)
        self._addresses[name] = f"/static/{fingerprint}/{name}"

    def address(self, name: str) -> str:
        """Where a file is served."""
        return self._addresses[name]

    def answer(self, request: Request) -> Response:
        return self._respond(request, request.parameters["hash"], request.parameters["name"])

    def known_as(self, name: str) -> Callable[[Request], Response]:
        """A file where browsers and phones look for it unasked."""
        fingerprint = self.address(name).split("/")[2]
        return lambda request: self._respond(request, fingerprint, name)

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
