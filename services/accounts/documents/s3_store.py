"""Contents in a bucket of an object store that speaks S3. What imports this has botocore in its memory."""

from __future__ import annotations

import base64
import hashlib
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

import botocore.session
from botocore.client import BaseClient
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError
from botocore.parsers import ResponseParserError

from chassis.observability import logs
from services.accounts.documents.object_store import (
    ObjectMissing,
    StoreRefused,
    StoreUnavailable,
    require_key,
)
from services.accounts.documents.store_circuit import Circuit

_log = logs.get(__name__)
#: Seconds to connect, and for each word of an answer; a call is tried twice, and a part is half a megabyte.
_CONNECT, _READ, _TRIES = 2, 5, 2
#: So many calls at a time, and how long another waits: the workers of a process have more to do than wait for
#: one store that hangs.
_AT_ONCE, _TURN = 16, 3.0
_USUAL_REGION = "us-east-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """Where it is: without an endpoint at Amazon's, and without an access key botocore looks for one."""

    name: str
    prefix: str = ""
    endpoint: str = ""
    region: str = ""
    path_style: bool = False
    access_key: str = ""
    secret_key: str = field(default="", repr=False)


class S3Store:
    """An `ObjectStore`, of any number of threads, or of green threads. Raises `StoreRefused` too."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket
        self._circuit = Circuit()
        self._turns = threading.Semaphore(_AT_ONCE)
        try:
            self._client = _client(bucket)
        except (BotoCoreError, ValueError) as error:
            raise StoreRefused(f"botocore takes no such settings: {type(error).__name__}") from None

    def put(self, key: str, content: bytes) -> None:
        # By this the store notices what was changed on its way, which not all do by newer checksums.
        digest = hashlib.md5(content, usedforsecurity=False).digest()
        name = self._name(key)
        with self._called():
            self._client.put_object(
                Bucket=self._bucket.name,
                Key=name,
                Body=content,
                ContentMD5=base64.b64encode(digest).decode(),
                ContentType="application/octet-stream",
            )

    def get(self, key: str) -> bytes:
        name = self._name(key)
        with self._called():
            found = self._client.get_object(Bucket=self._bucket.name, Key=name)
            with closing(found["Body"]) as body:
                return bytes(body.read())

    def delete(self, prefix: str) -> None:
        beginning = f"{self._name(prefix)}/"
        with self._called():
            pages = self._client.get_paginator("list_objects_v2")
            found = pages.paginate(Bucket=self._bucket.name, Prefix=beginning)
            for name in [each["Key"] for page in found for each in page.get("Contents", ())]:
                self._client.delete_object(Bucket=self._bucket.name, Key=name)

    def check(self) -> None:
        with self._called():
            self._client.head_bucket(Bucket=self._bucket.name)

    def _name(self, key: str) -> str:
        return self._bucket.prefix + require_key(key)

    @contextmanager
    def _called(self) -> Iterator[None]:
        if not self._circuit.lets_through():
            raise StoreUnavailable("the object store did not answer, and is called again later")
        if not self._turns.acquire(timeout=_TURN):
            raise StoreUnavailable("the object store is busy with other calls")
        try:
            with _refusing():
                yield
        except ObjectMissing:
            self._worked()
            raise
        except StoreUnavailable as error:
            if self._circuit.failed():
                _log.warning("object_store_lost", reason=str(error))
            raise
        finally:
            self._turns.release()
        self._worked()

    def _worked(self) -> None:
        if self._circuit.worked():
            _log.info("object_store_back")


@contextmanager
def _refusing() -> Iterator[None]:
    """What botocore raises, in our words: neither keys nor addresses are in them."""
    try:
        yield
    except ClientError as error:
        raise _meaning(error) from None
    except NoCredentialsError:
        raise StoreRefused("no access key was found") from None
    except (BotoCoreError, ResponseParserError, OSError) as error:
        raise StoreUnavailable(f"the object store: {type(error).__name__}") from None


def _meaning(error: ClientError) -> Exception:
    code = str(error.response.get("Error", {}).get("Code", ""))
    status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    if code == "NoSuchKey":
        return ObjectMissing()
    reason = f"the object store answers {status} {code}".rstrip()
    is_final = 300 <= status < 500 and status not in (408, 429)
    return StoreRefused(reason) if is_final else StoreUnavailable(reason)


def _client(bucket: Bucket) -> BaseClient:
    session = botocore.session.get_session()
    if bucket.access_key:
        session.set_credentials(bucket.access_key, bucket.secret_key)
    config = Config(
        connect_timeout=_CONNECT,
        read_timeout=_READ,
        retries={"mode": "standard", "total_max_attempts": _TRIES},
        max_pool_connections=_AT_ONCE,
        signature_version="s3v4",
        s3={"addressing_style": "path" if bucket.path_style else "virtual"},
        # Stores of others do not know the newer checksums.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    return session.create_client(
        "s3",
        region_name=bucket.region or session.get_config_variable("region") or _USUAL_REGION,
        endpoint_url=bucket.endpoint or None,
        config=config,
    )
