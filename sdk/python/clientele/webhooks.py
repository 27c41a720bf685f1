"""Whether a webhook is Clientele's: signatures as Standard Webhooks has them."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any

#: Seconds by which the clocks of the two may differ.
TOLERANCE = 300


class WebhookNotVerified(Exception):
    """It was not sent by who has the secret, or not now."""


def verify_webhook(secret: str, headers: Mapping[str, str], body: bytes | str) -> Any:
    """The event in a webhook's body. `body` is as it came, before anything reads it as JSON.

    Raises `WebhookNotVerified`. Take each `webhook-id` in once: the same event may come twice.
    """
    given = {name.lower(): value for name, value in headers.items()}
    raw = body.encode() if isinstance(body, str) else body
    try:
        identity, at = given["webhook-id"], int(given["webhook-timestamp"])
        signatures = given["webhook-signature"].split(" ")
        key = base64.b64decode(secret.removeprefix("whsec_"))
    except (KeyError, ValueError, binascii.Error):
        raise WebhookNotVerified("a header is missing, or not what it should be") from None
    if abs(time.time() - at) > TOLERANCE:
        raise WebhookNotVerified("it was not sent now")
    digest = hmac.digest(key, f"{identity}.{at}.".encode() + raw, "sha256")
    expected = f"v1,{base64.b64encode(digest).decode()}"
    if not any(hmac.compare_digest(expected.encode(), each.encode()) for each in signatures):
        raise WebhookNotVerified("no signature is right")
    return json.loads(raw)
