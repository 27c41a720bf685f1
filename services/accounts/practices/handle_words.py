"""The words that the ending of a link may have."""

from __future__ import annotations

from contracts.errors import InvalidInput

#: Nobody's: what a stranger would take for ours, or for a part of this site.
_KEPT_BACK = """
    account accounts admin administrator api app billing clientele clients companies-house confirm
    confirm-email contact docs gov gov-uk help hmrc invitation invitations legal login mail new-client
    official owner password password-reset payment payments practice privacy register root security
    settings sign-in sign-up signin signup staff status support system team terms test verify webhook
    webhooks www
"""
_PLAIN = frozenset(word.replace("-", "") for word in _KEPT_BACK.split())


def key(handle: str) -> str:
    """As it is kept and compared."""
    return handle.lower()


def require_usable(handle: str) -> None:
    """Raises `InvalidInput` for a word that is kept back, with or without hyphens."""
    if key(handle).replace("-", "") in _PLAIN:
        raise InvalidInput.at("/handle", "kept_back", "This word is kept back. Use your practice's name.")
