"""The served OpenAPI document against the server: no 500, nothing undocumented, nothing let through."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import requests

HERE = Path(__file__).parent
EMAIL, OTHER_EMAIL, PASSWORD = "ada@fuzz.example", "ben@other.example", "correct horse battery staple"
#: The same each time, so that a change that is submitted is judged by itself; others are for who has time.
SEED = os.environ.get("CLIENTELE_FUZZ_SEED", "2026")
EXAMPLES = os.environ.get("CLIENTELE_FUZZ_EXAMPLES", "6")
#: Seconds, after which it hangs: more for more examples.
PATIENCE = 540 * max(1, int(EXAMPLES) // 6)


@pytest.mark.timeout(PATIENCE + 60)
def test_schemathesis_finds_nothing(product_url: str) -> None:
    register(product_url, EMAIL)
    register(product_url, OTHER_EMAIL)

    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(HERE / "schemathesis.toml")]
    command += ["run", f"{product_url}/openapi.json", "--max-examples", EXAMPLES, "--no-color"]
    command += ["--seed", SEED]
    credentials = {
        "CLIENTELE_FUZZ_EMAIL": EMAIL,
        "CLIENTELE_FUZZ_OTHER_EMAIL": OTHER_EMAIL,
        "CLIENTELE_FUZZ_PASSWORD": PASSWORD,
    }
    done = subprocess.run(
        command, cwd=HERE, env={**os.environ, **credentials}, capture_output=True, text=True, timeout=PATIENCE
    )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]


def register(product_url: str, email: str) -> None:
    practice = {
        "name": "Fuzz & Co",
        "country": "GB",
        "base_currency": "GBP",
        "plan": "advanced",
        "owner": {"name": "Ada Birch", "email": email, "password": PASSWORD},
    }
    registered = requests.post(f"{product_url}/v1/practices", json=practice, timeout=10)
    assert registered.status_code == 201, registered.text
