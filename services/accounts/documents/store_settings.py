"""Which store the environment names: a folder, or a bucket of an object store."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from environs import Env

from chassis.observability import logs
from chassis.process import settings
from chassis.process.settings import SettingsError
from services.accounts.documents.folder_store import FolderStore
from services.accounts.documents.object_store import ObjectStore, StoreRefused, StoreUnavailable

_log = logs.get(__name__)
_PART = r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,63}"
_BUCKET = re.compile(
    rf"s3://(?P<name>[a-z0-9][a-z0-9.-]{{1,61}}[a-z0-9])(/(?P<prefix>{_PART}(/{_PART}){{0,7}}))?/?"
)
_ADDRESSING = ("path", "virtual")


def of(env: Env) -> ObjectStore:
    """`CLIENTELE_DOCUMENTS` is a path, or `s3://bucket[/prefix]`. Raises `SettingsError`."""
    where = env.str("DOCUMENTS", "") or "data/documents"
    endpoint = env.str("DOCUMENTS_ENDPOINT", "")
    addressing = env.str("DOCUMENTS_ADDRESSING", "").lower() or _ADDRESSING[0 if endpoint else 1]
    region = env.str("DOCUMENTS_REGION", "")
    access_key, secret_key = env.str("DOCUMENTS_ACCESS_KEY", ""), env.str("DOCUMENTS_SECRET_KEY", "")
    if "://" not in where:
        if endpoint or access_key:
            raise SettingsError("CLIENTELE_DOCUMENTS: with an endpoint or an access key, like s3://bucket")
        return FolderStore(Path(where))
    name, prefix = _bucket(where)
    _check_endpoint(endpoint)
    if addressing not in _ADDRESSING:
        raise SettingsError(f"CLIENTELE_DOCUMENTS_ADDRESSING: {' or '.join(_ADDRESSING)}")
    if bool(access_key) != bool(secret_key):
        raise SettingsError(
            "CLIENTELE_DOCUMENTS_ACCESS_KEY: set it and CLIENTELE_DOCUMENTS_SECRET_KEY, or neither"
        )
    # It takes memory that a process with a folder has no use for.
    from services.accounts.documents.s3_store import Bucket, S3Store

    bucket = Bucket(
        name=name,
        prefix=prefix,
        endpoint=endpoint,
        region=region,
        path_style=addressing == _ADDRESSING[0],
        access_key=access_key,
        secret_key=secret_key,
    )
    try:
        return S3Store(bucket)
    except StoreRefused as error:
        raise SettingsError(f"CLIENTELE_DOCUMENTS: {error}") from None


def try_out(store: ObjectStore) -> None:
    """Write to a store at the start. Raises `SettingsError` where it refuses that.

    One that does not answer may come later: until then the process is not ready.
    """
    try:
        store.put("checked", b"")
    except StoreRefused as error:
        raise SettingsError(f"CLIENTELE_DOCUMENTS: cannot be written to: {error}") from None
    except StoreUnavailable as error:
        _log.warning("documents_not_there_yet", reason=str(error))


def _bucket(where: str) -> tuple[str, str]:
    """Its name, and what keys in it begin with."""
    found = _BUCKET.fullmatch(where)
    if found is None:
        raise SettingsError(
            "CLIENTELE_DOCUMENTS: a folder, or a bucket like s3://bucket or s3://bucket/prefix"
        )
    return found["name"], f"{found['prefix']}/" if found["prefix"] else ""


def _check_endpoint(endpoint: str) -> None:
    if not endpoint:
        return
    settings.check_url("CLIENTELE_DOCUMENTS_ENDPOINT", endpoint, ("https", "http"))
    parts = urlsplit(endpoint)
    if not parts.hostname or parts.username or parts.path.strip("/") or parts.query or parts.fragment:
        raise SettingsError("CLIENTELE_DOCUMENTS_ENDPOINT: a host alone, like https://s3.example:9000")
