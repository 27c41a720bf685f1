"""`make seed`: fills a running all-in-one with a believable practice, over its own HTTP interface.

Running it again adds nothing: every request has an Idempotency-Key of its own.
"""

from __future__ import annotations

import email
import email.policy
import json
import re
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from chassis.process.settings import environment

PASSWORD = "correct horse battery"  # noqa: S105  of a sample, known to everybody
OWNER = "ann@harbour-ledgers.example"
COLLEAGUES: tuple[tuple[str, str, str, list[str]], ...] = (
    ("Ben Okafor", "ben@harbour-ledgers.example", "client_admin", []),
    ("Carys Evans", "carys@harbour-ledgers.example", "standard", ["add_clients"]),
    ("Dev Patel", "dev@harbour-ledgers.example", "standard", []),
)
#: Name, practice code, industry (UK SIC 2007), manager's place among the people, who is invited.
CLIENTS = (
    ("Acme Widgets Ltd", "ACM01", "25990", 1, "Jo Bloggs"),
    ("Bramble & Thorn Florists", "BRA01", "47760", 2, "Rosie Thorn"),
    ("Cobalt Coding Ltd", "COB01", "62012", 2, "Sam Ade"),
    ("Dunmore Dairy Partnership", "DUN01", "10512", 1, None),
    ("Eastgate Dental LLP", "EAS01", "86230", 1, "Priya Shah"),
    ("Fenland Joinery Ltd", "FEN01", "43320", 3, "Tom Fen"),
    ("Greenway Cycles", "GRE01", "47640", None, None),
    ("Hillside Nursery School", "HIL01", "85100", 3, "Mary Hill"),
    ("Inkwell Press Ltd", "INK01", "18129", 2, None),
    ("Juniper Street Bakery", "JUN01", "10710", 3, "Olu Bello"),
    ("Kestrel Roofing Ltd", "KES01", "43910", 1, "Dan Kerr"),
    ("Lighthouse Physiotherapy", "LIG01", "86900", 2, "Una Byrne"),
)


class CannotSeed(Exception):
    """Why, in one sentence."""


class Installation:
    """The product at `url`, over HTTP."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._token = ""

    def ask(self, method: str, path: str, body: Any = None, key: str = "") -> dict[str, Any]:
        """The answer. Raises `CannotSeed` with what the product said."""
        headers = {"Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = f"seed {key}"
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(f"{self._url}{path}", data, headers, method=method)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  our own address
                return dict(json.loads(answer.read() or b"{}"))
        except urllib.error.HTTPError as error:
            said = json.loads(error.read() or b"{}")
            raise CannotSeed(f"{method} {path}: {said.get('detail', error.reason)}") from None
        except urllib.error.URLError:
            raise CannotSeed(f"nothing answers at {self._url}. Start it first: make run") from None

    def sign_in(self, address: str) -> None:
        """Act as this person from now on."""
        self._token = ""
        answer = self.ask("POST", "/v1/sessions", {"email": address, "password": PASSWORD})
        self._token = answer["token"]


def main() -> int:
    """Seed the installation that the settings name; gives the exit code."""
    env = environment()
    url = env.str("PUBLIC_URL", f"http://{env.str('HOST', '127.0.0.1')}:{env.int('PORT', 8000)}").rstrip("/")
    mailbox = Path(env.str("DATA", "data")) / "mailbox"
    try:
        seed(Installation(url), mailbox)
    except CannotSeed as error:
        print(f"seed: {error}", file=sys.stderr)
        return 1
    print(f"\nSign in at {url}/ as {OWNER} with the password: {PASSWORD}")
    return 0


def seed(product: Installation, mailbox: Path) -> None:
    """A practice with its colleagues and clients."""
    people = [_register(product), *_invite_colleagues(product, mailbox)]
    product.sign_in(OWNER)
    for number, (name, code, industry, manager, invited) in enumerate(CLIENTS, start=1):
        client = {
            "type": "business",
            "name": name,
            "practice_code": code,
            "industry": industry,
            "access": {
                "everyone": manager is None,
                "account_manager_id": people[manager] if manager is not None else None,
            },
            "invitation": _invitee(name, invited),
        }
        product.ask("POST", "/v1/clients", client, key=code)
        _show(number, name)


def _register(product: Installation) -> str:
    practice = {
        "name": "Harbour Ledgers",
        "country": "GB",
        "base_currency": "GBP",
        "plan": "advanced",
        "owner": {"name": "Ann Marsh", "email": OWNER, "password": PASSWORD},
    }
    registered = product.ask("POST", "/v1/practices", practice, key="practice")
    print("Practice    Harbour Ledgers, owner Ann Marsh")
    return str(registered["user"]["id"])


def _invite_colleagues(product: Installation, mailbox: Path) -> list[str]:
    """Invite each, and accept with the code that arrives in the sandbox mailbox."""
    found = []
    product.sign_in(OWNER)
    known = {colleague["email"]: colleague for colleague in product.ask("GET", "/v1/colleagues")["items"]}
    for name, address, role, permissions in COLLEAGUES:
        colleague = known.get(address)
        if colleague is None:
            person = {"name": name, "email": address, "role": role, "permissions": permissions}
            colleague = product.ask("POST", "/v1/colleagues", person, key=address)
        if colleague["status"] == "invited":
            code = _code_for(address, mailbox)
            if code is not None:
                product.ask("POST", "/v1/invitation-acceptances", {"token": code, "password": PASSWORD})
        print(f"Colleague   {name}, {role}")
        found.append(str(colleague["id"]))
    return found


def _code_for(address: str, mailbox: Path) -> str | None:
    """The code of the newest invitation to this address; None where mail goes elsewhere."""
    if not mailbox.is_dir():
        return None
    give_up = time.monotonic() + 5
    while time.monotonic() < give_up:
        for path in sorted(mailbox.glob("*.eml"), reverse=True):
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            body = message.get_body(("plain",))
            if address in str(message["X-Envelope-To"]) and body is not None:
                code = re.search(r"/invitation#(\S+)", body.get_content())
                return code[1] if code else None
        time.sleep(0.1)
    return None


def _invitee(client: str, invited: str | None) -> dict[str, str] | None:
    if invited is None:
        return None
    domain = re.sub(r"[^a-z]+", "-", client.lower().removesuffix(" ltd")).strip("-")
    return {"name": invited, "email": f"{invited.split()[0].lower()}@{domain}.example"}


def _show(done: int, name: str) -> None:
    """Progress: a line that grows on a terminal, a line each elsewhere."""
    width = 24
    filled = done * width // len(CLIENTS)
    bar = "█" * filled + "·" * (width - filled)
    line = f"Clients     {bar} {done:>2}/{len(CLIENTS)}  {name}"
    if sys.stdout.isatty():
        print(f"\r\x1b[K{line}", end="" if done < len(CLIENTS) else "\n", flush=True)
    else:
        print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
