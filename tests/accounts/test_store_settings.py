"""Where documents are kept is a setting, and what is wrong with it is said in one line (docs/adr/0070)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from chassis.process.settings import SettingsError, environment
from chassis.security import identity, vault
from services.accounts.documents import store_settings
from services.accounts.documents.folder_store import FolderStore
from services.accounts.documents.s3_store import S3Store
from tests.accounts.mail_calls import ROOT
from tests.accounts.s3_server import SECRET, S3Server, settings_of
from tests.ports import free_port

S3 = {"CLIENTELE_DOCUMENTS": "s3://documents"}
KEYS = {"CLIENTELE_DOCUMENTS_ACCESS_KEY": "a", "CLIENTELE_DOCUMENTS_SECRET_KEY": SECRET}


def test_a_path_is_a_folder_and_nothing_is_the_usual_one(tmp_path: Path) -> None:
    for where in (str(tmp_path), "data/documents", ""):
        assert isinstance(store_settings.of(environment({"CLIENTELE_DOCUMENTS": where})), FolderStore)


@pytest.mark.parametrize(
    ("more", "where", "prefix", "path_style"),
    [
        ({}, "s3://documents", "", False),
        ({}, "s3://documents/", "", False),
        ({}, "s3://documents/of/acme.example", "of/acme.example/", False),
        ({"CLIENTELE_DOCUMENTS_ENDPOINT": "https://s3.example:9000"}, "s3://documents", "", True),
        ({"CLIENTELE_DOCUMENTS_ADDRESSING": "path"}, "s3://documents", "", True),
        (
            {"CLIENTELE_DOCUMENTS_ENDPOINT": "http://s3", "CLIENTELE_DOCUMENTS_ADDRESSING": "VIRTUAL"},
            "s3://documents",
            "",
            False,
        ),
    ],
)
def test_a_bucket_is_named_by_its_url(
    more: dict[str, str], where: str, prefix: str, path_style: bool
) -> None:
    store = store_settings.of(environment({"CLIENTELE_DOCUMENTS": where, **KEYS, **more}))
    assert isinstance(store, S3Store)
    bucket = store._bucket
    assert (bucket.name, bucket.prefix, bucket.path_style) == ("documents", prefix, path_style)
    assert (bucket.access_key, bucket.secret_key) == ("a", SECRET)


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ({"CLIENTELE_DOCUMENTS": "s3://"}, "CLIENTELE_DOCUMENTS"),
        ({"CLIENTELE_DOCUMENTS": "s3://Documents"}, "CLIENTELE_DOCUMENTS"),
        ({"CLIENTELE_DOCUMENTS": "s3://user:word@documents"}, "CLIENTELE_DOCUMENTS"),
        ({"CLIENTELE_DOCUMENTS": "s3://documents/../x"}, "CLIENTELE_DOCUMENTS"),
        ({"CLIENTELE_DOCUMENTS": "gs://documents"}, "CLIENTELE_DOCUMENTS"),
        ({"CLIENTELE_DOCUMENTS": "/documents", **KEYS}, "CLIENTELE_DOCUMENTS"),
        (
            {"CLIENTELE_DOCUMENTS": "", "CLIENTELE_DOCUMENTS_ENDPOINT": "https://s3.example"},
            "CLIENTELE_DOCUMENTS",
        ),
        ({**S3, "CLIENTELE_DOCUMENTS_ADDRESSING": "host"}, "CLIENTELE_DOCUMENTS_ADDRESSING"),
        ({**S3, "CLIENTELE_DOCUMENTS_ACCESS_KEY": "a"}, "CLIENTELE_DOCUMENTS_ACCESS_KEY"),
        ({**S3, "CLIENTELE_DOCUMENTS_SECRET_KEY": SECRET}, "CLIENTELE_DOCUMENTS_ACCESS_KEY"),
        ({**S3, **KEYS, "CLIENTELE_DOCUMENTS_ENDPOINT": "s3.example"}, "CLIENTELE_DOCUMENTS_ENDPOINT"),
        (
            {**S3, **KEYS, "CLIENTELE_DOCUMENTS_ENDPOINT": "https://a:b@s3.example"},
            "CLIENTELE_DOCUMENTS_ENDPOINT",
        ),
        (
            {**S3, **KEYS, "CLIENTELE_DOCUMENTS_ENDPOINT": "https://s3.example/a?b"},
            "CLIENTELE_DOCUMENTS_ENDPOINT",
        ),
        ({**S3, **KEYS, "CLIENTELE_DOCUMENTS_ENDPOINT": "ftp://s3.example"}, "CLIENTELE_DOCUMENTS_ENDPOINT"),
    ],
)
def test_what_is_wrong_is_named_without_a_secret(settings: dict[str, str], names: str) -> None:
    with pytest.raises(SettingsError, match=f"^{names}: ") as error:
        store_settings.of(environment(settings))
    assert SECRET not in str(error.value)
    assert "a:b" not in str(error.value)


def started(command: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """A process of accounts, which ends by itself as it should not have begun."""
    key = vault.generate_key()
    given = {
        "CLIENTELE_BROKER_URL": "memory://",
        "CLIENTELE_DATABASE_URL": f"postgresql://nobody@127.0.0.1:{free_port()}/nothing",
        "CLIENTELE_IDENTITY_PUBLIC_KEYS": identity.public_key(identity.generate_private_key()),
        "CLIENTELE_SECRET_KEYS": key,
        "CLIENTELE_MESSAGE_KEYS": key,
        "CLIENTELE_HEALTH_PORT": "0",
        "CLIENTELE_INTAKE_PORT": "0",
        "CLIENTELE_LOG_LEVEL": "DEBUG",
    }
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-m", command],
        env={**os.environ, **given, **settings},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


PROCESSES = pytest.mark.parametrize(
    ("command", "name"),
    [("services.accounts", "accounts"), ("services.accounts.intake", "accounts-intake")],
)


@pytest.mark.service
@PROCESSES
def test_a_bucket_that_is_not_there_ends_the_start_in_one_line(s3: S3Server, command: str, name: str) -> None:
    ran = started(command, **settings_of(s3.bucket("not-there")))
    assert ran.returncode == 2
    assert ran.stderr == (
        f"{name}: CLIENTELE_DOCUMENTS: cannot be written to: the object store answers 404 NoSuchBucket\n"
    )


@pytest.mark.service
def test_no_key_ends_it_too_and_none_is_in_what_the_process_writes(s3: S3Server) -> None:
    bucket = s3.makes_bucket()
    without = {name: value for name, value in settings_of(bucket).items() if not name.endswith("_KEY")}
    nowhere = {"AWS_EC2_METADATA_DISABLED": "true", "HOME": "/nowhere"}
    ran = started("services.accounts", **without, **nowhere)
    assert (ran.returncode, ran.stderr) == (
        2,
        "accounts: CLIENTELE_DOCUMENTS: cannot be written to: no access key was found\n",
    )
    s3.gate.answers(403, "InvalidAccessKeyId")
    ran = started("services.accounts", **settings_of(bucket))
    assert ran.returncode == 2
    for secret in (SECRET, "Signature", "Credential="):
        assert secret not in ran.stdout + ran.stderr
