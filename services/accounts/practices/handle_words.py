"""The words that the ending of a link may have."""

from __future__ import annotations

from contracts.errors import InvalidInput

#: Nobody's: what a stranger would take for ours, or for a part of this site.
_KEPT_BACK = frozenset(
    {
        *("account", "accounts", "admin", "administrator", "api", "app", "billing", "clientele", "clients"),
        *("confirm", "confirm-email", "contact", "docs", "help", "hmrc", "companies-house", "gov", "gov-uk"),
        *(
            "invitation",
            "invitations",
            "legal",
            "login",
            "mail",
            "new-client",
            "official",
            "owner",
            "password",
        ),
        *("password-reset", "payment", "payments", "practice", "privacy", "register", "root", "security"),
        *(
            "settings",
            "sign-in",
            "signin",
            "sign-up",
            "signup",
            "staff",
            "status",
            "support",
            "system",
            "test",
        ),
        *("team", "terms", "verify", "webhook", "webhooks", "www"),
    }
)


def key(handle: str) -> str:
    """As it is kept and compared."""
    return handle.lower()


def require_usable(handle: str) -> None:
    """Raises `InvalidInput` for a word that is kept back, with or without hyphens."""
    plain = {word.replace("-", "") for word in _KEPT_BACK}
    if key(handle).replace("-", "") in plain:
        raise InvalidInput.at("/handle", "kept_back", "This word is kept back. Use your practice's name.")
