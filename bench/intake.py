"""Mails of 100 kB with a file: how many a second, and how long one takes until it is answered for.

By the intake, which keeps each sealed, takes it apart and tells of it; beside it Postfix, which delivers to
a mailbox on the same disk. Postfix answers once a mail is in its queue: its rate is until all are delivered.
"""

from __future__ import annotations

import json
import os
import smtplib
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid
from http.client import HTTPConnection
from pathlib import Path

from bench import compare, load, mailbox
from bench.containers import free_port
from bench.ours.running import session_of_a_new_practice
from bench.processes import ServerFailed, server, wait_for_answer
from bench.subject import NEW_CLIENT

SIZE = 100_000
SENDERS = 4
#: Mails of one session, as servers that have many for us do it.
_OF_ONE_SESSION = 50
_PATIENCE = 120.0


def measure(chosen: compare.Options) -> None:
    """Print mails a second and p99 of each, in turn, and the median of the ratios."""
    print(f"\nmails of {SIZE // 1000} kB, {SENDERS} senders")
    print(f"{'':<12}{'mails/s':>10}{'p50 ms':>10}{'p99 ms':>10}")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        port, to = _ours(stack, folder / "ours")
        beside = stack.enter_context(mailbox.postfix(folder))
        _send(port, to, 1.0)
        _to_mailbox(beside, folder, 1.0)
        ratios = []
        for _ in range(chosen.rounds):
            ours = _show("ours", *_send(port, to, chosen.seconds))
            ratios.append(ours / _show("Postfix", *_to_mailbox(beside, folder, chosen.seconds)))
    found = f"{statistics.median(ratios):.2f} (rounds {min(ratios):.2f} to {max(ratios):.2f})"
    print(f"  ours / Postfix = {found}", flush=True)


def _ours(stack: ExitStack, folder: Path) -> tuple[int, str]:
    """The all-in-one in this folder: the port of its intake, and the address of a client."""
    port, intake = free_port(), free_port()
    environment = {
        "CLIENTELE_DATA": str(folder),
        "CLIENTELE_PORT": str(port),
        "CLIENTELE_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "CLIENTELE_INTAKE_PORT": str(intake),
        "CLIENTELE_INTAKE_PEER_MAILS": "1000000",
        "CLIENTELE_INTAKE_CLIENT_MAILS": "1000000",
        "CLIENTELE_RATE_LIMITS": "false",
        "CLIENTELE_CONFIRM_ADDRESSES": "false",
        "CLIENTELE_LOG_LEVEL": "WARNING",
    }
    process = stack.enter_context(server("deploy.allinone", environment))
    wait_for_answer(port, "/readyz", [process])
    headers = {
        "Authorization": f"Bearer {session_of_a_new_practice(port)}",
        "Content-Type": "application/json",
    }
    with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("POST", "/v1/clients", json.dumps(NEW_CLIENT), headers)
        answer = connection.getresponse()
        if answer.status != 201:
            raise ServerFailed(f"no client was added: {answer.status}")
        return intake, str(json.loads(answer.read())["extract_email"])


def _to_mailbox(port: int, folder: Path, seconds: float) -> tuple[float, list[float]]:
    before = mailbox.delivered(folder) if (folder / "box" / "box").exists() else 0
    return _send(
        port,
        f"box@{mailbox.DOMAIN}",
        seconds,
        lambda count: mailbox.wait_for(folder, before + count, _PATIENCE),
    )


def _send(
    port: int, to: str, seconds: float, until: Callable[[int], None] = lambda _count: None
) -> tuple[float, list[float]]:
    """Send for so long, then wait `until` so many have arrived: mails a second, and the seconds of each."""
    began = time.monotonic()
    ends = began + seconds
    with ThreadPoolExecutor(SENDERS) as pool:
        found = [
            each
            for some in pool.map(lambda _: list(_sender(port, to, ends)), range(SENDERS))
            for each in some
        ]
    until(len(found))
    return len(found) / (time.monotonic() - began), found


def _sender(port: int, to: str, ends: float) -> Iterator[float]:
    while time.monotonic() < ends:
        with smtplib.SMTP("127.0.0.1", port, timeout=60) as session:
            for _ in range(_OF_ONE_SESSION):
                mail = _mail()
                began = time.perf_counter()
                try:
                    session.sendmail("jo@acme.example", to, mail)
                except (OSError, smtplib.SMTPException) as error:
                    raise load.LoadFailed(f"a mail was not taken: {error}") from None
                yield time.perf_counter() - began
                if time.monotonic() > ends:
                    return


def _mail() -> bytes:
    """One with a PDF of so many bytes, of which no two are alike."""
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "Receipts", "Jo Bloggs <jo@acme.example>"
    mail["Message-ID"] = make_msgid(domain="acme.example", idstring=str(threading.get_ident()))
    mail.set_content("Please find our receipts.")
    # Base64 makes four bytes of three.
    content = b"%PDF-1.7\n" + os.urandom(SIZE * 3 // 4 - 1000)
    mail.add_attachment(content, maintype="application", subtype="pdf", filename="Receipts.pdf")
    return mail.as_bytes(policy=SMTP)


def _show(name: str, rate: float, taken: list[float]) -> float:
    percentiles = statistics.quantiles(taken, n=100)
    print(
        f"  {name:<10}{rate:>10.1f}{percentiles[49] * 1000:>10.0f}{percentiles[98] * 1000:>10.0f}", flush=True
    )
    return rate


if __name__ == "__main__":
    compare.from_command_line(__doc__ or "", measure)
