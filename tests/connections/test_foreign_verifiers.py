"""Our signatures are right for verifiers that are not ours, in other languages."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from chassis.database.unit_of_work import now
from services.connections.webhooks import signed_requests
from services.connections.webhooks.signed_requests import Keys, new_secret

HERE = Path(__file__).parent
BODY = '{"type":"ClientCreated","data":{"name":"Caf\u00e9 \u2013 & Co"}}'


def signed(*secrets: str) -> dict[str, str]:
    return signed_requests.headers(Keys(secrets), "01JC2Z5T8V9QWERTY0ABCDEFGH", BODY, now())


def by_openssl(secret: str, headers: dict[str, str], body: str) -> str:
    arguments = [headers["webhook-id"], headers["webhook-timestamp"], headers["webhook-signature"]]
    command = ["sh", str(HERE / "standard_webhooks.sh"), secret, *arguments]
    found = subprocess.run(command, input=body.encode(), capture_output=True, check=True, timeout=20)
    return found.stdout.decode().strip()


def by_node(secret: str, headers: dict[str, str], body: str) -> str:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node.js is not installed; openssl verifies the same signatures")
    given = json.dumps({"secret": secret, "headers": headers, "body": body})
    command = [node, str(HERE / "standard_webhooks.mjs")]
    found = subprocess.run(command, input=given.encode(), capture_output=True, check=True, timeout=20)
    return found.stdout.decode().strip()


@pytest.mark.parametrize("verify", [by_openssl, by_node])
def test_a_signature_is_verified_and_that_of_another_body_or_secret_is_not(verify) -> None:  # type: ignore[no-untyped-def]
    secret, other = new_secret(), new_secret()
    assert verify(secret, signed(secret), BODY) == "verified"
    assert verify(secret, signed(secret), BODY + " ") == "no signature is right"
    assert verify(other, signed(secret), BODY) == "no signature is right"


@pytest.mark.parametrize("verify", [by_openssl, by_node])
def test_after_a_rotation_either_secret_verifies(verify) -> None:  # type: ignore[no-untyped-def]
    secret, before = new_secret(), new_secret()
    headers = signed(secret, before)
    assert verify(secret, headers, BODY) == verify(before, headers, BODY) == "verified"
