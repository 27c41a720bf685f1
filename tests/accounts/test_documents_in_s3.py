"""Documents in an object store: kept or not at all (product.md 2.8, 9.1, docs/adr/0070)."""

from __future__ import annotations

import os
import signal
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
import requests

from contracts import accounts
from contracts.accounts.documents import PART
from contracts.errors import ServiceUnavailable
from deploy.allinone.product import Product
from services.accounts.documents.s3_store import Bucket, S3Store
from services.accounts.documents.sealed_contents import SealedContents
from tests.accounts.document_calls import PDF, content_of, listed, names, told_of, uploads
from tests.accounts.mail_calls import ROOT, a_mail, address_of, an_intake, sends, with_a_file
from tests.accounts.mail_calls import settings_of as settings_of_product
from tests.accounts.s3_server import S3Server, settings_of
from tests.accounts.test_documents import removes_after
from tests.builders import Person, eventually
from tests.ports import free_port


@pytest.fixture
def bucket(product: Product, s3: S3Server, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """A bucket in which accounts keeps documents now."""
    config = product.hosted["accounts"].container.config
    made = s3.makes_bucket()
    monkeypatch.setitem(config, "contents", SealedContents(S3Store(made), config["contents"].vault))
    return made


@pytest.fixture
def intake(product: Product, bucket: Bucket) -> Iterator[str]:
    with an_intake(product, **settings_of(bucket)) as (address, _):
        yield address


def anew(product: Product, bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the time had passed for which a store that was away is left alone."""
    config = product.hosted["accounts"].container.config
    monkeypatch.setitem(config, "contents", SealedContents(S3Store(bucket), config["contents"].vault))


def test_mail_and_uploads_are_kept_in_the_bucket_and_nothing_of_them_in_clear(
    owner: Person, s3: S3Server, bucket: Bucket, intake: str
) -> None:
    client = owner.adds_client()
    large = b"plain words " * (3 * PART // 12)
    sends(intake, address_of(client), a_mail(("Invoice 12.pdf", PDF), ("Words.txt", large)))
    sent = {each["name"]: each for each in listed(owner, client["id"])}
    uploaded = uploads(owner, client["id"], "secret-name.txt", large)
    assert content_of(owner, sent["Invoice 12.pdf"]) == PDF
    assert content_of(owner, sent["Words.txt"]) == content_of(owner, uploaded) == large
    objects = s3.objects(bucket.name)
    assert {key.split("/")[0] for key in objects} == {
        uploaded["id"],
        *(each["id"] for each in sent.values()),
        str(sent["Words.txt"]["message_id"]),
    }
    assert not any(b"plain words" in content or b"%PDF" in content for content in objects.values())
    assert not any("secret" in key or "Invoice" in key for key in objects)


def test_a_mail_that_the_store_does_not_take_comes_again_and_is_kept_once(
    owner: Person, product: Product, s3: S3Server, bucket: Bucket, intake: str
) -> None:
    client, mail = owner.adds_client(), with_a_file()
    for trouble in (s3.gate.closes, lambda: s3.gate.answers(403, "AccessDenied")):
        trouble()
        with pytest.raises(smtplib.SMTPDataError) as refused:
            sends(intake, address_of(client), mail)
        assert refused.value.smtp_code == 451
    assert names(owner, client["id"]) == []
    assert told_of(product, client["id"]) == []
    s3.gate.opens()
    for _ in range(2):
        sends(intake, address_of(client), mail)
    [kept] = listed(owner, client["id"])
    assert content_of(owner, kept) == PDF
    assert len(told_of(product, client["id"])) == 1


def test_no_mail_waits_for_a_store_that_was_away_three_times(
    owner: Person, s3: S3Server, bucket: Bucket, intake: str
) -> None:
    client = owner.adds_client()
    s3.gate.closes()
    codes, connections = [], []
    for _ in range(6):
        with pytest.raises(smtplib.SMTPDataError) as refused:
            sends(intake, address_of(client), with_a_file())
        codes.append(refused.value.smtp_code)
        connections.append(s3.gate.connections)
    assert codes == [451] * 6
    assert connections[2] == connections[5]


def test_an_upload_fails_whole_and_a_download_can_be_tried_again(
    owner: Person, product: Product, s3: S3Server, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = owner.adds_client()["id"]
    kept = uploads(owner, client, "Kept.pdf")
    for trouble in (s3.gate.closes, lambda: s3.gate.answers(503, "SlowDown")):
        trouble()
        for call in (lambda: uploads(owner, client, "Lost.pdf"), lambda: content_of(owner, kept)):
            with pytest.raises(ServiceUnavailable) as refused:
                call()
            assert refused.value.status == 503
        s3.gate.opens()
        anew(product, bucket, monkeypatch)
    assert names(owner, client) == ["Kept.pdf"]
    assert len(told_of(product, client)) == 1
    assert content_of(owner, kept) == PDF


@pytest.mark.parametrize("step", ["stored", "committed"])
def test_a_mail_whose_intake_died_is_kept_once(
    owner: Person, product: Product, s3: S3Server, bucket: Bucket, intake: str, step: str
) -> None:
    client, mail = owner.adds_client(), with_a_file()
    dying = an_intake(product, "tests.accounts.killed_intake", CLIENTELE_DIES=step, **settings_of(bucket))
    with dying as (address, process):
        with pytest.raises(smtplib.SMTPServerDisconnected):
            sends(address, address_of(client), mail)
        assert process.wait(60) == -signal.SIGKILL
    left = set(s3.objects(bucket.name))
    assert len({key.split("/")[0] for key in left} - {"checked"}) == 2
    for _ in range(2):
        sends(intake, address_of(client), mail)
    [kept] = listed(owner, client["id"])
    assert content_of(owner, kept) == PDF
    assert len(told_of(product, client["id"])) == 1
    removes_after(product, days=2)
    assert content_of(owner, kept) == PDF
    # What the one that died had stored and nobody committed is gone, and what it committed is not.
    assert bool(set(s3.objects(bucket.name)) & left) == (step == "committed")


def test_what_is_removed_for_good_leaves_the_bucket_also_where_it_was_away_meanwhile(
    owner: Person, product: Product, s3: S3Server, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = owner.adds_client()
    document = uploads(owner, client["id"], content=os.urandom(2 * PART))
    assert len(s3.objects(bucket.name)) == 2
    with owner.acting():
        accounts.delete_document(owner.rpc, client_id=client["id"], document_id=document["id"])
    s3.gate.closes()
    with pytest.raises(OSError, match="object store"):
        removes_after(product, days=31)
    s3.gate.opens()
    anew(product, bucket, monkeypatch)
    removes_after(product, days=31)
    assert s3.objects(bucket.name) == {}


def readiness(port: int) -> tuple[int, str | None]:
    """What a process answers who asks whether it is ready, and what it says of documents."""
    try:
        answer = requests.get(f"http://127.0.0.1:{port}/readyz", timeout=10)
    except requests.ConnectionError:
        return 0, None
    return answer.status_code, answer.json()["checks"].get("documents")


@contextmanager
def a_service(product: Product, port: int, **settings: str) -> Iterator[None]:
    """Accounts as the green process that it is where it is deployed, with a broker of its own."""
    environment = {
        **settings_of_product(product),
        "CLIENTELE_BROKER_URL": "memory://",
        "CLIENTELE_IDENTITY_PUBLIC_KEYS": ",".join(product.identity_keys),
        "CLIENTELE_MESSAGE_KEYS": ",".join(product.message_keys),
        "CLIENTELE_HEALTH_PORT": str(port),
        **settings,
    }
    command = [sys.executable, "-W", "ignore", "-m", "services.accounts"]
    process = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        yield
    finally:
        process.terminate()
        process.wait(60)


@pytest.mark.parametrize("part", ["accounts", "intake"])
def test_a_process_is_ready_while_the_bucket_can_be_reached(
    product: Product, s3: S3Server, part: str
) -> None:
    bucket, port = s3.makes_bucket(), free_port()
    if part == "accounts":
        running: AbstractContextManager[object] = a_service(product, port, **settings_of(bucket))
    else:
        running = an_intake(product, **settings_of(bucket), CLIENTELE_HEALTH_PORT=str(port))
    with running:
        eventually(lambda: readiness(port) == (200, "ok"))
        s3.gate.closes()
        eventually(lambda: readiness(port) == (503, "failed"))
        s3.gate.opens()
        eventually(lambda: readiness(port) == (200, "ok"))


def test_a_bucket_that_does_not_answer_at_the_start_is_waited_for(product: Product, s3: S3Server) -> None:
    bucket, port = s3.makes_bucket(), free_port()
    s3.gate.closes()
    with a_service(product, port, **settings_of(bucket)):
        eventually(lambda: readiness(port) == (503, "failed"))
        s3.gate.opens()
        eventually(lambda: readiness(port) == (200, "ok"))
