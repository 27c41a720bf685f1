"""States in words (ui.md), each with the kind of chip it is. Nothing is claimed that is not known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from gateway.web.kit import moments

Said = tuple[str, str]

_INVITATION: Mapping[str, Said] = {
    "pending": ("Invitation on its way", "waiting"),
    "sent": ("Invited", "waiting"),
    "delivered": ("Invited", "waiting"),
    "needs_attention": ("Invitation not delivered", "bad"),
    "accepted": ("Has joined", "good"),
    "expired": ("Invitation expired", "bad"),
    "revoked": ("Invitation revoked", "plain"),
}
_CHANNEL = {"email": "Email", "sms": "Text"}
_DELIVERY: Mapping[str, Said] = {
    "queued": ("waiting to be sent", "waiting"),
    "sent": ("sent", "waiting"),
    "delivered": ("delivered", "good"),
    "failed": ("not delivered", "bad"),
}
_STEP = {
    "access": (
        "Access is given to your colleagues",
        "Giving access to your colleagues",
        "Access not given yet",
    ),
    "invitation": ("The invitation is sent", "Sending the invitation", "The invitation needs attention"),
    "connection": ("The accounting software is connected", "Connecting the software", "Not connected"),
}
_NO_VENDOR = {"other": "Something else", "none": "None, or they do not know"}
_STEP_KINDS = {"done": (0, "good"), "pending": (1, "waiting"), "needs_attention": (2, "bad")}


def invitation(found: Mapping[str, Any] | None) -> Said:
    """A client's invitation."""
    if found is None:
        return "Not invited", "plain"
    return _INVITATION.get(found["state"], (found["state"], "plain"))


def invited(found: Mapping[str, Any]) -> Said:
    """An invitation on the practice's board, with when it went out and when it ends."""
    words, kind = invitation(found)
    if found["state"] in ("sent", "delivered") and found["sent_at"] and found["expires_at"]:
        sent, ends = moments.ago(found["sent_at"]), moments.weekday(found["expires_at"])
        return Markup("Invited {}, ends {}").format(sent, ends), kind
    if found["state"] == "expired" and found["expires_at"]:
        return Markup("Expired on {}").format(moments.element(found["expires_at"], "day")), kind
    return words, kind


def delivery(channel: Mapping[str, Any]) -> Said:
    """One way an invitation goes, with the reason where it failed."""
    words, kind = _DELIVERY.get(channel["state"], (channel["state"], "plain"))
    reason = f": {channel['detail']}" if channel.get("detail") else ""
    return f"{_CHANNEL[channel['channel']]} {words}{reason}", kind


def connection(found: Mapping[str, Any] | None, vendors: Mapping[str, str]) -> Said:
    """A client's accounting software."""
    if found is None:
        return "Not connected", "plain"
    vendor = vendors.get(found["provider"], found["provider"])
    if found["state"] == "needs_reconnect":
        if not found.get("changed_at"):
            return f"{vendor}: reconnect needed", "bad"
        since = moments.element(found["changed_at"])
        return Markup("{}: reconnect needed since {}").format(vendor, since), "bad"
    return vendor, "good"


def software(said: str, vendors: Mapping[str, str]) -> str:
    """What a client is said to keep their books with."""
    return vendors.get(said) or _NO_VENDOR.get(said, said)


def step(found: Mapping[str, Any]) -> Said:
    """A step of a client's creation."""
    which, kind = _STEP_KINDS[found["state"]]
    words = _STEP[found["step"]][which]
    return (f"{words}: {found['detail']}" if found["detail"] else words), kind
