"""An S3 object store that is not ours: moto's server, in a process of its own, with a gate before it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import requests

from services.accounts.documents.s3_store import Bucket
from tests.accounts import store_gate
from tests.accounts.store_gate import Gate
from tests.builders import eventually
from tests.ports import free_port

SECRET = "a-secret-of-the-tests-and-of-nobody"
NAMED = {
    "Authorization": "AWS4-HMAC-SHA256 Credential=tests/20260101/us-east-1/s3/aws4_request, "
    "SignedHeaders=host, Signature=0"
}
_numbers = count(1)


@dataclass(frozen=True)
class S3Server:
    """`url` is its own address; the product comes by the gate's."""

    url: str
    gate: Gate

    def makes_bucket(self) -> Bucket:
        name = f"documents-{next(_numbers)}"
        requests.put(f"{self.url}/{name}", timeout=10).raise_for_status()
        return self.bucket(name)

    def bucket(self, name: str, prefix: str = "") -> Bucket:
        endpoint = f"http://127.0.0.1:{self.gate.port}"
        return Bucket(
            name=name,
            prefix=prefix,
            endpoint=endpoint,
            path_style=True,
            access_key="tests",
            secret_key=SECRET,
        )

    def objects(self, name: str) -> dict[str, bytes]:
        """All that is in a bucket, by key."""
        found = self._read(f"{name}?list-type=2&max-keys=1000")
        keys = re.findall("<Key>([^<]*)</Key>", found.decode())
        return {key: self._read(f"{name}/{key}") for key in keys}

    def _read(self, path: str) -> bytes:
        # Whoever says no name is refused; what else they say is not looked at.
        answer = requests.get(f"{self.url}/{path}", headers=NAMED, timeout=10)
        answer.raise_for_status()
        return answer.content


def settings_of(bucket: Bucket) -> dict[str, str]:
    """What a process is told to keep documents there."""
    return {
        "CLIENTELE_DOCUMENTS": f"s3://{bucket.name}/{bucket.prefix}".rstrip("/"),
        "CLIENTELE_DOCUMENTS_ENDPOINT": bucket.endpoint,
        "CLIENTELE_DOCUMENTS_ACCESS_KEY": bucket.access_key,
        "CLIENTELE_DOCUMENTS_SECRET_KEY": bucket.secret_key,
    }


@contextmanager
def running() -> Iterator[S3Server]:
    with process() as port, store_gate.before(port) as gate:
        yield S3Server(f"http://127.0.0.1:{port}", gate)


@contextmanager
def process(certificate: Path | None = None) -> Iterator[int]:
    """The port of one; with a certificate it speaks TLS."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    if certificate is not None:
        command += ["--ssl-cert", str(certificate), "--ssl-key", str(certificate.parent / "key")]
    server = subprocess.Popen(
        command,
        # Lists go on on another page after so few.
        env={**os.environ, "MOTO_S3_DEFAULT_MAX_KEYS": "5"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        eventually(lambda: _answers(port, certificate), within=60)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def _answers(port: int, certificate: Path | None) -> bool:
    scheme = "http" if certificate is None else "https"
    try:
        requests.get(f"{scheme}://127.0.0.1:{port}/", timeout=5, verify=str(certificate or True))
    except requests.ConnectionError:
        return False
    return True
