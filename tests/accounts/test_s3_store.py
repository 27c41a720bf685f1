"""A bucket of an object store that is slow, in trouble, or not ours (docs/adr/0070)."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import pytest
import requests

from services.accounts.documents import s3_store
from services.accounts.documents.object_store import ObjectMissing, StoreRefused, StoreUnavailable
from services.accounts.documents.s3_store import S3Store
from tests import certificates
from tests.accounts import s3_server
from tests.accounts.mail_calls import ROOT
from tests.accounts.s3_server import SECRET, S3Server

pytestmark = pytest.mark.service


def fails(call: Callable[[], object]) -> StoreUnavailable:
    with pytest.raises(StoreUnavailable) as error:
        call()
    return error.value


def test_keys_begin_with_the_prefix_and_no_others_are_touched(s3: S3Server) -> None:
    whole = s3.makes_bucket()
    name = whole.name
    one, other = S3Store(s3.bucket(name, "here/")), S3Store(s3.bucket(name, "here/too/"))
    S3Store(whole).put("doc_1/0", b"whole")
    one.put("doc_1/0", b"one")
    other.put("doc_1/0", b"other")
    assert s3.objects(name) == {"doc_1/0": b"whole", "here/doc_1/0": b"one", "here/too/doc_1/0": b"other"}
    one.delete("doc_1")
    assert s3.objects(name) == {"doc_1/0": b"whole", "here/too/doc_1/0": b"other"}


def test_more_keys_than_a_page_of_a_list_has_are_removed(s3: S3Server) -> None:
    bucket = s3.makes_bucket()
    store = S3Store(bucket)
    for number in range(23):
        store.put(f"doc_1/{number}", b"")
    store.put("doc_2/0", b"")
    store.delete("doc_1")
    assert list(s3.objects(bucket.name)) == ["doc_2/0"]


def test_one_that_is_slow_is_given_up_and_then_left_alone(
    s3: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(s3_store, "_READ", 0.2)
    store = S3Store(s3.makes_bucket())
    store.put("doc_1/0", b"a")
    s3.gate.holds()
    began = time.monotonic()
    for _ in range(3):
        fails(lambda: store.get("doc_1/0"))
    # Each is tried twice, with a pause of up to a second between.
    assert time.monotonic() - began < 3 * (2 * 0.2 + 1) + 2
    tries = s3.gate.connections
    assert tries >= 3
    began = time.monotonic()
    for _ in range(50):
        fails(lambda: store.put("doc_1/1", b"b"))
    assert s3.gate.connections == tries
    assert time.monotonic() - began < 2


def test_no_more_than_some_wait_for_one_that_hangs(s3: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3_store, "_TURN", 0.5)
    store = S3Store(s3.makes_bucket())
    store.check()
    s3.gate.holds()
    with ThreadPoolExecutor(40) as threads:
        calls = [threads.submit(fails, lambda: store.get("doc_1/0")) for _ in range(40)]
        done, hanging = wait(calls, timeout=4.5)
        assert len(hanging) <= 16
        assert {str(call.result()) for call in done} == {"the object store is busy with other calls"}
        s3.gate.closes()


@pytest.mark.parametrize(
    ("status", "code", "is_refused"),
    [
        (403, "AccessDenied", True),
        (403, "SignatureDoesNotMatch", True),
        (404, "NoSuchBucket", True),
        (429, "TooManyRequests", False),
        (500, "InternalError", False),
        (503, "SlowDown", False),
    ],
)
def test_one_that_refuses_keeps_nothing_and_says_no_secret(
    s3: S3Server, status: int, code: str, is_refused: bool
) -> None:
    bucket = s3.makes_bucket()
    store = S3Store(bucket)
    store.put("doc_1/0", b"a")
    s3.gate.answers(status, code)
    for call in (
        lambda: store.put("doc_1/1", b"b" * 500_000),
        lambda: store.get("doc_1/0"),
    ):
        error = fails(call)
        assert isinstance(error, StoreRefused) == is_refused
        assert str(error) == f"the object store answers {status} {code}"
    assert list(s3.objects(bucket.name)) == ["doc_1/0"]


def test_a_bucket_that_is_gone_is_no_document_that_is_missing(s3: S3Server) -> None:
    store = S3Store(s3.bucket("not-there"))
    assert isinstance(fails(lambda: store.get("doc_1/0")), StoreRefused)
    assert isinstance(fails(store.check), StoreRefused)


def test_an_answer_that_breaks_off_is_no_content(s3: S3Server) -> None:
    store = S3Store(s3.makes_bucket())
    s3.gate._changes(
        is_open=False,
        answer=b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\nhalf",
    )
    assert not isinstance(fails(lambda: store.get("doc_1/0")), StoreRefused)


def test_its_settings_show_no_secret(s3: S3Server) -> None:
    assert SECRET not in repr(s3.bucket("documents"))


GREEN = """
from chassis.process.patching import patch
patch()
import os, time, eventlet
from services.accounts.documents import s3_store
from services.accounts.documents.object_store import ObjectMissing, StoreUnavailable
from services.accounts.documents.s3_store import Bucket, S3Store
def at(endpoint):
    return S3Store(Bucket(name="documents", endpoint=endpoint, path_style=True,
                          access_key="tests", secret_key="tests"))
store = at(os.environ["ENDPOINT"])
store.put("begin/0", b"")
silent = eventlet.listen(("127.0.0.1", 0))
s3_store._READ, s3_store._TRIES = 3, 1
other = at(f"http://127.0.0.1:{silent.getsockname()[1]}")
def hangs():
    began = time.perf_counter()
    try:
        other.check()
    except StoreUnavailable:
        return time.perf_counter() - began
pauses, done = [], []
def ticks():
    while not done:
        began = time.perf_counter()
        eventlet.sleep(0.005)
        pauses.append(time.perf_counter() - began)
ticker, hanging = eventlet.spawn(ticks), eventlet.spawn(hangs)
part = os.urandom(512 * 1024)
def keeps(number):
    store.put(f"doc_{number}/0", part)
    assert store.get(f"doc_{number}/0") == part
    store.delete(f"doc_{number}")
    try:
        store.get(f"doc_{number}/0")
    except ObjectMissing:
        return number
pool = eventlet.GreenPool(20)
assert sorted(pool.imap(keeps, range(40))) == list(range(40))
hung = hanging.wait()
done.append(True)
ticker.wait()
print(round(max(pauses), 2), round(hung, 2))
"""


def test_green_threads_share_it_by_tls_and_none_holds_up_the_others(tmp_path: Path) -> None:
    certificate = certificates.self_signed(tmp_path)
    with s3_server.process(certificate) as port:
        endpoint = f"https://127.0.0.1:{port}"
        requests.put(f"{endpoint}/documents", timeout=10, verify=str(certificate)).raise_for_status()
        environment = {"AWS_CA_BUNDLE": str(certificate), "ENDPOINT": endpoint, "PATH": ""}
        command = [sys.executable, "-W", "ignore", "-c", GREEN]
        ran = subprocess.run(
            command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
        )
    assert ran.returncode == 0, ran.stderr
    longest, hung = map(float, ran.stdout.split())
    assert longest < 2 < hung, ran.stdout


def test_what_it_gives_is_missing_only_where_it_says_so(s3: S3Server) -> None:
    store = S3Store(s3.makes_bucket())
    with pytest.raises(ObjectMissing):
        store.get("doc_1/0")
