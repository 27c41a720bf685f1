"""Which extract-by-email address a client asks for (product.md 2.11): of its name, or as somebody chose."""

from __future__ import annotations

import re
import unicodedata

from contracts.errors import InvalidInput

_LONGEST = 48
_COMPANY_ENDINGS = re.compile(r"-(ltd|limited|llp|plc|inc|llc)$")
#: Addresses that mail systems and people expect somebody else behind (RFC 2142).
_RESERVED = frozenset(
    {
        *("abuse", "hostmaster", "mailer-daemon", "noc", "postmaster", "root", "security", "webmaster"),
        *("admin", "administrator", "billing", "contact", "help", "info", "marketing", "no-reply", "noreply"),
        *("sales", "support"),
    }
)


def base_of(name: str) -> str:
    """The local part a name asks for: `Acme Widgets Ltd` gives `acme-widgets`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain.replace("&", " and ").replace("'", "")).strip("-")
    words = _COMPANY_ENDINGS.sub("", words)
    return words[:_LONGEST].strip("-") or "client"


def chosen(written: str, domain: str) -> str:
    """The local part that somebody chose, with or without the domain. Raises `InvalidInput`."""
    local_part, _, of_domain = written.lower().partition("@")
    if of_domain and of_domain != domain:
        raise InvalidInput.at("/extract_email", "invalid_format", f"Addresses here end with @{domain}.")
    if not 3 <= len(local_part) <= _LONGEST or local_part in _RESERVED:
        message = f"Use 3 to {_LONGEST} letters, digits, hyphens and dots, and no name like postmaster."
        raise InvalidInput.at("/extract_email", "invalid_format", message)
    return local_part
