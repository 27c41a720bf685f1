"""The product with its documents in an object store, as people and programs reach it (docs/adr/0070)."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.policy import SMTP
from pathlib import Path

import pytest
import requests

from contracts.accounts.documents import PART
from services.accounts.documents.s3_store import Bucket
from tests.accounts.mail_calls import sends, with_a_file
from tests.accounts.s3_server import S3Server, settings_of
from tests.builders import eventually
from tests.integration.practice import PracticeOverHttp
from tests.ports import free_port
from tests.serving import serving

pytestmark = pytest.mark.service


@dataclass
class Installation:
    practice: PracticeOverHttp
    client: dict[str, str]
    bucket: Bucket
    intake: str

    @property
    def path(self) -> str:
        return f"{self.practice.url}/v1/clients/{self.client['id']}/documents"

    def uploads(self, content: bytes, name: str = "Words.txt") -> requests.Response:
        headers = {**self.practice.headers, "Content-Type": "application/octet-stream"}
        return requests.post(self.path, params={"filename": name}, data=content, headers=headers, timeout=60)

    def gets(self, path: str = "") -> requests.Response:
        return requests.get(f"{self.path}{path}", headers=self.practice.headers, timeout=60)


@pytest.fixture
def installation(s3: S3Server, tmp_path: Path) -> Iterator[Installation]:
    bucket, port = s3.makes_bucket(), free_port()
    settings = {**settings_of(bucket), "CLIENTELE_INTAKE_PORT": str(port)}
    with serving(tmp_path / "data", **settings) as (url, _):
        practice = PracticeOverHttp(url)
        yield Installation(practice, practice.add_client(), bucket, f"127.0.0.1:{port}")


def test_it_keeps_documents_there_and_goes_on_without_it(s3: S3Server, installation: Installation) -> None:
    contents = [os.urandom(PART + 1000 * number) for number in range(12)]
    with ThreadPoolExecutor(6) as threads:
        made = list(threads.map(installation.uploads, contents))
    assert [answer.status_code for answer in made] == [201] * 12
    sends(installation.intake, installation.client["extract_email"], with_a_file().as_bytes(policy=SMTP))
    assert len(installation.gets().json()["items"]) == 13
    ids = [answer.json()["id"] for answer in made]
    assert [installation.gets(f"/{each}/content").content for each in ids] == contents
    assert {key.split("/")[0] for key in s3.objects(installation.bucket.name)} >= set(ids)
    s3.gate.holds()
    with ThreadPoolExecutor(8) as threads:
        hanging = [threads.submit(installation.uploads, b"Lost") for _ in range(4)]
        hanging += [threads.submit(installation.gets, f"/{each}/content") for each in ids[:4]]
        time.sleep(0.5)
        began = time.monotonic()
        assert len(installation.gets().json()["items"]) == 13
        # The loop that waits for the store does all else meanwhile.
        assert time.monotonic() - began < 4
        for call in hanging:
            answer = call.result()
            assert (answer.status_code, answer.json()["code"]) == (503, "service_unavailable")
    s3.gate.opens()
    eventually(lambda: installation.uploads(b"Found", "Found.txt").status_code == 201, within=60)
    names = [each["name"] for each in installation.gets().json()["items"]]
    assert (names.count("Found.txt"), len(names)) == (1, 14)
    assert installation.gets(f"/{ids[0]}/content").content == contents[0]
