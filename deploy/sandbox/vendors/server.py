"""The stand-ins' HTTP: consent pages, their APIs, and what tests switch."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit

from deploy.sandbox.vendors import consent
from deploy.sandbox.vendors.book import Book
from deploy.sandbox.vendors.companies_house import CompaniesHouse
from deploy.sandbox.vendors.faults import LACKING, Fault, Faults
from deploy.sandbox.vendors.freeagent import FreeAgent
from deploy.sandbox.vendors.quickbooks import QuickBooks
from deploy.sandbox.vendors.sage import Sage
from deploy.sandbox.vendors.vendor import Answer, Request, Vendor
from deploy.sandbox.vendors.xero import Xero

VENDORS: tuple[type[Vendor], ...] = (Xero, Sage, QuickBooks, FreeAgent)
_LOGGED = 50_000


class Answering(Protocol):
    """What answers under a path of its own: a vendor, or the register of companies."""

    @property
    def id(self) -> str: ...
    def answer(self, request: Request) -> Answer: ...


class Stage(ThreadingHTTPServer):
    """All of them."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], file: Path | None, secret: str) -> None:
        super().__init__(address, Handler)
        self.book = Book(file)
        self.vendors = {kind.id: kind(self.book, f"sandbox-{kind.id}", secret) for kind in VENDORS}
        self.companies_house = CompaniesHouse(secret)
        self.faults = Faults()
        self.log: deque[dict[str, Any]] = deque(maxlen=_LOGGED)
        self.redirect_uris: frozenset[str] = frozenset()
        self.lock = threading.Lock()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Stage
    timeout = 60

    # http.server calls a handler by the method.
    def do_GET(self) -> None:
        self._take()

    def do_POST(self) -> None:
        self._take()

    def do_DELETE(self) -> None:
        self._take()

    def _take(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode("utf-8", "replace")
        parts = urlsplit(self.path)
        _, provider, rest = [*parts.path.split("/", 2), "", ""][:3]
        vendor = self.server.vendors.get(provider)
        if provider == self.server.companies_house.id:
            self._answer(self.server.companies_house, f"/{rest}", parse_qs(parts.query), body)
        elif vendor is None:
            self._control(parts.path, body)
        elif f"/{rest}" == vendor.authorize:
            self._ask(vendor, parse_qs(body) if self.command == "POST" else parse_qs(parts.query))
        else:
            self._answer(vendor, f"/{rest}", parse_qs(parts.query), body)

    def _ask(self, vendor: Vendor, form: dict[str, list[str]]) -> None:
        request = {name: values[-1] for name, values in form.items()}
        problem = consent.problem(vendor, request, self.server.redirect_uris)
        if problem is not None:
            self._send(400, f"<!doctype html><title>Refused</title><p>{problem}".encode(), "text/html")
        elif self.command == "GET":
            self._send(200, consent.page(vendor, request).encode(), "text/html; charset=utf-8")
        else:
            self._send(302, b"", "text/plain", {"Location": consent.decided(vendor, form)})

    def _answer(self, vendor: Answering, path: str, query: dict[str, list[str]], body: str) -> None:
        fault = self.server.faults.next(vendor.id, path)
        if fault is not None and fault.kind not in ("slow", "lost", *LACKING):
            self._go_wrong(vendor, path, fault)
            return
        if fault is not None and fault.kind == "slow":
            time.sleep(fault.seconds)
        request = Request(
            self.command,
            path,
            {name: values[-1] for name, values in query.items()},
            {name: values[-1] for name, values in parse_qs(body).items()},
            {name.lower(): value for name, value in self.headers.items()},
        )
        answer = vendor.answer(request)
        self._note(vendor, path, answer.status, request.form.get("grant_type"))
        if fault is not None and fault.kind == "lost":
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        if fault is not None and fault.kind in LACKING and isinstance(answer.value, dict):
            answer.value.pop(LACKING[fault.kind], None)
        self._json(answer)

    def _go_wrong(self, vendor: Answering, path: str, fault: Fault) -> None:
        self._note(vendor, path, 0, fault.kind)
        if fault.kind.isdigit():
            again = {"Retry-After": f"{fault.seconds:.0f}"} if fault.kind in ("429", "503") else {}
            self._send(int(fault.kind), b"{}", "application/json", again)
        elif fault.kind == "refused":
            self._send(400, b'{"error": "invalid_grant"}', "application/json")
        elif fault.kind == "redirect":
            self._send(302, b"", "text/plain", {"Location": f"/{vendor.id}/elsewhere"})
        elif fault.kind == "huge":
            self._send(200, b'{"a": "' + b"x" * 3_000_000 + b'"}', "application/json")
        else:
            wrong = b'{"items": "wrong"}' if fault.kind == "wrong" else b"<html>We will be back soon"
            self._send(200, wrong, "application/json")

    def _note(self, vendor: Answering, path: str, status: int, grant_type: str | None) -> None:
        with self.server.lock:
            self.server.log.append(
                {"provider": vendor.id, "path": path, "status": status, "grant_type": grant_type}
            )

    def _control(self, path: str, body: str) -> None:
        given = json.loads(body) if body else {}
        if path == "/faults" and self.command == "POST":
            self.server.faults.add(Fault(**given))
        elif path == "/faults" and self.command == "DELETE":
            self.server.faults.clear()
        elif path == "/clock" and self.command == "POST":
            self.server.book.ahead = float(given["ahead"])
        elif path == "/life" and self.command == "POST":
            self.server.vendors[given["provider"]].access_life = int(given["access"])
        elif path == "/redirect-uris" and self.command == "POST":
            self.server.redirect_uris = frozenset(given)
        elif path == "/log":
            with self.server.lock:
                self._json(Answer(200, list(self.server.log)))
            return
        elif path != "/healthz":
            self._json(Answer(404, {"detail": "There is no such vendor here."}))
            return
        self._json(Answer(200, {}))

    def _json(self, answer: Answer) -> None:
        body = b"" if answer.value is None else json.dumps(answer.value).encode()
        self._send(answer.status, body, "application/json", answer.headers)

    def _send(self, status: int, body: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", "no-store")
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  as its base has it
        """Nothing: a stand-in that answers has nothing to say."""
