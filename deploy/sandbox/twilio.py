"""Stands in for Twilio's messages: its real protocol in, one `.json` file for each text out.

    python -m deploy.sandbox.twilio --host 127.0.0.1 --port 0 --folder data/phone

It takes `POST /2010-04-01/Accounts/{Sid}/Messages.json` with Basic authentication and tells the status
callback, signed as Twilio signs, what became of the text. The numbers below go wrong, each in its own way;
every other one is delivered. `--product` says where callbacks reach the product, where that is not its public
address, which is signed all the same. When it listens it prints `twilio listening on HOST:PORT`; it ends
with its parent.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import json
import os
import re
import signal
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections import Counter
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from ulid import ULID

from deploy.sandbox.mailbox import end_with_parent

#: Ends of +44 7700 900xxx, Ofcom's numbers for drama, and of Twilio's own +1 500 555 0xxx, with the HTTP
#: status and Twilio's code they get.
REFUSED = {
    "001": (400, 21211, "The 'To' number is not a valid phone number."),
    "002": (400, 21612, "The message cannot be routed to this 'To' number."),
    "003": (400, 21408, "Permission to send an SMS has not been enabled for this region."),
    "004": (400, 21610, "Attempt to send to unsubscribed recipient"),
    "006": (400, 21606, "The 'From' phone number is not a valid, SMS-capable inbound phone number"),
    "009": (400, 21614, "'To' number is not a valid mobile number"),
    "029": (429, 20429, "Too many requests"),
    "050": (500, 20500, "An internal server error has occurred"),
}
#: Taken, and reported as undelivered with this code.
UNDELIVERED = {
    "031": 30001,
    "033": 30003,
    "034": 30004,
    "035": 30005,
    "036": 30006,
    "037": 30007,
    "038": 30008,
}
#: As above, but the first time only.
ONCE = {"129": "029", "150": "050", "133": "033"}
#: Taken, and never reported.
SILENT = "077"
_MAGIC = re.compile(r"\+(?:447700900|15005550)(\d{3})")
_PATH = re.compile(r"/2010-04-01/Accounts/(AC[0-9a-f]{32})/Messages\.json")


class Exchange(ThreadingHTTPServer):
    """The texts of one account."""

    daemon_threads = True

    def __init__(
        self, address: tuple[str, int], folder: Path, sid: str, token: str, product: str | None = None
    ) -> None:
        super().__init__(address, Handler)
        self.folder, self.sid, self.token = folder, sid, token
        self._product = product
        self._seen: Counter[str] = Counter()
        self._lock = threading.Lock()

    def fate(self, to: str) -> str:
        """The magic of a number, `` for none."""
        found = _MAGIC.fullmatch(to)
        if found is None:
            return ""
        with self._lock:
            self._seen[to] += 1
            first = self._seen[to] == 1
        magic = found[1]
        return (ONCE[magic] if first else "") if magic in ONCE else magic

    def keep(self, message: dict[str, Any]) -> None:
        """Keep a text. Names sort by the time of arrival."""
        name = str(ULID())
        unfinished = self.folder / f".{name}.unfinished"
        unfinished.write_text(json.dumps(message))
        unfinished.rename(self.folder / f"{name}.json")

    def report(self, url: str, message: dict[str, Any], error: int | None) -> None:
        """Call back as the text goes its way."""
        for status in ("sent", "undelivered" if error else "delivered"):
            time.sleep(0.05)
            form = {
                "AccountSid": self.sid,
                "ApiVersion": "2010-04-01",
                "From": message["from"],
                "MessageSid": message["sid"],
                "MessageStatus": status,
                "SmsSid": message["sid"],
                "SmsStatus": status,
                "To": message["to"],
                **({"ErrorCode": str(error)} if error and status == "undelivered" else {}),
            }
            self._post(url, form)

    def _post(self, url: str, form: dict[str, str]) -> None:
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": signature(self.token, url, form),
        }
        reached = urljoin(self._product, urlunsplit(("", "", *urlsplit(url)[2:]))) if self._product else url
        request = urllib.request.Request(reached, urlencode(form).encode(), headers)  # noqa: S310  the product's
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        for pause in (0.5, 2, 0):
            try:
                opener.open(request, timeout=10).close()
            except urllib.error.HTTPError as error:
                if error.code < 500:
                    return
            except OSError:
                pass
            else:
                return
            time.sleep(pause)


def signature(token: str, url: str, form: dict[str, str]) -> str:
    """HMAC-SHA1 over the address and the sorted parameters, as Twilio's documents state it."""
    signed = url + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Exchange
    timeout = 60

    # http.server calls a handler by the method.
    def do_POST(self) -> None:
        """Take a text, or refuse it as Twilio would."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        found = _PATH.fullmatch(self.path)
        if found is None:
            self._refuse(404, 20404, f"The requested resource {self.path} was not found")
        elif found[1] != self.server.sid or not self._authenticated():
            self._refuse(401, 20003, "Authenticate")
        else:
            self._take(dict(parse_qsl(body)))

    def _authenticated(self) -> bool:
        wanted = base64.b64encode(f"{self.server.sid}:{self.server.token}".encode()).decode()
        return hmac.compare_digest(self.headers.get("Authorization") or "", f"Basic {wanted}")

    def _take(self, form: dict[str, str]) -> None:
        for name, code in (("To", 21604), ("From", 21603), ("Body", 21602)):
            if not form.get(name):
                return self._refuse(400, code, f"A '{name}' is required.")
        fate = self.server.fate(form["To"])
        if fate in REFUSED:
            return self._refuse(*REFUSED[fate])
        message = _message(self.server.sid, form)
        self.server.keep(message)
        self._answer(201, message)
        if form.get("StatusCallback") and fate != SILENT:
            error = UNDELIVERED.get(fate)
            reported = (form["StatusCallback"], message, error)
            threading.Thread(target=self.server.report, args=reported, daemon=True).start()
        return None

    def _refuse(self, status: int, code: int, message: str) -> None:
        more = f"https://www.twilio.com/docs/errors/{code}"
        self._answer(status, {"code": code, "message": message, "more_info": more, "status": status})

    def _answer(self, status: int, value: dict[str, Any]) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  as its base has it
        """Nothing: a stand-in that answers has nothing to say."""


def _message(sid: str, form: dict[str, str]) -> dict[str, Any]:
    identity = f"SM{uuid.uuid4().hex}"
    uri = f"/2010-04-01/Accounts/{sid}/Messages/{identity}"
    return {
        "account_sid": sid,
        "api_version": "2010-04-01",
        "body": form["Body"],
        "date_created": formatdate(usegmt=True),
        "date_sent": None,
        "date_updated": formatdate(usegmt=True),
        "direction": "outbound-api",
        "error_code": None,
        "error_message": None,
        "from": form["From"],
        "messaging_service_sid": None,
        "num_media": "0",
        "num_segments": "1",
        "price": None,
        "price_unit": "USD",
        "sid": identity,
        "status": "queued",
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": form["To"],
        "uri": f"{uri}.json",
    }


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m deploy.sandbox.twilio", description="Catches texts.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 for a free one")
    parser.add_argument("--folder", type=Path, required=True, help="where the texts go")
    parser.epilog = (
        "The account that may send and its token, both made up, are CLIENTELE_SANDBOX_SID and "
        "CLIENTELE_SANDBOX_TOKEN: every user of this machine can read arguments."
    )
    parser.add_argument("--product", help="where callbacks reach the product, like http://gateway:8000")
    options = parser.parse_args()
    end_with_parent()
    options.folder.mkdir(parents=True, exist_ok=True)
    exchange = Exchange(
        (options.host, options.port),
        options.folder,
        os.environ["CLIENTELE_SANDBOX_SID"],
        os.environ["CLIENTELE_SANDBOX_TOKEN"],
        options.product,
    )
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=exchange.shutdown).start())
    host, port = exchange.server_address[:2]
    print(f"twilio listening on {host!s}:{port}", flush=True)
    exchange.serve_forever(poll_interval=0.1)


if __name__ == "__main__":
    main()
