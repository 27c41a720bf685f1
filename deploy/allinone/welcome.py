"""What `make run` says when it is ready: where to go, and a first journey that works when pasted."""

from __future__ import annotations

from pathlib import Path

from gateway.settings import Settings

# Each command fits a line of a wide terminal, and all of it works when pasted at once.
_JOURNEY = """\
Try it, in another terminal:

  URL={url}
  curl -sS $URL/v1/practices -H 'Content-Type: application/json' -d '{{"name": "Smith & Co", "country": "GB",
    "base_currency": "GBP", "owner": {{"name": "Ann Smith", "email": "ann@smith.example",
    "password": "correct horse battery"}}}}'
  TOKEN=$(curl -sS $URL/v1/sessions -H 'Content-Type: application/json' -d '{{"email": "ann@smith.example",
    "password": "correct horse battery"}}' | sed 's/.*"token":"\\([^"]*\\)".*/\\1/')
  curl -sS $URL/v1/clients -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{{
    "type": "business", "name": "Acme Widgets Ltd", "access": {{"everyone": true}},
    "invitation": {{"name": "Jo Bloggs", "email": "jo@acme.example"}}}}'
"""


def welcome(
    settings: Settings, folder: Path, *, seconds: float, sandbox: bool, vendors: bool, intake: str
) -> None:
    """Print it. `sandbox` is whether mail stays here, `vendors` whether accounting software is played,
    `intake` where mail to clients comes in.
    """
    url = settings.public_url
    lines = [
        "",
        f"Clientele is ready, after {seconds:.1f} s.",
        "",
        f"  Start here   {url}/",
        f"  API          {url}/docs",
    ]
    if sandbox:
        lines.append(f"  Mailbox      {url}/sandbox/mailbox   (a sandbox: no mail leaves this machine)")
    if settings.sandbox_password is not None and sandbox:
        lines.append("  WARNING      no mail is sent: who knows CLIENTELE_SANDBOX_PASSWORD reads all of it")
    if vendors:
        lines.append("  Software     Xero, Sage, QuickBooks and FreeAgent are sandboxes on this machine too")
    lines.append(f"  Mail in      smtp://{intake}   (to clients' extract-by-email addresses)")
    lines += [f"  Data         {folder}", "", _JOURNEY.format(url=url), "Ctrl-C stops it; the data stay."]
    print("\n".join(lines), flush=True)
